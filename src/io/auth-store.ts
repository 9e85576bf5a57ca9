import { realpathSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  AuthInfo,
  AuthRemover,
  ConfigAggregator,
  Messages,
  OrgConfigProperties,
  StateAggregator,
} from '@salesforce/core';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'auth-store');

/** What `sf` stores of a JWT login: the path of the key, never the key. */
export type StoredLogin = { username: string; clientId: string; privateKeyFile: string; loginUrl: string };

/** Reads how `sf` logs in to an org by JWT. `target` is an alias or username; without it, the default org. */
export async function readStoredLogin(target: string | undefined): Promise<StoredLogin> {
  const name = target ?? (await defaultOrg());
  if (name === undefined) throw messages.createError('error.NoLoginGiven');
  const { aliases } = await StateAggregator.getInstance();
  const authInfo = await AuthInfo.create({ username: aliases.resolveUsername(name) });
  const { username, clientId, privateKey, loginUrl, instanceUrl } = authInfo.getFields(true);
  if (username === undefined || clientId === undefined || privateKey === undefined) {
    throw messages.createError('error.OrgNotAuthorisedByJwt', [name]);
  }
  return {
    username,
    clientId,
    privateKeyFile: privateKey,
    loginUrl: loginUrl ?? instanceUrl ?? 'https://login.salesforce.com',
  };
}

async function defaultOrg(): Promise<string | undefined> {
  const config = await ConfigAggregator.create();
  return config.getInfo(OrgConfigProperties.TARGET_ORG).value as string | undefined;
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
  const authInfo = await AuthInfo.create({
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

/** What an org says of itself, as core keeps it; `trialExpirationDate` is the org's own text. */
export type OrgDescription = {
  name: string;
  instanceName: string;
  namespacePrefix: string | null;
  isSandbox: boolean;
  isScratch: boolean;
  trialExpirationDate: string | null;
  orgEdition: string;
};

/**
 * A login by JWT that has been proven. `privateKeyFile` is absolute, and holds an unencrypted PEM key: core renews the session
 * with it, at `loginUrl`. Without `org` core asks the org itself, some time.
 */
export type JwtLogin = {
  username: string;
  clientId: string;
  privateKeyFile: string;
  loginUrl: string;
  orgId: string;
  instanceUrl: string;
  accessToken: string;
  isDevHub: boolean;
  org?: OrgDescription;
};

/** What else `sf` shall know of an org: another name for it, and whether commands take it when they are told none. */
export type OrgNaming = { alias?: string; isDefault?: boolean; isDefaultDevHub?: boolean };

/**
 * Makes a login known to `sf`, without a request. One that is stored already is replaced, its aliases stay; what was known of
 * the same org stays, too (which Dev Hub made it, say), except for what another way of logging in left.
 */
export async function storeLogin(login: JwtLogin, naming: OrgNaming = {}): Promise<void> {
  const { username, orgId, accessToken, instanceUrl, loginUrl, isDevHub, org } = login;
  const { orgs } = await StateAggregator.getInstance();
  const before = (await orgs.read(username, false, false)) ?? {};
  const authInfo = await AuthInfo.create({
    // given these, as a login would have, core never asks the org for them
    accessTokenOptions: {
      username,
      orgId,
      accessToken,
      instanceUrl,
      loginUrl,
      isDevHub,
      namespacePrefix: org?.namespacePrefix ?? null,
    },
  });
  const stale = before.orgId === orgId ? ['refreshToken', 'clientSecret'] : Object.keys(before);
  const fresh = { username, orgId, instanceUrl, loginUrl, isDevHub, ...describe(login) };
  authInfo.update({ ...Object.fromEntries(stale.map((name) => [name, undefined])), ...fresh, accessToken });
  await authInfo.save();
  await nameOrg(authInfo, naming);
}

/** In core's own words, one of which is misspelt. */
function describe({ clientId, privateKeyFile, org }: JwtLogin): Record<string, unknown> {
  return {
    clientId,
    privateKey: privateKeyFile,
    name: org?.name,
    instanceName: org?.instanceName,
    namespacePrefix: org?.namespacePrefix,
    isSandbox: org?.isSandbox,
    isScratch: org?.isScratch,
    trailExpirationDate: org?.trialExpirationDate,
    orgEdition: org?.orgEdition,
  };
}

async function nameOrg(
  authInfo: AuthInfo,
  { alias, isDefault = false, isDefaultDevHub = false }: OrgNaming,
): Promise<void> {
  if (alias !== undefined) await authInfo.setAlias(alias);
  if (isDefault || isDefaultDevHub) await authInfo.setAsDefault({ org: isDefault, devHub: isDefaultDevHub });
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
  const { orgs, aliases } = await StateAggregator.getInstance();
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

/** All orgs that `sf` is authorised to. */
export async function listStoredOrgs(): Promise<StoredOrg[]> {
  const { orgs } = await StateAggregator.getInstance();
  const stored = await orgs.readAll();
  return stored.map(({ username = '', orgId = '', instanceUrl = '' }) => ({ username, orgId, instanceUrl }));
}

/** The logins by JWT that read their key from a file; `sf` stores the path alone. */
export async function findLoginsByKey(
  file: string,
): Promise<Array<Pick<StoredLogin, 'username' | 'clientId'>>> {
  const { orgs } = await StateAggregator.getInstance();
  const stored = await orgs.readAll();
  const isOfFile = ({ privateKey }: { privateKey?: string }): boolean =>
    privateKey !== undefined && followLinks(privateKey) === followLinks(file);
  return stored.filter(isOfFile).map(({ username = '', clientId = '' }) => ({ username, clientId }));
}

function followLinks(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return resolve(file);
  }
}

/** The username that an alias stands for. */
export async function findAlias(alias: string): Promise<string | undefined> {
  const { aliases } = await StateAggregator.getInstance();
  return aliases.getUsername(alias) ?? undefined;
}

/** Forgets an org: its authorisation, its aliases, and settings that name it. */
export async function removeStoredOrg(username: string): Promise<void> {
  const remover = await AuthRemover.create({ skipCache: true });
  await remover.removeAuth(username);
}
