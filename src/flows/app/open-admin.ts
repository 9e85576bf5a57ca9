import { Messages } from '@salesforce/core/messages';
import { openOrg } from '../../io/admin-org.ts';
import { defaultOrg, findAlias, findStoredUser } from '../../io/auth-store.ts';
import type { OrgConnection } from '../../io/org-call.ts';
import { findEntry, type NamedEntry } from '../login-entry.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'admin-org');

/**
 * The administrator's org: the one that was typed, else the one that the entry names, else, where no entry was typed, the default
 * org. An entry that names nobody is never changed in an org that only happens to be the default.
 */
export async function openAdmin(
  target: string | undefined,
  entryName: string | undefined,
): Promise<{ admin: string; connection: OrgConnection }> {
  const admin = target ?? (entryName === undefined ? await defaultOrg() : adminOf(findEntry(entryName)));
  if (admin === undefined) throw messages.createError('error.AdminNotNamed', [], [], 2);
  if ((await findStoredUser((await findAlias(admin)) ?? admin)) === undefined)
    throw messages.createError('error.AdminNotKnown', [admin], [admin]);
  return { admin, connection: await openOrg(admin) };
}

function adminOf({ name, path, entry }: NamedEntry): string | undefined {
  if (!entry || entry.admin !== undefined) return entry?.admin;
  throw messages.createError('error.EntryNamesNoAdmin', [path, name], [], 2);
}
