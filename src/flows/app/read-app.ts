import { admittedRecord, externalAppQueries, headerRecord, policiesRecord } from '../../app/app-rows.ts';
import type { AppType } from '../../app/app-type.ts';
import { textOf, type ComponentRecord, type PartRecords } from '../../app/app-kind.ts';
import { appKinds, partOf, readSettings } from '../../app/components.ts';
import type { AppSettings } from '../../app/settings.ts';
import { quoteList, quoteSoql } from '../../access/queries.ts';
import { runQueries, type QueriedRows, type Rows } from '../../io/composite.ts';
import { listComponents, readComponent, readComponents } from '../../io/metadata-api.ts';
import type { OrgConnection } from '../../io/org-call.ts';

/** An app as the org has it. */
export type AppInOrg = {
  type: AppType;
  name: string;
  consumerKey: string | undefined;
  settings: AppSettings;
  parts: PartRecords;
  /** The names of the components that are its parts. */
  names: Record<string, string>;
  /** Parts of which only the settings are known; who deploys one must read it as a whole. */
  partial: readonly string[];
};

export type AppQuestion = { type: AppType; name: string };

/**
 * Reads an app, together with up to two more queries of the caller in the same request: three requests for an External
 * Client App of ours, two for a Connected App. Throws `SoapRefusesTokenError` where there is an app and the session cannot
 * read it.
 */
export async function readAppWith<Name extends string>(
  connection: OrgConnection,
  { type, name }: AppQuestion,
  queries: Record<Name, string>,
  optional: Record<string, string> = {},
): Promise<AppAndRows<Name>> {
  return type === 'connected-app'
    ? readConnectedApp(connection, name, queries, optional)
    : readExternalClientApp(connection, name, queries, optional);
}

type AppAndRows<Name extends string> = {
  app: AppInOrg | undefined;
  rows: QueriedRows<Name>;
};

export async function readApp(
  connection: OrgConnection,
  question: AppQuestion,
): Promise<AppInOrg | undefined> {
  return (await readAppWith(connection, question, {})).app;
}

async function readExternalClientApp<Name extends string>(
  connection: OrgConnection,
  name: string,
  queries: Record<Name, string>,
  optional: Record<string, string>,
): Promise<AppAndRows<Name>> {
  // the objects are marked "for internal use": an org that does not show them is read by the Metadata API alone
  const rows = await runQueries(connection, queries, {
    ...optional,
    ...externalAppQueries(quoteSoql(name)),
  });
  if (rows.apps?.length === 0) return { app: undefined, rows };
  const records = await Promise.all(
    ['globalOauth', 'oauth'].map(async (part) =>
      readComponent(connection, partOf('external-client-app', part).type, name),
    ),
  );
  const parts = partsFrom(rows, records);
  if (!parts) return { app: await readByParts(connection, name, rows.grants), rows };
  const names = Object.fromEntries(Object.keys(parts).map((part) => [part, name]));
  return {
    app: describe('external-client-app', name, { parts, names, partial: ['header', 'policies'] }),
    rows,
  };
}

type AppRows = Partial<Record<'apps' | 'policies' | 'grants', Rows>>;

/** The parts of an app of ours; `undefined` where the org does not show all rows, or parts have other names. */
function partsFrom(
  { apps, policies, grants }: AppRows,
  [globalOauth = {}, oauth = {}]: ComponentRecord[],
): PartRecords | undefined {
  const [header, policy] = [apps?.[0], policies?.[0]];
  const isNamedAlike = [globalOauth, oauth].every((record) => record['fullName'] !== undefined);
  if (!isNamedAlike || !header || !policy || !grants) return undefined;
  return { header: headerRecord(header), globalOauth, oauth, policies: policiesRecord(policy, grants) };
}

/**
 * An app whose parts have names of their own, as Setup and other tools give them: each part says which app it is of. `grants`
 * are the rows that tell who may use it, also what was given by hand, which the next deploy of the policies would take away.
 */
export async function readByParts(
  connection: OrgConnection,
  name: string,
  grants?: Rows,
): Promise<AppInOrg | undefined> {
  const others = Object.entries(appKinds['external-client-app'].parts).filter(([part]) => part !== 'header');
  const types = others.map(([, { type }]) => type);
  const [header, listed] = await Promise.all([
    readComponent(connection, partOf('external-client-app', 'header').type, name),
    listComponents(connection, types),
  ]);
  if (header['fullName'] === undefined) return undefined;
  const found = await Promise.all(
    others.map(async ([part, { type }]) => {
      const records = await readComponents(connection, type, listed[type] ?? []);
      return [part, records.find((record) => record['externalClientApplication'] === name) ?? {}] as const;
    }),
  );
  const parts: PartRecords = { header, ...Object.fromEntries(found) };
  if (grants) parts['policies'] = { ...parts['policies'], ...admittedRecord(grants) };
  const names = Object.entries(parts).map<[string, string]>(([part, record]) => [
    part,
    textOf(record['fullName']) ?? name,
  ]);
  return describe('external-client-app', name, {
    parts,
    names: Object.fromEntries<string>(names),
    partial: [],
  });
}

async function readConnectedApp<Name extends string>(
  connection: OrgConnection,
  name: string,
  queries: Record<Name, string>,
  optional: Record<string, string>,
): Promise<AppAndRows<Name>> {
  const [rows, record] = await Promise.all([
    runQueries(connection, queries, optional),
    readComponent(connection, 'ConnectedApp', name),
  ]);
  if (record['fullName'] === undefined) return { app: undefined, rows };
  const app = describe('connected-app', name, { parts: { app: record }, names: { app: name }, partial: [] });
  const labels = await readSetNames(connection, app.settings.permissionSets);
  const permissionSets = app.settings.permissionSets.map((label) => labels.get(label) ?? label);
  return { app: { ...app, settings: { ...app.settings, permissionSets } }, rows };
}

/** A Connected App calls permission sets by their labels. Label → API name. */
async function readSetNames(
  connection: OrgConnection,
  labels: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (labels.length === 0) return new Map();
  const soql = `SELECT Name, Label FROM PermissionSet WHERE Label IN ${quoteList(labels)} AND IsOwnedByProfile = false`;
  const { sets } = await runQueries(connection, { sets: soql });
  return new Map(sets.map(({ Name, Label }) => [String(Label), String(Name)]));
}

function describe(
  type: AppType,
  name: string,
  { parts, names, partial }: Pick<AppInOrg, 'parts' | 'names' | 'partial'>,
): AppInOrg {
  const consumerKey = appKinds[type].consumerKey(parts);
  return { type, name, consumerKey, settings: readSettings(type, parts), parts, names, partial };
}
