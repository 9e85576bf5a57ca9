import { lstatSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { Messages } from '@salesforce/core/messages';
import { putRight } from './dead-run.ts';
import {
  closeDraftFolder,
  deadRuns,
  draftName,
  makeFolder,
  openDraftFolder,
  removeEmpty,
  type DraftFolderOptions,
} from './draft-folder.ts';
import { giveNames, keep, syncFolder, writeDraft, type Undo } from './publish.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'files');

/**
 * A file to write; `mode` holds from the first byte on (on Windows only its write bits mean something). `subfolder`, like
 * `one/two`, lies in the folder that all files of a run are written to, and is never what a person typed.
 */
export type OutputFile = { name: string; contents: string | Buffer; mode: 0o600 | 0o644; subfolder?: string };

/** Absolute paths: of the files, in their order, and of what `force` replaced. */
export type WrittenFiles = { paths: string[]; backups: string[] };

/**
 * `command` is what errors tell to type, with `--force` unless `isReplaceable` is false. `takesHidden`: names may begin with
 * a dot.
 */
export type OutputOptions = DraftFolderOptions & {
  force: boolean;
  now: Date;
  command?: string;
  isReplaceable?: boolean;
  takesHidden?: boolean;
};

/**
 * Writes all files into the folder, or none. Each appears whole under its name or not at all, and never in the place of
 * another, unless `force` is given: then what was there is kept under a dated name. One run at a time writes into a folder;
 * before it does, it puts right what killed ones left. The private key comes last in `files`: it gets its name last.
 * Buffers of private files (0600) are zeroed afterwards.
 */
export async function writeOutputFiles(
  folderName: string,
  files: readonly OutputFile[],
  options: OutputOptions,
): Promise<WrittenFiles> {
  const { command = 'sf jwt keygen', isReplaceable = true, takesHidden = false } = options;
  const folder = resolve(folderName);
  const created: string[] = [];
  try {
    const misnamed = files.find(
      ({ name }) => name === '' || name !== basename(name) || (name.startsWith('.') && !takesHidden),
    );
    if (misnamed) throw messages.createError('error.FileNameInvalid', [misnamed.name], [command]);
    const run = await openDraftFolder(folder, created, options);
    try {
      for (const dead of deadRuns(run)) putRight(dead);
      return writeAll(run, files, created, options);
    } finally {
      closeDraftFolder(run);
    }
  } catch (error) {
    removeEmpty(created);
    throw explainWriting(error as NodeJS.ErrnoException, folder, isReplaceable ? command : undefined);
  } finally {
    for (const { contents, mode } of files)
      if (mode === 0o600 && typeof contents !== 'string') contents.fill(0);
  }
}

/** Before the umask: what lies in subfolders is no key. */
const OPEN_TO_ALL = 0o777;

type Target = { draft: string; path: string; contents: string | Buffer; mode: OutputFile['mode'] };

/** Synchronous: everything else in the process, and so what Ctrl-C starts, happens before it or after it. */
function writeAll(
  run: string,
  files: readonly OutputFile[],
  created: string[],
  { force, now }: OutputOptions,
): WrittenFiles {
  const folder = dirname(run);
  const targets = files.map(({ name, subfolder, contents, mode }, index) => ({
    draft: join(run, draftName(index, name, subfolder)),
    path: join(folder, subfolder ?? '', name),
    contents,
    mode,
  }));
  const undo: Undo = [];
  try {
    if (!force) refuseExisting(targets);
    for (const target of targets) writeContents(target);
    // by the drafts, the next run knows the subfolders of one that is killed
    for (const { path } of targets) makeFolder(dirname(path), created, OPEN_TO_ALL);
    const namings = targets.map(({ draft, path, mode }) => ({
      draft,
      path,
      backup: force ? keep(path, draft, mode, now, undo) : undefined,
    }));
    giveNames(namings, undo);
    const changed = [...targets.map(({ path }) => dirname(path)), ...created.map((made) => dirname(made))];
    for (const each of new Set(changed)) syncFolder(each);
    return {
      paths: targets.map(({ path }) => path),
      backups: namings.flatMap(({ backup }) => backup ?? []),
    };
  } catch (error) {
    takeBack(undo);
    throw error;
  }
}

/** Finds a symbolic link that leads nowhere, too. */
function refuseExisting(targets: readonly Target[]): void {
  for (const { path } of targets) {
    // the error that giving the name would end in
    if (lstatSync(path, { throwIfNoEntry: false }))
      throw Object.assign(new Error(), { code: 'EEXIST', dest: path });
  }
}

function writeContents({ draft, contents, mode }: Target): void {
  const bytes = Buffer.from(contents);
  try {
    writeDraft(draft, bytes, mode);
  } finally {
    bytes.fill(0);
  }
}

function takeBack(undo: Undo): void {
  for (const step of undo.reverse()) {
    try {
      step();
    } catch {
      // the other steps still matter
    }
  }
}

/**
 * The named error for what the file system answered in a folder. `command`: what replaces a file that is there, if anything
 * does.
 */
export function explainWriting(error: NodeJS.ErrnoException, folder: string, command?: string): Error {
  const { code, syscall } = error;
  switch (code) {
    case 'EEXIST':
      // mkdir finds a file where the folder itself should be
      if (syscall === 'mkdir') return folderIsFile(error, folder);
      return refusal((error as { dest?: string }).dest ?? error.path ?? folder, command);
    case 'ENOTDIR':
    case 'ENOENT':
      return folderIsFile(error, folder);
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return messages.createError('error.DiskFull', [folder, code], [folder]);
    default:
      // EACCES, EROFS, EIO …; what no system call caused is a defect and stays as it is
      return code === undefined || syscall === undefined
        ? error
        : messages.createError('error.FolderNotWritable', [folder, code], [folder]);
  }
}

/** Of a subfolder, which one. */
function folderIsFile({ path = '' }: NodeJS.ErrnoException, folder: string): Error {
  const which = path.startsWith(folder + sep) && !basename(path).startsWith('.') ? path : folder;
  return messages.createError('error.FolderIsFile', [which], [which]);
}

function refusal(path: string, command?: string): Error {
  return command === undefined
    ? messages.createError('error.OutputFileKept', [path])
    : messages.createError('error.OutputFileExists', [path], [command]);
}
