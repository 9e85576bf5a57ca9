import { createHash } from 'node:crypto';
import { basename, dirname } from 'node:path';
import { Messages } from '@salesforce/core/messages';
import { putRight } from './dead-run.ts';
import {
  closeDraftFolder,
  deadRuns,
  openDraftFolder,
  removeDrafts,
  removeEmpty,
  showLife,
  type DraftFolderOptions,
} from './draft-folder.ts';
import { explainWriting } from './output-dir.ts';
import { foldersOf, type PairPaths } from './pair-files.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'pair-files');

/** Long enough for two that begin at the same time to settle who goes on; a rotation itself takes minutes. */
const PATIENCE_MILLISECONDS = 500;
/** Well below the two minutes after which a run of another machine counts as dead. */
const SIGN_OF_LIFE_MILLISECONDS = 30_000;

/**
 * Holds a pair for one rotation until the function that it returns is called, in the folder of the key, which it makes if
 * need be. Other pairs in the folder, and what else is written there, are not kept out. What killed runs left there is put
 * right, so that the names tell how far a rotation has come. Throws a named error while another rotation has the pair, and
 * where nothing can be written, before a rotation has begun.
 */
export async function lockPair(paths: PairPaths, options: DraftFolderOptions = {}): Promise<() => void> {
  const folder = dirname(paths.current.key);
  const created: string[] = [];
  let own: string | undefined;
  let beat: NodeJS.Timeout | undefined;
  const release = (): void => {
    clearInterval(beat);
    if (own !== undefined) closeDraftFolder(own);
    removeEmpty(created);
  };
  try {
    own = await openOwn(paths, created, options);
    beat = setInterval(showLife, SIGN_OF_LIFE_MILLISECONDS, own).unref();
    for (const dead of deadRuns(own)) removeDrafts(dead);
    for (const each of foldersOf(paths)) await settle(each, created, options);
    return release;
  } catch (error) {
    release();
    throw explainWriting(error as NodeJS.ErrnoException, folder);
  }
}

async function openOwn(
  { current }: PairPaths,
  created: string[],
  { signal, patience = PATIENCE_MILLISECONDS }: DraftFolderOptions,
): Promise<string> {
  const folder = dirname(current.key);
  const name = createHash('sha256').update(basename(current.key)).digest('hex').slice(0, 8);
  return openDraftFolder(folder, created, { signal, patience }, name).catch((error: unknown) => {
    if ((error as Error).name !== 'FolderInUseError') throw error;
    throw messages.createError('error.PairInUse', [current.key, folder], [folder]);
  });
}

/** A run that was killed between the names of two files is finished, or taken away. */
async function settle(folder: string, created: string[], options: DraftFolderOptions): Promise<void> {
  const run = await openDraftFolder(folder, created, options);
  try {
    for (const dead of deadRuns(run)) putRight(dead);
  } finally {
    closeDraftFolder(run);
  }
}
