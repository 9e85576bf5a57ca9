// A simulated org that `sf` knows the administrator of, asked as a command asks it before it writes a grant.
import { AuthRemover, Org } from '@salesforce/core';
import { planGrant, type GrantPlan, type GrantRequest } from '../../src/access/plan.ts';
import {
  accessQueries,
  permissionSetLicenseQuery,
  permissionSetQuery,
  profileQuery,
  userLoginQuery,
} from '../../src/access/queries.ts';
import type { AccessRows, GrantRows } from '../../src/access/rows.ts';
import { storeSession } from '../../src/io/auth-store.ts';
import { runQueries } from '../../src/io/composite.ts';
import type { OrgConnection } from '../../src/io/org-call.ts';
import { startSimulator, type Simulator, type SimulatorOptions } from '../../src/simulator/server.ts';

export const ADMIN = 'admin@simulator.example';
/** Of the profile and licence for integrations. */
export const DEPLOY = 'deploy@simulator.example';

export type AccessOrg = {
  simulator: Simulator;
  connection: OrgConnection;
  readAccess: (usernames: readonly string[]) => Promise<AccessRows>;
  readGrantRows: (permissionSets: readonly string[], usernames: readonly string[]) => Promise<GrantRows>;
  /** Reads and plans what `grantRequest` with these changes takes. */
  plan: (changes?: Partial<GrantRequest>) => Promise<GrantPlan>;
  query: <Row>(soql: string) => Promise<Row[]>;
  /** The usernames of those who hold a permission set, sorted. */
  holders: (permissionSet?: string) => Promise<string[]>;
  /** The permission sets that no profile owns. */
  sets: () => Promise<Array<Record<string, unknown>>>;
  close: () => Promise<void>;
};

export async function openAccessOrg(options: SimulatorOptions = {}): Promise<AccessOrg> {
  const simulator = await startSimulator(options);
  const { username, accessToken } = simulator.admin;
  await storeSession({
    alias: 'simulator',
    username,
    orgId: simulator.orgId,
    instanceUrl: simulator.origin.origin,
    accessToken,
    orgEdition: 'Developer Edition',
  });
  const connection = (await Org.create({ aliasOrUsername: username })).getConnection();
  connection.setApiVersion('67.0');
  const readAccess: AccessOrg['readAccess'] = async (usernames) =>
    (await runQueries(connection, accessQueries(usernames))) as unknown as AccessRows;
  const readGrantRows: AccessOrg['readGrantRows'] = async (permissionSets, usernames) =>
    (await runQueries(
      connection,
      {
        permissionSets: permissionSetQuery(permissionSets),
        permissionSetLicenses: permissionSetLicenseQuery(),
        profiles: profileQuery(),
      },
      { userLogins: userLoginQuery(usernames) },
    )) as unknown as GrantRows;
  const query = async <Row>(soql: string): Promise<Row[]> =>
    (await connection.query(soql)).records as unknown as Row[];
  return {
    simulator,
    connection,
    readAccess,
    readGrantRows,
    query,
    plan: async (changes) => {
      const request = grantRequest(changes);
      const access = await readAccess([ADMIN, ...request.usernames]);
      return planGrant(request, access, await readGrantRows(request.permissionSets, request.usernames));
    },
    holders: async (permissionSet = 'Jwt_Access') => {
      const soql = `SELECT Assignee.Username FROM PermissionSetAssignment WHERE PermissionSet.Name = '${permissionSet}'`;
      const rows = await query<{ Assignee: { Username: string } }>(soql);
      return rows.map(({ Assignee }) => Assignee.Username).sort();
    },
    sets: () =>
      query(
        'SELECT Name, Label, Description, PermissionsApiEnabled FROM PermissionSet WHERE IsOwnedByProfile = false',
      ),
    close: async () => {
      await (await AuthRemover.create()).removeAuth(username);
      await simulator.close();
    },
  };
}

/** `user1@simulator.example` and so on, of the profile for API integrations. */
export const usernames = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `user${String(index + 1)}@simulator.example`);

export const withUsers = (count: number): SimulatorOptions => ({
  users: usernames(count).map((username) => ({ username })),
});

/** The administrator gets into the app Jwt_Cli by the permission set Jwt_Access, unless said otherwise. */
export function grantRequest(changes: Partial<GrantRequest> = {}): GrantRequest {
  return {
    appName: 'Jwt_Cli',
    usernames: [ADMIN],
    permissionSets: ['Jwt_Access'],
    profiles: [],
    grantApiAccess: false,
    targetOrg: ADMIN,
    now: new Date(),
    ...changes,
  };
}
