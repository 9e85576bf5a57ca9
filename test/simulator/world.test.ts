import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import {
  addPermissionSet,
  approveApp,
  assignPermissionSet,
  blockApp,
  unblockApp,
} from '../../src/simulator/org-changes.ts';
import type { RefusalName } from '../../src/simulator/refusals.ts';
import { readScenario } from '../../src/simulator/scenario.ts';
import type { SimulatedOrg, Simulator } from '../../src/simulator/server.ts';
import type { Assumption } from '../../src/simulator/world.ts';
import { connectedApp, CONSUMER_KEY, filesOf } from './app-files.ts';
import {
  addJwtApp,
  call,
  deploy,
  exchange,
  expectRefusal,
  goodClaims,
  logIn,
  orgWithApp,
  type Reply,
  sign,
  startOrg,
  stopOrgs,
  testKey,
} from './org-client.ts';

const SAMPLE = new URL('../../docs/simulated-orgs.json', import.meta.url);

function readSample() {
  const scenario = readScenario(readFileSync(SAMPLE, 'utf8'));
  if ('problems' in scenario) throw new Error(scenario.problems.join('\n'));
  return scenario.orgs.map((org) => ({ ...org, propagationSeconds: 0 }));
}

/** The simulator as one of its orgs would be seen alone. */
function as(simulator: Simulator, name: string): Simulator {
  const org = simulator.orgs.find((candidate) => candidate.name === name);
  if (org === undefined) throw new Error(`no org ${name}`);
  return { ...simulator, ...org };
}

function at(simulator: Simulator, host: { origin: URL }): Simulator {
  return { ...simulator, origin: host.origin };
}

describe('several orgs in one simulator', () => {
  afterEach(stopOrgs);

  it('are those of the sample file, each at an origin of its own', async () => {
    const { orgs, world } = await startOrg({ orgs: readSample() });
    expect(orgs.map(({ name, org }) => `${name} ${org.type} ${org.myDomain.name}`)).to.deep.equal([
      'globex production globex.my.salesforce.com',
      'globex-uat sandbox globex--uat.sandbox.my.salesforce.com',
      'globex-scratch scratch globex-scratch.scratch.my.salesforce.com',
      'globex-play developer globex-play-dev-ed.develop.my.salesforce.com',
      'legacy production legacy.my.salesforce.com',
    ]);
    const origins = [...orgs.map(({ origin }) => origin), world.login.origin, world.test.origin];
    expect(new Set(origins.map(({ host }) => host)).size).to.equal(7);
    expect(origins.every(({ hostname }) => hostname === '127.0.0.1')).to.equal(true);
  });

  it('know only their own users, apps and sessions', async () => {
    const simulator = await startOrg({ orgs: readSample() });
    const [globex, uat] = [as(simulator, 'globex'), as(simulator, 'globex-uat')];
    await addJwtApp(globex);
    const { json } = await logIn(globex);
    const use = (org: SimulatedOrg): Promise<Reply> =>
      call({ ...simulator, ...org }, '/services/data/v66.0', {
        headers: { authorization: `Bearer ${String(json['access_token'])}` },
      });
    expect((await use(globex)).status).to.equal(200);
    expect((await use(uat)).status).to.equal(401);
    expectRefusal(await logIn(uat), 'appNotInstalled');
  });

  it('share the consumer keys of the world: what one has, no other can take', async () => {
    const simulator = await startOrg({ orgs: readSample() });
    await addJwtApp(as(simulator, 'globex'));
    const { problems } = await deploy(
      as(simulator, 'legacy'),
      filesOf([connectedApp({ consumerKey: CONSUMER_KEY })]),
    );
    expect(problems).to.deep.equal(['The consumer key is already taken.']);
  });

  it('answer at login or test for a Connected App, by the type of the org', async () => {
    const simulator = await startOrg({ orgs: readSample() });
    const legacy = as(simulator, 'legacy');
    const app = connectedApp({
      consumerKey: CONSUMER_KEY,
      certificate: testKey().certificate,
      permissionSet: 'Old_Access',
    });
    addPermissionSetTo(legacy);
    expect((await deploy(legacy, filesOf([app]))).problems).to.deep.equal([]);
    const { login, test } = simulator.world;
    const assertion = (aud: URL): string => sign(goodClaims(legacy, { aud: aud.origin }));
    const reply = await exchange(at(legacy, login), assertion(login.origin));
    expect(reply.json['instance_url']).to.equal(legacy.origin.origin);
    expect(reply.json['id']).to.match(new RegExp(`^${login.origin.origin}/id/${legacy.orgId}/005`));
    expectRefusal(await exchange(at(legacy, test), assertion(test.origin)), 'notApproved');
    expectRefusal(await exchange(at(legacy, login), assertion(test.origin)), 'invalidAudience');
    const identity = await call(at(legacy, login), new URL(String(reply.json['id'])).pathname, {
      headers: { authorization: `Bearer ${String(reply.json['access_token'])}` },
    });
    expect(identity.json['organization_id']).to.equal(legacy.orgId);
    expect((await call(at(legacy, login), '/services/data')).status, 'login has no API').to.equal(404);
  });

  it('do not know a Connected App of another org as approved', async () => {
    const simulator = await startOrg({ orgs: readSample() });
    const legacy = as(simulator, 'legacy');
    addPermissionSetTo(legacy);
    const app = connectedApp({
      consumerKey: CONSUMER_KEY,
      certificate: testKey().certificate,
      permissionSet: 'Old_Access',
    });
    await deploy(legacy, filesOf([app]));
    expectRefusal(await logIn(as(simulator, 'globex-play')), 'notApproved');
  });

  it('take the users of a site at the site alone, and name the site in the answer', async () => {
    const simulator = await startOrg({ orgs: readSample() });
    const globex = as(simulator, 'globex');
    await addJwtApp(globex, { policyType: 'AllSelfAuthorized' });
    approveApp(globex.org, 'customer@globex.example', 'Jwt_CI');
    const [site] = globex.org.sites;
    const assertion = (aud: string): string =>
      sign(goodClaims(globex, { sub: 'customer@globex.example', aud }));
    const reply = await exchange(at(globex, site!), assertion(`${site!.origin.origin}/customers`));
    expect(reply.json).to.include({
      instance_url: globex.origin.origin,
      sfdc_community_url: site!.origin.origin,
    });
    expectRefusal(await exchange(globex, assertion(globex.origin.origin)), 'notApproved');
    expectRefusal(await exchange(at(globex, site!), sign(goodClaims(globex))), 'notApproved');
  });

  it('stop the logins of users, and of all users, as their file says', async () => {
    const barriers: [member: string, refusal: RefusalName][] = [
      ['isFrozen', 'frozenUser'],
      ['isIpRestricted', 'ipRestricted'],
      ['isOutsideLoginHours', 'outsideLoginHours'],
      ['failsToAuthenticate', 'authenticationFailure'],
    ];
    const users = barriers.map(([member]) => ({
      username: `${member}@globex.example`,
      permissionSets: ['Jwt_CI_Access'],
      [member]: true,
    }));
    const scenario = readScenario(
      JSON.stringify({ orgs: [{ name: 'globex', permissionSets: [{ name: 'Jwt_CI_Access' }], users }] }),
    );
    if ('problems' in scenario) throw new Error(scenario.problems.join('\n'));
    const open = await orgWithApp(scenario);
    for (const [member, refusal] of barriers) {
      expectRefusal(await logIn(open, { sub: `${member}@globex.example` }), refusal);
    }
    const locked = await orgWithApp({ orgs: [{ name: 'closed', isLocked: true }] });
    expectRefusal(await logIn(locked), 'orgLocked');
  });

  it('say which of them is a Dev Hub, a sandbox or a scratch org', async () => {
    const simulator = await startOrg({ orgs: readSample() });
    const kind = async (name: string): Promise<unknown> => {
      const org = as(simulator, name);
      const soql = 'SELECT IsSandbox, TrialExpirationDate FROM Organization';
      const { json } = await call(org, `/services/data/v66.0/query?q=${encodeURIComponent(soql)}`, {
        headers: { authorization: `Bearer ${org.admin.accessToken}` },
      });
      const [record] = json['records'] as Array<Record<string, unknown>>;
      return [record?.['IsSandbox'], record?.['TrialExpirationDate'] !== null];
    };
    expect(await kind('globex')).to.deep.equal([false, false]);
    expect(await kind('globex-uat')).to.deep.equal([true, false]);
    expect(await kind('globex-scratch')).to.deep.equal([true, true]);
    expect(await kind('globex-play')).to.deep.equal([false, false]);
  });
});

function addPermissionSetTo(simulator: Simulator): void {
  addPermissionSet(simulator.org, 'Old_Access');
  assignPermissionSet(simulator.org, `deploy@${simulator.name}.example`, 'Old_Access');
}

describe('guesses made the other way', () => {
  afterEach(stopOrgs);

  it('let External Client Apps answer at login', async () => {
    const assume: Assumption[] = ['external-apps-on-shared-hosts'];
    const simulator = await orgWithApp({ assume });
    const { login } = simulator.world;
    const reply = await exchange(
      at(simulator, login),
      sign(goodClaims(simulator, { aud: login.origin.origin })),
    );
    expect(reply.status).to.equal(200);
  });

  it('refuse an assertion that lives for more than five minutes', async () => {
    const simulator = await orgWithApp({ assume: ['strict-expiry'] });
    const expiry = (seconds: number): number => Math.floor(simulator.org.now().getTime() / 1000) + seconds;
    expect((await logIn(simulator, { exp: expiry(290) })).status).to.equal(200);
    expectRefusal(await logIn(simulator, { exp: expiry(310) }), 'invalidAssertion');
  });

  it('refuse the key of a certificate that has ended', async () => {
    let now = new Date();
    const simulator = await orgWithApp({ assume: ['expired-certificate-refused'], now: () => now });
    expect((await logIn(simulator)).status).to.equal(200);
    now = new Date(now.getTime() + 3660 * 86_400_000);
    expectRefusal(await logIn(simulator), 'invalidAssertion');
  });
});

describe('a blocked app', () => {
  afterEach(stopOrgs);

  it('ends its sessions, gets no new ones, and works again when it is unblocked', async () => {
    const simulator = await orgWithApp();
    const { json } = await logIn(simulator);
    const headers = { authorization: `Bearer ${String(json['access_token'])}` };
    blockApp(simulator.org, 'Jwt_CI');
    expect((await call(simulator, '/services/data/v66.0', { headers })).status).to.equal(401);
    expectRefusal(await logIn(simulator), 'appBlocked');
    unblockApp(simulator.org, 'Jwt_CI');
    expect((await logIn(simulator)).status).to.equal(200);
  });
});
