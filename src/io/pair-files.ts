import { lstatSync, realpathSync, rmSync } from 'node:fs';
import { basename, dirname, join, parse, resolve } from 'node:path';
import { Messages } from '@salesforce/core/messages';
import type { DraftFolderOptions } from './draft-folder.ts';
import { writeOutputFiles } from './output-dir.ts';
import { syncFolder } from './publish.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'pair-files');

/*
 * A key pair that is being replaced lies beside the one that will replace it: `server.key` and `server.next.key`, and, once
 * they are switched, `server.previous.key` and `server.key`; the certificates likewise. Nothing else is kept about how far a
 * rotation has come: each step is such that the names alone tell, whenever a process dies. The new certificate gets its name
 * before the new key, and loses it before it, both when they are switched; when a pair is removed, the key goes first.
 */

/** Absolute paths. */
export type PairFiles = { key: string; certificate: string };
export type PairPaths = { current: PairFiles; next: PairFiles; previous: PairFiles };

/**
 * `begun`: a next certificate without its key. `staged`: both pairs, the next one whole. `half-switched`: the next key, whose
 * certificate is in its place already. `switched`: no next pair, and a previous key, of this rotation or an older one.
 */
export type PairState = 'current' | 'begun' | 'staged' | 'half-switched' | 'switched';

export type PairOptions = DraftFolderOptions & {
  now: Date;
  /** What errors tell to type again. */
  command: string;
};

/**
 * The names of a pair in a rotation. Symbolic links are followed: what they lead to is replaced, not they. Throws a named
 * error when key and certificate are one file, which cannot be switched part by part.
 */
export function pairPaths(keyFile: string, certificateFile: string): PairPaths {
  const current = { key: followLinks(keyFile), certificate: followLinks(certificateFile) };
  if (current.key === current.certificate)
    throw messages.createError('error.PairIsOneFile', [current.key], [current.key]);
  const named = (word: string): PairFiles => ({
    key: withWord(current.key, word),
    certificate: withWord(current.certificate, word),
  });
  return { current, next: named('next'), previous: named('previous') };
}

/** How far a rotation has come, for who holds the pair (`lockPair`): before, another run's drafts may be without a name yet. */
export function findPairState({ next, previous }: PairPaths): PairState {
  const [hasKey, hasCertificate] = [exists(next.key), exists(next.certificate)];
  if (hasKey) return hasCertificate ? 'staged' : 'half-switched';
  if (hasCertificate) return 'begun';
  return exists(previous.key) ? 'switched' : 'current';
}

/**
 * Writes the next pair, whole or not at all; the key can be read by its owner alone from its first byte on. A certificate
 * without a key that lies there keeps a dated name, which is returned.
 */
export async function stagePair(
  paths: PairPaths,
  { key, certificate }: { key: string; certificate: string | Buffer },
  options: PairOptions,
): Promise<string[]> {
  const { next } = paths;
  const force = findPairState(paths) === 'begun';
  const write = async (folder: string, files: Parameters<typeof writeOutputFiles>[1]): Promise<string[]> =>
    (await writeOutputFiles(folder, files, { ...options, force, isReplaceable: false, takesHidden: true }))
      .backups;
  const certificateFile = { name: basename(next.certificate), contents: certificate, mode: 0o644 } as const;
  const keyFile = { name: basename(next.key), contents: key, mode: 0o600 } as const;
  const [certificateFolder, keyFolder] = [dirname(next.certificate), dirname(next.key)];
  if (certificateFolder === keyFolder) return write(keyFolder, [certificateFile, keyFile]);
  const backups = await write(certificateFolder, [certificateFile]);
  await write(keyFolder, [keyFile]).catch((error: unknown) => {
    removeIfPossible(next.certificate);
    throw error;
  });
  return backups;
}

/** What stays is what a killed run leaves, too: a certificate without its key. */
function removeIfPossible(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // what made it come to this is told
  }
}

/** Removes the next pair, which nothing takes. Never what a switch has begun with: that key's certificate is current. */
export function dropNextPair(paths: PairPaths): void {
  if (findPairState(paths) === 'half-switched')
    throw messages.createError('error.SwitchHasBegun', [paths.next.key, paths.current.certificate]);
  const { key, certificate } = paths.next;
  try {
    for (const path of [key, certificate]) rmSync(path, { force: true });
    for (const folder of foldersOf(paths)) syncFolder(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw messages.createError(
      'error.PairNotDropped',
      [key, certificate, code],
      [dirname(key), key, certificate],
    );
  }
}

/** Each once, in an order that is the same for every run, so that two cannot wait for each other. */
export function foldersOf({ current }: PairPaths): string[] {
  return [...new Set([dirname(current.key), dirname(current.certificate)])].sort();
}

/** Also a link that leads nowhere. */
export function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

function followLinks(file: string): string {
  const path = resolve(file);
  try {
    return realpathSync(path);
  } catch {
    // not there yet, nor perhaps its folder
    return path;
  }
}

/** `certs/server.key` → `certs/server.next.key`: so that what ignores `*.key` ignores it, too. */
function withWord(path: string, word: string): string {
  const { dir, name, ext } = parse(path);
  return join(dir, `${name}.${word}${ext}`);
}
