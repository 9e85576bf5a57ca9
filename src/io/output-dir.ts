import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { chmod, copyFile, link, lstat, mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { Messages } from '@salesforce/core/messages';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'files');

/** A file to write; `mode` holds from the first byte on (on Windows only its write bits mean something). */
export type OutputFile = { name: string; contents: string | Buffer; mode: 0o600 | 0o644 };

/** Absolute paths: of the files, in their order, and of the copies of what `force` replaced. */
export type WrittenFiles = { paths: string[]; backups: string[] };

/**
 * Writes all files into the folder, or none. Each appears whole under its name or not at all: it is written beside its
 * target and linked to it, which is atomic and fails when the name is taken, also by a symbolic link. With `force`, what
 * was there is kept under a dated name.
 */
export async function writeOutputFiles(
  folderName: string,
  files: readonly OutputFile[],
  { force, now }: { force: boolean; now: Date },
): Promise<WrittenFiles> {
  const folder = resolve(folderName);
  const misnamed = files.find(({ name }) => name === '' || name !== basename(name) || name.startsWith('.'));
  if (misnamed) throw messages.createError('error.FileNameInvalid', [misnamed.name]);
  const targets = files.map((file) => ({ ...file, path: join(folder, file.name) }));
  if (!force) await refuseExisting(targets.map(({ path }) => path));
  const undo: Array<() => Promise<void>> = [];
  try {
    await makeFolder(folder, undo);
    const drafts = await writeDrafts(targets, undo);
    const backups = force ? await setAside(targets, now, undo) : [];
    for (const { draft, path } of drafts) await publish(draft, path, undo);
    for (const { draft } of drafts) await rm(draft, { force: true });
    return { paths: targets.map(({ path }) => path), backups };
  } catch (error) {
    for (const step of undo.reverse()) await step().catch(() => undefined);
    throw explain(error as NodeJS.ErrnoException, folder);
  }
}

type Target = OutputFile & { path: string };
type Undo = Array<() => Promise<void>>;

async function refuseExisting(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    if (await exists(path)) throw messages.createError('error.OutputFileExists', [path]);
  }
}

/** True also for a symbolic link that leads nowhere. */
async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

/** A folder that we make for keys is closed to others; one that exists stays as it is. */
async function makeFolder(folder: string, undo: Undo): Promise<void> {
  const created = await mkdir(folder, { recursive: true, mode: 0o700 });
  if (created !== undefined) undo.push(() => rm(created, { recursive: true, force: true }));
}

async function writeDrafts(
  targets: readonly Target[],
  undo: Undo,
): Promise<Array<{ draft: string; path: string }>> {
  const drafts = [];
  for (const { path, contents, mode } of targets) {
    const draft = `${path}.${randomBytes(6).toString('hex')}.tmp`;
    undo.push(() => rm(draft, { force: true }));
    const file = await open(draft, 'wx', mode);
    try {
      await file.writeFile(contents);
      await file.sync();
    } finally {
      await file.close();
    }
    drafts.push({ draft, path });
  }
  return drafts;
}

async function setAside(targets: readonly Target[], now: Date, undo: Undo): Promise<string[]> {
  const backups = [];
  for (const { path, mode } of targets) {
    if (!(await exists(path))) continue;
    const backup = `${path}.${now.toISOString().replace(/[:.]/g, '-')}.bak`;
    await rename(path, backup);
    undo.push(() => rename(backup, path));
    if ((await lstat(backup)).isFile()) await chmod(backup, mode);
    backups.push(backup);
  }
  return backups;
}

async function publish(draft: string, path: string, undo: Undo): Promise<void> {
  try {
    await link(draft, path);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    // file systems without hard links (FAT, some network shares); the copy keeps the draft's mode
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(code)) throw error;
    await copyFile(draft, path, constants.COPYFILE_EXCL);
  }
  undo.push(() => rm(path, { force: true }));
}

function explain(error: NodeJS.ErrnoException, folder: string): Error {
  switch (error.code) {
    case 'EEXIST':
      // mkdir finds a file where the folder itself should be
      if (error.syscall === 'mkdir') return messages.createError('error.FolderIsFile', [folder]);
      return messages.createError('error.OutputFileExists', [(error as { dest?: string }).dest ?? folder]);
    case 'ENOTDIR':
    case 'ENOENT':
      return messages.createError('error.FolderIsFile', [folder]);
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return messages.createError('error.DiskFull', [folder, error.code]);
    default:
      // EACCES, EROFS, EIO …; what no system call caused is a defect and stays as it is
      return error.syscall === undefined
        ? error
        : messages.createError('error.FolderNotWritable', [folder, error.code]);
  }
}
