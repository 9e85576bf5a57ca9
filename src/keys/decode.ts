import { createPrivateKey, type KeyObject } from 'node:crypto';
import { membersOf, oidOf, readElement } from './der.ts';

/** DSA and Diffie-Hellman, whose public half OpenSSL computes while it reads the private one: minutes for hostile numbers. */
const costlyAlgorithms = ['1.2.840.10040.4.1', '1.2.840.113549.1.3.1', '1.2.840.10046.2.1'];

/** Bytes of PKCS#8 that any real key of these types fits into. */
const MAXIMUM_COSTLY_BYTES = 4096;

/** The key in DER; undefined when node does not read it. Its error text tells a user nothing that our names do not. */
export function decodePrivateKey(der: Buffer, type: 'pkcs1' | 'pkcs8'): KeyObject | undefined {
  if (der.length > MAXIMUM_COSTLY_BYTES && type === 'pkcs8') {
    const [, algorithm] = membersOf(readElement(der));
    if (costlyAlgorithms.includes(oidOf(membersOf(algorithm)[0]))) return undefined;
  }
  try {
    return createPrivateKey({ key: der, format: 'der', type });
  } catch {
    return undefined;
  }
}
