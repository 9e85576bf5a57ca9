import { isIntegrationLicense, PSL_KEY } from './licenses.ts';
import { isSameId } from './record-ids.ts';
import type { Assignment, OrgRecords, OrgState, PermissionSet, User } from './org-state.ts';

/** The system permissions that something in the simulated org asks for, by API name, with their labels (ORG-03). */
export const systemPermissions = {
  ApiEnabled: 'API Enabled',
  ApiUserOnly: 'API Only User',
  AssignPermissionSets: 'Assign Permission Sets',
  CanApproveUninstalledApps: 'Approve Uninstalled Connected Apps',
  CustomizeApplication: 'Customize Application',
  ExternalClientAppAdmin: 'View all External Client Apps, view their settings, and edit their policies',
  ExternalClientAppDeveloper: 'Create, edit, and delete External Client Apps',
  ExternalClientAppViewer: 'View all External Client Apps and their settings',
  ManageProfilesPermissionsets: 'Manage Profiles and Permission Sets',
  ManageRemoteAccess: 'Manage Connected Apps',
  ManageUsers: 'Manage Internal Users',
  ModifyAllData: 'Modify All Data',
  ModifyMetadata: 'Modify Metadata Through Metadata API Functions',
  MonitorLoginHistory: 'Monitor Login History',
  UseAnyApiClient: 'Use Any API Client',
  ViewClientSecret: 'View Client Secrets',
  ViewSetup: 'View Setup and Configuration',
};

/** The API name of a system permission, without `Permissions`. */
export type SystemPermission = keyof typeof systemPermissions;

/** Every permission that the simulator knows. */
export const permissionNames = Object.keys(systemPermissions) as SystemPermission[];

/** What each of the org's profiles grants; an administrator's everything but what would lock them out of Setup. */
const profileGrants: Record<string, SystemPermission[]> = {
  'System Administrator': permissionNames.filter((name) => name !== 'ApiUserOnly'),
  'Standard User': ['ApiEnabled', 'ViewSetup'],
  'Minimum Access - API Only Integrations': ['ApiEnabled', 'ApiUserOnly'],
};

/** What a profile of this name grants in a new org. */
export function grantsOfProfile(name: string): SystemPermission[] {
  return [...(profileGrants[name] ?? ['ApiEnabled'])];
}

/** What the Salesforce Integration licence allows alone, and what it allows with the permission set licence (ORG-20). */
const INTEGRATION_ALONE: SystemPermission[] = ['ApiEnabled', 'ApiUserOnly'];
const NEVER_FOR_INTEGRATION: SystemPermission[] = [
  'ManageUsers',
  'AssignPermissionSets',
  'ManageProfilesPermissionsets',
];

function hasIntegrationPsl(records: OrgRecords, userId: string): boolean {
  return records.licenseAssignments.some(
    (item) =>
      item.userId === userId &&
      records.permissionSetLicenses.some(({ id, key }) => id === item.licenseId && key === PSL_KEY),
  );
}

/** Whether the user's licences allow a permission; `extraPsl` counts a permission set licence that is about to come. */
export function isAllowedByLicense(
  records: OrgRecords,
  user: User,
  permission: SystemPermission,
  extraPsl = false,
): boolean {
  const profile = records.profiles.find(({ id }) => id === user.profileId);
  if (profile === undefined || !isIntegrationLicense(records, profile.userLicenseId)) return true;
  if (extraPsl || hasIntegrationPsl(records, user.id)) return !NEVER_FOR_INTEGRATION.includes(permission);
  return INTEGRATION_ALONE.includes(permission);
}

/** Whether an assignment counts now: not expired, and not of a set that only an activated session has (ORG-21). */
export function isEffective(assignment: Assignment, permissionSet: PermissionSet, now: Date): boolean {
  const { expiresAt } = assignment;
  return (expiresAt === null || expiresAt > now) && !permissionSet.hasActivationRequired;
}

/** The permission sets that a user has now, the one of the profile among them. */
export function effectivePermissionSets(records: OrgRecords, userId: string, now: Date): PermissionSet[] {
  return records.assignments
    .filter((assignment) => assignment.userId === userId)
    .flatMap((assignment) => {
      const found = records.permissionSets.find(({ id }) => isSameId(id, assignment.permissionSetId));
      return found !== undefined && isEffective(assignment, found, now) ? [found] : [];
    });
}

/** Whether a user has a system permission now, through the profile or an assigned permission set. */
export function hasPermission(org: OrgState, user: User, permission: SystemPermission, now: Date): boolean {
  const { records } = org;
  return (
    effectivePermissionSets(records, user.id, now).some(({ permissions }) =>
      permissions.includes(permission),
    ) && isAllowedByLicense(records, user, permission)
  );
}
