import type { Facts, Trouble } from '../../diagnosis/facts.ts';
import { openOrg } from '../../io/admin-org.ts';
import type { OrgConnection } from '../../io/org-call.ts';
import { publicKeySha256 } from '../../keys/fingerprint.ts';
import { stageTeller } from '../progress.ts';
import type { CollectOptions, Local } from './collect.ts';
import { readOrgFacts } from './org-facts.ts';

/** An administrator's org that was named, open or not. */
export type AdminOrg = { name: string } & ({ connection: OrgConnection } | { trouble: Trouble });

type AdminFacts = Pick<Facts, 'org' | 'orgTrouble'>;

/** Opens an administrator's org. It never rejects, so that it can run beside the login: who cannot be asked is a fact. */
export async function openAdminOrg(name: string | undefined): Promise<AdminOrg | undefined> {
  if (name === undefined) return undefined;
  try {
    return { name, connection: await openOrg(name) };
  } catch (error) {
    return { name, trouble: toldAnyhow(error) };
  }
}

/** Reads what the org tells of the login's app, user and key. A failure is a fact: the diagnosis goes on without. */
export async function readAdminOrg(
  admin: AdminOrg | undefined,
  { login: { clientId, username }, key: { privateKey } }: Local,
  now: Date,
  options: CollectOptions,
): Promise<AdminFacts> {
  if (admin === undefined || !privateKey) return { org: null, orgTrouble: null };
  if ('trouble' in admin) return { org: null, orgTrouble: admin.trouble };
  stageTeller(options)('look-org', admin.name);
  const question = { clientId, username, publicKeySha256: publicKeySha256(privateKey) };
  try {
    const org = await readOrgFacts(admin.connection, question, now, { targetOrg: admin.name });
    return { org, orgTrouble: null };
  } catch (error) {
    return { org: null, orgTrouble: toldAnyhow(error) };
  } finally {
    options.signal?.throwIfAborted();
  }
}

/** What `sf` throws of its own orgs has not always a name of ours, or remedies. */
function toldAnyhow(error: unknown): Trouble {
  if (!(error instanceof Error)) throw error;
  const { name, message, actions } = error as Error & { actions?: string[] };
  return { name, message, actions: actions ?? [] };
}
