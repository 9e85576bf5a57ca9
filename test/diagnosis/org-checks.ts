// What is seen of the app and the user, as an administrator's org tells it, and of the API.
import type { Facts } from '../../src/diagnosis/facts.ts';
import { apiRefused, healthy, orgWith, OTHER, refused, trouble } from './facts.ts';
import type { CheckRow } from './login-checks.ts';
import { at } from './refused.ts';

const appCertificate = (publicKeySha256: string, notAfter: string): Partial<Facts> =>
  orgWith({ app: { certificate: { sha256: 'AA:AA', publicKeySha256, notAfter } } });

export const orgChecks: readonly CheckRow[] = [
  ['admin-org', 'skipped', /--target-org/, { ...healthy, org: null }],
  ['admin-org', 'unknown', /^Says NoSuchOrg\.$/, { ...healthy, org: null, orgTrouble: trouble('NoSuchOrg') }],
  [
    'login-host',
    'passed',
    /^The login went to https:\/\/login/,
    { ...healthy, ...at('https://login.salesforce.com') },
  ],
  [
    'login-host',
    'failed',
    /and the org is https:\/\/acme/,
    { ...healthy, ...at('https://test.salesforce.com') },
  ],
  ['login-host', 'failed', /and the org is/, { ...healthy, ...at('https://globex.my.salesforce.com') }],
  ['login-host', 'unknown', /not known/, { ...healthy, ...at('http://127.0.0.1:8080') }],
  [
    'app',
    'failed',
    /^No app of the org has the consumer key \w+\.$/,
    { ...healthy, ...orgWith({ app: false }) },
  ],
  ['app', 'passed', /the External Client App "Jwt_Cli"/, healthy],
  ['app', 'failed', /is in: Other_App/, { ...healthy, ...orgWith({ app: false, appsOfKey: ['Other_App'] }) }],
  ['app', 'unknown', /did not tell/, { ...healthy, ...orgWith({ app: null }) }],
  ['app-enabled', 'failed', /off/, { ...healthy, ...orgWith({ app: { isEnabled: false } }) }],
  ['app-enabled', 'unknown', /did not tell/, { ...healthy, ...orgWith({ app: { isEnabled: null } }) }],
  [
    'app-certificate',
    'failed',
    /no certificate/,
    { ...healthy, ...orgWith({ app: { certificate: false } }) },
  ],
  ['app-certificate', 'unknown', /did not tell/, { ...healthy, ...orgWith({ app: { certificate: null } }) }],
  [
    'app-certificate',
    'failed',
    /another key, AA:AA/,
    { ...healthy, ...appCertificate(OTHER, '2027-11-25T00:00:00.000Z') },
  ],
  [
    'app-certificate',
    'warning',
    /ended on 2026-11-01/,
    { ...healthy, ...appCertificate('11:11:11', '2026-11-01T00:00:00.000Z') },
  ],
  [
    'app-certificate',
    'warning',
    /ends soon, on 2026-12-01/,
    { ...healthy, ...appCertificate('11:11:11', '2026-12-01T00:00:00.000Z') },
  ],
  [
    'app-scopes',
    'failed',
    /^RefreshToken is missing/,
    { ...healthy, ...orgWith({ app: { scopes: ['Api'] } }) },
  ],
  [
    'app-scopes',
    'failed',
    /^Api is missing/,
    { ...healthy, ...orgWith({ app: { scopes: ['RefreshToken'] } }) },
  ],
  [
    'permitted-users',
    'passed',
    /themselves/,
    { ...healthy, ...orgWith({ app: { permittedUsers: 'self-authorized' } }) },
  ],
  [
    'permitted-users',
    'warning',
    /themselves/,
    refused(
      'invalid_grant',
      "user hasn't approved this consumer",
      orgWith({ app: { permittedUsers: 'self-authorized' } }),
    ),
  ],
  [
    'grant',
    'failed',
    /nobody can log in/,
    { ...healthy, ...orgWith({ app: { permissionSets: [], admitsUser: false } }) },
  ],
  ['assignment', 'failed', /none of them/, { ...healthy, ...orgWith({ app: { admitsUser: false } }) }],
  ['assignment', 'unknown', /did not tell/, { ...healthy, ...orgWith({ app: { admitsUser: null } }) }],
  ['app-age', 'unknown', /did not tell/, { ...healthy, ...orgWith({ app: { changedAt: null } }) }],
  [
    'app-age',
    'warning',
    /^Changed 7 minutes ago/,
    refused(
      'invalid_grant',
      'invalid assertion',
      orgWith({ app: { changedAt: '2026-11-25T11:53:00.000Z' } }),
    ),
  ],
  [
    'user',
    'failed',
    /^No user has the name "deploy@acme\.example"\.$/,
    { ...healthy, ...orgWith({ user: false }) },
  ],
  [
    'user',
    'failed',
    /Near to it: a@b\.example/,
    { ...healthy, ...orgWith({ user: false, nearUsers: ['a@b.example'] }) },
  ],
  ['user', 'unknown', /did not tell/, { ...healthy, ...orgWith({ user: null }) }],
  ['user-active', 'failed', /^Not active/, { ...healthy, ...orgWith({ user: { isActive: false } }) }],
  ['user-frozen', 'failed', /^Frozen/, { ...healthy, ...orgWith({ user: { isFrozen: true } }) }],
  ['user-frozen', 'unknown', /did not tell/, { ...healthy, ...orgWith({ user: { isFrozen: null } }) }],
  ['user-license', 'unknown', /did not tell/, { ...healthy, ...orgWith({ user: { license: null } }) }],
  [
    'login-hours',
    'failed',
    /outside the login hours/,
    { ...healthy, ...orgWith({ user: { isInLoginHours: false } }) },
  ],
  ['login-hours', 'unknown', /did not tell/, { ...healthy, ...orgWith({ user: { isInLoginHours: null } }) }],
  [
    'login-ip-ranges',
    'passed',
    /10\.0\.0\.1 - 10\.0\.0\.9/,
    { ...healthy, ...orgWith({ user: { loginIpRanges: [{ start: '10.0.0.1', end: '10.0.0.9' }] } }) },
  ],
  [
    'login-ip-ranges',
    'failed',
    /outside of these/,
    refused(
      'invalid_grant',
      'ip restricted',
      orgWith({ user: { loginIpRanges: [{ start: '10.0.0.1', end: '10.0.0.9' }] } }),
    ),
  ],
  [
    'login-ip-ranges',
    'unknown',
    /did not tell/,
    { ...healthy, ...orgWith({ user: { loginIpRanges: null } }) },
  ],
  [
    'api-permission',
    'failed',
    /"API Enabled"/,
    { ...healthy, ...orgWith({ user: { hasApiAccess: false } }) },
  ],
  ['api-permission', 'unknown', /did not tell/, { ...healthy, ...orgWith({ user: { hasApiAccess: null } }) }],
  [
    'session-level',
    'failed',
    /high assurance/,
    { ...healthy, ...orgWith({ app: { sessionLevel: 'high-assurance' } }) },
  ],
  ['login-history', 'passed', /has not logged in/, healthy],
  ['login-history', 'unknown', /did not tell/, { ...healthy, ...orgWith({ logins: null }) }],
  [
    'login-history',
    'warning',
    /^2026-11-25T11:59:59Z Restricted IP \(Jwt Cli, 192\.0\.2\.1\)$/,
    {
      ...healthy,
      ...orgWith({
        logins: [
          {
            at: '2026-11-25T11:59:59Z',
            status: 'Restricted IP',
            application: 'Jwt Cli',
            sourceIp: '192.0.2.1',
          },
        ],
      }),
    },
  ],
  [
    'api-call',
    'failed',
    /status 403\): "API is disabled for this User" \(API_CURRENTLY_DISABLED\)/,
    apiRefused('API_CURRENTLY_DISABLED', 'API is disabled for this User'),
  ],
  [
    'api-call',
    'failed',
    /^Says OrgBusyError\.$/,
    { ...healthy, api: { kind: 'failed', trouble: trouble('OrgBusyError') } },
  ],
  ['api-call', 'skipped', /no token/, refused('invalid_grant', 'inactive user')],
];
