import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Messages } from '@salesforce/core/messages';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'files');

/** Keys and certificates are a few KB. In bytes. */
export const MAXIMUM_BYTES = 1024 * 1024;

const isWindows = process.platform === 'win32';

/** `path` is absolute. `isOpenToOthers`: group or world may read it (always false on Windows, whose modes say nothing). */
export type InputFile = { path: string; contents: Buffer; isOpenToOthers: boolean };

/** Reads a small regular file. `flag` is the command-line flag that named it, for the error. */
export async function readInputFile(fileName: string, flag: string): Promise<InputFile> {
  const path = resolve(fileName);
  const file = await openForReading(path, flag);
  try {
    const stats = await file.stat();
    if (stats.isDirectory()) throw messages.createError('error.FileIsDirectory', [path], [flag]);
    if (!stats.isFile()) throw messages.createError('error.FileNotRegular', [path], [flag]);
    if (stats.size > MAXIMUM_BYTES)
      throw messages.createError('error.FileTooLarge', [path, MAXIMUM_BYTES], [flag]);
    const isOpenToOthers = !isWindows && (stats.mode & 0o077) !== 0;
    return { path, contents: await file.readFile(), isOpenToOthers };
  } finally {
    await file.close();
  }
}

async function openForReading(path: string, flag: string): Promise<FileHandle> {
  try {
    // without O_NONBLOCK, opening a named pipe would wait for a writer for ever
    return await open(path, isWindows ? constants.O_RDONLY : constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw messages.createError('error.FileNotFound', [path], [flag, process.cwd()]);
    if (code === 'EISDIR') throw messages.createError('error.FileIsDirectory', [path], [flag]);
    // a socket cannot even be opened
    if (code === 'ENXIO') throw messages.createError('error.FileNotRegular', [path], [flag]);
    throw messages.createError('error.FileUnreadable', [path, code], [flag]);
  }
}
