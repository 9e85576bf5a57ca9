import { Messages } from '@salesforce/core/messages';
import type { Validity } from './build.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'certificates');

/** The first year of UTCTime (RFC 5280, 4.1.2.5.1). */
const FIRST_YEAR = 1950;

/** The year of the newest release: a clock that says an earlier one is wrong. A test compares it with the change log. */
export const RELEASE_YEAR = 2026;

type Warning = ReturnType<typeof messages.createWarning>;

/**
 * Reads an ISO 8601 date, which means midnight UTC, or a date and time with its offset; fractions of a second are dropped.
 * A time without an offset would mean another moment on each machine and is refused, as is every date that there is not.
 */
export function parseNotBefore(text: string): Date {
  const [, date = '', time, offset] =
    /^(\d{4}-\d\d-\d\d)(T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?$/.exec(text) ?? [];
  if (time !== undefined && offset === undefined)
    throw messages.createError('error.NotBeforeWithoutOffset', [text], [text]);
  // Date takes the 30th of February for the 2nd of March
  const isInCalendar = date !== '' && isoOf(new Date(date)).startsWith(date);
  const moment = new Date(isInCalendar ? text : NaN);
  // an invalid Date compares false with everything
  if (!(moment.getUTCFullYear() >= FIRST_YEAR))
    throw messages.createError('error.NotBeforeUnreadable', [text]);
  return new Date(Math.floor(moment.getTime() / 1000) * 1000);
}

const isoOf = (moment: Date): string => (Number.isNaN(moment.getTime()) ? '' : moment.toISOString());

/** What is odd about the dates, but allowed: the machine's clock is years behind, or the certificate has ended already. */
export function validityWarnings({ notAfter }: Validity, now: Date): Warning[] {
  if (now.getUTCFullYear() < RELEASE_YEAR)
    return [messages.createWarning('warning.ClockBehind', [now.toISOString()])];
  if (notAfter < now)
    return [messages.createWarning('warning.CertificateEnded', [notAfter.toISOString().slice(0, 10)])];
  return [];
}
