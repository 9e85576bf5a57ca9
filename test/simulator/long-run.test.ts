import { expect } from 'chai';
import { isSeen, rememberId } from '../../src/simulator/assertion-ids.ts';
import { hasTooManyLogins, recordLogin } from '../../src/simulator/login-history.ts';
import type { Simulator } from '../../src/simulator/server.ts';
import {
  accessToken,
  deployUser,
  expectRefusal,
  logIn,
  makeClock,
  orgWithApp,
  records,
  startOrg,
  stopOrgs,
  withToken,
} from './org-client.ts';

const HOURS = 3_600_000;

/** Successful logins of the first user that were never sent. */
function addLogins({ org }: Simulator, count: number): void {
  const [user] = org.records.users;
  const login = { at: org.now(), user: user!, status: 'Success', application: '', host: '' };
  for (let done = 0; done < count; done += 1) recordLogin(org, login);
}

describe('an org that runs for long', () => {
  afterEach(stopOrgs);

  it('keeps the newest 20000 rows of LoginHistory', async () => {
    const simulator = await orgWithApp();
    addLogins(simulator, 22_000);
    await logIn(simulator);
    expect(simulator.org.logins).to.have.length(20_000);
    const [row] = await records(simulator, 'SELECT UserId FROM LoginHistory ORDER BY LoginTime DESC LIMIT 1');
    const user = simulator.org.records.users.find(({ username }) => username === deployUser(simulator));
    expect(row?.UserId).to.equal(user?.id);
  });

  it('counts logins for the limit whose rows are gone', async () => {
    const clock = makeClock();
    const simulator = await startOrg({ now: clock.now });
    const { org } = simulator;
    const [first, second] = org.records.users;
    addLogins(simulator, 3600);
    const others = { at: org.now(), user: second!, status: 'Restricted IP', application: '', host: '' };
    for (let done = 0; done < 22_000; done += 1) recordLogin(org, others);
    expect(org.logins.some(({ userId }) => userId === first!.id)).to.equal(false);
    expect(hasTooManyLogins(org, first!, org.now())).to.equal(true);
    expect(hasTooManyLogins(org, second!, org.now())).to.equal(false);
    clock.time += HOURS;
    expect(hasTooManyLogins(org, first!, org.now())).to.equal(false);
  });

  it('forgets dead sessions, and no living one', async () => {
    const clock = makeClock();
    const simulator = await orgWithApp({ now: clock.now });
    for (let done = 0; done < 1200; done += 1) {
      clock.time += 3 * HOURS;
      await logIn(simulator);
    }
    expect(simulator.org.sessions.length).to.be.lessThan(1000);
    const token = await accessToken(simulator);
    expect((await withToken(simulator, token)).status).to.equal(200);
    expect((await withToken(simulator, simulator.admin.accessToken)).status).to.equal(200);
  });

  it('remembers the newest ids of assertions that never expire', async () => {
    const simulator = await orgWithApp();
    const { org } = simulator;
    const far = new Date(8.64e15);
    for (let id = 0; id <= 20_000; id += 1) {
      rememberId(org, { appKey: 'key', jti: String(id), forgetAt: far }, org.now());
    }
    expect(org.seenAssertionIds).to.have.length(10_000);
    expect(isSeen(org, 'key', '20000', org.now())).to.equal(true);
    expect(isSeen(org, 'other', '20000', org.now())).to.equal(false);
    await logIn(simulator, { jti: 'mine' });
    expectRefusal(await logIn(simulator, { jti: 'mine' }), 'repeatedAssertionId');
  });
});
