// A folder and a simulated org for tests of set-ups.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { SfError } from '@salesforce/core';
import { setUp, type SetupInput, type SetupOptions, type SetupResult } from '../../src/flows/setup.ts';
import type { ProjectEntry } from '../../src/project/entry.ts';
import type { SimulatorOptions } from '../../src/simulator/server.ts';
import { forgetLogins } from '../forget-logins.ts';
import { closeAppOrgs, openAppOrg, type AppOrg } from './app/app-org.ts';

export type SetupPlace = {
  folder: string;
  org: AppOrg;
  /** Sets up as the administrator, by the alias "simulator", and collects what is told. */
  run: (changes?: Partial<SetupInput>, options?: SetupOptions) => Promise<SetupResult>;
  failure: (changes?: Partial<SetupInput>, options?: SetupOptions) => Promise<SfError>;
  /** Of all runs, by their names and values. */
  notices: string[];
  entries: () => Record<string, ProjectEntry>;
  writeEntries: (orgs: Record<string, ProjectEntry>) => void;
  /** Every file of the folder and of `sf`, with its time and bytes. */
  files: () => string[];
  close: () => Promise<void>;
};

const before = process.cwd();

export async function openSetupPlace(options: SimulatorOptions = {}): Promise<SetupPlace> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'setup-')));
  process.chdir(folder);
  const org = await openAppOrg({ deploySeconds: 0, ...options });
  const notices: string[] = [];
  const run: SetupPlace['run'] = async (changes = {}, told = {}) =>
    setUp(
      {
        ...{ connection: org.connection, admin: 'simulator', waitMinutes: 0, again: 'sf jwt setup' },
        ...changes,
      },
      new Date(),
      { ...told, onNotice: ({ name, values }) => notices.push([name, ...values].join(' ')) },
    );
  const projectFile = join(folder, 'sf-jwt.json');
  return {
    folder,
    org,
    run,
    notices,
    failure: async (changes, told) =>
      run(changes, told).then(
        (result) => {
          throw new Error(`It was set up: ${JSON.stringify(result)}`);
        },
        (error: unknown) => error as SfError,
      ),
    entries: () =>
      (JSON.parse(readFileSync(projectFile, 'utf8')) as { orgs: Record<string, ProjectEntry> }).orgs,
    writeEntries: (orgs) => {
      mkdirSync(dirname(projectFile), { recursive: true });
      writeFileSync(projectFile, JSON.stringify({ orgs }, null, 2));
    },
    files: () =>
      [folder, join(homedir(), '.sfdx'), join(homedir(), '.sf')]
        .filter((each) => existsSync(each))
        .flatMap(describeFiles),
    close: async () => {
      await closeAppOrgs();
      await forgetLogins();
      process.chdir(before);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function describeFiles(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  return names
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => `${path} ${statSync(path).mtimeMs} ${readFileSync(path, 'base64')}`);
}

export const statesOf = ({ steps }: SetupResult): string[] =>
  steps.map(({ name, state }) => `${name} ${state}`);
