import { randomBytes } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync, rmSync, rmdirSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Messages } from '@salesforce/core/messages';
import { isRunning, startOf, thisMachine } from './running-process.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'files');

/*
 * A run that writes into a folder first makes a hidden folder of its own there. Its drafts lie in it, and its name says
 * whose they are: process, start of the process, machine. It is the lock, too. A run writes only when it sees no folder of
 * another living run after it made its own, so of two that made theirs at the same time at most one goes on. Nothing has
 * to be taken away from a dead run first, and so no two can quarrel over that: whoever may write clears up. Runs of different
 * kinds (`lock`) do not see each other.
 */
const NAME = /^(\.sf-jwt-(?:pair-[0-9a-f]{8}-)?)(\d+)-(\d*)-([0-9a-f]{8})-[0-9a-f]{12}\.tmp$/;
const PREFIX = '.sf-jwt-';

const PAUSE_MILLISECONDS = 20;
/** How long a run waits for others: they need milliseconds. */
const PATIENCE_MILLISECONDS = 10_000;
/** After this, a run of another machine or container, whose processes cannot be seen, counts as dead. */
const ABANDONED_AFTER_MILLISECONDS = 120_000;

/** In milliseconds: how long to wait for other runs in the folder. */
export type DraftFolderOptions = { patience?: number; signal?: AbortSignal };

/**
 * Makes the folder for the drafts of this run as soon as no other run writes into `folder`, which it makes if need be.
 * `lock`: eight hexadecimal digits that say what the run is about, when it is to keep out only its like.
 */
export async function openDraftFolder(
  folder: string,
  created: string[],
  { patience = PATIENCE_MILLISECONDS, signal }: DraftFolderOptions,
  lock?: string,
): Promise<string> {
  const own = join(folder, nameOfThisRun(lock === undefined ? PREFIX : `${PREFIX}pair-${lock}-`));
  try {
    for (let waited = 0; ; waited += PAUSE_MILLISECONDS) {
      signal?.throwIfAborted();
      makeOwn(folder, own, created);
      const others = otherRuns(own).filter(({ isAlive }) => isAlive);
      const [other] = others;
      if (other === undefined) break;
      if (waited >= patience)
        throw messages.createError('error.FolderInUse', [folder, other.path], [other.path]);
      // of those that met, the one whose name comes first keeps its place, so that one of them gets on
      if (others.some(({ path }) => path < own)) rmdirSync(own);
      await setTimeout(PAUSE_MILLISECONDS, undefined, { signal });
    }
    // should the run be killed, nobody commits its drafts by accident
    writeFileSync(join(own, '.gitignore'), '*\n', { flag: 'wx', mode: 0o600 });
    return own;
  } catch (error) {
    closeDraftFolder(own);
    throw error;
  }
}

/** A draft's name says which file it is of, and where that will lie. */
export function draftName(index: number, name: string, subfolder?: string): string {
  return subfolder === undefined
    ? `${index}.${name}`
    : `${index}@${encodeURIComponent(`${subfolder}/${name}`)}`;
}

/** The path of the file below the folder, which `draftName` put into the name; `undefined` of another name. */
export function fileOfDraft(draft: string): { index: number; path: string } | undefined {
  const [, index, kind, rest = ''] = /^(\d+)([.@])(.+)$/.exec(draft) ?? [];
  return index === undefined
    ? undefined
    : { index: Number(index), path: kind === '@' ? decodeURIComponent(rest) : rest };
}

/** Best effort: what cannot be removed now, the next run in the folder removes. */
export function closeDraftFolder(own: string): void {
  for (let tries = 0; tries < 2; tries += 1) {
    try {
      removeDrafts(own);
      return;
    } catch {
      // once more
    }
  }
}

/** The last draft, which is the private key, goes first. */
export function removeDrafts(run: string): void {
  if (lstatSync(run, { throwIfNoEntry: false }) === undefined) return;
  for (const name of readdirSync(run).sort().reverse()) rmSync(join(run, name), { force: true });
  rmdirSync(run);
}

/** The folders that killed runs of this user left beside `own`. */
export function deadRuns(own: string): string[] {
  return otherRuns(own)
    .filter(({ isAlive }) => !isAlive)
    .map(({ path }) => path);
}

/** Says that a run that takes minutes is alive, to those of other machines, who can see only the time of its folder. */
export function showLife(own: string): void {
  const sign = join(own, 'alive');
  try {
    // the file system sets the time, whose clock is everybody's
    writeFileSync(sign, '', { flag: 'wx', mode: 0o600 });
    rmSync(sign);
  } catch {
    // next time
  }
}

/** Best effort. Only what is empty goes: another run may have written into a folder that this one made. */
export function removeEmpty(folders: readonly string[]): void {
  for (const folder of [...folders].reverse()) {
    try {
      rmdirSync(folder);
    } catch {
      // the one above it may be empty all the same
    }
  }
}

function nameOfThisRun(prefix: string): string {
  const start = startOf(process.pid) ?? '';
  return `${prefix}${process.pid}-${start}-${thisMachine()}-${randomBytes(6).toString('hex')}.tmp`;
}

/** Another run may take the folder away again that both made, when it fails; then it is made once more. */
function makeOwn(folder: string, own: string, created: string[]): void {
  for (let tries = 3; ; tries -= 1) {
    makeFolder(folder, created);
    try {
      mkdirSync(own, { mode: 0o700 });
      return;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EEXIST') return;
      if (code !== 'ENOENT' || tries === 0) throw error;
    }
  }
}

/** A folder that we make for keys is closed to others; one that exists stays as it is. `created` gets what was made. */
export function makeFolder(folder: string, created: string[], mode = 0o700): void {
  if (isFolder(folder)) return;
  const parent = dirname(folder);
  if (parent !== folder) makeFolder(parent, created, mode);
  try {
    mkdirSync(folder, { mode });
    created.push(folder);
  } catch (error) {
    if (!isFolder(folder)) throw error;
  }
}

/** False also where the way leads through a file. */
function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

type Run = { path: string; isAlive: boolean };

/** Those of the same kind and user: what belongs to others is never touched, and their runs are met as other programs are. */
function otherRuns(own: string): Run[] {
  const folder = dirname(own);
  const { uid, mtimeMs } = lstatSync(own);
  const prefixOf = (name: string): string | undefined => NAME.exec(name)?.[1];
  const kind = prefixOf(basename(own));
  return readdirSync(folder)
    .filter((name) => prefixOf(name) === kind && name !== basename(own))
    .flatMap((name) => {
      const path = join(folder, name);
      const stats = lstatSync(path, { throwIfNoEntry: false });
      if (!stats?.isDirectory() || stats.uid !== uid) return [];
      // both times are the file system's, so that no clock has to be right
      return [{ path, isAlive: isAlive(name, mtimeMs - stats.mtimeMs) }];
    });
}

function isAlive(name: string, milliseconds: number): boolean {
  const [, , pid = '', start = '', machine = ''] = NAME.exec(name) ?? [];
  if (machine !== thisMachine()) return milliseconds < ABANDONED_AFTER_MILLISECONDS;
  return isRunning(Number(pid), start);
}
