import { randomBytes } from 'node:crypto';
import { deployApp, nameOf, permissionSetOf } from './apps.ts';
import { CannotTry, type Claim, type Outcome } from './claim.ts';
import type { Http } from './http.ts';
import type { KeyPair } from './key-pair.ts';
import { redact } from './redact.ts';
import { removeAll } from './removal.ts';
import { createRecord, type Org, type Trial } from './trial.ts';

export type Result = { claim: Claim; outcome: Outcome };

export type WalkOptions = {
  org: Org;
  accessToken: string;
  http: Http;
  keys: KeyPair;
  claims: readonly Claim[];
  waitMilliseconds: number;
  now: () => Date;
  /** Rejects when the person interrupts. */
  pause: (milliseconds: number) => Promise<void>;
  signal: AbortSignal;
  tell: (line: string) => void;
};

export type Walk = {
  results: Result[];
  waits: Trial['waits'];
  /** What could not be removed. */
  left: string[];
  isInterrupted: boolean;
};

/** Tries every claim and removes all that was made, also after an interruption. */
export async function walk(options: WalkOptions): Promise<Walk> {
  const trial = openTrial(options);
  const results: Result[] = [];
  let left: string[] = [];
  try {
    await prepare(trial, options);
    for (const claim of options.claims) {
      options.signal.throwIfAborted();
      const outcome = hideSecrets(trial, await tryClaim(trial, claim, options.signal));
      results.push({ claim, outcome });
      options.tell(lineOf(claim, outcome));
    }
  } catch (error) {
    if (!options.signal.aborted) throw error;
  } finally {
    options.tell('Removing what was made …');
    left = await removeAll(trial);
    for (const line of left) options.tell(`Could not be removed: ${line}`);
  }
  return { results, waits: trial.waits, left, isInterrupted: options.signal.aborted };
}

function openTrial({ org, accessToken, http, keys, now, pause, waitMilliseconds }: WalkOptions): Trial {
  return {
    ...{ org, accessToken, http, keys, now, pause, waitMilliseconds },
    prefix: `Sf_Jwt_Conformance_${randomBytes(3).toString('hex')}`,
    permissionSetId: '',
    written: { components: [], records: [] },
    faultlessProblem: undefined,
    appProblems: new Map(),
    waits: [],
  };
}

/** A permission set that the session's user holds, and the apps that the claims need, all before the first wait. */
async function prepare(trial: Trial, { claims, signal, tell }: WalkOptions): Promise<void> {
  const states = [...new Set(claims.flatMap(({ apps = [] }) => apps))];
  signal.throwIfAborted();
  tell(`Names in the org begin with ${trial.prefix}.`);
  const name = permissionSetOf(trial);
  const { id, answer } = await createRecord(trial, 'PermissionSet', { Name: name, Label: name });
  if (id === undefined) throw new Error(`The org refuses a permission set: ${answer.text.slice(0, 200)}`);
  trial.permissionSetId = id;
  const assignment = { AssigneeId: trial.org.userId, PermissionSetId: id };
  await createRecord(trial, 'PermissionSetAssignment', assignment);
  for (const state of states) {
    signal.throwIfAborted();
    const isDeployed = await deployApp(trial, state);
    tell(`${isDeployed ? 'deployed' : 'refused '}  ${nameOf(trial, state)}`);
  }
}

async function tryClaim(trial: Trial, claim: Claim, signal: AbortSignal): Promise<Outcome> {
  try {
    return await claim.run(trial);
  } catch (error) {
    if (signal.aborted) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    return {
      kind: 'untried',
      reason: error instanceof CannotTry ? reason : `an error of the kit or the network: ${reason}`,
    };
  }
}

/** Nothing that was seen leaves the walk as it was. */
function hideSecrets(trial: Trial, outcome: Outcome): Outcome {
  const hidden = Object.entries(outcome).map(([name, text]) => [
    name,
    name === 'kind' ? text : redact(trial, text),
  ]);
  return Object.fromEntries(hidden) as Outcome;
}

const marks = { holds: 'holds   ', differs: 'DIFFERS ', untried: 'untried ' };

function lineOf({ facts, says }: Claim, outcome: Outcome): string {
  const line = `${marks[outcome.kind]} ${facts.join(' ')}: ${says}`;
  if (outcome.kind === 'untried') return `${line}\n           ${outcome.reason}`;
  return outcome.kind === 'holds'
    ? line
    : `${line}\n           expected ${outcome.expected}\n           seen     ${outcome.seen}`;
}

/** How many logins of the session's own user the claims have refused, besides those while waiting. */
export function countFailedLogins(claims: readonly Claim[]): number {
  return claims.reduce((sum, { failedLogins = 0 }) => sum + failedLogins, 0);
}
