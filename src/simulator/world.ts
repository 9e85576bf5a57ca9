import { type AttemptLog, createAttemptLog } from './attempts/attempt-log.ts';
import type { FactId } from './facts/facts.ts';
import type { StandingFault } from './fault-strikes.ts';
import { type Host, LOGIN_NAME, makeHost, TEST_NAME } from './hosts.ts';
import type { OrgState } from './org-state.ts';

/**
 * Guesses that can be made the other way. The facts leave each of these open; what the simulator does unless told
 * otherwise is said by the row.
 */
export const assumptions = {
  /** TOKEN-08: whether an External Client App answers at login and test; reports of early 2026 disagree. */
  'external-apps-on-shared-hosts': 'TOKEN-08',
  /** TOKEN-53: how a signature that does not fit the certificate is worded. */
  'invalid-client-for-wrong-signature': 'TOKEN-53',
  /** TOKEN-54: whether an `exp` may lie further ahead than the documented minutes. */
  'strict-expiry': 'TOKEN-54',
  /** TOKEN-55: whether a certificate that has ended still lets its key log in. */
  'expired-certificate-refused': 'TOKEN-55',
  /** OAUTH-15: whether a demand for high assurance already stops the login. */
  'high-assurance-at-login': 'OAUTH-15',
  /** SOQL-20: whether the Tooling API knows External Client Apps. */
  'external-apps-in-tooling': 'SOQL-20',
  /** APP-26: whether an update of an External Client App may repeat the app's own key. */
  'external-app-may-repeat-key': 'APP-26',
  /** APP-07: whether a policy sees a permission set of its own package. */
  'permission-set-in-same-package': 'APP-07',
  /** APP-20: whether a Connected App keeps a certificate that an update leaves out. */
  'connected-app-keeps-certificate': 'APP-20',
  /** SOAP-01: in which form the certificate of an External Client App is read. */
  'external-app-certificate-as-pem': 'SOAP-01',
} as const;

export type Assumption = keyof typeof assumptions;

/** Several orgs behind the two login hosts that they share. */
export type World = {
  now: () => Date;
  orgs: OrgState[];
  login: Host;
  test: Host;
  assumed: Set<Assumption>;
  /** Rules that do not hold here (rules-off/). */
  rulesOff: Set<FactId>;
  /** Consumer keys that apps of orgs outside this world hold. */
  foreignConsumerKeys: string[];
  attempts: AttemptLog;
  /** What goes wrong, until it has struck as often as it was to. */
  faults: StandingFault[];
};

export function createWorld(now: () => Date): World {
  return {
    now,
    orgs: [],
    login: makeHost('login', LOGIN_NAME, null),
    test: makeHost('test', TEST_NAME, null),
    assumed: new Set(),
    rulesOff: new Set(),
    foreignConsumerKeys: [],
    attempts: createAttemptLog(),
    faults: [],
  };
}

/** Whether a rule does not hold in a world; only tests of what watches rules turn one off. */
export function isOff({ rulesOff }: World, fact: FactId): boolean {
  return rulesOff.has(fact);
}
