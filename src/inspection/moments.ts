const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR = 365.25 * DAY;

/** The largest unit of which there are at least two, so that "in 13 months" does not hide a day that matters. */
const units: ReadonlyArray<readonly [Intl.RelativeTimeFormatUnit, number]> = [
  ['year', YEAR],
  ['day', DAY],
  ['hour', HOUR],
  ['minute', MINUTE],
  ['second', SECOND],
];

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'always' });

/** Date and time of this machine's time zone, its distance from UTC, and how far from now: `2026-12-07 13:00:12 +01:00 (in 12 days)`. */
export function formatMoment(moment: Date, now: Date): string {
  return `${formatLocal(moment)} (${formatDistance(moment, now)})`;
}

function formatLocal(moment: Date): string {
  const minutes = -moment.getTimezoneOffset();
  const local = new Date(moment.getTime() + minutes * MINUTE).toISOString();
  const [date = '', time = ''] = local.split('T');
  return `${date} ${time.slice(0, 8)} ${formatOffset(minutes)}`;
}

function formatOffset(minutes: number): string {
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${two(size / 60)}:${two(size % 60)}`;
}

/** `in 12 days`, `3 minutes ago`: whole units, the rest left out. */
export function formatDistance(moment: Date, now: Date): string {
  const distance = moment.getTime() - now.getTime();
  const [unit, amount] = unitFor(distance);
  const text = relative.format(distance < 0 ? -whole(distance, amount) : whole(distance, amount), unit);
  // digits in groups would not match those of the dates beside them
  return text.replaceAll(',', '');
}

/** `3 minutes`. */
export function formatDuration(milliseconds: number): string {
  const [unit, amount] = unitFor(milliseconds);
  const count = whole(milliseconds, amount);
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

function unitFor(distance: number): readonly [Intl.RelativeTimeFormatUnit, number] {
  return units.find(([, amount]) => Math.abs(distance) >= 2 * amount) ?? ['second', SECOND];
}

const whole = (distance: number, amount: number): number => Math.floor(Math.abs(distance) / amount);
