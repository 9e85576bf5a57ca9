import type { ComponentRecord } from '../../app/app-kind.ts';
import type { AppType } from '../../app/app-type.ts';
import { findApps, type FoundApp, type ListSources } from '../../app/found-apps.ts';
import { splitSets, userQueries } from '../../app/app-users.ts';
import type { SummaryRows } from '../../app/app-summary.ts';
import { connectedAppQuery, connectedAppsWithNames, listQueries } from '../../app/list-queries.ts';
import { runQueries, type Rows } from '../../io/composite.ts';
import { listFileProperties, type ListedComponent } from '../../io/metadata-api.ts';
import { explained, type OrgConnection } from '../../io/org-call.ts';
import { readReadable } from '../../io/readable-components.ts';

/** `isSoapRefused`: the session cannot use the Metadata API's SOAP calls, and so knows no certificate. */
export type AppsInOrg = { found: FoundApp[]; rows: SummaryRows; isSoapRefused: boolean };

/**
 * Reads all apps of these kinds: one request for rows and one for names, one for each ten components that may hold a
 * certificate, and one for the users. Nothing of one app keeps the others from being listed.
 */
export async function readApps(
  connection: OrgConnection,
  types: readonly AppType[],
  now: Date,
): Promise<AppsInOrg> {
  const [rows, components] = await Promise.all([
    runQueries(connection, {}, listQueries(types)),
    readConsumers(connection, types),
  ]);
  const sources = components
    ? { rows, components }
    : { rows, connected: await readConnectedByRest(connection, types) };
  const found = findApps(sources, types);
  const { users, connected } = await readUsers(connection, sources, found, now);
  return {
    found: connected ? findApps({ ...sources, connected }, types) : found,
    rows: { users, tokens: rows.tokens },
    isSoapRefused: components === undefined,
  };
}

/** The types that hold a certificate, and the one that names an app whose consumer cannot be found. */
const partTypes: Record<AppType, readonly string[]> = {
  'external-client-app': ['ExternalClientApplication', 'ExtlClntAppGlobalOauthSettings'],
  'connected-app': ['ConnectedApp'],
};

/** What holds the consumer keys and certificates of apps, and what it is called. */
export type ConsumerComponents = {
  listed: ListedComponent[];
  connectedApps: ComponentRecord[];
  globalOauths: ComponentRecord[];
};

/** Reads the consumers of all apps of these kinds; `undefined` in a session that the Metadata API refuses. */
export async function readConsumers(
  connection: OrgConnection,
  types: readonly AppType[],
): Promise<ConsumerComponents | undefined> {
  const listed = await listParts(connection, types);
  if (!listed) return undefined;
  const read = async (wanted: string): Promise<ComponentRecord[]> =>
    readReadable(
      connection,
      wanted,
      listed.filter(({ type }) => type === wanted),
    );
  const [connectedApps, globalOauths] = await Promise.all([
    read('ConnectedApp'),
    read('ExtlClntAppGlobalOauthSettings'),
  ]);
  return { listed, connectedApps, globalOauths };
}

async function listParts(
  connection: OrgConnection,
  types: readonly AppType[],
): Promise<ListedComponent[] | undefined> {
  const parts = types.flatMap((type) => partTypes[type]);
  return listFileProperties(connection, parts).catch((error: unknown) => {
    if ((error as Error).name === 'SoapRefusesTokenError') return undefined;
    throw error;
  });
}

/** The Tooling API tells API names; where it does not let the user in, the data API tells labels. */
async function readConnectedByRest(
  connection: OrgConnection,
  types: readonly AppType[],
): Promise<Rows | undefined> {
  if (!types.includes('connected-app')) return undefined;
  const ask = () => connection.tooling.query(connectedAppsWithNames);
  const tooling = explained(connection, ask, { isRead: true });
  return tooling.then(
    ({ records }) => records,
    async (error: unknown) => {
      if (!['OrgCallFailedError', 'PermissionMissingError'].includes((error as Error).name)) throw error;
      return (await runQueries(connection, {}, { connected: connectedAppQuery() })).connected;
    },
  );
}

/** Counts the users, and asks in the same request for the labels of apps that cannot be read. */
async function readUsers(
  connection: OrgConnection,
  { components }: ListSources,
  found: readonly FoundApp[],
  now: Date,
): Promise<{ users: SummaryRows['users']; connected: Rows | undefined }> {
  const approved = found.filter(
    ({ permittedUsers, isReadable }) => permittedUsers === 'admin-approved' || !isReadable,
  );
  const sets = splitSets(approved.map(({ admitted }) => (admitted ?? []).map(({ id }) => id)));
  const unread = found.filter(({ type, isReadable }) => type === 'connected-app' && !isReadable);
  const ids = (components?.listed ?? [])
    .filter(({ type, fullName }) => type === 'ConnectedApp' && unread.some(({ name }) => name === fullName))
    .map(({ id }) => id);
  const { connected, ...users } = await runQueries(
    connection,
    {},
    {
      ...userQueries(sets, now),
      ...(ids.length > 0 && { connected: connectedAppQuery(ids) }),
    },
  );
  return { users, connected };
}
