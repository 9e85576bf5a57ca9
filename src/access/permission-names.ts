/**
 * The permissions that this program asks for, by their API names, with their labels in Setup. Source of both: field
 * reference guide, PermissionSet.
 */
export const permissionLabels = {
  ApiEnabled: 'API Enabled',
  AssignPermissionSets: 'Assign Permission Sets',
  CustomizeApplication: 'Customize Application',
  ExternalClientAppAdmin: 'View all External Client Apps, view their settings, and edit their policies',
  ExternalClientAppDeveloper: 'Create, edit, and delete External Client Apps',
  ManageProfilesPermissionsets: 'Manage Profiles and Permission Sets',
  ManageRemoteAccess: 'Manage Connected Apps',
  ModifyAllData: 'Modify All Data',
  ModifyMetadata: 'Modify Metadata Through Metadata API Functions',
};

export type PermissionName = keyof typeof permissionLabels;

export const permissionNames = Object.keys(permissionLabels) as PermissionName[];

/** The fields of PermissionSet that tell of them. */
export const permissionFields = permissionNames.map((name) => `Permissions${name}` as const);
