import { createHash, createPublicKey, type KeyObject } from 'node:crypto';

/**
 * SHA-256 of the public key (SubjectPublicKeyInfo, RFC 5280) as lower-case hex: the same for a private key, its public key and
 * that of its certificate.
 */
export function fingerprintKey(key: KeyObject): string {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  return createHash('sha256').update(publicKey.export({ type: 'spki', format: 'der' })).digest('hex');
}
