import { Messages } from '@salesforce/core/messages';
import {
  findAlias,
  findKeyReaders,
  findStoredUser,
  listJwtLogins,
  readStoredToken,
  removeStoredOrg,
  type KeyReaders,
  type KnownLogin,
} from '../io/auth-store.ts';
import { removeStoredKey } from '../io/key-store.ts';
import { revokeToken } from '../io/token-revocation.ts';
import { stageTeller, type FlowOptions } from './progress.ts';
import { retry } from './retry.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'logout');

/** `confirm` is asked once, with all that goes; without it, nobody is asked. */
export type LogoutInput = {
  targetOrgs: string[];
  confirm?: (logins: readonly KnownLogin[]) => Promise<boolean>;
};

/**
 * What became of a login. `session`: revoked in the org; `unknown` to it, as one that has ended; or `left` to end by itself, and
 * `reason` says why. `removedKey`: the key file of the key store that went. `sharedKey`: one that other logins read, and that stays. It stays, too, while
 * an entry of `sf` that cannot be read may name it: one of `damagedEntries`, the names of their files.
 */
export type LoggedOut = {
  username: string;
  aliases: string[];
  session: 'revoked' | 'unknown' | 'left';
  reason: string | null;
  removedKey: string | null;
  sharedKey: string | null;
  damagedEntries: string[];
};

export type LogoutResult = { outcome: 'done' | 'declined'; orgs: LoggedOut[] };

/**
 * Undoes a login by JWT: revokes its session, lets `sf` forget the org with its aliases and the settings that name it, and removes
 * the key from the key store when no other login reads it. A file of the user is never removed. Without the org, too.
 */
export async function logout(
  { targetOrgs, confirm }: LogoutInput,
  options: FlowOptions,
): Promise<LogoutResult> {
  const logins = await findLogins(targetOrgs);
  if (confirm && !(await confirm(logins))) return { outcome: 'declined', orgs: [] };
  const tell = stageTeller(options);
  const orgs: LoggedOut[] = [];
  for (const login of logins) {
    options.signal?.throwIfAborted();
    tell('logout', login.username);
    orgs.push(await logOut(login, options.signal));
  }
  return { outcome: 'done', orgs };
}

/** All of them, or an error before anything is done. */
async function findLogins(targets: readonly string[]): Promise<KnownLogin[]> {
  const known = await listJwtLogins();
  const found = new Set<KnownLogin>();
  for (const target of targets) {
    const login = known.find(({ username, aliases }) => username === target || aliases.includes(target));
    if (!login) throw await explainMissing(target);
    found.add(login);
  }
  return [...found];
}

async function explainMissing(target: string): Promise<Error> {
  const username = (await findAlias(target)) ?? target;
  const isKnown = (await findStoredUser(username)) !== undefined;
  return isKnown
    ? messages.createError('error.NotLoggedInByJwt', [target], [target])
    : messages.createError('error.NotLoggedIn', [target]);
}

async function logOut(
  { username, aliases, privateKeyFile }: KnownLogin,
  signal?: AbortSignal,
): Promise<LoggedOut> {
  const session = await endSession(username, signal);
  await removeStoredOrg(username);
  return { username, aliases, ...session, ...(await removeKey(privateKeyFile)) };
}

/** Whatever happens on the way to the org, the login goes from this machine. */
async function endSession(
  username: string,
  signal?: AbortSignal,
): Promise<Pick<LoggedOut, 'session' | 'reason'>> {
  try {
    const { instanceUrl, accessToken } = await readStoredToken(username);
    const host = new URL(instanceUrl);
    const { kind } = await retry(async () => revokeToken(host, accessToken, signal), host.host, signal);
    return { session: kind, reason: null };
  } catch (error) {
    signal?.throwIfAborted();
    return { session: 'left', reason: (error as Error).message };
  }
}

async function removeKey(
  path: string,
): Promise<Pick<LoggedOut, 'removedKey' | 'sharedKey' | 'damagedEntries'>> {
  let readers: KeyReaders = { usernames: [], damaged: [] };
  const isRemoved = await removeStoredKey(path, async () => {
    readers = await findKeyReaders(path);
    return readers.usernames.length + readers.damaged.length > 0;
  });
  const isShared = readers.usernames.length > 0;
  return {
    removedKey: isRemoved ? path : null,
    sharedKey: isShared ? path : null,
    damagedEntries: isShared ? [] : readers.damaged,
  };
}
