// A simulated org with a Connected App that a test migrates, and what it sees of it.
import { expect } from 'chai';
import { rmSync } from 'node:fs';
import type { SfError } from '@salesforce/core';
import { createApp, type CreateAppInput } from '../../../src/flows/app/create.ts';
import { migrateApp, type MigrateAppInput, type MigrateAppResult } from '../../../src/flows/app/migrate.ts';
import type { FlowOptions } from '../../../src/flows/progress.ts';
import type { Component } from '../../../src/simulator/metadata/component.ts';
import { findComponent } from '../../../src/simulator/metadata/component.ts';
import { element, findElement } from '../../../src/simulator/metadata/xml-elements.ts';
import { approveApp } from '../../../src/simulator/org-changes.ts';
import type { SimulatorOptions } from '../../../src/simulator/server.ts';
import { makeKeyFiles, type KeyFiles } from '../../simulated-app.ts';
import { closeAppOrgs, openAppOrg, type AppOrg } from './app-org.ts';

export type Migrations = {
  app: AppOrg;
  keys: KeyFiles;
  /** An org with a Connected App that lets the administrator in; gives its consumer key. */
  begin: (options?: SimulatorOptions, changes?: Partial<CreateAppInput>) => Promise<string>;
  openOrg: (options?: SimulatorOptions) => Promise<void>;
  createOld: (changes?: Partial<CreateAppInput>) => Promise<string>;
  migrate: (changes?: Partial<MigrateAppInput>, options?: FlowOptions) => Promise<MigrateAppResult>;
  failure: (changes?: Partial<MigrateAppInput>, options?: FlowOptions) => Promise<SfError>;
  /** The Connected App in the org, as it is stored. */
  oldApp: () => Component;
  /** Without an administrator's approval: everybody may who approved the app. */
  letEverybodyIn: (...usernames: string[]) => void;
  /** What a login with the consumer key comes to: the name of an error, or `logged in`. */
  refusalOf: (consumerKey: string | null, username?: string) => Promise<string>;
  /** Without polling. */
  requestLines: () => string[];
};

/** For one block of tests; the org is begun by each of them. */
export function useMigrations(): Migrations {
  const migrations = {} as Migrations;
  before(async () => (migrations.keys = await makeKeyFiles()));
  after(() => rmSync(migrations.keys.folder, { recursive: true }));
  afterEach(closeAppOrgs);

  const openOrg: Migrations['openOrg'] = async (options = {}) => {
    migrations.app = await openAppOrg({ allowConnectedApps: true, ...options });
  };
  const createOld: Migrations['createOld'] = async (changes = {}) => createApplication(migrations, changes);
  const migrate: Migrations['migrate'] = async (changes = {}, options = {}) => {
    const input = {
      connection: migrations.app.connection,
      name: 'Old_Cli',
      username: migrations.app.username,
      privateKey: migrations.keys.location,
      assignTo: [],
      waitMinutes: 0,
      again: 'sf jwt app migrate --name Old_Cli',
      ...changes,
    };
    return (await migrateApp(input, migrations.app.org.now(), options)).result;
  };
  return Object.assign(migrations, {
    openOrg,
    createOld,
    migrate,
    begin: async (options: SimulatorOptions = {}, changes: Partial<CreateAppInput> = {}) => {
      await openOrg(options);
      return createOld(changes);
    },
    failure: async (changes: Partial<MigrateAppInput> = {}, options: FlowOptions = {}) =>
      migrate(changes, options).then(
        () => expect.fail('the app was migrated'),
        (error: unknown) => error as SfError,
      ),
    oldApp: () => findOld(migrations),
    letEverybodyIn: (...usernames: string[]) => withdrawApproval(migrations, usernames),
    refusalOf: async (consumerKey: string | null, username?: string) =>
      migrations.app.logIn(consumerKey ?? '', migrations.keys, username).then(
        () => 'logged in',
        (error: unknown) => (error as Error).name,
      ),
    requestLines: () =>
      migrations.app.requestLines().filter((line) => !/^GET .*\/deployRequest\//.test(line)),
  });
}

async function createApplication(
  { app, keys }: Migrations,
  changes: Partial<CreateAppInput>,
): Promise<string> {
  const { consumerKey } = await createApp(
    {
      connection: app.connection,
      type: 'connected-app',
      name: 'Old_Cli',
      certificateFile: keys.certificateFile,
      typed: {},
      again: '',
      assignTo: [],
      waitMinutes: 1,
      ...changes,
    },
    app.org.now(),
    {},
  );
  app.forgetRequests();
  return consumerKey ?? '';
}

function findOld({ app }: Migrations): Component {
  const found = findComponent(app.org.records, 'ConnectedApp', 'Old_Cli');
  if (!found) throw new Error('The Connected App is gone');
  return found;
}

function withdrawApproval(migrations: Migrations, usernames: string[]): void {
  const { records } = migrations.app.org;
  const component = findOld(migrations);
  const oauth = findElement(component.elements, 'oauthConfig');
  const children = (oauth?.children ?? []).map((child) =>
    child.name === 'isAdminApproved' ? element('isAdminApproved', 'false') : child,
  );
  component.elements = [
    ...component.elements.filter(({ name }) => name !== 'oauthConfig' && name !== 'permissionSetName'),
    element('oauthConfig', children),
  ];
  records.accesses = records.accesses.filter(({ setupEntityId }) => setupEntityId !== component.id);
  for (const username of usernames) approveApp(migrations.app.org, username, 'Old_Cli');
}
