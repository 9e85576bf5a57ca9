import type { X509Certificate } from 'node:crypto';
import { isTrue, textOf, type ComponentRecord } from './app-kind.ts';
import type { Row } from './app-rows.ts';
import type { AppType } from './app-type.ts';
import { readSettings, appKinds } from './components.ts';
import type { ListQuery } from './list-queries.ts';
import type { AppSettings } from './settings.ts';

/** What the org told of all its apps; a member that is missing was not told. */
export type ListSources = {
  rows: Partial<Record<ListQuery, readonly Row[]>>;
  /** Nothing in a session that the Metadata API refuses. */
  components?: {
    listed: ReadonlyArray<{ type: string; fullName: string; id: string }>;
    /** What could be read of the two types that hold a certificate. */
    connectedApps: readonly ComponentRecord[];
    globalOauths: readonly ComponentRecord[];
  };
  /** Rows of ConnectedApplication: all where there are no components, else those of apps that cannot be read. */
  connected?: readonly Row[];
};

/** An app as a list knows it; `null` is what the org did not tell. */
export type FoundApp = {
  type: AppType;
  name: string | null;
  label: string | null;
  /** Whether the Metadata API told of it; without that, consumer key and certificate are unknown. */
  isReadable: boolean;
  consumerKey: string | null;
  /** `undefined`: it has none. */
  certificate: X509Certificate | null | undefined;
  isEnabled: boolean | null;
  permittedUsers: AppSettings['permittedUsers'] | null;
  admitted: AdmittedSet[] | null;
};

/** A permission set that opens an app: one of its own, or the one that a profile owns. */
export type AdmittedSet = { id: string; name: string; isProfile: boolean };

export function findApps(sources: ListSources, types: readonly AppType[]): FoundApp[] {
  return types.flatMap((type) =>
    type === 'connected-app' ? findConnectedApps(sources) : findExternalClientApps(sources),
  );
}

/** Ids have 15 characters, and three more of a checksum in most answers. */
const isSameId = (one: unknown, other: unknown): boolean =>
  String(one).slice(0, 15) === String(other).slice(0, 15);

function findConnectedApps({ components, connected, rows: { grants } }: ListSources): FoundApp[] {
  if (!components)
    return (connected ?? []).map((row) => ({
      ...unreadConnectedApp(row),
      name: textOf(row['DeveloperName']) ?? null,
      admitted: admittedBy(grants, row['Id']),
    }));
  const listed = components.listed.filter(({ type }) => type === 'ConnectedApp');
  return listed.map(({ fullName, id }) => {
    const record = components.connectedApps.find((candidate) => candidate['fullName'] === fullName);
    const known = record
      ? readConnectedApp(record)
      : unreadConnectedApp(connected?.find(({ Id }) => isSameId(Id, id)));
    return { ...known, name: fullName, admitted: admittedBy(grants, id) };
  });
}

type ConnectedApp = Omit<FoundApp, 'name' | 'admitted'>;

function readConnectedApp(record: ComponentRecord): ConnectedApp {
  const { label, certificate, permittedUsers } = readSettings('connected-app', { app: record });
  const consumerKey = appKinds['connected-app'].consumerKey({ app: record }) ?? null;
  return { ...ALWAYS_ON, label, isReadable: true, consumerKey, certificate, permittedUsers };
}

function unreadConnectedApp(row: Row | undefined): ConnectedApp {
  return {
    ...ALWAYS_ON,
    label: textOf(row?.['Name']) ?? null,
    isReadable: false,
    consumerKey: null,
    certificate: null,
    permittedUsers: row ? permittedByOption(row) : null,
  };
}

const permittedByOption = (row: Row): FoundApp['permittedUsers'] =>
  isTrue(row['OptionsAllowAdminApprovedUsersOnly']) ? 'admin-approved' : 'self-authorized';

/** There is no switch for a Connected App; what blocks one in Setup, no API tells. */
const ALWAYS_ON = { type: 'connected-app', isEnabled: null } as const;

function findExternalClientApps(sources: ListSources): FoundApp[] {
  const { rows, components } = sources;
  const listed = components?.listed.filter(({ type }) => type === 'ExternalClientApplication') ?? [];
  const names = new Set([...listed.map(({ fullName }) => fullName), ...(rows.apps ?? []).map(fullNameOf)]);
  return [...names].map((name) => {
    const row = rows.apps?.find((candidate) => fullNameOf(candidate) === name);
    const id = row?.['Id'] ?? listed.find(({ fullName }) => fullName === name)?.id;
    const ofApp = (of: ListQuery): Row | undefined =>
      rows[of]?.find(({ ExternalClientApplicationId }) => isSameId(ExternalClientApplicationId, id));
    return {
      type: 'external-client-app',
      name,
      label: textOf(row?.['MasterLabel']) ?? null,
      ...readConsumer(sources, name),
      isEnabled: isOn(ofApp('switches')),
      permittedUsers: permittedBy(ofApp('policies')),
      admitted: admittedBy(rows.grants, id),
    };
  });
}

const fullNameOf = ({ NamespacePrefix, DeveloperName }: Row): string =>
  [textOf(NamespacePrefix), textOf(DeveloperName)].filter(Boolean).join('__');

/** Each part says which app it is of, whatever it is called itself. */
function readConsumer(
  { components }: ListSources,
  name: string,
): Pick<FoundApp, 'isReadable' | 'consumerKey' | 'certificate'> {
  const record = components?.globalOauths.find((part) => part['externalClientApplication'] === name);
  if (record) {
    const parts = { globalOauth: record };
    const consumerKey = appKinds['external-client-app'].consumerKey(parts) ?? null;
    const { certificate } = readSettings('external-client-app', parts);
    return { isReadable: true, consumerKey, certificate };
  }
  // without global OAuth settings an app has no consumer, and so no certificate; one that was not read may be its own
  const isWhole = components && !components.listed.some((file) => isUnread(components.globalOauths, file));
  return { isReadable: isWhole === true, consumerKey: null, certificate: isWhole ? undefined : null };
}

const isUnread = (
  globalOauths: readonly ComponentRecord[],
  { type, fullName }: { type: string; fullName: string },
): boolean =>
  type === 'ExtlClntAppGlobalOauthSettings' &&
  !globalOauths.some((record) => record['fullName'] === fullName);

/** Off is the app itself, or what of it does OAuth. */
export function isOn(row: Row | undefined): boolean | null {
  if (!row) return null;
  return isTrue(row['IsEnabled']) && textOf(row['OauthPluginStatus'])?.toLowerCase() !== 'disabled';
}

function permittedBy(row: Row | undefined): FoundApp['permittedUsers'] {
  return row ? readSettings('external-client-app', { policies: policyOf(row) }).permittedUsers : null;
}

const policyOf = (row: Row): ComponentRecord => ({
  permittedUsersPolicyType: row['PermittedUsersPolicyType'],
});

function admittedBy(grants: readonly Row[] | undefined, id: unknown): AdmittedSet[] | null {
  if (grants === undefined || typeof id !== 'string' || id === '') return null;
  return grants
    .filter(({ SetupEntityId }) => isSameId(SetupEntityId, id))
    .map(({ ParentId, Parent }) => {
      const { IsOwnedByProfile, Profile, ...set } = Parent as GrantParent;
      const name = IsOwnedByProfile ? (Profile?.Name ?? set.Name) : apiNameOf(set);
      return { id: String(ParentId), name, isProfile: IsOwnedByProfile };
    });
}

type NamedSet = { Name: string; NamespacePrefix: string | null };
type GrantParent = NamedSet & { IsOwnedByProfile: boolean; Profile: { Name: string } | null };

const apiNameOf = ({ Name, NamespacePrefix }: NamedSet): string =>
  NamespacePrefix ? `${NamespacePrefix}__${Name}` : Name;
