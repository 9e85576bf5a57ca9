// What nobody can prove, and what is left then.
import type { Facts } from '../../src/diagnosis/facts.ts';
import { apiRefused, orgWith, refused } from './facts.ts';
import {
  notApproved,
  notAdminApproved,
  unknownKey,
  noScope,
  invalid,
  notInstalled,
  notForApi,
  at,
  expired,
} from './refused.ts';

/**
 * What nobody can prove: the causes that are left, in order, and never one of them as the cause. `isHidden`: another
 * administrator may be told what decides.
 */
export const left: Array<{ symptom: string; facts: Facts; candidates: string[]; isHidden?: true }> = [
  {
    symptom: 'UserNotApproved',
    facts: notApproved({ org: null }),
    candidates: ['UserNotAdmitted', 'UserUnknown', 'HostOfOtherOrg', 'SelfAuthorized', 'ChangeNotTakenOver'],
  },
  {
    symptom: 'UserNotAdminApproved',
    facts: notAdminApproved({ org: null }),
    candidates: ['UserNotAdmitted', 'NobodyAdmitted', 'ChangeNotTakenOver'],
  },
  {
    symptom: 'ConsumerKeyUnknown',
    facts: unknownKey({ org: null }),
    candidates: ['ConsumerKeyMistyped', 'AppMissing', 'ChangeNotTakenOver'],
  },
  {
    symptom: 'RefreshTokenScopeMissing',
    facts: noScope({ org: null }),
    candidates: ['RefreshScopeMissing', 'SelfAuthorized', 'ChangeNotTakenOver'],
  },
  {
    symptom: 'AssertionInvalid',
    facts: invalid({ org: null }),
    candidates: ['KeyNotOfApp', 'AppWithoutCertificate', 'ChangeNotTakenOver'],
  },
  {
    symptom: 'AssertionInvalid',
    facts: invalid(
      orgWith({
        app: {
          certificate: { sha256: 'A', publicKeySha256: '11:11:11', notAfter: '2026-01-01T00:00:00.000Z' },
        },
      }),
    ),
    candidates: ['CertificateEnded'],
  },
  {
    symptom: 'AppNotInstalled',
    facts: notInstalled({ ...at('https://login.salesforce.com'), org: null }),
    candidates: ['SharedHost', 'AppMissing', 'HostOfOtherOrg', 'ChangeNotTakenOver'],
  },
  {
    symptom: 'AppNotInstalled',
    facts: notInstalled({ org: null }),
    candidates: ['AppMissing', 'HostOfOtherOrg', 'ChangeNotTakenOver'],
  },
  {
    symptom: 'AssertionExpired',
    facts: expired({ clock: null }),
    candidates: ['ClockSlow', 'RequestHeldBack'],
  },
  { symptom: 'AssertionExpired', facts: expired({}), candidates: ['RequestHeldBack'] },
  {
    symptom: 'AppDisabled',
    facts: refused('oauth_flow_disabled', 'disabled'),
    candidates: ['AppDisabled'],
  },
  {
    symptom: 'AppDisabled',
    facts: refused(
      'oauth_flow_disabled',
      'disabled',
      orgWith({ app: { changedAt: '2026-11-25T11:53:00.000Z' } }),
    ),
    candidates: ['AppDisabled', 'ChangeNotTakenOver'],
  },
  {
    symptom: 'UserInactive',
    facts: refused('invalid_grant', 'inactive user', { org: null }),
    candidates: ['UserInactive', 'UserFrozen'],
  },
  {
    symptom: 'IpRestricted',
    facts: refused('invalid_grant', 'ip restricted', { org: null }),
    candidates: ['ProfileIpRanges', 'AppIpRanges'],
  },
  { symptom: 'IpRestricted', facts: refused('invalid_grant', 'ip restricted'), candidates: ['AppIpRanges'] },
  {
    symptom: 'SessionLevelTooLow',
    facts: refused('invalid_session_level', ''),
    candidates: ['UserHighAssurance'],
  },
  {
    symptom: 'AppNotAllowed',
    facts: refused('access_denied', 'OAUTH_APPROVAL_ERROR_GENERIC'),
    candidates: ['AppNotAllowed'],
  },
  {
    symptom: 'AuthenticationFailed',
    facts: refused('invalid_grant', 'authentication failure'),
    candidates: ['ReasonNotTold'],
  },
  { symptom: 'LoginRefused', facts: refused('unheard_of', 'x'), candidates: ['ReasonNotTold'] },
  { symptom: 'TokenNotForApi', facts: notForApi({}), candidates: ['UserHighAssurance', 'ApiAccessControl'] },
  {
    symptom: 'ApiNotEnabled',
    facts: apiRefused('API_DISABLED_FOR_ORG', 'not enabled', { org: null }),
    candidates: ['OrgWithoutApi', 'OrgNotReady'],
  },
  {
    symptom: 'ApiRequestsUsedUp',
    facts: apiRefused('REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.', { org: null }),
    candidates: ['OrgRequestsUsedUp', 'AppRequestsUsedUp'],
  },
  {
    symptom: 'SessionEnded',
    facts: apiRefused('INVALID_SESSION_ID', 'Session expired or invalid'),
    candidates: ['SessionEnded'],
  },
  { symptom: 'TokenNotProven', facts: apiRefused('UNHEARD_OF', 'x'), candidates: ['ReasonNotTold'] },
  // a change that is neither new nor old, and one that is old where everything else is excluded
  {
    symptom: 'UserNotApproved',
    facts: notApproved(orgWith({ app: { changedAt: '2026-11-25T11:40:00.000Z' } })),
    candidates: ['ChangeNotTakenOver'],
  },
  { symptom: 'UserNotApproved', facts: notApproved(), candidates: [] },
  // hosts of which nobody can tell whose they are
  {
    symptom: 'UserNotApproved',
    facts: notApproved(at('http://127.0.0.1:8080')),
    candidates: ['HostOfOtherOrg'],
  },
  {
    symptom: 'UserNotApproved',
    facts: notApproved(at('https://acme.my.site.com/portal')),
    candidates: ['HostOfOtherOrg'],
  },
  {
    symptom: 'UserNotApproved',
    facts: notApproved({ ...at('https://login.salesforce.com'), ...orgWith({ isSandbox: null }) }),
    candidates: ['HostOfOtherOrg'],
  },
  // an administrator of what may be another org: what is not in it proves nothing
  {
    symptom: 'UserNotApproved',
    facts: notApproved({ ...at('https://login.salesforce.com'), ...orgWith({ user: false }) }),
    candidates: ['UserUnknown'],
    isHidden: true,
  },
  {
    symptom: 'UserNotApproved',
    facts: notApproved({
      ...at('https://acme--dev.sandbox.my.salesforce.com'),
      ...orgWith({ user: false, nearUsers: ['deploy@acme.example.dev'] }),
    }),
    candidates: ['UserUnknown'],
    isHidden: true,
  },
  {
    symptom: 'ConsumerKeyUnknown',
    facts: unknownKey({ ...at('https://globex.my.salesforce.com'), ...orgWith({ user: false, app: false }) }),
    candidates: ['AppMissing', 'ChangeNotTakenOver'],
    isHidden: true,
  },
  {
    symptom: 'UserNotApproved',
    facts: notApproved({ ...at('https://globex.my.salesforce.com'), ...orgWith({ user: null, app: null }) }),
    candidates: ['UserNotAdmitted', 'UserUnknown', 'HostOfOtherOrg', 'SelfAuthorized', 'ChangeNotTakenOver'],
    isHidden: true,
  },
  {
    symptom: 'ApiRequestsUsedUp',
    facts: apiRefused(
      'REQUEST_LIMIT_EXCEEDED',
      'TotalRequests Limit exceeded.',
      orgWith({ orgId: '00D000000000002AAA' }),
    ),
    candidates: ['OrgRequestsUsedUp', 'AppRequestsUsedUp'],
    isHidden: true,
  },
  {
    symptom: 'ApiRequestsUsedUp',
    facts: apiRefused(
      'REQUEST_LIMIT_EXCEEDED',
      'ConcurrentRequests (Concurrent API Requests) Limit exceeded.',
    ),
    candidates: ['AppRequestsUsedUp'],
  },
  // the copy of an app in a sandbox
  {
    symptom: 'AssertionInvalid',
    facts: invalid({
      ...at('https://acme--dev.sandbox.my.salesforce.com'),
      ...orgWith({
        app: { certificate: { sha256: 'B', publicKeySha256: '22', notAfter: '2027-01-01T00:00:00.000Z' } },
      }),
    }),
    candidates: ['KeyNotOfApp'],
    isHidden: true,
  },
  // an app that users authorise, and nobody told of the user
  {
    symptom: 'UserNotApproved',
    facts: notApproved(orgWith({ user: null, app: { permittedUsers: 'self-authorized', admitsUser: null } })),
    candidates: ['UserUnknown', 'SelfAuthorized'],
    isHidden: true,
  },
  // the org did not tell
  {
    symptom: 'UserNotApproved',
    facts: notApproved(orgWith({ app: { admitsUser: null } })),
    candidates: ['UserNotAdmitted'],
    isHidden: true,
  },
  {
    symptom: 'UserNotApproved',
    facts: notApproved(orgWith({ user: null, app: { admitsUser: null } })),
    candidates: ['UserNotAdmitted', 'UserUnknown'],
    isHidden: true,
  },
  // an integration user is no proof of what nobody saw
  {
    symptom: 'UserNotApproved',
    facts: notApproved(
      orgWith({
        user: { license: 'Salesforce Integration' },
        app: { admitsUser: null, changedAt: '2026-11-25T11:58:00.000Z' },
      }),
    ),
    candidates: ['UserNotAdmitted', 'ChangeNotTakenOver'],
    isHidden: true,
  },
  {
    symptom: 'AssertionInvalid',
    facts: invalid(orgWith({ app: { certificate: null } })),
    candidates: ['KeyNotOfApp', 'AppWithoutCertificate'],
    isHidden: true,
  },
  // an administrator's org that told nothing
  {
    symptom: 'UserInactive',
    facts: refused('invalid_grant', 'inactive user', {
      org: null,
      orgTrouble: { name: 'OrgWithoutApiError', message: 'The org has no API.', actions: [] },
    }),
    candidates: ['UserInactive', 'UserFrozen'],
    isHidden: true,
  },
];
