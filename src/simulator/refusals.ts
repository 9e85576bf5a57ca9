import type { FactId } from './facts/facts.ts';

/** The marker of a sentence that nobody has published: the org's own wording is unknown. */
export const OWN_WORDING = '[simulated wording]';

/** What the platform says of an error of its own (FAULT-03, FAULT-12); the number is made up. */
export const UNEXPECTED_ERROR =
  'An unexpected error occurred. Please include this ErrorId if you contact support: 1234567890-12345 (-1234567890)';

export type Refusal = {
  error: string;
  description: string;
  fact: FactId;
  /** What LoginHistory says of it; only refusals of a resolved user leave a row. */
  loginStatus?: string;
};

/** The token endpoint's sentences for the JWT bearer grant, literally. */
export const refusals = {
  notApproved: {
    error: 'invalid_grant',
    description: "user hasn't approved this consumer",
    fact: 'TOKEN-01',
    loginStatus: 'Failed: Not approved for access',
  },
  notAdminApproved: {
    error: 'invalid_app_access',
    description: 'user is not admin approved to access this app',
    fact: 'TOKEN-02',
    loginStatus: 'Failed: Not approved for access',
  },
  unknownConsumerKey: {
    error: 'invalid_client_id',
    description: 'client identifier invalid',
    fact: 'TOKEN-03',
  },
  refreshScopeMissing: {
    error: 'invalid_request',
    description:
      'refresh_token scope is required and the connected app should be installed and preauthorized',
    fact: 'TOKEN-04',
    loginStatus: 'Failed: Not approved for access',
  },
  invalidAssertion: { error: 'invalid_grant', description: 'invalid assertion', fact: 'TOKEN-05' },
  invalidAudience: { error: 'invalid_grant', description: 'audience is invalid', fact: 'TOKEN-06' },
  expired: { error: 'invalid_grant', description: 'expired authorization code', fact: 'TOKEN-07' },
  appNotInstalled: {
    error: 'app_not_found',
    description: 'External client app is not installed in this org',
    fact: 'TOKEN-08',
  },
  appDisabled: {
    error: 'oauth_flow_disabled',
    description: 'The external client app or the OAuth plugin is disabled.',
    fact: 'TOKEN-09',
  },
  inactiveUser: {
    error: 'invalid_grant',
    description: 'inactive user',
    fact: 'TOKEN-10',
    loginStatus: 'User is inactive',
  },
  rateExceeded: {
    error: 'invalid_grant',
    description: 'login rate exceeded',
    fact: 'TOKEN-11',
    loginStatus: 'Login Rate Exceeded',
  },
  ipRestricted: {
    error: 'invalid_grant',
    description: 'ip restricted',
    fact: 'TOKEN-12',
    loginStatus: 'Restricted IP',
  },
  damagedApproval: {
    error: 'invalid_grant',
    description: 'activation secret invalid',
    fact: 'TOKEN-13',
    loginStatus: 'Failed: Activation secret invalid',
  },
  frozenUser: {
    error: 'invalid_grant',
    description: 'inactive user',
    fact: 'TOKEN-14',
    loginStatus: 'User is frozen',
  },
  appBlocked: { error: 'app_blocked', description: 'this app is blocked by admin', fact: 'TOKEN-16' },
  orgLocked: {
    error: 'inactive_org',
    description: 'Org is locked, closed, or suspended',
    fact: 'TOKEN-18',
  },
  outsideLoginHours: {
    error: 'invalid_grant',
    description: `time restricted ${OWN_WORDING}`,
    fact: 'TOKEN-19',
    loginStatus: 'Restricted time',
  },
  authenticationFailure: {
    error: 'invalid_grant',
    description: 'authentication failure',
    fact: 'TOKEN-21',
  },
  sessionLevelTooLow: {
    error: 'invalid_session_level',
    description: `the app requires a high assurance session ${OWN_WORDING}`,
    fact: 'TOKEN-20',
  },
  invalidClient: {
    error: 'invalid_client',
    description: 'invalid client credentials',
    fact: 'TOKEN-53',
  },
  unknownGrantType: {
    error: 'unsupported_grant_type',
    description: 'grant type not supported',
    fact: 'TOKEN-15',
  },
  repeatedAssertionId: {
    error: 'bad_jti_claim',
    description: `jti was used before ${OWN_WORDING}`,
    fact: 'TOKEN-17',
  },
  wrongMethod: { error: 'invalid_request', description: 'Must use HTTP POST', fact: 'TOKEN-22' },
  assertionMissing: {
    error: 'invalid_request',
    description: `missing assertion ${OWN_WORDING}`,
    fact: 'TOKEN-23',
  },
} satisfies Record<string, Refusal>;

export type RefusalName = keyof typeof refusals;
