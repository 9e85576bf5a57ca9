import { Messages } from '@salesforce/core/messages';
import type { KeyObject } from 'node:crypto';
import { findKeyReaders } from '../io/auth-store.ts';
import { canSfRead, isInKeyStore, removeStoredKey, storeKey } from '../io/key-store.ts';
import { keyVariable } from '../project/entry.ts';
import { loadPrivateKey, type LoadedKey, type PrivateKeyLocation } from './private-key.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'login');

/**
 * Where `sf` finds the key from now on. `isStored`: in the key store, unencrypted; `isNew`: since now. `reason`: why it had to
 * go there, where nobody asked for it.
 */
export type KeptKey = { path: string; isStored: boolean; isNew: boolean; reason?: 'no-file' | 'unreadable' };

/** Loads a key that `sf` names, or the `entry` of a project file, or a person; `owner` is whose it is, for the error. */
export async function loadLoginKey(
  location: PrivateKeyLocation,
  { isTyped, owner, entry }: { isTyped: boolean; owner: string; entry?: string },
): Promise<LoadedKey> {
  return loadPrivateKey(location).catch((error: unknown) => {
    const { file } = location.key as { file?: string };
    if (isTyped || file === undefined || (error as Error).name !== 'FileNotFoundError') throw error;
    if (entry !== undefined) throw entryKeyGone(entry, file);
    throw messages.createError('error.KeyFileGone', [owner, file], [owner]);
  });
}

/** A project file is committed, and the key that it names is not. */
export const entryKeyGone = (entry: string, file: string): Error =>
  messages.createError('error.EntryKeyGone', [entry, file], [keyVariable(entry), entry]);

/**
 * Keeps the key where `sf` can read it again. A file of the user stays where it is, unless `store` is set or `sf` could not read
 * it: it opens no protected key, and takes PEM alone.
 */
export async function keepKey({ privateKey, input }: LoadedKey, store: boolean): Promise<KeptKey> {
  const { path } = input;
  const isReadable = path !== undefined && (await canSfRead(path, privateKey));
  if (isReadable && (!store || isInKeyStore(path)))
    return { path, isStored: isInKeyStore(path), isNew: false };
  const stored = await storeKey(privateKey);
  const reason = path === undefined ? 'no-file' : isReadable ? undefined : 'unreadable';
  return { ...stored, isStored: true, ...(reason && { reason }) };
}

/** For a login that could not be stored: nothing of it stays, unless another that was stored meanwhile reads the key. */
export async function dropKey({ path, isNew }: KeptKey): Promise<void> {
  if (isNew) await removeStoredKey(path, async () => (await findKeyReaders(path)).usernames.length > 0);
}

/** A run that logs out may have taken the key away before the entry of this login could keep it from that. */
export async function keepKeyStill({ isStored }: KeptKey, privateKey: KeyObject): Promise<void> {
  if (isStored) await storeKey(privateKey);
}
