import { Messages } from '@salesforce/core/messages';
import { findAlias, findAliases, listJwtLogins, wayOfLogin, findStoredUser } from '../../io/auth-store.ts';
import { fingerprintOfPath } from '../../io/key-store.ts';
import { addressOf } from '../../assertion/audience.ts';
import { publicKeySha256 } from '../../keys/fingerprint.ts';
import type { OrgProof } from '../../io/org-description.ts';
import { diagnoseLogin } from '../diagnose.ts';
import { lineOf } from '../../diagnosis/command-line.ts';
import { proveLogin, type ProvenLogin } from '../app/prove-login.ts';
import { describe, store } from '../login.ts';
import { checkLogin, completeInput, loginFlags, type CompleteLogin } from '../login-input.ts';
import type { LoadedKey } from '../private-key.ts';
import type { SetupInput, SetupOptions } from './steps.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'setup');

export type LoginParts = {
  clientId: string;
  username: string;
  instanceUrl: string;
  audience: string | undefined;
  key: LoadedKey;
  location: CompleteLogin['privateKey'];
};

export type Proven = { complete: CompleteLogin; proven: ProvenLogin<OrgProof> };

/** Logs in with the key, and calls the API once. A refusal is looked into with the administrator's org. */
export async function provePair(
  { clientId, username, instanceUrl, audience, key, location }: LoginParts,
  input: SetupInput,
  now: Date,
  options: SetupOptions,
): Promise<Proven> {
  const parts = { clientId, username, privateKey: location, instanceUrl: new URL(instanceUrl), audience };
  const complete = await completeInput(parts, 'sf jwt setup');
  checkLogin(complete);
  const retry = `sf jwt login ${loginFlags(complete)} --wait 10`;
  const { waitMinutes } = input;
  const login = { ...complete, privateKey: key.privateKey, retry };
  const proven = await proveLogin<OrgProof>(login, now, { ...options, waitMinutes }, describe).catch(
    async (error: unknown) => {
      throw isRefusal(error) ? await explain(error, parts, input, options) : error;
    },
  );
  return { complete, proven };
}

/** What an org says has `data` of it; what fails on the way has none. */
function isRefusal(error: unknown): error is Error & { data: object } {
  const { data } = error as { data?: { error?: string; errorCode?: string } };
  return data?.error !== undefined || data?.errorCode !== undefined;
}

/** One cause and one fix, where the administrator's org tells them; else the org's "no" as it is. */
async function explain(
  refused: Error,
  parts: Parameters<typeof completeInput>[0],
  { admin, again }: SetupInput,
  options: SetupOptions,
): Promise<Error> {
  const { signal, onStage } = options;
  const asked = { login: parts, adminOrg: admin };
  const diagnosis = await diagnoseLogin(asked, new Date(), { signal, onStage }).catch(() => undefined);
  signal?.throwIfAborted();
  const cause = diagnosis?.cause;
  if (!cause) return refused;
  const fix = cause.fix;
  const error = messages.createError(
    'error.LoginNotProven',
    [refused.message.split('\n')[0] ?? '', cause.message],
    [again],
  );
  const remedy = fix ? [fix.command ? `${fix.text} ${lineOf(fix.command)}` : fix.text] : [];
  error.actions = [...remedy, ...(error.actions ?? [])];
  error.data = { cause: cause.name, command: fix?.command ?? null };
  return error;
}

/** What becomes of the login in `sf`'s own store. `replaces`: how `sf` logged in as the user before. */
export type Storing =
  { kind: 'store'; replaces: 'web' | 'other' | 'none' } | { kind: 'already' | 'skipped' | 'dev-hub' };

type StoringQuestion = {
  login: Pick<LoginParts, 'username' | 'instanceUrl' | 'key'> & { clientId: string | null; orgId: string };
  alias: string | undefined;
  isDevHubOfEca: boolean;
};

/** Decides without a request. `dev-hub`: it would replace a login that can make scratch orgs by one that cannot. */
export async function planStoring({ storesLogin }: SetupInput, question: StoringQuestion): Promise<Storing> {
  if (storesLogin === false) return { kind: 'skipped' };
  const { login, alias, isDevHubOfEca } = question;
  const known = (await listJwtLogins()).find(({ username }) => username === login.username);
  const ofApp = known?.clientId === login.clientId ? known : undefined;
  if (ofApp && isSame(ofApp, login) && isNamed(ofApp, alias)) return { kind: 'already' };
  const way = ofApp ? 'none' : await wayOfLogin(login.username);
  if (way === 'none') return { kind: 'store', replaces: 'none' };
  if (isDevHubOfEca && storesLogin === undefined) return { kind: 'dev-hub' };
  return { kind: 'store', replaces: way === 'web' ? 'web' : 'other' };
}

const isNamed = ({ aliases }: KnownLogin, alias: string | undefined): boolean =>
  alias === undefined || aliases.includes(alias);

type KnownLogin = Awaited<ReturnType<typeof listJwtLogins>>[number];

function isSame(known: KnownLogin, { key, instanceUrl, orgId }: StoringQuestion['login']): boolean {
  const fingerprint = publicKeySha256(key.privateKey).replaceAll(':', '').toLowerCase();
  const isKey =
    known.privateKeyFile === key.input.path || fingerprintOfPath(known.privateKeyFile) === fingerprint;
  const isPlace = URL.canParse(known.loginUrl) && addressOf(new URL(known.loginUrl)) === instanceUrl;
  return known.isKeyThere && isKey && isPlace && known.orgId === orgId;
}

/**
 * What `sf` will call the login: the name of the entry, if it is free or the user's own, else with an ending; where that is taken,
 * too, what the user is called already. One that was typed and is another's is refused.
 */
export async function chooseAlias(
  { alias, storesLogin }: SetupInput,
  entryName: string,
  username: string,
): Promise<string | undefined> {
  if (storesLogin === false) return (await findAliases(username))[0];
  if (alias !== undefined) {
    if (!/^[^\s=]+$/.test(alias)) throw messages.createError('error.SetupAliasInvalid', [alias], [], 2);
    const owner = await ownerOf(alias);
    if (owner === undefined || owner === username) return alias;
    throw messages.createError('error.SetupAliasTaken', [alias, owner], [alias], 2);
  }
  for (const free of [entryName, `${entryName}-jwt`]) {
    const owner = await ownerOf(free);
    if (owner === undefined || owner === username) return free;
  }
  return (await findAliases(username))[0];
}

/** Of an alias whose user is gone, nobody. */
async function ownerOf(alias: string): Promise<string | undefined> {
  const owner = await findAlias(alias);
  return owner !== undefined && (await findStoredUser(owner)) ? owner : undefined;
}

/** Makes the login known to `sf`; gives where it finds the key. */
export async function storeProven(
  { complete, proven }: Proven,
  key: LoadedKey,
  alias: string | undefined,
): Promise<string> {
  const { token, proof } = proven;
  const kept = await store({ ...complete, ...token, ...proof, loaded: key }, { naming: { alias } });
  return kept.path;
}
