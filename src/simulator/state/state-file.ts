import { lstat, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { reasonOf, StateFileError } from './state-file-error.ts';
import { takeLock } from './state-lock.ts';

/** A file that one simulator keeps its world in, as text that is always whole. */
export type StateFile = {
  path: string;
  /** What was in it when it was opened; undefined when there was no file. */
  text: string | undefined;
  /** Rejects with a StateFileError, and leaves what was there. */
  replace: (text: string) => Promise<void>;
  /** Lets others use the file. */
  release: () => Promise<void>;
};

/** What is not replaced: a link would lead the write elsewhere, or be replaced itself where its target was meant. */
async function checkPlace(path: string): Promise<'free' | 'taken'> {
  const folder = await stat(dirname(path)).catch(() => undefined);
  if (folder?.isDirectory() !== true) {
    throw new StateFileError(path, `has no folder: make ${dirname(path)} first`);
  }
  const found = await lstat(path).catch(() => undefined);
  if (found === undefined) return 'free';
  if (found.isSymbolicLink()) throw new StateFileError(path, 'is a symbolic link: name the file itself');
  if (!found.isFile()) throw new StateFileError(path, 'is no regular file');
  return 'taken';
}

async function readText(path: string): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
  } catch (error) {
    const problem = error instanceof TypeError ? 'is no text' : `cannot be read: ${reasonOf(error)}`;
    throw new StateFileError(path, problem);
  }
}

/** A file of that name is the old text or the new one at any moment, also for who is killed in the middle. */
async function replaceText(path: string, text: string): Promise<void> {
  const draft = `${path}.tmp`;
  // Left by a process that was killed; whoever comes here holds the lock.
  await rm(draft, { force: true });
  try {
    const file = await open(draft, 'wx', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** Opens a state file for this process alone; its folder must exist. Rejects with a StateFileError. */
export async function openStateFile(name: string): Promise<StateFile> {
  const path = resolve(name);
  await checkPlace(path);
  const lock = await takeLock(path);
  try {
    return {
      path,
      text: (await checkPlace(path)) === 'taken' ? await readText(path) : undefined,
      replace: async (text) => {
        await lock.check();
        try {
          await replaceText(path, text);
        } catch (error) {
          throw new StateFileError(path, `cannot be written: ${reasonOf(error)}`);
        }
      },
      release: lock.release,
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}
