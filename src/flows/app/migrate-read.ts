import type { KeyObject, X509Certificate } from 'node:crypto';
import { Messages } from '@salesforce/core/messages';
import { textOf, type ComponentRecord } from '../../app/app-kind.ts';
import { readSettings } from '../../app/components.ts';
import { findNotCarried, type Admitted } from '../../app/migration.ts';
import { connectedGrantQueries, type GrantRow } from '../../app/removal-rows.ts';
import type { AppSettings } from '../../app/settings.ts';
import { quoteList, quoteSoql, runQueries, type Rows } from '../../io/composite.ts';
import type { OrgConnection } from '../../io/org-call.ts';
import { readConnectedRecord } from './connected-app-record.ts';
import { readApp, type AppInOrg } from './read-app.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'app-migrate');
const appMessages = Messages.loadMessages('sf-plugin-jwt', 'app');

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

/** The new app, should it be there already. */
export type AppsRead = { old: OldApp; found: AppInOrg | undefined };

/**
 * Reads the Connected App and what there is of the new one: three requests when there is none. Throws before any login when
 * the app cannot let anybody in by JWT, or not by this key.
 */
export async function readApps(
  connection: OrgConnection,
  { name, newName, privateKey }: { name: string; newName: string; privateKey: KeyObject },
): Promise<AppsRead> {
  const [record, found] = await Promise.all([
    readConnectedRecord(connection, name),
    readApp(connection, { type: 'external-client-app', name: newName }),
  ]);
  if (!record) {
    const { host } = new URL(connection.instanceUrl);
    throw appMessages.createError(
      'error.AppNotFound',
      [host, 'connected-app', name],
      ['external-client-app', connection.getUsername()],
    );
  }
  const old = await describeOld(connection, record, privateKey);
  refuseOther(old, found, newName);
  return { old, found };
}

async function describeOld(
  connection: OrgConnection,
  record: ComponentRecord,
  privateKey: KeyObject,
): Promise<OldApp> {
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
  const rows = await readUse(connection, settings);
  return {
    name,
    consumerKey: textOf((record['oauthConfig'] as ComponentRecord)['consumerKey']) ?? '',
    settings: { ...settings, certificate },
    notCarried: findNotCarried(record),
    admitted: admittedBy(rows, settings),
    tokenUsers: (rows.tokens as unknown as TokenRow[] | undefined)
      ?.filter(({ AppMenuItemId }) => AppMenuItemId !== null)
      .map(({ User }) => User?.Username ?? ''),
  };
}

type TokenRow = { AppMenuItemId: string | null; User: { Username: string } | null };

type UseRows = Record<'apps' | 'grants' | 'sets', Rows> & { tokens?: Rows };

/** Who may use the app, by rows of the org; and by labels, which the app calls permission sets by. */
async function readUse(connection: OrgConnection, { label, permissionSets }: AppSettings): Promise<UseRows> {
  const labels = quoteList(permissionSets.length > 0 ? permissionSets : ['']);
  const queries = {
    ...connectedGrantQueries(quoteSoql(label)),
    sets: `SELECT Name, NamespacePrefix, Label FROM PermissionSet WHERE IsOwnedByProfile = false AND Label IN ${labels}`,
  };
  const tokens = `SELECT AppMenuItemId, User.Username FROM OauthToken WHERE AppName = ${quoteSoql(label)}`;
  return runQueries(connection, queries, { tokens });
}

type SetRow = { Name: string; NamespacePrefix: string | null; Label: string };

const apiNameOf = ({ Name, NamespacePrefix }: Pick<SetRow, 'Name' | 'NamespacePrefix'>): string =>
  NamespacePrefix ? `${NamespacePrefix}__${Name}` : Name;

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
  const rows = sets as unknown as SetRow[];
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
