// Facts of a login that works, as an administrator's org tells it, for tests that change one of them.
import type {
  ApiFact,
  AppFact,
  CertificateFact,
  ExchangeFact,
  Facts,
  OrgFacts,
  UserFact,
} from '../../src/diagnosis/facts.ts';

export const OURS = '11:11:11';
export const OTHER = '22:22:22';
export const MY_DOMAIN = 'https://acme.my.salesforce.com';
export const CLIENT_ID = 'A1B2C3D4E5F6G7H8';

export const app: AppFact = {
  name: 'Jwt_Cli',
  type: 'external-client-app',
  isEnabled: true,
  certificate: { sha256: 'AA:AA', publicKeySha256: OURS, notAfter: '2027-11-25T00:00:00.000Z' },
  scopes: ['Api', 'RefreshToken'],
  permittedUsers: 'admin-approved',
  permissionSets: ['Jwt_Cli_Access'],
  profiles: [],
  admitsUser: true,
  ipRelaxation: 'enforce',
  sessionLevel: 'standard',
  issuesJwtTokens: false,
  changedAt: '2026-11-20T12:00:00.000Z',
};

export const user: UserFact = {
  id: '005000000000001AAA',
  username: 'deploy@acme.example',
  isActive: true,
  isFrozen: false,
  userLoginId: '0Yw000000000001AAA',
  hasApiAccess: true,
  userType: 'Standard',
  profile: 'Standard User',
  license: 'Salesforce',
  isInLoginHours: true,
  loginIpRanges: [],
};

export const org: OrgFacts = {
  targetOrg: 'my-admin',
  orgId: '00D000000000001AAA',
  host: MY_DOMAIN,
  isSandbox: false,
  app,
  appsOfKey: [],
  user,
  nearUsers: [],
  logins: [],
};

export const certificate: CertificateFact = {
  source: 'server.crt',
  path: '/keys/server.crt',
  sha256: 'AA:AA',
  publicKeySha256: OURS,
  notBefore: '2026-11-25T00:00:00.000Z',
  notAfter: '2027-11-25T00:00:00.000Z',
};

const LOGIN_WORDS = [
  ...['--client-id', CLIENT_ID, '--username', 'deploy@acme.example'],
  ...['--jwt-key-file', '/keys/server.key', '--instance-url', MY_DOMAIN],
];

export const healthy: Facts = {
  now: '2026-11-25T12:00:00.000Z',
  login: {
    clientId: CLIENT_ID,
    username: 'deploy@acme.example',
    host: MY_DOMAIN,
    audience: MY_DOMAIN,
    trouble: null,
  },
  key: { source: 'server.key', path: '/keys/server.key', bits: 2048, sha256: OURS, isOpenToOthers: false },
  certificate,
  clock: { aheadSeconds: 1 },
  way: null,
  exchange: {
    kind: 'granted',
    orgId: '00D000000000001AAA',
    userId: '005000000000001AAA',
    instanceUrl: MY_DOMAIN,
    scope: 'api',
    isJwtToken: false,
  },
  api: { kind: 'proven' },
  org,
  orgTrouble: null,
  command: {
    again: ['jwt', 'diagnose', ...LOGIN_WORDS],
    login: LOGIN_WORDS,
    certificateFile: '/keys/server.crt',
    entry: null,
  },
};

export const trouble = (name: string) => ({
  name,
  message: `Says ${name}.`,
  actions: ['Do this.', 'Or that: sf jwt keygen'],
});

/** The login, refused by the token endpoint. */
export const refused = (error: string, description: string, changes: Partial<Facts> = {}): Facts => ({
  ...healthy,
  exchange: { kind: 'refused', error, description },
  api: null,
  ...changes,
});

/** The token, refused by the API. */
export const apiRefused = (errorCode: string, message: string, changes: Partial<Facts> = {}): Facts => ({
  ...healthy,
  api: { kind: 'refused', status: 403, errorCode, message } satisfies ApiFact,
  ...changes,
});

/** The way there failed. */
export const failed = (name: string, changes: Partial<Facts> = {}): Facts => ({
  ...healthy,
  exchange: { kind: 'failed', trouble: trouble(name) } satisfies ExchangeFact,
  api: null,
  clock: null,
  org: null,
  ...changes,
});

/** An administrator's org in which the app, the user, or more is otherwise. */
export const orgWith = (
  changes: Partial<Omit<OrgFacts, 'app' | 'user'>> & {
    app?: Partial<AppFact> | false | null;
    user?: Partial<UserFact> | false | null;
  },
): Partial<Facts> => ({
  org: {
    ...org,
    ...changes,
    app: changes.app ? { ...app, ...changes.app } : changes.app === undefined ? app : changes.app,
    user: changes.user ? { ...user, ...changes.user } : changes.user === undefined ? user : changes.user,
  },
});
