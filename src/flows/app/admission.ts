import { checkDeployer, type TaskName } from '../../access/permissions.ts';
import type { GrantPlan } from '../../access/plan.ts';
import {
  accessQueries,
  assignmentQuery,
  permissionSetLicenseQuery,
  permissionSetQuery,
  profileQuery,
  userLoginQuery,
} from '../../access/queries.ts';
import type { AccessRows, GrantRows } from '../../access/rows.ts';
import type { AppType } from '../../app/app-type.ts';
import { runQueries, type Rows } from '../../io/composite.ts';
import type { OrgConnection } from '../../io/org-call.ts';
import { readAppWith, type AppInOrg, type AppQuestion } from './read-app.ts';

/** Reads an app and, in the same request, the users who are to use it and what they hold. */
export async function readAppAndAccess(
  connection: OrgConnection,
  question: AppQuestion,
  usernames: readonly string[],
): Promise<{ app: AppInOrg | undefined; access: AccessRows }> {
  const { users, assignments } = accessQueries(usernames);
  const { app, rows } = await readAppWith(connection, question, { users }, { assignments });
  const held = rows.assignments ?? (await readAssignments(connection, usernames));
  return { app, access: { users: rows.users, assignments: held } as unknown as AccessRows };
}

/** An org that does not know each permission refuses the query: what they permit stays unknown then. */
export async function readAssignments(
  connection: OrgConnection,
  usernames: readonly string[],
): Promise<Rows> {
  return (await runQueries(connection, { assignments: assignmentQuery(usernames, []) })).assignments;
}

/** What is asked only when something has to be written. */
export async function readGrantRows(
  connection: OrgConnection,
  usernames: readonly string[],
  permissionSets: readonly string[],
): Promise<GrantRows> {
  const rows = await runQueries(
    connection,
    {
      permissionSets: permissionSetQuery(permissionSets),
      permissionSetLicenses: permissionSetLicenseQuery(),
      profiles: profileQuery(),
    },
    { userLogins: userLoginQuery(usernames) },
  );
  return rows as unknown as GrantRows;
}

/** API name → label of the permission sets of a plan. */
export const labelsOf = ({ existing, create }: GrantPlan): ReadonlyMap<string, string> =>
  new Map([...existing, ...create].map(({ name, label }) => [name, label]));

const appTasks: Record<AppType, readonly TaskName[]> = {
  'external-client-app': ['edit-external-client-app', 'edit-policies'],
  'connected-app': ['edit-connected-app', 'admit-to-connected-app'],
};

/** Throws before anything is written when the org's own user may not do what a plan takes. */
export function checkPermissions(
  connection: OrgConnection,
  { type, deploys, grant }: { type: AppType; deploys: boolean; grant: GrantPlan | undefined },
  { assignments }: AccessRows,
  now: Date,
): void {
  const tasks: TaskName[] = [
    ...(deploys ? (['deploy-metadata', ...appTasks[type]] as const) : []),
    ...(grant && grant.create.length > 0 ? (['create-permission-set'] as const) : []),
    ...(grant && grant.assign.length > 0 ? (['assign-permission-set'] as const) : []),
  ];
  checkDeployer(tasks, assignments, connection.getUsername() ?? '', now);
}
