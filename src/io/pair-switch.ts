import { chmodSync, lstatSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Messages } from '@salesforce/core/messages';
import { putRight } from './dead-run.ts';
import { closeDraftFolder, deadRuns, openDraftFolder } from './draft-folder.ts';
import { exists, foldersOf, type PairFiles, type PairOptions, type PairPaths } from './pair-files.ts';
import { freeName, holdTheSame, keepAs, syncFolder } from './publish.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'pair-files');

/** `previous`: what there was to keep. `backups`: the dated names of an older previous pair. */
export type SwitchedPair = { previous: Partial<PairFiles>; backups: string[] };

/** The certificate first: a key without its certificate cannot be told from one whose switch has begun. */
const PARTS = ['certificate', 'key'] as const;

/**
 * Puts the next pair in the place of the current one, which gets the names of the previous pair; or goes on where a killed
 * run stopped. The current names are never without a whole file, and the old key never without a name. A pair that has the
 * names of the previous one is not lost: it gets dated names, because refusing it would stop every second rotation, and that
 * after the org has changed. What fails leaves what can be gone on with; nothing is ever taken back, since the org knows the
 * next certificate by now. The caller has seen that the next key and certificate fit.
 */
export async function switchPair(paths: PairPaths, options: PairOptions): Promise<SwitchedPair> {
  const runs = new Map<string, string>();
  try {
    for (const folder of foldersOf(paths)) {
      const run = await openDraftFolder(folder, [], options);
      runs.set(folder, run);
      for (const dead of deadRuns(run)) putRight(dead);
    }
    return switchNow(paths, runs, options.now);
  } catch (error) {
    throw explain(error as NodeJS.ErrnoException, paths, options.command);
  } finally {
    for (const run of runs.values()) closeDraftFolder(run);
  }
}

/** Synchronous: what Ctrl-C starts happens before it or after it. */
function switchNow(paths: PairPaths, runs: ReadonlyMap<string, string>, now: Date): SwitchedPair {
  const { current, next, previous } = paths;
  // the others have been switched by a run that was killed
  const left = PARTS.filter((part) => exists(next[part]));
  const backups = left.flatMap((part) => setAside(current[part], previous[part], now) ?? []);
  for (const part of left) {
    const draft = join(runs.get(dirname(current[part])) ?? '', `${PARTS.indexOf(part)}.${part}`);
    keepCurrent(current[part], previous[part], draft, part === 'key');
  }
  sync(paths);
  for (const part of left) renameSync(next[part], current[part]);
  sync(paths);
  const kept = PARTS.filter((part) => exists(previous[part])).map((part) => [part, previous[part]]);
  return { previous: Object.fromEntries(kept) as SwitchedPair['previous'], backups };
}

/** What has the previous name, unless it is what the current name has, because a killed run came so far. */
function setAside(current: string, previous: string, now: Date): string | undefined {
  if (!exists(previous) || holdTheSame(current, previous)) return undefined;
  const backup = freeName(previous, now);
  renameSync(previous, backup);
  return backup;
}

/** An old key is closed to others, whatever it was. */
function keepCurrent(current: string, previous: string, draft: string, isKey: boolean): void {
  if (!exists(current)) return;
  const { mode } = lstatSync(current);
  const closed = isKey ? mode & 0o700 : mode & 0o777;
  if (!exists(previous)) keepAs(current, previous, draft, closed);
  const kept = lstatSync(previous);
  if (kept.isFile() && (kept.mode & 0o777) !== closed) chmodSync(previous, closed);
}

function sync(paths: PairPaths): void {
  for (const folder of foldersOf(paths)) syncFolder(folder);
}

function explain(error: NodeJS.ErrnoException, paths: PairPaths, command: string): Error {
  const { code, syscall } = error;
  // what no system call caused has been explained, or is a defect
  if (code === undefined || syscall === undefined) return error;
  const { current, next, previous } = paths;
  const [newKey, oldKey] = exists(next.key) ? [next.key, current.key] : [current.key, previous.key];
  return messages.createError(
    'error.PairNotSwitched',
    [code, newKey, oldKey],
    [dirname(current.key), command],
  );
}
