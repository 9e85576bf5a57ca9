import { expect } from 'chai';
import { unassignPermissionSet } from '../../src/simulator/org-changes.ts';
import type { Simulator } from '../../src/simulator/server.ts';
import { connectedApp, filesOf, manifest } from './app-files.ts';
import { GLOBAL, POLICY, SETTINGS, SWITCHES } from './app-pieces.ts';
import { connect } from './metadata-client.ts';
import {
  accessToken,
  adminCall,
  deploy,
  deployUser,
  expectError,
  expectRefusal,
  logIn,
  orgWithApp,
  records,
  stopOrgs,
  testKey,
  withToken,
} from './org-client.ts';

const DATA = '/services/data/v66.0';
const HEADER = 'ExternalClientApplication';

type Member = [type: string, fullName: string];

/** Deploys a manifest of deletions, without a word about warnings. */
function destroy(simulator: Simulator, members: Member[]) {
  return deploy(simulator, { 'package.xml': manifest([]), 'destructiveChanges.xml': manifest(members) });
}

describe('deleting an app', () => {
  afterEach(stopOrgs);

  const parts: Member[] = [
    [HEADER, 'Jwt_CI'],
    [SETTINGS, 'Jwt_CI'],
    [GLOBAL, 'Jwt_CI'],
    [POLICY, 'Jwt_CI'],
    [SWITCHES, 'Jwt_CI_plcy'],
  ];
  for (const [order, members] of [
    ['its header first', parts],
    ['its header last', parts.toReversed()],
  ] as const) {
    it(`takes all its parts in one manifest, ${order}, without a warning, and its tokens with them`, async () => {
      const simulator = await orgWithApp();
      const token = await accessToken(simulator);
      expect((await withToken(simulator, token)).status).to.equal(200);
      const { result, problems } = await destroy(simulator, [...members]);
      expect([result.status, ...problems]).to.deep.equal(['Succeeded']);
      expect(result.details.componentSuccesses.map(({ componentType }) => componentType)).to.deep.equal([
        SWITCHES,
        POLICY,
        GLOBAL,
        SETTINGS,
        HEADER,
        '',
      ]);
      expect(simulator.org.records.components).to.deep.equal([]);
      expect(await records(simulator, 'SELECT Id FROM SetupEntityAccess')).to.deep.equal([]);
      expect(await records(simulator, 'SELECT Id FROM OauthToken')).to.deep.equal([]);
      expectError(await withToken(simulator, token), 401, 'INVALID_SESSION_ID');
      expectRefusal(await logIn(simulator), 'unknownConsumerKey');
    });
  }

  it('takes its parts one by one, by deploys and by SOAP', async () => {
    for (const remove of [
      async (simulator: Simulator, member: Member) => (await destroy(simulator, [member])).result.success,
      async (simulator: Simulator, [type, name]: Member) =>
        (await connect(simulator).delete(type, name)).success,
    ]) {
      const simulator = await orgWithApp();
      for (const member of [SWITCHES, POLICY, GLOBAL, SETTINGS, HEADER].map((type): Member => [
        type,
        type === SWITCHES ? 'Jwt_CI_plcy' : 'Jwt_CI',
      ])) {
        expect(await remove(simulator, member), member[0]).to.equal(true);
      }
      expect(simulator.org.records.components).to.deep.equal([]);
      expect(await records(simulator, 'SELECT Id FROM SetupEntityAccess')).to.deep.equal([]);
    }
  });

  it('takes the policy with the settings that it is for', async () => {
    const simulator = await orgWithApp();
    expect((await destroy(simulator, [[SETTINGS, 'Jwt_CI']])).problems).to.deep.equal([]);
    const left = simulator.org.records.components.map(({ type }) => type);
    expect(left).to.have.members([HEADER, GLOBAL, SWITCHES]);
  });

  it('goes on past what is not there, with a warning', async () => {
    const simulator = await orgWithApp();
    const files = {
      'package.xml': manifest([]),
      'destructiveChanges.xml': manifest([
        [POLICY, 'Nothing'],
        [HEADER, 'Jwt_CI'],
      ]),
    };
    const { result } = await deploy(simulator, files, { ignoreWarnings: true });
    expect(result.status).to.equal('Succeeded');
    expect(simulator.org.records.components).to.deep.equal([]);
  });

  it('ends the tokens of a Connected App, and of no other app', async () => {
    const simulator = await orgWithApp({ allowConnectedApps: true });
    const consumerKey = 'ConnectedKey0123456789';
    const { certificate } = testKey();
    const app = connectedApp({ certificate, consumerKey, permissionSet: 'Jwt_CI_Access' });
    expect((await deploy(simulator, filesOf([app]))).problems).to.deep.equal([]);
    const [token, other] = [await accessToken(simulator, { iss: consumerKey }), await accessToken(simulator)];
    expect((await withToken(simulator, token)).status).to.equal(200);
    expect((await destroy(simulator, [['ConnectedApp', 'Jwt_Old']])).problems).to.deep.equal([]);
    expectError(await withToken(simulator, token), 401, 'INVALID_SESSION_ID');
    expectRefusal(await logIn(simulator, { iss: consumerKey }), 'unknownConsumerKey');
    expect((await withToken(simulator, other)).status).to.equal(200);
    const apps = await records(simulator, 'SELECT AppName FROM OauthToken');
    expect(apps).to.deep.equal([{ AppName: 'Jwt_CI app' }]);
    expect(await records(simulator, 'SELECT SetupEntityType FROM SetupEntityAccess')).to.deep.equal([
      { SetupEntityType: 'ExternalClientApplication' },
    ]);
  });
});

describe('deleting a permission set', () => {
  afterEach(stopOrgs);

  type Remove = (simulator: Simulator) => Promise<unknown>;
  const ways: [how: string, remove: Remove, refused: unknown, done: unknown][] = [
    [
      'by a deploy',
      async (simulator) => (await destroy(simulator, [['PermissionSet', 'Jwt_CI_Access']])).fact,
      'DATA-09',
      'DEPLOY-02',
    ],
    [
      'by SOAP',
      async (simulator) =>
        (await connect(simulator).delete('PermissionSet', 'Jwt_CI_Access')).errors[0]?.statusCode,
      'DELETE_FAILED',
      undefined,
    ],
    [
      'by REST',
      async (simulator) => {
        const soql = "SELECT Id FROM PermissionSet WHERE Name = 'Jwt_CI_Access'";
        const [found] = await records(simulator, soql);
        const path = `${DATA}/sobjects/PermissionSet/${String(found?.Id)}`;
        const { status, text } = await adminCall(simulator, path, 'DELETE');
        return status === 204 ? status : (JSON.parse(text) as { errorCode: string }[])[0]?.errorCode;
      },
      'DELETE_FAILED',
      204,
    ],
  ];
  for (const [how, remove, refused, done] of ways) {
    it(`is refused while users have it, and then takes its grants along: ${how}`, async () => {
      const simulator = await orgWithApp();
      expect(await remove(simulator)).to.equal(refused);
      expect((await logIn(simulator)).status).to.equal(200);
      unassignPermissionSet(simulator.org, deployUser(simulator), 'Jwt_CI_Access');
      expect(await remove(simulator)).to.equal(done);
      expect(await records(simulator, 'SELECT Id FROM SetupEntityAccess')).to.deep.equal([]);
      expectRefusal(await logIn(simulator), 'notAdminApproved');
    });
  }
});
