import { setTimeout } from 'node:timers/promises';
import type { AuthInfo } from '@salesforce/core';
import { Messages } from '@salesforce/core/messages';
import { StateAggregator } from '@salesforce/core/stateAggregator';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'login-store');

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
 * the same org stays, too (which Dev Hub made it, say), except for what another way of logging in left. `OrgNotNamedError`: the
 * login is stored, but its name is not.
 */
export async function storeLogin(login: JwtLogin, naming: OrgNaming = {}): Promise<void> {
  const { username, orgId, accessToken, instanceUrl, loginUrl, isDevHub, org } = login;
  const { orgs } = await StateAggregator.getInstance();
  const before = (await orgs.read(username, false, false)) ?? {};
  // the whole of core takes longer to load than the login that has been proven by now
  const { AuthInfo } = await import('@salesforce/core');
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
  try {
    await nameOrg(authInfo, naming);
  } catch (error) {
    const { name, message } = error as Error;
    throw messages.createError('error.OrgNotNamed', [username, `${name}: ${message}`], [username]);
  }
}

/**
 * Notes which of the Dev Hubs that `sf` knows made a scratch org, by asking each (as `sf` does after a login, unless
 * SF_SKIP_SCRATCH_ORG_CHECK is set). Nothing happens where none says so in time.
 */
export async function findDevHubOf(username: string): Promise<void> {
  const { AuthInfo } = await import('@salesforce/core');
  const authInfo = await AuthInfo.create({ username });
  const asked = AuthInfo.identifyPossibleScratchOrgs(authInfo.getFields(true), authInfo);
  await Promise.race([
    asked.catch(() => undefined),
    setTimeout(DEADLINE_MILLISECONDS, undefined, { ref: false }),
  ]);
}

/** For a Dev Hub that does not answer. */
const DEADLINE_MILLISECONDS = 15_000;

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
  if (!isDefault && !isDefaultDevHub) return;
  // core would take any alias of the user, not the one that was typed
  if (alias === undefined) await authInfo.setAsDefault({ org: isDefault, devHub: isDefaultDevHub });
  else await setDefaults(alias, { isDefault, isDefaultDevHub });
}

/** In the project, or for all where this is none; as core. */
async function setDefaults(name: string, { isDefault, isDefaultDevHub }: OrgNaming): Promise<void> {
  const { Config, OrgConfigProperties } = await import('@salesforce/core');
  const config = await Config.create({ isGlobal: false }).catch(async () =>
    Config.create({ isGlobal: true }),
  );
  if (isDefault === true) config.set(OrgConfigProperties.TARGET_ORG, name);
  if (isDefaultDevHub === true) config.set(OrgConfigProperties.TARGET_DEV_HUB, name);
  await config.write();
}
