import type { DecodedJwt, JsonObject } from '../assertion/decode.ts';
import { sortFindings, type Finding } from './finding.ts';
import { findAccessTokenFaults, findAssertionFaults, lifetimeOf } from './jwt-faults.ts';
import { readTimeClaim } from './time-claim.ts';

/**
 * A JWT without its signature. A `jwt-access-token` was issued by an org (for the REST API alone, until a fixed time); any
 * other is looked at as an assertion for the JWT bearer flow. Moments as ISO 8601 in UTC, as they were meant.
 */
export type JwtItem = {
  kind: 'jwt' | 'jwt-access-token';
  header: JsonObject;
  claims: JsonObject;
  issuedAt?: string;
  notBefore?: string;
  expiresAt?: string;
  lifetimeSeconds?: number;
  findings: Finding[];
};

export function describeJwt(jwt: DecodedJwt, now: Date): JwtItem {
  const { header, claims } = jwt;
  const isAccessToken = isOrgToken(jwt);
  const lifetime = 'iat' in claims ? lifetimeOf(claims, now) : undefined;
  return {
    kind: isAccessToken ? 'jwt-access-token' : 'jwt',
    header,
    claims,
    ...momentOf(claims, 'iat', 'issuedAt'),
    ...momentOf(claims, 'nbf', 'notBefore'),
    ...momentOf(claims, 'exp', 'expiresAt'),
    ...(lifetime !== undefined && { lifetimeSeconds: lifetime / 1000 }),
    findings: sortFindings((isAccessToken ? findAccessTokenFaults : findAssertionFaults)(jwt, now)),
  };
}

/** By the type of token in its header, or by the claims that only Salesforce's have together (help "JWT-Based Access Tokens"). */
function isOrgToken({ header, claims }: DecodedJwt): boolean {
  return (
    header['tty'] === 'sfdc-core-token' ||
    ('client_id' in claims && 'scp' in claims && String(claims['sub']).startsWith('uid:'))
  );
}

function momentOf<Name extends string>(
  claims: JsonObject,
  claim: 'exp' | 'iat' | 'nbf',
  name: Name,
): { [name in Name]?: string } {
  const time = readTimeClaim(claims, claim);
  return (time ? { [name]: time.date.toISOString() } : {}) as { [name in Name]?: string };
}
