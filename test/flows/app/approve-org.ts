// A simulated org with an app, as `sf jwt app approve` meets it, and the four people of it: the administrator, whom the app
// admits by Jwt_Cli_Access; one of the integration licence; Jan, who has a profile under its Dutch name; and Piet.
import { rmSync } from 'node:fs';
import { approveApp, type ApproveAppInput, type ApproveAppResult } from '../../../src/flows/app/approve.ts';
import { changeApp } from '../../../src/flows/app/change-app.ts';
import { createApp } from '../../../src/flows/app/create.ts';
import type { FlowOptions, Notice } from '../../../src/flows/progress.ts';
import { readApp } from '../../../src/flows/app/read-app.ts';
import type { AppType } from '../../../src/app/app-type.ts';
import type { AppSettings } from '../../../src/app/settings.ts';
import type { SimulatorOptions } from '../../../src/simulator/server.ts';
import { makeKeyFiles, type KeyFiles } from '../../simulated-app.ts';
import { type AppOrg, openAppOrg } from './app-org.ts';

export const ADMIN = 'admin@simulator.example';
export const DEPLOY = 'deploy@simulator.example';
export const JAN = 'jan@simulator.example';
export const PIET = 'piet@simulator.example';

export const appTypes: readonly AppType[] = ['external-client-app', 'connected-app'];

export const simulated: SimulatorOptions = {
  allowConnectedApps: true,
  deploySeconds: 0,
  profiles: ['Systeembeheerder', 'Standaardgebruiker'],
  // a Connected App calls it by its label
  permissionSets: [{ name: 'Pipeline_Users', label: 'Users of the pipeline' }],
  users: [
    { username: JAN, profile: 'Systeembeheerder' },
    { username: PIET, profile: 'Standard User' },
  ],
};

export type ApprovedApp = {
  org: AppOrg;
  consumerKey: string;
  approve: (changes?: Partial<ApproveAppInput>, options?: FlowOptions) => Promise<ApproveAppResult>;
  revoke: (changes?: Partial<ApproveAppInput>, options?: FlowOptions) => Promise<ApproveAppResult>;
  /** What the last run told a person beforehand, by name. */
  notices: Notice[];
  /** `in`, or the name of the error. */
  logIn: (username: string, clientId?: string) => Promise<string>;
  /** As the org has them. */
  readSettings: () => Promise<AppSettings>;
  /** Changes the app behind the back of the flow, as an administrator would in Setup. */
  change: (changes: Partial<AppSettings>) => Promise<void>;
};

let keys: KeyFiles | undefined;

export async function makeKeys(): Promise<void> {
  keys = await makeKeyFiles();
}

export const removeKeys = (): void => rmSync(keys?.folder ?? '', { recursive: true });

/** Opens an org in which `sf jwt app create` made the app Jwt_Cli. */
export async function openApprovedApp(type: AppType, options: SimulatorOptions = {}): Promise<ApprovedApp> {
  return makeApp(await openAppOrg({ ...simulated, ...options }), type);
}

/** What a command would be given for the app of that org. */
export function inputFor(
  org: AppOrg,
  type: AppType,
  changes: Partial<ApproveAppInput> = {},
): ApproveAppInput {
  return {
    connection: org.connection,
    type,
    name: 'Jwt_Cli',
    assignTo: [],
    permissionSets: [],
    profiles: [],
    isRevoke: false,
    waitMinutes: 1,
    again: 'sf jwt app approve',
    ...changes,
  };
}

export async function makeApp(org: AppOrg, type: AppType): Promise<ApprovedApp> {
  if (!keys) throw new Error('makeKeys comes first');
  const { certificateFile } = keys;
  const { connection } = org;
  const made = await createApp(
    { ...inputFor(org, type), certificateFile, typed: {}, again: 'sf jwt app create' },
    new Date(),
    {},
  );
  const consumerKey = made.consumerKey ?? '';
  const question = { type, name: 'Jwt_Cli' };
  const app: ApprovedApp = {
    org,
    consumerKey,
    notices: [],
    approve: async (changes, flow) => {
      app.notices = [];
      const onNotice = (notice: Notice): unknown => app.notices.push(notice);
      return approveApp(inputFor(org, type, changes), new Date(), { ...flow, onNotice });
    },
    revoke: async (changes, flow) => app.approve({ ...changes, isRevoke: true }, flow),
    logIn: async (username, clientId = consumerKey) =>
      org.logIn(clientId, keys!, username).then(
        () => 'in',
        (error: unknown) => (error as Error).name,
      ),
    readSettings: async () => (await readApp(connection, question))!.settings,
    change: async (changes) => {
      const found = (await readApp(connection, question))!;
      const tell = (): void => undefined;
      const end = await changeApp(connection, found, changes, {
        labels: new Map(),
        waitMinutes: 1,
        again: '',
        tell,
      });
      if (end.kind === 'failed') throw end.error;
    },
  };
  return app;
}

/** Requests that change something, in a run that changes nothing. */
export const writesOf = (app: ApprovedApp): string[] =>
  app.org.simulator.requests
    .filter(
      ({ path, body }) =>
        path.endsWith('/deployRequest') ||
        /"method":"(POST|PATCH|DELETE)"/.test(body) ||
        /<(create|update|upsert|delete)Metadata/.test(body),
    )
    .map(({ method, path }) => `${method} ${path}`);
