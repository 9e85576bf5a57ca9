import {
  findUser,
  planGrant,
  type AssignmentRow,
  type GrantPlan,
  type PermissionSetRow,
  type UserRow,
} from '../../access/plan.ts';
import { quoteList, runQueries, type Rows } from '../../io/composite.ts';
import type { OrgConnection } from '../../io/org-call.ts';
import type { SetLabels } from './change-app.ts';

/** What is asked together with the app, of the users who are to use it. */
export const accessQueries = (usernames: readonly string[]): { users: string; assignments: string } => ({
  users: `SELECT Id, Username, Email, IsActive FROM User WHERE Username IN ${quoteList(usernames)}`,
  assignments: `SELECT AssigneeId, PermissionSet.Name FROM PermissionSetAssignment WHERE Assignee.Username IN ${quoteList(usernames)}`,
});

export type AccessRows = Record<'users' | 'assignments', Rows>;

/** Whether all of the users hold one of the permission sets, so that nothing has to be written for them. */
export function areAdmitted(
  rows: AccessRows,
  usernames: readonly string[],
  permissionSets: readonly string[],
): boolean {
  const assignments = rows.assignments as unknown as Array<
    AssignmentRow & { PermissionSet: { Name: string } }
  >;
  return usernames
    .map((username) => findUser(rows.users as unknown as UserRow[], username))
    .every(({ Id }) =>
      assignments.some(
        ({ AssigneeId, PermissionSet }) => AssigneeId === Id && permissionSets.includes(PermissionSet.Name),
      ),
    );
}

/** What has to be written before the app, and what a plan says about the permission sets. */
export type Admission = { plan: GrantPlan; labels: SetLabels; missingSets: string[] };

/** Plans how the users come to be admitted; asks the org once more. */
export async function planAdmission(
  connection: OrgConnection,
  rows: AccessRows,
  { usernames, permissionSets }: { usernames: readonly string[]; permissionSets: readonly string[] },
): Promise<Admission> {
  const { sets } = await runQueries(connection, {
    sets: `SELECT Id, Name, Label FROM PermissionSet WHERE Name IN ${quoteList(permissionSets)}`,
  });
  const found = sets as unknown as PermissionSetRow[];
  const [first = ''] = permissionSets;
  const assignments = rows.assignments as unknown as Array<
    AssignmentRow & { PermissionSet: { Name: string } }
  >;
  const plan = planGrant(
    {
      users: rows.users as unknown as UserRow[],
      permissionSet: found.find(({ Name }) => Name === first),
      assignments: assignments.filter(({ PermissionSet }) => permissionSets.includes(PermissionSet.Name)),
    },
    usernames,
    first,
  );
  return {
    plan,
    labels: new Map(found.map(({ Name, Label }) => [Name, Label])),
    missingSets: permissionSets.filter((name) => !found.some(({ Name }) => Name === name)),
  };
}
