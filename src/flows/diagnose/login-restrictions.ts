import type { Row } from '../../io/composite.ts';

/** What a profile restricts, as the Tooling API gives it; `null` where the org did not tell. */
export type LoginRestrictions = {
  isInLoginHours: boolean | null;
  loginIpRanges: Array<{ start: string; end: string }> | null;
};

/** `Metadata` is refused by a query that finds more than one profile (Tooling API guide, Profile). */
export const restrictionsQuery = (profileId: string): string =>
  `SELECT Metadata FROM Profile WHERE Id = '${profileId}'`;

type ProfileMetadata = {
  loginHours?: Record<string, number | string | null> | null;
  loginIpRanges?: ReadonlyArray<{ startAddress: string; endAddress: string }> | null;
};

/** `timeZone`: the org's, an IANA name. */
export function readRestrictions(
  row: Row | undefined,
  timeZone: string | null,
  now: Date,
): LoginRestrictions {
  const metadata = row?.['Metadata'] as ProfileMetadata | null | undefined;
  const ranges = metadata?.loginIpRanges;
  return {
    isInLoginHours: isInHours(metadata?.loginHours, timeZone, now),
    loginIpRanges:
      ranges?.map(({ startAddress, endAddress }) => ({ start: startAddress, end: endAddress })) ?? null,
  };
}

/**
 * Whether a login of now lies in the hours of a profile. They are of the time zone that the org had by default when hours were
 * first set, whatever it has become since (help, login hours in profiles); in which zone the API tells them is not documented.
 * Nobody knows, therefore, unless the org's zone of today and UTC agree.
 */
function isInHours(hours: ProfileMetadata['loginHours'], timeZone: string | null, now: Date): boolean | null {
  if (hours === undefined) return null;
  if (hours === null) return true;
  const answers = new Set([timeZone, 'UTC'].map((zone) => isInDay(hours, momentIn(zone, now))));
  const [answer = null] = answers;
  return answers.size === 1 ? answer : null;
}

/** Minutes since midnight; a day whose end is its start admits nobody (help, login hours in profiles). */
function isInDay(
  hours: Record<string, number | string | null>,
  moment: { day: string; minute: number } | undefined,
): boolean | null {
  if (!moment) return null;
  const [start, end] = ['Start', 'End'].map((edge) => hours[moment.day + edge] ?? null);
  if (start == null || end == null) return null;
  return Number(start) <= moment.minute && moment.minute < Number(end);
}

function momentIn(timeZone: string | null, now: Date): { day: string; minute: number } | undefined {
  if (timeZone === null) return undefined;
  try {
    const format = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      weekday: 'long',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
    const parts = Object.fromEntries(format.formatToParts(now).map(({ type, value }) => [type, value]));
    return {
      day: String(parts['weekday']).toLowerCase(),
      minute: Number(parts['hour']) * 60 + Number(parts['minute']),
    };
  } catch {
    // a zone that this Node does not know
    return undefined;
  }
}
