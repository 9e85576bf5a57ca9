import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  lstatSync,
  openSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Messages } from '@salesforce/core/messages';
import { MAXIMUM_BYTES } from './input-file.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'files');

/*
 * All calls here are synchronous, so that nothing else of the process, not even what answers a signal, comes between the
 * first name and the last. Drafts lie in a folder inside that of their targets, and so on the same file system.
 */

/** Steps that take back what was done; the last one is taken first. */
export type Undo = Array<() => void>;

/** What file systems without hard links answer: FAT, network shares, AFS (EXDEV), Android (EACCES), Windows (EISDIR). */
const NO_HARD_LINKS = ['EPERM', 'EACCES', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EXDEV', 'EMLINK', 'EISDIR'];

/** What systems answer that cannot open a folder, or have nothing to wait for. */
const NO_FOLDER_SYNC = ['EISDIR', 'EPERM', 'EACCES', 'EINVAL', 'EBADF', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'];

const BACKUP = /^\.\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{3}Z(-\d+)?\.bak$/;

/** Writes a new file, and waits until its contents are on the disk. `mode` holds from the first byte on. */
export function writeDraft(path: string, contents: Buffer, mode: number): void {
  const descriptor = openSync(path, 'wx', mode);
  try {
    writeFileSync(descriptor, contents);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Waits until the names in a folder are on the disk, where a folder can be opened for that (not on Windows). */
export function syncFolder(path: string): void {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, 'r');
    fsyncSync(descriptor);
  } catch (error) {
    if (!NO_FOLDER_SYNC.includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** A draft, its name to be, and the backup of what has that name now. */
export type Naming = { draft: string; path: string; backup?: string };

/**
 * Gives drafts their names, in their order, or puts them in the place of what backups keep. EEXIST when something else has
 * a name, also a symbolic link. All that can be is done before the first name is given. Where the file system has hard
 * links, the drafts stay, as proof of whose the files are.
 */
export function giveNames(namings: readonly Naming[], undo: Undo): void {
  const prepared = namings.map((naming) => prepare(naming, undo));
  for (const give of prepared) give();
}

function prepare({ draft, path, backup }: Naming, undo: Undo): () => void {
  const second = marker('second', draft);
  rmSync(second, { force: true });
  const isLinked = tryToLink(draft, second);
  if (backup !== undefined && holdTheSame(path, backup))
    return () => {
      renameSync(isLinked ? second : draft, path);
      undo.push(() => {
        if (!isLinked) renameSync(path, draft);
        renameSync(backup, path);
      });
    };
  if (isLinked)
    return () => {
      linkSync(draft, path);
      undo.push(() => {
        if (isSameFile(draft, path)) rmSync(path);
      });
    };
  reserve(draft, path, undo);
  return () => {
    renameSync(draft, path);
    undo.push(() => renameSync(path, draft));
  };
}

/** Without hard links, an empty file takes the name, which fails when that is taken; the draft then replaces it at once. */
function reserve(draft: string, path: string, undo: Undo): void {
  writeFileSync(marker('reserved', draft), '', { mode: 0o600 });
  const descriptor = openSync(path, 'wx', 0o600);
  undo.push(() => rmSync(path, { force: true }));
  closeSync(descriptor);
}

/** True when the name only holds the place for the draft. */
export function isReserved(draft: string, path: string): boolean {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return existsSync(marker('reserved', draft)) && stats !== undefined && stats.isFile() && stats.size === 0;
}

/** A file beside a draft that belongs to it. */
function marker(kind: 'backup' | 'copy' | 'reserved' | 'second', draft: string): string {
  return join(dirname(draft), `${kind}.${parseInt(basename(draft), 10)}`);
}

/**
 * Gives what is there a dated name as well; nothing is without a name at any moment. Undefined when nothing is there.
 * `mode`: of the file that will replace it; what is kept is never more open than that.
 */
export function keep(path: string, draft: string, mode: number, now: Date, undo: Undo): string | undefined {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return undefined;
  if (stats.isDirectory()) throw messages.createError('error.OutputIsFolder', [path], [path]);
  const backup = freeName(path, now);
  writeFileSync(marker('backup', draft), basename(backup), { mode: 0o600 });
  undo.push(() => {
    if (holdTheSame(path, backup)) rmSync(backup);
  });
  keepAs(path, backup, draft, stats.mode);
  if (stats.isFile() && mode === 0o600 && (stats.mode & 0o077) !== 0) {
    undo.push(() => chmodSync(path, stats.mode & 0o777));
    chmodSync(backup, stats.mode & 0o700);
  }
  return backup;
}

/**
 * Gives what is there a second name. Where a link cannot, a copy does, which lies beside `draft` until it is whole, and is as
 * open to others as `mode` from its first byte on.
 */
export function keepAs(path: string, backup: string, draft: string, mode: number): void {
  const stats = lstatSync(path);
  if (stats.isSymbolicLink()) {
    // some systems would link to what it leads to
    symlinkSync(readlinkSync(path), backup);
    return;
  }
  if (tryToLink(path, backup)) return;
  if (!stats.isFile()) throw messages.createError('error.OutputNotKept', [path], [path]);
  const copy = marker('copy', draft);
  writeDraft(copy, readFileSync(path), mode & 0o777);
  renameSync(copy, backup);
}

/** The dated name for what is there, which nothing has. */
export function freeName(path: string, now: Date): string {
  const stem = `${path}.${now.toISOString().replace(/[:.]/g, '-')}`;
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? `${stem}.bak` : `${stem}-${number}.bak`;
    if (lstatSync(name, { throwIfNoEntry: false }) === undefined) return name;
  }
}

/** What `keep` was about to make for the draft; undefined when it had not come to that. */
export function backupFor(draft: string, path: string): string | undefined {
  const note = marker('backup', draft);
  const name = existsSync(note) ? readFileSync(note, 'utf8') : '';
  // a killed run may not have written all of it
  const isWhole = name.startsWith(basename(path)) && BACKUP.test(name.slice(basename(path).length));
  return isWhole ? join(dirname(path), name) : undefined;
}

/** Links; false where that cannot be done. */
function tryToLink(existing: string, path: string): boolean {
  try {
    linkSync(existing, path);
    return true;
  } catch (error) {
    if (!NO_HARD_LINKS.includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    return false;
  }
}

/** True when both are names of one file. */
export function isSameFile(one: string, other: string): boolean {
  const [first, second] = [one, other].map((path) =>
    lstatSync(path, { bigint: true, throwIfNoEntry: false }),
  );
  return first !== undefined && first.ino === second?.ino && first.dev === second.dev;
}

/** True when both are names of one file, links that lead to the same, or files of the same few bytes. */
export function holdTheSame(one: string, other: string): boolean {
  if (isSameFile(one, other)) return true;
  const [first, second] = [one, other].map((path) => lstatSync(path, { throwIfNoEntry: false }));
  if (first === undefined || second === undefined) return false;
  if (first.isSymbolicLink() && second.isSymbolicLink()) return readlinkSync(one) === readlinkSync(other);
  const areSmallFiles = first.isFile() && second.isFile() && first.size <= MAXIMUM_BYTES;
  return areSmallFiles && first.size === second.size && readFileSync(one).equals(readFileSync(other));
}
