const UNITS: [name: string, milliseconds: number][] = [
  ['year', 365 * 86_400_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
];

/** A span in its largest unit of which there are at least two, rounded: `90 seconds`, `3 minutes`. */
export function writeSpan(milliseconds: number): string {
  const [name, size] = UNITS.find(([, unit]) => milliseconds >= 2 * unit) ?? ['second', 1000];
  const count = Math.round(milliseconds / size);
  return `${count} ${name}${count === 1 ? '' : 's'}`;
}

/** `2026-11-24 08:03:00 UTC`. */
export function writeTime(time: Date): string {
  return `${time.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** Where a time lies, seen from another one: `in 3 minutes`, `20 seconds ago`. */
export function writeDistance(time: Date, now: Date): string {
  const distance = time.getTime() - now.getTime();
  if (Math.abs(distance) < 500) return 'now';
  return distance > 0 ? `in ${writeSpan(distance)}` : `${writeSpan(-distance)} ago`;
}
