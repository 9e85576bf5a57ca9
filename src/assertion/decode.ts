import { Messages } from '@salesforce/core/messages';
import { findJsonFault, MAXIMUM_DEPTH } from './json-members.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'jwt-decode');

/** In characters. Real assertions have fewer than 2000; no server takes headers or form fields of more than this. */
export const MAXIMUM_JWT_LENGTH = 65_536;

export type JsonObject = { [member: string]: unknown };

/**
 * A JWT taken apart; nothing about it is proven. `signedText` is what the signature covers. With the signature, which is a
 * secret as long as the token lives, the token is whole again.
 */
export type DecodedJwt = { header: JsonObject; claims: JsonObject; signedText: string; signature: Buffer };

type Part = 'header' | 'claims' | 'signature';

/**
 * Takes a JWT in compact form apart, as strictly as RFC 7515, RFC 7519 and RFC 8725 allow: three parts of base64url without
 * padding or white space, the first two UTF-8 JSON objects in which no member stands twice. Throws a named error for
 * anything else. `source` is what messages call the text; of the text itself they show at most the name of a member.
 */
export function decodeJwt(text: string, source: string): DecodedJwt {
  if (text.length > MAXIMUM_JWT_LENGTH) {
    throw messages.createError('error.JwtTooLarge', [source, text.length, MAXIMUM_JWT_LENGTH]);
  }
  const parts = text.split('.');
  // RFC 7516, section 9: a JWE in compact form has five parts
  if (parts.length === 5) throw messages.createError('error.JwtIsEncrypted', [source]);
  const [head = '', body = '', tail = ''] = parts;
  if (parts.length !== 3) throw messages.createError('error.JwtPartsMiscounted', [source, parts.length]);
  const header = parseObject(decodePart(head, 'header', source), 'header', source);
  // RFC 7797, section 7: a JWT must not leave its claims unencoded
  if (header['b64'] === false) throw messages.createError('error.JwtClaimsNotEncoded', [source]);
  const claims = parseObject(decodePart(body, 'claims', source), 'claims', source);
  return {
    header,
    claims,
    signedText: `${head}.${body}`,
    signature: decodePart(tail, 'signature', source),
  };
}

function decodePart(encoded: string, part: Part, source: string): Buffer {
  if (/[\s=]/.test(encoded)) throw messages.createError('error.JwtHasSpaceOrPadding', [part, source]);
  const bytes = Buffer.from(encoded, 'base64url');
  // node passes by what is not of the alphabet, and bits that are left over: only the way back shows them
  if (bytes.toString('base64url') !== encoded) {
    throw messages.createError('error.JwtNotBase64Url', [part, source]);
  }
  return bytes;
}

function parseObject(bytes: Buffer, part: Part, source: string): JsonObject {
  const text = readUtf8(bytes);
  if (text === undefined) throw messages.createError('error.JwtNotUtf8', [part, source]);
  const value = parseJson(text);
  if (value === undefined) throw messages.createError('error.JwtNotJson', [part, source]);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw messages.createError('error.JwtNotObject', [part, source]);
  const fault = findJsonFault(text);
  if (fault?.kind === 'deep') throw messages.createError('error.JwtTooDeep', [part, source, MAXIMUM_DEPTH]);
  if (fault) throw messages.createError('error.JwtMemberTwice', [part, source, quote(fault.name)]);
  return value as JsonObject;
}

function readUtf8(bytes: Buffer): string | undefined {
  try {
    // a byte order mark stays, which JSON does not allow (RFC 8259, section 8.1)
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** The name of a member is text of a stranger: short, and without anything that a terminal would obey. */
function quote(name: string): string {
  return JSON.stringify(name.slice(0, 60)).replace(
    /[^\x20-\x7e]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
