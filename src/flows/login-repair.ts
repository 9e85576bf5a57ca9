import { Messages } from '@salesforce/core/messages';
import { listJwtLogins, readStoredLogin, type KnownLogin } from '../io/auth-store.ts';
import { fingerprintOfPath, keyStorePath } from '../io/key-store.ts';
import { findProjectFile } from '../io/project-file.ts';
import type { SecretLocation } from '../io/secret-input.ts';
import { isLoginEntry, type ProjectEntry } from '../project/entry.ts';
import { readProject } from '../project/read.ts';
import { tryLogin, type ProofOptions } from './app/prove-login.ts';
import { locateKey } from './login-entry.ts';
import { completeInput, type LoginInput } from './login-input.ts';
import { describe, store } from './login.ts';
import { loadPrivateKey, type LoadedKey, type PrivateKeyLocation } from './private-key.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'login-repair');

/** `targetOrg`, `clientId` and `username` say which logins are meant; without them, all. */
export type RepairInput = Pick<LoginInput, 'targetOrg' | 'clientId' | 'username' | 'privateKey'> &
  Pick<PrivateKeyLocation, 'passphrase' | 'askPassphrase'> & { storeKey?: boolean };

/**
 * How a key is known to belong to a login: it was typed; the key store has the very key; the project file names it for the login's
 * app; another login by the same app, which has one certificate, reads it.
 */
export type KeySource = 'typed' | 'key-store' | 'project-file' | 'same-app';

/** A login whose key file is gone. `privateKeyFile`: where the key is now. `error`: why it could not be repaired. */
export type Repair = {
  username: string;
  aliases: string[];
  clientId: string;
  missingFile: string;
  outcome: 'repaired' | 'refused' | 'failed' | 'no-key';
  keySource: KeySource | null;
  privateKeyFile: string | null;
  error: { name: string; message: string } | null;
};

/** `onUnreadable`: told why the project file was passed over. */
export type RepairOptions = ProofOptions & { onUnreadable?: (error: Error) => void };

/** `looked`: how many logins by JWT were looked at. */
export type RepairResult = { looked: number; repairs: Repair[] };

/**
 * Finds logins by JWT of `sf` whose key file is gone, and gives each the key that is known to belong to it, after one login has
 * proven it. No key is guessed, no login is tried twice; what cannot be repaired stays as it is.
 */
export async function repairLogins(
  input: RepairInput,
  now: Date,
  options: RepairOptions,
): Promise<RepairResult> {
  const all = await listJwtLogins();
  const meant = await selectLogins(all, input);
  const broken = meant.filter(({ isKeyThere }) => !isKeyThere);
  const typed = await loadTyped(input, broken);
  const inProject = broken.length === 0 ? [] : projectKeys(options);
  const repairs: Repair[] = [];
  for (const login of broken) {
    options.signal?.throwIfAborted();
    const key = typed ?? (await findKnownKey(login, { all, inProject }, input));
    repairs.push(await repairOne(login, key, { now, options, storeKey: input.storeKey ?? false }));
  }
  return { looked: meant.length, repairs };
}

async function selectLogins(
  all: KnownLogin[],
  { targetOrg, clientId, username }: RepairInput,
): Promise<KnownLogin[]> {
  // throws for an org that is not authorised by JWT
  const target = targetOrg === undefined ? undefined : (await readStoredLogin(targetOrg)).username;
  return all.filter(
    (login) =>
      (target ?? login.username) === login.username &&
      (username ?? login.username) === login.username &&
      (clientId ?? login.clientId) === login.clientId,
  );
}

type FoundKey = { loaded: LoadedKey; location: PrivateKeyLocation; source: KeySource };

/** A key that was typed is tried with one app: which of several it belongs to would be a guess. */
async function loadTyped(
  { privateKey }: RepairInput,
  broken: readonly KnownLogin[],
): Promise<FoundKey | undefined> {
  if (!privateKey || broken.length === 0) return undefined;
  const apps = [...new Set(broken.map(({ clientId }) => clientId))];
  const [first = ''] = apps;
  if (apps.length > 1)
    throw messages.createError('error.KeyForSeveralApps', [apps.length, apps.join(', ')], [first], 2);
  return { loaded: await loadPrivateKey(privateKey), location: privateKey, source: 'typed' };
}

/** The first that can be read; what cannot costs no login. */
async function findKnownKey(
  login: KnownLogin,
  known: KnownKeys,
  { passphrase, askPassphrase }: RepairInput,
): Promise<FoundKey | undefined> {
  for (const [source, key] of candidatesFor(login, known)) {
    const location = { key, passphrase, askPassphrase };
    const loaded = await loadPrivateKey(location).catch(() => undefined);
    if (loaded) return { loaded, location, source };
  }
  return undefined;
}

function candidatesFor(
  { username, clientId, privateKeyFile }: KnownLogin,
  { all, inProject }: KnownKeys,
): Array<[KeySource, SecretLocation]> {
  const fingerprint = fingerprintOfPath(privateKeyFile);
  const ofApp = inProject.filter((entry) => entry.clientId === clientId);
  const ofUser = ofApp.filter((entry) => entry.username === username);
  const others = all.filter((login) => login.clientId === clientId && login.isKeyThere);
  return [
    ...(fingerprint === undefined ? [] : [['key-store', { file: keyStorePath(fingerprint) }] as const]),
    ...[...ofUser, ...ofApp].map(({ key }) => ['project-file', key] as const),
    ...others.map((login) => ['same-app', { file: login.privateKeyFile }] as const),
  ].map(([source, key]) => [source, key]);
}

type ProjectKey = { username: string; clientId: string; key: SecretLocation };
type KnownKeys = { all: readonly KnownLogin[]; inProject: readonly ProjectKey[] };

/** A file that cannot be read is one place less to look at, and told. */
function projectKeys({ onUnreadable }: RepairOptions): ProjectKey[] {
  try {
    const { path, text } = findProjectFile(process.cwd());
    return text === undefined ? [] : keysIn(path, readProject({ path, text }));
  } catch (error) {
    onUnreadable?.(error as Error);
    return [];
  }
}

function keysIn(path: string, orgs: ReadonlyMap<string, ProjectEntry>): ProjectKey[] {
  return [...orgs].flatMap(([name, entry]) => {
    if (!isLoginEntry(entry)) return [];
    const { username, clientId, key } = entry;
    const location = locateKey({ name, path }, key);
    return location ? [{ username, clientId, key: location }] : [];
  });
}

type Run = { now: Date; options: ProofOptions; storeKey: boolean };

async function repairOne(login: KnownLogin, key: FoundKey | undefined, run: Run): Promise<Repair> {
  const { username, aliases, clientId, privateKeyFile: missingFile } = login;
  const known = { username, aliases, clientId, missingFile, keySource: key?.source ?? null };
  if (!key) return { ...known, outcome: 'no-key', privateKeyFile: null, error: null };
  try {
    const outcome = await logIn(login, key, run);
    if (typeof outcome === 'string')
      return { ...known, outcome: 'repaired', privateKeyFile: outcome, error: null };
    return { ...known, outcome: 'refused', privateKeyFile: null, error: tell(outcome) };
  } catch (error) {
    run.options.signal?.throwIfAborted();
    return { ...known, outcome: 'failed', privateKeyFile: null, error: tell(error as Error) };
  }
}

const tell = ({ name, message }: Error): Repair['error'] => ({ name, message });

/** The path of the key, or the org's refusal. */
async function logIn(
  { username }: KnownLogin,
  { loaded, location }: FoundKey,
  { now, options, storeKey }: Run,
): Promise<string | Error> {
  const complete = await completeInput({ targetOrg: username, privateKey: location }, 'sf jwt login');
  const outcome = await tryLogin({ ...complete, privateKey: loaded.privateKey }, now, options, describe);
  if (outcome.kind === 'refused') return outcome.explained;
  const { path } = await store({ ...complete, ...outcome.token, ...outcome.proof, loaded }, { storeKey });
  return path;
}
