import {
  removalQueries,
  sortSets,
  type OpenedRow,
  type RemovableSetRow,
  type SetsOfApp,
} from '../../access/removal.ts';
import { quoteSoql } from '../../access/queries.ts';
import { textOf } from '../../app/app-kind.ts';
import type { AppType } from '../../app/app-type.ts';
import { partOf, readSettings } from '../../app/components.ts';
import type { Removal } from '../../app/destructive.ts';
import {
  connectedGrantQueries,
  externalRemovalQueries,
  externalRemovals,
  type GrantRow,
} from '../../app/removal-rows.ts';
import { runQueries, type Rows } from '../../io/composite.ts';
import { listComponents, readComponent, readComponents } from '../../io/metadata-api.ts';
import type { OrgConnection } from '../../io/org-call.ts';
import { readConnectedRecord } from './connected-app-record.ts';
import { readByParts } from './read-app.ts';

export type AppName = { type: AppType; name: string };

/** Somebody has a token of the app. `lastUsedAt` as the org writes it; null for one that was not used. */
export type TokenUse = { username: string; lastUsedAt: string | null };

/** All that goes with an app, and what stays. Prints as it stands. */
export type DeletePlan = AppName & {
  /** Nothing where the app itself is gone already. */
  removals: { first: Removal[]; last: Removal[] };
  label: string;
  /** Unknown to a session that cannot read apps. */
  consumerKey: string | undefined;
  /** Who may use the app now: by permission sets each by name, by profiles everybody. */
  usernames: string[];
  profiles: string[];
  /** Unknown where the org does not tell. */
  tokens: TokenUse[] | undefined;
  permissionSets: SetsOfApp;
  /** Ids of the app, as far as they are certain. */
  appIds: string[];
};

/** What there is to know of an app itself; `name` as the org writes it, as only that is the name of a component. */
type Found = Pick<DeletePlan, 'name' | 'removals' | 'label' | 'consumerKey' | 'appIds'> & {
  grants: GrantRow[];
};

const nothing: Omit<Found, 'name'> = {
  removals: { first: [], last: [] },
  label: '',
  consumerKey: undefined,
  appIds: [],
  grants: [],
};

export const isThere = ({ removals }: Pick<DeletePlan, 'removals'>): boolean => removals.last.length > 0;

/** Reads what goes with an app; of an app that is gone, what an earlier run left of ours. Three requests, two without an app. */
export async function planDeletion(connection: OrgConnection, app: AppName): Promise<DeletePlan> {
  const found =
    app.type === 'connected-app'
      ? await findConnectedApp(connection, app.name)
      : await findExternalClientApp(connection, app.name);
  const { grants, ...known } = found ?? { ...nothing, name: app.name };
  const parents = grants.map(({ Parent }) => Parent);
  const used = parents.filter(({ IsOwnedByProfile }) => !IsOwnedByProfile).map(({ Name }) => Name);
  const { sets, opened, holders, tokens } = await readAccess(connection, known.name, used, known.label);
  return {
    type: app.type,
    ...known,
    usernames: [...new Set((holders as unknown as HolderRow[]).map(({ Assignee }) => Assignee.Username))],
    profiles: parents.filter(({ IsOwnedByProfile }) => IsOwnedByProfile).map(nameOfProfile),
    tokens: isThere(known)
      ? (tokens as unknown as TokenRow[] | undefined)?.filter(isOf(app.type)).map(toTokenUse)
      : [],
    permissionSets: sortSets(sets as unknown as RemovableSetRow[], opened as unknown as OpenedRow[], {
      appName: app.name,
      used,
    }),
  };
}

type HolderRow = { Assignee: { Username: string } };
type TokenRow = {
  AppMenuItemId: string | null;
  User: { Username: string } | null;
  LastUsedDate: string | null;
};

/** An app and the one that it was migrated to may have one label; tokens of an External Client App are of no menu item. */
const isOf =
  (type: AppType) =>
  ({ AppMenuItemId }: TokenRow): boolean =>
    (AppMenuItemId !== null) === (type === 'connected-app');

const nameOfProfile = ({ Profile, Name }: GrantRow['Parent']): string => Profile?.Name ?? Name;

const toTokenUse = ({ User, LastUsedDate }: TokenRow): TokenUse => ({
  username: User?.Username ?? '',
  lastUsedAt: LastUsedDate,
});

type AccessRows = Record<'sets' | 'opened' | 'holders', Rows> & { tokens?: Rows };

/** The permission sets that open the app or were made for it, what else they open, who has them, and who has a token. */
async function readAccess(
  connection: OrgConnection,
  appName: string,
  used: readonly string[],
  label: string,
): Promise<AccessRows> {
  // the usual match of tokens with apps: those of External Client Apps name no other
  const tokens = `SELECT AppMenuItemId, User.Username, LastUsedDate FROM OauthToken WHERE AppName = ${quoteSoql(label)}`;
  return runQueries(connection, removalQueries(appName, used), { tokens });
}

async function findExternalClientApp(connection: OrgConnection, typed: string): Promise<Found | undefined> {
  // the objects are marked "for internal use": an org that does not show them is read by the Metadata API alone
  const rows = await runQueries(connection, {}, externalRemovalQueries(quoteSoql(typed)));
  const [app] = rows.apps ?? [];
  if (rows.apps === undefined || !rows.grants) return findByParts(connection, typed);
  if (!app) return undefined;
  const name = String(app['DeveloperName']);
  const global = await findGlobalSettings(connection, name);
  return {
    name,
    removals: externalRemovals(name, rows, textOf(global['fullName'])),
    label: String(app['MasterLabel']),
    consumerKey: textOf(global['consumerKey']),
    appIds: [String(app['Id'])],
    grants: rows.grants as unknown as GrantRow[],
  };
}

/** They usually have the app's name. A session that cannot read them leaves them to go with the header. */
async function findGlobalSettings(connection: OrgConnection, name: string): Promise<Record<string, unknown>> {
  const { type } = partOf('external-client-app', 'globalOauth');
  try {
    const record = await readComponent(connection, type, name);
    if (record['externalClientApplication'] === name) return record;
    const records = await readComponents(
      connection,
      type,
      (await listComponents(connection, [type]))[type] ?? [],
    );
    return records.find((other) => other['externalClientApplication'] === name) ?? {};
  } catch (error) {
    if ((error as Error).name === 'SoapRefusesTokenError') return {};
    throw error;
  }
}

async function findByParts(connection: OrgConnection, name: string): Promise<Found | undefined> {
  const app = await readByParts(connection, name);
  if (!app) return undefined;
  const { names, settings, consumerKey } = app;
  const rowOf = (part: string): Rows => (names[part] ? [{ DeveloperName: names[part] }] : []);
  const rows = { policies: rowOf('policies'), settings: rowOf('oauth') };
  return {
    name,
    removals: externalRemovals(name, rows, names['globalOauth']),
    label: settings.label,
    consumerKey,
    appIds: [],
    grants: [
      ...settings.permissionSets.map((set) => toGrantRow(set, null)),
      ...settings.profiles.map((profile) => toGrantRow('', { Name: profile })),
    ],
  };
}

const toGrantRow = (Name: string, Profile: { Name: string } | null): GrantRow => ({
  SetupEntityId: '',
  Parent: { Name, NamespacePrefix: null, IsOwnedByProfile: Profile !== null, Profile },
});

async function findConnectedApp(connection: OrgConnection, typed: string): Promise<Found | undefined> {
  const record = await readConnectedRecord(connection, typed);
  if (!record) return undefined;
  const name = textOf(record['fullName']) ?? typed;
  const { label } = readSettings('connected-app', { app: record });
  const { apps, grants } = await runQueries(connection, connectedGrantQueries(quoteSoql(label)));
  return {
    name,
    removals: { first: [], last: [{ type: 'ConnectedApp', name }] },
    label,
    consumerKey: textOf((record['oauthConfig'] as Record<string, unknown> | undefined)?.['consumerKey']),
    // labels need not be unique, and nothing that can be queried tells such apps apart
    appIds: apps.length === 1 ? apps.map(({ Id }) => String(Id)) : [],
    grants: grants as unknown as GrantRow[],
  };
}
