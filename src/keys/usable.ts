import {
  createPublicKey,
  randomBytes,
  sign,
  verify,
  type AsymmetricKeyDetails,
  type KeyObject,
} from 'node:crypto';
import { Messages } from '@salesforce/core/messages';
import { toBigInt } from './big-integers.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'keys');

/** Shorter RSA keys are disallowed for signing by NIST SP 800-131A and not accepted by Salesforce in practice. */
export const MINIMUM_KEY_SIZE = 2048;

/** Verifiers (OpenSSL among them) refuse longer ones, and a single signature would take minutes. */
const MAXIMUM_KEY_SIZE = 16_384;

/** Java and OpenSSL limit the public exponent, of large keys at least, to 64 bits. One, or an even one, is no RSA. */
const MAXIMUM_EXPONENT = 2n ** 64n;

/** Keys that node reads, and RS256 has no use for. */
const otherTypes: Record<string, (source: string, type: string) => Error> = {
  ec: (source, curve) => messages.createError('error.KeyIsEc', [source, curve]),
  ed25519: (source) => messages.createError('error.KeyIsEd25519', [source]),
  'rsa-pss': (source) => messages.createError('error.KeyIsRsaPss', [source]),
  dsa: (source) => messages.createError('error.KeyIsDsa', [source]),
};

/** Throws a named error for a private key that cannot sign RS256: another type or size, or parts that do not fit together. */
export function checkUsable(key: KeyObject, source: string): void {
  const { asymmetricKeyType: type = 'unknown', asymmetricKeyDetails: details = {} } = key;
  if (type === 'rsa') {
    checkNumbers(key, details, source);
    return;
  }
  const refusal = otherTypes[type]?.(source, details.namedCurve ?? 'EC');
  throw refusal ?? messages.createError('error.KeyIsNotRsa', [source, type.toUpperCase()]);
}

function checkNumbers(key: KeyObject, details: AsymmetricKeyDetails, source: string): void {
  const { modulusLength: size = 0, publicExponent: exponent = 0n } = details;
  if (size < MINIMUM_KEY_SIZE)
    throw messages.createError('error.KeyTooShort', [source, size, MINIMUM_KEY_SIZE]);
  if (size > MAXIMUM_KEY_SIZE)
    throw messages.createError('error.KeyTooLong', [source, size, MAXIMUM_KEY_SIZE]);
  if (exponent < 3n || exponent % 2n === 0n || exponent >= MAXIMUM_EXPONENT)
    throw messages.createError('error.KeyExponentUnusable', [source]);
  if (!partsFit(key, size) || !verifiesItself(key))
    throw messages.createError('error.KeyPartsDoNotFit', [source]);
}

/**
 * The equations between the parts of an RSA key (RFC 8017, 3.2). OpenSSL does not check them when it reads a key, and mends a
 * signature that wrong primes spoil, so that only other programs would stumble.
 */
function partsFit(key: KeyObject, size: number): boolean {
  const { n, e, d, p, q, dp, dq, qi } = key.export({ format: 'jwk' });
  const parts = [n, e, d, p, q, dp, dq, qi].map((part) => part ?? '');
  // numbers far beyond the modulus would only cost time
  if (parts.some((part) => part.length > size / 6 + 8)) return false;
  const [N, E, D, P, Q, DP, DQ, QI] = parts.map(toBigInt) as [
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
  ];
  if (P < 3n || Q < 3n) return false;
  // a key of more than two primes has others beside p and q
  return (
    N % (P * Q) === 0n &&
    (E * D) % (P - 1n) === 1n &&
    (E * D) % (Q - 1n) === 1n &&
    DP === D % (P - 1n) &&
    DQ === D % (Q - 1n) &&
    (QI * Q) % P === 1n
  );
}

/** Primes that are none show only in use. */
function verifiesItself(key: KeyObject): boolean {
  const probe = randomBytes(32);
  try {
    return verify('sha256', probe, createPublicKey(key), sign('sha256', probe, key));
  } catch {
    return false;
  }
}
