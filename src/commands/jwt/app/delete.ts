import { Flags, SfCommand } from '@salesforce/sf-plugins-core';
import { Messages } from '@salesforce/core/messages';
import { appTypeFlag, waitFlag } from '../../../flags.ts';
import { deleteApp, type DeleteAppResult } from '../../../flows/app/delete.ts';
import type { DeletePlan, TokenUse } from '../../../flows/app/delete-plan.ts';
import { interruptible } from '../../../interrupt.ts';
import { stageLine } from '../../../stage-line.ts';
import { typedLine } from '../../../typed-line.ts';
import { targetOrgFlag } from '../../../org-flags.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'jwt.app.delete');

/** The prompt of SfCommand gives up after ten seconds unless it is told; a person may look at the org first. */
const A_DAY_IN_MILLISECONDS = 86_400_000;

export default class AppDelete extends SfCommand<DeleteAppResult> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly examples = messages.getMessages('examples');

  public static override readonly flags = {
    'target-org': targetOrgFlag,
    'api-version': Flags.orgApiVersion(),
    name: Flags.string({ char: 'n', required: true, summary: messages.getMessage('flags.name.summary') }),
    type: appTypeFlag,
    'no-prompt': Flags.boolean({
      summary: messages.getMessage('flags.no-prompt.summary'),
      description: messages.getMessage('flags.no-prompt.description'),
    }),
    wait: waitFlag(10),
  };

  public async run(): Promise<DeleteAppResult> {
    const { flags } = await this.parse(AppDelete);
    const again = typedLine(this);
    if (!flags['no-prompt'] && !this.canAsk())
      throw messages.createError('error.NobodyToAsk', [flags.name], [`${again} --no-prompt`], 2);
    let onStage = stageLine(this);
    const confirm = async (plan: DeletePlan): Promise<boolean> => {
      this.spinner.stop();
      onStage = stageLine(this);
      return this.ask(plan, flags['target-org'].getConnection().instanceUrl);
    };
    const input = {
      connection: flags['target-org'].getConnection(flags['api-version']),
      type: flags.type,
      name: flags.name,
      waitMinutes: flags.wait,
      again,
      confirm: flags['no-prompt'] ? undefined : confirm,
    };
    return interruptible(async (signal) =>
      this.show(await deleteApp(input, { signal, onStage: (stage) => onStage(stage) })),
    );
  }

  /** The question goes to standard output. */
  private canAsk(): boolean {
    return !this.jsonEnabled() && process.stdin.isTTY && process.stdout.isTTY;
  }

  private async ask(plan: DeletePlan, instanceUrl: string): Promise<boolean> {
    const { name, type, removals, permissionSets } = plan;
    const { going, staying } = permissionSets;
    const isThere = removals.last.length > 0;
    if (isThere && type === 'connected-app')
      this.warn(messages.createWarning('warning.ConnectedAppGoesForGood'));
    this.log(
      isThere
        ? messages.getMessage('plan.app', [messages.getMessage(`kind.${type}`), name, instanceUrl])
        : messages.getMessage('plan.rest', [name, instanceUrl]),
    );
    if (isThere) this.showUse(plan);
    for (const { Name } of going) this.log(messages.getMessage('plan.set', [Name]));
    for (const { row, reason } of staying) this.log(messages.getMessage(`plan.stays.${reason}`, [row.Name]));
    return this.confirm({
      message: messages.getMessage('question'),
      defaultAnswer: false,
      ms: A_DAY_IN_MILLISECONDS,
    });
  }

  private showUse({ consumerKey, usernames, profiles, tokens }: DeletePlan): void {
    this.log(messages.getMessage('plan.key', [consumerKey ?? messages.getMessage('unknown')]));
    if (usernames.length > 0) this.log(messages.getMessage('plan.users', [few(usernames)]));
    if (profiles.length > 0) this.log(messages.getMessage('plan.profiles', [few(profiles)]));
    if (usernames.length + profiles.length === 0) this.log(messages.getMessage('plan.nobody'));
    this.log(messages.getMessage('plan.tokens', [describeTokens(tokens)]));
  }

  private show(result: DeleteAppResult): DeleteAppResult {
    this.spinner.stop();
    const { outcome, type, name, instanceUrl, permissionSetsDeleted, permissionSetsKept } = result;
    if (outcome === 'declined') {
      this.log(messages.getMessage('declined'));
      return result;
    }
    this.logSuccess(messages.getMessage(outcome, [messages.getMessage(`kind.${type}`), name, instanceUrl]));
    if (permissionSetsDeleted.length > 0)
      this.log(messages.getMessage('setsDeleted', [permissionSetsDeleted.join(', ')]));
    for (const kept of permissionSetsKept)
      this.log(messages.getMessage(`plan.stays.${kept.reason}`, [kept.name]));
    if (outcome === 'deleted') this.log(messages.getMessage('tokensEnded'));
    return result;
  }
}

const MOST_SHOWN = 10;

/** A list that fits a screen. */
function few(names: readonly string[]): string {
  const shown = names.slice(0, MOST_SHOWN).join(', ');
  const rest = names.length - MOST_SHOWN;
  return rest > 0 ? messages.getMessage('more', [shown, rest]) : shown;
}

function describeTokens(tokens: readonly TokenUse[] | undefined): string {
  if (!tokens) return messages.getMessage('tokens.unknown');
  if (tokens.length === 0) return messages.getMessage('tokens.none');
  const last =
    tokens
      .map(({ lastUsedAt }) => lastUsedAt ?? '')
      .sort()
      .at(-1) ?? '';
  const who = few([...new Set(tokens.map(({ username }) => username))]);
  return messages.getMessage('tokens.some', [tokens.length, who, last.replace(/\.\d+(\+0000|Z)$/, 'Z')]);
}
