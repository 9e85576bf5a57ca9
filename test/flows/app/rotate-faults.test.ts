// Every fault of the simulated org at every request of `sf jwt app rotate`: the command gets over it, or ends with an error that
// has a name; running it again finishes the work, with one pair on the disk, which the app takes.
import { expect } from 'chai';
import { X509Certificate } from 'node:crypto';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AppType } from '../../../src/app/app-type.ts';
import { createApp } from '../../../src/flows/app/create.ts';
import { rotateApp, type RotateAppResult } from '../../../src/flows/app/rotate.ts';
import { makeKeyFiles, type KeyFiles } from '../../simulated-app.ts';
import { type AppOrg } from './app-org.ts';
import { eachFault, isNamed } from './each-fault.ts';

describe('the flow that rotates the key of an app, with a fault at each request', function () {
  this.timeout(600_000);
  let made: KeyFiles;
  let folder = '';
  let consumerKey = '';

  before(async () => (made = await makeKeyFiles()));
  after(() => {
    for (const each of [made.folder, folder]) rmSync(each, { recursive: true, force: true });
  });

  const keyFile = (): string => join(folder, 'server.key');
  const certificateFile = (): string => join(folder, 'server.crt');

  /** An app, and a copy of its pair, because a rotation changes the files. */
  const prepare =
    (type: AppType) =>
    async (org: AppOrg): Promise<void> => {
      rmSync(folder, { recursive: true, force: true });
      folder = mkdtempSync(join(tmpdir(), 'rotate-faults-'));
      copyFileSync(made.keyFile, keyFile());
      copyFileSync(made.certificateFile, certificateFile());
      const { connection } = org;
      const app = { connection, type, name: 'Jwt_Cli', typed: {}, assignTo: [], waitMinutes: 0, again: '' };
      const result = await createApp({ ...app, certificateFile: certificateFile() }, new Date(), {});
      consumerKey = result.consumerKey ?? '';
    };

  const rotate =
    (type: AppType) =>
    async ({ connection, username }: AppOrg): Promise<RotateAppResult> =>
      rotateApp(
        {
          connection,
          type,
          name: 'Jwt_Cli',
          privateKey: { key: { file: keyFile() } },
          username,
          waitMinutes: 0,
          again: 'sf jwt app rotate',
        },
        new Date(),
        {},
      );

  for (const type of ['external-client-app', 'connected-app'] as const) {
    it(`recovers, or stops with a state it can name, and finishes when it is run again (${type})`, async () => {
      const simulator = { allowConnectedApps: true };
      let count = 0;
      for await (const run of eachFault(rotate(type), { simulator, prepare: prepare(type) })) {
        const { fault, n, line, outcome, org, again } = run;
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
        // a deploy that is stuck in the org is no matter of the command's
        if (second.outcome.kind !== 'done') throw Object.assign(second.outcome.error, { where });
        expect(existsSync(join(folder, 'server.next.key')), where).to.equal(false);
        const onDisk = new X509Certificate(readFileSync(certificateFile())).fingerprint256;
        expect(second.outcome.value.certificate.new.sha256, where).to.equal(onDisk);
        await org.logIn(consumerKey, { ...made, location: { key: { file: keyFile() } } });
      }
      expect(count).to.be.greaterThan(80);
    });
  }
});
