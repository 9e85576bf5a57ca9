import { existsSync, realpathSync, statSync } from 'node:fs';
import { mkdir, readFile, rmdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { Global } from '@salesforce/core/global';
import { Messages } from '@salesforce/core/messages';
import { StateAggregator } from '@salesforce/core/stateAggregator';
import { pause } from './http.ts';
import { replaceFile } from './replace-file.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'login-store');

/** Where core keeps them (core, aliasAccessor.ts, `getFileLocation`). */
const aliasFile = (): string => join(homedir(), Global.SFDX_STATE_FOLDER, 'alias.json');

/** A group of core's file; it writes no other. */
const GROUP = 'orgs';

const PAUSE_MILLISECONDS = 20;
const PATIENCE_MILLISECONDS = 10_000;
/** A lock that is older belongs to a process that died (proper-lockfile, which core uses: `stale`). */
const STALE_MILLISECONDS = 10_000;

/**
 * Lets each alias stand for its username, all by one write: core's accessor reads, locks and writes the file anew for each. The
 * lock is core's own, so that neither overwrites what the other writes.
 */
export async function setAliases(aliases: ReadonlyMap<string, string>): Promise<void> {
  if (aliases.size === 0) return;
  const file = aliasFile();
  await mkdir(dirname(file), { recursive: true });
  // a link stays a link
  const target = existsSync(file) ? realpathSync(file) : file;
  await lock(file);
  try {
    const before = await readGroup(target);
    const changed = { [GROUP]: { ...before, ...Object.fromEntries(aliases) } };
    const mode = statSync(target, { throwIfNoEntry: false })?.mode ?? 0o600;
    await replaceFile(target, JSON.stringify(changed), { folder: dirname(target), mode: mode & 0o777 });
  } finally {
    await rmdir(lockOf(file)).catch(() => undefined);
  }
  // what core has read before is no longer so
  StateAggregator.clearInstance();
}

async function readGroup(file: string): Promise<object> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return '{}';
  });
  return (JSON.parse(text) as Record<string, object | undefined>)[GROUP] ?? {};
}

/** The folder is the lock (proper-lockfile, `getLockFile`). */
const lockOf = (file: string): string => `${file}.lock`;

async function lock(file: string): Promise<void> {
  for (let waited = 0; ; waited += PAUSE_MILLISECONDS) {
    try {
      await mkdir(lockOf(file));
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    if (waited >= PATIENCE_MILLISECONDS) throw messages.createError('error.AliasesLocked', [lockOf(file)]);
    await removeStale(lockOf(file));
    await pause(PAUSE_MILLISECONDS);
  }
}

async function removeStale(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => undefined);
  if (found && Date.now() - found.mtimeMs > STALE_MILLISECONDS) await rmdir(folder).catch(() => undefined);
}
