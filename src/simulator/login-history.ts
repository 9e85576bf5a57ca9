import { nextId, type OrgState, type User } from './org-state.ts';

const LOGINS_PER_HOUR = 3600;
const HOUR = 3_600_000;

type Login = { at: Date; user: User; status: string; application: string; host: string };

/** A row of LoginHistory (SOQL-07). */
export function recordLogin(org: OrgState, { at, user, status, application, host }: Login): void {
  // The platform cuts application names at 64 characters.
  const shown = application.slice(0, 64);
  org.logins.push({
    id: nextId(org, '0Ya'),
    at,
    userId: user.id,
    status,
    application: shown,
    loginUrl: host,
  });
  if (status === 'Success') user.lastLoginAt = at;
}

/** The limit is per user and hour. Only successes count here; whether refusals do is not published (TOKEN-50). */
export function hasTooManyLogins(org: OrgState, user: User, now: Date): boolean {
  const isRecent = (at: Date) => now.getTime() - at.getTime() < HOUR;
  const recent = org.logins.filter(
    ({ userId, status, at }) => userId === user.id && status === 'Success' && isRecent(at),
  );
  return recent.length >= LOGINS_PER_HOUR;
}
