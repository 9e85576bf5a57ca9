import { expect } from 'chai';
import { strike } from '../../src/simulator/fault-strikes.ts';
import { type FaultName, faultNames, type FaultRow, faults } from '../../src/simulator/faults.ts';
import { factIds } from '../../src/simulator/facts/facts.ts';
import type { Simulator } from '../../src/simulator/server.ts';
import { externalApp, filesOf, zipOf } from './app-files.ts';
import { connect, refusalOf } from './metadata-client.ts';
import {
  accessToken,
  adminCall,
  call,
  deploy,
  exchange,
  expectError,
  expectRefusal,
  logIn,
  makeClock,
  orgWithApp,
  pollDeploy,
  postZip,
  type Reply,
  startOrg,
  stopOrgs,
  testKey,
  withToken,
} from './org-client.ts';
import { openRaw } from './raw-client.ts';

const VERSIONS = '/services/data';

/** The code of the error with which a request fails that gets no answer. */
async function failureOf(asked: Promise<unknown>): Promise<string> {
  return asked.then(
    () => 'answered',
    (error: unknown) => {
      const { name, cause } = error as Error & { cause?: { code?: string } };
      return cause?.code ?? name;
    },
  );
}

/** All that comes back on a socket for a plain GET until it ends. */
async function rawAnswer(simulator: Simulator, path: string): Promise<string> {
  const { socket, until } = await openRaw(simulator);
  socket.write(`GET ${path} HTTP/1.1\r\nHost: ${simulator.origin.host}\r\n\r\n`);
  return until(() => false);
}

function expectTouched({ headers, fact }: Reply, name: FaultName, expected: string): void {
  expect(headers.get('x-simulated-fault')).to.equal(name);
  expect(fact).to.equal(expected);
}

function dateOf({ headers }: Reply): string {
  return new Date(headers.get('date') ?? '').toISOString();
}

function appFiles(): Record<string, string> {
  return filesOf(externalApp({ certificate: testKey().certificate }));
}

/** What a client sees of each fault. */
const seen: Record<FaultName, () => Promise<void>> = {
  latency: async () => {
    const simulator = await startOrg({ faults: [{ name: 'latency', amount: 60_000, times: 1 }] });
    const signal = AbortSignal.timeout(50);
    expect(await failureOf(call(simulator, VERSIONS, { signal }))).to.equal('TimeoutError');
    strike(simulator.world, { name: 'latency', amount: 20 });
    const begin = performance.now();
    const reply = await call(simulator, VERSIONS);
    expect(performance.now() - begin).to.be.greaterThan(19);
    expect(reply.status).to.equal(200);
    expectTouched(reply, 'latency', 'REST-01');
  },
  'connection-reset': async () => {
    const simulator = await startOrg({ faults: [{ name: 'connection-reset', times: 1 }] });
    expect(await failureOf(call(simulator, VERSIONS))).to.equal('ECONNRESET');
    expect((await call(simulator, VERSIONS)).status).to.equal(200);
  },
  'server-error': async () => {
    const simulator = await startOrg({ faults: [{ name: 'server-error' }] });
    const login = await exchange(simulator, 'a.b.c');
    expect([login.status, login.text]).to.deep.equal([
      500,
      '{"error":"unknown_error","error_description":"retry your request"}',
    ]);
    expectTouched(login, 'server-error', 'FAULT-03');
    const text =
      'An unexpected error occurred. Please include this ErrorId if you contact support: 1234567890-12345 (-1234567890)';
    expectError(await call(simulator, VERSIONS), 500, 'UNKNOWN_EXCEPTION', text);
    expect(await refusalOf(connect(simulator).describe('66.0'))).to.equal(`UNKNOWN_EXCEPTION: ${text}`);
  },
  'server-unavailable': async () => {
    const simulator = await startOrg({ faults: [{ name: 'server-unavailable' }] });
    const says = 'The server is not available [simulated wording]';
    const login = await exchange(simulator, 'a.b.c');
    expect([login.status, login.text]).to.deep.equal([
      503,
      `{"error":"service_unavailable","error_description":"${says}"}`,
    ]);
    const reply = await call(simulator, VERSIONS);
    expectError(reply, 503, 'SERVER_UNAVAILABLE', says);
    expectTouched(reply, 'server-unavailable', 'FAULT-16');
    expect(await refusalOf(connect(simulator).describe('66.0'))).to.equal(`SERVER_UNAVAILABLE: ${says}`);
  },
  maintenance: async () => {
    const simulator = await startOrg({ faults: [{ name: 'maintenance' }] });
    const reply = await call(simulator, VERSIONS);
    expect([reply.status, reply.headers.get('content-type')]).to.deep.equal([503, 'text/html']);
    expect(reply.text)
      .to.match(/^<!DOCTYPE html>/)
      .and.to.contain('We are down for maintenance.');
    expectTouched(reply, 'maintenance', 'FAULT-04');
  },
  'truncated-json': async () => {
    const simulator = await startOrg({ faults: [{ name: 'truncated-json', times: 2 }] });
    const response = await fetch(new URL(VERSIONS, simulator.origin));
    expect(response.status).to.equal(200);
    expect(await failureOf(response.text())).to.equal('UND_ERR_SOCKET');
    const [head = '', body = ''] = (await rawAnswer(simulator, VERSIONS)).split('\r\n\r\n');
    expect(head).to.contain('x-simulated-fault: truncated-json').and.to.contain('x-simulated-fact: FAULT-05');
    const whole = (await call(simulator, VERSIONS)).text;
    expect(head).to.contain(`content-length: ${whole.length}\r\n`);
    expect(body).to.equal(whole.slice(0, whole.length / 2));
  },
  'wrong-content-type': async () => {
    const simulator = await startOrg({ faults: [{ name: 'wrong-content-type' }] });
    const reply = await call(simulator, VERSIONS);
    expect([reply.status, reply.headers.get('content-type')]).to.deep.equal([200, 'text/html']);
    expect(JSON.parse(reply.text)).to.be.an('array');
    expectTouched(reply, 'wrong-content-type', 'FAULT-06');
  },
  'data-not-available': async () => {
    const simulator = await startOrg({ faults: [{ name: 'data-not-available' }] });
    const reply = await logIn(simulator);
    expect(reply.status).to.equal(420);
    expect(reply.text).to.contain('Data Not Available');
    expectTouched(reply, 'data-not-available', 'FAULT-07');
  },
  'rate-limit': async () => {
    const simulator = await startOrg({ faults: [{ name: 'rate-limit', amount: 7 }] });
    const reply = await call(simulator, VERSIONS);
    expect(reply.headers.get('retry-after')).to.equal('7');
    expectError(reply, 429, 'REQUEST_LIMIT_EXCEEDED');
    expectTouched(reply, 'rate-limit', 'FAULT-08');
    expect((await logIn(simulator)).json.error).to.equal('slow_down');
  },
  'clock-ahead': async () => {
    const simulator = await orgWithApp({ now: makeClock('2026-11-24T08:00:00Z').now });
    strike(simulator.world, { name: 'clock-ahead' });
    const reply = await logIn(simulator);
    expect(dateOf(reply)).to.equal('2026-11-24T08:10:00.000Z');
    expectRefusal(reply, 'expired');
    expectTouched(reply, 'clock-ahead', 'TOKEN-07');
  },
  'clock-behind': async () => {
    const options = { now: makeClock('2026-11-24T08:00:00Z').now, assume: ['strict-expiry' as const] };
    const simulator = await orgWithApp(options);
    expect((await logIn(simulator)).status).to.equal(200);
    strike(simulator.world, { name: 'clock-behind', amount: 3 });
    const reply = await logIn(simulator);
    expect(dateOf(reply)).to.equal('2026-11-24T07:57:00.000Z');
    expectRefusal(reply, 'invalidAssertion');
    expectTouched(reply, 'clock-behind', 'TOKEN-05');
  },
  redirect: async () => {
    const simulator = await startOrg({ faults: [{ name: 'redirect' }] });
    const { login } = simulator.world;
    const there = await call(simulator, '/services/oauth2/token?a=b', { redirect: 'manual' });
    expect([there.status, there.headers.get('location')]).to.deep.equal([
      302,
      `${login.origin.origin}/services/oauth2/token?a=b`,
    ]);
    expectTouched(there, 'redirect', 'FAULT-10');
    const back = await fetch(new URL('/services/data', login.origin), { redirect: 'manual' });
    expect(back.headers.get('location')).to.equal(`${simulator.origin.origin}/services/data`);
  },
  'deploy-stuck': async () => {
    const clock = makeClock();
    const simulator = await startOrg({ now: clock.now, faults: [{ name: 'deploy-stuck' }] });
    const started = await postZip(simulator, zipOf(appFiles()));
    expectTouched(started, 'deploy-stuck', 'DEPLOY-01');
    const id = String(started.json.id);
    clock.time += 365 * 86_400_000;
    const { result } = await pollDeploy(simulator, id);
    expect([result.status, result.done]).to.deep.equal(['Pending', false]);
    const change = { deployResult: { status: 'Canceling' } };
    await adminCall(simulator, `/services/data/v66.0/metadata/deployRequest/${id}`, 'PATCH', change);
    expect((await pollDeploy(simulator, id)).result.status).to.equal('Canceled');
  },
  'deploy-half-failed': async () => {
    const simulator = await startOrg({
      type: 'sandbox',
      faults: [{ name: 'deploy-half-failed', times: 2 }],
    });
    const whole = await deploy(simulator, appFiles());
    expect(whole.result.status).to.equal('Failed');
    const { componentFailures, componentSuccesses } = whole.result.details;
    expect(componentFailures.map(({ fullName, problem }) => [fullName, problem])).to.deep.equal(
      [1, 2].map(() => [
        'Jwt_CI',
        'UNKNOWN_EXCEPTION: An unexpected error occurred. Please include this ErrorId if you contact support: 1234567890-12345 (-1234567890)',
      ]),
    );
    expect(whole.fact).to.equal('FAULT-12');
    expect(componentSuccesses.filter(({ componentType }) => componentType !== '')).to.have.length(2);
    expect(simulator.org.records.components).to.deep.equal([]);
    const part = await deploy(simulator, appFiles(), { rollbackOnError: false });
    expect(part.result.status).to.equal('SucceededPartial');
    const types = simulator.org.records.components.map(({ type }) => type);
    expect(types)
      .to.include('ExternalClientApplication')
      .and.not.to.include('ExtlClntAppGlobalOauthSettings');
  },
  'transient-404': async () => {
    const simulator = await startOrg({ faults: [{ name: 'transient-404' }] });
    const client = connect(simulator);
    const read = () => client.read('PermissionSet', 'Nothing');
    expect(await refusalOf(read())).to.equal('no refusal');
    const { id } = await client.deploy(zipOf(appFiles()), { singlePackage: true });
    expect((await client.checkDeployStatus(id, false)).status).to.equal('Succeeded');
    const error: unknown = await read().catch((reason: unknown) => reason);
    expect(error).to.include({ errorCode: 'ERROR_HTTP_404' });
    expect(simulator.requests.at(-1)).to.include({ status: 404, fact: 'FAULT-13' });
    expect(await refusalOf(read())).to.equal('no refusal');
  },
  'session-expired': async () => {
    const simulator = await orgWithApp();
    strike(simulator.world, { name: 'session-expired', amount: 2 });
    const token = await accessToken(simulator);
    for (const status of [200, 200]) expect((await withToken(simulator, token)).status).to.equal(status);
    const third = await withToken(simulator, token);
    expectError(third, 401, 'INVALID_SESSION_ID', 'Session expired or invalid');
    expectTouched(third, 'session-expired', 'REST-10');
    const next = await accessToken(simulator);
    expect(next).not.to.equal(token);
    for (const status of [200, 200, 200]) expect((await withToken(simulator, next)).status).to.equal(status);
  },
};

describe('faults by name', () => {
  afterEach(stopOrgs);

  for (const name of faultNames) it(`${name}: a client sees it`, () => seen[name]());

  for (const name of faultNames) {
    it(`${name}: says what it does in one sentence, and on which fact it rests`, () => {
      const { says, fact }: FaultRow = faults[name];
      expect(says).to.match(/^[A-Z].+\.$/);
      expect(factIds).to.include(fact);
    });
  }
});
