import { foldName, isInEffect, isSameId, isSameName } from './assignments.ts';
import { isOfSet } from './permission-sets.ts';
import type { HolderRow, ProfileUsersRow } from './rows.ts';

/** Who an app admits: active users with one of its permission sets, and everybody with one of its profiles. */
export type Admitted = {
  usernames: string[];
  profiles: Array<{ name: string; userCount: number }>;
};

/** Who loses an app: users each by name, and everybody with one of the profiles who has no other way in. */
export type Losing = Admitted;

/** What tells who an app admits: the active users who hold its permission sets, and how many users each profile has. */
export type AdmittedRows = { holders: readonly HolderRow[]; profileUsers: readonly ProfileUsersRow[] };

type AppAccess = { permissionSets: readonly string[]; profiles: readonly string[] };

/** Who an app with these permission sets and profiles admits when the assignments of `gone` are no more. */
export function findAdmitted(
  { permissionSets, profiles }: AppAccess,
  { holders, profileUsers }: AdmittedRows,
  now: Date,
  gone: ReadonlyArray<{ id: string }> = [],
): Admitted {
  const counting = holders.filter(
    (row) =>
      isInEffect(row, now) &&
      permissionSets.some((name) => isOfSet(row, name)) &&
      !gone.some(({ id }) => isSameId(id, row.Id)),
  );
  return {
    usernames: [...new Set(counting.map(({ Assignee }) => Assignee.Username))],
    profiles: profiles.map((name) => ({ name, userCount: countUsers(name, profileUsers) })),
  };
}

function countUsers(profile: string, rows: readonly ProfileUsersRow[]): number {
  return rows.find(({ profileName }) => isSameName(profileName ?? '', profile))?.userCount ?? 0;
}

export const admitsNobody = ({ usernames, profiles }: Admitted): boolean =>
  usernames.length === 0 && profiles.every(({ userCount }) => userCount === 0);

/** Who of those that an app admitted before has no way in any more. */
export function findLosing(before: Admitted, after: Admitted, { holders }: AdmittedRows): Losing {
  const staying = after.profiles.map(({ name }) => foldName(name));
  const byProfile = new Set(
    holders
      .filter(({ Assignee }) => staying.includes(foldName(Assignee.Profile?.Name ?? '')))
      .map(({ Assignee }) => Assignee.Username),
  );
  return {
    usernames: before.usernames.filter((name) => !after.usernames.includes(name) && !byProfile.has(name)),
    profiles: before.profiles.filter(({ name }) => !staying.includes(foldName(name))),
  };
}
