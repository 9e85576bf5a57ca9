import { apiNameOf, isSameId, isSameName } from '../access/assignments.ts';
import type { NewPermissionSet, PlannedAssignment } from '../access/plan.ts';
import { heldQuery, permissionSetQuery, type HeldRow } from '../access/queries.ts';
import type { PermissionSetRow } from '../access/rows.ts';
import { runQueries, sobjectUrl, type SubRequest } from './composite.ts';
import type { OrgConnection } from './org-call.ts';

/** One record of a grant that is to be written. */
export type GrantItem = { set: NewPermissionSet } | { assignment: PlannedAssignment };

/** The Ids of permission sets that are there, by API name. */
export type SetIds = ReadonlyMap<string, string>;

/** In the order of the items; a permission set that is created by the same request is referred to. */
export function toRequests(
  connection: OrgConnection,
  items: readonly GrantItem[],
  setIds: SetIds,
): SubRequest[] {
  return items.map((item, index) => ({
    method: 'POST',
    url: sobjectUrl(connection, 'set' in item ? 'PermissionSet' : 'PermissionSetAssignment'),
    referenceId: referenceTo(index),
    body: 'set' in item ? setFields(item.set) : assignmentFields(item.assignment, items, setIds),
  }));
}

const referenceTo = (index: number): string => `item${index}`;

/** The item that an answer of the org is about. */
export const itemOf = (items: readonly GrantItem[], referenceId: string | undefined): GrantItem | undefined =>
  items.find((_, index) => referenceTo(index) === referenceId);

type Fields = Record<string, string | boolean>;

function setFields({ name, label, description, grantsApiAccess }: NewPermissionSet): Fields {
  const fields = { Name: name, Label: label, Description: description };
  return grantsApiAccess ? { ...fields, PermissionsApiEnabled: true } : fields;
}

function assignmentFields(
  { userId, permissionSet }: PlannedAssignment,
  items: readonly GrantItem[],
  setIds: SetIds,
): Fields {
  const creation = items.findIndex((item) => 'set' in item && item.set.name === permissionSet);
  const PermissionSetId = setIds.get(permissionSet) ?? `@{${referenceTo(creation)}.id}`;
  return { AssigneeId: userId, PermissionSetId };
}

/**
 * What the org has by now of what was to be written, with its Ids. A permission set that does not grant what it was to grant is
 * another one.
 */
export async function findWritten(
  connection: OrgConnection,
  items: readonly GrantItem[],
  setIds: SetIds,
): Promise<Map<GrantItem, string>> {
  const sets = await findSets(connection, items);
  const created = [...sets].map(([item, id]) => ['set' in item ? item.set.name : '', id] as const);
  const assignments = await findAssignments(connection, items, new Map([...setIds, ...created]));
  return new Map([...sets, ...assignments]);
}

async function findSets(
  connection: OrgConnection,
  items: readonly GrantItem[],
): Promise<Map<GrantItem, string>> {
  const wanted = items.filter((item) => 'set' in item);
  if (wanted.length === 0) return new Map();
  const soql = permissionSetQuery(wanted.map(({ set }) => set.name));
  const rows = (await runQueries(connection, { rows: soql })).rows as unknown as PermissionSetRow[];
  return match(wanted, ({ set: { name, grantsApiAccess } }) =>
    rows.find((row) => isSameName(apiNameOf(row), name) && (row.PermissionsApiEnabled || !grantsApiAccess)),
  );
}

async function findAssignments(
  connection: OrgConnection,
  items: readonly GrantItem[],
  setIds: SetIds,
): Promise<Map<GrantItem, string>> {
  const wanted = items.filter((item) => 'assignment' in item);
  if (wanted.length === 0 || setIds.size === 0) return new Map();
  const userIds = wanted.map(({ assignment }) => assignment.userId);
  const soql = heldQuery(userIds, [...setIds.values()]);
  const rows = (await runQueries(connection, { rows: soql })).rows as unknown as HeldRow[];
  return match(wanted, ({ assignment: { userId, permissionSet } }) =>
    rows.find(
      ({ AssigneeId, PermissionSetId }) =>
        isSameId(AssigneeId, userId) && isSameId(PermissionSetId, setIds.get(permissionSet) ?? ''),
    ),
  );
}

function match<Item extends GrantItem>(
  items: readonly Item[],
  find: (item: Item) => { Id: string } | undefined,
): Map<GrantItem, string> {
  return new Map(
    items.flatMap((item): Array<[GrantItem, string]> => {
      const id = find(item)?.Id;
      return id === undefined ? [] : [[item, id]];
    }),
  );
}
