import { expect } from 'chai';
import { makeClock, query, startOrg, stopOrgs } from './org-client.ts';

describe('date literals of SOQL', () => {
  afterEach(stopOrgs);

  it('finds rows by the start of a day in the time zone of the user', async () => {
    // 07:30 UTC is still the day before in Los Angeles.
    const clock = makeClock('2026-11-24T07:30:00Z');
    const simulator = await startOrg({ now: clock.now });
    const count = async (where: string) =>
      (await query(simulator, `SELECT COUNT() FROM User WHERE ${where}`)).json.totalSize;
    expect(await count('CreatedDate = TODAY')).to.equal(3);
    clock.time += 3_600_000;
    expect(await count('CreatedDate = TODAY')).to.equal(0);
    expect(await count('CreatedDate = YESTERDAY')).to.equal(3);
  });

  /** At 08:00 UTC on Tuesday, 24 November 2026, midnight in Los Angeles. */
  const periods: [literal: string, first: string, last: string][] = [
    ['TODAY', '2026-11-24T08:00:00Z', '2026-11-25T07:59:59Z'],
    ['YESTERDAY', '2026-11-23T08:00:00Z', '2026-11-24T07:59:59Z'],
    ['TOMORROW', '2026-11-25T08:00:00Z', '2026-11-26T07:59:59Z'],
    ['THIS_WEEK', '2026-11-22T08:00:00Z', '2026-11-29T07:59:59Z'],
    ['LAST_WEEK', '2026-11-15T08:00:00Z', '2026-11-22T07:59:59Z'],
    // Until 1 November clocks are an hour ahead.
    ['THIS_MONTH', '2026-11-01T07:00:00Z', '2026-12-01T07:59:59Z'],
    ['LAST_MONTH', '2026-10-01T07:00:00Z', '2026-11-01T06:59:59Z'],
    ['NEXT_MONTH', '2026-12-01T08:00:00Z', '2027-01-01T07:59:59Z'],
    ['THIS_QUARTER', '2026-10-01T07:00:00Z', '2027-01-01T07:59:59Z'],
    ['LAST_YEAR', '2025-01-01T08:00:00Z', '2026-01-01T07:59:59Z'],
    ['THIS_FISCAL_YEAR', '2026-01-01T08:00:00Z', '2027-01-01T07:59:59Z'],
    ['LAST_90_DAYS', '2026-08-26T07:00:00Z', '2026-11-25T07:59:59Z'],
    ['LAST_N_DAYS:2', '2026-11-22T08:00:00Z', '2026-11-25T07:59:59Z'],
    ['NEXT_N_DAYS:2', '2026-11-25T08:00:00Z', '2026-11-27T07:59:59Z'],
    ['N_DAYS_AGO:3', '2026-11-21T08:00:00Z', '2026-11-22T07:59:59Z'],
    ['LAST_N_WEEKS:2', '2026-11-08T08:00:00Z', '2026-11-22T07:59:59Z'],
    ['LAST_N_MONTHS:2', '2026-09-01T07:00:00Z', '2026-11-01T06:59:59Z'],
    ['N_YEARS_AGO:1', '2025-01-01T08:00:00Z', '2026-01-01T07:59:59Z'],
  ];
  for (const [literal, first, last] of periods) {
    it(`means by ${literal} all from ${first} to ${last}`, async () => {
      const simulator = await startOrg({ now: makeClock().now });
      const [user] = simulator.org.records.users;
      if (user === undefined) throw new Error('no user');
      const isIn = async (at: number) => {
        user.lastLoginAt = new Date(at);
        const { json } = await query(simulator, `SELECT COUNT() FROM User WHERE LastLoginDate = ${literal}`);
        return json.totalSize === 1;
      };
      const [from, to] = [Date.parse(first), Date.parse(last)];
      expect([
        await isIn(from - 1000),
        await isIn(from),
        await isIn(to),
        await isIn(to + 1000),
      ]).to.deep.equal([false, true, true, false]);
    });
  }
});
