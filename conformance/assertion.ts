import { type KeyObject, sign } from 'node:crypto';

/** Parts of a JWT, right or wrong, as a claim needs them. */
export type Claims = Record<string, unknown>;
export type Header = Record<string, unknown>;

const digests: Record<string, string> = { RS256: 'sha256', RS384: 'sha384', ES256: 'sha256' };

function toSegment(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** A signed JWT. The header may say what it likes; an algorithm that is not known here leaves the signature empty. */
export function signJwt(claims: Claims, key: KeyObject, header: Header = { alg: 'RS256' }): string {
  const signed = `${toSegment(header)}.${toSegment(claims)}`;
  const digest = digests[String(header.alg)];
  const signature =
    digest === undefined
      ? Buffer.alloc(0)
      : sign(digest, Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' });
  return `${signed}.${signature.toString('base64url')}`;
}
