import { accessTables } from './access-tables.ts';
import { appTables } from './app-tables.ts';
import type { ObjectTable } from './object-table.ts';
import { userTables } from './user-tables.ts';

/** The objects of the data API; every other name is an INVALID_TYPE, ScratchOrgInfo (no Dev Hub) among them. */
export const dataTables: ObjectTable[] = [...userTables, ...accessTables, ...appTables];

export function findTable(tables: ObjectTable[], name: string): ObjectTable | undefined {
  return tables.find((table) => table.name.toLowerCase() === name.toLowerCase());
}
