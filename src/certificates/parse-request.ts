import { createPublicKey, verify, X509Certificate, type KeyObject } from 'node:crypto';
import { BIT_STRING, INTEGER, readElement, SEQUENCE } from '../keys/der.ts';
import { nameText } from './name-text.ts';
import { readAlgorithm } from './signature-algorithm.ts';
import { bitsOf, partsOf, readSigned, type SignedDer } from './signed-der.ts';

const UTC_TIME = 0x17;

/**
 * A certificate signing request (PKCS#10, RFC 2986). `subject` is an RFC 4514 text. `isSigned`: its signature is by its own
 * key; undefined when we cannot check its algorithm.
 */
export type CertificateRequest = {
  subject: string;
  publicKey: KeyObject;
  signatureAlgorithm: string;
  isSigned: boolean | undefined;
};

/** Reads the DER of a request. Undefined for anything else, and for a key that node:crypto does not know. */
export function parseRequest(der: Buffer): CertificateRequest | undefined {
  const parts = readSigned(der);
  const [, subject, keyInfo] = parts ? partsOf(readElement(parts.signed)) : [];
  if (!parts || !subject || !keyInfo) return undefined;
  try {
    const publicKey = createPublicKey({ key: keyInfo, format: 'der', type: 'spki' });
    return {
      subject: readSubject(subject, keyInfo, parts.algorithm),
      publicKey,
      signatureAlgorithm: readAlgorithm(parts.algorithm).name,
      isSigned: isSignedBy(publicKey, parts),
    };
  } catch {
    return undefined;
  }
}

function isSignedBy(key: KeyObject, { signed, algorithm, signature }: SignedDer): boolean | undefined {
  const { hash } = readAlgorithm(algorithm);
  return hash === undefined ? undefined : verify(hash, signed, key, bitsOf(signature));
}

/** node:crypto reads names in certificates only, so the request's name and key are put into the frame of one, unsigned. */
function readSubject(subject: Buffer, keyInfo: Buffer, algorithm: Buffer): string {
  const serialNumber = encode(INTEGER, Buffer.from([1]));
  const time = encode(UTC_TIME, Buffer.from('700101000000Z'));
  const validity = encode(SEQUENCE, time, time);
  const signed = encode(SEQUENCE, serialNumber, algorithm, subject, validity, subject, keyInfo);
  const frame = encode(SEQUENCE, signed, algorithm, encode(BIT_STRING, Buffer.from([0, 0])));
  return nameText(new X509Certificate(frame).subject);
}

/** One DER element around the contents. */
function encode(tag: number, ...contents: readonly Buffer[]): Buffer {
  const { length } = Buffer.concat(contents);
  const digits = length.toString(16);
  const bytes = Buffer.from(digits.padStart(digits.length + (digits.length % 2), '0'), 'hex');
  const prefix = length < 0x80 ? [length] : [0x80 | bytes.length, ...bytes];
  return Buffer.concat([Buffer.from([tag, ...prefix]), ...contents]);
}
