import { Messages } from '@salesforce/core/messages';
import { addressOf } from '../assertion/audience.ts';
import { findAlias, findAliases, findStoredUser, wayOfLogin } from '../io/auth-store.ts';
import {
  findDevHubOf,
  storeLogin,
  type JwtLogin,
  type OrgDescription,
  type OrgNaming,
} from '../io/login-store.ts';
import { describeOrg, type OrgProof } from '../io/org-description.ts';
import type { GrantedToken } from '../io/token-endpoint.ts';
import { proveLogin, type ProofOptions, type Prove } from './app/prove-login.ts';
import {
  fillFromEntry,
  findEntry,
  loadNamedKey,
  nameKey,
  noteInEntry,
  type NamedEntry,
  type NamedLoginInput,
} from './login-entry.ts';
import { findCertificateOf } from './key-certificate.ts';
import { checkLogin, completeInput, loginFlags, type CompleteLogin } from './login-input.ts';
import { dropKey, keepKey, keepKeyStill, type KeptKey } from './login-key.ts';
import type { LoadedKey } from './private-key.ts';

// where it was, for who imports it from here
export { fillFromEntry };

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'login');

/** `storeKey`: copy a key file into the key store. */
export type StoringInput = NamedLoginInput & { naming?: OrgNaming; storeKey?: boolean };

/** `privateKeyFile`: where `sf` finds the key; `isKeyStored`: it lies in the key store. */
export type LoginResult = {
  username: string;
  orgId: string;
  userId: string;
  clientId: string;
  instanceUrl: string;
  loginUrl: string;
  alias: string | null;
  privateKeyFile: string;
  isKeyStored: boolean;
  isDevHub: boolean;
  /** Where the user may read it. */
  org: OrgDescription | null;
  /** The project file, where an entry of it was written. */
  projectFile: string | null;
  scope: string;
  /** Of a user of an Experience Cloud site. */
  communityUrl: string | null;
  /** For which it was asked, at `loginUrl`, and why. */
  audience: string;
  reasons: string[];
  tokenFormat: 'opaque' | 'jwt';
  /** How far this machine's clock is ahead of the host's; `null` when the host did not tell. */
  clockAheadSeconds: number | null;
};

/**
 * `movedFrom`: the id of the org that the entry of the project file stood for before. `replaced`: how `sf` was authorised as the
 * user before, where that cannot come back by itself.
 */
export type LoginOutput = {
  result: LoginResult;
  keyInput: LoadedKey['input'];
  keptKey: KeptKey;
  movedFrom: string | undefined;
  replaced: 'web' | undefined;
};

/**
 * Logs in once, proves the token by one call that tells what the org is, and stores the login for `sf` with no further request to
 * it. Until the login is proven nothing is written.
 */
export async function login(input: StoringInput, now: Date, options: ProofOptions): Promise<LoginOutput> {
  const named = input.org === undefined ? undefined : findEntry(input.org);
  const complete = await completeInput(fillFromEntry(input, named), 'sf jwt login');
  checkLogin(complete);
  await refuseTakenAlias(input.naming, complete.username);
  const loaded = await loadNamedKey(input, complete, named);
  const proven = await proveLogin<OrgProof>(
    { ...complete, privateKey: loaded.privateKey, retry: retryLine(complete, input.naming) },
    now,
    options,
    describe,
  );
  options.signal?.throwIfAborted();
  const { token, proof } = proven;
  const { orgId } = token;
  const replaced = (await wayOfLogin(complete.username)) === 'web' ? 'web' : undefined;
  const keptKey = await store({ ...complete, ...token, ...proof, loaded }, input);
  const movedFrom = await writeNamed(named, input, complete, { orgId, loaded });
  const projectFile = named?.path ?? null;
  return {
    result: await resultOf(complete, { ...proven, alias: input.naming?.alias, keptKey, projectFile }),
    keyInput: loaded.input,
    keptKey,
    movedFrom,
    replaced,
  };
}

/** Gives the id of the org that the entry stood for, when that was another. */
async function writeNamed(
  named: NamedEntry | undefined,
  input: StoringInput,
  complete: CompleteLogin,
  { orgId, loaded }: { orgId: string; loaded: LoadedKey },
): Promise<string | undefined> {
  if (!named) return undefined;
  const audience = input.audience ?? named.entry?.audience;
  // in a pipeline, the key of the entry came by a variable; the entry goes on naming the file
  const known =
    input.privateKey === undefined && input.targetOrg === undefined ? named.entry?.key : undefined;
  const key = known ?? nameKey(named.path, complete.privateKey.key);
  const { username, clientId, host } = complete;
  const place = { instanceUrl: addressOf(host), ...(audience !== undefined && { audience }), orgId };
  const certificate = await findCertificateOf(loaded);
  await noteInEntry(
    named,
    // a key of before, by another way than this login's, would be used by the next one: undefined takes it away
    { username, clientId, ...place, key, ...(certificate && { certificate }) },
    {
      state: messages.getMessage('storedButNotNoted', [username]),
      again: `sf jwt login --org ${named.name} ${loginFlags(complete)}`,
    },
  );
  const before = named.entry?.orgId;
  return before === orgId ? undefined : before;
}

export const describe: Prove<OrgProof> = async ({ instanceUrl, accessToken }, signal) =>
  describeOrg(instanceUrl, accessToken, signal);

/** `sf` would let an alias point elsewhere without a word, and every script that uses it. */
async function refuseTakenAlias(naming: OrgNaming | undefined, username: string): Promise<void> {
  const { alias } = naming ?? {};
  if (alias === undefined) return;
  if (!/^[^\s=]+$/.test(alias)) throw messages.createError('error.AliasInvalid', [alias], [], 2);
  const owner = await findAlias(alias);
  // one whose user is gone is nobody's
  if (owner === undefined || owner === username || !(await findStoredUser(owner))) return;
  throw messages.createError('error.AliasTaken', [alias, owner], [alias], 2);
}

/** Without the audience: its default is right where a typed one may have been the mistake. */
function retryLine(complete: CompleteLogin, naming: OrgNaming = {}): string {
  const names = [
    ...(naming.alias === undefined ? [] : [`--alias ${naming.alias}`]),
    ...(naming.isDefault === true ? ['--set-default'] : []),
    ...(naming.isDefaultDevHub === true ? ['--set-default-dev-hub'] : []),
  ];
  return ['sf jwt login', loginFlags(complete), ...names, '--wait 10'].join(' ');
}

type Storable = Omit<CompleteLogin, 'privateKey'> &
  Pick<JwtLogin, 'orgId' | 'instanceUrl' | 'accessToken' | 'isDevHub'> & {
    org: OrgDescription | undefined;
    loaded: LoadedKey;
  };

/** Key first, so that no entry of `sf` ever names a file that is not there. */
export async function store(
  { username, clientId, host, orgId, instanceUrl, accessToken, isDevHub, org, loaded }: Storable,
  { naming, storeKey = false }: Pick<StoringInput, 'naming' | 'storeKey'>,
): Promise<KeptKey> {
  const keptKey = await keepKey(loaded, storeKey);
  const entry = { username, clientId, orgId, instanceUrl, accessToken, isDevHub, org };
  try {
    await storeLogin({ ...entry, privateKeyFile: keptKey.path, loginUrl: addressOf(host) }, naming);
  } catch (error) {
    await dropKey(keptKey);
    throw error;
  }
  await keepKeyStill(keptKey, loaded.privateKey);
  // what `sf` does after a login, too: without its Dev Hub it cannot delete a scratch org
  if (org?.isScratch === true) await findDevHubOf(username);
  return keptKey;
}

type Proven = {
  alias: string | undefined;
  token: GrantedToken;
  proof: OrgProof;
  keptKey: KeptKey;
  projectFile: string | null;
  aheadSeconds: number | undefined;
};

async function resultOf(
  { username, clientId, host, audience, reasons }: CompleteLogin,
  { alias, token, proof: { isDevHub, org }, keptKey, projectFile, aheadSeconds }: Proven,
): Promise<LoginResult> {
  const { orgId, userId, instanceUrl, scope, isJwtToken, communityUrl = null } = token;
  return {
    username,
    orgId,
    userId,
    clientId,
    instanceUrl,
    loginUrl: addressOf(host),
    alias: alias ?? (await findAliases(username))[0] ?? null,
    privateKeyFile: keptKey.path,
    isKeyStored: keptKey.isStored,
    isDevHub,
    org: org ?? null,
    projectFile,
    scope,
    communityUrl,
    audience,
    reasons,
    tokenFormat: isJwtToken ? 'jwt' : 'opaque',
    clockAheadSeconds: aheadSeconds ?? null,
  };
}
