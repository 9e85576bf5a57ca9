import type { KeyObject } from 'node:crypto';
import { resolve } from 'node:path';
import type { KeyFact } from '../../diagnosis/facts.ts';
import type { SecretLocation } from '../../io/secret-input.ts';
import { publicKeySha256 } from '../../keys/fingerprint.ts';
import { loadPrivateKey, type PrivateKeyLocation } from '../private-key.ts';
import { troubleOf } from './trouble.ts';

/** `privateKey` is there when it can sign. */
export type KeyReading = { fact: KeyFact; privateKey?: KeyObject };

/** Reads the private key of a login. One that is not there, or cannot be used, is a fact, too. */
export async function readKeyFact(location: PrivateKeyLocation): Promise<KeyReading> {
  try {
    const { privateKey, input } = await loadPrivateKey(location);
    const { source, path = null, isOpenToOthers } = input;
    const bits = privateKey.asymmetricKeyDetails?.modulusLength ?? 0;
    return {
      fact: { source, path, bits, sha256: publicKeySha256(privateKey), isOpenToOthers },
      privateKey,
    };
  } catch (error) {
    return { fact: { ...placeOf(location.key), trouble: troubleOf(error) } };
  }
}

export type ReadKey = (location: PrivateKeyLocation) => Promise<KeyReading>;

/**
 * Reads keys for a run that looks more than once: what came by standard input, or with a passphrase that a person typed, is
 * kept and not asked for again.
 */
export function keyReader(): ReadKey {
  let kept: KeyReading | undefined;
  return async (location) => {
    if (kept) return kept;
    const typed: string[] = [];
    const { askPassphrase: ask } = location;
    const askPassphrase = async (source: string): Promise<string> => {
      const answer = (await ask?.(source)) ?? '';
      if (answer !== '') typed.push(source);
      return answer;
    };
    const reading = await readKeyFact({ ...location, askPassphrase: ask && askPassphrase });
    if (typed.length > 0 || [location.key, location.passphrase].some(isStandardInput)) kept = reading;
    return reading;
  };
}

const isStandardInput = (location: SecretLocation | undefined): boolean =>
  location !== undefined && 'file' in location && location.file === '-';

/** As a key that can be read is named. */
function placeOf(location: SecretLocation): Pick<KeyFact, 'source' | 'path'> {
  if ('variable' in location) return { source: `$${location.variable}`, path: null };
  if (location.file === '-') return { source: 'standard input', path: null };
  const path = resolve(location.file);
  return { source: path, path };
}
