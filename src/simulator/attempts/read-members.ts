import type { JsonObject } from '../json-values.ts';
import { writeDistance, writeTime } from './times.ts';

/** One member of a JWT's header or claims, as JSON, with what a reader may not see at once; the note may be empty. */
export type ReadMember = { name: string; value: string; note: string };

const MAX_MEMBERS = 40;
const MAX_LENGTH = 400;

/** NumericDate (RFC 7519 section 2) counts seconds; each larger unit makes the number of today about a thousand times larger. */
const UNITS: [name: string, perSecond: number, upTo: number][] = [
  ['seconds', 1, 1e11],
  ['milliseconds', 1e3, 1e14],
  ['microseconds', 1e6, 1e17],
  ['nanoseconds', 1e9, 1e20],
];

function noteOfTime(value: unknown, now: Date): string {
  const isDigits = typeof value === 'string' && /^\d{1,20}$/.test(value);
  if (typeof value !== 'number' && !isDigits) return 'no number of seconds';
  const unit = UNITS.find(([, , upTo]) => Math.abs(Number(value)) < upTo);
  if (unit === undefined) return 'too large for a time in any unit';
  const [name, perSecond] = unit;
  const time = new Date((Number(value) / perSecond) * 1000);
  const note = `${writeTime(time)}, ${writeDistance(time, now)}`;
  const kind = isDigits ? 'a text instead of a number; ' : '';
  return kind + (name === 'seconds' ? note : `in ${name}, where seconds are due: ${note}`);
}

function cut(text: string): string {
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)} …` : text;
}

function writeValue(value: unknown): string {
  try {
    return cut(JSON.stringify(value));
  } catch {
    return 'nested too deeply to be shown';
  }
}

function noteOf(name: string, value: unknown, all: JsonObject, now: Date): string {
  if (['exp', 'iat', 'nbf'].includes(name)) return noteOfTime(value, now);
  if (name === 'sub' && typeof all.prn === 'string' && all.prn !== '') return 'not read: prn is there';
  if (name === 'aud' && Array.isArray(value)) return 'a list, where one text is due';
  return '';
}

/** Reads at most forty members, long ones cut: the client chose them, and they are kept. */
export function readMembers(object: JsonObject, now: Date): ReadMember[] {
  return Object.entries(object)
    .slice(0, MAX_MEMBERS)
    .map(([name, value]) => ({
      name: cut(name),
      value: writeValue(value),
      note: noteOf(name, value, object, now),
    }));
}
