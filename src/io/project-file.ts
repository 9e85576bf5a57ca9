import { createHash } from 'node:crypto';
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Messages } from '@salesforce/core/messages';
import { closeDraftFolder, deadRuns, openDraftFolder, removeDrafts, removeEmpty } from './draft-folder.ts';
import { replaceFile } from './replace-file.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'project-file');

export const PROJECT_FILE = 'sf-jwt.json';

/** `path` is absolute; `text` is undefined while there is no such file. */
export type ProjectFile = { path: string; text: string | undefined };

/**
 * The project file in `folder` or the nearest one above it that has one. Where there is none, the path that a new one gets: the
 * root of the DX project, else `folder`.
 */
export function findProjectFile(folder: string): ProjectFile {
  const folders = upwards(resolve(folder));
  const path = folders
    .map((each) => join(each, PROJECT_FILE))
    .find((each) => existsSync(each) && !isPlanted(each));
  if (path !== undefined) return { path, text: read(path) };
  const root = folders.find((each) => existsSync(join(each, 'sfdx-project.json'))) ?? resolve(folder);
  return { path: join(root, PROJECT_FILE), text: undefined };
}

/**
 * Changes the file by what `change` makes of its text now, as a whole or not at all. Others that change it at the same time
 * wait for each other.
 */
export async function changeProjectFile(
  path: string,
  change: (file: ProjectFile) => string,
  signal?: AbortSignal,
): Promise<void> {
  // a link stays a link
  const target = existsSync(path) ? realpathSync(path) : path;
  const folder = dirname(target);
  const created: string[] = [];
  let own: string | undefined;
  try {
    own = await openDraftFolder(folder, created, { signal }, LOCK);
    for (const dead of deadRuns(own)) removeDrafts(dead);
    const text = existsSync(target) ? read(target) : undefined;
    const contents = change({ path, text });
    if (contents === text) return;
    const mode = statSync(target, { throwIfNoEntry: false })?.mode ?? 0o644;
    await replaceFile(target, contents, { folder: own, mode: mode & 0o777 });
  } catch (error) {
    throw explain(error as NodeJS.ErrnoException, path, 'error.ProjectFileNotWritten');
  } finally {
    if (own !== undefined) closeDraftFolder(own);
    removeEmpty(created);
  }
}

/** Runs that write other files of the folder do not wait for this. */
const LOCK = createHash('sha256').update(PROJECT_FILE).digest('hex').slice(0, 8);

function upwards(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...upwards(parent)];
}

/** Written by another user where everybody may write, as in /tmp: it could send a login wherever that user likes. */
function isPlanted(path: string): boolean {
  const user = process.getuid?.();
  if (user === undefined) return false;
  const { uid } = statSync(path);
  return uid !== user && uid !== 0 && (statSync(dirname(path)).mode & 0o002) !== 0;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw explain(error as NodeJS.ErrnoException, path, 'error.ProjectFileUnreadable');
  }
}

/** Errors of the system alone: what has a name of ours has been explained. */
function explain(error: NodeJS.ErrnoException, path: string, name: string): Error {
  if (error.syscall === undefined) return error;
  return messages.createError(name, [path, error.code ?? 'unknown'], [path]);
}
