import { createPrivateKey, createPublicKey, createSign, generateKeyPairSync, randomBytes } from 'node:crypto';
import type { OrgApp } from './apps.ts';
import type { OrgState, User } from './org-state.ts';

/** The key with which the org signs JWT-format access tokens; made when the first one is due. */
export type OrgJwtKey = { kid: string; pem: string };

function jwtKeyOf(org: OrgState, now: Date): OrgJwtKey {
  org.jwtKey ??= {
    kid: `CORE_ATJWT.${org.id.slice(0, 15)}.${now.getTime()}`,
    pem: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
      type: 'pkcs8',
      format: 'pem',
    }) as string,
  };
  return org.jwtKey;
}

function toSegment(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** A JWT-format access token (OAUTH-18); `issuer` is the origin of the org's My Domain. */
export function buildJwtToken(org: OrgState, app: OrgApp, user: User, now: Date, issuer: string): string {
  const { kid, pem } = jwtKeyOf(org, now);
  const issuedAt = Math.floor(now.getTime() / 1000);
  const header = {
    tnk: `core/simulated/${org.id}`,
    ver: '1.0',
    kid,
    tty: 'sfdc-core-token',
    typ: 'JWT',
    alg: 'RS256',
  };
  const claims = {
    scp: app.scopes.join(' '),
    aud: [issuer],
    sub: `uid:${user.id}`,
    nbf: issuedAt,
    mty: 'oauth',
    sfi: randomBytes(32).toString('hex'),
    roles: [],
    iss: issuer,
    hsc: false,
    exp: issuedAt + app.sessionMinutes * 60,
    iat: issuedAt,
    client_id: app.consumerKey,
  };
  const signed = `${toSegment(header)}.${toSegment(claims)}`;
  return `${signed}.${createSign('RSA-SHA256').update(signed).sign(createPrivateKey(pem), 'base64url')}`;
}

/** Whether an access token has the format JWT; opaque ones begin with the org's id. */
export function isJwtToken(token: string): boolean {
  return token.startsWith('eyJ');
}

/** The public half of the org's key as a JSON web key. */
export function publicKeyOf(org: OrgState, now: Date): object {
  const { kid, pem } = jwtKeyOf(org, now);
  const { n, e } = createPublicKey(pem).export({ format: 'jwk' });
  return { kty: 'RSA', kid, use: 'sig', alg: 'RS256', n, e };
}
