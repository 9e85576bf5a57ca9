import type { X509Certificate } from 'node:crypto';
import { isInEffect, isSameId } from '../../access/assignments.ts';
import { textOf, type ComponentRecord } from '../../app/app-kind.ts';
import { policiesRecord } from '../../app/app-rows.ts';
import { isoOf } from '../../app/app-summary.ts';
import type { AppType } from '../../app/app-type.ts';
import { partOf, readSettings } from '../../app/components.ts';
import { findApps, type FoundApp } from '../../app/found-apps.ts';
import { listQueries } from '../../app/list-queries.ts';
import type { AppSettings } from '../../app/settings.ts';
import type { AppFact } from '../../diagnosis/facts.ts';
import { runQueries, type Row, type Rows } from '../../io/composite.ts';
import { readComponent, type ListedComponent } from '../../io/metadata-api.ts';
import type { OrgConnection } from '../../io/org-call.ts';
import { publicKeySha256 } from '../../keys/fingerprint.ts';
import { readConsumers, type ConsumerComponents } from '../app/read-apps.ts';
import { readByParts } from '../app/read-app.ts';
import type { DatedAssignmentRow } from './org-user.ts';
import { orUnknown } from './unknown.ts';

const KINDS: readonly AppType[] = ['external-client-app', 'connected-app'];

/** What an org tells of the app with a consumer key. `appsOfKey`: see `OrgFacts`. */
export type OrgApp = { app: KnownApp | false | null; appsOfKey: string[] };

/** `dates`: when something of it changed, as the org writes them. */
export type KnownApp = { found: FoundApp; settings: AppSettings; dates: unknown[] };

type AppQuery = 'apps' | 'policies' | 'switches' | 'grants';

/** As a list of apps asks, with what decides about a login and when each changed; each may be refused, likewise. */
const appQueries = {
  apps: 'SELECT Id, DeveloperName, NamespacePrefix, MasterLabel, LastModifiedDate FROM ExternalClientApplication',
  policies:
    'SELECT ExternalClientApplicationId, PermittedUsersPolicyType, IpRelaxationPolicyType, RequiredSessionLevel, LastModifiedDate FROM ExtlClntAppOauthPlcyCnfg',
  switches:
    'SELECT ExternalClientApplicationId, IsEnabled, OauthPluginStatus, LastModifiedDate FROM ExtlClntAppPlcyCnfg',
  grants: (listQueries(KINDS).grants ?? '').replace('SELECT ', 'SELECT SystemModstamp, '),
} satisfies Record<AppQuery, string>;

type AppRows = Partial<Record<AppQuery, Rows>>;

/**
 * Finds the app: one request for rows and one for names, one for each ten components that may hold a consumer key, and for an
 * External Client App one for its scopes.
 */
export async function readOrgApp(
  connection: OrgConnection,
  { clientId, keySha256 }: { clientId: string; keySha256: string | null },
): Promise<OrgApp> {
  const [rows, consumers] = await Promise.all([
    runQueries(connection, {}, appQueries) as Promise<AppRows>,
    orUnknown(readConsumers(connection, KINDS)),
  ]);
  if (!consumers) return { app: null, appsOfKey: [] };
  const apps = findApps({ rows, components: consumers }, KINDS);
  const found = apps.find(({ consumerKey }) => consumerKey === clientId);
  if (!found) return { app: isWhole(consumers) ? false : null, appsOfKey: findAppsOfKey(apps, keySha256) };
  const settings = await orUnknown(readAppSettings(connection, found, { rows, consumers }));
  if (!settings) return { app: null, appsOfKey: [] };
  return { app: { found, settings, dates: listChanges(found, rows, consumers) }, appsOfKey: [] };
}

/** Whether every consumer of the org's own was read; those that come with the app of another org never can be. */
function isWhole({ listed, connectedApps, globalOauths }: ConsumerComponents): boolean {
  const read = new Set([...connectedApps, ...globalOauths].map(({ fullName }) => fullName));
  return listed
    .filter(({ type }) => type !== 'ExternalClientApplication')
    .every(({ fullName, manageableState }) => manageableState === 'installed' || read.has(fullName));
}

function findAppsOfKey(apps: readonly FoundApp[], keySha256: string | null): string[] {
  return apps
    .filter(({ certificate }) => certificate && publicKeySha256(certificate.publicKey) === keySha256)
    .flatMap(({ name }) => name ?? []);
}

type Read = { rows: AppRows; consumers: ConsumerComponents };

/** The rows tell the policies of an External Client App; where they are missing, its components are read one by one. */
async function readAppSettings(
  connection: OrgConnection,
  { type, name }: FoundApp,
  { rows, consumers }: Read,
): Promise<AppSettings | undefined> {
  if (type === 'connected-app') {
    const app = consumers.connectedApps.find(({ fullName }) => fullName === name);
    return app && readSettings(type, { app });
  }
  const policy = rowOfApp(rows, 'policies', name);
  const oauth = await readComponent(connection, partOf(type, 'oauth').type, name ?? '');
  if (!policy || oauth['externalClientApplication'] !== name) {
    return (await readByParts(connection, name ?? ''))?.settings;
  }
  return readSettings(type, {
    globalOauth: globalOauthOf(consumers, name) ?? {},
    oauth,
    policies: policiesRecord(policy, []),
  });
}

const globalOauthOf = (consumers: ConsumerComponents, name: string | null): ComponentRecord | undefined =>
  consumers.globalOauths.find((part) => part['externalClientApplication'] === name);

/** The row of an External Client App, or of a part. */
function rowOfApp(rows: AppRows, of: 'apps' | 'policies' | 'switches', name: string | null): Row | undefined {
  const app = rows.apps?.find(({ NamespacePrefix, DeveloperName }) => {
    const names = [textOf(NamespacePrefix), textOf(DeveloperName)];
    return names.filter(Boolean).join('__') === name;
  });
  if (of === 'apps' || !app) return app;
  return rows[of]?.find((row) => isSameId(String(row['ExternalClientApplicationId']), String(app['Id'])));
}

/** Of the app, of what holds its certificate, of its policies, and of what says whom it admits. */
function listChanges(
  { type, name }: FoundApp,
  rows: AppRows,
  { listed, ...consumers }: ConsumerComponents,
): unknown[] {
  const fileOf = (wanted: string, fullName: unknown): ListedComponent | undefined =>
    listed.find((file) => file.type === wanted && file.fullName === fullName);
  const grantsTo = (id: unknown): unknown[] =>
    (rows.grants ?? [])
      .filter(({ SetupEntityId }) => isSameId(String(SetupEntityId), String(id)))
      .map(({ SystemModstamp }) => SystemModstamp);
  if (type === 'connected-app') {
    const file = fileOf('ConnectedApp', name);
    return [file?.lastModifiedDate, ...grantsTo(file?.id)];
  }
  const global = globalOauthOf({ listed, ...consumers }, name)?.['fullName'];
  const parts = (['apps', 'policies', 'switches'] as const).map((of) => rowOfApp(rows, of, name));
  return [
    fileOf('ExtlClntAppGlobalOauthSettings', global)?.lastModifiedDate,
    ...parts.map((row) => row?.['LastModifiedDate']),
    ...grantsTo(parts[0]?.['Id']),
  ];
}

/** The facts of the app for a user who holds these assignments. */
export function describeOrgApp(
  { found, settings, dates }: KnownApp,
  assignments: readonly DatedAssignmentRow[] | undefined,
  now: Date,
): AppFact {
  const admitted = found.admitted;
  const namesOf = (isProfile: boolean): string[] | undefined =>
    admitted?.filter((set) => set.isProfile === isProfile).map(({ name }) => name);
  const ways = assignments?.filter(({ PermissionSetId }) =>
    admitted?.some(({ id }) => isSameId(id, PermissionSetId ?? '')),
  );
  return {
    name: found.name ?? '',
    type: found.type,
    isEnabled: found.isEnabled,
    certificate: describeCertificate(found.certificate),
    scopes: settings.scopes,
    permittedUsers: settings.permittedUsers,
    permissionSets: namesOf(false) ?? settings.permissionSets,
    profiles: namesOf(true) ?? settings.profiles,
    admitsUser: admitted && assignments ? isAdmitted(ways ?? [], assignments, now) : null,
    ipRelaxation: settings.ipRelaxation,
    sessionLevel: settings.sessionLevel,
    issuesJwtTokens: settings.issuesJwtTokens,
    changedAt: newestOf([...dates, ...(ways ?? []).map(({ SystemModstamp }) => SystemModstamp)]),
  };
}

/** An assignment of a group of sets names none: it may be a way in. */
function isAdmitted(
  ways: readonly DatedAssignmentRow[],
  all: readonly DatedAssignmentRow[],
  now: Date,
): boolean | null {
  if (ways.some((way) => isInEffect(way, now))) return true;
  return all.some(({ PermissionSetId }) => PermissionSetId === null) ? null : false;
}

function describeCertificate(certificate: X509Certificate | null | undefined): AppFact['certificate'] {
  if (!certificate) return certificate === undefined ? false : null;
  return {
    sha256: certificate.fingerprint256,
    publicKeySha256: publicKeySha256(certificate.publicKey),
    notAfter: certificate.validToDate.toISOString(),
  };
}

function newestOf(dates: readonly unknown[]): string | null {
  return (
    dates
      .map(isoOf)
      .filter((date) => date !== null)
      .sort()
      .at(-1) ?? null
  );
}
