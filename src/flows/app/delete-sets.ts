import { Messages } from '@salesforce/core/messages';
import type { OpenedRow, RemovableSetRow } from '../../access/removal.ts';
import { quoteList, runQueries } from '../../io/composite.ts';
import { deleteRecords, type RecordToDelete } from '../../io/delete-records.ts';
import type { OrgConnection } from '../../io/org-call.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'app-delete');

/** API names. `needed`: somebody came to use it for something else in the meantime, so it stays. */
export type SetsDeleted = { deleted: string[]; needed: string[] };

type HolderRow = { Id: string; PermissionSetId: string; Assignee: { Username: string } };

/**
 * Deletes permission sets with their assignments, of which the org is asked again: a person may have thought long about the
 * question. `appIds`: of the app that is gone, should rows of it still be there. Throws `PermissionSetLeftError`.
 */
export async function deleteSets(
  connection: OrgConnection,
  sets: readonly RemovableSetRow[],
  appIds: readonly string[],
): Promise<SetsDeleted> {
  const ids = quoteList(sets.map(({ Id }) => Id));
  const rows = await runQueries(connection, {
    opened: `SELECT ParentId, SetupEntityId FROM SetupEntityAccess WHERE ParentId IN ${ids}`,
    holders: `SELECT Id, PermissionSetId, Assignee.Username FROM PermissionSetAssignment WHERE PermissionSetId IN ${ids}`,
  });
  const opened = (rows.opened as unknown as OpenedRow[]).filter(
    ({ SetupEntityId }) => !appIds.includes(SetupEntityId),
  );
  const isNeeded = ({ Id }: RemovableSetRow): boolean => opened.some(({ ParentId }) => ParentId === Id);
  const going = sets.filter((set) => !isNeeded(set));
  const left = await deleteRecords(connection, toRecords(going, rows.holders as unknown as HolderRow[]));
  if (left.length > 0) {
    const lines = left.map(({ what, reason }) => `  ${what}: ${reason}`).join('\n');
    throw messages.createError('error.PermissionSetLeft', [lines]);
  }
  return { deleted: going.map(({ Name }) => Name), needed: sets.filter(isNeeded).map(({ Name }) => Name) };
}

/** The assignments first: an org keeps a permission set that is assigned (help article 000386289). */
function toRecords(sets: readonly RemovableSetRow[], holders: readonly HolderRow[]): RecordToDelete[] {
  const isOf = ({ Id }: RemovableSetRow, { PermissionSetId }: HolderRow): boolean => Id === PermissionSetId;
  const assignments = sets.flatMap((set) =>
    holders
      .filter((holder) => isOf(set, holder))
      .map(({ Id, Assignee }) => ({
        object: 'PermissionSetAssignment',
        id: Id,
        what: messages.getMessage('assignment', [set.Name, Assignee.Username]),
      })),
  );
  return [
    ...assignments,
    ...sets.map(({ Id, Name }) => ({
      object: 'PermissionSet',
      id: Id,
      what: messages.getMessage('permissionSet', [Name]),
    })),
  ];
}
