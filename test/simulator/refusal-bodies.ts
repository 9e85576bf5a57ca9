import type { RefusalName } from '../../src/simulator/refusals.ts';

type Body = [error: string, description: string];

/**
 * What the token endpoint says, written down a second time from the published answers and not taken from the code: a
 * word that changes there fails here. Where nothing is published, our own words are marked as such.
 */
const bodies: Record<RefusalName, Body> = {
  notApproved: ['invalid_grant', "user hasn't approved this consumer"],
  notAdminApproved: ['invalid_app_access', 'user is not admin approved to access this app'],
  unknownConsumerKey: ['invalid_client_id', 'client identifier invalid'],
  refreshScopeMissing: [
    'invalid_request',
    'refresh_token scope is required and the connected app should be installed and preauthorized',
  ],
  invalidAssertion: ['invalid_grant', 'invalid assertion'],
  invalidAudience: ['invalid_grant', 'audience is invalid'],
  expired: ['invalid_grant', 'expired authorization code'],
  appNotInstalled: ['app_not_found', 'External client app is not installed in this org'],
  appDisabled: ['oauth_flow_disabled', 'The external client app or the OAuth plugin is disabled.'],
  inactiveUser: ['invalid_grant', 'inactive user'],
  rateExceeded: ['invalid_grant', 'login rate exceeded'],
  ipRestricted: ['invalid_grant', 'ip restricted'],
  damagedApproval: ['invalid_grant', 'activation secret invalid'],
  frozenUser: ['invalid_grant', 'inactive user'],
  appBlocked: ['app_blocked', 'this app is blocked by admin'],
  orgLocked: ['inactive_org', 'Org is locked, closed, or suspended'],
  outsideLoginHours: ['invalid_grant', 'time restricted [simulated wording]'],
  authenticationFailure: ['invalid_grant', 'authentication failure'],
  sessionLevelTooLow: [
    'invalid_session_level',
    'the app requires a high assurance session [simulated wording]',
  ],
  invalidClient: ['invalid_client', 'invalid client credentials'],
  unknownGrantType: ['unsupported_grant_type', 'grant type not supported'],
  repeatedAssertionId: ['bad_jti_claim', 'jti was used before [simulated wording]'],
  wrongMethod: ['invalid_request', 'Must use HTTP POST'],
  assertionMissing: ['invalid_request', 'missing assertion [simulated wording]'],
};

/** The body of a refusal, to the letter. */
export function refusalBody(name: RefusalName): string {
  const [error, description] = bodies[name];
  return `{"error":"${error}","error_description":"${description}"}`;
}
