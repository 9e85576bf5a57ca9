import type { OrgState, User } from '../org-state.ts';
import { hasPermission, type SystemPermission } from '../permissions.ts';
import { OWN_WORDING } from '../refusals.ts';
import type { ComponentTypeName } from './component-types.ts';
import type { UploadFault } from './package-limits.ts';
import { type ComponentFault, fault, type Placement } from './placement.ts';

/** Why a user may not use the Metadata API at all. */
export function refuseUser(org: OrgState, user: User, now: Date): UploadFault | undefined {
  if (hasPermission(org, user, 'ModifyAllData', now) || hasPermission(org, user, 'ModifyMetadata', now)) {
    return undefined;
  }
  const message =
    'use of the Metadata API requires a user with the ModifyAllData or ModifyMetadata permissions';
  return { code: 'INSUFFICIENT_ACCESS', message, fact: 'DEPLOY-35' };
}

/** What a user needs besides Modify All Data, which stands for the last one of each. */
const needed: Partial<Record<ComponentTypeName, SystemPermission[]>> = {
  ConnectedApp: ['CustomizeApplication', 'ManageRemoteAccess'],
  ExternalClientApplication: ['CustomizeApplication', 'ExternalClientAppDeveloper'],
  ExtlClntAppOauthSettings: ['CustomizeApplication', 'ExternalClientAppDeveloper'],
  ExtlClntAppGlobalOauthSettings: ['CustomizeApplication', 'ExternalClientAppDeveloper'],
  ExtlClntAppOauthConfigurablePolicies: ['ExternalClientAppAdmin'],
  ExtlClntAppConfigurablePolicies: ['ExternalClientAppAdmin'],
  PermissionSet: ['ManageProfilesPermissionsets'],
};

type Writer = Pick<Placement, 'org' | 'now' | 'userId'>;

/** Whether the writing user has a permission. */
function may({ org, now, userId }: Writer, name: SystemPermission): boolean {
  const user = org.records.users.find(({ id }) => id === userId);
  return user !== undefined && hasPermission(org, user, name, now);
}

function refuseLack(what: string, missing: SystemPermission | undefined): ComponentFault | undefined {
  return missing === undefined
    ? undefined
    : fault('APP-42', `INSUFFICIENT_ACCESS: ${what} needs the permission ${missing} ${OWN_WORDING}`);
}

/** Whether the deploying user may write, or delete, components of a type (APP-42). */
export function checkPermissions(writer: Writer, type: ComponentTypeName): ComponentFault | undefined {
  const names = needed[type] ?? [];
  const isMissing = (name: SystemPermission) =>
    !may(writer, name) && !(name === names.at(-1) && may(writer, 'ModifyAllData'));
  return refuseLack(type, names.find(isMissing));
}

const forLists: SystemPermission[] = ['ModifyAllData', 'ManageProfilesPermissionsets'];

/** Whether the deploying user may say whom a Connected App admits (APP-42). */
export function checkListPermissions(writer: Writer): ComponentFault | undefined {
  return refuseLack(
    'permissionSetName or profileName of a ConnectedApp',
    forLists.find((name) => !may(writer, name)),
  );
}
