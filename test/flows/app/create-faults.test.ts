// Every fault of the simulated org at every request of `sf jwt app create`: the command gets over it, or ends with an error that
// has a name and says what to do; running it again finishes the work, with one app that takes a login.
import { expect } from 'chai';
import { rmSync } from 'node:fs';
import type { AppType } from '../../../src/app/app-type.ts';
import { createApp, type CreateAppResult } from '../../../src/flows/app/create.ts';
import { makeKeyFiles, type KeyFiles } from '../../simulated-app.ts';
import { type AppOrg } from './app-org.ts';
import { eachFault, isNamed } from './each-fault.ts';

describe('the flow that creates an app, with a fault at each request', function () {
  this.timeout(600_000);
  let keys: KeyFiles;

  before(async () => (keys = await makeKeyFiles()));
  after(() => rmSync(keys.folder, { recursive: true }));

  const create =
    (type: AppType) =>
    async (org: AppOrg): Promise<CreateAppResult> =>
      createApp(
        {
          connection: org.connection,
          type,
          name: 'Jwt_Cli',
          certificateFile: keys.certificateFile,
          typed: {},
          assignTo: [],
          waitMinutes: 0,
          again: 'sf jwt app create',
        },
        new Date(),
        {},
      );

  for (const type of ['external-client-app', 'connected-app'] as const) {
    it(`recovers, or stops with a state it can name, and finishes when it is run again (${type})`, async () => {
      const runs = eachFault(create(type), { simulator: { allowConnectedApps: true } });
      let count = 0;
      for await (const { fault, n, line, outcome, org, again } of runs) {
        const where = `${fault} at request ${n} (${line})`;
        count += 1;
        if (outcome.kind !== 'done') {
          expect(
            isNamed(outcome.error),
            `${where}: ${outcome.error.name}: ${outcome.error.message}`,
          ).to.equal(true);
          expect(outcome.kind, where).to.equal('failed');
        }
        const second = await again();
        if (second.outcome.kind !== 'done') throw second.outcome.error;
        const { value } = second.outcome;
        expect(value.isConfirmed, where).to.equal(true);
        await org.logIn(value.consumerKey ?? '', keys);
        const object = type === 'connected-app' ? 'ConnectedApplication' : 'ExternalClientApplication';
        expect(await org.query(`SELECT Id FROM ${object}`), where).to.have.length(1);
      }
      // sixteen faults, most of them at each of seven requests and more
      expect(count).to.be.greaterThan(80);
    });
  }
});
