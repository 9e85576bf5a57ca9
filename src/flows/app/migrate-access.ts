import { deleteGrant, writeGrant } from '../../io/access-records.ts';
import { runQueries } from '../../io/composite.ts';
import type { OrgConnection } from '../../io/org-call.ts';
import { accessQueries, planAdmission } from './admission.ts';

/** What has to be written so that the users come into an app: `write` gives what undoes it. */
export type PlannedAccess = {
  /** Permission sets that are not there yet. */
  missingSets: string[];
  write: () => Promise<() => Promise<void>>;
};

/** Plans to give users the first of the permission sets. Throws for users who could not log in anyway. */
export async function planAccess(
  connection: OrgConnection,
  usernames: readonly string[],
  permissionSets: readonly string[],
): Promise<PlannedAccess> {
  const rows = await runQueries(connection, accessQueries(usernames));
  const { plan, missingSets } = await planAdmission(connection, rows, { usernames, permissionSets });
  const write = async (): Promise<() => Promise<void>> => {
    const written = await writeGrant(connection, plan);
    return async () => deleteGrant(connection, written);
  };
  return { missingSets, write };
}
