import { createHash, createPublicKey, type KeyObject } from 'node:crypto';

/**
 * SHA-256 of the DER of a public key (SubjectPublicKeyInfo), or of a private key's public half: the same for a key and for each
 * certificate of it. Pairs of capital hexadecimal digits, as fingerprints of certificates are shown everywhere.
 */
export function publicKeySha256(key: KeyObject): string {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  const der = publicKey.export({ type: 'spki', format: 'der' });
  const hex = createHash('sha256').update(der).digest('hex').toUpperCase();
  return hex.match(/../g)?.join(':') ?? '';
}
