import { Flags, SfCommand } from '@salesforce/sf-plugins-core';
import { Messages } from '@salesforce/core/messages';
import { anyAppTypeFlag, appNameFlag, entryFlag, waitFlag } from '../../../flags.ts';
import { rotateNamed, type NamedRotationResult } from '../../../flows/app/rotate-entry.ts';
import type { Notice } from '../../../flows/progress.ts';
import { interruptible } from '../../../interrupt.ts';
import { passphraseFrom, passphrasePrompt, privateKeyFlags, privateKeyFrom } from '../../../key-input.ts';
import { stageLine } from '../../../stage-line.ts';
import { typedLine } from '../../../typed-line.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'jwt.app.rotate');

export default class AppRotate extends SfCommand<NamedRotationResult> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly examples = messages.getMessages('examples');

  public static override readonly flags = {
    'target-org': Flags.string({
      char: 'o',
      summary: messages.getMessage('flags.target-org.summary'),
      helpValue: '<org>',
    }),
    org: entryFlag,
    'api-version': Flags.orgApiVersion(),
    name: { ...appNameFlag, default: undefined, summary: messages.getMessage('flags.name.summary') },
    type: { ...anyAppTypeFlag, summary: messages.getMessage('flags.type.summary') },
    ...privateKeyFlags,
    'certificate-file': Flags.string({
      char: 'c',
      summary: messages.getMessage('flags.certificate-file.summary'),
      helpValue: '<file>',
    }),
    'output-dir': Flags.string({
      summary: messages.getMessage('flags.output-dir.summary'),
      description: messages.getMessage('flags.output-dir.description'),
      helpValue: '<folder>',
    }),
    username: Flags.string({ summary: messages.getMessage('flags.username.summary') }),
    overlap: Flags.boolean({
      summary: messages.getMessage('flags.overlap.summary'),
      description: messages.getMessage('flags.overlap.description'),
    }),
    'new-name': Flags.string({
      summary: messages.getMessage('flags.new-name.summary'),
      dependsOn: ['overlap'],
    }),
    wait: waitFlag(10),
  };

  public async run(): Promise<NamedRotationResult> {
    const { flags } = await this.parse(AppRotate);
    const askPassphrase = passphrasePrompt(this);
    const input = {
      targetOrg: flags['target-org'],
      org: flags.org,
      apiVersion: flags['api-version'],
      ...{ type: flags.type, name: flags.name, username: flags.username },
      privateKey: privateKeyFrom(flags, askPassphrase),
      passphrase: passphraseFrom(flags),
      askPassphrase,
      certificateFile: flags['certificate-file'],
      outputDir: flags['output-dir'],
      overlap: flags.overlap ? { newName: flags['new-name'] } : undefined,
      waitMinutes: flags.wait,
      again: typedLine(this),
    };
    const onStage = stageLine(this);
    const onNotice = ({ name, values }: Notice): void => {
      this.warn(messages.createWarning(`warning.${name}`, values));
    };
    const onWarning = (warning: Parameters<typeof this.warn>[0]): void => {
      this.warn(warning);
    };
    return interruptible(async (signal) =>
      this.show(await rotateNamed(input, new Date(), { signal, onStage, onNotice, onWarning }), flags.org),
    );
  }

  private show(result: NamedRotationResult, entry: string | undefined): NamedRotationResult {
    this.spinner.stop();
    const { name, username, certificate, files, previous, backups, gapMilliseconds } = result;
    this.logSuccess(messages.getMessage(result.outcome, [name, username]));
    this.log(messages.getMessage('newCertificate', [certificate.new.sha256, certificate.new.notAfter]));
    if (certificate.old)
      this.log(messages.getMessage('oldCertificate', [certificate.old.sha256, certificate.old.notAfter]));
    if (gapMilliseconds !== null) this.log(messages.getMessage('gap', [(gapMilliseconds / 1000).toFixed(1)]));
    this.log(messages.getMessage('files', [files.key, files.certificate]));
    const kept = [...Object.values(previous), ...backups];
    if (kept.length > 0) this.log(messages.getMessage('kept', [kept.join(', ')]));
    this.log(messages.getMessage(result.isInPlace ? 'copies' : 'tellOthers', [files.key]));
    const { consumerKey, instanceUrl, retire } = result;
    if (retire !== undefined)
      this.log(messages.getMessage('switchClients', [consumerKey, files.key, retire]));
    if (result.projectFile !== null && entry !== undefined) {
      this.log(messages.getMessage('written', [result.projectFile]));
      this.log(messages.getMessage('next.entry', [entry]));
    } else this.log(messages.getMessage('next', [consumerKey, username, files.key, instanceUrl]));
    return result;
  }
}
