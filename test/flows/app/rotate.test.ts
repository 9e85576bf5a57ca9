import { expect } from 'chai';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { X509Certificate } from 'node:crypto';
import type { SfError } from '@salesforce/core';
import type { AppType } from '../../../src/app/app-type.ts';
import { createApp } from '../../../src/flows/app/create.ts';
import { rotateApp, type RotateAppInput, type RotateAppResult } from '../../../src/flows/app/rotate.ts';
import type { FlowOptions } from '../../../src/flows/progress.ts';
import { freezeUser } from '../../../src/simulator/org-changes.ts';
import { makeKeyFiles, type KeyFiles } from '../../simulated-app.ts';
import { type AppOrg, closeAppOrgs, openAppOrg } from './app-org.ts';
import { tracesOf } from './org-traces.ts';

const DEPLOY = 'deploy@simulator.example';

describe('the flow that rotates the key of an app', () => {
  let made: KeyFiles;
  let keys: KeyFiles;
  let org: AppOrg;
  let consumerKey: string;

  before(async () => (made = await makeKeyFiles()));
  after(() => rmSync(made.folder, { recursive: true }));
  afterEach(async () => {
    rmSync(keys.folder, { recursive: true });
    await closeAppOrgs();
  });

  /** A copy, because a rotation changes the files. */
  function copyKeys(): KeyFiles {
    const folder = mkdtempSync(join(tmpdir(), 'rotate-'));
    const [keyFile, certificateFile] = [join(folder, 'server.key'), join(folder, 'server.crt')];
    copyFileSync(made.keyFile, keyFile);
    copyFileSync(made.certificateFile, certificateFile);
    return { ...made, folder, keyFile, certificateFile, location: { key: { file: keyFile } } };
  }

  async function begin(type: AppType): Promise<void> {
    keys = copyKeys();
    org = await openAppOrg({ allowConnectedApps: true, deploySeconds: 0 });
    const result = await createApp(
      {
        connection: org.connection,
        type,
        name: 'Jwt_Cli',
        certificateFile: keys.certificateFile,
        typed: {},
        assignTo: [org.username, DEPLOY],
        waitMinutes: 1,
        again: '',
      },
      new Date(),
      {},
    );
    consumerKey = result.consumerKey ?? '';
    org.forgetRequests();
  }

  const rotate = async (
    type: AppType,
    changes: Partial<RotateAppInput> = {},
    options: FlowOptions = {},
  ): Promise<RotateAppResult> =>
    rotateApp(
      {
        connection: org.connection,
        type,
        name: 'Jwt_Cli',
        privateKey: keys.location,
        username: DEPLOY,
        waitMinutes: 0,
        again: 'sf jwt app rotate',
        ...changes,
      },
      new Date(),
      options,
    );

  const failure = async (...args: Parameters<typeof rotate>): Promise<SfError> =>
    rotate(...args).then(
      () => expect.fail('it was rotated'),
      (error: unknown) => error as SfError,
    );

  const logsIn = async (location: KeyFiles['location']): Promise<boolean> =>
    org.logIn(consumerKey, { ...keys, location }, DEPLOY).then(
      () => true,
      () => false,
    );
  const at = (name: string): KeyFiles['location'] => ({ key: { file: join(keys.folder, name) } });
  const files = (): string[] =>
    readdirSync(keys.folder)
      .filter((name) => !name.startsWith('.'))
      .sort();

  for (const type of ['external-client-app', 'connected-app'] as const) {
    describe(`of the type ${type}`, () => {
      it('puts a new pair in the place of the old one, whose key logs in no more', async () => {
        await begin(type);
        const result = await rotate(type);
        expect(result).to.include({ outcome: 'rotated', consumerKey, isInPlace: true, username: DEPLOY });
        expect(result.certificate.old?.sha256).to.equal(made.certificate.fingerprint256);
        const now = new X509Certificate(readFileSync(keys.certificateFile));
        expect(result.certificate.new.sha256)
          .to.equal(now.fingerprint256)
          .and.not.equal(made.certificate.fingerprint256);
        expect(result.gapMilliseconds).to.be.greaterThan(0).and.lessThan(60_000);
        expect(files()).to.deep.equal([
          'server.crt',
          'server.key',
          'server.previous.crt',
          'server.previous.key',
        ]);
        expect(statSync(keys.keyFile).mode & 0o777).to.equal(0o600);
        expect(await logsIn(at('server.key'))).to.equal(true);
        expect(await logsIn(at('server.previous.key'))).to.equal(false);
      });

      it('asks the org as little as it can', async () => {
        await begin(type);
        await rotate(type);
        const lines = org.requestLines().filter((line) => !/^GET .*deployRequest\//.test(line));
        // reads the app, logs in, deploys, reads back, logs in
        expect(lines.filter((line) => line.includes('/oauth2/token'))).to.have.length(2);
        expect(lines.filter((line) => line.includes('deployRequest'))).to.have.length(1);
        expect(lines).to.have.length.of.at.most(12);
      });

      it('puts the old certificate back when the new key does not log in, and names what is left', async () => {
        await begin(type);
        const before = tracesOf(org.org);
        // the user is frozen while the new certificate is on its way, so that no key logs in
        let isFrozen = false;
        const onStage = ({ name }: { name: string }): void => {
          if (name === 'deploy' && !isFrozen) freezeUser(org.org, DEPLOY);
          isFrozen ||= name === 'deploy';
          if (name === 'roll-back') freezeUser(org.org, DEPLOY, false);
        };
        const error = await failure(type, {}, { onStage });
        expect(error.message).to.contain('a login with the old key works, and the new pair was removed');
        expect(tracesOf(org.org)).to.deep.equal(before);
        expect(files()).to.deep.equal(['server.crt', 'server.key']);
        expect(await logsIn(at('server.key'))).to.equal(true);
      });

      it('keeps both pairs when the old key cannot be proven again either, and finishes later', async () => {
        await begin(type);
        const onStage = ({ name }: { name: string }): void => {
          if (name === 'deploy') freezeUser(org.org, DEPLOY);
        };
        const error = await failure(type, {}, { onStage });
        expect(error.message).to.contain(
          'The old certificate is back in the app, but the org does not let its key in',
        );
        expect(error.actions?.at(-1)).to.equal('Go on where this ended: sf jwt app rotate');
        expect(files()).to.include.members(['server.key', 'server.next.key']);
        freezeUser(org.org, DEPLOY, false);
        expect((await rotate(type)).outcome).to.equal('rotated');
        expect(await logsIn(at('server.key'))).to.equal(true);
      });

      for (const stage of ['read', 'login', 'deploy', 'confirm']) {
        it(`goes on after Ctrl-C at the stage ${stage}`, async () => {
          await begin(type);
          const controller = new AbortController();
          let deployed = false;
          const onStage = ({ name }: { name: string }): void => {
            if (name === stage && (stage !== 'login' || deployed)) controller.abort();
            deployed ||= name === 'confirm';
          };
          const error = await failure(type, {}, { signal: controller.signal, onStage }).catch(
            () => undefined,
          );
          expect(
            error === undefined ||
              ['AbortError', 'RotationInterruptedError', 'DeployInterruptedError'].includes(error.name),
            error?.name,
          ).to.equal(true);
          expect((await rotate(type)).consumerKey).to.equal(consumerKey);
          expect(existsSync(join(keys.folder, 'server.next.key'))).to.equal(false);
          expect(await logsIn(at('server.key'))).to.equal(true);
        });
      }

      it('changes nothing when the key does not fit the app', async () => {
        await begin(type);
        const before = tracesOf(org.org);
        const other = await makeKeyFiles();
        const error = await failure(type, { privateKey: other.location });
        rmSync(other.folder, { recursive: true });
        expect(error.name).to.equal('KeyDoesNotFitAppError');
        expect(tracesOf(org.org)).to.deep.equal(before);
      });

      it('writes the new pair of a key that came from a variable into a folder', async () => {
        await begin(type);
        process.env['ROTATED_KEY'] = readFileSync(keys.keyFile, 'utf8');
        const outputDir = join(keys.folder, 'new');
        const result = await rotate(type, { privateKey: { key: { variable: 'ROTATED_KEY' } }, outputDir });
        Reflect.deleteProperty(process.env, 'ROTATED_KEY');
        expect(result.isInPlace).to.equal(false);
        expect(await logsIn({ key: { file: join(outputDir, 'Jwt_Cli.key') } })).to.equal(true);
      });
    });
  }
});
