import type { KeyObject, X509Certificate } from 'node:crypto';
import { Messages } from '@salesforce/core/messages';
import { apiNameOf } from '../../access/assignments.ts';
import { accessQueries, quoteList, quoteSoql } from '../../access/queries.ts';
import type { AccessRows } from '../../access/rows.ts';
import { textOf, type ComponentRecord } from '../../app/app-kind.ts';
import { readSettings } from '../../app/components.ts';
import { findNotCarried, type Admitted } from '../../app/migration.ts';
import { connectedGrantQueries, type GrantRow } from '../../app/removal-rows.ts';
import type { AppSettings } from '../../app/settings.ts';
import { runQueries, type Rows } from '../../io/composite.ts';
import type { OrgConnection } from '../../io/org-call.ts';
import { readAssignments } from './admission.ts';
import { readConnectedRecord } from './connected-app-record.ts';
import { readApp, type AppInOrg } from './read-app.ts';
import { appNotFound } from './app-not-found.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'app-migrate');

/** The Connected App, as far as a migration is about it. */
export type OldApp = {
  name: string;
  consumerKey: string;
  settings: AppSettings & { certificate: X509Certificate };
  /** Elements that no setting of ours holds. */
  notCarried: string[];
  /** Whom the org admits to it by an administrator's decision, also where the app's metadata does not say so. */
  admitted: Admitted;
  /** Usernames of those who have a token of it; unknown where the org does not tell. */
  tokenUsers: string[] | undefined;
};

/** `found`: the new app, should it be there already. `access`: of those who were asked about. */
export type AppsRead = { old: OldApp; found: AppInOrg | undefined; access: AccessRows };

type Question = { name: string; newName: string; privateKey: KeyObject; usernames: readonly string[] };

/**
 * Reads the Connected App and what there is of the new one: three requests when there is none. Throws before any login when
 * the app cannot let anybody in by JWT, or not by this key.
 */
export async function readApps(
  connection: OrgConnection,
  { name, newName, privateKey, usernames }: Question,
): Promise<AppsRead> {
  const [record, found] = await Promise.all([
    readConnectedRecord(connection, name),
    readApp(connection, { type: 'external-client-app', name: newName }),
  ]);
  if (!record) throw appNotFound(connection, { type: 'connected-app', name });
  const { old, access } = await describeOld(connection, record, { privateKey, usernames });
  refuseOther(old, found, newName);
  return { old, found, access };
}

async function describeOld(
  connection: OrgConnection,
  record: ComponentRecord,
  { privateKey, usernames }: Pick<Question, 'privateKey' | 'usernames'>,
): Promise<Pick<AppsRead, 'old' | 'access'>> {
  const name = textOf(record['fullName']) ?? '';
  const settings = readSettings('connected-app', { app: record });
  const { certificate } = settings;
  if (!certificate) throw messages.createError('error.AppWithoutCertificate', [name]);
  if (!certificate.checkPrivateKey(privateKey))
    throw messages.createError('error.KeyNotOfApp', [
      name,
      certificate.fingerprint256,
      certificate.validToDate.toISOString(),
    ]);
  const rows = await readUse(connection, settings, usernames);
  const assignments = rows.assignments ?? (await readAssignments(connection, usernames));
  const old = {
    name,
    consumerKey: textOf((record['oauthConfig'] as ComponentRecord)['consumerKey']) ?? '',
    settings: { ...settings, certificate },
    notCarried: findNotCarried(record),
    admitted: admittedBy(rows, settings),
    tokenUsers: (rows.tokens as unknown as TokenRow[] | undefined)
      ?.filter(({ AppMenuItemId }) => AppMenuItemId !== null)
      .map(({ User }) => User?.Username ?? ''),
  };
  return { old, access: { users: rows.users, assignments } as unknown as AccessRows };
}

type TokenRow = { AppMenuItemId: string | null; User: { Username: string } | null };

type UseRows = Record<'apps' | 'grants' | 'users', Rows> &
  Partial<Record<'sets' | 'tokens' | 'assignments', Rows>>;

/**
 * Who may use the app, by rows of the org; by labels, which an app with approved users calls permission sets by; by tokens where
 * everybody may. And of the users named, what they may do.
 */
async function readUse(
  connection: OrgConnection,
  { label, permissionSets, permittedUsers }: AppSettings,
  usernames: readonly string[],
): Promise<UseRows> {
  const { users, assignments } = accessQueries(usernames);
  const queries = { ...connectedGrantQueries(quoteSoql(label)), users };
  if (permittedUsers === 'self-authorized') {
    const tokens = `SELECT AppMenuItemId, User.Username FROM OauthToken WHERE AppName = ${quoteSoql(label)}`;
    return runQueries(connection, queries, { assignments, tokens });
  }
  const sets = `SELECT Name, NamespacePrefix, Label FROM PermissionSet WHERE IsOwnedByProfile = false AND Label IN ${quoteList(permissionSets)}`;
  return runQueries(connection, { ...queries, sets }, { assignments });
}

type SetRow = { Name: string; NamespacePrefix: string | null; Label: string };

/** Rows know API names, and grants made by hand; but of apps with the same label they do not say which they are of. */
function admittedBy({ apps, grants, sets }: UseRows, { permissionSets, profiles }: AppSettings): Admitted {
  if (apps.length === 1) {
    const parents = (grants as unknown as GrantRow[]).map(({ Parent }) => Parent);
    return {
      permissionSets: parents.filter(({ IsOwnedByProfile }) => !IsOwnedByProfile).map(apiNameOf),
      profiles: parents.flatMap(({ IsOwnedByProfile, Profile, Name }) =>
        IsOwnedByProfile ? [Profile?.Name ?? Name] : [],
      ),
    };
  }
  const rows = (sets ?? []) as unknown as SetRow[];
  return { permissionSets: permissionSets.map((label) => apiNameOfLabel(label, rows)), profiles };
}

/** Labels of permission sets need not be unique, either. */
function apiNameOfLabel(label: string, rows: readonly SetRow[]): string {
  const [row, ...others] = rows.filter(({ Label }) => Label === label);
  if (row && others.length === 0) return apiNameOf(row);
  throw messages.createError('error.PermissionSetAmbiguous', [
    label,
    others.length === 0 ? 0 : others.length + 1,
  ]);
}

/** An app of the new name is taken for the migrated one when it has the old one's certificate. */
function refuseOther({ name, settings }: OldApp, found: AppInOrg | undefined, newName: string): void {
  if (!found || found.settings.certificate?.fingerprint256 === settings.certificate.fingerprint256) return;
  throw messages.createError('error.NewNameTaken', [newName, name], [`${newName}_2`]);
}
