import type { FactId } from '../src/simulator/facts/facts.ts';
import type { AppState } from './apps.ts';
import { type Claim, eachHolds, type Expected, judge, type Outcome, seenIn } from './claim.ts';
import { type Answer, textAt } from './http.ts';
import { awaitAnswer, logIn, type LoginChanges, nobody, requireApp, requireLogin } from './logins.ts';
import type { Trial } from './trial.ts';

/** What a refusal of the token endpoint says. */
type Words = { error: string; description?: string };

/** The refusals that several claims expect. */
export const words = {
  notApproved: { error: 'invalid_grant', description: "user hasn't approved this consumer" },
  notAdminApproved: {
    error: 'invalid_app_access',
    description: 'user is not admin approved to access this app',
  },
  unknownKey: { error: 'invalid_client_id', description: 'client identifier invalid' },
  invalidAssertion: { error: 'invalid_grant', description: 'invalid assertion' },
  invalidAudience: { error: 'invalid_grant', description: 'audience is invalid' },
  expired: { error: 'invalid_grant', description: 'expired authorization code' },
  appDisabled: {
    error: 'oauth_flow_disabled',
    description: 'The external client app or the OAuth plugin is disabled.',
  },
} satisfies Record<string, Words>;

export function expectWords({ error, description }: Words): Expected {
  return {
    status: 400,
    values: { error, ...(description === undefined ? {} : { error_description: description }) },
  };
}

export function isSaid({ error, description }: Words): (answer: Answer) => boolean {
  return (answer) =>
    textAt(answer, 'error') === error &&
    (description === undefined || textAt(answer, 'error_description') === description);
}

export type Attempt = { state?: AppState; changes?: (trial: Trial) => LoginChanges; said: Words };

/** Refusals are provoked where logins succeed otherwise, so that nothing else can be their cause. */
export async function tryAttempt(trial: Trial, { state = 'good', changes, said }: Attempt): Promise<Outcome> {
  await requireLogin(trial, 'good');
  requireApp(trial, state);
  const attempt = () => logIn(trial, state, changes?.(trial));
  const answer = state === 'good' ? await attempt() : await awaitAnswer(trial, state, attempt, isSaid(said));
  return judge(seenIn(answer), expectWords(said));
}

/** A claim that each of these logins is refused so. */
export function refusal(fact: FactId, says: string, ...attempts: Attempt[]): Claim {
  const states = attempts.map(({ state }) => state ?? 'good');
  return {
    facts: [fact],
    says,
    apps: [...new Set<AppState>(['good', ...states])],
    run: (trial) => eachHolds(...attempts.map((attempt) => () => tryAttempt(trial, attempt))),
  };
}

/** A refusal of the session's own user. */
export function ownRefusal(fact: FactId, says: string, ...attempts: Attempt[]): Claim {
  return { ...refusal(fact, says, ...attempts), failedLogins: attempts.length };
}

/** A login of a user that no org has. */
export function asNobody(trial: Trial, changes: LoginChanges = {}): LoginChanges {
  return { ...changes, claims: { sub: nobody(trial), ...changes.claims } };
}
