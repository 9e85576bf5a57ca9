import { textOf } from './app-kind.ts';
import type { Row } from './app-rows.ts';
import { adviseOn, type Advice } from './app-advice.ts';
import { isoOf } from './app-summary.ts';
import type { AppType } from './app-type.ts';
import { stateOfCertificate, type CertificateState } from './certificate-state.ts';
import { MOST_USERS, type DisplayQuery } from './display-queries.ts';
import { isOn } from './found-apps.ts';
import type { AppSettings } from './settings.ts';

/** `isOurs`: made for an app by `sf jwt`; `null`, like a label, where the org does not show the permission set. */
export type PermissionSetDetails = { name: string; label: string | null; isOurs: boolean | null };

export type UserDetails = { username: string; name: string };

/**
 * Everything of an app. `null` is what the org did not tell, or what there is not. `users`: the active ones whom it admits
 * without asking, at most 1000 assignments of them (`hasMoreUsers`); `null` of an app that each user approves. `components`:
 * the names of its parts in the Metadata API.
 */
export type AppDetails = Omit<AppSettings, 'certificate' | 'permissionSets' | 'sessionTimeoutMinutes'> & {
  name: string;
  type: AppType;
  orgId: string;
  instanceUrl: string;
  consumerKey: string | null;
  certificate: CertificateState | null;
  permissionSets: PermissionSetDetails[];
  sessionTimeoutMinutes: number | null;
  users: UserDetails[] | null;
  hasMoreUsers: boolean;
  isEnabled: boolean | null;
  lastUsed: string | null;
  components: Record<string, string>;
  /** The other kind, where it has an app of the same name. */
  alsoOfType: AppType | null;
  advice: Advice[];
};

export type DescribedApp = {
  type: AppType;
  name: string;
  consumerKey: string | undefined;
  settings: AppSettings;
  names: Record<string, string>;
};

type OrgOfApp = { orgId: string; instanceUrl: string; username: string };

/** `rows`: what `displayQueries` gave; a query that was refused is missing, one that was not asked, too. */
export function describeApp(
  { type, name, consumerKey, settings, names }: DescribedApp,
  rows: Partial<Record<DisplayQuery, readonly Row[]>>,
  { org: { username, ...org }, alsoOfType, now }: { org: OrgOfApp; alsoOfType: AppType | null; now: Date },
): AppDetails {
  const { certificate, permissionSets, sessionTimeoutMinutes, ...others } = settings;
  const known = {
    certificate: certificate ? stateOfCertificate(certificate, now) : null,
    isEnabled: type === 'external-client-app' ? isOn(rows.switches?.[0]) : null,
  };
  const users = usersOf(settings, rows.assignments);
  const advice = adviseOn({
    ...known,
    type,
    name,
    settings,
    userCount: users?.length ?? null,
    targetOrg: username,
  });
  return {
    name,
    type,
    ...org,
    ...others,
    ...known,
    consumerKey: consumerKey ?? null,
    permissionSets: permissionSets.map((set) => describeSet(set, rows.sets)),
    sessionTimeoutMinutes: sessionTimeoutMinutes ?? null,
    users,
    hasMoreUsers: (rows.assignments?.length ?? 0) > MOST_USERS,
    lastUsed: isoOf(rows.tokens?.[0]?.['lastUsed']),
    components: { ...names, ...policyName(rows.switches) },
    alsoOfType,
    advice,
  };
}

/** The last sentence of the description that our permission sets get. */
const MADE_BY_US = /Made by sf jwt\.$/;

function describeSet(name: string, sets: readonly Row[] | undefined): PermissionSetDetails {
  const row = sets?.find(({ Name }) => Name === name);
  if (!row) return { name, label: null, isOurs: null };
  return {
    name,
    label: textOf(row['Label']) ?? null,
    isOurs: MADE_BY_US.test(textOf(row['Description']) ?? ''),
  };
}

/** A user may be admitted by several ways, and is one all the same. */
function usersOf(
  { permittedUsers, permissionSets, profiles }: AppSettings,
  assignments: readonly Row[] | undefined,
): UserDetails[] | null {
  if (permittedUsers === 'self-authorized') return null;
  if (permissionSets.length + profiles.length === 0) return [];
  if (!assignments) return null;
  const users = assignments
    .slice(0, MOST_USERS)
    .map(({ Assignee }) => Assignee as { Username: string; Name: string });
  const byUsername = new Map(
    users.map(({ Username, Name }) => [Username, { username: Username, name: Name }]),
  );
  return [...byUsername.values()];
}

/** The part that switches an app on or off has no setting of ours. */
function policyName(switches: readonly Row[] | undefined): Record<string, string> {
  const name = switches?.[0]?.['DeveloperName'];
  return typeof name === 'string' ? { appPolicies: name } : {};
}
