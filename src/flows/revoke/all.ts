import { Messages } from '@salesforce/core/messages';
import { MOST_TOKENS_SHOWN, type LivingToken, type RevocableToken } from '../../app/living-tokens.ts';
import type { OrgConnection } from '../../io/org-call.ts';
import { stageTeller, type FlowOptions } from '../progress.ts';
import { endTokens, type Ended } from './end-tokens.ts';
import type { NamedApp } from './named-app.ts';
import { planRevocation, type RevocationPlan, type TokenOwner } from './plan.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'revoke');

export type RevokeAllInput = TokenOwner & {
  connection: OrgConnection;
  /** Also those among which may be the session that does it. */
  includesOwn: boolean;
  isDryRun: boolean;
  /** The command that goes on where this one ended. */
  again: string;
  /** Shows a person what would end, and asks; absent where nobody is to be asked. */
  confirm?: (plan: RevokePlanShown) => Promise<boolean>;
};

/** `tokens` end, `kept` do not: one of them may be the session that asks. */
export type RevokePlanShown = {
  app: NamedApp | null;
  username: string | null;
  tokens: LivingToken[];
  kept: LivingToken[];
};

/**
 * `nothing-to-revoke`: there was no token but those of `kept`. `planned`: nothing was written. `newTokens`: how many the org
 * has of the same owner afterwards.
 */
export type RevokeAllResult = RevokePlanShown & {
  outcome: 'revoked' | 'nothing-to-revoke' | 'declined' | 'planned';
  orgId: string;
  instanceUrl: string;
  newTokens: number;
};

/**
 * Ends all tokens of an app, of a user, or of a user by an app, also more than an org shows at once. What may be the session
 * that asks is kept, or ends last. Run again, it ends what is left. Throws `TokensLeftError` for those that the org did not end.
 */
export async function revokeAll(
  input: RevokeAllInput,
  now: Date,
  options: FlowOptions,
): Promise<RevokeAllResult> {
  const { connection, isDryRun, confirm } = input;
  const tell = stageTeller(options);
  tell('read', connection.instanceUrl);
  const plan = await planRevocation(connection, input, now);
  const shown = show(plan, input);
  if (shown.tokens.length === 0) return resultOf(input, shown, 'nothing-to-revoke');
  if (isDryRun) return resultOf(input, shown, 'planned');
  if (confirm && !(await confirm(shown))) return resultOf(input, shown, 'declined');
  const { tokens, newTokens } = await endAll(input, plan, { tell, signal: options.signal, now });
  return { ...resultOf(input, { ...shown, tokens: tokens.map(withoutHandle) }, 'revoked'), newTokens };
}

function show(
  { app, username, others, own }: RevocationPlan,
  { includesOwn }: RevokeAllInput,
): RevokePlanShown {
  const [going, kept] = includesOwn ? [[...others, ...own], []] : [others, own];
  return {
    app: app ?? null,
    username: username ?? null,
    tokens: going.map(withoutHandle),
    kept: kept.map(withoutHandle),
  };
}

const withoutHandle = ({ appName, username, lastUsedAt, useCount }: RevocableToken): LivingToken => ({
  appName,
  username,
  lastUsedAt,
  useCount,
});

type Run = { tell: (name: string, detail: string) => void; signal: AbortSignal | undefined; now: Date };

async function endAll(
  input: RevokeAllInput,
  first: RevocationPlan,
  run: Run,
): Promise<{ tokens: RevocableToken[]; newTokens: number }> {
  const { connection, includesOwn } = input;
  const tokens: RevocableToken[] = [];
  const end = async (going: RevocableToken[]): Promise<void> => {
    const ended = await endSome(input, going, tokens.length, run);
    tokens.push(...ended.revoked);
    if (ended.fault) throw tokensLeft(input, ended, tokens.length);
  };
  let plan = first;
  for (;;) {
    const isPart = plan.others.length + plan.own.length >= MOST_TOKENS_SHOWN;
    await end(plan.others);
    run.tell('read', connection.instanceUrl);
    plan = await planRevocation(connection, input, run.now);
    // of a part the rest has come into sight now; else these were granted meanwhile, and there may be no end of them
    if (!isPart || plan.others.length === 0) break;
  }
  const newTokens = plan.others.length;
  if (includesOwn) await end(plan.own);
  return { tokens, newTokens };
}

async function endSome(
  { connection }: RevokeAllInput,
  going: RevocableToken[],
  before: number,
  { tell, signal }: Run,
): Promise<Ended> {
  const total = before + going.length;
  const onEnded = (count: number): void => {
    // a line for each would fill the log of a pipeline
    if (count % 100 === 0) tell('revoke-tokens', `${before + count}/${total}`);
  };
  if (going.length > 0) tell('revoke-tokens', `${before}/${total}`);
  return endTokens(new URL(connection.instanceUrl), going, { signal, onEnded });
}

/** The org's own words come with the fault. */
function tokensLeft({ again }: RevokeAllInput, { left, fault }: Ended, revoked: number): Error {
  const who = [...new Set(left.map(({ username }) => username))];
  const values = [left.length, revoked, fault?.message ?? ''];
  const error = messages.createError('error.TokensLeft', values, [again]);
  error.data = { revoked, left: left.length, usernames: who };
  return error;
}

function resultOf(
  { connection }: RevokeAllInput,
  shown: RevokePlanShown,
  outcome: RevokeAllResult['outcome'],
): RevokeAllResult {
  return {
    outcome,
    orgId: connection.getAuthInfoFields().orgId ?? '',
    instanceUrl: new URL(connection.instanceUrl).origin,
    ...shown,
    newTokens: 0,
  };
}
