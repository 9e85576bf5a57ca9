import { onlyIfProven, type Cause } from './cause.ts';
import * as app from './causes/app-causes.ts';
import * as key from './causes/key-causes.ts';
import * as login from './causes/login-causes.ts';
import * as user from './causes/user-causes.ts';
import { young } from './causes/young.ts';
import { appOf } from './readings.ts';

/** The two members of an OAuth error answer (RFC 6749, 5.2), in the org's own words. */
export type Refusal = { error: string; description: string };

/**
 * One refusal of the token endpoint. `isTransient`: a young app, grant or certificate causes it until the org has taken the
 * change over, so that waiting can help. `causes`: what can be behind it, the most likely first.
 */
export type RefusalRule = {
  name: string;
  matches: (refusal: Refusal) => boolean;
  isTransient: boolean;
  causes: readonly Cause[];
};

const says =
  (error: string | undefined, description: RegExp) =>
  (refusal: Refusal): boolean =>
    (error === undefined || refusal.error === error) && description.test(refusal.description);

const isOneOf =
  (...errors: string[]) =>
  (refusal: Refusal): boolean =>
    errors.includes(refusal.error);

const either =
  (...rules: Array<(refusal: Refusal) => boolean>) =>
  (refusal: Refusal): boolean =>
    rules.some((matches) => matches(refusal));

/** An app that shows as on can have been switched on a moment ago. */
const switchedOnLately: Cause = {
  ...young,
  verdict: (facts) => (appOf(facts)?.isEnabled === true ? young.verdict(facts) : 'no'),
};

/** What stops any login of a user, also where the org's words speak of something else. */
const userBarred: readonly Cause[] = [user.userInactive, user.userFrozen].map(onlyIfProven);

/**
 * Texts as captured from orgs; src/simulator/README.md lists each with its sources. What nobody has captured is told by its
 * error alone: that comes from lists of Salesforce's own source and documentation. First match counts.
 */
export const refusalRules: readonly RefusalRule[] = [
  {
    name: 'UserNotApproved',
    matches: says('invalid_grant', /hasn't approved this consumer/i),
    isTransient: true,
    causes: [
      user.userNotAdmitted,
      user.userUnknown,
      login.hostOfOtherOrg,
      ...[app.consumerKeyMistyped, app.appOfOtherOrg, user.nobodyAdmitted].map(onlyIfProven),
      onlyIfProven(app.onlyRefreshScope),
      app.selfAuthorized,
      ...userBarred,
      young,
    ],
  },
  {
    name: 'UserNotAdminApproved',
    // the second spelling is the one of Salesforce's own list of errors
    matches: isOneOf('invalid_app_access', 'invalid_app_acess'),
    isTransient: true,
    causes: [user.userNotAdmitted, user.nobodyAdmitted, young],
  },
  {
    name: 'ConsumerKeyUnknown',
    matches: isOneOf('invalid_client_id'),
    isTransient: true,
    causes: [app.consumerKeyMistyped, app.appMissing, onlyIfProven(login.hostOfOtherOrg), young],
  },
  {
    name: 'RefreshTokenScopeMissing',
    matches: says('invalid_request', /refresh_token scope is required/i),
    isTransient: true,
    causes: [app.refreshScopeMissing, app.selfAuthorized, young],
  },
  {
    name: 'AssertionInvalid',
    matches: either(
      says('invalid_grant', /invalid assertion/i),
      says('invalid_client', /invalid client credentials/i),
    ),
    isTransient: true,
    causes: [key.appOfOtherKey, key.appWithoutCertificate, key.certificateEnded, young],
  },
  {
    name: 'AudienceInvalid',
    matches: says(undefined, /audience is invalid|audience validation failed|invalid audience/i),
    isTransient: false,
    causes: [key.audienceNotOfHost, key.ownAudienceRefused],
  },
  {
    name: 'AssertionExpired',
    matches: says('invalid_grant', /expired authorization code/i),
    isTransient: false,
    causes: [key.clockSlow, key.requestHeldBack],
  },
  {
    name: 'AppNotInstalled',
    matches: either(isOneOf('app_not_found'), says(undefined, /app is not installed in this org/i)),
    isTransient: true,
    causes: [login.sharedHost, app.appOfOtherOrg, login.hostOfOtherOrg, young],
  },
  {
    name: 'AppDisabled',
    matches: isOneOf('oauth_flow_disabled'),
    isTransient: false,
    causes: [app.appDisabled, switchedOnLately],
  },
  {
    name: 'UserInactive',
    matches: either(says('invalid_grant', /(inactive|invalid) user/i), isOneOf('inactive_user')),
    isTransient: false,
    causes: [user.userInactive, user.userFrozen, onlyIfProven(user.userUnknown)],
  },
  {
    name: 'LoginRateExceeded',
    matches: either(
      says('invalid_grant', /login rate exceeded/i),
      isOneOf('rate_limit_exceeded', 'slow_down'),
    ),
    isTransient: false,
    causes: [login.loginRateExceeded],
  },
  {
    name: 'IpRestricted',
    matches: says('invalid_grant', /ip restricted|restricted ip/i),
    isTransient: false,
    causes: [login.profileIpRanges, login.appIpRanges],
  },
  {
    name: 'LoginHours',
    // nobody has published it: the status "Restricted time" in lower case, as the others are (inferred)
    matches: says('invalid_grant', /time restricted|restricted time/i),
    isTransient: false,
    causes: [login.loginHours],
  },
  {
    name: 'ApprovalDamaged',
    matches: says('invalid_grant', /activation secret invalid/i),
    isTransient: false,
    causes: [app.approvalDamaged],
  },
  {
    name: 'SessionLevelTooLow',
    // in the list of the Mobile SDK; that this is what it stands for is inferred
    matches: isOneOf('invalid_session_level'),
    isTransient: false,
    causes: [app.appHighAssurance, app.userHighAssurance],
  },
  {
    name: 'AppBlocked',
    matches: either(
      isOneOf('app_blocked', 'fail_close_app_blocked', 'client_blocked', 'client_blocked_retry'),
      says(undefined, /blocked by admin|OAUTH_APP_BLOCKED/i),
    ),
    isTransient: false,
    causes: [login.appBlocked],
  },
  {
    name: 'AppNotAllowed',
    matches: says(undefined, /OAUTH_APPROVAL_ERROR_GENERIC/),
    isTransient: false,
    causes: [login.appNotAllowed, ...userBarred],
  },
  {
    name: 'PoliciesMissing',
    // in the list of the Mobile SDK; that an app without policies causes it is inferred
    matches: isOneOf('ecapp_policy_not_found', 'oauth_policy_not_found'),
    isTransient: false,
    causes: [app.policiesMissing],
  },
  {
    name: 'OrgLocked',
    matches: isOneOf('inactive_org'),
    isTransient: false,
    causes: [login.orgLocked],
  },
  {
    name: 'AssertionRepeated',
    matches: isOneOf('bad_jti_claim'),
    isTransient: false,
    causes: [login.assertionRepeated],
  },
  {
    name: 'RequestChanged',
    // what is sent has both, by POST
    matches: either(
      isOneOf('unsupported_grant_type', 'invalid_assertion_type'),
      says('invalid_request', /must use http|https required|missing assertion/i),
    ),
    isTransient: false,
    causes: [login.requestChanged],
  },
  {
    name: 'OrgFailed',
    matches: isOneOf('server_error', 'service_unavailable', 'system_down', 'unknown_error'),
    isTransient: false,
    causes: [login.orgFailed],
  },
  {
    name: 'AuthenticationFailed',
    matches: says('invalid_grant', /authentication failure/i),
    isTransient: false,
    causes: [
      ...[user.userUnknown, user.userInactive, user.userFrozen].map(onlyIfProven),
      login.reasonNotTold,
    ],
  },
];

/** A refusal that no row knows: nothing is said of it but what can be seen. */
export const unknownRefusal: RefusalRule = {
  name: 'LoginRefused',
  matches: () => true,
  isTransient: false,
  causes: [
    ...[user.userUnknown, app.appOfOtherOrg, user.userInactive, user.userFrozen].map(onlyIfProven),
    login.reasonNotTold,
  ],
};

export const ruleOf = (refusal: Refusal): RefusalRule =>
  refusalRules.find(({ matches }) => matches(refusal)) ?? unknownRefusal;

/** True when waiting can help: the refusal is one that a young app, grant or certificate causes. */
export function isTransientRefusal(refusal: Refusal): boolean {
  return ruleOf(refusal).isTransient;
}
