import { Flags, SfCommand } from '@salesforce/sf-plugins-core';
import { Messages } from '@salesforce/core/messages';
import { waitFlag } from '../../../flags.ts';
import { migrateApp, type MigrateAppResult, type MigrateOutput } from '../../../flows/app/migrate.ts';
import type { Notice } from '../../../flows/progress.ts';
import { interruptible } from '../../../interrupt.ts';
import { passphrasePrompt, privateKeyFlags, requirePrivateKey, warnOfOpenKey } from '../../../key-input.ts';
import { stageLine } from '../../../stage-line.ts';
import { typedLine } from '../../../typed-line.ts';
import { targetOrgFlag } from '../../../org-flags.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'jwt.app.migrate');

export default class AppMigrate extends SfCommand<MigrateAppResult> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly examples = messages.getMessages('examples');

  public static override readonly flags = {
    'target-org': targetOrgFlag,
    'api-version': Flags.orgApiVersion(),
    name: Flags.string({ char: 'n', required: true, summary: messages.getMessage('flags.name.summary') }),
    'new-name': Flags.string({ summary: messages.getMessage('flags.new-name.summary') }),
    username: Flags.string({ required: true, summary: messages.getMessage('flags.username.summary') }),
    ...privateKeyFlags,
    audience: Flags.string({
      summary: messages.getMessage('flags.audience.summary'),
      description: messages.getMessage('flags.audience.description'),
      helpValue: '<url>',
    }),
    'assign-to': Flags.string({
      multiple: true,
      summary: messages.getMessage('flags.assign-to.summary'),
      helpValue: '<username>',
    }),
    'dry-run': Flags.boolean({
      summary: messages.getMessage('flags.dry-run.summary'),
      description: messages.getMessage('flags.dry-run.description'),
    }),
    wait: waitFlag(10),
  };

  public async run(): Promise<MigrateAppResult> {
    const { flags } = await this.parse(AppMigrate);
    const again = typedLine(this);
    const input = {
      connection: flags['target-org'].getConnection(flags['api-version']),
      name: flags.name,
      newName: flags['new-name'],
      username: flags.username,
      privateKey: requirePrivateKey(flags, passphrasePrompt(this), again),
      audience: flags.audience,
      assignTo: flags['assign-to'] ?? [],
      waitMinutes: flags.wait,
      isDryRun: flags['dry-run'],
      again,
    };
    const onStage = stageLine(this);
    const onNotice = ({ name, values }: Notice): void => {
      this.warn(messages.createWarning(`warning.${name}`, values));
    };
    return interruptible(async (signal) =>
      this.show(await migrateApp(input, new Date(), { signal, onStage, onNotice })),
    );
  }

  private show({ result, keyInput }: MigrateOutput): MigrateAppResult {
    this.spinner.stop();
    warnOfOpenKey(this, keyInput);
    const { outcome, from, to, username, instanceUrl, validation } = result;
    this.logSuccess(messages.getMessage(outcome, [to.name, instanceUrl, from.name]));
    this.log(messages.getMessage(outcome === 'planned' ? 'oldProven' : 'bothProven', [username]));
    if (outcome === 'planned')
      for (const [setting, value] of Object.entries(result.settings))
        this.log(messages.getMessage('setting', [setting, showValue(value)]));
    this.showDifferences(result);
    if (validation && validation.leftOut.length > 0)
      this.log(messages.getMessage('leftOut', [validation.leftOut.join(', ')]));
    this.showChange(result);
    return result;
  }

  private showDifferences({ differences, notCarried, assignedTo, withoutAccess }: MigrateAppResult): void {
    for (const { setting, from, to } of differences)
      this.log(messages.getMessage('difference', [setting, showValue(from), showValue(to)]));
    if (notCarried.length > 0)
      this.warn(messages.createWarning('warning.NotCarried', [notCarried.join(', ')]));
    if (assignedTo.length === 0) return;
    this.log(messages.getMessage('assigned', [assignedTo.join(', ')]));
    if (withoutAccess === null) this.warn(messages.createWarning('warning.UsersUnknown'));
    else if (withoutAccess.length > 0)
      this.warn(messages.createWarning('warning.WithoutAccess', [withoutAccess.join(', ')]));
  }

  /** What to change where the app is used. */
  private showChange({ outcome, from, to, instanceUrl, audience, retire }: MigrateAppResult): void {
    if (outcome === 'planned') return;
    const values = [from.consumerKey, to.consumerKey, instanceUrl, audience];
    this.log(`\n${messages.getMessage('change', values)}`);
    this.log(`\n${messages.getMessage('retire', [retire])}`);
  }
}

/** A value of a setting in a line. */
function showValue(value: unknown): string {
  if (value === null || value === undefined) return messages.getMessage('nothing');
  if (Array.isArray(value))
    return value.length > 0 ? value.map(showValue).join(', ') : messages.getMessage('nothing');
  if (typeof value === 'object') return Object.values(value).map(showValue).join(' ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
