import { createHash, createPublicKey, type KeyObject } from 'node:crypto';

/** An RSA public key as a JWK (RFC 7517, RFC 7518 section 6.3.1), for RS256 signatures. `kid` is its RFC 7638 thumbprint. */
export type PublicJwk = { kty: 'RSA'; n: string; e: string; kid: string; alg: 'RS256'; use: 'sig' };

/** The public half of a private or public RSA key. */
export function publicJwk(key: KeyObject): PublicJwk {
  const { n, e } = modulusAndExponent(key);
  return { kty: 'RSA', n, e, kid: thumbprintOf(n, e), alg: 'RS256', use: 'sig' };
}

/** The SHA-256 thumbprint of RFC 7638, as base64url. The same for a private key and its public one. */
export function jwkThumbprint(key: KeyObject): string {
  const { n, e } = modulusAndExponent(key);
  return thumbprintOf(n, e);
}

function modulusAndExponent(key: KeyObject): { n: string; e: string } {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  const { n = '', e = '' } = publicKey.export({ format: 'jwk' });
  return { n, e };
}

/** Over the required members alone, in the order of their names, without white space (RFC 7638, 3.2 and 3.3). */
function thumbprintOf(n: string, e: string): string {
  return createHash('sha256')
    .update(JSON.stringify({ e, kty: 'RSA', n }))
    .digest('base64url');
}
