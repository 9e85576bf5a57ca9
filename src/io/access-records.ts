import { Messages } from '@salesforce/core/messages';
import type { GrantPlan } from '../access/plan.ts';
import { composite, COMPOSITE_LIMIT, sobjectUrl, type SubRequest } from './composite.ts';
import type { OrgConnection } from './org-call.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'org');

/** What a grant wrote, so that it can be taken back. Ids of PermissionSetAssignment and, when it was created, PermissionSet. */
export type WrittenGrant = { assignmentIds: string[]; permissionSetId: string | undefined };

/** Creates the permission set where it is missing and assigns it, all or nothing in each request of 25. */
export async function writeGrant(connection: OrgConnection, plan: GrantPlan): Promise<WrittenGrant> {
  const { name, id } = plan.permissionSet;
  const creations: SubRequest[] = id
    ? []
    : // a Connected App finds a permission set by its label, an External Client App by its name
      [
        {
          method: 'POST',
          url: sobjectUrl(connection, 'PermissionSet'),
          referenceId: 'permissionSet',
          body: { Name: name, Label: name },
        },
      ];
  const assignments = plan.assign.map<SubRequest>(({ Id }, index) => ({
    method: 'POST',
    url: sobjectUrl(connection, 'PermissionSetAssignment'),
    referenceId: `assignment${index}`,
    body: { AssigneeId: Id, PermissionSetId: id ?? '@{permissionSet.id}' },
  }));
  const requests = [...creations, ...assignments];
  if (requests.length > COMPOSITE_LIMIT)
    throw messages.createError('error.TooManyUsers', [requests.length, COMPOSITE_LIMIT - 1]);
  if (requests.length === 0) return { assignmentIds: [], permissionSetId: undefined };
  const answers = await composite(connection, { allOrNone: true }, requests);
  const ids = answers.map(({ body }) => (body as { id: string }).id);
  return { permissionSetId: id ? undefined : ids[0], assignmentIds: ids.slice(creations.length) };
}

/** Deletes what `writeGrant` wrote, the assignments first: a permission set that is assigned cannot be deleted. */
export async function deleteGrant(
  connection: OrgConnection,
  { assignmentIds, permissionSetId }: WrittenGrant,
): Promise<void> {
  const urls = assignmentIds.map((id) => sobjectUrl(connection, 'PermissionSetAssignment', id));
  if (permissionSetId) urls.push(sobjectUrl(connection, 'PermissionSet', permissionSetId));
  if (urls.length === 0) return;
  const requests = urls.map<SubRequest>((url, index) => ({
    method: 'DELETE',
    url,
    referenceId: `delete${index}`,
  }));
  await composite(connection, { allOrNone: true }, requests);
}
