import type { CheckedOrg, CheckFacts } from '../../check/check-facts.ts';
import type { AppFact } from '../../diagnosis/facts.ts';
import { appApiVersion } from '../../app/api-version.ts';
import type { OrgConnection } from '../../io/org-call.ts';
import { isLoginEntry, type LoginEntry, type ProjectEntry } from '../../project/entry.ts';
import type { NamedEntry } from '../login-entry.ts';
import { openAdminOrg, type AdminOrg } from '../diagnose/admin-facts.ts';
import { describeOrgApp, readOrgApp } from '../diagnose/org-app.ts';
import { tryLogin } from '../app/prove-login.ts';
import { completeInput } from '../login-input.ts';
import { fillFromEntry } from '../login.ts';
import { loadPrivateKey, type PrivateKeyLocation } from '../private-key.ts';

/** What an org tells of an entry. */
export type OrgPart = Pick<CheckFacts, 'org' | 'orgTrouble'>;

/** `connection`: of an administrator; `targetOrg`: how `sf` knows one, by alias or username. `passphrase`: of the key, should a login be tried. */
export type OrgOptions = Pick<PrivateKeyLocation, 'passphrase'> & {
  online?: 'no' | 'yes';
  connection?: OrgConnection;
  targetOrg?: string;
  signal?: AbortSignal;
};

const NOT_ASKED: OrgPart = { org: null, orgTrouble: null };

/**
 * Asks the org: an administrator of it, where one is given, or the entry names one that `sf` knows, tells the app; else a login,
 * which proves that key, app and user belong together. What fails is a fact. Without `online`, only who is named is asked.
 */
export async function readOrgPart(
  named: NamedEntry & { entry: ProjectEntry },
  keySha256: string | null,
  now: Date,
  options: OrgOptions,
): Promise<OrgPart> {
  const { entry } = named;
  const { connection, targetOrg, online = 'no', signal } = options;
  const isAsked = online === 'yes' || connection !== undefined || targetOrg !== undefined;
  if (!isLoginEntry(entry) || !isAsked) return NOT_ASKED;
  try {
    const admin = await findAdmin(entry, options);
    if (!admin) return await tryEntry(named, now, options);
    if ('trouble' in admin) return { org: null, orgTrouble: { ...admin.trouble, isRefusal: false } };
    return await askAdmin(admin.connection, { entry, keySha256, targetOrg: admin.name }, now);
  } catch (error) {
    signal?.throwIfAborted();
    return { org: null, orgTrouble: { ...troubleOf(error), isRefusal: false } };
  }
}

/** Whom a person named is not passed over when it cannot be asked; whom the entry names may be unknown on this machine. */
async function findAdmin(
  entry: LoginEntry,
  { connection, targetOrg }: OrgOptions,
): Promise<AdminOrg | undefined> {
  if (connection) return { name: targetOrg ?? connection.getUsername() ?? '', connection };
  if (targetOrg !== undefined) return openAdminOrg(targetOrg);
  const admin = await openAdminOrg(entry.admin);
  return admin && 'connection' in admin ? admin : undefined;
}

type Question = { entry: LoginEntry; keySha256: string | null; targetOrg: string };

async function askAdmin(
  connection: OrgConnection,
  { entry, keySha256, targetOrg }: Question,
  now: Date,
): Promise<OrgPart> {
  connection.setApiVersion(appApiVersion(connection.getApiVersion()));
  const { app, appsOfKey } = await readOrgApp(connection, { clientId: entry.clientId, keySha256 });
  const org: CheckedOrg = {
    orgId: connection.getAuthInfoFields().orgId ?? '',
    host: new URL(connection.instanceUrl).origin,
    targetOrg,
    app: app && describeApp(describeOrgApp(app, undefined, now)),
    appsOfKey,
  };
  return { org, orgTrouble: null };
}

const describeApp = ({ name, type, isEnabled, certificate }: AppFact): CheckedOrg['app'] => ({
  name,
  type,
  isEnabled,
  certificate,
});

/** One login and one call: a refusal is told as the org's, everything else as a failure. */
async function tryEntry(
  named: NamedEntry & { entry: ProjectEntry },
  now: Date,
  { passphrase, signal }: OrgOptions,
): Promise<OrgPart> {
  const complete = await completeInput(fillFromEntry({ passphrase }, named), 'sf jwt check');
  const { privateKey } = await loadPrivateKey({ ...complete.privateKey, passphrase });
  const outcome = await tryLogin({ ...complete, privateKey }, now, { waitMinutes: 0, signal });
  if (outcome.kind === 'refused')
    return { org: null, orgTrouble: { ...troubleOf(outcome.explained), isRefusal: true } };
  const { orgId, instanceUrl } = outcome.token;
  const host = new URL(instanceUrl).origin;
  return { org: { orgId, host, targetOrg: null, app: null, appsOfKey: [] }, orgTrouble: null };
}

/** What `sf` throws of its own orgs has not always a name of ours, or remedies. */
function troubleOf(error: unknown): { name: string; message: string; actions: string[] } {
  if (!(error instanceof Error)) throw error;
  const { name, message, actions } = error as Error & { actions?: string[] };
  return { name, message, actions: actions ?? [] };
}
