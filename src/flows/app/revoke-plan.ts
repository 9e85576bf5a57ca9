import { findAdmitted, findLosing, type AdmittedRows } from '../../access/admitted.ts';
import { apiNameOf, isSameName } from '../../access/assignments.ts';
import { findAdmission, planRevoke } from '../../access/plan.ts';
import { isProfileId, resolveProfiles } from '../../access/profiles.ts';
import { holderQuery, permissionSetQuery, profileQuery, profileUsersQuery } from '../../access/queries.ts';
import type { PermissionSetRow, ProfileRow } from '../../access/rows.ts';
import { lookUpUser } from '../../access/users.ts';
import { runQueries } from '../../io/composite.ts';
import type { OrgConnection } from '../../io/org-call.ts';
import {
  accessOf,
  changesOf,
  checkedAccess,
  nothingToDo,
  readForAccess,
  type AccessPlan,
  type ApproveAppInput,
} from './access-plan.ts';
import type { SetLabels } from './change-app.ts';

/**
 * Plans how an app ceases to admit users, permission sets and profiles. Three requests where it admits none of them, for
 * profiles that are named as the org displays them. Throws `UserStaysAdmittedError` for a user whom a profile still admits.
 */
export async function planRevocation(input: ApproveAppInput, now: Date): Promise<AccessPlan> {
  const { connection, assignTo, permissionSets: sets } = input;
  const { app, access, owner } = await readForAccess(input);
  const found = accessOf(app.settings);
  const profiles = await resolveIds(connection, input.profiles, owner);
  const wanted = {
    ...found,
    permissionSets: without(found.permissionSets, sets),
    profiles: without(found.profiles, profiles),
  };
  const revoke = planRevoke(
    {
      appName: app.name,
      usernames: assignTo,
      permissionSets: found.permissionSets,
      profiles: wanted.profiles,
      targetOrg: owner,
    },
    access,
  );
  const changes = changesOf(app, wanted);
  const isOutside = (username: string): boolean =>
    findAdmission(lookUpUser(access.users, username, owner), { ...found, now }, access.assignments) ===
    undefined;
  const notAdmitted = {
    usernames: revoke.notHeld.filter(isOutside),
    permissionSets: without(sets, found.permissionSets),
    profiles: without(profiles, found.profiles),
  };
  if (Object.keys(changes).length + revoke.remove.length === 0) return { ...nothingToDo(app), notAdmitted };
  const { rows, labels } = await readAdmitted(connection, found.permissionSets);
  const remaining = findAdmitted(wanted, rows, now, revoke.remove);
  const losing = findLosing(findAdmitted(found, rows, now), remaining, rows);
  const plan = { ...nothingToDo(app), wanted, changes, labels, revoke, notAdmitted, losing, remaining };
  return checkedAccess(plan, access, owner, now);
}

/** Names that none of `others` is. */
const without = (names: readonly string[], others: readonly string[]): string[] =>
  names.filter((name) => !others.some((other) => isSameName(other, name)));

/** Only an Id has to be looked up: what an app admits, it names as the org displays it. */
async function resolveIds(
  connection: OrgConnection,
  typed: readonly string[],
  owner: string,
): Promise<string[]> {
  const ids = typed.filter(isProfileId);
  if (ids.length === 0) return [...typed];
  const { profiles } = await runQueries(connection, { profiles: profileQuery() });
  const names = resolveProfiles(ids, profiles as unknown as ProfileRow[], owner);
  return [...typed.filter((text) => !isProfileId(text)), ...names];
}

/** Who the app admits, and what its permission sets are called: a Connected App is sent their labels. */
async function readAdmitted(
  connection: OrgConnection,
  permissionSets: readonly string[],
): Promise<{ rows: AdmittedRows; labels: SetLabels }> {
  const { sets, ...rows } = await runQueries(connection, {
    holders: holderQuery(permissionSets),
    profileUsers: profileUsersQuery(),
    sets: permissionSetQuery(permissionSets),
  });
  const labels = (sets as unknown as PermissionSetRow[]).map((row) => [apiNameOf(row), row.Label] as const);
  return { rows: rows as unknown as AdmittedRows, labels: new Map(labels) };
}
