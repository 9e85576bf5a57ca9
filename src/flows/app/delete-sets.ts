import { Messages } from '@salesforce/core/messages';
import { quoteList } from '../../access/queries.ts';
import type { OpenedRow, RemovableSetRow } from '../../access/removal.ts';
import { deleteGrant } from '../../io/access-records.ts';
import { runQueries } from '../../io/composite.ts';
import type { OrgConnection } from '../../io/org-call.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'app-delete');

/** API names. `needed`: somebody came to use it for something else in the meantime, so it stays. */
export type SetsDeleted = { deleted: string[]; needed: string[] };

/** A record that could not be deleted, and why. */
type LeftOver = { what: string; reason: string };

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
  await deleteGrant(connection, {
    assignments: (rows.holders as unknown as HolderRow[]).flatMap(({ Id, PermissionSetId, Assignee }) =>
      going
        .filter((set) => set.Id === PermissionSetId)
        .map(({ Name }) => ({ id: Id, username: Assignee.Username, permissionSet: Name })),
    ),
    permissionSets: going.map(({ Id, Name }) => ({ id: Id, name: Name })),
  }).catch((error: unknown) => {
    const { left = [] } = (error as { data?: { left?: LeftOver[] } }).data ?? {};
    if (left.length === 0) throw error;
    const lines = left.map(({ what, reason }) => `- ${what}: ${reason}`);
    throw messages.createError('error.PermissionSetLeft', [lines.join('\n')]);
  });
  return { deleted: going.map(({ Name }) => Name), needed: sets.filter(isNeeded).map(({ Name }) => Name) };
}
