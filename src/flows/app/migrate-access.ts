import { findUsers } from '../../access/users.ts';
import { planGrant, type GrantPlan } from '../../access/plan.ts';
import type { AccessRows } from '../../access/rows.ts';
import type { Admitted } from '../../app/migration.ts';
import type { OrgConnection } from '../../io/org-call.ts';
import { readGrantRows } from './admission.ts';

export type AccessRequest = Admitted & { appName: string; usernames: readonly string[]; now: Date };

/**
 * Plans that a new app admits the users, where the old one admitted everybody who approved it. Gives what has to be written, and
 * their usernames as the org writes them. Throws for users who could not log in anyway.
 */
export async function planAccess(
  connection: OrgConnection,
  { usernames, ...request }: AccessRequest,
  access: AccessRows,
): Promise<{ grant: GrantPlan; usernames: string[] }> {
  const targetOrg = connection.getUsername() ?? '';
  const rows = await readGrantRows(connection, usernames, request.permissionSets);
  const users = findUsers(access.users, usernames, targetOrg).map(({ Username }) => Username);
  const grant = planGrant(
    // they use the API with the old app, which their login has proven
    { ...request, usernames: users, grantApiAccess: false, targetOrg },
    access,
    rows,
  );
  return { grant, usernames: users };
}
