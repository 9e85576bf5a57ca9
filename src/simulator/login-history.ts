import { type LoginEntry, nextId, type OrgState, type User } from './org-state.ts';
import { refusals } from './refusals.ts';

const LOGINS_PER_HOUR = 3600;
const HOUR = 3_600_000;
/** So many rows of LoginHistory are kept at least, and never many more (ORG-40). */
const KEPT_ROWS = 20_000;
const MOST_ROWS = 22_000;

type Login = { at: Date; user: User; status: string; application: string; host: string };

/**
 * When each user's logins succeeded, in epoch milliseconds, beside the rows of an org: the limit counts those, too, whose
 * rows are gone already.
 */
const successes = new WeakMap<LoginEntry[], Map<string, number[]>>();

function timesOf(byUser: Map<string, number[]>, userId: string): number[] {
  const times = byUser.get(userId) ?? [];
  byUser.set(userId, times);
  return times;
}

function successesOf(logins: LoginEntry[], userId: string): number[] {
  let byUser = successes.get(logins);
  if (byUser === undefined) {
    byUser = new Map<string, number[]>();
    successes.set(logins, byUser);
    for (const { userId: id, status, at } of logins) {
      if (status === 'Success') timesOf(byUser, id).push(at.getTime());
    }
  }
  return timesOf(byUser, userId);
}

/** Of the logins beyond the limit, few leave a row, but at least one (SOQL-07): here one of a user in an hour. */
function isUnrecorded({ logins }: OrgState, { at, user, status }: Login): boolean {
  if (status !== refusals.rateExceeded.loginStatus) return false;
  const last = logins.findLast((login) => login.userId === user.id && login.status === status);
  return last !== undefined && at.getTime() - last.at.getTime() < HOUR;
}

/** A row of LoginHistory (SOQL-07). */
export function recordLogin(org: OrgState, login: Login): void {
  if (isUnrecorded(org, login)) return;
  const { at, user, status, application, host } = login;
  // The platform cuts application names at 64 characters.
  const shown = application.slice(0, 64);
  const times = successesOf(org.logins, user.id);
  org.logins.push({
    id: nextId(org, '0Ya'),
    at,
    userId: user.id,
    status,
    application: shown,
    loginUrl: host,
  });
  if (org.logins.length > MOST_ROWS) org.logins.splice(0, org.logins.length - KEPT_ROWS);
  if (status !== 'Success') return;
  times.push(at.getTime());
  user.lastLoginAt = at;
}

/** The limit is per user and hour. Only successes count here; whether refusals do is not published (TOKEN-50). */
export function hasTooManyLogins(org: OrgState, user: User, now: Date): boolean {
  const times = successesOf(org.logins, user.id);
  if (times.length < LOGINS_PER_HOUR) return false;
  const isRecent = (at: number) => now.getTime() - at < HOUR;
  const firstRecent = times.findIndex(isRecent);
  times.splice(0, firstRecent < 0 ? times.length : firstRecent);
  return times.length >= LOGINS_PER_HOUR;
}
