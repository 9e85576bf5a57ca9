import { expect } from 'chai';
import { composite, runQueries } from '../../src/io/composite.ts';
import { readComponents, readDeploy, startDeploy } from '../../src/io/metadata-api.ts';
import { explained, isOutcomeUnknown, type OrgConnection } from '../../src/io/org-call.ts';
import { strike } from '../../src/simulator/fault-strikes.ts';
import { faultNames, type FaultName } from '../../src/simulator/faults.ts';
import { openAdminOrg, type AdminOrg } from './admin-org.ts';
import { shownBy, thrownBy } from './thrown.ts';

type Call = (connection: OrgConnection, deployId: string, signal?: AbortSignal) => Promise<unknown>;

const VERSION = '/services/data/v67.0';

const reads = {
  queries: async (connection, _?, signal?) =>
    runQueries(connection, { users: 'SELECT Id FROM User' }, {}, signal),
  deployStatus: readDeploy,
  components: async (connection) => readComponents(connection, 'ConnectedApp', ['Nothing']),
  list: async (connection) =>
    explained(connection, () => connection.metadata.list([{ type: 'ConnectedApp' }], '67.0'), {
      isRead: true,
    }),
  versions: async (connection) =>
    explained(connection, () => connection.request(`${connection.instanceUrl}/services/data`), {
      isRead: true,
    }),
} satisfies Record<string, Call>;

const writes = {
  records: async (connection) =>
    composite(connection, { allOrNone: true }, [
      {
        method: 'POST',
        url: `${VERSION}/sobjects/PermissionSet`,
        referenceId: 'new',
        body: { Name: 'New', Label: 'New' },
      },
    ]),
  deploy: async (connection) => startDeploy(connection, new Map([['package.xml', '<Package/>']])),
} satisfies Record<string, Call>;

const calls = { ...reads, ...writes };
type CallName = keyof typeof calls;

type Expectation = {
  /** What calls end with while the fault lasts. */
  error: string;
  /** Default: all. */
  strikes?: CallName[];
  /** It is gone in a moment, so that a read succeeds. */
  isPassing?: true;
  /** After a write nobody knows whether it was carried out. */
  leavesUnknown?: true;
};

/** Undefined: the calls work all the same. */
const expectations: Record<FaultName, Expectation | undefined> = {
  latency: undefined,
  'connection-reset': { error: 'OrgConnectionBrokenError', isPassing: true, leavesUnknown: true },
  'server-error': { error: 'OrgFailedError', isPassing: true, leavesUnknown: true },
  'server-unavailable': { error: 'OrgBusyError', isPassing: true, leavesUnknown: true },
  maintenance: { error: 'OrgInMaintenanceError', isPassing: true, leavesUnknown: true },
  'truncated-json': { error: 'OrgConnectionBrokenError', isPassing: true, leavesUnknown: true },
  'wrong-content-type': undefined,
  'data-not-available': { error: 'OrgGoneError', isPassing: true },
  'rate-limit': { error: 'OrgBusyError', isPassing: true },
  'clock-ahead': undefined,
  'clock-behind': undefined,
  redirect: { error: 'OrgMovedError' },
  'deploy-stuck': undefined,
  'deploy-half-failed': undefined,
  'transient-404': { error: 'OrgAddressNotFoundError', strikes: ['components', 'list'], isPassing: true },
  'session-expired': {
    error: 'OrgSessionEndedError',
    strikes: ['queries', 'deployStatus', 'components', 'list', 'records', 'deploy'],
  },
};

/** The least with which a fault still is one, so that nothing waits. */
const amounts: Partial<Record<FaultName, number>> = { latency: 20, 'rate-limit': 0 };

describe('calls of an org', () => {
  let org: AdminOrg;
  let deployId: string;

  /** Opens an org that has a finished deploy. */
  async function begin(): Promise<void> {
    org = await openAdminOrg();
    deployId = await startDeploy(org.connection, new Map([['package.xml', '<Package/>']]));
    org.simulator.requests.length = 0;
  }
  const countOf = (path: string, body = ''): number =>
    org.simulator.requests.filter((request) => request.path === path && request.body.includes(body)).length;

  afterEach(() => org.close());

  for (const name of faultNames) {
    const expected = expectations[name];
    it(`end with ${expected?.error ?? 'what they should'} while ${name} lasts`, async () => {
      await begin();
      strike(org.simulator.world, { name, times: 1000, amount: amounts[name] });
      await Promise.all(
        Object.entries<Call>(calls).map(async ([call, run]) => {
          if (!expected || !(expected.strikes ?? Object.keys(calls)).includes(call)) {
            await run(org.connection, deployId);
            return;
          }
          const error = await thrownBy(() => run(org.connection, deployId));
          expect(error.name, call).to.equal(expected.error);
          expect(error.actions?.at(-1)).to.match(/\bsf [a-z]+ [a-z]+/);
          expect(shownBy(error)).not.to.match(/undefined|%[sdj]|<\/?[a-z]+>|\n {4}at /i);
          const isUnknown = Boolean(expected.leavesUnknown) && call in writes;
          expect(isOutcomeUnknown(error), call).to.equal(isUnknown);
          expect(error.message.includes('has begun the deployment is unknown')).to.equal(
            isUnknown && call === 'deploy',
          );
        }),
      );
      // what writes is sent once, whatever comes back
      expect(countOf(`${VERSION}/composite`, '"POST"')).to.equal(1);
      expect(countOf(`${VERSION}/metadata/deployRequest`)).to.equal(1);
      expect(countOf(`${VERSION}/composite`, '"GET"')).to.be.at.most(3);
    });
  }

  for (const name of faultNames.filter((fault) => expectations[fault]?.isPassing)) {
    it(`that only read work when ${name} strikes once`, async () => {
      await begin();
      const paths = [`${VERSION}/composite`, `${VERSION}/metadata`, '/services/Soap', '/services/data'];
      for (const path of paths) {
        strike(org.simulator.world, { name, times: 1, amount: amounts[name], path });
      }
      await Promise.all(Object.values<Call>(reads).map((run) => run(org.connection, deployId)));
      expect(org.simulator.requests.length).to.be.above(Object.keys(reads).length);
    });
  }

  it('wait as long as an org asks for', async () => {
    await begin();
    strike(org.simulator.world, { name: 'rate-limit', times: 1, amount: 1 });
    await reads.queries(org.connection);
    const [first, second] = org.simulator.requests;
    expect(Number(second?.at) - Number(first?.at)).to.be.at.least(990);
  });

  it('wait no longer when they are interrupted', async () => {
    await begin();
    strike(org.simulator.world, { name: 'rate-limit', amount: 30 });
    const failed = reads.queries(org.connection, deployId, AbortSignal.abort());
    const error = await failed.catch((thrown: unknown) => thrown as Error);
    expect(error).to.have.property('name', 'AbortError');
    expect(org.simulator.requests).to.have.length(1);
  });

  it('do not follow a redirect with the login', async () => {
    await begin();
    strike(org.simulator.world, { name: 'redirect', times: 1 });
    const error = await thrownBy(() => reads.queries(org.connection));
    expect(org.simulator.requests).to.have.length(1);
    expect(error.actions?.at(-1)).to.include(
      `sf org login web --instance-url ${org.simulator.world.login.origin.origin}`,
    );
  });
});
