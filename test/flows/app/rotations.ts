// An app in a simulated org with its pair of key files, and rotations of it.
import { expect } from 'chai';
import { createPrivateKey, type X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SfError } from '@salesforce/core';
import type { AppType } from '../../../src/app/app-type.ts';
import { createApp } from '../../../src/flows/app/create.ts';
import { readApp } from '../../../src/flows/app/read-app.ts';
import { rotateApp, type RotateAppInput, type RotateAppResult } from '../../../src/flows/app/rotate.ts';
import type { RotateOptions } from '../../../src/flows/app/rotate-run.ts';
import type { FlowOptions } from '../../../src/flows/progress.ts';
import type { SimulatorOptions } from '../../../src/simulator/server.ts';
import { makeKeyFiles, type KeyFiles } from '../../simulated-app.ts';
import { type AppOrg, closeAppOrgs, openAppOrg } from './app-org.ts';

/** Who logs in by the app, besides the administrator whom `sf` is authorised as. */
export const RUN_AS = 'deploy@simulator.example';

export type Rotation = {
  org: AppOrg;
  type: AppType;
  consumerKey: string;
  /** `server.key` and `server.crt`. */
  keys: KeyFiles;
  rotate: (changes?: Partial<RotateAppInput>, options?: RotateOptions) => Promise<RotateAppResult>;
  /** What a rotation throws. */
  failure: (changes?: Partial<RotateAppInput>, options?: RotateOptions) => Promise<SfError>;
  /** Whether the key in a file of the folder logs in, by the first app unless another one is named. */
  logsIn: (file: string, clientId?: string) => Promise<boolean>;
  /** Names of the files in the folder, without hidden ones. */
  files: () => string[];
  /** The file of the folder whose key fits the certificate that the org has. */
  keyOfOrg: (name?: string) => Promise<string | undefined>;
};

type Made = KeyFiles & { key: Buffer; pem: Buffer };

/** One pair for all, because making one takes long. */
let made: Made | undefined;
const folders = new Set<string>();

/** An app of the type, with the run-as user admitted. The pair is a copy, because a rotation changes the files. */
export async function beginRotation(
  type: AppType = 'external-client-app',
  options: SimulatorOptions = {},
): Promise<Rotation> {
  made ??= await makePair();
  const org = await openAppOrg({ allowConnectedApps: true, deploySeconds: 0, ...options });
  const keys = copyOf(made);
  const { consumerKey } = await createApp(
    {
      connection: org.connection,
      type,
      name: 'Jwt_Cli',
      certificateFile: keys.certificateFile,
      typed: {},
      assignTo: [org.username, RUN_AS],
      waitMinutes: 1,
      again: '',
    },
    org.org.now(),
    {},
  );
  org.forgetRequests();
  const rotate: Rotation['rotate'] = async (changes = {}, flowOptions = {}) =>
    rotateApp(
      {
        connection: org.connection,
        type,
        name: 'Jwt_Cli',
        privateKey: keys.location,
        username: RUN_AS,
        waitMinutes: 0,
        again: 'sf jwt app rotate',
        ...changes,
      },
      org.org.now(),
      flowOptions,
    );
  const files = (): string[] => readdirSync(keys.folder).filter((name) => !name.startsWith('.'));
  return {
    org,
    type,
    consumerKey: consumerKey ?? '',
    keys,
    rotate,
    failure: async (...args) =>
      rotate(...args).then(
        () => expect.fail('it was rotated'),
        (error: unknown) => error as SfError,
      ),
    logsIn: async (file, clientId = consumerKey ?? '') =>
      org.logIn(clientId, { ...keys, location: { key: { file: join(keys.folder, file) } } }, RUN_AS).then(
        () => true,
        () => false,
      ),
    files: () => files().sort(),
    keyOfOrg: async (name = 'Jwt_Cli') => {
      await org.reconnect();
      const certificate = (await readApp(org.connection, { type, name }))?.settings.certificate;
      const fits = (file: string): boolean =>
        certificate !== undefined && fitsKey(certificate, join(keys.folder, file));
      return files().find((file) => file.endsWith('.key') && fits(file));
    },
  };
}

/** Ends what was begun: `afterEach(endRotations)`. */
export async function endRotations(): Promise<void> {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  folders.clear();
  await closeAppOrgs();
}

async function makePair(): Promise<Made> {
  const keys = await makeKeyFiles();
  const texts = { key: readFileSync(keys.keyFile), pem: readFileSync(keys.certificateFile) };
  rmSync(keys.folder, { recursive: true });
  return { ...keys, ...texts };
}

function copyOf({ key, pem, ...keys }: Made): KeyFiles {
  const folder = mkdtempSync(join(tmpdir(), 'rotation-'));
  folders.add(folder);
  const [keyFile, certificateFile] = [join(folder, 'server.key'), join(folder, 'server.crt')];
  writeFileSync(keyFile, key, { mode: 0o600 });
  writeFileSync(certificateFile, pem);
  return { ...keys, folder, keyFile, certificateFile, location: { key: { file: keyFile } } };
}

function fitsKey(certificate: X509Certificate, file: string): boolean {
  return certificate.checkPrivateKey(createPrivateKey(readFileSync(file)));
}

/** Does something once, when a flow comes to a stage for the n-th time. */
export function atStage(stage: string, act: () => void, n = 1): Required<Pick<FlowOptions, 'onStage'>> {
  let times = 0;
  return {
    onStage: ({ name }) => {
      if (name !== stage) return;
      times += 1;
      if (times === n) act();
    },
  };
}
