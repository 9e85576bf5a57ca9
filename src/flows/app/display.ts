import { Messages } from '@salesforce/core/messages';
import { appApiVersion } from '../../app/api-version.ts';
import { describeApp, type AppDetails } from '../../app/app-details.ts';
import type { AppType } from '../../app/app-type.ts';
import { displayQueries } from '../../app/display-queries.ts';
import { findNearNames } from '../../app/near-names.ts';
import { quoteList, quoteSoql } from '../../access/queries.ts';
import { runQueries } from '../../io/composite.ts';
import { listFileProperties, type ListedComponent } from '../../io/metadata-api.ts';
import { hostOf, type OrgConnection } from '../../io/org-call.ts';
import { isUnreadable } from '../../io/readable-components.ts';
import { stageTeller, type FlowOptions } from '../progress.ts';
import { readApp, type AppInOrg } from './read-app.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'app-display');

export type DisplayAppInput = {
  connection: OrgConnection;
  name: string;
  /** Both kinds are looked at without it, an External Client App first. */
  type?: AppType;
};

export type DisplayAppResult = AppDetails;

/** The kinds in the order in which a name is looked for. */
const KINDS: readonly AppType[] = ['external-client-app', 'connected-app'];

/**
 * Everything that an org tells of an app, and what stops a JWT login by it. Throws `AppNotFoundError` with the names that may
 * have been meant, and `AppUnreadableError` for the Connected App of a vendor.
 */
export async function displayApp(
  { connection, name, type }: DisplayAppInput,
  now: Date,
  options: FlowOptions,
): Promise<DisplayAppResult> {
  const tell = stageTeller(options);
  tell('read', connection.instanceUrl);
  connection.setApiVersion(appApiVersion(connection.getApiVersion()));
  const types = type ? [type] : KINDS;
  const looks = await Promise.all(types.map(async (kind) => look(connection, kind, name)));
  const [app] = looks.flatMap(({ app: found }) => found ?? []);
  if (!app) throw await explainAbsence(connection, name, looks);
  const quote = { text: quoteSoql, list: quoteList };
  const rows = await runQueries(connection, {}, displayQueries(app, quote, now));
  const other = looks.find(({ kind, app: found, failure }) => kind !== app.type && (found || failure));
  return describeApp(app, rows, { org: orgOf(connection), alsoOfType: other?.kind ?? null, now });
}

/** `failure`: the org failed at reading an app of that name, as it does at one of a vendor. */
type Look = { kind: AppType; app: AppInOrg | undefined; failure?: Error };

async function look(connection: OrgConnection, kind: AppType, name: string): Promise<Look> {
  return readApp(connection, { type: kind, name }).then(
    (app) => ({ kind, app }),
    (error: unknown) => {
      if (kind !== 'connected-app' || !isUnreadable(error)) throw error;
      return { kind, app: undefined, failure: error as Error };
    },
  );
}

/** The error for an app that is not there, or is listed and cannot be read. */
async function explainAbsence(
  connection: OrgConnection,
  name: string,
  looks: readonly Look[],
): Promise<Error> {
  const listed = await listFileProperties(connection, Object.values(metadataTypes)).catch(() => []);
  const failure = looks.find((candidate) => candidate.failure)?.failure;
  if (!failure) return notFound(connection, name, { looks, listed });
  const isListed = listed.some(({ type, fullName }) => type === 'ConnectedApp' && fullName === name);
  if (!isListed) return failure;
  return messages.createError('error.AppUnreadable', [name, hostOf(connection)], [connection.getUsername()]);
}

function notFound(
  connection: OrgConnection,
  name: string,
  { looks, listed }: { looks: readonly Look[]; listed: readonly ListedComponent[] },
): Error {
  const near = findNear(name, listed);
  const [look, ...more] = looks;
  const what = look && more.length === 0 ? nameKind(look.kind) : messages.getMessage('kind.any');
  const names = near.map((app) => `${app.name} (${nameKind(app.type)})`);
  const error = messages.createError(
    near.length > 0 ? 'error.AppNotFoundNear' : 'error.AppNotFound',
    [what, name, hostOf(connection), names.join(', ')],
    [connection.getUsername()],
  );
  return Object.assign(error, { name: 'AppNotFoundError', data: { near } });
}

const nameKind = (kind: AppType): string => messages.getMessage(`kind.${kind}`);

const metadataTypes: Record<AppType, string> = {
  'external-client-app': 'ExternalClientApplication',
  'connected-app': 'ConnectedApp',
};

/** Apps of both kinds that may have been meant. */
function findNear(name: string, listed: readonly ListedComponent[]): Array<{ name: string; type: AppType }> {
  const names = findNearNames(
    name,
    listed.map(({ fullName }) => fullName),
  );
  return names.flatMap((fullName) =>
    KINDS.filter((kind) =>
      listed.some((file) => file.fullName === fullName && file.type === metadataTypes[kind]),
    ).map((type) => ({ name: fullName, type })),
  );
}

function orgOf(connection: OrgConnection): { orgId: string; instanceUrl: string; username: string } {
  return {
    orgId: connection.getAuthInfoFields().orgId ?? '',
    instanceUrl: new URL(connection.instanceUrl).origin,
    username: connection.getUsername() ?? '',
  };
}
