import type { OrgState, User } from '../org-state.ts';
import { hasPermission } from '../permissions.ts';
import { accessTables } from './access-tables.ts';
import { appTables, toolingAppTables } from './app-tables.ts';
import { licenseTables } from './license-tables.ts';
import type { ObjectTable } from './object-table.ts';
import { orgTables } from './org-tables.ts';
import { toolingProfile } from './tooling-profile.ts';
import { sessionTables } from './session-tables.ts';
import { userTables } from './user-tables.ts';

/** The objects of the data API; every other name is an INVALID_TYPE. */
export const dataTables: ObjectTable[] = [
  ...userTables,
  ...licenseTables,
  ...accessTables,
  ...sessionTables,
  ...orgTables,
  ...appTables,
];

/** The objects of the Tooling API. */
export const toolingTables: ObjectTable[] = [...toolingAppTables, toolingProfile];

/** An object by its name in any case. */
export function findTable(tables: ObjectTable[], name: string): ObjectTable | undefined {
  return tables.find((table) => table.name.toLowerCase() === name.toLowerCase());
}

/** The objects that a user can see in an org; the others do not exist for them (DATA-20). */
export function visibleTables(tables: ObjectTable[], org: OrgState, viewer: User, now: Date): ObjectTable[] {
  return tables.filter(
    ({ requires, isPresent }) =>
      (isPresent?.(org) ?? true) &&
      (requires?.some((permission) => hasPermission(org, viewer, permission, now)) ?? true),
  );
}
