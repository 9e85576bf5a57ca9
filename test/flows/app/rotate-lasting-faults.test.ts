// Faults that do not go away, from each request of a rotation on, and faults of a rotation by a second app: whatever the org
// took, its key lies on the disk.
import { expect } from 'chai';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createPrivateKey } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp } from '../../../src/flows/app/create.ts';
import { readApp } from '../../../src/flows/app/read-app.ts';
import { rotateApp, type RotateAppResult } from '../../../src/flows/app/rotate.ts';
import { makeKeyFiles, type KeyFiles } from '../../simulated-app.ts';
import { type AppOrg } from './app-org.ts';
import { eachFault, isNamed } from './each-fault.ts';

const type = 'external-client-app';

/** One of each kind: before the org acts, after it has, in its deploys, and of the session. */
const faults = ['connection-reset', 'truncated-json', 'deploy-half-failed', 'session-expired'] as const;

describe('the flow that rotates the key of an app, with a fault that lasts from a request on', function () {
  this.timeout(900_000);
  let made: KeyFiles;
  let folder = '';
  let consumerKey = '';

  before(async () => (made = await makeKeyFiles()));
  after(() => {
    for (const each of [made.folder, folder]) rmSync(each, { recursive: true, force: true });
  });

  const at = (name: string): string => join(folder, name);

  async function prepare({ connection }: AppOrg): Promise<void> {
    rmSync(folder, { recursive: true, force: true });
    folder = mkdtempSync(join(tmpdir(), 'rotate-lasting-'));
    copyFileSync(made.keyFile, at('server.key'));
    copyFileSync(made.certificateFile, at('server.crt'));
    const result = await createApp(
      {
        connection,
        type,
        name: 'Jwt_Cli',
        certificateFile: at('server.crt'),
        typed: {},
        assignTo: [],
        waitMinutes: 0,
        again: '',
      },
      new Date(),
      {},
    );
    consumerKey = result.consumerKey ?? '';
  }

  const rotate =
    (newName?: string) =>
    async ({ connection, username }: AppOrg): Promise<RotateAppResult> =>
      rotateApp(
        {
          connection,
          type,
          name: 'Jwt_Cli',
          privateKey: { key: { file: at('server.key') } },
          username,
          overlap: newName === undefined ? undefined : { newName },
          waitMinutes: 0,
          again: 'sf jwt app rotate',
        },
        new Date(),
        {},
      );

  /** The file whose key fits the certificate that the org has. */
  async function keyOf({ connection }: AppOrg, name: string): Promise<string | undefined> {
    const certificate = (await readApp(connection, { type, name }))?.settings.certificate;
    return readdirSync(folder).find(
      (file) =>
        file.endsWith('.key') && certificate?.checkPrivateKey(createPrivateKey(readFileSync(at(file)))),
    );
  }

  for (const [title, newName, times] of [
    ['for good', undefined, 'for good'],
    ['once, of a second app', 'Jwt_Cli_2', 1],
  ] as const) {
    it(`${title}: stops with a state that it can name, and finishes when it is run again`, async () => {
      for await (const run of eachFault(rotate(newName), { prepare, times, faults })) {
        const { outcome, org, again } = run;
        const where = `${run.fault} from request ${run.n} (${run.line})`;
        if (outcome.kind !== 'done')
          expect(
            isNamed(outcome.error),
            `${where}: ${outcome.error.name}: ${outcome.error.message}`,
          ).to.equal(true);
        await org.reconnect();
        expect(await keyOf(org, 'Jwt_Cli'), where).to.be.oneOf(['server.key', 'server.next.key']);
        const second = await again();
        if (second.outcome.kind !== 'done') throw Object.assign(second.outcome.error, { where });
        const { name, files, consumerKey: clientId } = second.outcome.value;
        expect(at((await keyOf(org, name)) ?? ''), where).to.equal(files.key);
        expect(await keyOf(org, 'Jwt_Cli'), where).to.equal('server.key');
        await org.logIn(clientId, { ...made, location: { key: { file: files.key } } });
        await org.logIn(consumerKey, { ...made, location: { key: { file: at('server.key') } } });
      }
    });
  }
});
