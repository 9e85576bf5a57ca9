import { expect } from 'chai';
import { type IncomingMessage, request } from 'node:http';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { approveApp, blockApp, disableApp, freezeUser } from '../../src/simulator/org-changes.ts';
import { addUser } from '../../src/simulator/org-state.ts';
import { takeSnapshot } from '../../src/simulator/page/snapshot.ts';
import type { OrgView, Snapshot } from '../../src/simulator/page/view.ts';
import type { Simulator } from '../../src/simulator/server.ts';
import { connectedApp, CONSUMER_KEY, filesOf } from './app-files.ts';
import {
  accessToken,
  addJwtApp,
  deploy,
  deployUser,
  exchange,
  goodClaims,
  logIn,
  makeClock,
  orgWithApp,
  sign,
  startOrg,
  stopOrgs,
  testKey,
} from './org-client.ts';

type Answer = { status: number; headers: IncomingMessage['headers']; body: string };

/** A request under any host name; `fetch` chooses the name itself. */
async function get(
  { origin }: Simulator,
  path: string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const sent = request(new URL(path, origin), { headers }).end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return { status: response.statusCode ?? 0, headers: response.headers, body: await text(response) };
}

async function readState(simulator: Simulator): Promise<Snapshot> {
  return JSON.parse((await get(simulator, '/simulator/state')).body) as Snapshot;
}

async function readOrg(simulator: Simulator): Promise<OrgView> {
  const [org] = (await readState(simulator)).orgs;
  if (org === undefined) throw new Error('There is no org');
  return org;
}

describe('the page of the simulator', () => {
  afterEach(stopOrgs);

  it('is one document that loads nothing, under a policy that lets it run its own script alone', async () => {
    const { status, headers, body } = await get(await startOrg(), '/simulator/');
    expect(status).to.equal(200);
    expect(headers['content-type']).to.match(/^text\/html/);
    const policy = String(headers['content-security-policy']).split('; ');
    expect(policy[0]).to.equal("default-src 'none'");
    expect(policy).to.include.members([
      "connect-src 'self'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
      "frame-ancestors 'none'",
    ]);
    expect(policy.join()).not.to.match(/unsafe|http|\*/);
    expect(policy.find((rule) => rule.startsWith('script-src'))).to.match(
      /^script-src 'sha256-[\w+/]{43}='$/,
    );
    expect(body).not.to.match(/<(?:script|link|img|iframe)[^>]* (?:src|href)="(?!data:)/);
    expect(body.match(/<script/g)).to.have.length(1);
    expect(body).not.to.match(/innerHTML|insertAdjacentHTML|document\.write|eval\(/);
  });

  it('is where a browser is sent that asks for the root, and no other client', async () => {
    const simulator = await startOrg();
    const page = await get(simulator, '/', { accept: 'text/html,*/*;q=0.8' });
    expect([page.status, page.headers.location]).to.deep.equal([302, '/simulator/']);
    const client = await get(simulator, '/', { accept: '*/*' });
    expect([client.status, client.headers['x-simulated-fact']]).to.deep.equal([404, 'REST-17']);
  });

  for (const path of ['/simulator/', '/simulator/state', '/simulator/events', '/']) {
    it(`answers ${path} under a loopback name alone, and is else as absent as on a real org`, async () => {
      const simulator = await startOrg();
      const port = simulator.origin.port;
      for (const host of [`evil.example:${port}`, 'acme.my.salesforce.com', '127.0.0.1.evil.example']) {
        const { status, headers } = await get(simulator, path, { host, accept: 'text/html' });
        expect([status, headers['x-simulated-fact']], host).to.deep.equal([404, 'REST-17']);
      }
    });
  }

  it('answers under each loopback name', async () => {
    const simulator = await startOrg();
    for (const host of ['127.0.0.1', `127.0.0.1:${simulator.origin.port}`, 'localhost:1', '[::1]:80']) {
      expect((await get(simulator, '/simulator/state', { host })).status, host).to.equal(200);
    }
  });

  it('cannot be read by pages of other origins, and is not stored', async () => {
    const { headers } = await get(await startOrg(), '/simulator/state', { origin: 'http://127.0.0.1:1' });
    expect(headers).not.to.have.property('access-control-allow-origin');
    expect(headers).to.include({
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
  });

  it('is the same at every host of the world, and leaves no trace in the record of requests', async () => {
    const simulator = await startOrg({ orgs: [{ name: 'one' }, { name: 'two' }] });
    const states = [];
    for (const { origin } of [...simulator.orgs, simulator.world.login, simulator.world.test]) {
      const { version } = (await (await fetch(new URL('/simulator/state', origin))).json()) as Snapshot;
      states.push(version);
    }
    expect(new Set(states).size).to.equal(1);
    expect(simulator.requests).to.deep.equal([]);
  });
});

describe('the state that the page shows', () => {
  afterEach(stopOrgs);

  it('has the org, its app, who may log in, and the deploys', async () => {
    const clock = makeClock();
    const simulator = await orgWithApp({ name: 'acme', now: clock.now, propagationSeconds: 60 });
    const org = await readOrg(simulator);
    expect(org).to.include({ name: 'acme', type: 'production', myDomain: 'acme.my.salesforce.com' });
    expect(org.origin).to.equal(simulator.origin.origin);
    const [app] = org.apps;
    expect(app).to.deep.include({
      kind: 'External Client App',
      name: 'Jwt_CI',
      label: 'Jwt_CI app',
      consumerKey: CONSUMER_KEY,
      scopes: ['api', 'web', 'refresh_token'],
      policy: 'Admin approved users are pre-authorized',
      isEnabled: true,
      isBlocked: false,
      takesEffectAt: '2026-11-24T08:01:00.000Z',
    });
    expect(app?.certificate?.subject).to.equal('CN=Simulator test');
    expect(app?.certificate?.fingerprint).to.match(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
    expect(org.grants).to.deep.equal([
      {
        app: 'Jwt_CI',
        by: 'permission set',
        name: 'Jwt_CI_Access',
        users: [
          { username: 'deploy@acme.example', takesEffectAt: '2026-11-24T08:01:00.000Z', isEffective: true },
        ],
      },
    ]);
    expect(
      org.deploys.map(({ status, components, problems }) => [status, components.length, problems]),
    ).to.deep.equal([['Succeeded', 4, []]]);
    clock.time += 60_000;
    const later = await readOrg(simulator);
    expect([later.apps[0]?.takesEffectAt, later.grants[0]?.users[0]?.takesEffectAt]).to.deep.equal([
      null,
      null,
    ]);
  });

  it('has what stands in the way of users and apps, and the last login', async () => {
    const clock = makeClock();
    const simulator = await orgWithApp({ name: 'acme', now: clock.now });
    await logIn(simulator);
    freezeUser(simulator.org, deployUser(simulator));
    disableApp(simulator.org, 'Jwt_CI');
    blockApp(simulator.org, 'Jwt_CI');
    const { users, apps } = await readOrg(simulator);
    expect(
      users.map(({ username, profile, barriers, lastLoginAt }) => [username, profile, barriers, lastLoginAt]),
    ).to.deep.equal([
      ['admin@acme.example', 'System Administrator', [], null],
      [
        'deploy@acme.example',
        'Minimum Access - API Only Integrations',
        ['frozen'],
        '2026-11-24T08:00:00.000Z',
      ],
      ['inactive@acme.example', 'Minimum Access - API Only Integrations', ['inactive'], null],
    ]);
    expect(apps[0]).to.include({ isEnabled: false, isBlocked: true });
  });

  it('has profiles and own approvals among the ways in', async () => {
    const policyExtra = '<commaSeparatedProfile>Standard User</commaSeparatedProfile>';
    const simulator = await orgWithApp({}, { permissionSet: undefined, policyExtra });
    approveApp(simulator.org, deployUser(simulator), 'Jwt_CI');
    const { grants } = await readOrg(simulator);
    expect(grants.map(({ by, name, users }) => [by, name, users.length])).to.deep.equal([
      ['profile', 'Standard User', 0],
      ['own approval', '', 1],
    ]);
  });

  it('has what went wrong in a deploy', async () => {
    const simulator = await startOrg();
    await deploy(simulator, filesOf([connectedApp({})]));
    const [failed] = (await readOrg(simulator)).deploys;
    expect(failed?.status).to.equal('Failed');
    expect(failed?.problems[0]).to.deep.equal({
      where: 'connectedApps/Jwt_Old.connectedApp',
      text: "You can't create a connected app. To enable connected app creation, contact Salesforce Customer Support.",
    });
  });

  it('has attempts, the newest first, with what the org answered', async () => {
    const simulator = await orgWithApp({ name: 'acme' });
    await logIn(simulator, { aud: 'https://elsewhere.example' });
    await logIn(simulator);
    const { attempts } = await readState(simulator);
    expect(attempts.map(({ id, username, answer }) => [id, username, answer.description])).to.deep.equal([
      [2, 'deploy@acme.example', ''],
      [1, 'deploy@acme.example', 'audience is invalid'],
    ]);
  });

  it('carries hostile names as they are', async () => {
    const simulator = await orgWithApp();
    const name = `"'<img src=x onerror=alert(1)>\`</script>`;
    addUser(simulator.org, { username: name });
    await logIn(simulator, { sub: name, iss: CONSUMER_KEY });
    const { orgs, attempts } = await readState(simulator);
    expect(orgs[0]?.users.at(-1)?.username).to.equal(name);
    expect(attempts[0]?.username).to.equal(name);
  });

  it('changes its version with what it shows, and not with the time alone', () => {
    const clock = makeClock();
    return orgWithApp({ now: clock.now, propagationSeconds: 60 }).then(({ world, org }) => {
      const versionAt = (seconds: number): string =>
        takeSnapshot(world, new Date(clock.time + seconds * 1000)).version;
      const first = versionAt(0);
      expect(versionAt(59)).to.equal(first);
      expect(versionAt(60)).not.to.equal(first);
      addUser(org, { username: 'new@simulator.example' });
      expect(versionAt(0)).not.to.equal(first);
    });
  });

  it('holds no token, signature, consumer secret or key', async () => {
    const simulator = await orgWithApp({ allowConnectedApps: true });
    await addJwtApp(simulator, {
      name: 'Jwt_Format',
      consumerKey: 'FormatKey123',
      globalExtra:
        '<consumerSecret>CanarySecret0123456789</consumerSecret><isNamedUserJwtEnabled>true</isNamedUserJwtEnabled>',
    });
    const assertions = [
      sign(goodClaims(simulator)),
      sign(goodClaims(simulator, { iss: 'FormatKey123' })),
      sign(goodClaims(simulator, { aud: 'wrong' })),
    ];
    for (const assertion of assertions) await exchange(simulator, assertion);
    const tokens = [await accessToken(simulator), await accessToken(simulator, { iss: 'FormatKey123' })];
    const { org, admin } = simulator;
    const canaries = [
      admin.accessToken,
      ...tokens,
      ...org.sessions.map(({ token }) => token),
      ...assertions.map((assertion) => assertion.split('.')[2] ?? ''),
      'CanarySecret0123456789',
      ...org.records.components.flatMap(({ elements }) =>
        elements.filter(({ name }) => name === 'consumerSecret').map((element) => element.text),
      ),
      org.jwtKey?.pem ?? 'no key was made',
      ...testKey().privateKey.split('\n').slice(1, 3),
      ...testKey().certificate.split('\n').slice(2, 4),
    ];
    expect(canaries.filter((canary) => canary.length > 15).length, 'canaries').to.equal(canaries.length);
    const { body } = await get(simulator, '/simulator/state');
    expect(canaries.filter((canary) => body.includes(canary))).to.deep.equal([]);
    expect(body).not.to.match(/00D\w{12,15}!|PRIVATE KEY|eyJ[\w-]+\./);
  });
});
