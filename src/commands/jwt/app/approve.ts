import { Flags, SfCommand } from '@salesforce/sf-plugins-core';
import { Messages } from '@salesforce/core/messages';
import { appNameFlag, appTypeFlag, waitFlag } from '../../../flags.ts';
import { approveApp, type ApproveAppResult } from '../../../flows/app/approve.ts';
import { fewNames } from '../../../flows/app/few-names.ts';
import type { Notice } from '../../../flows/progress.ts';
import { interruptible } from '../../../interrupt.ts';
import { stageLine } from '../../../stage-line.ts';
import { typedLine } from '../../../typed-line.ts';
import { targetOrgFlag } from '../../../org-flags.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'jwt.app.approve');

export default class AppApprove extends SfCommand<ApproveAppResult> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly examples = messages.getMessages('examples');

  public static override readonly flags = {
    'target-org': targetOrgFlag,
    'api-version': Flags.orgApiVersion(),
    name: appNameFlag,
    type: appTypeFlag,
    'assign-to': Flags.string({
      multiple: true,
      summary: messages.getMessage('flags.assign-to.summary'),
      description: messages.getMessage('flags.assign-to.description'),
      helpValue: '<username>',
    }),
    'permission-set': Flags.string({
      multiple: true,
      summary: messages.getMessage('flags.permission-set.summary'),
      description: messages.getMessage('flags.permission-set.description'),
      helpValue: '<API name>',
    }),
    profile: Flags.string({
      multiple: true,
      summary: messages.getMessage('flags.profile.summary'),
      description: messages.getMessage('flags.profile.description'),
    }),
    'grant-api-access': Flags.boolean({
      exclusive: ['revoke'],
      summary: messages.getMessage('flags.grant-api-access.summary'),
      description: messages.getMessage('flags.grant-api-access.description'),
    }),
    revoke: Flags.boolean({
      summary: messages.getMessage('flags.revoke.summary'),
      description: messages.getMessage('flags.revoke.description'),
    }),
    'dry-run': Flags.boolean({
      summary: messages.getMessage('flags.dry-run.summary'),
      description: messages.getMessage('flags.dry-run.description'),
    }),
    wait: waitFlag(10),
  };

  public async run(): Promise<ApproveAppResult> {
    const { flags } = await this.parse(AppApprove);
    const input = {
      connection: flags['target-org'].getConnection(flags['api-version']),
      type: flags.type,
      name: flags.name,
      assignTo: flags['assign-to'] ?? [],
      permissionSets: flags['permission-set'] ?? [],
      profiles: flags.profile ?? [],
      isRevoke: flags.revoke,
      grantApiAccess: flags['grant-api-access'],
      waitMinutes: flags.wait,
      isDryRun: flags['dry-run'],
      again: typedLine(this),
    };
    if (input.assignTo.length + input.permissionSets.length + input.profiles.length === 0)
      throw messages.createError('error.NobodyNamed', [], [input.again], 2);
    const onStage = stageLine(this);
    const onNotice = ({ name, values }: Notice): void => {
      this.warn(messages.createWarning(`warning.${name}`, values));
    };
    return interruptible(async (signal) =>
      this.show(await approveApp(input, new Date(), { signal, onStage, onNotice }), flags.revoke),
    );
  }

  private show(result: ApproveAppResult, isRevoke: boolean): ApproveAppResult {
    this.spinner.stop();
    const { outcome, type, name, instanceUrl, consumerKey, users, revoked } = result;
    if (!result.isConfirmed && outcome !== 'planned')
      this.warn(messages.createWarning('warning.NotConfirmed'));
    this.warnOfAbsent(result);
    const fact = isRevoke && outcome === 'unchanged' ? 'unchanged.revoke' : outcome;
    this.logSuccess(messages.getMessage(fact, [messages.getMessage(`kind.${type}`), name, instanceUrl]));
    for (const { setting, from, to } of result.changes)
      this.log(messages.getMessage('change', [setting, showValue(from), showValue(to)]));
    for (const user of users) this.log(describeAdmission(user, result));
    for (const { username, permissionSet } of revoked)
      this.log(messages.getMessage('taken', [username, permissionSet]));
    if (isRevoke) this.showRest(result);
    const [first] = users;
    if (first && outcome !== 'planned')
      this.log(messages.getMessage('next', [consumerKey, first.username, instanceUrl]));
    return result;
  }

  /** A name that the app does not admit may have been mistyped. */
  private warnOfAbsent({ notAdmitted, permissionSets, profiles }: ApproveAppResult): void {
    const admitted = fewNames([...permissionSets, ...profiles].map((name) => `"${name}"`));
    for (const [kind, names] of Object.entries(notAdmitted))
      for (const name of names)
        this.warn(
          messages.createWarning(`warning.NotAdmitted.${kind}`, [
            name,
            admitted || messages.getMessage('nothing'),
          ]),
        );
  }

  /** Who loses the app, and who is left. */
  private showRest({ losing, remaining }: ApproveAppResult): void {
    const lines: Array<[name: string, who: Admitted | null]> = [
      ['losing', { usernames: losing.usernames ?? [], profiles: losing.profiles }],
      ['remaining', remaining],
    ];
    for (const [name, who] of lines) {
      if (!who) continue;
      if (who.usernames.length > 0) this.log(messages.getMessage(`${name}.users`, [fewNames(who.usernames)]));
      for (const profile of who.profiles)
        this.log(messages.getMessage(`${name}.profile`, [profile.name, profile.userCount]));
    }
  }
}

type Admitted = NonNullable<ApproveAppResult['remaining']>;

function describeAdmission(
  { username, by, name }: ApproveAppResult['users'][number],
  { assigned }: ApproveAppResult,
): string {
  const isNew = assigned.some((assignment) => assignment.username === username);
  return messages.getMessage(isNew ? 'assigned' : `admitted.${by}`, [username, name]);
}

/** A value of a setting in a line. */
function showValue(value: unknown): string {
  if (!Array.isArray(value)) return String(value);
  return value.length === 0 ? messages.getMessage('nothing') : value.join(', ');
}
