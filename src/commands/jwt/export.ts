import { Flags } from '@oclif/core';
import { Messages } from '@salesforce/core/messages';
import { entryFlag } from '../../flags.ts';
import {
  exportLogin,
  type ExportedFile,
  type ExportFormat,
  type ExportOutput,
  type ExportResult,
  type Shell,
} from '../../flows/export.ts';
import { interruptible } from '../../interrupt.ts';
import { passphraseFrom, passphrasePrompt, warnOfOpenKey } from '../../key-input.ts';
import { loginFlags, loginFrom } from '../../login-flags.ts';
import { QuickCommand } from '../../quick-command.ts';
import { typedLine } from '../../typed-line.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'jwt.export');

/** What Salesforce documents for `exp`: "within 3 minutes". */
const DOCUMENTED_SECONDS = 180;

export default class Export extends QuickCommand<ExportResult> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly examples = messages.getMessages('examples');

  public static override readonly flags = {
    format: Flags.option({
      options: ['curl', 'http', 'postman', 'env'] as const satisfies readonly ExportFormat[],
      required: true,
      summary: messages.getMessage('flags.format.summary'),
      description: messages.getMessage('flags.format.description'),
    })(),
    ...loginFlags,
    org: { ...entryFlag, exclusive: ['target-org'] },
    shell: Flags.option({
      options: ['posix', 'powershell'] as const satisfies readonly Shell[],
      summary: messages.getMessage('flags.shell.summary'),
      description: messages.getMessage('flags.shell.description'),
    })(),
    lifetime: Flags.integer({
      default: DOCUMENTED_SECONDS,
      summary: messages.getMessage('flags.lifetime.summary'),
      helpValue: '<seconds>',
    }),
    'output-dir': Flags.string({
      char: 'd',
      summary: messages.getMessage('flags.output-dir.summary'),
      helpValue: '<folder>',
    }),
    name: Flags.string({
      char: 'n',
      summary: messages.getMessage('flags.name.summary'),
      dependsOn: ['output-dir'],
    }),
    force: Flags.boolean({
      summary: messages.getMessage('flags.force.summary'),
      description: messages.getMessage('flags.force.description'),
      dependsOn: ['output-dir'],
    }),
    reveal: Flags.boolean({ summary: messages.getMessage('flags.reveal.summary') }),
  };

  public async run(): Promise<ExportResult> {
    const { flags } = await this.parse(Export);
    const { format, org, shell, name, force, lifetime, reveal } = flags;
    const input = {
      ...loginFrom(flags, this),
      passphrase: passphraseFrom(flags),
      askPassphrase: passphrasePrompt(this),
      format,
      org,
      shell: shell ?? (process.platform === 'win32' ? 'powershell' : 'posix'),
      name,
      outputDir: flags['output-dir'],
      force,
      lifetimeSeconds: lifetime,
      again: typedLine(this).replace(/ --force\b/, ''),
    } as const;
    return interruptible(async (signal) =>
      this.show(await exportLogin(input, new Date(), signal), { shell: input.shell, reveal, lifetime }),
    );
  }

  private show(
    { result, warnings, keyInput, assertion }: ExportOutput,
    { shell, reveal, lifetime }: { shell: Shell; reveal: boolean; lifetime: number },
  ): ExportResult {
    if (keyInput) warnOfOpenKey(this, keyInput);
    for (const warning of warnings) this.warn(warning);
    if (result.expiresAt !== null && lifetime > DOCUMENTED_SECONDS)
      this.warn(messages.createWarning('warning.LongLife', [lifetime, result.expiresAt]));
    const [first] = result.files;
    if (first?.contents === null) this.showFiles(result, shell);
    else if (first && !this.jsonEnabled()) this.print(first, result, { reveal, assertion });
    return result;
  }

  /** Standard output gets the text as it is, for a file or a program; a screen gets a secret masked. */
  private print(
    { contents }: ExportedFile,
    { format, username, expiresAt }: ExportResult,
    { reveal, assertion }: { reveal: boolean; assertion: string | undefined },
  ): void {
    const text = contents ?? '';
    const isMasked = process.stdout.isTTY && !reveal && assertion !== undefined && text.includes(assertion);
    process.stdout.write(isMasked ? text.replace(assertion, '*'.repeat(16)) : text);
    this.logToStderr(messages.getMessage(`printed.${format}`, [username]));
    if (expiresAt !== null) this.logToStderr(messages.getMessage('expires', [expiresAt]));
    if (isMasked) this.logToStderr(messages.getMessage('masked'));
  }

  private showFiles({ format, expiresAt, files, backups }: ExportResult, shell: Shell): void {
    for (const { path, isSecret } of files)
      this.log(messages.getMessage(isSecret ? 'written.secret' : 'written', [path]));
    for (const backup of backups) this.log(messages.getMessage('backup', [backup]));
    if (expiresAt !== null) this.log(messages.getMessage('expires', [expiresAt]));
    const paths = files.map(({ path }) => path ?? '');
    const next = format === 'curl' || format === 'env' ? `${format}.${shell}` : format;
    this.log(messages.getMessage(`next.${next}`, format === 'http' ? [paths[0], paths[0]] : paths));
  }
}
