import { verify, type KeyObject } from 'node:crypto';
import { MINIMUM_KEY_SIZE } from '../keys/parse.ts';
import type { DecodedJwt } from './decode.ts';

/** Why a signature does not hold: what the header demands, the kind of key, or the signature itself. */
export type SignatureVerdict = 'valid' | 'algorithm' | 'critical' | 'key' | 'signature';

/**
 * Checks the signature with RS256 and the given public key, whatever the header says of algorithms and keys (RFC 8725, 3.1
 * and 3.10; RFC 7518, 3.3 asks for 2048 bits or more).
 */
export function verifySignature(jwt: DecodedJwt, publicKey: KeyObject): SignatureVerdict {
  if (jwt.header['alg'] !== 'RS256') return 'algorithm';
  // RFC 7515, section 4.1.11: an extension that must be understood, and none is
  if ('crit' in jwt.header) return 'critical';
  const { asymmetricKeyType, asymmetricKeyDetails } = publicKey;
  if (asymmetricKeyType !== 'rsa' || (asymmetricKeyDetails?.modulusLength ?? 0) < MINIMUM_KEY_SIZE)
    return 'key';
  const isValid = verify('RSA-SHA256', Buffer.from(jwt.signedText), publicKey, jwt.signature);
  return isValid ? 'valid' : 'signature';
}
