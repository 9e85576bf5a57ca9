// What can be wrong on the way to an org, at its token endpoint, and with what it says of a login.
import { endFaults } from '../../src/simulator/fault-strikes.ts';
import type { FaultName } from '../../src/simulator/faults.ts';
import type { WalkPlace, WalkRow } from './diagnose-walk.ts';

const TOKEN = '/services/oauth2/token';
const API = '/services/data/v66.0/';

const end = ({ opened }: WalkPlace): void => endFaults(opened.simulator.world);

/** A fault that strikes the token endpoint until somebody ends it. */
const struck = (cause: string, name: FaultName, amount?: number): WalkRow => ({
  cause,
  when: `the org has the fault ${name}`,
  by: [name],
  provoke: ({ strike }) => strike({ name, amount, path: TOKEN }),
  mend: end,
});

/** What a simulated org does not say of itself; it was heard of, or is in a list of Salesforce's. */
const said = (cause: string, error: string, description: string, rest: Partial<WalkRow> = {}): WalkRow => ({
  cause,
  when: `the org says ${error}, "${description}"`,
  provoke: ({ front }) => front({ body: { error, error_description: description } }),
  ...rest,
});

/** The same of the API. */
const answered = (
  cause: string,
  status: number,
  errorCode: string,
  message: string,
  candidates?: string[],
): WalkRow => ({
  cause,
  when: `the API says ${errorCode}, "${message}"`,
  candidates,
  provoke: ({ front }) => front({ path: API, status, body: [{ errorCode, message }] }),
});

export const wayRows: readonly WalkRow[] = [
  struck('ConnectionBroken', 'connection-reset'),
  struck('ConnectionBroken', 'truncated-json'),
  struck('OrgBusy', 'server-error'),
  struck('OrgBusy', 'server-unavailable'),
  struck('OrgBusy', 'maintenance'),
  struck('OrgBusy', 'rate-limit', 0),
  struck('OrgDataNotAvailable', 'data-not-available'),
  struck('RedirectRefused', 'redirect'),
  struck('ClockSlow', 'clock-ahead'),
  {
    cause: 'NotSalesforce',
    when: 'a page answers in the place of the token endpoint',
    provoke: ({ front }) =>
      front({ status: 200, headers: { 'content-type': 'text/html' }, body: '<html>', times: 9 }),
  },
  {
    cause: 'HostUnreachable',
    when: 'nothing listens at the address',
    provoke: () => ({ instanceUrl: new URL('http://127.0.0.1:9') }),
  },
  {
    cause: 'HostNotFound',
    when: 'no host has the name',
    provoke: () => ({ instanceUrl: new URL('https://acme.invalid') }),
  },
  {
    cause: 'TlsNotSpoken',
    when: 'https is spoken to a host that does not',
    provoke: ({ login }) => ({ instanceUrl: new URL(`https://127.0.0.1:${login.instanceUrl?.port ?? ''}`) }),
    mend: ({ login }) => ({ instanceUrl: login.instanceUrl }),
  },
  {
    cause: 'AudienceNotOfHost',
    when: 'the audience is that of another org',
    provoke: () => ({ audience: 'https://globex.my.salesforce.com' }),
  },
  said('OwnAudienceRefused', 'invalid_grant', 'audience is invalid'),
  said('RequestHeldBack', 'invalid_grant', 'expired authorization code', { candidates: ['RequestHeldBack'] }),
  said('AssertionRepeated', 'bad_jti_claim', ''),
  said('RequestChanged', 'unsupported_grant_type', 'grant type not supported'),
  said('OrgFailed', 'server_error', ''),
  said('PoliciesMissing', 'ecapp_policy_not_found', ''),
  said('AppNotAllowed', 'access_denied', 'OAUTH_APPROVAL_ERROR_GENERIC', { candidates: ['AppNotAllowed'] }),
  said('UserHighAssurance', 'invalid_session_level', '', { candidates: ['UserHighAssurance'] }),
  said('ReasonNotTold', 'unheard_of', 'words that nobody knows', { candidates: ['ReasonNotTold'] }),
  answered(
    'UserHighAssurance',
    401,
    'INVALID_SESSION_ID',
    'This session is not valid for use with the REST API',
    ['UserHighAssurance', 'ApiAccessControl'],
  ),
  answered('TokenDamaged', 401, 'INVALID_AUTH_HEADER', 'INVALID_JWT_FORMAT'),
  answered('ReasonNotTold', 404, 'NOT_FOUND', 'The requested resource does not exist', ['ReasonNotTold']),
  {
    cause: 'SessionEnded',
    when: 'the session ends as soon as it is open',
    candidates: ['SessionEnded'],
    by: ['session-expired'],
    provoke: ({ strike }) => strike({ name: 'session-expired', path: API }),
    mend: end,
  },
];
