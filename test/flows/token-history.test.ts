// What a wrong input leaves in the login history of the org, read there as an administrator would read it.
import { expect } from 'chai';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SfError } from '@salesforce/core';
import type { LoginInput } from '../../src/flows/login-input.ts';
import { token } from '../../src/flows/token.ts';
import {
  assignPermissionSet,
  blockApp,
  closeLoginHours,
  deactivateUser,
  disableApp,
  exhaustLogins,
  failAuthentication,
  freezeUser,
  lockOrg,
  removeCertificate,
  restrictUserIp,
} from '../../src/simulator/org-changes.ts';
import { deploySimulatedApp, makeKeyFiles, type KeyFiles } from '../simulated-app.ts';
import { openAppOrg, type AppOrg } from './app/app-org.ts';

type HistoryRow = { Status: string; LoginType: string };

describe('the login history after a wrong input', () => {
  let keys: KeyFiles;
  let otherKeys: KeyFiles;
  let org: AppOrg;
  let input: LoginInput;
  const user = 'deploy@simulator.example';

  before(async () => ([keys, otherKeys] = await Promise.all([makeKeyFiles(), makeKeyFiles()])));
  after(() => [keys, otherKeys].forEach(({ folder }) => rmSync(folder, { recursive: true })));
  beforeEach(async () => {
    org = await openAppOrg({ appConsumerKeyTaken: ['KeyOfAnotherOrg'] });
    const clientId = await deploySimulatedApp(org.simulator, keys.certificate);
    input = {
      clientId,
      username: org.username,
      privateKey: keys.location,
      instanceUrl: org.origin,
    };
    org.forgetRequests();
  });
  afterEach(async () => org.close());

  const history = async (): Promise<string[]> =>
    (await org.query<HistoryRow>('SELECT Status, LoginType FROM LoginHistory')).map(({ Status }) => Status);

  const refusal = async (changes: Partial<LoginInput>, waitMinutes = 0, now = new Date()): Promise<SfError> =>
    token({ ...input, ...changes }, now, { waitMinutes }).then(
      () => expect.fail('the login was granted'),
      (error: unknown) => error as SfError,
    );

  const keyFile = (text: string): LoginInput['privateKey'] => {
    const file = join(keys.folder, 'broken.key');
    writeFileSync(file, text, { mode: 0o600 });
    return { key: { file } };
  };

  const offline: Array<[what: string, changes: () => Partial<LoginInput>, name: string]> = [
    ['a consumer key with a blank', () => ({ clientId: `${input.clientId} ` }), 'ClientIdMalformedError'],
    ['a placeholder', () => ({ clientId: 'CONSUMER_KEY' }), 'ClientIdIsPlaceholderError'],
    ['a cut consumer key', () => ({ clientId: '3MVG9' }), 'ClientIdLengthError'],
    ['a name for the username', () => ({ username: 'deploy' }), 'UsernameMalformedError'],
    [
      'consumer key and username swapped',
      () => ({ clientId: input.username, username: input.clientId }),
      'LoginSwappedError',
    ],
    ['an audience that is none', () => ({ audience: 'production org' }), 'AudienceNotAddressError'],
    [
      'pages as the audience',
      () => ({ audience: 'https://acme.lightning.force.com' }),
      'AudienceIsPagesError',
    ],
    ['a missing key', () => ({ privateKey: { key: { file: 'missing.key' } } }), 'FileNotFoundError'],
    [
      'a variable that is not set',
      () => ({ privateKey: { key: { variable: 'NOT_SET_AT_ALL' } } }),
      'VariableNotSetError',
    ],
    ['an empty key file', () => ({ privateKey: keyFile('') }), 'KeyFileEmptyError'],
    [
      'the certificate for the key',
      () => ({ privateKey: { key: { file: keys.certificateFile } } }),
      'KeyIsCertificateError',
    ],
  ];
  for (const [what, changes, name] of offline) {
    it(`stays empty after ${what}, and nothing is sent`, async () => {
      expect((await refusal(changes(), 10)).name).to.equal(name);
      expect(org.requestLines()).to.deep.equal([]);
      expect(await history()).to.deep.equal([]);
    });
  }

  type OnlineRow = {
    what: string;
    changes?: () => Partial<LoginInput>;
    prepare?: () => unknown;
    now?: Date;
    status: string[];
  };
  const online: OnlineRow[] = [
    { what: 'the key of another pair', changes: () => ({ privateKey: otherKeys.location }), status: [] },
    { what: 'an unknown consumer key', changes: () => ({ clientId: '3MVG9unknown' }), status: [] },
    { what: 'the consumer key of another org', changes: () => ({ clientId: 'KeyOfAnotherOrg' }), status: [] },
    { what: 'an unknown username', changes: () => ({ username: 'nobody@simulator.example' }), status: [] },
    {
      what: 'an audience that the org does not take',
      changes: () => ({ audience: 'https://test.salesforce.com' }),
      status: [],
    },
    { what: 'a clock that is an hour slow', now: new Date(Date.now() - 3_600_000), status: [] },
    {
      what: 'an app without a certificate',
      prepare: () => removeCertificate(org.org, 'Example_App'),
      status: [],
    },
    { what: 'an app that is switched off', prepare: () => disableApp(org.org, 'Example_App'), status: [] },
    { what: 'an app that is blocked', prepare: () => blockApp(org.org, 'Example_App'), status: [] },
    { what: 'a locked org', prepare: () => lockOrg(org.org), status: [] },
    {
      what: 'a user who is not approved',
      changes: () => ({ username: user }),
      status: ['Failed: Not approved for access'],
    },
    {
      what: 'a user who is inactive',
      changes: () => ({ username: user }),
      prepare: () => {
        assignPermissionSet(org.org, user, 'Example_Access');
        deactivateUser(org.org, user);
      },
      status: ['User is inactive'],
    },
  ];
  for (const { what, changes = () => ({}), prepare, now, status } of online) {
    it(`has at most one failed login after ${what}`, async () => {
      await prepare?.();
      await refusal(changes(), 0, now);
      const requests = org.requestLines().filter((line) => line.includes('oauth2/token'));
      expect(requests).to.deep.equal(['POST /services/oauth2/token']);
      if (what === 'a locked org') lockOrg(org.org, false);
      expect(await history()).to.deep.equal(status);
    });
  }

  const barriers: Array<[what: string, prepare: (username: string) => unknown, status: string]> = [
    ['frozen', (username) => freezeUser(org.org, username), 'User is frozen'],
    ['outside the login hours', (username) => closeLoginHours(org.org, username), 'Restricted time'],
    ['outside the IP ranges', (username) => restrictUserIp(org.org, username), 'Restricted IP'],
    ['over the hourly limit', (username) => exhaustLogins(org.org, username), 'Login Rate Exceeded'],
    ['refused for no told reason', (username) => failAuthentication(org.org, username), ''],
  ];
  for (const [what, prepare, status] of barriers) {
    it(`has at most one failed login of a user who is ${what}, also with --wait`, async () => {
      prepare(org.username);
      await refusal({}, 10);
      const requests = org.requestLines().filter((line) => line.includes('oauth2/token'));
      expect(requests).to.deep.equal(['POST /services/oauth2/token']);
      const failed = (org.org.logins as Array<{ status: string }>)
        .map((login) => login.status)
        .filter((each) => each !== 'Success');
      expect(failed).to.deep.equal(status === '' ? [] : [status]);
    });
  }
});
