import { generateKeyPair as generateKeyPairCallback, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

/** RSA modulus lengths in bits. NIST SP 800-57 allows 2048 through 2030; larger ones cost start-up time and certificate size. */
export const KEY_SIZES = [2048, 3072, 4096] as const;
export type KeySize = (typeof KEY_SIZES)[number];

/** PKCS#8 (RFC 5958) or, for old programs, PKCS#1 (RFC 8017, A.1.2). */
export const KEY_FORMATS = ['pkcs8', 'pkcs1'] as const;
export type KeyFormat = (typeof KEY_FORMATS)[number];

export type KeyPair = { privateKey: KeyObject; publicKey: KeyObject };

const generate = promisify(generateKeyPairCallback);

/** Makes an RSA key pair with the public exponent 65537 (FIPS 186-5), by the native generator, off the main thread. */
export async function generateKeyPair(size: KeySize): Promise<KeyPair> {
  return generate('rsa', { modulusLength: size, publicExponent: 0x10001 });
}

/** The private key as unencrypted PEM; PKCS#8 is what every Salesforce client reads. The result is a secret. */
export function exportPrivateKey(privateKey: KeyObject, format: KeyFormat = 'pkcs8'): string {
  return privateKey.export({ type: format, format: 'pem' }).toString();
}
