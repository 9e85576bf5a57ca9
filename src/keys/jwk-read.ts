import { createPrivateKey, type KeyObject } from 'node:crypto';
import { modPow, toBase64Url, toBigInt } from './big-integers.ts';

/**
 * Reads a private JWK (RFC 7517; RFC 7518, 6). The primes of an RSA key, which may be left out (RFC 7518, 6.3.2), are found
 * again. Undefined for one that node does not read.
 */
export function readPrivateJwk(jwk: Record<string, unknown>): KeyObject | undefined {
  try {
    return createPrivateKey({ key: jwk['p'] === undefined ? withPrimes(jwk) : jwk, format: 'jwk' });
  } catch {
    return undefined;
  }
}

function withPrimes(jwk: Record<string, unknown>): Record<string, unknown> {
  const { kty, n: modulus, e: exponent, d: privateExponent } = jwk;
  if (kty !== 'RSA' || ![modulus, exponent, privateExponent].every(isSmallText)) return jwk;
  const [n, e, d] = [modulus, exponent, privateExponent].map((text) => toBigInt(text as string)) as [
    bigint,
    bigint,
    bigint,
  ];
  const factor = findPrime(n, e, d);
  if (factor === undefined) return jwk;
  // the larger one first, as programs that make keys order them
  const [p, q] = factor > n / factor ? [factor, n / factor] : [n / factor, factor];
  const parts = { p, q, dp: d % (p - 1n), dq: d % (q - 1n), qi: modPow(q, p - 2n, p) };
  return {
    ...jwk,
    ...Object.fromEntries(Object.entries(parts).map(([name, value]) => [name, toBase64Url(value)])),
  };
}

/** At most the number of characters that 16 384 bits have. */
const isSmallText = (value: unknown): boolean => typeof value === 'string' && value.length <= 2732;

/** A prime factor of n, found with the private exponent (NIST SP 800-56B, appendix C.1); undefined when they do not fit. */
function findPrime(n: bigint, e: bigint, d: bigint): bigint | undefined {
  let odd = d * e - 1n;
  if (n < 15n || odd <= 0n || odd % 2n === 1n) return undefined;
  let halvings = 0;
  for (; odd % 2n === 0n; odd /= 2n) halvings++;
  for (let base = 2n; base < 102n; base++) {
    let root = modPow(base, odd, n);
    for (let step = 0; step < halvings && root !== 1n && root !== n - 1n; step++) {
      const square = (root * root) % n;
      if (square === 1n) return greatestCommonDivisor(root - 1n, n);
      root = square;
    }
  }
  return undefined;
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : greatestCommonDivisor(b, a % b);
}
