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

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'project');

/** A name of the project file at `path`, and what stands there, if anything. `others` are the names that do. */
export type NamedEntry = { name: string; path: string; entry: ProjectEntry | undefined; others: string[] };

/** Looks up an entry of the project file in the current folder or the nearest above it. */
export function findEntry(name: string): NamedEntry {
  const { path, text } = findProjectFile(process.cwd());
  if (!isEntryName(name)) throw messages.createError('error.EntryNameInvalid', [name], [path], 2);
  const orgs = text === undefined ? new Map<string, ProjectEntry>() : readProject({ path, text });
  return { name, path, entry: orgs.get(name), others: [...orgs.keys()] };
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
  if (others.length === 0) throw messages.createError('error.NoProjectFile', [dirname(path), name], [name]);
  throw messages.createError('error.EntryUnknown', [path, name, others.join(', ')], [name]);
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
  for (const name of names ?? []) requireName({ name, path, entry: orgs.get(name), others });
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

/** A key of standard input is nowhere to be found again, and one of the key store on this machine alone. */
export function nameKey(path: string, key: SecretLocation): EntryKey | undefined {
  if ('variable' in key) return { env: key.variable };
  if (key.file === '-' || isInKeyStore(key.file)) return undefined;
  const way = relative(dirname(path), resolve(key.file));
  // on another drive of Windows there is no way
  return { file: isAbsolute(way) ? way : way.replaceAll(sep, '/') };
}
