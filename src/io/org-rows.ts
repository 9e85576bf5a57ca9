import type { AccessRows, AssignmentRow, PermissionSetRow, UserRow } from '../access/plan.ts';
import { quoteList, quoteSoql, runQueries } from './composite.ts';
import type { OrgConnection } from './org-call.ts';

export type OrgRows = AccessRows & { externalClientAppId: string | undefined };

/** Reads users, permission set, its assignments and the app of that name in one request. */
export async function readOrgRows(
  connection: OrgConnection,
  {
    usernames,
    permissionSet,
    appName,
  }: { usernames: readonly string[]; permissionSet: string; appName: string },
): Promise<OrgRows> {
  const names = quoteList(usernames);
  const rows = await runQueries(
    connection,
    {
      users: `SELECT Id, Username, Email, IsActive FROM User WHERE Username IN ${names}`,
      permissionSets: `SELECT Id, Name, Label FROM PermissionSet WHERE Name = ${quoteSoql(permissionSet)}`,
      assignments: `SELECT AssigneeId FROM PermissionSetAssignment WHERE PermissionSet.Name = ${quoteSoql(permissionSet)} AND Assignee.Username IN ${names}`,
    },
    // the object is marked "for internal use": an org that does not show it lets the deploy decide
    { apps: `SELECT Id FROM ExternalClientApplication WHERE DeveloperName = ${quoteSoql(appName)}` },
  );
  return {
    users: rows.users as unknown as UserRow[],
    permissionSet: (rows.permissionSets as unknown as PermissionSetRow[])[0],
    assignments: rows.assignments as unknown as AssignmentRow[],
    externalClientAppId: (rows.apps as Array<{ Id: string }> | undefined)?.[0]?.Id,
  };
}
