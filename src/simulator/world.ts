import { type AttemptLog, createAttemptLog } from './attempts/attempt-log.ts';
import type { FactId } from './facts/facts.ts';
import type { StandingFault } from './fault-strikes.ts';
import { type Host, LOGIN_NAME, makeHost, TEST_NAME } from './hosts.ts';
import type { OrgState } from './org-state.ts';

/**
 * Guesses that can be made the other way: the facts leave each of these open, and `fact` says what the simulator does
 * unless it is told to assume this.
 */
export const assumptions = {
  'external-apps-on-shared-hosts': {
    says: 'External Client Apps answer at login and test, too.',
    fact: 'TOKEN-08',
  },
  'invalid-client-for-wrong-signature': {
    says: 'A wrong signature is "invalid client credentials".',
    fact: 'TOKEN-53',
  },
  'strict-expiry': {
    says: 'An "exp" more than five minutes ahead is refused.',
    fact: 'TOKEN-54',
  },
  'certificate-gap': {
    says: 'While a new certificate takes its time, neither it nor the old one works.',
    fact: 'TOKEN-49',
  },
  'expired-certificate-refused': {
    says: 'A key whose certificate has ended cannot log in.',
    fact: 'TOKEN-55',
  },
  'high-assurance-at-login': {
    says: 'An app that demands high assurance stops the login, not the first API call.',
    fact: 'OAUTH-15',
  },
  'external-apps-in-tooling': {
    says: 'The Tooling API knows External Client Apps.',
    fact: 'SOQL-20',
  },
  'external-app-may-repeat-key': {
    says: "An update of an External Client App may repeat the app's own consumer key.",
    fact: 'APP-26',
  },
  'permission-set-in-same-package': {
    says: 'A policy sees a permission set of its own package.',
    fact: 'APP-07',
  },
  'connected-app-keeps-certificate': {
    says: 'A Connected App keeps a certificate that an update leaves out.',
    fact: 'APP-20',
  },
  'external-app-certificate-as-pem': {
    says: 'The certificate of an External Client App is read as PEM.',
    fact: 'SOAP-01',
  },
} as const satisfies Record<string, { says: string; fact: FactId }>;

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
