import { randomBytes } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { StateFileError, reasonOf } from './state-file-error.ts';

/** Says who may write a state file: at most one process. */
export type StateLock = {
  /** Rejects when the lock has become another's. */
  check: () => Promise<void>;
  release: () => Promise<void>;
};

const TRIES = 5;

/** A zombie has ended; only its parent has not asked yet. */
const ENDED = ['Z', 'X'];
/** Of a process's start, among the fields behind its name in /proc/PID/stat. */
const START_FIELD = 19;

/**
 * When a process began, in the system's own count, so that another one with the same number is told apart. Empty where
 * the system does not tell, undefined when there is no such process.
 */
async function findStart(pid: number): Promise<string | undefined> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it is there, and somebody else's.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return undefined;
  }
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ENDED.includes(fields[0] ?? '') ? undefined : (fields[START_FIELD] ?? '');
}

/** The living process that a lock names, if there is one. */
async function findHolder(text: string): Promise<number | undefined> {
  const [, number = '', start = ''] = /^pid (\d+) start (\d*) \w+\n$/.exec(text) ?? [];
  const pid = Number(number);
  if (pid === 0) return undefined;
  const actual = await findStart(pid);
  const isOther = start !== '' && actual !== '' && actual !== start;
  return actual === undefined || isOther ? undefined : pid;
}

function nameBeside(path: string): string {
  return `${path}.${randomBytes(6).toString('hex')}`;
}

/** Puts a lock with its whole text in place, which fails where there is one. */
async function tryToLock(path: string, text: string): Promise<boolean> {
  const draft = nameBeside(path);
  try {
    await writeFile(draft, text, { flag: 'wx', mode: 0o600 });
    await link(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

async function readLock(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}

/** Of several who remove the same lock one does; what has become another's lock meanwhile is put back. */
async function removeLock(path: string, text: string): Promise<void> {
  const aside = nameBeside(path);
  try {
    await rename(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if ((await readLock(aside)) !== text) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
}

async function placeLock(stateFile: string, path: string, text: string): Promise<void> {
  for (let count = 0; count < TRIES; count += 1) {
    if (await tryToLock(path, text)) return;
    const known = await readLock(path);
    const holder = await findHolder(known);
    if (holder !== undefined) {
      throw new StateFileError(stateFile, `is in use by another simulator, process ${holder}`);
    }
    // What a killed process left.
    await removeLock(path, known);
  }
  throw new StateFileError(stateFile, `cannot be locked: ${path} comes back whenever it is removed`);
}

/** Takes the lock of a state file, also from a process that has ended. A living holder is a StateFileError. */
export async function takeLock(stateFile: string): Promise<StateLock> {
  const path = `${stateFile}.lock`;
  const start = (await findStart(process.pid)) ?? '';
  const text = `pid ${process.pid} start ${start} ${randomBytes(8).toString('hex')}\n`;
  try {
    await placeLock(stateFile, path, text);
  } catch (error) {
    if (error instanceof StateFileError) throw error;
    throw new StateFileError(stateFile, `cannot be locked: ${reasonOf(error)}`);
  }
  const isOurs = async () => (await readLock(path)) === text;
  return {
    check: async () => {
      if (await isOurs()) return;
      throw new StateFileError(stateFile, `must not be written: ${path} is gone, or another simulator's`);
    },
    release: async () => {
      if (await isOurs()) await rm(path, { force: true });
    },
  };
}
