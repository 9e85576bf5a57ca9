// One fact changed → the one cause that it proves: the assertion, the user, the org, the API.
import type { Facts } from '../../src/diagnosis/facts.ts';
import { apiRefused, healthy, MY_DOMAIN, orgWith, refused } from './facts.ts';
import {
  notInstalled,
  notForApi,
  at,
  expired,
  create,
  AGAIN,
  ACTIVATE,
  UNFREEZE,
  type Row,
} from './refused.ts';

export const provenOthers: readonly Row[] = [
  {
    symptom: 'AudienceInvalid',
    cause: 'AudienceNotOfHost',
    facts: refused('invalid_grant', 'audience is invalid', at(MY_DOMAIN, 'https://globex.example.com')),
    fix: `${AGAIN} --audience ${MY_DOMAIN}`,
  },
  {
    symptom: 'AudienceInvalid',
    cause: 'OwnAudienceRefused',
    facts: refused('invalid_grant', 'audience is invalid'),
    fix: `${AGAIN} --audience https://login.salesforce.com`,
  },
  {
    symptom: 'AudienceInvalid',
    cause: 'OwnAudienceRefused',
    facts: refused('invalid_grant', 'audience is invalid', at('https://acme--dev.sandbox.my.salesforce.com')),
    fix: `${AGAIN} --audience https://test.salesforce.com`,
  },
  {
    symptom: 'AssertionExpired',
    cause: 'ClockSlow',
    facts: expired({ clock: { aheadSeconds: -600 } }),
    fix: null,
  },
  {
    symptom: 'AppNotInstalled',
    cause: 'SharedHost',
    facts: notInstalled(at('https://login.salesforce.com')),
    fix: AGAIN,
  },
  {
    symptom: 'AppNotInstalled',
    cause: 'AppMissing',
    facts: notInstalled(orgWith({ app: false })),
    fix: null,
  },
  {
    symptom: 'AppNotInstalled',
    cause: 'HostOfOtherOrg',
    facts: notInstalled(at('https://globex.my.salesforce.com')),
    fix: AGAIN,
  },
  {
    symptom: 'AppDisabled',
    cause: 'AppDisabled',
    facts: refused('oauth_flow_disabled', 'disabled', orgWith({ app: { isEnabled: false } })),
    fix: null,
  },
  {
    symptom: 'UserInactive',
    cause: 'UserInactive',
    facts: refused('invalid_grant', 'inactive user', orgWith({ user: { isActive: false } })),
    fix: ACTIVATE,
  },
  {
    symptom: 'UserInactive',
    cause: 'UserFrozen',
    facts: refused('invalid_grant', 'inactive user', orgWith({ user: { isFrozen: true } })),
    fix: UNFREEZE,
  },
  {
    symptom: 'UserInactive',
    cause: 'UserUnknown',
    facts: refused('invalid_grant', 'invalid user', orgWith({ user: false })),
    fix: null,
  },
  {
    symptom: 'LoginRateExceeded',
    cause: 'LoginRateExceeded',
    facts: refused('invalid_grant', 'login rate exceeded'),
    fix: null,
  },
  {
    symptom: 'IpRestricted',
    cause: 'ProfileIpRanges',
    facts: refused(
      'invalid_grant',
      'ip restricted',
      orgWith({ user: { loginIpRanges: [{ start: '10.0.0.1', end: '10.0.0.9' }] } }),
    ),
    fix: null,
  },
  {
    symptom: 'LoginHours',
    cause: 'LoginHours',
    facts: refused('invalid_grant', 'time restricted', orgWith({ user: { isInLoginHours: false } })),
    fix: null,
  },
  {
    symptom: 'ApprovalDamaged',
    cause: 'ApprovalDamaged',
    facts: refused(
      'invalid_grant',
      'activation secret invalid',
      orgWith({ app: { permittedUsers: 'self-authorized' } }),
    ),
    fix: create(),
  },
  {
    symptom: 'SessionLevelTooLow',
    cause: 'AppHighAssurance',
    facts: refused('invalid_session_level', '', orgWith({ app: { sessionLevel: 'high-assurance' } })),
    fix: create(' --session-level standard'),
  },
  { symptom: 'AppBlocked', cause: 'AppBlocked', facts: refused('app_blocked', 'blocked'), fix: null },
  {
    symptom: 'AppNotAllowed',
    cause: 'UserInactive',
    facts: refused('access_denied', 'OAUTH_APPROVAL_ERROR_GENERIC', orgWith({ user: { isActive: false } })),
    fix: ACTIVATE,
  },
  {
    symptom: 'AppNotAllowed',
    cause: 'UserFrozen',
    facts: refused('access_denied', 'OAUTH_APPROVAL_ERROR_GENERIC', orgWith({ user: { isFrozen: true } })),
    fix: UNFREEZE,
  },
  {
    symptom: 'PoliciesMissing',
    cause: 'PoliciesMissing',
    facts: refused('ecapp_policy_not_found', ''),
    fix: create(),
  },
  { symptom: 'OrgLocked', cause: 'OrgLocked', facts: refused('inactive_org', 'Org is locked'), fix: null },
  {
    symptom: 'AssertionRepeated',
    cause: 'AssertionRepeated',
    facts: refused('bad_jti_claim', ''),
    fix: null,
  },
  {
    symptom: 'RequestChanged',
    cause: 'RequestChanged',
    facts: refused('unsupported_grant_type', 'grant type not supported'),
    fix: null,
  },
  { symptom: 'OrgFailed', cause: 'OrgFailed', facts: refused('server_error', ''), fix: null },
  ...['AuthenticationFailed', 'LoginRefused'].flatMap((symptom): Row[] => {
    const facts = (changes: Partial<Facts>): Facts =>
      symptom === 'LoginRefused'
        ? refused('unheard_of', '', changes)
        : refused('invalid_grant', 'authentication failure', changes);
    return [
      { symptom, cause: 'UserUnknown', facts: facts(orgWith({ user: false })), fix: null },
      {
        symptom,
        cause: 'UserInactive',
        facts: facts(orgWith({ user: { isActive: false } })),
        fix: ACTIVATE,
      },
      {
        symptom,
        cause: 'UserFrozen',
        facts: facts(orgWith({ user: { isFrozen: true } })),
        fix: UNFREEZE,
      },
    ];
  }),
  {
    symptom: 'LoginRefused',
    cause: 'AppMissing',
    facts: refused('unheard_of', '', orgWith({ app: false })),
    fix: null,
  },
  {
    symptom: 'TokenNotForApi',
    cause: 'ApiScopeMissing',
    facts: notForApi({
      ...orgWith({ app: { scopes: ['Web', 'RefreshToken'] } }),
      exchange: { ...healthy.exchange, scope: 'web' } as Facts['exchange'],
    }),
    fix: create(' --scopes Web,RefreshToken,Api'),
  },
  {
    symptom: 'TokenNotForApi',
    cause: 'AppHighAssurance',
    facts: notForApi(orgWith({ app: { sessionLevel: 'high-assurance' } })),
    fix: create(' --session-level standard'),
  },
  {
    symptom: 'ApiNotEnabled',
    cause: 'UserWithoutApi',
    facts: apiRefused(
      'API_CURRENTLY_DISABLED',
      'API is disabled for this User',
      orgWith({ user: { hasApiAccess: false } }),
    ),
    fix: null,
  },
  {
    symptom: 'ApiRequestsUsedUp',
    cause: 'AppRequestsUsedUp',
    facts: apiRefused('REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.'),
    fix: null,
  },
  {
    symptom: 'TokenDamaged',
    cause: 'TokenDamaged',
    facts: apiRefused('INVALID_AUTH_HEADER', 'INVALID_JWT_FORMAT'),
    fix: null,
  },
  ...['SessionEnded', 'TokenNotProven'].flatMap((symptom): Row[] => {
    const facts = (changes: Partial<Facts>): Facts =>
      apiRefused(symptom === 'SessionEnded' ? 'INVALID_SESSION_ID' : 'UNHEARD_OF', 'Session', changes);
    return [
      {
        symptom,
        cause: 'UserInactive',
        facts: facts(orgWith({ user: { isActive: false } })),
        fix: ACTIVATE,
      },
      {
        symptom,
        cause: 'UserFrozen',
        facts: facts(orgWith({ user: { isFrozen: true } })),
        fix: UNFREEZE,
      },
    ];
  }),
];
