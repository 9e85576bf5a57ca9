import { Flags, SfCommand } from '@salesforce/sf-plugins-core';
import { Messages } from '@salesforce/core/messages';
import { appNameFlag, appTypeFlag, waitFlag } from '../../../flags.ts';
import { rotateApp, type RotateAppResult } from '../../../flows/app/rotate.ts';
import type { Notice } from '../../../flows/progress.ts';
import { interruptible } from '../../../interrupt.ts';
import { passphrasePrompt, privateKeyFlags, requirePrivateKey } from '../../../key-input.ts';
import { stageLine } from '../../../stage-line.ts';
import { typedLine } from '../../../typed-line.ts';
import { targetOrgFlag } from '../../../org-flags.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'jwt.app.rotate');

export default class AppRotate extends SfCommand<RotateAppResult> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly examples = messages.getMessages('examples');

  public static override readonly flags = {
    'target-org': targetOrgFlag,
    'api-version': Flags.orgApiVersion(),
    name: appNameFlag,
    type: appTypeFlag,
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

  public async run(): Promise<RotateAppResult> {
    const { flags } = await this.parse(AppRotate);
    const again = typedLine(this);
    const connection = flags['target-org'].getConnection(flags['api-version']);
    const input = {
      connection,
      type: flags.type,
      name: flags.name,
      privateKey: requirePrivateKey(flags, passphrasePrompt(this), again),
      certificateFile: flags['certificate-file'],
      outputDir: flags['output-dir'],
      username: flags.username ?? connection.getUsername() ?? '',
      overlap: flags.overlap ? { newName: flags['new-name'] ?? `${flags.name}_2` } : undefined,
      waitMinutes: flags.wait,
      again,
    };
    const onStage = stageLine(this);
    const onNotice = ({ name, values }: Notice): void => {
      this.warn(messages.createWarning(`warning.${name}`, values));
    };
    const onWarning = (warning: Parameters<typeof this.warn>[0]): void => {
      this.warn(warning);
    };
    return interruptible(async (signal) =>
      this.show(await rotateApp(input, new Date(), { signal, onStage, onNotice, onWarning })),
    );
  }

  private show(result: RotateAppResult): RotateAppResult {
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
    this.log(messages.getMessage('next', [consumerKey, username, files.key, instanceUrl]));
    return result;
  }
}
