import type { OrgState, Profile, User } from './org-state.ts';

export const weekdays = [
  'sunday',
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
] as const;
export type Weekday = (typeof weekdays)[number];

/** From when to when users may log in on each day, in minutes since midnight; on a day that begins when it ends, never. */
export type LoginHours = Record<Weekday, { start: number; end: number }>;

/** First and last address from which users may log in. */
export type LoginIpRange = { start: string; end: string };

/** The default time zone of the org, in which its profiles have their hours (ORG-23). */
export const ORG_TIME_ZONE = 'America/Los_Angeles';

/** Whatever calls a simulator does so from here. */
export const CALLER_ADDRESS = '127.0.0.1';

/** The same hours on each day of the week. */
export function hoursOfEachDay(start: number, end: number): LoginHours {
  return Object.fromEntries(weekdays.map((day) => [day, { start, end }])) as LoginHours;
}

/** No hour of any day. */
export const noHours = hoursOfEachDay(0, 0);

/** Ranges in which no caller of a simulator is. */
export const otherAddresses: LoginIpRange[] = [{ start: '10.0.0.0', end: '10.255.255.255' }];

export function profileOf({ records }: OrgState, { profileId }: User): Profile {
  const profile = records.profiles.find(({ id }) => id === profileId);
  if (profile === undefined) throw new Error(`The simulated org has no profile ${profileId}`);
  return profile;
}

function momentIn(timeZone: string, now: Date): { day: Weekday; minute: number } {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    weekday: 'long',
    hour: 'numeric',
    minute: 'numeric',
    hourCycle: 'h23',
  });
  const parts = Object.fromEntries(format.formatToParts(now).map(({ type, value }) => [type, value]));
  const minute = Number(parts.hour) * 60 + Number(parts.minute);
  return { day: String(parts.weekday).toLowerCase() as Weekday, minute };
}

/** Whether the user's profile has login hours, and it is none of them (TOKEN-19). */
export function isOutsideLoginHours(org: OrgState, user: User, now: Date): boolean {
  const { loginHours } = profileOf(org, user);
  if (loginHours === null) return false;
  const { day, minute } = momentIn(ORG_TIME_ZONE, now);
  const { start, end } = loginHours[day];
  return minute < start || minute >= end;
}

/** An address of version 4 as a number, so that two compare. */
function toNumber(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

/** Whether the user's profile has login IP ranges, and the caller is in none of them (TOKEN-12). */
export function isOutsideIpRanges(org: OrgState, user: User): boolean {
  const { loginIpRanges } = profileOf(org, user);
  const address = toNumber(CALLER_ADDRESS);
  return (
    loginIpRanges.length > 0 &&
    !loginIpRanges.some(({ start, end }) => toNumber(start) <= address && address <= toNumber(end))
  );
}
