// A simulated org in which a test deletes apps, and what it sees of it.
import { expect } from 'chai';
import { rmSync } from 'node:fs';
import type { SfError } from '@salesforce/core';
import { createApp, type CreateAppInput } from '../../../src/flows/app/create.ts';
import { deleteApp, type DeleteAppInput, type DeleteAppResult } from '../../../src/flows/app/delete.ts';
import type { FlowOptions } from '../../../src/flows/progress.ts';
import type { OrgRecords, OrgState } from '../../../src/simulator/org-state.ts';
import type { SimulatorOptions } from '../../../src/simulator/server.ts';
import { makeKeyFiles, type KeyFiles } from '../../simulated-app.ts';
import { closeAppOrgs, openAppOrg, type AppOrg } from './app-org.ts';

export type Deletions = {
  app: AppOrg;
  keys: KeyFiles;
  begin: (options?: SimulatorOptions) => Promise<void>;
  /** Gives the consumer key. */
  create: (changes?: Partial<CreateAppInput>) => Promise<string>;
  remove: (changes?: Partial<DeleteAppInput>, options?: FlowOptions) => Promise<DeleteAppResult>;
  failure: (changes?: Partial<DeleteAppInput>, options?: FlowOptions) => Promise<SfError>;
  /** What a login with the consumer key comes to: the name of an error, or `logged in`. */
  refusalOf: (consumerKey: string) => Promise<string>;
  /** Without polling. */
  requestLines: () => string[];
  setNames: () => string[];
};

/** Everything that an org holds, but for who logged in when. */
export function recordsOf(org: OrgState): OrgRecords {
  const { users, ...others } = structuredClone(org.records);
  return { ...others, users: users.map((user) => ({ ...user, lastLoginAt: null })) };
}

/** For one block of tests; the org is begun by each of them. */
export function useDeletions(): Deletions {
  const deletions = {} as Deletions;
  before(async () => (deletions.keys = await makeKeyFiles()));
  after(() => rmSync(deletions.keys.folder, { recursive: true }));
  afterEach(closeAppOrgs);

  const remove: Deletions['remove'] = async (changes = {}, options = {}) =>
    deleteApp(
      {
        connection: deletions.app.connection,
        type: 'external-client-app',
        name: 'Jwt_Cli',
        waitMinutes: 1,
        again: 'sf jwt app delete --name Jwt_Cli',
        ...changes,
      },
      options,
    );
  return Object.assign(deletions, {
    remove,
    begin: async (options: SimulatorOptions = {}) => {
      deletions.app = await openAppOrg({ allowConnectedApps: true, ...options });
    },
    create: async (changes: Partial<CreateAppInput> = {}) => createOurs(deletions, changes),
    failure: async (changes: Partial<DeleteAppInput> = {}, options: FlowOptions = {}) =>
      remove(changes, options).then(
        () => expect.fail('the app was deleted'),
        (error: unknown) => error as SfError,
      ),
    refusalOf: async (consumerKey: string) =>
      deletions.app.logIn(consumerKey, deletions.keys).then(
        () => 'logged in',
        (error: unknown) => (error as Error).name,
      ),
    requestLines: () => deletions.app.requestLines().filter((line) => !/^GET .*\/deployRequest\//.test(line)),
    setNames: () =>
      deletions.app.org.records.permissionSets
        .filter(({ profileId }) => profileId === null)
        .map(({ name }) => name),
  });
}

async function createOurs({ app, keys }: Deletions, changes: Partial<CreateAppInput>): Promise<string> {
  const { consumerKey } = await createApp(
    {
      connection: app.connection,
      type: 'external-client-app',
      name: 'Jwt_Cli',
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
  return consumerKey ?? '';
}
