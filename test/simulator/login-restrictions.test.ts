import { join } from 'node:path';
import { expect } from 'chai';
import { hoursOfEachDay, noHours } from '../../src/simulator/login-restrictions.ts';
import {
  closeLoginHours,
  disableRestApi,
  disableUserApi,
  exhaustApiRequests,
  exhaustLogins,
  renameProfile,
  restrictUserIp,
  setLoginHours,
  setLoginIpRanges,
  withdrawPermission,
} from '../../src/simulator/org-changes.ts';
import {
  enableRestApi,
  enableUserApi,
  forgetLogins,
  renewApiRequests,
} from '../../src/simulator/org-repairs.ts';
import { readScenario } from '../../src/simulator/scenario.ts';
import type { Simulator } from '../../src/simulator/server.ts';
import { temporaryFolder } from '../io/temp-folder.ts';
import {
  accessToken,
  adminCall,
  deployUser,
  expectError,
  expectRefusal,
  logIn,
  makeClock,
  orgWithApp,
  type Reply,
  startOrg,
  stopOrgs,
  withToken,
} from './org-client.ts';

const DATA = '/services/data/v66.0';

const tooling = (simulator: Simulator, soql: string): Promise<Reply> =>
  adminCall(simulator, `${DATA}/tooling/query?q=${encodeURIComponent(soql)}`);

async function profileOf(simulator: Simulator, name: string): Promise<Record<string, unknown>> {
  const { json } = await tooling(simulator, `SELECT FullName, Metadata FROM Profile WHERE Name = '${name}'`);
  return (json.records as Record<string, unknown>[])[0] ?? {};
}

describe('the login restrictions of a profile', () => {
  afterEach(stopOrgs);
  const folder = temporaryFolder();

  it('let users in from the first minute to before the last one, by the time of the org', async () => {
    const clock = makeClock();
    const simulator = await orgWithApp({ now: clock.now });
    const closed = { start: 0, end: 0 };
    setLoginHours(simulator.org, deployUser(simulator), {
      ...hoursOfEachDay(480, 1080),
      saturday: closed,
      sunday: { start: 0, end: 1440 },
    });
    const moments: [moment: string, isIn: boolean][] = [
      // 2026-11-24 is a Tuesday, and Los Angeles is eight hours behind
      ['2026-11-24T15:59:59Z', false],
      ['2026-11-24T16:00:00Z', true],
      ['2026-11-25T01:59:59Z', true],
      ['2026-11-25T02:00:00Z', false],
      ['2026-11-28T20:00:00Z', false],
      ['2026-11-29T07:59:59Z', false],
      ['2026-11-29T08:00:00Z', true],
      ['2026-11-30T07:59:59Z', true],
    ];
    for (const [moment, isIn] of moments) {
      clock.time = Date.parse(moment);
      const reply = await logIn(simulator);
      if (isIn) expect(reply.status, moment).to.equal(200);
      else expectRefusal(reply, 'outsideLoginHours');
    }
  });

  it('let users in from their ranges alone, whatever the policy of the app says', async () => {
    const relaxed = { policyExtra: '<ipRelaxationPolicyType>Bypass</ipRelaxationPolicyType>' };
    for (const app of [{}, relaxed]) {
      const simulator = await orgWithApp({}, app);
      const user = deployUser(simulator);
      restrictUserIp(simulator.org, user);
      expectRefusal(await logIn(simulator), 'ipRestricted');
      setLoginIpRanges(simulator.org, user, [
        { start: '10.0.0.0', end: '10.0.0.9' },
        { start: '127.0.0.1', end: '127.0.0.1' },
      ]);
      expect((await logIn(simulator)).status).to.equal(200);
      restrictUserIp(simulator.org, user);
      restrictUserIp(simulator.org, user, false);
      expect((await logIn(simulator)).status).to.equal(200);
    }
  });

  it('are told by the Tooling API, with the name that the Metadata API has for the profile', async () => {
    const simulator = await startOrg();
    renameProfile(simulator.org, 'System Administrator', 'Systeembeheerder');
    const unrestricted = await profileOf(simulator, 'Systeembeheerder');
    expect(unrestricted).to.include({ FullName: 'Admin' });
    expect(unrestricted.Metadata).to.deep.include({ loginHours: null, loginIpRanges: [] });
    setLoginHours(simulator.org, simulator.admin.username, { ...noHours, monday: { start: 480, end: 1080 } });
    setLoginIpRanges(simulator.org, simulator.admin.username, [{ start: '10.0.0.0', end: '10.0.0.9' }]);
    const { Metadata } = await profileOf(simulator, 'Systeembeheerder');
    expect(Metadata).to.have.property('loginHours').that.includes({
      sundayStart: '0',
      sundayEnd: '0',
      mondayStart: '480',
      mondayEnd: '1080',
    });
    expect(Metadata)
      .to.have.property('loginIpRanges')
      .that.deep.equals([{ description: null, endAddress: '10.0.0.9', startAddress: '10.0.0.0' }]);
    const [{ Id } = { Id: '' }] = (await tooling(simulator, "SELECT Id FROM Profile WHERE Name LIKE 'Sys%'"))
      .json.records as { Id: string }[];
    const read = await adminCall(simulator, `${DATA}/tooling/sobjects/Profile/${Id}`);
    expect(read.json).to.have.nested.property('Metadata.loginHours.mondayEnd', '1080');
  });

  it('are told of one profile at a time, to who may see Setup', async () => {
    const simulator = await startOrg();
    const message =
      'When retrieving results with Metadata or FullName fields, the query qualifications must specify no more than one row for retrieval. Result size: 3';
    for (const field of ['Metadata', 'fullname']) {
      const refused = await tooling(simulator, `SELECT ${field} FROM Profile`);
      expectError(refused, 400, 'MALFORMED_QUERY');
      expect(refused.text).to.contain(message);
    }
    expect((await tooling(simulator, 'SELECT Name FROM Profile')).json.totalSize).to.equal(3);
    withdrawPermission(simulator.org, simulator.admin.username, 'ViewSetup');
    expectError(await tooling(simulator, 'SELECT Name FROM Profile'), 400, 'INVALID_TYPE');
  });

  it('are those that a scenario says, of profiles or of one user alone', async () => {
    const scenario = readScenario(
      JSON.stringify({
        orgs: [
          {
            name: 'globex',
            profiles: [
              { name: 'Night', loginHours: { monday: { start: 0, end: 360 } } },
              { name: 'Office', loginIpRanges: [{ start: '10.0.0.0', end: '10.0.0.9' }] },
            ],
            users: [
              { username: 'closed@globex.example', isOutsideLoginHours: true },
              { username: 'far@globex.example', profile: 'Office', isOutsideLoginHours: true },
            ],
          },
        ],
      }),
    );
    if ('problems' in scenario) throw new Error(scenario.problems.join('\n'));
    const simulator = await orgWithApp(scenario);
    expect((await logIn(simulator)).status, 'others of its profile').to.equal(200);
    expect((await profileOf(simulator, 'Night')).Metadata)
      .to.have.property('loginHours')
      .that.includes({ mondayStart: '0', mondayEnd: '360', tuesdayStart: '0', tuesdayEnd: '0' });
    const shown = simulator.org.records.profiles
      .slice(3)
      .map(({ name, loginHours, loginIpRanges }) => [
        name,
        loginHours?.monday.end ?? null,
        loginIpRanges.length,
      ]);
    expect(shown).to.deep.equal([
      ['Night', 360, 0],
      ['Office', null, 1],
      ['Minimum Access - API Only Integrations of closed@globex.example', 0, 0],
      ['Office of far@globex.example', 0, 1],
    ]);
  });

  it('stay in a state file', async () => {
    const stateFile = join(folder(), 'state.json');
    const kept = await orgWithApp({ stateFile });
    closeLoginHours(kept.org, deployUser(kept));
    restrictUserIp(kept.org, deployUser(kept));
    expectRefusal(await logIn(kept), 'ipRestricted');
    await stopOrgs();
    const again = await startOrg({ stateFile });
    expectRefusal(await logIn(again), 'ipRestricted');
    restrictUserIp(again.org, deployUser(again), false);
    expectRefusal(await logIn(again), 'outsideLoginHours');
    closeLoginHours(again.org, deployUser(again), false);
    expect((await logIn(again)).status).to.equal(200);
  });
});

describe('what stops a user or an org', () => {
  afterEach(stopOrgs);

  it('can be taken back: the API of both, the requests of a day and the logins of an hour', async () => {
    const simulator = await orgWithApp();
    const user = deployUser(simulator);
    const token = await accessToken(simulator);
    const statusOf = async (): Promise<number> =>
      (await withToken(simulator, token, `${DATA}/query?q=SELECT+Id+FROM+Organization`)).status;
    const { org } = simulator;
    const pairs: [stop: () => void, mend: () => void][] = [
      [() => disableUserApi(org, user), () => enableUserApi(org, user)],
      [() => disableRestApi(org), () => enableRestApi(org)],
      [() => exhaustApiRequests(org), () => renewApiRequests(org)],
    ];
    for (const [stop, mend] of pairs) {
      stop();
      expect(await statusOf()).to.equal(403);
      mend();
      expect(await statusOf()).to.equal(200);
    }
    exhaustLogins(org, user);
    expectRefusal(await logIn(simulator), 'rateExceeded');
    forgetLogins(org, user);
    expect((await logIn(simulator)).status).to.equal(200);
  });
});
