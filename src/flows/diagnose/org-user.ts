import { isSameName } from '../../access/assignments.ts';
import { assignmentQuery, quoteSoql } from '../../access/queries.ts';
import type { AssignmentRow, UserRow } from '../../access/rows.ts';
import { hasApiAccess } from '../../access/users.ts';
import { isoOf } from '../../app/app-summary.ts';
import { findNearNames } from '../../app/near-names.ts';
import type { LoginEntry, UserFact } from '../../diagnosis/facts.ts';
import { runQueries, type Row, type Rows } from '../../io/composite.ts';
import { explained, type OrgConnection } from '../../io/org-call.ts';
import { readRestrictions, restrictionsQuery } from './login-restrictions.ts';
import { orUnknown } from './unknown.ts';

/** What an org tells of a user who logs in, and of itself. `assignments`: what they hold. */
export type OrgUser = {
  user: UserFact | false | null;
  nearUsers: string[];
  logins: LoginEntry[] | null;
  assignments: DatedAssignmentRow[] | undefined;
  isSandbox: boolean | null;
};

export type DatedAssignmentRow = AssignmentRow & { SystemModstamp: string };

type UserQuery = 'users' | 'assignments' | 'userLogins' | 'logins' | 'organization';

/** So many of the newest logins are looked through for those by OAuth: `LoginType` has two spellings for them. */
const LOGINS_READ = 50;
const LOGINS_TOLD = 5;

/** One request. Each may be refused: UserLogin needs Manage Users, what users hold View Setup. */
function userQueries(username: string): Record<UserQuery, string> {
  const user = "'@{users.records[0].Id}'";
  return {
    users: `SELECT Id, Username, IsActive, UserType, ProfileId, Profile.Name, Profile.UserLicense.Name FROM User WHERE Username = ${quoteSoql(username)}`,
    assignments: assignmentQuery([username], ['PermissionsApiEnabled'], ['SystemModstamp']),
    userLogins: `SELECT Id, IsFrozen FROM UserLogin WHERE UserId = ${user}`,
    logins: `SELECT LoginTime, LoginType, Status, Application, SourceIp FROM LoginHistory WHERE UserId = ${user} ORDER BY LoginTime DESC LIMIT ${LOGINS_READ}`,
    organization: 'SELECT IsSandbox, TimeZoneSidKey FROM Organization',
  };
}

/** Two requests: the user, and then the profile; or, where there is no such user, those whose names are like it. */
export async function readOrgUser(connection: OrgConnection, username: string, now: Date): Promise<OrgUser> {
  const rows = await runQueries(connection, {}, userQueries(username));
  const row = rows['users']?.[0] as (UserRow & { ProfileId: string | null }) | undefined;
  const others = {
    assignments: rows['assignments'] as DatedAssignmentRow[] | undefined,
    isSandbox: (rows['organization']?.[0]?.['IsSandbox'] as boolean | undefined) ?? null,
  };
  if (!row) {
    const isAbsent = rows['users'] !== undefined;
    const nearUsers = isAbsent ? await readNearUsers(connection, username) : [];
    return { ...others, user: isAbsent ? false : null, nearUsers, logins: null };
  }
  const restrictions = await readProfile(connection, row.ProfileId);
  const timeZone = (rows['organization']?.[0]?.['TimeZoneSidKey'] as string | undefined) ?? null;
  const user = { ...describeUser(row, rows, now), ...readRestrictions(restrictions, timeZone, now) };
  const isOwn = isSameName(connection.getUsername() ?? '', username);
  return { ...others, user, nearUsers: [], logins: describeLogins(rows, isOwn) };
}

/** By its id, as the Metadata API calls the profiles of the platform by other names than people do: Admin, for one. */
async function readProfile(connection: OrgConnection, profileId: string | null): Promise<Row | undefined> {
  if (profileId === null) return undefined;
  const ask = (): PromiseLike<{ records: Row[] }> => connection.tooling.query(restrictionsQuery(profileId));
  return (await orUnknown(explained(connection, ask, { isRead: true })))?.records[0];
}

type UserRows = Partial<Record<UserQuery, Rows>>;

function describeUser(
  row: UserRow,
  { assignments, userLogins }: UserRows,
  now: Date,
): Omit<UserFact, 'isInLoginHours' | 'loginIpRanges'> {
  const [login] = (userLogins ?? []) as Array<{ Id: string; IsFrozen: boolean }>;
  const held = assignments as AssignmentRow[] | undefined;
  return {
    id: row.Id,
    username: row.Username,
    isActive: row.IsActive,
    isFrozen: login?.IsFrozen ?? null,
    userLoginId: login?.Id ?? null,
    hasApiAccess: (held && hasApiAccess(row, held, now)) ?? null,
    userType: row.UserType,
    ...namesOfProfile(row.Profile),
  };
}

const namesOfProfile = (profile: UserRow['Profile']): Pick<UserFact, 'profile' | 'license'> => ({
  profile: profile?.Name ?? null,
  license: profile?.UserLicense?.Name ?? null,
});

/** Object reference, LoginHistory: the label, and the value of the API. */
const BY_OAUTH = ['Remote Access 2.0', 'Oauth2'];

type LoginRow = Record<'LoginTime' | 'LoginType' | 'Status' | 'Application', string> & {
  SourceIp: string | null;
};

/** Who may not see the logins of others, as little as their accounts, gets none of them, and no refusal. */
function describeLogins({ logins, userLogins }: UserRows, isOwn: boolean): LoginEntry[] | null {
  if (!logins || (logins.length === 0 && userLogins === undefined && !isOwn)) return null;
  return (logins as LoginRow[])
    .filter(({ LoginType }) => BY_OAUTH.includes(LoginType))
    .slice(0, LOGINS_TOLD)
    .map(({ LoginTime, Status, Application, SourceIp }) => ({
      at: isoOf(LoginTime) ?? '',
      status: Status,
      application: Application,
      sourceIp: SourceIp,
    }));
}

const MOST_NEAR = 5;

/** Whose e-mail address it is, first: people take it for the username. Then those of the same name elsewhere. */
async function readNearUsers(connection: OrgConnection, username: string): Promise<string[]> {
  const { near } = await runQueries(connection, {}, { near: nearQuery(username) });
  const rows = (near ?? []) as Array<{ Username: string; Email: string }>;
  const usernames = rows.map(({ Username }) => Username);
  const byEmail = rows.filter(({ Email }) => isSameName(Email, username)).map(({ Username }) => Username);
  const elsewhere = usernames.filter((name) => isSameName(localPart(name), localPart(username)));
  return [...new Set([...byEmail, ...elsewhere, ...findNearNames(username, usernames)])].slice(0, MOST_NEAR);
}

const localPart = (username: string): string => username.split('@')[0] ?? '';

const MOST_COMPARED = 1000;

/** The same name elsewhere, as a sandbox appends its own name to all, and other names at the same place. */
function nearQuery(username: string): string {
  const [, domain = ''] = username.split('@');
  const conditions = [
    `Email = ${quoteSoql(username)}`,
    `Username LIKE ${pattern('', localPart(username), '@%')}`,
    ...(domain === '' ? [] : [`Username LIKE ${pattern('%@', domain, '%')}`]),
  ];
  return `SELECT Username, Email FROM User WHERE ${conditions.join(' OR ')} LIMIT ${MOST_COMPARED}`;
}

/** A literal of SOQL in which nothing of `text` is a wildcard. */
const pattern = (before: string, text: string, after: string): string =>
  `'${before}${quoteSoql(text).slice(1, -1).replace(/[%_]/g, '\\$&')}${after}'`;
