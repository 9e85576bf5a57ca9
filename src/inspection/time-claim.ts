import type { JsonObject } from '../assertion/decode.ts';

/** The moment that a time of a JWT means, in what unit it stands there, and whether as a text instead of a number. */
export type TimeClaim = { date: Date; unit: 'seconds' | 'milliseconds' | 'microseconds'; isText: boolean };

/** No token lives until the year 5138: from here on a number of seconds is one of milliseconds, or of still less. */
const FIRST_MILLISECOND = 1e11;
const FIRST_MICROSECOND = 1e14;
const LAST_MICROSECOND = 1e17;

/** Reads a NumericDate (RFC 7519, section 2), also where its unit is wrong. Undefined for what is no time at all. */
export function readTimeClaim(claims: JsonObject, name: 'exp' | 'iat' | 'nbf'): TimeClaim | undefined {
  const value = claims[name];
  const isText = typeof value === 'string' && /^\d+(?:\.\d+)?$/.test(value);
  const amount = isText ? Number(value) : value;
  if (typeof amount !== 'number' || amount >= LAST_MICROSECOND) return undefined;
  const time = timeOf(amount);
  return Number.isNaN(time.date.getTime()) ? undefined : { ...time, isText };
}

function timeOf(amount: number): Omit<TimeClaim, 'isText'> {
  if (amount >= FIRST_MICROSECOND) return { date: new Date(amount / 1000), unit: 'microseconds' };
  if (amount >= FIRST_MILLISECOND) return { date: new Date(amount), unit: 'milliseconds' };
  return { date: new Date(amount * 1000), unit: 'seconds' };
}
