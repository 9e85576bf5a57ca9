// The table of faults that a login can meet, and what becomes of each: how often it is asked, and the one sentence at the end.
import { expect } from 'chai';
import { rmSync } from 'node:fs';
import type { SfError } from '@salesforce/core';
import { pauseSeconds } from '../../src/flows/exchange.ts';
import type { LoginInput } from '../../src/flows/login-input.ts';
import { token, type TokenOutput } from '../../src/flows/token.ts';
import { strike, type Fault } from '../../src/simulator/fault-strikes.ts';
import { exhaustLogins } from '../../src/simulator/org-changes.ts';
import { startSimulator, type Simulator } from '../../src/simulator/server.ts';
import { shownBy } from '../io/thrown.ts';
import { deploySimulatedApp, makeKeyFiles, type KeyFiles } from '../simulated-app.ts';

const ENDPOINT = '/services/oauth2/token';

describe('a login that meets a fault', () => {
  let keys: KeyFiles;
  let simulator: Simulator;
  let input: LoginInput;

  before(async () => (keys = await makeKeyFiles()));
  after(() => rmSync(keys.folder, { recursive: true }));
  beforeEach(async () => {
    simulator = await startSimulator();
    const clientId = await deploySimulatedApp(simulator, keys.certificate);
    input = {
      clientId,
      username: simulator.admin.username,
      privateKey: keys.location,
      instanceUrl: simulator.origin,
    };
    simulator.requests.length = 0;
  });
  afterEach(async () => simulator.close());

  const logIn = async (waitMinutes = 0, now = new Date()): Promise<TokenOutput> =>
    token(input, now, { waitMinutes });
  const refusal = async (waitMinutes = 0, now = new Date()): Promise<SfError> =>
    logIn(waitMinutes, now).then(
      () => expect.fail('the login was granted'),
      (error: unknown) => error as SfError,
    );
  const assertions = (): Array<string | null> =>
    simulator.requests
      .filter(({ path }) => path === ENDPOINT)
      .map(({ body }) => new URLSearchParams(body).get('assertion'));

  type FaultRow = { fault: Fault; name: string; says: RegExp; requests: number };
  const lasting: FaultRow[] = [
    { fault: { name: 'maintenance' }, name: 'OrgBusyError', says: /status 503/, requests: 3 },
    { fault: { name: 'server-error' }, name: 'OrgBusyError', says: /status 500/, requests: 3 },
    { fault: { name: 'rate-limit', amount: 0 }, name: 'OrgBusyError', says: /status 429/, requests: 3 },
    {
      fault: { name: 'connection-reset' },
      name: 'ConnectionBrokenError',
      says: /ECONNRESET|UND_ERR_SOCKET/,
      requests: 3,
    },
    { fault: { name: 'truncated-json' }, name: 'ConnectionBrokenError', says: /broke/, requests: 3 },
    { fault: { name: 'redirect' }, name: 'RedirectRefusedError', says: /not followed/, requests: 1 },
    {
      fault: { name: 'data-not-available' },
      name: 'OrgDataNotAvailableError',
      says: /Data Not Available/,
      requests: 1,
    },
  ];
  for (const { fault, name, says, requests } of lasting) {
    it(`says ${name} of ${fault.name}, after ${requests} requests to this host alone`, async () => {
      strike(simulator.world, { ...fault, path: ENDPOINT });
      const error = await refusal(10);
      expect(error.name).to.equal(name);
      expect(error.message).to.match(says).and.to.contain(simulator.origin.host);
      expect(error.message.split('\n'), 'one sentence').to.have.length(1);
      expect(error.actions).to.have.length.above(0);
      expect(shownBy(error)).not.to.match(/<html|NODE_TLS_REJECT_UNAUTHORIZED|%[sd]/);
      const asked = simulator.requests.map(({ host, path }) => `${host} ${path}`);
      expect(asked).to.deep.equal(Array(requests).fill(`${simulator.org.myDomain.name} ${ENDPOINT}`));
      expect(new Set(assertions()).size, 'a new assertion each').to.be.at.most(requests);
    });
  }

  const passing: Fault[] = [
    { name: 'maintenance', times: 2 },
    { name: 'connection-reset', times: 2 },
    { name: 'truncated-json', times: 1 },
    { name: 'rate-limit', amount: 0, times: 2 },
    { name: 'latency', amount: 50 },
    { name: 'wrong-content-type' },
  ];
  for (const fault of passing) {
    it(`gets through ${fault.name}`, async () => {
      strike(simulator.world, { ...fault, path: ENDPOINT });
      expect((await logIn()).result.username).to.equal(simulator.admin.username);
      expect(assertions()).to.have.length((fault.times ?? 0) + 1);
    });
  }

  it('takes a refusal for the rate as final, also with --wait', async () => {
    exhaustLogins(simulator.org, simulator.admin.username);
    const error = await refusal(60);
    expect(error.message).to.contain('login rate exceeded');
    expect(assertions()).to.have.length(1);
  });

  it('asks while it waits far less often than the 3600 logins that an org allows a user in an hour', () => {
    const pauses = Array.from({ length: 1000 }, (_, waits) => pauseSeconds(waits));
    expect(pauses.slice(0, 6)).to.deep.equal([2, 4, 8, 15, 15, 15]);
    let [seconds, tries] = [0, 0];
    while (seconds < 3600) seconds += pauses[tries++] ?? 0;
    // each of them may be three requests, where the way there fails
    expect(tries * 3).to.be.below(3600 / 4);
  });

  const clocks: Array<[fault: Fault, ahead: [from: number, to: number]]> = [
    [{ name: 'clock-ahead', amount: 2 }, [-122, -118]],
    [{ name: 'clock-behind', amount: 2 }, [118, 122]],
    [{ name: 'clock-ahead', amount: 0 }, [-2, 2]],
  ];
  for (const [fault, [from, to]] of clocks) {
    it(`measures how far the clocks are apart: ${fault.name} by ${fault.amount ?? 0} minutes`, async () => {
      strike(simulator.world, { ...fault, path: ENDPOINT });
      const { clockAheadSeconds } = (await logIn()).result;
      expect(clockAheadSeconds).to.be.within(from, to);
    });
  }

  it('knows a token in JWT format, and says so', async () => {
    const clientId = await deploySimulatedApp(simulator, keys.certificate, {
      name: 'Jwt_Tokens',
      permissionSets: ['Jwt_Tokens'],
      consumerKey: 'KeyOfJwtTokens',
      issuesJwtTokens: true,
    });
    const { result } = await token({ ...input, clientId }, new Date(), { waitMinutes: 0 });
    expect(result.tokenFormat).to.equal('jwt');
    expect((await logIn()).result.tokenFormat).to.equal('opaque');
  });
});
