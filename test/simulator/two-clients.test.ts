import { expect } from 'chai';
import { unassignPermissionSet } from '../../src/simulator/org-changes.ts';
import type { Simulator } from '../../src/simulator/server.ts';
import {
  connectedApp,
  CONSUMER_KEY,
  externalApp,
  type Files,
  filesOf,
  manifest,
  type Piece,
} from './app-files.ts';
import { global, GLOBAL, header, POLICY, settings } from './app-pieces.ts';
import { connect } from './metadata-client.ts';
import { makeKey } from './openssl-keys.ts';
import {
  adminCall,
  deploy,
  deployUser,
  exchange,
  goodClaims,
  orgWithApp,
  records,
  sign,
  startOrg,
  stopOrgs,
  testKey,
} from './org-client.ts';
import { begin, DONE, overlap, SECONDS, twoClients } from './two-clients.ts';

const DATA = '/services/data/v66.0/sobjects';

function typesIn({ org }: Simulator): string[] {
  return org.records.components.map(({ type, fullName }) => `${type} ${fullName}`).sort();
}

const WHOLE_APP = [
  'ExternalClientApplication Jwt_CI',
  'ExtlClntAppConfigurablePolicies Jwt_CI_plcy',
  'ExtlClntAppGlobalOauthSettings Jwt_CI',
  'ExtlClntAppOauthConfigurablePolicies Jwt_CI',
  'ExtlClntAppOauthSettings Jwt_CI',
];

describe('two clients that deploy the same new app', () => {
  afterEach(stopOrgs);

  const { certificate } = testKey();
  const app = (changes: object = {}): Files =>
    filesOf(externalApp({ certificate, consumerKey: CONSUMER_KEY, ...changes }));

  it('are two that both chose its key: the later one is refused, and the app is that of the first', async () => {
    const clients = await twoClients();
    expect(await overlap(clients, app(), app({ scopes: 'Full' }))).to.deep.equal([
      DONE,
      ['Failed', 'APP-26', 'You cannot provide a Consumer Key'],
    ]);
    expect(typesIn(clients.first)).to.deep.equal(WHOLE_APP);
    const scopes = await records(clients.first, 'SELECT OauthScopesAPI FROM ExtlClntAppOauthSettings');
    expect(scopes).to.deep.equal([{ OauthScopesAPI: true }]);
  });

  it('are two that leave the key to the org: the later one updates it, and the key stays', async () => {
    const clients = await twoClients();
    const newKey = makeKey();
    const ends = [await begin(clients.first, app({ consumerKey: undefined }))];
    clients.clock.time += 1000;
    const other = app({ consumerKey: undefined, certificate: newKey.certificate });
    ends.push(await begin(clients.second, other));
    clients.clock.time += (SECONDS - 1) * 1000;
    const readKey = async () => (await connect(clients.first).read(GLOBAL, 'Jwt_CI')).consumerKey;
    const key = await readKey();
    clients.clock.time += 1000;
    expect(await Promise.all(ends.map((end) => end()))).to.deep.equal([DONE, DONE]);
    expect(key).to.match(/^3MVG9/);
    expect(await readKey()).to.equal(key);
    expect(typesIn(clients.first)).to.deep.equal(WHOLE_APP);
  });

  it('are two that give two apps one key: the later one is refused as a whole', async () => {
    const clients = await twoClients();
    expect(await overlap(clients, app(), app({ name: 'Other' }))).to.deep.equal([
      DONE,
      ['Failed', 'APP-03', 'The consumer key is already taken.'],
    ]);
    expect(typesIn(clients.first)).to.deep.equal(WHOLE_APP);
  });

  it('are one without policies and one with: the later one collides with those that the org made', async () => {
    const clients = await twoClients();
    const [, , , policy] = externalApp({});
    expect(await overlap(clients, filesOf([header, settings, global]), filesOf([policy!]))).to.deep.equal([
      DONE,
      [
        'Failed',
        'APP-13',
        'DUPLICATE_VALUE: ExtlClntAppOauthSettingsId duplicates value on Jwt_CI_oauthPlcy',
      ],
    ]);
  });

  it('are two of a Connected App, likewise', async () => {
    const clients = await twoClients(startOrg, { allowConnectedApps: true });
    const connected = (key?: string): Files => filesOf([connectedApp({ certificate, consumerKey: key })]);
    expect(await overlap(clients, connected(CONSUMER_KEY), connected(CONSUMER_KEY))).to.deep.equal([
      DONE,
      ['Failed', 'APP-02', 'You cannot provide a Consumer Key'],
    ]);
    expect(await overlap(clients, connected(), connected())).to.deep.equal([DONE, DONE]);
    expect(typesIn(clients.first)).to.deep.equal(['ConnectedApp Jwt_Old']);
    expect((await connect(clients.first).read('ConnectedApp', 'Jwt_Old')).oauthConfig).to.have.property(
      'consumerKey',
      CONSUMER_KEY,
    );
  });

  it('are two at the same moment: one of them wins, whichever', async () => {
    const { first, second } = await twoClients();
    first.org.deploySeconds = 0;
    const ended = await Promise.all([deploy(first, app()), deploy(second, app())]);
    expect(ended.map(({ result }) => result.status).sort()).to.deep.equal(['Failed', 'Succeeded']);
    expect(typesIn(first)).to.deep.equal(WHOLE_APP);
  });
});

describe('two clients of which one takes what the other works with', () => {
  afterEach(stopOrgs);

  const deletion = (type: string, name: string): Files => ({
    'package.xml': manifest([]),
    'destructiveChanges.xml': manifest([[type, name]]),
  });
  const policyOf = (permissionSet: string): Piece => {
    const [, , , policy] = externalApp({ permissionSet });
    return policy!;
  };

  it('leave no policy of an app that is gone', async () => {
    const clients = await twoClients(orgWithApp);
    const gone = deletion('ExternalClientApplication', 'Jwt_CI');
    const [deleted, changed] = (await overlap(clients, gone, filesOf([policyOf('Jwt_CI_Access')]))) as [
      unknown[],
      unknown[],
    ];
    expect([deleted, changed.slice(0, 2)]).to.deep.equal([DONE, ['Failed', 'APP-10']]);
    expect(typesIn(clients.first)).to.deep.equal([]);
    expect(clients.first.org.records.accesses).to.deep.equal([]);
  });

  it('delete an app only once', async () => {
    const clients = await twoClients(orgWithApp);
    const gone = deletion('ExternalClientApplication', 'Jwt_CI');
    expect(await overlap(clients, gone, gone)).to.deep.equal([
      DONE,
      ['Failed', 'DEPLOY-10', 'No ExternalClientApplication named: Jwt_CI found'],
    ]);
  });

  it('name no permission set that is gone when the deploy ends', async () => {
    const { first, second, clock } = await twoClients(orgWithApp);
    const end = await begin(first, filesOf([policyOf('Jwt_CI_Access')]));
    unassignPermissionSet(first.org, deployUser(first), 'Jwt_CI_Access');
    const [set] = await records(second, "SELECT Id FROM PermissionSet WHERE Name = 'Jwt_CI_Access'");
    expect((await adminCall(second, `${DATA}/PermissionSet/${String(set?.Id)}`, 'DELETE')).status).to.equal(
      204,
    );
    clock.time += SECONDS * 1000;
    expect(await end()).to.deep.equal([
      'Failed',
      'APP-07',
      "INVALID_FIELD: We couldn't find permission sets called Jwt_CI_Access",
    ]);
    expect((await connect(first).read(POLICY, 'Jwt_CI')).commaSeparatedPermissionSet).to.equal(undefined);
  });

  it('lose nothing that records were given while a deploy went on', async () => {
    const { first, second, clock } = await twoClients(orgWithApp);
    const newKey = makeKey();
    const files = filesOf(externalApp({ certificate: newKey.certificate, permissionSet: 'Jwt_CI_Access' }));
    const end = await begin(first, files);
    const [set] = await records(second, "SELECT Id FROM PermissionSet WHERE Name = 'Jwt_CI_Access'");
    const assignment = { AssigneeId: second.admin.userId, PermissionSetId: set?.Id };
    const made = await adminCall(second, `${DATA}/PermissionSetAssignment`, 'POST', assignment);
    expect(made.status).to.equal(201);
    clock.time += SECONDS * 1000;
    expect(await end()).to.deep.equal(DONE);
    const claims = goodClaims(first, { sub: first.admin.username });
    expect((await exchange(first, sign(claims, newKey.privateKey))).status).to.equal(200);
  });
});
