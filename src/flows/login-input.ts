import { resolve } from 'node:path';
import { Messages } from '@salesforce/core/messages';
import { addressOf, chooseAudience, type StoredPlace } from '../assertion/audience.ts';
import { kindOfHost } from '../assertion/hosts.ts';
import { findLoginFault } from '../assertion/login-faults.ts';
import { findStoredUser, readStoredLogin, type StoredLogin } from '../io/auth-store.ts';
import { readAudienceVariable, readProjectLoginUrl } from '../io/login-settings.ts';
import type { SecretLocation } from '../io/secret-input.ts';
import type { PrivateKeyLocation } from './private-key.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'login-input');

/** Where a login's parts come from: typed, or an org that `sf` is authorised to by JWT (what is typed as well wins). */
export type LoginInput = {
  targetOrg?: string;
  clientId?: string;
  username?: string;
  privateKey?: PrivateKeyLocation;
  instanceUrl?: URL;
  audience?: string;
};

/** Who logs in with which key, at which host and for which audience. `reasons`: how those two were chosen. */
export type CompleteLogin = {
  clientId: string;
  username: string;
  privateKey: PrivateKeyLocation;
  host: URL;
  audience: string;
  reasons: string[];
};

/**
 * Fills up what was not typed, without a request. `command` is what a person would type again, for the error. Mistakes in the
 * parts are not looked for: `checkLogin` does.
 */
export async function completeInput(input: LoginInput, command: string): Promise<CompleteLogin> {
  const { who, stored, keyReason } = await completeWho(input, command);
  const isHostTyped = input.instanceUrl !== undefined;
  const chosen = chooseAudience({
    typedHost: input.instanceUrl,
    typedAudience: input.audience,
    audienceVariable: readAudienceVariable(),
    stored,
    projectUrl: isHostTyped || isPlaceKnown(stored) ? undefined : await readProjectLoginUrl(),
  });
  return { ...who, ...chosen, reasons: [...chosen.reasons, ...keyReason] };
}

/** Throws for a mistake that can be seen without asking the org. */
export function checkLogin(login: CompleteLogin): void {
  const fault = findLoginFault(login);
  if (fault) throw fault;
}

type Who = Pick<CompleteLogin, 'clientId' | 'username' | 'privateKey'>;
/** `keyReason`: a sentence where `sf` had the key, else nothing. */
type Completed = { who: Who; stored: StoredPlace | undefined; keyReason: string[] };

/** Then nothing that `sf` knows can add to it; of a host with a general audience it can know whether the org is a sandbox. */
const isAllTyped = (key: PrivateKeyLocation | undefined, host: URL | undefined): boolean =>
  key !== undefined && host !== undefined && kindOfHost(host).audience !== 'general';

async function completeWho(
  { targetOrg, clientId, username, privateKey, instanceUrl }: LoginInput,
  command: string,
): Promise<Completed> {
  // what `sf` knows of the user who was typed, and of no other
  if (targetOrg === undefined && clientId !== undefined && username !== undefined) {
    const stored = isAllTyped(privateKey, instanceUrl) ? undefined : await findStoredUser(username);
    if (privateKey) return { who: { clientId, username, privateKey }, stored, keyReason: [] };
    const file = keyFileOf(stored, clientId);
    if (file !== undefined)
      return {
        who: { clientId, username, privateKey: { key: { file } } },
        stored,
        keyReason: storedKey(file),
      };
  }
  const missing = Object.entries({
    '--client-id': clientId,
    '--username': username,
    '--jwt-key-file': privateKey,
  })
    .filter(([, value]) => value === undefined)
    .map(([flag]) => flag);
  // parts of the default org's login are never mixed silently with typed ones
  if (targetOrg === undefined && missing.length < 3) {
    throw messages.createError('error.LoginIncomplete', [missing.join(', ')], [command, command], 2);
  }
  return completeFromOrg({ clientId, username, privateKey }, targetOrg);
}

async function completeFromOrg(
  { clientId, username, privateKey }: Partial<Who>,
  targetOrg: string | undefined,
): Promise<Completed> {
  const stored = await readStoredLogin(targetOrg);
  const who = {
    clientId: clientId ?? stored.clientId,
    username: username ?? stored.username,
    privateKey: privateKey ?? { key: { file: stored.privateKeyFile } },
  };
  return { who, stored, keyReason: privateKey ? [] : storedKey(stored.privateKeyFile) };
}

const storedKey = (file: string): string[] => [messages.getMessage('reason.key.stored', [file])];

/** The key file of the login by JWT that `sf` has for this very user and app. */
function keyFileOf(stored: Partial<StoredLogin> | undefined, clientId: string): string | undefined {
  return stored?.clientId === clientId ? stored.privateKeyFile : undefined;
}

function isPlaceKnown(stored: StoredPlace | undefined): boolean {
  return (stored?.loginUrl ?? stored?.instanceUrl) !== undefined;
}

/** The words of the flags that say the same login again, wherever it came from. */
export function loginWords({
  clientId,
  username,
  privateKey,
  host,
}: Omit<CompleteLogin, 'audience' | 'reasons'>): string[] {
  return [
    ...['--client-id', clientId, '--username', username],
    ...wordsFor('--jwt-key', privateKey.key),
    ...wordsFor('--passphrase', privateKey.passphrase),
    ...['--instance-url', addressOf(host)],
  ];
}

/** The same as a part of a line for a shell. */
export function loginFlags(login: Omit<CompleteLogin, 'audience' | 'reasons'>): string {
  const words = loginWords(login);
  const isPath = (index: number): boolean => /^--\w.*-file$/.test(words[index - 1] ?? '');
  return words.map((word, index) => (isPath(index) && word !== '-' ? quotePath(word) : word)).join(' ');
}

/** A path is absolute, so that it holds in any folder; `-` stays standard input. */
function wordsFor(name: string, location: SecretLocation | undefined): string[] {
  if (!location) return [];
  if ('variable' in location) return [`${name}-env`, location.variable];
  return [`${name}-file`, location.file === '-' ? '-' : resolve(location.file)];
}

/** What a shell would read inside of quotation marks is kept from it; on Windows, a path holds none of it. */
const quotePath = (path: string): string =>
  `"${process.platform === 'win32' ? path : path.replace(/["$`\\]/g, '\\$&')}"`;
