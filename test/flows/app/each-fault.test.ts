import { expect } from 'chai';
import type { FaultName } from '../../../src/simulator/faults.ts';
import { addPermissionSet } from '../../../src/simulator/org-changes.ts';
import { type AppOrg, closeAppOrgs, openAppOrg, openAppOrgs } from './app-org.ts';
import { eachFault, type FaultOptions, isNamed } from './each-fault.ts';

const SETS = '/sobjects/PermissionSet';

/** Reads, writes a permission set, and reads again: three requests. */
async function flow({ connection }: AppOrg): Promise<string> {
  await connection.query('SELECT Id FROM Organization');
  await connection.requestPost(SETS, { Name: 'Made', Label: 'Made' });
  await connection.query('SELECT Id FROM User');
  return 'value';
}

/** Without the digests of contents. */
const namesIn = (lines: string[]): string[] => lines.map((line) => line.replace(/ \([0-9a-f]{8}\)$/, ''));

type Row = [fault: FaultName, n: number, line: string, ended: string, left: number];

async function rowsOf(options: FaultOptions): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const { fault, n, line, outcome, change } of eachFault(flow, options)) {
    rows.push([fault, n, line.replace('/services/data/v67.0', ''), outcome.kind, change.left.length]);
  }
  return rows;
}

describe('running a flow with each fault', () => {
  it('strikes each request once, each time in an org of its own, and says what was left', async () => {
    const rows = await rowsOf({ faults: ['redirect', 'server-error'] });
    expect(rows).to.deep.equal([
      ['redirect', 1, 'GET /query', 'failed', 0],
      ['redirect', 2, 'POST /sobjects/PermissionSet', 'failed', 0],
      ['redirect', 3, 'GET /query', 'failed', 1],
      // jsforce sends a GET again
      ['server-error', 1, 'GET /query', 'done', 1],
      ['server-error', 2, 'POST /sobjects/PermissionSet', 'failed', 0],
      ['server-error', 3, 'GET /query', 'done', 1],
    ]);
  });

  it('strikes all requests from one on, if asked to', async () => {
    const rows = await rowsOf({ faults: ['server-error'], times: 'for good' });
    expect(rows.map(([, n, , ended]) => [n, ended])).to.deep.equal([
      [1, 'failed'],
      [2, 'failed'],
      [3, 'failed'],
    ]);
  });

  it('tells a command that would have been ended by an error which nobody catches', async () => {
    const rows = await rowsOf({ faults: ['truncated-json'] });
    expect(rows.map(([, , , ended, left]) => [ended, left])).to.deep.equal([
      ['crashed', 0],
      ['crashed', 1],
      ['crashed', 1],
    ]);
  });

  it('runs the flow again in the same org, after a new login and without a fault', async () => {
    const ended: unknown[] = [];
    for await (const run of eachFault(flow, { faults: ['session-expired'] })) {
      const { outcome, change } = await run.again();
      ended.push([outcome.kind === 'failed' ? outcome.error.name : outcome.kind, namesIn(change.left)]);
    }
    const made = 'PermissionSet Made';
    expect(ended).to.deep.equal([
      ['done', [made]],
      ['done', [made]],
      ['DUPLICATE_DEVELOPER_NAME', [made]],
    ]);
  });

  it('tells what a flow took from an org, and what it changed there', async () => {
    const change = async ({ connection }: AppOrg): Promise<void> => {
      const { records } = await connection.query(
        'SELECT Id FROM PermissionSet WHERE IsOwnedByProfile = false',
      );
      const [gone, changed] = records.map(({ Id }) => Id ?? '') as [string, string];
      await connection.sobject('PermissionSet').delete(gone);
      await connection.sobject('PermissionSet').update({ Id: changed, Label: 'New label' });
    };
    const prepare = ({ org }: AppOrg): Promise<void> => {
      for (const name of ['Gone', 'Changed']) addPermissionSet(org, name);
      return Promise.resolve();
    };
    for await (const run of eachFault(change, { faults: ['clock-ahead'], prepare })) {
      const { left, lost } = run.change;
      expect(namesIn(lost)).to.deep.equal(['PermissionSet Changed', 'PermissionSet Gone']);
      expect(namesIn(left)).to.deep.equal(['PermissionSet Changed']);
    }
  });

  it('knows an error of ours from one that a library threw', async () => {
    for await (const { outcome } of eachFault(flow, { faults: ['maintenance'], times: 'for good' })) {
      expect(outcome.kind === 'failed' && isNamed(outcome.error)).to.equal(false);
    }
  });
});

describe('an org for flows', () => {
  afterEach(closeAppOrgs);

  it('can be one of several in one simulator, each with its own connection and requests', async () => {
    const [one, two] = (await openAppOrgs({ orgs: [{ name: 'one' }, { name: 'two', type: 'sandbox' }] })) as [
      AppOrg,
      AppOrg,
    ];
    one.forgetRequests();
    await two.query('SELECT Id FROM User');
    expect(one.requestLines()).to.deep.equal([]);
    expect(two.requestLines()).to.deep.equal(['GET /services/data/v67.0/query']);
    expect([one.connection.getUsername(), two.connection.getUsername()]).to.deep.equal([
      'admin@one.example',
      'admin@two.example',
    ]);
  });

  it('lets a second administrator in', async () => {
    const org = await openAppOrg();
    const second = await org.connectAs('second@simulator.example');
    expect((await second.identity()).username).to.equal('second@simulator.example');
    const { records } = await second.query("SELECT Profile.Name FROM User WHERE LastName = 'Second'");
    expect(records[0]).to.have.nested.property('Profile.Name', 'System Administrator');
    expect((await org.connection.identity()).username).to.equal('admin@simulator.example');
  });
});
