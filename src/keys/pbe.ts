import { createDecipheriv, createHash, hash, pbkdf2Sync, scryptSync } from 'node:crypto';
import { Messages } from '@salesforce/core/messages';
import { membersOf, numberOf, octetsOf, oidOf, SEQUENCE, type Element } from './der.ts';
import type { PassphraseText } from './passphrase.ts';
import { derivePkcs12Key } from './pkcs12-kdf.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'keys');

/**
 * Iterations of key derivation that one file may cost; some seconds. Files in use have 2048 to about a million, and Java
 * stops at the same number. A file that asks for more would hang whoever opens it.
 */
const MAXIMUM_ITERATIONS = 5_000_000;

/** One unit of N·r·p of scrypt (RFC 7914) counts as so many iterations: openssl's own choice costs 262 144, ten times that is the most. */
const SCRYPT_WEIGHT = 2;
const MAXIMUM_SCRYPT_BYTES = 512 * 1024 * 1024;

/** What is being opened: its name for messages, and the iterations it may still cost. */
export type Opening = { source: string; iterationsLeft: number };

export function openingOf(source: string): Opening {
  return { source, iterationsLeft: MAXIMUM_ITERATIONS };
}

/** Counts down the iterations; throws when the file asks for too many, or for none. */
export function spendIterations(count: number, opening: Opening): number {
  if (!(count >= 1)) throw messages.createError('error.KeyDamaged', [opening.source]);
  opening.iterationsLeft -= count;
  if (!(opening.iterationsLeft >= 0))
    throw messages.createError('error.KeyProtectionTooCostly', [opening.source]);
  return count;
}

/** A cipher in CBC mode, by node's name. `keyBits` is there for RC2, which node does not know and node-forge does. */
type Cipher = { name: string; keyLength: number; ivLength: number; keyBits?: number };
const aes = (bits: number): Cipher => ({ name: `aes-${bits}-cbc`, keyLength: bits / 8, ivLength: 16 });
const tripleDes: Cipher = { name: 'des-ede3-cbc', keyLength: 24, ivLength: 8 };
const des: Cipher = { name: 'des-ede3-cbc', keyLength: 8, ivLength: 8 };
const rc2 = (bits: number): Cipher => ({ name: 'rc2', keyLength: bits / 8, ivLength: 8, keyBits: bits });

/** Encryption schemes of PBES2 (RFC 8018, B.2; RFC 3565). */
const schemes: Record<string, Cipher> = {
  '2.16.840.1.101.3.4.1.2': aes(128),
  '2.16.840.1.101.3.4.1.22': aes(192),
  '2.16.840.1.101.3.4.1.42': aes(256),
  '1.2.840.113549.3.7': tripleDes,
  '1.3.14.3.2.7': des,
};

/** Pseudorandom functions of PBKDF2 (RFC 8018, B.1). */
const prfs: Record<string, string> = {
  '1.2.840.113549.2.7': 'sha1',
  '1.2.840.113549.2.8': 'sha224',
  '1.2.840.113549.2.9': 'sha256',
  '1.2.840.113549.2.10': 'sha384',
  '1.2.840.113549.2.11': 'sha512',
};

type Derived = { cipher: Cipher; key: Buffer; iv: Buffer };
type Derive = (
  parameters: Element | undefined,
  passphrase: PassphraseText,
  opening: Opening,
) => Promise<Derived> | Derived | undefined;

/** Password-based encryption, by object identifier: PBES2, the schemes of PKCS#12 (RFC 7292, C), PBES1 of old openssl. */
const algorithms: Record<string, Derive> = {
  '1.2.840.113549.1.5.13': derivePbes2,
  '1.2.840.113549.1.12.1.3': derivePkcs12(tripleDes),
  '1.2.840.113549.1.12.1.4': derivePkcs12({ ...tripleDes, keyLength: 16 }),
  '1.2.840.113549.1.12.1.5': derivePkcs12(rc2(128)),
  '1.2.840.113549.1.12.1.6': derivePkcs12(rc2(40)),
  '1.2.840.113549.1.5.3': derivePbes1('md5'),
  '1.2.840.113549.1.5.10': derivePbes1('sha1'),
};

/**
 * Decrypts with the AlgorithmIdentifier that stands beside the data. Undefined: the padding is wrong, because the passphrase
 * or the data is. Throws KeyProtectionUnsupported and KeyProtectionTooCostly.
 */
export async function decryptPbe(
  algorithm: Element | undefined,
  encrypted: Buffer,
  passphrase: PassphraseText,
  opening: Opening,
): Promise<Buffer | undefined> {
  const [type, parameters] = membersOf(algorithm);
  const derived = await algorithms[oidOf(type)]?.(parameters, passphrase, opening);
  if (!derived) throw messages.createError('error.KeyProtectionUnsupported', [opening.source]);
  return decipher(derived, encrypted);
}

/** Ciphers in the headers of the PEM that old openssl writes (`DEK-Info`). */
const pemCiphers: Record<string, Cipher> = {
  'DES-CBC': des,
  'DES-EDE3-CBC': tripleDes,
  'AES-128-CBC': aes(128),
  'AES-192-CBC': aes(192),
  'AES-256-CBC': aes(256),
};

/** Decrypts the body of such a PEM, whose key is one round of MD5 for each 16 bytes (EVP_BytesToKey of openssl). */
export async function decryptPem(
  { cipher: name, iv: hexadecimal }: { cipher: string; iv: string },
  encrypted: Buffer,
  passphrase: string,
  { source }: Opening,
): Promise<Buffer | undefined> {
  const cipher = pemCiphers[name];
  if (!cipher) throw messages.createError('error.KeyProtectionUnsupported', [source]);
  const iv = Buffer.from(hexadecimal, 'hex');
  if (iv.length !== cipher.ivLength) throw messages.createError('error.KeyDamaged', [source]);
  const salted = Buffer.concat([Buffer.from(passphrase, 'utf8'), iv.subarray(0, 8)]);
  let key = Buffer.alloc(0);
  let round = Buffer.alloc(0);
  while (key.length < cipher.keyLength) {
    round = createHash('md5').update(round).update(salted).digest();
    key = Buffer.concat([key, round]);
  }
  return decipher({ cipher, key: key.subarray(0, cipher.keyLength), iv }, encrypted);
}

async function decipher({ cipher, key, iv }: Derived, encrypted: Buffer): Promise<Buffer | undefined> {
  if (iv.length !== cipher.ivLength) return undefined;
  if (cipher.keyBits !== undefined) return decipherRc2(key, iv, cipher.keyBits, encrypted);
  try {
    const decryption = createDecipheriv(cipher.name, widen(key, cipher), iv);
    return Buffer.concat([decryption.update(encrypted), decryption.final()]);
  } catch {
    return undefined;
  }
}

/** DES is 3DES with the same key three times, 3DES with two keys is that with the first again at the end. */
function widen(key: Buffer, { name }: Cipher): Buffer {
  return name === 'des-ede3-cbc' ? Buffer.concat([key, key, key]).subarray(0, 24) : key;
}

async function decipherRc2(
  key: Buffer,
  iv: Buffer,
  bits: number,
  encrypted: Buffer,
): Promise<Buffer | undefined> {
  const { default: forge } = await import('node-forge');
  const decryption = forge.rc2.createDecryptionCipher(key.toString('latin1'), bits);
  decryption.start(iv.toString('latin1'));
  decryption.update(forge.util.createBuffer(encrypted.toString('latin1')));
  return decryption.finish() ? Buffer.from(decryption.output.getBytes(), 'latin1') : undefined;
}

function derivePbes2(
  parameters: Element | undefined,
  passphrase: PassphraseText,
  opening: Opening,
): Derived | undefined {
  const [derivation, encryption] = membersOf(parameters);
  const [scheme, iv] = membersOf(encryption);
  const cipher = schemes[oidOf(scheme)];
  if (!cipher) return undefined;
  const key = deriveKey(derivation, passphrase ?? '', cipher.keyLength, opening);
  return key && { cipher, key, iv: octetsOf(iv) };
}

/** PBKDF2 (RFC 8018) or scrypt (RFC 7914), as the AlgorithmIdentifier says; undefined for another. */
export function deriveKey(
  derivation: Element | undefined,
  passphrase: string,
  keyLength: number,
  opening: Opening,
): Buffer | undefined {
  const [type, parameters] = membersOf(derivation);
  const [saltElement, ...rest] = membersOf(parameters);
  const salt = octetsOf(saltElement);
  if (oidOf(type) === '1.2.840.113549.1.5.12') {
    const prf = rest.find(({ tag }) => tag === SEQUENCE);
    const digest = prf ? prfs[oidOf(membersOf(prf)[0])] : 'sha1';
    const count = spendIterations(numberOf(rest[0]), opening);
    return digest === undefined ? undefined : pbkdf2Sync(passphrase, salt, count, keyLength, digest);
  }
  if (oidOf(type) !== '1.3.6.1.4.1.11591.4.11') return undefined;
  const [N = NaN, r = NaN, p = NaN] = rest.map(numberOf);
  spendIterations(SCRYPT_WEIGHT * N * r * p, opening);
  return scryptOrNone(passphrase, salt, keyLength, { N, r, p, maxmem: MAXIMUM_SCRYPT_BYTES });
}

/** Numbers that scrypt cannot work with are as good as an unknown algorithm. */
function scryptOrNone(...parameters: Parameters<typeof scryptSync>): Buffer | undefined {
  try {
    return scryptSync(...parameters);
  } catch {
    return undefined;
  }
}

/** PBES1 (RFC 8018, 6.1): the first half of the hash is the key of DES, the second the initialisation vector. */
function derivePbes1(digest: 'md5' | 'sha1'): Derive {
  return (parameters, passphrase, opening) => {
    const [salt, iterations] = membersOf(parameters);
    const count = spendIterations(numberOf(iterations), opening);
    let derived = Buffer.concat([Buffer.from(passphrase ?? '', 'utf8'), octetsOf(salt)]);
    for (let round = 0; round < count; round++) derived = hash(digest, derived, 'buffer');
    return { cipher: des, key: derived.subarray(0, 8), iv: derived.subarray(8, 16) };
  };
}

const SHA1_BYTES = 20;

function derivePkcs12(cipher: Cipher): Derive {
  return async (parameters, passphrase, opening) => {
    const [saltElement, iterations] = membersOf(parameters);
    const salt = octetsOf(saltElement);
    const derive = async (purpose: 1 | 2, length: number): Promise<Buffer> => {
      const count = numberOf(iterations);
      spendIterations(count * Math.ceil(length / SHA1_BYTES), opening);
      return derivePkcs12Key({ digest: 'sha1', passphrase, salt, count, purpose, length });
    };
    return { cipher, key: await derive(1, cipher.keyLength), iv: await derive(2, cipher.ivLength) };
  };
}
