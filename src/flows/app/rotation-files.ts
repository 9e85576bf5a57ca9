import { parse, resolve } from 'node:path';
import { Messages } from '@salesforce/core/messages';
import { findPairState, pairPaths, type PairPaths } from '../../io/pair-files.ts';
import { keyFolderWarnings } from '../key-custody.ts';
import type { LoadedKey, PrivateKeyLocation } from '../private-key.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'next-pair');

export type RotationPlaceInput = {
  key: PrivateKeyLocation['key'];
  /** Default: the key's name with `.crt`. */
  certificateFile?: string;
  /** For a pair whose files are not here, or are to stay as they are. Default: the current folder. */
  outputDir?: string;
  /** Base name of the files in `outputDir`. */
  name: string;
};

/**
 * Where the pair of a rotation lies. `isInPlace`: the current pair lies here, and the new one is to take its place. A key that
 * came from a variable or standard input has no place: the new pair gets names of its own, by the same steps, and what holds
 * the key elsewhere has to be told.
 */
export type RotationPlace = { paths: PairPaths; isInPlace: boolean };

export function placeRotation({ key, certificateFile, outputDir, name }: RotationPlaceInput): RotationPlace {
  if (outputDir === undefined && 'file' in key && key.file !== '-') {
    const { dir, name: base } = parse(resolve(key.file));
    const certificate = certificateFile ?? resolve(dir, `${base}.crt`);
    return { paths: pairPaths(key.file, certificate), isInPlace: true };
  }
  const at = (ending: string): string => resolve(outputDir ?? '.', `${name}.${ending}`);
  return { paths: pairPaths(at('key'), at('crt')), isInPlace: false };
}

/** Throws a named error for a key that lies in a form in which no other key is written. */
export function refuseOtherForm({ isInPlace, paths }: RotationPlace, { form }: LoadedKey): void {
  if (isInPlace && form === undefined)
    throw messages.createError('error.KeyFormNotWritten', [paths.current.key], [paths.current.key]);
}

/**
 * What is risky about the places where keys are about to be written: a next pair that is there already has been warned of.
 * Never rejects.
 */
export async function rotationWarnings({
  paths,
  isInPlace,
}: RotationPlace): ReturnType<typeof keyFolderWarnings> {
  if (findPairState(paths) === 'staged') return [];
  const { current, next, previous } = paths;
  return keyFolderWarnings([next.key, previous.key, ...(isInPlace ? [] : [current.key])]);
}
