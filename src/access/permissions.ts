import { Messages } from '@salesforce/core/messages';
import { assignmentsOf, findGrant } from './assignments.ts';
import { permissionLabels, permissionNames, type PermissionName } from './permission-names.ts';
import { quoteSoql } from './queries.ts';
import type { AssignmentRow } from './rows.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'access');

/** One of these permissions is enough. */
type Alternatives = readonly PermissionName[];

/** What somebody does to an org, and every permission that it takes. */
type Task = { says: () => string; needs: readonly Alternatives[] };

/**
 * Sources: Metadata API guide (who may deploy); help `jwt_connectedapp_enable` and `jwt_eca_configuration` (tables of
 * permissions for both kinds of app); help on permission sets. Where an org may let more people pass than these say, the
 * wider reading counts: what is refused here, the org never gets to decide.
 */
export const tasks = {
  'deploy-metadata': {
    says: () => messages.getMessage('task.deployMetadata'),
    needs: [['ModifyMetadata', 'ModifyAllData'], ['ApiEnabled']],
  },
  'edit-external-client-app': {
    says: () => messages.getMessage('task.editExternalClientApp'),
    needs: [['CustomizeApplication'], ['ExternalClientAppDeveloper', 'ModifyAllData']],
  },
  'edit-policies': {
    says: () => messages.getMessage('task.editPolicies'),
    // the help names the first alone, and Modify All Data beside the permission to edit the app itself
    needs: [['ExternalClientAppAdmin', 'ModifyAllData']],
  },
  'edit-connected-app': {
    says: () => messages.getMessage('task.editConnectedApp'),
    needs: [['CustomizeApplication'], ['ManageRemoteAccess', 'ModifyAllData']],
  },
  'admit-to-connected-app': {
    says: () => messages.getMessage('task.admitToConnectedApp'),
    needs: [['CustomizeApplication'], ['ModifyAllData'], ['ManageProfilesPermissionsets']],
  },
  'create-permission-set': {
    says: () => messages.getMessage('task.createPermissionSet'),
    needs: [['ManageProfilesPermissionsets']],
  },
  'assign-permission-set': {
    says: () => messages.getMessage('task.assignPermissionSet'),
    needs: [['AssignPermissionSets']],
  },
} satisfies Record<string, Task>;

export type TaskName = keyof typeof tasks;

/** What a user may do; what the org did not tell is not there. */
export type KnownPermissions = Partial<Record<PermissionName, boolean>>;

/** A task that the user may not do, and the permissions of which one would be enough. */
export type MissingPermission = { task: TaskName; anyOf: Alternatives };

/** What the tasks take and the user has not, in their order. What is not known is not missing. */
export function missingPermissions(
  wanted: readonly TaskName[],
  permissions: KnownPermissions,
): MissingPermission[] {
  return wanted.flatMap((task) =>
    (tasks[task].needs as readonly Alternatives[])
      .filter((anyOf) => anyOf.every((name) => permissions[name] === false))
      .map((anyOf) => ({ task, anyOf })),
  );
}

/** What the permission sets of a user and the one of the profile grant together. */
export function permissionsOf(
  assignments: readonly AssignmentRow[],
  username: string,
  now: Date,
): KnownPermissions {
  const own = assignmentsOf(assignments, username);
  const known = permissionNames.map((name) => [name, findGrant(own, `Permissions${name}`, now)] as const);
  return Object.fromEntries(known.filter(([, isGranted]) => isGranted !== undefined));
}

/** Throws `PermissionMissingError` when the user that `sf` is authorised as may not do all of the tasks. */
export function checkDeployer(
  wanted: readonly TaskName[],
  assignments: readonly AssignmentRow[],
  username: string,
  now: Date,
): void {
  const missing = missingPermissions(wanted, permissionsOf(assignments, username, now));
  if (missing.length === 0) return;
  const lines = missing.map(
    ({ task, anyOf }) =>
      `- ${tasks[task].says()}: ${anyOf.map(labelOf).join(` ${messages.getMessage('or')} `)}`,
  );
  const error = messages.createError(
    'error.PermissionMissing',
    [username, lines.join('\n')],
    [quoteSoql(username), username],
  );
  error.data = { missing: missing.map(({ task, anyOf }) => ({ task, anyOf: [...anyOf] })) };
  throw error;
}

const labelOf = (name: PermissionName): string => `"${permissionLabels[name]}"`;
