import type { Answer } from '../answer.ts';
import type { Exchange } from '../exchange.ts';
import type { Confidence } from '../facts/fact-row.ts';
import { type FactId, facts } from '../facts/facts.ts';
import { textMember } from '../json-values.ts';
import { type RefusalName, refusals } from '../refusals.ts';
import { explainRefusal } from './explain-refusal.ts';
import type { Explanation } from './explanation.ts';
import { type ReadMember, readMembers } from './read-members.ts';

export type CheckResult = { name: string; result: 'passed' | 'failed' | 'not reached' };

/** Which check stopped a request, and how the org words it. */
export type Failure = { check: string; refusal: RefusalName };

/** One request to the token endpoint, as the page shows it: neither signature nor token is in it. */
export type Attempt = {
  /** Counts from 1 and never repeats. */
  id: number;
  at: Date;
  /** Name of the org that answered; empty when no org was found behind a shared host. */
  org: string;
  /** Name of the host that was called. */
  host: string;
  /** Null when there was no assertion, or none that could be taken apart. */
  header: ReadMember[] | null;
  claims: ReadMember[] | null;
  /** As it was claimed; the user need not exist. */
  username: string;
  /** Label of the app; empty when none was found. */
  app: string;
  checks: CheckResult[];
  /** `error` and `description` are empty for a login that worked. */
  answer: {
    status: number;
    error: string;
    description: string;
    fact: FactId;
    says: string;
    confidence: Confidence[];
  };
  /** Null for a login that worked. */
  explanation: Explanation | null;
};

/** The newest attempts, oldest first. */
export type AttemptLog = { lastId: number; attempts: Attempt[] };

const MAX_ATTEMPTS = 200;
const MAX_USERNAME = 200;

export function createAttemptLog(): AttemptLog {
  return { lastId: 0, attempts: [] };
}

/** Every check with its result; undefined: none failed. */
function toCheckResults(names: readonly string[], failed: string | undefined): CheckResult[] {
  const end = failed === undefined ? names.length : names.indexOf(failed);
  return names.map((name, place) => ({
    name,
    result: place < end ? 'passed' : place === end ? 'failed' : 'not reached',
  }));
}

function describeAnswer({ status, fact }: Answer, failure: Failure | undefined): Attempt['answer'] {
  const { error = '', description = '' } = failure === undefined ? {} : refusals[failure.refusal];
  const { says, confidence } = facts[fact];
  return { status, error, description, fact, says, confidence };
}

/** Who asked what: the parts of an attempt that the exchange alone tells. */
function describeExchange(
  exchange: Exchange,
): Pick<Attempt, 'org' | 'host' | 'username' | 'app' | 'header' | 'claims'> {
  const { request, now, app, appOrg, org, assertion } = exchange;
  const { claims, header } = assertion;
  const isRead = Object.keys(header).length > 0;
  return {
    org: (request.host.org ?? org ?? appOrg)?.name ?? '',
    host: request.host.name,
    username: (textMember(claims, 'prn') || textMember(claims, 'sub')).slice(0, MAX_USERNAME),
    app: app?.label ?? '',
    header: isRead ? readMembers(header, now) : null,
    claims: isRead ? readMembers(claims, now) : null,
  };
}

/** Adds an exchange to the log, with what its checks came to; the oldest is forgotten when there are too many. */
export function recordAttempt(
  exchange: Exchange,
  checkNames: readonly string[],
  failure: Failure | undefined,
  answer: Answer,
): void {
  const log = exchange.world.attempts;
  log.lastId += 1;
  log.attempts.push({
    id: log.lastId,
    at: exchange.now,
    ...describeExchange(exchange),
    checks: toCheckResults(checkNames, failure?.check),
    answer: describeAnswer(answer, failure),
    explanation: failure === undefined ? null : explainRefusal(failure.refusal, exchange, failure.check),
  });
  if (log.attempts.length > MAX_ATTEMPTS) log.attempts.shift();
}
