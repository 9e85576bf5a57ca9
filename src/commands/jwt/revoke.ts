import { Flags, SfCommand } from '@salesforce/sf-plugins-core';
import { Messages } from '@salesforce/core/messages';
import { appTypeFlag, instanceUrlFlag } from '../../flags.ts';
import { revoke, type RevokeInput, type RevokeResult } from '../../flows/revoke.ts';
import {
  revokeAll,
  type RevokeAllInput,
  type RevokeAllResult,
  type RevokePlanShown,
} from '../../flows/revoke/all.ts';
import { groupTokens, type TokenGroup } from '../../flows/revoke/group-tokens.ts';
import { interruptible } from '../../interrupt.ts';
import { stageLine } from '../../stage-line.ts';
import { typedLine } from '../../typed-line.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'jwt.revoke');

/** The prompt of SfCommand gives up after ten seconds unless it is told; a person may look at the org first. */
const A_DAY_IN_MILLISECONDS = 86_400_000;

/** A screen of users. */
const MOST_GROUPS_SHOWN = 20;

const flagsOfMany = ['name', 'username', 'dry-run', 'no-prompt', 'include-own-session'];

export default class Revoke extends SfCommand<RevokeResult | RevokeAllResult> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly examples = messages.getMessages('examples');

  public static override readonly flags = {
    'token-file': Flags.string({
      summary: messages.getMessage('flags.token-file.summary'),
      helpValue: '<file>',
      exclusive: ['token-env', 'session', ...flagsOfMany],
    }),
    'token-env': Flags.string({
      summary: messages.getMessage('flags.token-env.summary'),
      helpValue: '<variable>',
      exclusive: ['session', ...flagsOfMany],
    }),
    'instance-url': {
      ...instanceUrlFlag,
      summary: messages.getMessage('flags.instance-url.summary'),
      description: '',
    },
    // showing the default org in --help would load the whole of `@salesforce/core` for it
    'target-org': Flags.optionalOrg({
      summary: messages.getMessage('flags.target-org.summary'),
      defaultHelp: undefined,
      exclusive: ['instance-url', 'token-file', 'token-env'],
    }),
    'api-version': Flags.orgApiVersion(),
    session: Flags.boolean({
      summary: messages.getMessage('flags.session.summary'),
      description: messages.getMessage('flags.session.description'),
      exclusive: flagsOfMany,
    }),
    name: Flags.string({ char: 'n', summary: messages.getMessage('flags.name.summary') }),
    type: appTypeFlag,
    username: Flags.string({ summary: messages.getMessage('flags.username.summary') }),
    'dry-run': Flags.boolean({ summary: messages.getMessage('flags.dry-run.summary') }),
    'no-prompt': Flags.boolean({
      summary: messages.getMessage('flags.no-prompt.summary'),
      description: messages.getMessage('flags.no-prompt.description'),
    }),
    'include-own-session': Flags.boolean({
      summary: messages.getMessage('flags.include-own-session.summary'),
      description: messages.getMessage('flags.include-own-session.description'),
    }),
  };

  private onStage = stageLine(this);

  public async run(): Promise<RevokeResult | RevokeAllResult> {
    const { flags } = await this.parse(Revoke);
    const token = tokenFrom(flags['token-file'], flags['token-env']);
    if (token) return this.revokeOne({ token, instanceUrl: flags['instance-url'] });
    const { name, type, username, session } = flags;
    const again = typedLine(this);
    if (!session && name === undefined && username === undefined)
      throw messages.createError('error.NothingNamed', [], [again], 2);
    const connection = connect(flags['target-org'], flags['api-version']);
    if (session) return this.revokeOne({ session: connection });
    const [isDryRun, includesOwn] = [flags['dry-run'], flags['include-own-session']];
    const asks = !flags['no-prompt'] && !isDryRun;
    if (asks && !this.canAsk())
      throw messages.createError('error.NobodyToAsk', [], [`${again} --dry-run`, `${again} --no-prompt`], 2);
    const confirm = asks
      ? async (plan: RevokePlanShown): Promise<boolean> => this.ask(plan, connection.instanceUrl)
      : undefined;
    const app = name === undefined ? undefined : { type, name };
    return this.revokeMany({ connection, app, username, includesOwn, isDryRun, again, confirm });
  }

  private async revokeOne(input: RevokeInput): Promise<RevokeResult> {
    return interruptible(async (signal) => {
      const result = await revoke(input, signal);
      this.logSuccess(messages.getMessage(result.outcome, [result.instanceUrl]));
      if ('session' in input)
        this.log(messages.getMessage('next.session', [input.session.getUsername() ?? '']));
      return result;
    });
  }

  private async revokeMany(input: RevokeAllInput): Promise<RevokeAllResult> {
    return interruptible(async (signal) => {
      const options = { signal, onStage: (stage: Parameters<typeof this.onStage>[0]) => this.onStage(stage) };
      const result = await revokeAll(input, new Date(), options);
      this.spinner.stop();
      this.show(result, input.connection.getUsername() ?? '');
      return result;
    });
  }

  /** The question goes to standard output. */
  private canAsk(): boolean {
    return !this.jsonEnabled() && process.stdin.isTTY && process.stdout.isTTY;
  }

  private async ask(plan: RevokePlanShown, instanceUrl: string): Promise<boolean> {
    this.spinner.stop();
    this.onStage = stageLine(this);
    this.warnOfShared(plan);
    this.log(messages.getMessage('plan', [instanceUrl, ownerOf(plan), plan.tokens.length]));
    this.showGroups(plan);
    return this.confirm({
      message: messages.getMessage('question'),
      defaultAnswer: false,
      ms: A_DAY_IN_MILLISECONDS,
    });
  }

  private showGroups({ tokens, kept }: RevokePlanShown): void {
    const groups = groupTokens(tokens);
    for (const group of groups.slice(0, MOST_GROUPS_SHOWN)) this.log(`  ${lineOf(group)}`);
    const rest = groups.slice(MOST_GROUPS_SHOWN).length;
    if (rest > 0) this.log(`  ${messages.getMessage('more', [rest])}`);
    for (const group of groupTokens(kept)) this.log(`  ${messages.getMessage('stays', [lineOf(group)])}`);
  }

  /** By the label alone, an org tells whose a token is. */
  private warnOfShared({ app }: RevokePlanShown): void {
    if (app && app.sharedWith.length > 0)
      this.warn(messages.createWarning('warning.LabelShared', [app.sharedWith.join(', '), app.label]));
  }

  private show(result: RevokeAllResult, asking: string): void {
    const { outcome, tokens, kept, newTokens, instanceUrl } = result;
    if (outcome === 'declined') {
      this.log(messages.getMessage('declined'));
      return;
    }
    if (outcome === 'planned') this.warnOfShared(result);
    const fact = messages.getMessage(nameOfFact(result), [instanceUrl, ownerOf(result), tokens.length]);
    if (outcome === 'planned') this.log(fact);
    else this.logSuccess(fact);
    this.showGroups(result);
    if (kept.length > 0) this.warn(messages.createWarning('warning.OwnSessionKept', [asking]));
    if (newTokens > 0) this.warn(messages.createWarning('warning.NewTokens', [newTokens]));
    if (outcome === 'revoked') this.log(nextStep(result, asking));
  }
}

function tokenFrom(file?: string, variable?: string): TokenLocation | undefined {
  if (variable !== undefined) return { variable };
  return file === undefined ? undefined : { file };
}

type TokenLocation = Extract<RevokeInput, { token: unknown }>['token'];
type Org = { getConnection: (apiVersion?: string) => RevokeAllInput['connection'] };

function connect(org: Org | undefined, apiVersion: string | undefined): RevokeAllInput['connection'] {
  if (!org) throw messages.createError('error.NoTargetOrg', [], [], 2);
  return org.getConnection(apiVersion);
}

function nameOfFact({ outcome, kept }: RevokeAllResult): string {
  if (outcome === 'revoked') return 'revoked.all';
  return outcome === 'nothing-to-revoke' && kept.length > 0 ? 'nothing-to-revoke.kept' : outcome;
}

function ownerOf({ app, username }: RevokePlanShown): string {
  if (!app) return messages.getMessage('owner.user', [username]);
  if (username === null) return messages.getMessage('owner.app', [app.name]);
  return messages.getMessage('owner.both', [app.name, username]);
}

function lineOf({ appName, username, count, lastUsedAt }: TokenGroup): string {
  const last = lastUsedAt?.replace(/\.\d+(\+0000|Z)$/, 'Z') ?? messages.getMessage('never');
  return messages.getMessage('group', [username, appName, count, last]);
}

/** A token that is gone keeps nobody from getting the next one. */
function nextStep({ app, username }: RevokeAllResult, asking: string): string {
  const [name, type] = [app?.name ?? 'APP', app?.type ?? 'external-client-app'];
  return username === null
    ? messages.getMessage('next.app', [name, type, asking])
    : messages.getMessage('next.user', [username, name, type, username, asking]);
}
