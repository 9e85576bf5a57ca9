import { Messages } from '@salesforce/core/messages';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'claims');

/** Seconds between `iat` and `exp`: what Salesforce's documentation asks for ("within 3 minutes"). */
export const LIFETIME_SECONDS = 180;

/** A year: what lives longer is no assertion, and mostly a time in milliseconds. */
const LONGEST_LIFETIME_SECONDS = 365 * 24 * 60 * 60;

/** Who asks for a token (issuer: the app's consumer key), for whom (subject: a username), at which server. */
export type Login = { clientId: string; username: string; audience: string };

/** The claims of the JWT bearer grant (RFC 7523, section 3). `iat` and `exp` are seconds since 1970. */
export type AssertionClaims = { iss: string; sub: string; aud: string; iat: number; exp: number };

export function buildClaims(
  { clientId, username, audience }: Login,
  now: Date,
  lifetimeSeconds = LIFETIME_SECONDS,
): AssertionClaims {
  const iat = toEpochSeconds(now);
  return { iss: clientId, sub: username, aud: audience, iat, exp: iat + lifetimeSeconds };
}

/** A lifetime that an assertion can have, as it was asked for. */
export function lifetimeFrom(seconds: number): number {
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= LONGEST_LIFETIME_SECONDS) return seconds;
  throw messages.createError('error.LifetimeInvalid', [seconds, LONGEST_LIFETIME_SECONDS], [], 2);
}

/** JWT NumericDate (RFC 7519, section 2): whole seconds, never milliseconds. */
export function toEpochSeconds(moment: Date): number {
  return Math.floor(moment.getTime() / 1000);
}
