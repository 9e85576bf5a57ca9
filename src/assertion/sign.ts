import type { KeyObject } from 'node:crypto';
import type { AssertionClaims } from './claims.ts';

declare const assertionBrand: unique symbol;

/** A signed JWT in compact form. Whoever holds it can log in until it expires: it goes to the token endpoint and nowhere else. */
export type Assertion = string & { readonly [assertionBrand]: true };

/**
 * Signs the claims with RS256 (RFC 7515), the only algorithm Salesforce documents. `privateKey` is an RSA key of at least
 * 2048 bits; jose refuses others.
 */
export async function signAssertion(claims: AssertionClaims, privateKey: KeyObject): Promise<Assertion> {
  const { SignJWT } = await import('jose');
  return (await new SignJWT(claims).setProtectedHeader({ alg: 'RS256' }).sign(privateKey)) as Assertion;
}
