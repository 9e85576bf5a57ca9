// What a simulator with a state file is after it was stopped and started again.
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { expect } from 'chai';
import { Agent, request } from 'undici';
import { recordLogin } from '../../src/simulator/login-history.ts';
import {
  assignPermissionSet,
  deactivateUser,
  disableApp,
  exhaustApiRequests,
  setPropagation,
} from '../../src/simulator/org-changes.ts';
import type { OrgState } from '../../src/simulator/org-state.ts';
import type { Simulator, SimulatorOptions } from '../../src/simulator/server.ts';
import { temporaryFolder } from '../io/temp-folder.ts';
import { CONSUMER_KEY, externalApp, filesOf, zipOf } from './app-files.ts';
import { connect } from './metadata-client.ts';
import {
  accessToken,
  adminCall,
  call,
  exchange,
  expectRefusal,
  goodClaims,
  logIn,
  makeClock,
  orgWithApp,
  pollDeploy,
  postZip,
  sign,
  startOrg,
  stopOrgs,
  withToken,
} from './org-client.ts';

/** All that an org holds, without the way to its world. */
function contentsOf(org: OrgState): object {
  const { world, now, myDomain, sites, ...contents } = org;
  expect([now(), world.orgs.includes(org)]).to.deep.equal([world.now(), true]);
  return { ...contents, hosts: [myDomain, ...sites].map(({ role, name, origin }) => [role, name, origin]) };
}

function originsOf({ world }: Simulator): string[] {
  const hosts = [
    world.login,
    world.test,
    ...world.orgs.flatMap(({ myDomain, sites }) => [myDomain, ...sites]),
  ];
  return hosts.map(({ name, origin }) => `${name} ${origin.href}`);
}

const DATA = '/services/data/v66.0';

describe('a simulator with a state file, stopped and started again', () => {
  // before the folder goes
  afterEach(stopOrgs);
  const folder = temporaryFolder();
  const stateFile = (): string => join(folder(), 'orgs.json');
  const clock = makeClock();

  const start = (options: SimulatorOptions = {}): Promise<Simulator> =>
    startOrg({ stateFile: stateFile(), now: clock.now, ...options });

  async function restart(): Promise<Simulator> {
    await stopOrgs();
    return start();
  }

  it('is the same org: address, administrator, tokens, logins, used assertions', async () => {
    const options: SimulatorOptions = { name: 'acme', type: 'sandbox', sites: ['acme.my.site.com'] };
    const first = await orgWithApp({ ...options, stateFile: stateFile(), now: clock.now });
    const used = sign(goodClaims(first, { jti: 'once' }));
    const token = String((await exchange(first, used)).json.access_token);
    await logIn(first, { sub: first.admin.username });
    const second = await restart();

    expect(contentsOf(second.org)).to.deep.equal(contentsOf(first.org));
    expect(originsOf(second)).to.deep.equal(originsOf(first));
    expect([second.orgId, second.admin, second.moved]).to.deep.equal([first.orgId, first.admin, []]);
    expect((await withToken(second, second.admin.accessToken)).status).to.equal(200);
    expect((await withToken(second, token)).status).to.equal(200);
    expectRefusal(await exchange(second, used), 'repeatedAssertionId');
    expect(await accessToken(second)).to.equal(token);
  });

  it('keeps JWT-format tokens and the key that signs them', async () => {
    const format = { globalExtra: '<isNamedUserJwtEnabled>true</isNamedUserJwtEnabled>' };
    const first = await orgWithApp({ stateFile: stateFile(), now: clock.now }, format);
    const token = await accessToken(first);
    const second = await restart();
    expect(token).to.match(/^eyJ/);
    expect((await withToken(second, token)).status).to.equal(200);
    expect(contentsOf(second.org)).to.deep.include({ jwtKey: first.org.jwtKey });
  });

  it('keeps what an administrator did by hand', async () => {
    const first = await orgWithApp({ stateFile: stateFile(), now: clock.now });
    disableApp(first.org, 'Jwt_CI');
    deactivateUser(first.org, first.admin.username);
    exhaustApiRequests(first.org);
    const second = await restart();
    expect(contentsOf(second.org)).to.deep.include({ records: first.org.records, apiUsage: 15_000 });
    expectRefusal(await logIn(second), 'appDisabled');
  });

  it('still names its administrator, who has another name now', async () => {
    const first = await start();
    const user = `${DATA}/sobjects/User/${first.admin.userId}`;
    await adminCall(first, user, 'PATCH', { Username: 'chief@simulator.example' });
    expect((await restart()).admin).to.deep.equal({ ...first.admin, username: 'chief@simulator.example' });
  });

  it('goes on with a deploy that was under way, by the clock', async () => {
    const begun = clock.now();
    const first = await start({ deploySeconds: 60 });
    const { json } = await postZip(first, zipOf(filesOf(externalApp({ consumerKey: CONSUMER_KEY }))));
    const waiting = contentsOf(first.org);
    clock.time += 40_000;
    const second = await restart();
    expect(contentsOf(second.org)).to.deep.equal(waiting);
    expect((await pollDeploy(second, String(json.id))).result.status).to.equal('InProgress');
    clock.time += 40_000;
    const third = await restart();
    const { result } = await pollDeploy(third, String(json.id));
    const completedDate = new Date(begun.getTime() + 60_000).toISOString().replace('Z', '+0000');
    expect(result).to.include({ status: 'Succeeded', completedDate });
    const done = contentsOf(third.org);
    expect(contentsOf((await restart()).org)).to.deep.equal(done);
  });

  it('keeps a deploy whose package cannot be read', async () => {
    const first = await start();
    const { json } = await postZip(first, Buffer.from('no zip'));
    const { result } = await pollDeploy(first, String(json.id));
    expect((await pollDeploy(await restart(), String(json.id))).result).to.deep.equal(result);
  });

  it('keeps a deploy that names no version', async () => {
    const first = await start({ deploySeconds: 60 });
    const files = filesOf(externalApp({ consumerKey: CONSUMER_KEY }));
    const manifest = String(files['package.xml']).replace(/<version>[^<]*/, '<version>newest');
    await postZip(first, zipOf({ ...files, 'package.xml': manifest }));
    const second = await restart();
    expect(second.org.deploys).to.deep.equal(first.org.deploys);
    expect(JSON.stringify(second.org.deploys)).to.contain('"version":null');
  });

  it('hands out a retrieve that nobody had fetched', async () => {
    const first = await orgWithApp({ stateFile: stateFile(), now: clock.now });
    const types = [{ name: 'ExternalClientApplication', members: ['*'] }];
    const unpackaged = { types, version: '66.0' };
    const { id } = await connect(first).retrieve({ apiVersion: '66.0', unpackaged });
    const retrieves = structuredClone(first.org.retrieves);
    const second = await restart();
    expect(second.org.retrieves).to.deep.equal(retrieves);
    const { zipFile } = await connect(second).checkRetrieveStatus(id);
    expect(Buffer.from(zipFile, 'base64').toString('latin1')).to.match(/^PK/);
    expect((await connect(await restart()).checkRetrieveStatus(id)).zipFile).not.to.equal(zipFile);
  });

  it('hands out the rest of a query that was begun before', async () => {
    const first = await start();
    const [user] = first.org.records.users;
    const login = { at: clock.now(), user: user!, status: 'Success', application: '', host: '' };
    for (let count = 0; count < 210; count += 1) recordLogin(first.org, login);
    const headers = {
      authorization: `Bearer ${first.admin.accessToken}`,
      'sforce-query-options': 'batchSize=200',
    };
    const begun = await call(first, `${DATA}/query?q=SELECT+Id+FROM+LoginHistory`, { headers });
    const rest = await call(await restart(), String(begun.json.nextRecordsUrl), { headers });
    expect(rest.json.records).to.have.length(10);
  });

  it('is several orgs behind https again, at the same ports and with the same authority', async () => {
    const orgs = [
      { name: 'acme', sites: ['acme.my.site.com'] },
      { name: 'test', type: 'sandbox' as const },
    ];
    const first = await start({ orgs, tls: true, assume: ['strict-expiry'], appConsumerKeyTaken: ['Taken'] });
    const second = await restart();
    expect(originsOf(second)).to.deep.equal(originsOf(first)).and.to.have.length(5);
    expect(second.orgs.map(({ org }) => contentsOf(org))).to.deep.equal(
      first.orgs.map(({ org }) => contentsOf(org)),
    );
    expect(second.tls).to.deep.equal(first.tls);
    expect(second.world.assumed).to.deep.equal(new Set(['strict-expiry']));
    expect(second.world.foreignConsumerKeys).to.deep.equal(['Taken']);
    const dispatcher = new Agent({ connect: { ca: first.tls!.authority } });
    const { statusCode } = await request(new URL('/services/data', second.origin), { dispatcher });
    await dispatcher.destroy();
    expect(statusCode).to.equal(200);
  });

  it('has another authority when the old one ends within a day', async () => {
    const first = await start({ tls: true });
    clock.time += 28.9 * 86_400_000;
    expect((await restart()).tls).to.deep.equal(first.tls);
    clock.time += 0.2 * 86_400_000;
    const third = await restart();
    expect(third.tls?.authority).not.to.equal(first.tls?.authority);
    const days = (Date.parse(new X509Certificate(third.tls!.authority).validTo) - clock.time) / 86_400_000;
    expect(days).to.be.within(29, 31);
  });

  it('takes another port where the old one is taken, and says so', async () => {
    const first = await start({ name: 'acme' });
    const from = Number(first.origin.port);
    await stopOrgs();
    const other = createServer().listen(from, '127.0.0.1');
    await once(other, 'listening');
    const second = await start();
    const to = Number(second.origin.port);
    expect(second.moved).to.deep.equal([{ name: 'acme.my.salesforce.com', from, to }]);
    expect((await adminCall(second, DATA)).status).to.equal(200);
    expect(originsOf(second).slice(0, 2)).to.deep.equal(originsOf(first).slice(0, 2));
    other.close();
    expect((await restart()).origin.port, 'the new one is kept').to.equal(String(to));
  });

  it('demands a port that it is given', async () => {
    const first = await start();
    await stopOrgs();
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const error: unknown = await start({ port }).catch((reason: unknown) => reason);
    expect(error).to.include({ code: 'EADDRINUSE' });
    other.close();
    await once(other, 'close');
    const move = { name: first.org.myDomain.name, from: Number(first.origin.port), to: port };
    expect((await start({ port })).moved).to.deep.equal([move]);
  });

  it('knows the times that single kinds of changes take', async () => {
    const first = await orgWithApp({ stateFile: stateFile(), now: clock.now });
    setPropagation(first.org, 'grant', 60);
    const second = await restart();
    assignPermissionSet(second.org, second.admin.username, 'Jwt_CI_Access');
    expectRefusal(await logIn(second, { sub: second.admin.username }), 'notApproved');
    setPropagation(second.org, 'grant', undefined);
    expect((await logIn(await restart(), { sub: second.admin.username })).status).to.equal(200);
  });

  it('goes on with what had not yet taken effect', async () => {
    const first = await orgWithApp({ stateFile: stateFile(), now: clock.now, propagationSeconds: 60 });
    expectRefusal(await logIn(first), 'unknownConsumerKey');
    clock.time += 61_000;
    expect((await logIn(await restart())).json.instance_url).to.equal(first.origin.origin);
  });
});
