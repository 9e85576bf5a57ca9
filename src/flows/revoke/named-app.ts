import { isSameName } from '../../access/assignments.ts';
import { textOf } from '../../app/app-kind.ts';
import type { AppType } from '../../app/app-type.ts';
import { connectedAppsWithNames } from '../../app/list-queries.ts';
import type { Rows } from '../../io/composite.ts';
import { explained, type OrgConnection } from '../../io/org-call.ts';
import { appNotFound } from '../app/app-not-found.ts';
import { readByParts } from '../app/read-app.ts';

export type AppName = { type: AppType; name: string };

/** `sharedWith`: other apps of the kind that have the same label, by which alone the org tells whose a token is. */
export type NamedApp = AppName & { label: string; sharedWith: string[] };

/** All External Client Apps; marked "for internal use", so an org may refuse it. */
export const externalAppsQuery = 'SELECT DeveloperName, MasterLabel FROM ExternalClientApplication';

/**
 * Finds the label of an app. `externalApps` are the rows of that query, where the org gave them. A Connected App may also be
 * another org's that users here have authorised, which no call of the Metadata API can read. Throws `AppNotFoundError`.
 */
export async function findNamedApp(
  connection: OrgConnection,
  { type, name }: AppName,
  externalApps: Rows | undefined,
): Promise<NamedApp> {
  const apps =
    type === 'connected-app' ? await readConnectedApps(connection) : externalApps && labelsOf(externalApps);
  const app = apps
    ? apps.find((candidate) => isSameName(candidate.name, name))
    : await readAlone(connection, name);
  if (!app) throw appNotFound(connection, { type, name });
  const sharing = (apps ?? []).filter((other) => other !== app && isSameName(other.label, app.label));
  return { type, ...app, sharedWith: sharing.map((other) => other.name) };
}

type Label = { name: string; label: string };

async function readConnectedApps(connection: OrgConnection): Promise<Label[]> {
  const ask = () => connection.tooling.query(connectedAppsWithNames);
  const { records } = await explained(connection, ask, { isRead: true });
  return records.map(({ DeveloperName, Name }) => ({ name: String(DeveloperName), label: String(Name) }));
}

const labelsOf = (rows: Rows): Label[] =>
  rows.map(({ DeveloperName, MasterLabel }) => ({
    name: String(DeveloperName),
    label: textOf(MasterLabel) ?? String(DeveloperName),
  }));

async function readAlone(connection: OrgConnection, name: string): Promise<Label | undefined> {
  const app = await readByParts(connection, name);
  return app && { name: app.name, label: app.settings.label };
}
