import { SfError } from '@salesforce/core/sfError';
import { apiRuleOf, type ApiRefusal } from './api-refusals.ts';
import { say, showFix, type Cause } from './cause.ts';
import { young } from './causes/young.ts';
import { ADMIN_ORG, lineOf, wordsOf, withFlag } from './command-line.ts';
import type { Facts } from './facts.ts';
import { judge } from './judge.ts';
import { ruleOf, type Refusal } from './refusals.ts';

/** What was asked of which host, and the command line that asks it again; none of it is secret. */
export type LoginAttempt = {
  clientId: string;
  username: string;
  audience: string;
  host: string;
  retry: string;
  /** How far this machine's clock is ahead of the host's, where it told. */
  aheadSeconds?: number;
};

/** The named error for a refusal: the org's own words, the possible causes in order of likelihood, what to do about each. */
export function explainRefusal(refusal: Refusal, attempt: LoginAttempt): SfError {
  const quote = `"${refusal.description}" (${refusal.error})`;
  const { name, causes } = ruleOf(refusal);
  const facts = factsOf(attempt, { exchange: { kind: 'refused', ...refusal } });
  const error = explain(name, say('refused', [quote]), causes, { facts, retry: attempt.retry });
  const { clientId, username, audience, host } = attempt;
  error.data = { ...refusal, clientId, username, audience, host };
  return error;
}

/** The same for an org that grants a token and then does not take it. `scope`: what was granted, separated by spaces. */
export function explainApiRefusal(
  refusal: ApiRefusal,
  attempt: LoginAttempt,
  granted: { instanceUrl: string; scope: string },
): SfError {
  const { status, errorCode, message } = refusal;
  const quote = errorCode === '' ? say('nothingReadable') : `"${message}" (${errorCode})`;
  const { name, causes } = apiRuleOf(refusal);
  const facts = factsOf(attempt, {
    exchange: { kind: 'granted', orgId: '', userId: '', isJwtToken: false, ...granted },
    api: { kind: 'refused', ...refusal },
  });
  const { host } = new URL(granted.instanceUrl);
  const said = say('tokenRefused', [host, status, quote]);
  const error = explain(name, said, causes, { facts, retry: attempt.retry });
  error.data = { status, errorCode, host };
  return error;
}

function explain(
  name: string,
  fact: string,
  causes: readonly Cause[],
  { facts, retry }: { facts: Facts; retry: string },
): SfError {
  const { cause, candidates } = judge(causes, facts);
  const told = cause ? [cause] : candidates;
  const lines = told.map((one, index) => `  ${index + 1}. ${one.message(facts)}`);
  const isOne = told.length === 1;
  const message = isOne
    ? `${fact}\n${told[0]?.message(facts) ?? ''}`
    : [fact, say('possibleCauses'), ...lines].join('\n');
  const remedies = told.flatMap((one, index) => {
    const fix = one === young ? null : one.fix(facts);
    if (!fix) return [];
    return isOne ? [showFix(fix)] : [say('remedyOf', [index + 1, showFix(fix)])];
  });
  const actions = [...remedies, ...(isOne ? [] : decideBy(facts)), again(told, retry)];
  return new SfError(message, `${name}Error`, actions);
}

/** What says a login, in the line of any command that logs in. */
const LOGIN_FLAG =
  /^--(?:client-id|username|jwt-key-(?:file|env)|passphrase-(?:file|env)|instance-url|audience)$/;

/** Only the line of a login says all that another command needs. */
function decideBy({ command: { again: words } }: Facts): string[] {
  const flags = words.flatMap((word, index) => (LOGIN_FLAG.test(word) ? [word, words[index + 1] ?? ''] : []));
  if (!flags.includes('--client-id')) return [];
  return [say('decideBy', [lineOf(withFlag(['jwt', 'diagnose', ...flags], '--target-org', ADMIN_ORG))])];
}

function again(told: readonly Cause[], line: string): string {
  const place = told.indexOf(young);
  return place < 0 ? say('again', [line]) : say('againWithTime', [place + 1, line]);
}

type Seen = Pick<Facts, 'exchange'> & Partial<Pick<Facts, 'api'>>;

const factsOf = (
  { clientId, username, audience, host, retry, aheadSeconds }: LoginAttempt,
  seen: Seen,
): Facts => ({
  now: '',
  login: { clientId, username, host, audience, trouble: null },
  key: null,
  certificate: null,
  clock: aheadSeconds === undefined ? null : { aheadSeconds },
  way: null,
  api: null,
  org: null,
  orgTrouble: null,
  command: { again: wordsOf(retry), login: [], certificateFile: null, entry: null },
  ...seen,
});
