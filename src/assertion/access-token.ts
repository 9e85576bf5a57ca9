import { decodeJwt } from './decode.ts';

/**
 * A token that an org takes back, as its form shows; nothing about it is proven. `orgId` has 15 characters. `issuer` is who a
 * token in JWT format says to be of. An `opaque` token without an org may be a refresh token.
 */
export type RevocableForm =
  | { kind: 'opaque'; orgId: string | undefined }
  | { kind: 'jwt'; issuer: string | undefined }
  /** A JWT that no org issued as an access token: an assertion, or an ID token. Nothing can take it back. */
  | { kind: 'other-jwt' };

/** The type of an org's own tokens in JWT format (help, `jwt_access_tokens`). */
const ORG_TOKEN = 'sfdc-core-token';

/** The token in a text as people have it: alone on its line, or as a header. */
export function findToken(text: string): string {
  return text.trim().replace(/^(?:Authorization:\s*)?Bearer\s+/i, '');
}

/** What kind of token a text is; undefined for what cannot be one. */
export function formOfToken(token: string): RevocableForm | undefined {
  const [, orgId] = /^(00D\w{12})(?:\w{3})?![\w.~+/=-]{8,}$/.exec(token) ?? [];
  if (orgId !== undefined) return { kind: 'opaque', orgId };
  if (/^eyJ[\w-]+\.[\w-]+\.[\w-]*$/.test(token)) return formOfJwt(token);
  // refresh tokens and the like have no form that is published
  return /^[\w.!~+/=-]{16,2000}$/.test(token) ? { kind: 'opaque', orgId: undefined } : undefined;
}

function formOfJwt(token: string): RevocableForm | undefined {
  try {
    const { header, claims } = decodeJwt(token, '');
    if (header['tty'] !== ORG_TOKEN) return { kind: 'other-jwt' };
    return { kind: 'jwt', issuer: typeof claims['iss'] === 'string' ? claims['iss'] : undefined };
  } catch {
    return undefined;
  }
}
