import { Messages } from '@salesforce/core/messages';
import { assignmentsOf, findGrant, isSameId, isSameName } from './assignments.ts';
import { quoteSoql } from './queries.ts';
import type { AssignmentRow, UserLoginRow, UserRow } from './rows.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'access');

/** A user who is to log in. `undefined` is what the org did not tell. */
export type RunAsUser = {
  row: UserRow;
  isFrozen: boolean | undefined;
  hasApiAccess: boolean | undefined;
};

/** What stops the logins of a user, or all that they could do. `targetOrg`: the org as `sf` knows it, for commands. */
export type UserFault = {
  name: string;
  strikes: (user: RunAsUser) => boolean;
  error: (user: RunAsUser, targetOrg: string) => Error;
};

/** First match counts. Sources: src/simulator/README.md (inactive, frozen, API disabled); Object reference, UserLogin. */
export const userFaults: readonly UserFault[] = [
  {
    name: 'UserInactive',
    strikes: ({ row }) => !row.IsActive,
    error: ({ row }, targetOrg) => messages.createError('error.UserInactive', [row.Username], [targetOrg]),
  },
  {
    name: 'UserFrozen',
    strikes: ({ isFrozen }) => isFrozen === true,
    error: ({ row }, targetOrg) =>
      messages.createError('error.UserFrozen', [row.Username], [row.Id, targetOrg]),
  },
  {
    name: 'UserLacksApiAccess',
    strikes: ({ hasApiAccess }) => hasApiAccess === false,
    error: ({ row }, targetOrg) =>
      messages.createError('error.UserLacksApiAccess', [row.Username], [quoteSoql(row.Username), targetOrg]),
  },
];

/** Throws the first fault of a user who is to log in. */
export function checkUser(user: RunAsUser, targetOrg: string): void {
  const fault = userFaults.find(({ strikes }) => strikes(user));
  if (fault) throw fault.error(user, targetOrg);
}

/** The user of that name, whatever is wrong with them. Usernames are unique without regard to case. */
export function lookUpUser(users: readonly UserRow[], username: string, targetOrg: string): UserRow {
  const user = users.find(({ Username }) => isSameName(Username, username));
  if (!user) throw messages.createError('error.UserNotFound', [username], [targetOrg]);
  return user;
}

/** The user of that name, who is active. */
export function findUser(users: readonly UserRow[], username: string, targetOrg: string): UserRow {
  const row = lookUpUser(users, username, targetOrg);
  checkUser({ row, isFrozen: undefined, hasApiAccess: undefined }, targetOrg);
  return row;
}

/** Each of the users once, all of them active. */
export function findUsers(
  users: readonly UserRow[],
  usernames: readonly string[],
  targetOrg: string,
): UserRow[] {
  return [...new Set(usernames.map((username) => findUser(users, username, targetOrg)))];
}

export function isFrozen({ Id }: UserRow, logins: readonly UserLoginRow[] | undefined): boolean | undefined {
  return logins?.find(({ UserId }) => isSameId(UserId, Id))?.IsFrozen;
}

export function hasApiAccess(
  { Username }: UserRow,
  assignments: readonly AssignmentRow[],
  now: Date,
): boolean | undefined {
  return findGrant(assignmentsOf(assignments, Username), 'PermissionsApiEnabled', now);
}

/** Types of users of sites and portals (Object reference, User, UserType), in small letters. */
const siteUserTypes = ['powerpartner', 'cspliteportal', 'customersuccess', 'powercustomersuccess'];

/** What an administrator should know of a user who can log in. */
type Remark = {
  strikes: (user: UserRow, admittedBy: AssignmentRow | undefined) => boolean;
  text: (user: UserRow, admittedBy: AssignmentRow | undefined) => string;
};

const remarks: readonly Remark[] = [
  {
    // JWT help: the user of a site logs in at the site
    strikes: ({ UserType }) => siteUserTypes.includes(UserType.toLowerCase()),
    text: ({ Username, UserType }) => messages.getMessage('warning.SiteUser', [Username, UserType]),
  },
  {
    // Object reference, PermissionSetAssignment: from its ExpirationDate on it counts no more
    strikes: (_, admittedBy) => (admittedBy?.ExpirationDate ?? null) !== null,
    text: ({ Username }, admittedBy) =>
      messages.getMessage('warning.AssignmentEnds', [
        Username,
        admittedBy?.PermissionSet?.Label,
        admittedBy?.ExpirationDate?.slice(0, 10),
      ]),
  },
];

/** Warnings about a user; `admittedBy`: the assignment by which the app admits them, where there is one. */
export function remarksOn(user: UserRow, admittedBy: AssignmentRow | undefined): string[] {
  return remarks.filter(({ strikes }) => strikes(user, admittedBy)).map(({ text }) => text(user, admittedBy));
}
