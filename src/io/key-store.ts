import { createPrivateKey, type KeyObject } from 'node:crypto';
import { chmod, mkdir, readFile, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { Global } from '@salesforce/core/global';
import { Messages } from '@salesforce/core/messages';
import { publicKeySha256 } from '../keys/fingerprint.ts';
import { exportPrivateKey } from '../keys/generate.ts';
import { closeDraftFolder, deadRuns, openDraftFolder, removeDrafts } from './draft-folder.ts';
import { replaceFile } from './replace-file.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'key-store');

/** `path` is absolute. `isNew`: the store did not hold the key before. */
export type StoredKey = { path: string; isNew: boolean };

/** The folder for keys that `sf` has to find again, beside `sf`'s own state. */
export function keyStoreFolder(): string {
  return join(Global.SF_DIR, 'jwt');
}

/** Where a key of this fingerprint lies in the store, if it does: SHA-256 of its public key, in lower-case hex. */
export function keyStorePath(fingerprint: string): string {
  return join(keyStoreFolder(), `${fingerprint}.key`);
}

/** The fingerprint that a path of a key store, here or of another home, stands for. */
export function fingerprintOfPath(path: string): string | undefined {
  const isOfStore = basename(dirname(path)) === 'jwt' && basename(dirname(dirname(path))) === '.sf';
  return isOfStore ? /^([0-9a-f]{64})\.key$/.exec(basename(path))?.[1] : undefined;
}

export const isInKeyStore = (path: string): boolean =>
  dirname(resolve(path)) === keyStoreFolder() && fingerprintOfPath(resolve(path)) !== undefined;

/**
 * Writes the key for `sf` to read: unencrypted PKCS#8 PEM, because `sf` reads nothing else, for the user alone. The file is
 * there as a whole or not at all. It bears the key's own name, so the same key twice is the same file.
 */
export async function storeKey(privateKey: KeyObject): Promise<StoredKey> {
  const path = keyStorePath(publicKeySha256(privateKey).replaceAll(':', '').toLowerCase());
  const contents = exportPrivateKey(privateKey);
  try {
    await openFolder(dirname(path));
    return await holdStore(async (drafts) => {
      const isNew = !(await isThere(path));
      if (isNew || (await readFile(path, 'utf8')) !== contents) {
        await replaceFile(path, contents, { folder: drafts, mode: 0o600 });
      }
      if (process.platform !== 'win32') await chmod(path, 0o600);
      return { path, isNew };
    });
  } catch (error) {
    // that another run holds the store has been explained
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
    throw messages.createError('error.KeyNotStored', [
      path,
      (error as NodeJS.ErrnoException).code ?? 'unknown',
    ]);
  }
}

/**
 * Deletes a key of the store, unless it `isRead`; a file elsewhere belongs to the user and is left alone. Says whether it is gone
 * by this.
 */
export async function removeStoredKey(
  path: string,
  isRead: () => Promise<boolean> = async () => Promise.resolve(false),
): Promise<boolean> {
  if (!isInKeyStore(path) || !(await isThere(path))) return false;
  return holdStore(async () => {
    if (await isRead()) return false;
    await rm(path, { force: true });
    return true;
  });
}

/** One run at a time. The draft of a key that a killed run left lies there unencrypted: it goes first. */
async function holdStore<T>(work: (drafts: string) => Promise<T>): Promise<T> {
  const own = await openDraftFolder(keyStoreFolder(), [], {});
  try {
    for (const dead of deadRuns(own)) removeDrafts(dead);
    return await work(own);
  } finally {
    closeDraftFolder(own);
  }
}

async function openFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // one that was there, or a umask, may say otherwise
  if (process.platform !== 'win32') await chmod(folder, 0o700);
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}

/** Whether `sf` can log in with this key from that file: it takes the text as it stands, and asks for no passphrase. */
export async function canSfRead(path: string, privateKey: KeyObject): Promise<boolean> {
  try {
    // what core and its library do with it (core, `readJwtKey`; jsonwebtoken, `sign`)
    return createPrivateKey(await readFile(path, 'utf8')).equals(privateKey);
  } catch {
    return false;
  }
}
