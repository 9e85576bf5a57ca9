import { expect } from 'chai';
import { externalApp, filesOf } from './app-files.ts';
import type { Simulator } from '../../src/simulator/server.ts';
import { connectedApp, CONSUMER_KEY } from './app-files.ts';
import { connect } from './metadata-client.ts';
import {
  addJwtApp,
  adminCall,
  type Clock,
  deploy,
  expectError,
  type Json,
  logIn,
  makeClock,
  records,
  type Reply,
  startOrg,
  stopOrgs,
} from './org-client.ts';

const DAY = 86_400_000;
const SETTINGS = 'ExternalClientAppSettings';

type Pair = { id: string; key: string; secret: string; state: string; url: string; expirationDate: string };

/** An org with the app Jwt_CI whose credentials may be asked for, and the calls that a client makes. */
class Credentials {
  simulator: Simulator;
  clock: Clock;
  app: string;
  consumer = '';

  constructor(simulator: Simulator, clock: Clock, app: string) {
    this.simulator = simulator;
    this.clock = clock;
    this.app = app;
  }

  call(path = '', method = 'GET', body?: object, version = '66.0'): Promise<Reply> {
    const base = `/services/data/v${version}/apps/oauth/credentials/${this.app}`;
    return adminCall(this.simulator, base + path, method, body);
  }

  async staged(method = 'GET'): Promise<Pair[]> {
    const { json, text } = await this.call(
      `/${this.consumer}/staged`,
      method,
      method === 'GET' ? undefined : {},
    );
    expect(json, text).to.have.property('stagedCredentials');
    return json.stagedCredentials as Pair[];
  }

  change(pair: Pair, method: string, body?: object): Promise<Reply> {
    return adminCall(this.simulator, pair.url, method, body);
  }

  async live(): Promise<Json> {
    return (await this.call(`/${this.consumer}?part=keyandsecret`)).json;
  }

  async canLogIn(key: unknown): Promise<boolean> {
    const { status, text } = await logIn(this.simulator, { iss: key });
    if (status !== 200) expect(text).to.contain('client identifier invalid');
    return status === 200;
  }
}

async function allow(simulator: Simulator, isOn: boolean): Promise<void> {
  const change = { fullName: 'ExternalClientApp', enableClientSecretInRestApiAccess: isOn };
  expect(await connect(simulator).update(SETTINGS, change)).to.include({ success: true });
}

async function openCredentials(): Promise<Credentials> {
  const clock = makeClock();
  const simulator = await startOrg({ now: clock.now });
  await addJwtApp(simulator);
  await allow(simulator, true);
  const [app] = await records(simulator, 'SELECT Id FROM ExternalClientApplication');
  const credentials = new Credentials(simulator, clock, String(app?.Id));
  const [consumer] = (await credentials.call()).json.consumers as { id: string }[];
  credentials.consumer = String(consumer?.id);
  return credentials;
}

describe('credentials of an External Client App by REST', () => {
  afterEach(stopOrgs);

  it('are found as the guide says: usage, then the consumers of the app', async () => {
    const credentials = await openCredentials();
    const { app, consumer } = credentials;
    const usage = await adminCall(credentials.simulator, '/services/data/v66.0/apps/oauth/usage');
    expect(usage.json.apps).to.deep.equal([
      { developerName: 'Jwt_CI', identifier: app, label: 'Jwt_CI app' },
    ]);
    const url = `/services/data/v66.0/apps/oauth/credentials/${app}`;
    expect((await credentials.call()).json).to.deep.equal({
      consumers: [
        {
          id: consumer,
          key: CONSUMER_KEY,
          name: 'Jwt_CI',
          stagedCredentialsUrl: `${url}/${consumer}/staged`,
          url: `${url}/${consumer}`,
        },
      ],
      currentPageUrl: url,
      nextPageUrl: null,
    });
    expect(consumer).to.match(/^888\w{15}$/);
    const settings = await connect(credentials.simulator).read('ExtlClntAppOauthSettings', 'Jwt_CI');
    expect(settings.oauthLink).to.equal(
      `${credentials.simulator.orgId.slice(0, 15)}:${consumer.slice(0, 15)}`,
    );
  });

  const parts: [query: string, members: string[]][] = [
    ['', ['key']],
    ['?part=key', ['key']],
    ['?part=secret', ['secret']],
    ['?part=keyandsecret', ['key', 'secret']],
  ];
  for (const [query, members] of parts) {
    it(`show ${members.join(' and ')} for ${query || 'no part'}`, async () => {
      const credentials = await openCredentials();
      const { status, json } = await credentials.call(`/${credentials.consumer}${query}`);
      expect(status).to.equal(200);
      expect(json).to.have.all.keys(['id', 'name', 'url', 'stagedCredentialsUrl', ...members]);
      if (members.includes('key')) expect(json.key).to.equal(CONSUMER_KEY);
      if (members.includes('secret')) expect(json.secret).to.match(/^[0-9A-F]{64}$/);
    });
  }

  it('are refused while the setting is off', async () => {
    const credentials = await openCredentials();
    await allow(credentials.simulator, false);
    for (const path of ['', `/${credentials.consumer}?part=secret`, `/${credentials.consumer}/staged`]) {
      const reply = await credentials.call(path);
      expectError(
        reply,
        403,
        'FUNCTIONALITY_NOT_ENABLED',
        'This feature is not currently enabled for this user.',
      );
      expect(reply.fact).to.equal('APP-31');
    }
  });

  it('can be staged: the second pair logs in beside the first', async () => {
    const credentials = await openCredentials();
    const [pair] = await credentials.staged('POST');
    expect(pair).to.include({ state: 'Active', expirationDate: '2026-12-24T08:00:00.000+0000' });
    expect(pair?.key).to.match(/^3MVG9/);
    expect(await credentials.canLogIn(pair?.key)).to.equal(true);
    expect(await credentials.canLogIn(CONSUMER_KEY)).to.equal(true);
    expect(await credentials.live()).to.include({ key: CONSUMER_KEY });
    expect(await credentials.staged()).to.deep.equal([pair]);
    expect((await credentials.change(pair!, 'GET')).json).to.deep.equal(pair);
  });

  it('are staged one at a time', async () => {
    const credentials = await openCredentials();
    await credentials.staged('POST');
    const second = await credentials.call(`/${credentials.consumer}/staged`, 'POST', {});
    expect([second.status, second.fact]).to.deep.equal([400, 'APP-35']);
    expect(await credentials.staged()).to.have.length(1);
  });

  it('are of no more use 30 days after staging, and make room then', async () => {
    const credentials = await openCredentials();
    const [pair] = await credentials.staged('POST');
    credentials.clock.time += 30 * DAY - 1;
    expect(await credentials.canLogIn(pair?.key)).to.equal(true);
    credentials.clock.time += 1;
    expect(await credentials.canLogIn(pair?.key)).to.equal(false);
    expect((await credentials.staged()).map(({ state }) => state)).to.deep.equal(['Expired']);
    expect((await credentials.change(pair!, 'PATCH', { command: 'rotate' })).fact).to.equal('APP-35');
    expect((await credentials.staged('POST')).map(({ state }) => state)).to.deep.equal(['Active', 'Expired']);
  });

  it('swap by rotation, and the former pair works for 30 more days', async () => {
    const credentials = await openCredentials();
    const before = await credentials.live();
    const [pair] = await credentials.staged('POST');
    credentials.clock.time += 10 * DAY;
    const rotated = await credentials.change(pair!, 'PATCH', { command: 'rotate' });
    expect(rotated.status).to.equal(200);
    expect(rotated.json).to.include({
      id: pair?.id,
      key: CONSUMER_KEY,
      secret: before.secret,
      state: 'Rotated',
      expirationDate: '2027-01-03T08:00:00.000+0000',
    });
    expect(await credentials.live()).to.include({ key: pair?.key, secret: pair?.secret });
    const read = await connect(credentials.simulator).read('ExtlClntAppGlobalOauthSettings', 'Jwt_CI');
    expect(read.consumerKey).to.equal(pair?.key);
    expect(await credentials.canLogIn(CONSUMER_KEY)).to.equal(true);
    expect(await credentials.canLogIn(pair?.key)).to.equal(true);
    credentials.clock.time += 30 * DAY;
    expect(await credentials.canLogIn(CONSUMER_KEY)).to.equal(false);
    expect(await credentials.canLogIn(pair?.key)).to.equal(true);
    expect(await credentials.staged()).to.deep.equal([]);
  });

  it('may be rotated again while the former pair still lives; the newest stands first', async () => {
    const credentials = await openCredentials();
    const [first] = await credentials.staged('POST');
    await credentials.change(first!, 'PATCH', { command: 'rotate' });
    const pairs = await credentials.staged('POST');
    expect(pairs.map(({ state }) => state)).to.deep.equal(['Active', 'Rotated']);
    const again = await credentials.change(first!, 'PATCH', { command: 'rotate' });
    expect([again.status, again.fact]).to.deep.equal([400, 'APP-35']);
  });

  it('are deleted at once, staged or rotated', async () => {
    const credentials = await openCredentials();
    const [pair] = await credentials.staged('POST');
    await credentials.change(pair!, 'PATCH', { command: 'rotate' });
    expect((await credentials.change(pair!, 'DELETE')).status).to.equal(204);
    expect(await credentials.canLogIn(CONSUMER_KEY)).to.equal(false);
    expect((await credentials.change(pair!, 'GET')).status).to.equal(404);
  });

  it('keep the certificate through a rotation, and later deploys keep the new key', async () => {
    const credentials = await openCredentials();
    const [pair] = await credentials.staged('POST');
    await credentials.change(pair!, 'PATCH', { command: 'rotate' });
    await addJwtApp(credentials.simulator, { consumerKey: undefined });
    expect(await credentials.live()).to.include({ key: pair?.key, secret: pair?.secret });
    expect(await credentials.canLogIn(pair?.key)).to.equal(true);
  });

  it('go with their app', async () => {
    const credentials = await openCredentials();
    const [pair] = await credentials.staged('POST');
    const metadata = connect(credentials.simulator);
    expect(await metadata.delete('ExternalClientApplication', 'Jwt_CI')).to.include({ success: true });
    expect(await credentials.canLogIn(pair?.key)).to.equal(false);
    expect(credentials.simulator.org.records.stagedCredentials).to.deep.equal([]);
  });

  it('hold their keys against other apps', async () => {
    const credentials = await openCredentials();
    const [pair] = await credentials.staged('POST');
    const app = filesOf(externalApp({ name: 'Two', consumerKey: pair?.key }));
    expect((await deploy(credentials.simulator, app)).problems).to.deep.equal([
      'The consumer key is already taken.',
    ]);
  });

  it('are refused for another part or command', async () => {
    const credentials = await openCredentials();
    expect((await credentials.call(`/${credentials.consumer}?part=all`)).fact).to.equal('APP-35');
    const [pair] = await credentials.staged('POST');
    expect((await credentials.change(pair!, 'PATCH', { command: 'swap' })).fact).to.equal('APP-35');
  });

  it('are of External Client Apps alone, and of versions that have them', async () => {
    const credentials = await openCredentials();
    const { simulator, consumer } = credentials;
    simulator.org.allowConnectedApps = true;
    await deploy(simulator, filesOf([connectedApp({})]));
    const [connected] = await records(simulator, 'SELECT Id FROM ConnectedApplication');
    const other = new Credentials(simulator, credentials.clock, String(connected?.Id));
    expect((await other.call()).status).to.equal(404);
    expect((await credentials.call('/888000000000000')).status).to.equal(404);
    expect((await credentials.call('', 'GET', undefined, '59.0')).status).to.equal(404);
    expect((await credentials.call('', 'GET', undefined, '60.0')).status).to.equal(200);
    expect((await credentials.call(`/${consumer}/staged`, 'GET', undefined, '64.0')).status).to.equal(404);
    expect((await credentials.call(`/${consumer}/staged`, 'GET', undefined, '65.0')).status).to.equal(200);
  });
});
