import { realpathSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { AuthInfo, StateAggregator } from '@salesforce/core';
import { Messages } from '@salesforce/core/messages';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'auth-store');

/** The whole of core takes longer to load than a login: who only looks at what is stored does without. */
async function loadAuthInfo(): Promise<typeof AuthInfo> {
  return (await import('@salesforce/core')).AuthInfo;
}

/** The files of `sf`; who has typed all parts of a login does without. */
async function openState(): Promise<StateAggregator> {
  return (await import('@salesforce/core/stateAggregator')).StateAggregator.getInstance();
}

/** What `sf` stores of a JWT login: the path of the key, never the key. */
export type StoredLogin = StoredAddress & { username: string; clientId: string; privateKeyFile: string };

/** Where an org is: where it logs in, its own address, and of what type it is. */
export type StoredAddress = {
  loginUrl?: string;
  instanceUrl?: string;
  isSandbox?: boolean;
  isScratch?: boolean;
};

/** Reads how `sf` logs in to an org by JWT. `target` is an alias or username; without it, the default org. */
export async function readStoredLogin(target: string | undefined): Promise<StoredLogin> {
  const name = target ?? (await defaultOrg());
  if (name === undefined) throw messages.createError('error.NoLoginGiven');
  const { aliases } = await openState();
  const authInfo = await (await loadAuthInfo()).create({ username: aliases.resolveUsername(name) });
  const { username, clientId, privateKey, loginUrl, instanceUrl, isSandbox, isScratch } =
    authInfo.getFields(true);
  if (username === undefined || clientId === undefined || privateKey === undefined) {
    throw messages.createError('error.OrgNotAuthorisedByJwt', [name]);
  }
  return { username, clientId, privateKeyFile: privateKey, loginUrl, instanceUrl, isSandbox, isScratch };
}

/**
 * What `sf` stores of a user's org, by whatever flow it was authorised; undefined when it does not know the user, or its file
 * cannot be read: a login that was typed can do without.
 */
export async function findStoredUser(username: string): Promise<Partial<StoredLogin> | undefined> {
  const { orgs } = await openState();
  const stored = await orgs.read(username).catch(() => null);
  if (!stored) return undefined;
  const { clientId, privateKey, loginUrl, instanceUrl, isSandbox, isScratch } = stored;
  return { username, clientId, privateKeyFile: privateKey, loginUrl, instanceUrl, isSandbox, isScratch };
}

/** The org that commands take when they are told none, as it was set: an alias or a username. */
export async function defaultOrg(): Promise<string | undefined> {
  const { ConfigAggregator } = await import('@salesforce/core/configAggregator');
  const config = await ConfigAggregator.create();
  return config.getInfo('target-org').value as string | undefined;
}

/** A session that lives elsewhere: with its id, `sf` can act as the user, and nothing can renew it. */
export type Session = {
  alias: string;
  username: string;
  orgId: string;
  instanceUrl: string;
  accessToken: string;
  /** `Organization.OrganizationType`, like `Developer Edition`. */
  orgEdition: string;
  /** What kind of org it is; each is false unless said. */
  isDevHub?: boolean;
  isSandbox?: boolean;
  isScratch?: boolean;
};

/** Makes a session known to `sf` under its alias, without a request to the org. */
export async function storeSession({
  alias,
  username,
  orgId,
  instanceUrl,
  accessToken,
  orgEdition,
  isDevHub = false,
  isSandbox = false,
  isScratch = false,
}: Session): Promise<void> {
  const authInfo = await (
    await loadAuthInfo()
  ).create({
    username,
    // given these, as a login would have, core never asks the org for them
    accessTokenOptions: {
      username,
      orgId,
      accessToken,
      instanceUrl,
      loginUrl: instanceUrl,
      isDevHub,
      namespacePrefix: null,
    },
  });
  await authInfo.save({ orgEdition, isSandbox, isScratch });
  await authInfo.setAlias(alias);
}

/** A login by JWT that `sf` has. `privateKeyFile` is the path that it stored; `isKeyThere`: a file is at that path. */
export type KnownLogin = {
  username: string;
  aliases: string[];
  clientId: string;
  orgId: string;
  privateKeyFile: string;
  loginUrl: string;
  isKeyThere: boolean;
};

/** All orgs that `sf` logs in to by JWT. */
export async function listJwtLogins(): Promise<KnownLogin[]> {
  const { orgs, aliases } = await openState();
  const stored = await orgs.readAll();
  return stored.flatMap((fields) => {
    const { username, clientId, privateKey, refreshToken, loginUrl, instanceUrl, orgId = '' } = fields;
    // with a refresh token, core does not log in by the key
    if (username === undefined || clientId === undefined || privateKey === undefined || refreshToken)
      return [];
    return {
      username,
      aliases: aliases.getAll(username),
      clientId,
      orgId,
      privateKeyFile: privateKey,
      loginUrl: loginUrl ?? instanceUrl ?? 'https://login.salesforce.com',
      isKeyThere: isFile(privateKey),
    };
  });
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

export type StoredOrg = { username: string; orgId: string; instanceUrl: string };

/** The session that `sf` has of a user; `accessToken` is a secret. */
export async function readStoredToken(
  username: string,
): Promise<{ instanceUrl: string; accessToken: string }> {
  const authInfo = await (await loadAuthInfo()).create({ username });
  const { instanceUrl = '', accessToken = '' } = authInfo.getFields(true);
  return { instanceUrl, accessToken };
}

/** All orgs that `sf` is authorised to. */
export async function listStoredOrgs(): Promise<StoredOrg[]> {
  const { orgs } = await openState();
  const stored = await orgs.readAll();
  return stored.map(({ username = '', orgId = '', instanceUrl = '' }) => ({ username, orgId, instanceUrl }));
}

/** The logins by JWT that read their key from a file; `sf` stores the path alone. */
export async function findLoginsByKey(
  file: string,
): Promise<Array<Pick<StoredLogin, 'username' | 'clientId'>>> {
  const { orgs } = await openState();
  const stored = await orgs.readAll();
  const isOfFile = ({ privateKey }: { privateKey?: string }): boolean =>
    privateKey !== undefined && followLinks(privateKey) === followLinks(file);
  return stored.filter(isOfFile).map(({ username = '', clientId = '' }) => ({ username, clientId }));
}

/** Who may need a key file: users whose entry names it, in whatever spelling, and entries of `sf` that cannot be read. */
export type KeyReaders = { usernames: string[]; damaged: string[] };

/** Looks at every entry of `sf` as it is now, to tell whether a key file can go. */
export async function findKeyReaders(file: string): Promise<KeyReaders> {
  const usernames = (await findLoginsByKey(file)).map(({ username }) => username);
  const { orgs } = await openState();
  const known = new Set((await orgs.readAll()).map(({ username }) => `${username}.json`));
  return { usernames, damaged: (await orgs.list()).filter((name) => !known.has(name)) };
}

function followLinks(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return resolve(file);
  }
}

/**
 * How `sf` logs in as a user: `web` by a refresh token, which only the user can get again; `session` by an access token that
 * nothing renews.
 */
export async function wayOfLogin(username: string): Promise<'web' | 'jwt' | 'session' | 'none'> {
  const { orgs } = await openState();
  const stored = await orgs.read(username).catch(() => null);
  if (!stored) return 'none';
  if (stored.refreshToken) return 'web';
  return stored.privateKey === undefined ? 'session' : 'jwt';
}

/** The username that an alias stands for. */
export async function findAlias(alias: string): Promise<string | undefined> {
  const { aliases } = await openState();
  return aliases.getUsername(alias) ?? undefined;
}

/** All names that a user goes by. */
export async function findAliases(username: string): Promise<string[]> {
  const { aliases } = await openState();
  return aliases.getAll(username);
}

/** Forgets an org: its authorisation, its aliases, and settings that name it. */
export async function removeStoredOrg(username: string): Promise<void> {
  const { AuthRemover } = await import('@salesforce/core');
  const remover = await AuthRemover.create({ skipCache: true });
  await remover.removeAuth(username);
}
