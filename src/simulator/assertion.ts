import { type KeyObject, verify } from 'node:crypto';
import { isJsonObject, type JsonObject, parseJsonObject } from './json-values.ts';

/** A JWT taken apart; nothing about it is proven yet. */
export type Assertion = { claims: JsonObject; header: JsonObject; signed: string; signature: Buffer };

// RFC 7515 section 2: base64url without padding, white space or line breaks (TOKEN-47).
const SEGMENT = /^[A-Za-z0-9_-]+$/;

function isBase64Url(segment: string): boolean {
  return SEGMENT.test(segment) && segment.length % 4 !== 1;
}

function decodeObject(segment: string): JsonObject | undefined {
  return parseJsonObject(Buffer.from(segment, 'base64url').toString('utf8'));
}

/** Undefined for everything that is not three base64url segments around two JSON objects. */
export function parseAssertion(text: string): Assertion | undefined {
  const segments = text.split('.');
  const [head = '', body = '', signature = ''] = segments;
  if (segments.length !== 3 || !segments.every(isBase64Url)) return undefined;
  const header = decodeObject(head);
  const claims = decodeObject(body);
  if (!isJsonObject(header) || !isJsonObject(claims)) return undefined;
  return { header, claims, signed: `${head}.${body}`, signature: Buffer.from(signature, 'base64url') };
}

/** RS256 alone, with the key of the certificate alone: what the header says of keys is ignored. */
export function isSignedBy(assertion: Assertion, key: KeyObject): boolean {
  const isPlainRs256 = assertion.header.alg === 'RS256' && !('crit' in assertion.header);
  return (
    isPlainRs256 &&
    key.asymmetricKeyType === 'rsa' &&
    verify('RSA-SHA256', Buffer.from(assertion.signed), key, assertion.signature)
  );
}
