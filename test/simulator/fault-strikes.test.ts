import { expect } from 'chai';
import { Agent, request } from 'undici';
import { endFaults, type Fault, readFault } from '../../src/simulator/fault-strikes.ts';
import { faultNames } from '../../src/simulator/faults.ts';
import type { Simulator } from '../../src/simulator/server.ts';
import { call, exchange, goodClaims, logIn, orgWithApp, sign, startOrg, stopOrgs } from './org-client.ts';

const VERSIONS = '/services/data';

describe('a fault', () => {
  afterEach(stopOrgs);

  const statuses = async (simulator: Simulator, paths: string[]): Promise<number[]> => {
    const replies: number[] = [];
    for (const path of paths) replies.push((await call(simulator, path)).status);
    return replies;
  };

  it('strikes for as many requests as it was told', async () => {
    const simulator = await startOrg({ faults: [{ name: 'maintenance', times: 2 }] });
    expect(await statuses(simulator, [VERSIONS, VERSIONS, VERSIONS])).to.deep.equal([503, 503, 200]);
  });

  it('strikes always unless told otherwise, until it is ended', async () => {
    const simulator = await startOrg({ faults: [{ name: 'maintenance' }] });
    expect(await statuses(simulator, [VERSIONS, VERSIONS, VERSIONS])).to.deep.equal([503, 503, 503]);
    endFaults(simulator.world);
    expect(await statuses(simulator, [VERSIONS])).to.deep.equal([200]);
  });

  it('lets as many requests pass first as it was told', async () => {
    const simulator = await startOrg({ faults: [{ name: 'maintenance', after: 2, times: 1 }] });
    const paths = [VERSIONS, VERSIONS, VERSIONS, VERSIONS];
    expect(await statuses(simulator, paths)).to.deep.equal([200, 200, 503, 200]);
  });

  it('counts only those requests that it could strike', async () => {
    const faults: Fault[] = [{ name: 'maintenance', path: VERSIONS, after: 1, times: 1 }];
    const simulator = await startOrg({ faults });
    const discovery = '/.well-known/auth-configuration';
    const paths = [discovery, VERSIONS, discovery, VERSIONS, VERSIONS];
    expect(await statuses(simulator, paths)).to.deep.equal([200, 200, 200, 503, 200]);
  });

  it('stands in the record of the requests that it struck, and of no other', async () => {
    const simulator = await startOrg({ faults: [{ name: 'maintenance', after: 1, times: 1 }] });
    await statuses(simulator, [VERSIONS, VERSIONS, VERSIONS]);
    const recorded = simulator.requests.map(({ fault }) => fault);
    expect(recorded).to.deep.equal([undefined, 'maintenance', undefined]);
  });

  it('strikes the paths that begin as it was told, with one slash before them or two', async () => {
    const simulator = await startOrg({ faults: [{ name: 'maintenance', path: '/services/data' }] });
    const discovery = '/.well-known/auth-configuration';
    const paths = [discovery, VERSIONS, `/${VERSIONS}`, discovery];
    const urls = paths.map((path) => simulator.origin.origin + path);
    const replies = await Promise.all(urls.map(async (url) => (await fetch(url)).status));
    expect(replies).to.deep.equal([200, 503, 503, 200]);
  });

  it('strikes the host that it was told', async () => {
    const simulator = await startOrg({ faults: [{ name: 'maintenance', host: 'login.salesforce.com' }] });
    expect(await statuses(simulator, [VERSIONS])).to.deep.equal([200]);
    const reply = await fetch(new URL(VERSIONS, simulator.world.login.origin));
    expect(reply.status).to.equal(503);
  });

  it('waits until the one that was named before it has struck', async () => {
    const faults: Fault[] = [
      { name: 'server-error', times: 2 },
      { name: 'maintenance', times: 1 },
    ];
    const simulator = await startOrg({ faults });
    const paths = [VERSIONS, VERSIONS, VERSIONS, VERSIONS];
    expect(await statuses(simulator, paths)).to.deep.equal([500, 500, 503, 200]);
  });

  it('strikes the one request that names it in a header, before all others', async () => {
    const simulator = await startOrg({ faults: [{ name: 'maintenance', times: 1 }] });
    const headers = { 'x-simulated-fault': 'rate-limit:30' };
    const reply = await call(simulator, VERSIONS, { headers });
    expect([reply.status, reply.headers.get('retry-after')]).to.deep.equal([429, '30']);
    expect(await statuses(simulator, [VERSIONS, VERSIONS])).to.deep.equal([503, 200]);
  });

  it('must exist: a request that names another is told which there are', async () => {
    const simulator = await startOrg();
    const reply = await call(simulator, VERSIONS, { headers: { 'x-simulated-fault': 'flood' } });
    expect([reply.status, reply.fact]).to.deep.equal([400, 'FAULT-15']);
    expect(reply.text).to.equal(`flood is no fault; there are: ${faultNames.join(', ')}\n`);
  });

  it('strikes behind TLS too, where a reset is an end', async () => {
    const simulator = await startOrg({ tls: true, faults: [{ name: 'connection-reset', times: 1 }] });
    const dispatcher = new Agent({ connect: { ca: simulator.tls!.authority } });
    const ask = () => request(new URL(VERSIONS, simulator.origin), { dispatcher });
    const reason: unknown = await ask().catch((error: unknown) => error);
    expect(reason).to.include({ code: 'UND_ERR_SOCKET' });
    const { statusCode, body } = await ask();
    await body.dump();
    expect(statusCode).to.equal(200);
    await dispatcher.close();
  });

  it('leaves the next login alone', async () => {
    const simulator = await orgWithApp();
    for (const name of faultNames) {
      const headers = { 'x-simulated-fault': name === 'latency' ? 'latency:1' : name };
      await exchange(simulator, sign(goodClaims(simulator)), headers).catch(() => undefined);
      expect((await logIn(simulator)).status, name).to.equal(200);
    }
  });
});

describe('the text of a fault', () => {
  const readings: [text: string, read: Fault][] = [
    ['maintenance', { name: 'maintenance' }],
    ['maintenance=3', { name: 'maintenance', times: 3 }],
    ['maintenance@/services/oauth2', { name: 'maintenance', path: '/services/oauth2' }],
    ['latency:250=3@/services', { name: 'latency', amount: 250, times: 3, path: '/services' }],
    ['clock-ahead:5', { name: 'clock-ahead', amount: 5 }],
    ['transient-404=2', { name: 'transient-404', times: 2 }],
  ];
  for (const [text, read] of readings) {
    it(`${text} is read`, () => expect(readFault(text)).to.deep.equal(read));
  }

  const problems: [text: string, problem: RegExp][] = [
    ['', /^Nothing is no fault; there are: latency, /],
    ['flood', /^flood is no fault; there are: latency, /],
    ['maintenance=many', /^maintenance=many is no fault/],
    ['maintenance=0', /^maintenance would never strike$/],
    ['maintenance:5', /^maintenance takes no amount$/],
    ['maintenance@services', /^maintenance@services is no fault/],
    ['constructor', /^constructor is no fault/],
  ];
  for (const [text, problem] of problems) {
    it(`"${text}" is refused`, () => {
      const read = readFault(text);
      expect('problem' in read ? read.problem : read).to.match(problem);
    });
  }
});
