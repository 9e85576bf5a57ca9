import { generateKeyPair as generateKeyPairCallback, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

/** RSA modulus lengths in bits. NIST SP 800-57 allows 2048 through 2030; larger ones cost start-up time and certificate size. */
export const KEY_SIZES = [2048, 3072, 4096] as const;
export type KeySize = (typeof KEY_SIZES)[number];

export type KeyPair = { privateKey: KeyObject; publicKey: KeyObject };

const generate = promisify(generateKeyPairCallback);

/** Makes an RSA key pair with the public exponent 65537 (FIPS 186-5), by the native generator, off the main thread. */
export async function generateKeyPair(size: KeySize): Promise<KeyPair> {
  return generate('rsa', { modulusLength: size, publicExponent: 0x10001 });
}

/** The private key as unencrypted PKCS#8 PEM (RFC 5958), which every Salesforce client reads. The result is a secret. */
export function exportPrivateKey(privateKey: KeyObject): string {
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}
