/** Seconds between `iat` and `exp`: what Salesforce's documentation asks for ("within 3 minutes"). */
export const LIFETIME_SECONDS = 180;

/** Who asks for a token (issuer: the app's consumer key), for whom (subject: a username), at which server. */
export type Login = { clientId: string; username: string; audience: string };

/** The claims of the JWT bearer grant (RFC 7523, section 3). `iat` and `exp` are seconds since 1970. */
export type AssertionClaims = { iss: string; sub: string; aud: string; iat: number; exp: number };

export function buildClaims({ clientId, username, audience }: Login, now: Date): AssertionClaims {
  const iat = toEpochSeconds(now);
  return { iss: clientId, sub: username, aud: audience, iat, exp: iat + LIFETIME_SECONDS };
}

/** JWT NumericDate (RFC 7519, section 2): whole seconds, never milliseconds. */
export function toEpochSeconds(moment: Date): number {
  return Math.floor(moment.getTime() / 1000);
}
