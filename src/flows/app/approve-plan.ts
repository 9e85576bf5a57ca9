import { isSameName } from '../../access/assignments.ts';
import { areAdmitted, findAdmission, planGrant, type GrantPlan } from '../../access/plan.ts';
import { resolveProfiles } from '../../access/profiles.ts';
import { assignmentQuery, tokenQuery, userQuery } from '../../access/queries.ts';
import type { AssignmentRow, TokenRow, UserRow } from '../../access/rows.ts';
import { findUsers } from '../../access/users.ts';
import { defaultPermissionSet } from '../../app/spec.ts';
import { runQueries } from '../../io/composite.ts';
import type { OrgConnection } from '../../io/org-call.ts';
import {
  accessOf,
  changesOf,
  checkedAccess,
  nothingToDo,
  readForAccess,
  type AccessPlan,
  type AppAccess,
  type ApproveAppInput,
} from './access-plan.ts';
import { labelsOf, readGrantRows } from './admission.ts';
import type { AppInOrg } from './read-app.ts';

/**
 * Plans how an app comes to admit users, permission sets and profiles besides those that it admits. Three requests where it
 * does already, for profiles that are named as the org displays them. Throws what `create` would throw of them.
 */
export async function planApproval(input: ApproveAppInput, now: Date): Promise<AccessPlan> {
  const { connection, name: appName, assignTo, grantApiAccess = false } = input;
  const { app, access, owner, asked } = await readForAccess(input);
  const users = findUsers(access.users, assignTo, owner);
  const usernames = users.map(({ Username }) => Username);
  const draft = addAccess(app, input);
  const request = { appName, usernames, grantApiAccess, targetOrg: owner, now, ...draft };
  if (Object.keys(changesOf(app, draft)).length === 0 && areAdmitted(request, access)) {
    const admissions = users.flatMap((user) => findAdmission(user, request, access.assignments) ?? []);
    return { ...nothingToDo(app), admissions };
  }
  const rows = await readGrantRows(connection, asked, draft.permissionSets);
  const profiles = resolveProfiles(input.profiles, rows.profiles, owner);
  const named = addAccess(app, { ...input, profiles });
  const grant = planGrant({ ...request, ...named }, access, rows);
  const wanted = { ...named, permissionSets: asTheOrgWrites(named.permissionSets, app, grant) };
  const plan: AccessPlan = {
    ...nothingToDo(app),
    wanted,
    changes: changesOf(app, wanted),
    labels: labelsOf(grant),
    grant,
    admissions: [
      ...grant.admitted,
      ...grant.assign
        .filter(({ username }) => !grant.admitted.some((admission) => admission.username === username))
        .map(({ username, permissionSet }) => {
          return { username, by: 'permission-set', name: permissionSet } as const;
        }),
    ],
    warnings: grant.warnings,
  };
  checkedAccess(plan, access, owner, now);
  const isSwitched = plan.changes.permittedUsers !== undefined;
  if (!isSwitched) return plan;
  return { ...plan, losing: { usernames: await findOutsiders(connection, plan, grant, now), profiles: [] } };
}

/** What an app admits with what is added; users need a permission set where it admits nobody. */
function addAccess(
  { name, settings }: AppInOrg,
  { assignTo, permissionSets, profiles }: Pick<ApproveAppInput, 'assignTo' | 'permissionSets' | 'profiles'>,
): AppAccess {
  const access = accessOf(settings);
  const sets = union(access.permissionSets, permissionSets);
  const all = union(access.profiles, profiles);
  const isEmpty = sets.length + all.length === 0 && assignTo.length > 0;
  return {
    permittedUsers: 'admin-approved',
    permissionSets: isEmpty ? [defaultPermissionSet(name)] : sets,
    profiles: all,
  };
}

/** An org compares names without regard to case, and would take one that is listed twice for a mistake. */
const union = (one: readonly string[], other: readonly string[]): string[] =>
  [...one, ...other].filter((name, index, all) => all.findIndex((same) => isSameName(same, name)) === index);

/** Permission sets that were typed in another case than they have; those of the app stay as it names them. */
function asTheOrgWrites(names: readonly string[], { settings }: AppInOrg, { existing }: GrantPlan): string[] {
  return names.map((name) => {
    if (settings.permissionSets.includes(name)) return name;
    return existing.find((set) => isSameName(set.name, name))?.name ?? name;
  });
}

/**
 * Users who have a token of an app that everybody could approve, and who will not be admitted when it admits approved users
 * only. `null` where the org does not tell.
 */
async function findOutsiders(
  connection: OrgConnection,
  { app, wanted }: AccessPlan,
  { assign }: GrantPlan,
  now: Date,
): Promise<string[] | null> {
  const { tokens } = await runQueries(connection, {}, { tokens: tokenQuery(app.settings.label) });
  if (tokens === undefined) return null;
  const holders = (tokens as unknown as TokenRow[])
    .filter(({ AppMenuItemId }) => (AppMenuItemId !== null) === (app.type === 'connected-app'))
    .flatMap(({ User }) => User?.Username ?? []);
  const usernames = [...new Set(holders)].slice(0, MOST_LOOKED_AT);
  if (usernames.length === 0) return [];
  const { users, assignments } = await runQueries(connection, {
    users: userQuery(usernames),
    assignments: assignmentQuery(usernames, []),
  });
  return (users as unknown as UserRow[])
    .filter((user) => !assign.some(({ username }) => isSameName(username, user.Username)))
    .filter((user) => !findAdmission(user, { ...wanted, now }, assignments as unknown as AssignmentRow[]))
    .map(({ Username }) => Username);
}

/** Their names have to fit into a query. */
const MOST_LOOKED_AT = 200;
