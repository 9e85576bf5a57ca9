import { expect } from 'chai';
import { recordLogin } from '../../src/simulator/login-history.ts';
import { addPermissionSet } from '../../src/simulator/org-changes.ts';
import type { Simulator } from '../../src/simulator/server.ts';
import {
  accessToken,
  addJwtApp,
  adminCall,
  call,
  expectError,
  makeClock,
  orgAndToken,
  query,
  startOrg,
  stopOrgs,
  withToken,
} from './org-client.ts';

const DATA = '/services/data/v66.0';

describe('SOQL results', () => {
  afterEach(stopOrgs);

  /** An org with 2105 logins of the administrator. */
  async function busyOrg(): Promise<Simulator> {
    const simulator = await startOrg();
    for (let count = 0; count < 2105; count += 1) {
      recordLogin(simulator.org, {
        at: simulator.org.now(),
        user: simulator.org.records.users[0]!,
        status: 'Success',
        application: '',
        host: '',
      });
    }
    return simulator;
  }

  type Page = { totalSize: number; done: boolean; nextRecordsUrl?: string; records: object[] };

  async function pages(simulator: Simulator, batchSize?: number): Promise<Page[]> {
    const headers = {
      authorization: `Bearer ${simulator.admin.accessToken}`,
      ...(batchSize === undefined ? {} : { 'sforce-query-options': `batchSize=${batchSize}` }),
    };
    const all: Page[] = [];
    let next: string | undefined = `${DATA}/query?q=SELECT+Id+FROM+LoginHistory`;
    while (next !== undefined) {
      const { json, text } = await call(simulator, next, { headers });
      const page = json as unknown as Page;
      if (!Array.isArray(page.records)) throw new Error(text);
      all.push(page);
      next = page.nextRecordsUrl;
    }
    return all;
  }

  it('gives 2000 records at once, and the rest by locator', async () => {
    const [first, last] = await pages(await busyOrg());
    expect(first).to.include({ totalSize: 2105, done: false });
    expect(first?.nextRecordsUrl).to.match(/^\/services\/data\/v66\.0\/query\/01g\w{15}-2000$/);
    expect(last).to.include({ totalSize: 2105, done: true });
    expect(last).to.not.have.property('nextRecordsUrl');
    const ids = [...(first?.records ?? []), ...(last?.records ?? [])].map(
      (row) => (row as { Id: string }).Id,
    );
    expect(new Set(ids).size).to.equal(2105);
  });

  it('gives as many at once as are asked for, between 200 and 2000', async () => {
    const simulator = await busyOrg();
    const sizes = async (batchSize: number) =>
      (await pages(simulator, batchSize)).map((page) => page.records.length);
    expect(await sizes(1000)).to.deep.equal([1000, 1000, 105]);
    expect(await sizes(5)).to.deep.equal([...Array<number>(10).fill(200), 105]);
    expect(await sizes(9999)).to.deep.equal([2000, 105]);
  });

  it('refuses a locator that is unknown or of another user', async () => {
    const simulator = await busyOrg();
    await addJwtApp(simulator);
    const token = await accessToken(simulator);
    const [first] = await pages(simulator);
    const path = first?.nextRecordsUrl ?? '';
    expectError(
      await withToken(simulator, token, path),
      400,
      'INVALID_QUERY_LOCATOR',
      'invalid query locator',
    );
    for (const locator of ['01g000000000000AAA-2000', 'nonsense', path.replace(/.*\/|\d+$/g, '') + '9999']) {
      const reply = await adminCall(simulator, `${DATA}/query/${locator}`);
      expectError(reply, 400, 'INVALID_QUERY_LOCATOR');
    }
  });

  it('keeps ten cursors for a user, for two days', async () => {
    const clock = makeClock();
    const simulator = await startOrg({ now: clock.now });
    for (let count = 0; count < 201; count += 1) addPermissionSet(simulator.org, `Set${count}`);
    const open = async () =>
      (
        await call(simulator, `${DATA}/query?q=SELECT+Id+FROM+PermissionSet`, {
          headers: {
            authorization: `Bearer ${simulator.admin.accessToken}`,
            'sforce-query-options': 'batchSize=200',
          },
        })
      ).json.nextRecordsUrl as string;
    const first = await open();
    expect((await adminCall(simulator, first)).status).to.equal(200);
    for (let count = 0; count < 9; count += 1) await open();
    expect((await adminCall(simulator, first)).status).to.equal(200);
    const last = await open();
    expectError(await adminCall(simulator, first), 400, 'INVALID_QUERY_LOCATOR');
    clock.time += 48 * 3_600_000;
    expectError(await adminCall(simulator, last), 400, 'INVALID_QUERY_LOCATOR');
  });

  it('gives 500 rows of OauthToken at once and 2500 at all, and counts them all', async () => {
    const { simulator } = await orgAndToken();
    const [session] = simulator.org.sessions.filter(({ appId }) => appId !== null);
    for (let count = 0; count < 2599; count += 1) {
      simulator.org.sessions.push({ ...session!, token: `${session!.token}${count}` });
    }
    let page = (await query(simulator, 'SELECT DeleteToken FROM OauthToken')).json as unknown as Page;
    const sizes = [page.records.length];
    while (page.nextRecordsUrl !== undefined) {
      page = (await adminCall(simulator, page.nextRecordsUrl)).json as unknown as Page;
      sizes.push(page.records.length);
    }
    expect(sizes).to.deep.equal([500, 500, 500, 500, 500]);
    expect((await query(simulator, 'SELECT COUNT() FROM OauthToken')).json.totalSize).to.equal(2600);
  });

  it('does not page through groups', async () => {
    const reply = await query(await busyOrg(), 'SELECT Id, COUNT(LoginTime) FROM LoginHistory GROUP BY Id');
    expectError(reply, 400, 'EXCEEDED_ID_LIMIT');
  });
});
