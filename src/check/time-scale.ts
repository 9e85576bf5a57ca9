import type { CheckResult } from './check-result.ts';
import { DAY_MILLISECONDS } from './looks.ts';

/** A stretch of time on a line that is as wide as its place. `at`: percent from the left, never beyond the ends. */
export type TimeScale = {
  now: number;
  ticks: ReadonlyArray<{ at: number; label: string }>;
  at: (moment: Date) => number;
  /** Whether the moment lies beyond the right end. */
  isBeyond: (moment: Date) => boolean;
};

const MARGIN_DAYS = 20;
const MOST_DAYS_BACK = 365;
const MOST_DAYS_AHEAD = 3 * 365;
const LEAST_DAYS_AHEAD = 120;

/** Begins shortly before now, or before what has ended, and ends after the last certificate does; not too far either way. */
export function scaleFor({ entries, checkedAt, expiresInDays }: CheckResult): TimeScale {
  const now = new Date(checkedAt).getTime();
  const days = entries.flatMap(({ certificate }) =>
    certificate ? [(new Date(certificate.notAfter).getTime() - now) / DAY_MILLISECONDS] : [],
  );
  const back = Math.min(MOST_DAYS_BACK, Math.max(0, ...days.map((day) => -day)));
  const ahead = Math.min(MOST_DAYS_AHEAD, Math.max(LEAST_DAYS_AHEAD, 1.5 * expiresInDays, ...days));
  const start = now - (back + MARGIN_DAYS) * DAY_MILLISECONDS;
  const end = now + (ahead + MARGIN_DAYS) * DAY_MILLISECONDS;
  const at = (moment: Date): number => {
    const share = (moment.getTime() - start) / (end - start);
    return Math.round(Math.min(1, Math.max(0, share)) * 10_000) / 100;
  };
  const isBeyond = (moment: Date): boolean => moment.getTime() > end;
  return { now: at(new Date(now)), ticks: ticksBetween(start, end, at), at, isBeyond };
}

/** In months between two marks: the first of these that does not crowd. */
const STEPS = [1, 2, 3, 6, 12];
const MOST_TICKS = 8;

function ticksBetween(start: number, end: number, at: TimeScale['at']): TimeScale['ticks'] {
  const months = (end - start) / DAY_MILLISECONDS / 30.4;
  const step = STEPS.find((each) => months / each <= MOST_TICKS) ?? 12;
  const first = new Date(start);
  const begin = first.getUTCFullYear() * 12 + Math.floor(first.getUTCMonth() / step) * step;
  return (
    Array.from({ length: Math.ceil(months / step) + 2 }, (_, index) => begin + index * step)
      .map((month) => new Date(Date.UTC(Math.floor(month / 12), month % 12)))
      .filter((moment) => moment.getTime() > start && moment.getTime() < end)
      .map((moment) => ({ at: at(moment), label: nameMonth(moment) }))
      // a word at the very edge would be cut
      .filter((tick) => tick.at > 2 && tick.at < 94)
  );
}

const month = new Intl.DateTimeFormat('en-GB', { month: 'short', year: 'numeric', timeZone: 'UTC' });

/** `Dec 2026`. */
export const nameMonth = (moment: Date): string => month.format(moment);

const day = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});

/** `7 Dec 2026`: no country reads the order another way. */
export const nameDay = (moment: Date): string => day.format(moment);
