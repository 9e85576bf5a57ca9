import { createCipheriv, createPrivateKey, pbkdf2, randomBytes, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { Messages } from '@salesforce/core/messages';
import { ALGORITHMS, loadDerWriter, toPem, type Asn1, type DerWriter } from './der-writer.ts';
import type { Passphrase } from './passphrase.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'encrypt');

/** Of PBKDF2-HMAC-SHA256, as OWASP's "Password Storage Cheat Sheet" asks for. node:crypto itself would take 2048. */
export const ITERATIONS = 600_000;
const SALT_BYTES = 16;
const KEY_BYTES = 32;
const IV_BYTES = 16;

const PBES2 = '1.2.840.113549.1.5.13';
const PBKDF2 = '1.2.840.113549.1.5.12';
const AES_256_CBC = '2.16.840.1.101.3.4.1.42';

/** A key that was derived from a passphrase, for one encryption. A secret. */
export type DerivedKey = { key: Buffer; salt: Buffer };

/** Derives a key with a salt of its own, off the main thread. */
export async function deriveKey(passphrase: Passphrase): Promise<DerivedKey> {
  const salt = randomBytes(SALT_BYTES);
  // the key length stays out of the parameters: the cipher says it, and openssl leaves it out as well
  const key = await promisify(pbkdf2)(passphrase, salt, ITERATIONS, KEY_BYTES, 'sha256');
  return { key, salt };
}

/** Encrypts by PBES2 (RFC 8018, 6.2): the algorithm identifier, with all parameters, and the ciphertext. */
export function encryptPbes2(
  write: DerWriter,
  contents: Buffer,
  { key, salt }: DerivedKey,
): { algorithm: Asn1; ciphertext: Buffer } {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-cbc', key, iv);
  const ciphertext = Buffer.concat([cipher.update(contents), cipher.final()]);
  const { sequence, algorithm, octets, integer } = write;
  const derivation = sequence(octets(salt), integer(ITERATIONS), algorithm(ALGORITHMS.hmacWithSha256));
  const scheme = sequence(algorithm(PBKDF2, derivation), algorithm(AES_256_CBC, octets(iv)));
  return { algorithm: algorithm(PBES2, scheme), ciphertext };
}

/** EncryptedPrivateKeyInfo of PKCS#8 (RFC 5958, section 3). */
export function encryptedPrivateKeyInfo(write: DerWriter, privateKey: KeyObject, derived: DerivedKey): Asn1 {
  const contents = privateKey.export({ type: 'pkcs8', format: 'der' });
  const { algorithm, ciphertext } = encryptPbes2(write, contents, derived);
  contents.fill(0);
  return write.sequence(algorithm, write.octets(ciphertext));
}

/**
 * The private key as encrypted PKCS#8 PEM: AES-256-CBC, its key from PBKDF2-HMAC-SHA256. It is read back with node:crypto,
 * which did not write it, before it is returned. `derived`, when it is there already, has to belong to the passphrase.
 */
export async function protectPrivateKey(
  privateKey: KeyObject,
  passphrase: Passphrase,
  derived?: DerivedKey,
): Promise<string> {
  const [write, key] = await Promise.all([loadDerWriter(), derived ?? deriveKey(passphrase)]);
  const der = write.encode(encryptedPrivateKeyInfo(write, privateKey, key));
  const pem = toPem('ENCRYPTED PRIVATE KEY', der);
  if (!opensTo(pem, passphrase, privateKey)) throw messages.createError('error.ProtectionSelfCheckFailed');
  return pem;
}

function opensTo(pem: string, passphrase: Passphrase, privateKey: KeyObject): boolean {
  try {
    return createPrivateKey({ key: pem, passphrase }).equals(privateKey);
  } catch {
    return false;
  }
}
