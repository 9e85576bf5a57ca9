/** The moments that a date literal means: from the first one on, before the second. In milliseconds. */
export type Period = { from: number; to: number };

/** A day of the calendar, without a time zone. */
type Day = { year: number; month: number; day: number };

function partsIn(timeZone: string, at: number): Record<string, number> {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
}

/** The calendar day that a moment falls on in a time zone, and its time. */
export function dayIn(timeZone: string, at: number): Day & { hour: number } {
  const { year = 0, month = 1, day = 1, hour = 0 } = partsIn(timeZone, at);
  return { year, month, day, hour };
}

/** How far the clocks of a time zone are ahead of UTC at a moment. */
export function offsetAt(timeZone: string, at: number): number {
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = partsIn(timeZone, at);
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
}

/** The moment at which a day begins; month and day may lie outside their range and carry over. */
function startOf(timeZone: string, { year, month, day }: Day): number {
  const asUtc = Date.UTC(year, month - 1, day);
  // The offset at midnight in UTC leads near to midnight in the zone, where the offset is the one that counts.
  return asUtc - offsetAt(timeZone, asUtc - offsetAt(timeZone, asUtc));
}

type Unit = 'DAY' | 'WEEK' | 'MONTH' | 'QUARTER' | 'YEAR';

/** The first day of the unit that lies `count` units after the one of `today`; weeks begin on Sunday. */
function unitStart(today: Day, unit: Unit, count: number): Day {
  const { year, month, day } = today;
  const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay();
  const starts: Record<Unit, Day> = {
    DAY: { year, month, day: day + count },
    WEEK: { year, month, day: day - weekday + 7 * count },
    MONTH: { year, month: month + count, day: 1 },
    QUARTER: { year, month: Math.floor((month - 1) / 3) * 3 + 1 + 3 * count, day: 1 },
    YEAR: { year: year + count, month: 1, day: 1 },
  };
  return starts[unit];
}

/** Units from the one that lies `first` after today's, to before the one that lies `last` after it. */
type Span = { unit: Unit; first: number; last: number };

const fixedSpans: Record<string, Span> = {
  YESTERDAY: { unit: 'DAY', first: -1, last: 0 },
  TODAY: { unit: 'DAY', first: 0, last: 1 },
  TOMORROW: { unit: 'DAY', first: 1, last: 2 },
  LAST_90_DAYS: { unit: 'DAY', first: -90, last: 1 },
  NEXT_90_DAYS: { unit: 'DAY', first: 1, last: 91 },
};

const UNITS = 'DAY|WEEK|MONTH|QUARTER|YEAR';

/** What a date literal such as `LAST_MONTH` or `N_DAYS_AGO:7` spans (SOQL-10); undefined for another word. */
function spanOf(literal: string): Span | undefined {
  const [name = '', number = ''] = literal.toUpperCase().split(':');
  const plain = name.replace('FISCAL_', '');
  if (fixedSpans[plain] !== undefined) return fixedSpans[plain];
  const count = Number(number);
  const single = new RegExp(`^(LAST|THIS|NEXT)_(${UNITS})$`).exec(plain);
  if (single !== null) {
    const first = { LAST: -1, THIS: 0, NEXT: 1 }[single[1] as 'LAST' | 'THIS' | 'NEXT'];
    return { unit: single[2] as Unit, first, last: first + 1 };
  }
  const ago = new RegExp(`^N_(${UNITS})S_AGO$`).exec(plain);
  if (ago !== null) return { unit: ago[1] as Unit, first: -count, last: 1 - count };
  const several = new RegExp(`^(LAST|NEXT)_N_(${UNITS})S$`).exec(plain);
  if (several === null) return undefined;
  const unit = several[2] as Unit;
  if (several[1] === 'NEXT') return { unit, first: 1, last: count + 1 };
  // The last n days end with today, the last n weeks, months … before the present one.
  return { unit, first: -count, last: unit === 'DAY' ? 1 : 0 };
}

/** The period that a date literal means for a user in a time zone; undefined for a word that is none. */
export function readDateLiteral(literal: string, now: Date, timeZone: string): Period | undefined {
  const span = spanOf(literal);
  if (span === undefined) return undefined;
  const today = dayIn(timeZone, now.getTime());
  const start = (count: number) => startOf(timeZone, unitStart(today, span.unit, count));
  return { from: start(span.first), to: start(span.last) };
}

/** The period of one calendar day, such as `2026-11-24`. */
export function readDay(text: string, timeZone: string): Period {
  const [year = 0, month = 1, day = 1] = text.split('-').map(Number);
  return {
    from: startOf(timeZone, { year, month, day }),
    to: startOf(timeZone, { year, month, day: day + 1 }),
  };
}

function dayNumber({ year, month, day }: Day): number {
  return Math.floor(Date.UTC(year, month - 1, day) / 86_400_000);
}

/** The date functions of SOQL over a moment in the user's time zone; fiscal years are calendar years here. */
export const dateFunctions: Record<string, (at: Day & { hour: number }) => number | string> = {
  CALENDAR_YEAR: ({ year }) => year,
  CALENDAR_QUARTER: ({ month }) => Math.ceil(month / 3),
  CALENDAR_MONTH: ({ month }) => month,
  FISCAL_YEAR: ({ year }) => year,
  FISCAL_QUARTER: ({ month }) => Math.ceil(month / 3),
  FISCAL_MONTH: ({ month }) => month,
  DAY_IN_MONTH: ({ day }) => day,
  DAY_IN_WEEK: (at) => ((dayNumber(at) + 4) % 7) + 1,
  DAY_IN_YEAR: (at) => dayNumber(at) - dayNumber({ year: at.year, month: 1, day: 1 }) + 1,
  DAY_ONLY: ({ year, month, day }) =>
    [year, String(month).padStart(2, '0'), String(day).padStart(2, '0')].join('-'),
  HOUR_IN_DAY: ({ hour }) => hour,
  WEEK_IN_MONTH: ({ day }) => Math.ceil(day / 7),
  WEEK_IN_YEAR: (at) => Math.ceil((dayNumber(at) - dayNumber({ year: at.year, month: 1, day: 1 }) + 1) / 7),
};
