import { accessQueries, permissionSetQuery, quoteSoql, userLoginQuery } from '../access/queries.ts';
import type { AccessRows, GrantRows } from '../access/rows.ts';
import { runQueries } from './composite.ts';
import type { OrgConnection } from './org-call.ts';

export type OrgRows = AccessRows & GrantRows & { externalClientAppId: string | undefined };

/** Reads users, what they hold, permission set and the app of that name in one request. */
export async function readOrgRows(
  connection: OrgConnection,
  {
    usernames,
    permissionSet,
    appName,
  }: { usernames: readonly string[]; permissionSet: string; appName: string },
): Promise<OrgRows> {
  const rows = await runQueries(
    connection,
    { ...accessQueries(usernames), permissionSets: permissionSetQuery([permissionSet]) },
    {
      userLogins: userLoginQuery(usernames),
      // the object is marked "for internal use": an org that does not show it lets the deploy decide
      apps: `SELECT Id FROM ExternalClientApplication WHERE DeveloperName = ${quoteSoql(appName)}`,
    },
  );
  return {
    ...(rows as unknown as AccessRows & Pick<GrantRows, 'permissionSets' | 'userLogins'>),
    permissionSetLicenses: [],
    profiles: [],
    externalClientAppId: (rows.apps as Array<{ Id: string }> | undefined)?.[0]?.Id,
  };
}
