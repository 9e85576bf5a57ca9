import { createHash } from 'node:crypto';
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Messages } from '@salesforce/core/messages';
import { closeDraftFolder, deadRuns, openDraftFolder, removeDrafts, removeEmpty } from './draft-folder.ts';
import { replaceFile } from './replace-file.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'report-file');

/** As much of a file as tells whether it is a report. In characters. */
const BEGINNING = 400;

/**
 * Writes a report, in the place of an older one: a schedule does so each day. `mark` stands at the beginning of each; a file without
 * it is somebody else's, and stays. Gives the absolute path.
 */
export async function writeReportFile(
  fileName: string,
  contents: string,
  { mark, signal }: { mark: string; signal?: AbortSignal },
): Promise<string> {
  const path = resolve(fileName);
  const created: string[] = [];
  let own: string | undefined;
  try {
    // a link stays a link
    const target = existsSync(path) ? realpathSync(path) : path;
    refuseOther(target, path, mark);
    own = await openDraftFolder(dirname(target), created, { signal }, LOCK);
    for (const dead of deadRuns(own)) removeDrafts(dead);
    await replaceFile(target, contents, { folder: own, mode: 0o644 });
    return path;
  } catch (error) {
    throw explain(error as NodeJS.ErrnoException, path);
  } finally {
    if (own !== undefined) closeDraftFolder(own);
    removeEmpty(created);
  }
}

/** Runs that write other files of the folder do not wait for this. */
const LOCK = createHash('sha256').update('report').digest('hex').slice(0, 8);

function refuseOther(target: string, path: string, mark: string): void {
  const stats = statSync(target, { throwIfNoEntry: false });
  if (!stats) return;
  if (stats.isDirectory())
    throw messages.createError('error.ReportIsFolder', [path], [join(path, 'report.html')], 2);
  if (!stats.isFile() || !readFileSync(target, 'utf8').slice(0, BEGINNING).includes(mark))
    throw messages.createError('error.NoReportThere', [path], [path], 2);
}

/** Errors of the system alone: what has a name of ours has been explained. */
function explain(error: NodeJS.ErrnoException, path: string): Error {
  if (error.syscall === undefined) return error;
  return messages.createError('error.ReportNotWritten', [path, error.code ?? 'unknown'], [dirname(path)]);
}
