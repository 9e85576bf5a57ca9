// Every fault of the simulated org at every request that its facts take: they are all told, or some are unknown, or an error with
// a name says what to do; nothing of the org is changed.
import { rmSync } from 'node:fs';
import { expect } from 'chai';
import type { OrgFacts } from '../../../src/diagnosis/facts.ts';
import { readOrgFacts } from '../../../src/flows/diagnose/org-facts.ts';
import { deploySimulatedApp, makeKeyFiles, type KeyFiles } from '../../simulated-app.ts';
import type { AppOrg } from '../app/app-org.ts';
import { eachFault, isNamed } from '../app/each-fault.ts';

describe('what an administrator’s org tells of a login, with a fault at each request', function () {
  this.timeout(300_000);
  let keys: KeyFiles;
  before(async () => {
    keys = await makeKeyFiles();
  });
  after(() => rmSync(keys.folder, { recursive: true }));

  const clientId = '3MVG9EXAMPLEkey0123456789';
  const prepare = async ({ simulator }: AppOrg): Promise<void> => {
    await deploySimulatedApp(simulator, keys.certificate, { consumerKey: clientId });
  };
  const read = async ({ connection, username }: AppOrg): Promise<OrgFacts> =>
    readOrgFacts(connection, { clientId, username, publicKeySha256: null }, new Date());

  /** What is unknown of facts that are else whole. */
  function unknownsOf({ app, user, logins, isSandbox }: OrgFacts): string[] {
    if (app !== null && app) expect(app).to.include({ name: 'Example_App', admitsUser: true });
    if (user) expect(user).to.include({ isActive: true, isFrozen: false });
    return [
      ...(app === null ? ['app'] : []),
      ...(user && user.loginIpRanges === null ? ['restrictions'] : []),
      ...(logins === null || isSandbox === null || !user ? ['user'] : []),
    ];
  }

  for (const times of [1, 'for good'] as const) {
    it(`are whole, unknown or an error that has a name (each fault ${times === 1 ? 'once' : times})`, async () => {
      const ended = new Map<string, number>();
      const runs = eachFault(read, { prepare, times });
      for await (const { fault, n, line, outcome, change } of runs) {
        const where = `${fault} at request ${n} (${line})`;
        expect(change, where).to.deep.equal({ left: [], lost: [] });
        if (outcome.kind !== 'done') {
          expect(isNamed(outcome.error), `${where}: ${outcome.error.stack}`).to.equal(true);
          expect(outcome.kind, where).to.equal('failed');
        }
        const end = outcome.kind === 'done' ? unknownsOf(outcome.value).join(' ') || 'whole' : 'error';
        ended.set(end, (ended.get(end) ?? 0) + 1);
      }
      expect([...ended.keys()], JSON.stringify([...ended])).to.include.members(['whole', 'error']);
      // sixteen faults, most of them at each of six requests
      expect([...ended.values()].reduce((sum, count) => sum + count)).to.be.greaterThan(60);
    });
  }
});
