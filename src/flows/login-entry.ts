import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { Messages } from '@salesforce/core/messages';
import { isInKeyStore } from '../io/key-store.ts';
import { exists } from '../io/pair-files.ts';
import { changeProjectFile, findProjectFile } from '../io/project-file.ts';
import type { SecretLocation } from '../io/secret-input.ts';
import { setEntry } from '../project/change.ts';
import {
  isEntryName,
  isLoginEntry,
  keyVariable,
  missingMembers,
  type EntryKey,
  type LoginEntry,
  type ProjectEntry,
} from '../project/entry.ts';
import { readProject } from '../project/read.ts';
import type { CompleteLogin, LoginInput } from './login-input.ts';
import { loadLoginKey } from './login-key.ts';
import type { LoadedKey, PrivateKeyLocation } from './private-key.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'project');

/** A name of the project file at `path`, and what stands there, if anything. `others` are the names that do. */
export type NamedEntry = { name: string; path: string; entry: ProjectEntry | undefined; others: string[] };

/**
 * `org` names an entry of the project file, for what was not typed. `passphrase` and `askPassphrase` are for a key that was not
 * typed.
 */
export type NamedLoginInput = LoginInput &
  Pick<PrivateKeyLocation, 'passphrase' | 'askPassphrase'> & { org?: string };

/** Looks up an entry of the project file in the current folder or the nearest above it. */
export function findEntry(name: string): NamedEntry {
  const { path, text } = findProjectFile(process.cwd());
  refuseOddName(name, path);
  const orgs = text === undefined ? new Map<string, ProjectEntry>() : readProject({ path, text });
  return { name, path, entry: orgs.get(name), others: [...orgs.keys()] };
}

/** What cannot be a name is in no command that an error shows. */
function refuseOddName(name: string, path: string): void {
  if (!isEntryName(name)) throw messages.createError('error.EntryNameInvalid', [name], [path], 2);
}

/** The entry has to be there, and to say what a login needs: nothing else does. */
export function requireEntry(named: NamedEntry): LoginEntry {
  const entry = requireName(named);
  if (isLoginEntry(entry)) return entry;
  const { name, path } = named;
  throw messages.createError(
    'error.EntryNotSetUp',
    [path, name, missingMembers(entry).join(', ')],
    [name, name],
  );
}

/** The entry has to be there, though it may not say more than who can set it up. */
export function requireName({ name, path, entry, others }: NamedEntry): ProjectEntry {
  if (entry) return entry;
  if (others.length === 0)
    throw messages.createError('error.NoProjectFile', [dirname(path), name], [name, name]);
  throw messages.createError('error.EntryUnknown', [path, name, others.join(', ')], [name, name]);
}

/**
 * Where the key of an entry is. A path begins at the folder of the project file. A file that is not there, as in a pipeline, can
 * have its key in the variable that `keyVariable` names.
 */
export function locateKey(
  { name, path }: Pick<NamedEntry, 'name' | 'path'>,
  key?: EntryKey,
): SecretLocation | undefined {
  if (key !== undefined && 'env' in key) return { variable: key.env };
  const file = key && resolve(dirname(path), key.file);
  if (file !== undefined && exists(file)) return { file };
  const variable = keyVariable(name);
  if ((process.env[variable] ?? '') !== '') return { variable };
  return file === undefined ? undefined : { file };
}

/** All entries of the project file, or those that are named, in the order of the file; each name has to be there. */
export function readEntries(names?: readonly string[]): Array<NamedEntry & { entry: ProjectEntry }> {
  const { path, text } = findProjectFile(process.cwd());
  const orgs = text === undefined ? new Map<string, ProjectEntry>() : readProject({ path, text });
  const others = [...orgs.keys()];
  for (const name of names ?? []) {
    refuseOddName(name, path);
    requireName({ name, path, entry: orgs.get(name), others });
  }
  if (others.length === 0) throw messages.createError('error.NoEntries', [dirname(path)]);
  return [...orgs]
    .filter(([name]) => names === undefined || names.includes(name))
    .map(([name, entry]) => ({ name, path, entry, others }));
}

/** Writes these members of an entry, new or there before, and keeps the rest of it; one that is undefined goes. */
export async function writeEntry(
  { name, path }: Pick<NamedEntry, 'name' | 'path'>,
  members: ProjectEntry,
  signal?: AbortSignal,
): Promise<void> {
  await changeProjectFile(path, (file) => setEntry(file, name, members), signal);
}

/**
 * Writes members of an entry that tell of what is done already. Should the file not take them, the error says that it is
 * (`state`), and by which line the file gets them (`again`).
 */
export async function noteInEntry(
  named: Pick<NamedEntry, 'name' | 'path'>,
  members: ProjectEntry,
  { state, again }: { state: string; again: string },
): Promise<void> {
  try {
    await writeEntry(named, members);
  } catch (error) {
    const told = error as Error & { actions?: string[] };
    told.message += `\n${state}`;
    told.actions = [...(told.actions ?? []), messages.getMessage('noteLater', [again])];
    throw told;
  }
}

/** A key of standard input is nowhere to be found again, and one of the key store on this machine alone. */
export function nameKey(path: string, key: SecretLocation): EntryKey | undefined {
  if ('variable' in key) return { env: key.variable };
  if (key.file === '-' || isInKeyStore(key.file)) return undefined;
  const way = relative(dirname(path), resolve(key.file));
  // on another drive of Windows there is no way
  return { file: isAbsolute(way) ? way : way.replaceAll(sep, '/') };
}

/** What was typed wins; with nothing typed, the entry has to be there. */
export function fillFromEntry(input: NamedLoginInput, named: NamedEntry | undefined): LoginInput {
  const { targetOrg, clientId, username, privateKey } = input;
  // an org that `sf` knows has all parts: those of the entry would be mixed with them
  if (!named || targetOrg !== undefined) return input;
  const isTyped = [clientId, username, privateKey].some((part) => part !== undefined);
  const entry = isTyped ? named.entry : requireEntry(named);
  if (!entry) return input;
  const key = locateKey(named, entry.key);
  const { passphrase, askPassphrase } = input;
  return {
    clientId: clientId ?? entry.clientId,
    username: username ?? entry.username,
    privateKey: privateKey ?? (key && { key, passphrase, askPassphrase }),
    instanceUrl: input.instanceUrl ?? urlOf(entry.instanceUrl),
    audience: input.audience ?? entry.audience,
  };
}

const urlOf = (address: string | undefined): URL | undefined =>
  address === undefined ? undefined : new URL(address);

/** Loads the key of a login; where it was not typed and is gone, the error says who named it. */
export async function loadNamedKey(
  input: NamedLoginInput,
  { privateKey, username }: Pick<CompleteLogin, 'privateKey' | 'username'>,
  named: NamedEntry | undefined,
): Promise<LoadedKey> {
  const { passphrase = input.passphrase, askPassphrase = input.askPassphrase } = privateKey;
  // without one, the key is that of `sf`
  const entry = input.targetOrg === undefined && named?.entry?.key !== undefined ? named.name : undefined;
  return loadLoginKey(
    { ...privateKey, passphrase, askPassphrase },
    { isTyped: input.privateKey !== undefined, owner: username, entry },
  );
}
