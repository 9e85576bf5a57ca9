import type { PermissionSet } from '../org-state.ts';
import { permissionNames, systemPermissions } from '../permissions.ts';
import { fields, type ObjectTable, type Row, toTime } from './object-table.ts';

/** One flag for each system permission, such as `PermissionsApiEnabled`. */
export const permissionFields = permissionNames.map((name) => `Permissions${name}`);

export const permissionLabels = Object.fromEntries(
  permissionNames.map((name) => [`Permissions${name}`, systemPermissions[name]]),
);

/** Whether each of them is granted. */
export function permissionFlags({ permissions }: Pick<PermissionSet, 'permissions'>): Row {
  return Object.fromEntries(
    permissionNames.map((name) => [`Permissions${name}`, permissions.includes(name)]),
  );
}

const WRITTEN_ALWAYS = ['Name', 'Label', 'Description', 'HasActivationRequired', ...permissionFields].join(
  ' ',
);

const permissionSet: ObjectTable = {
  name: 'PermissionSet',
  label: 'Permission Set',
  keyPrefix: '0PS',
  requires: ['ViewSetup', 'AssignPermissionSets', 'ManageProfilesPermissionsets'],
  fields: fields(
    'Id Name Label Description IsOwnedByProfile? ProfileId> LicenseId> HasActivationRequired? IsCustom? Type| ' +
      `NamespacePrefix CreatedDate@ LastModifiedDate@ SystemModstamp@ ${permissionFields.join('? ')}?`,
    {
      createable: `${WRITTEN_ALWAYS} LicenseId`,
      updateable: WRITTEN_ALWAYS,
      required: 'Name Label',
      lengths: { Name: 80, Label: 80, Description: 255, NamespacePrefix: 15 },
      labels: permissionLabels,
      references: {
        ProfileId: { to: ['Profile'], as: 'Profile' },
        LicenseId: { to: ['PermissionSetLicense', 'UserLicense'], as: 'License' },
      },
      picklists: { Type: ['Regular', 'Standard', 'Session', 'Profile', 'Group'] },
    },
  ),
  rows: (org) =>
    org.records.permissionSets.map((item) => ({
      Id: item.id,
      Name: item.name,
      Label: item.label,
      Description: item.description || null,
      IsOwnedByProfile: item.profileId !== null,
      ProfileId: item.profileId,
      LicenseId: item.licenseId,
      HasActivationRequired: item.hasActivationRequired,
      IsCustom: true,
      Type: typeOf(item),
      NamespacePrefix: null,
      CreatedDate: toTime(item.createdAt),
      LastModifiedDate: toTime(item.createdAt),
      SystemModstamp: toTime(item.createdAt),
      ...permissionFlags(item),
    })),
};

function typeOf({ profileId, hasActivationRequired }: PermissionSet): string {
  if (profileId !== null) return 'Profile';
  return hasActivationRequired ? 'Session' : 'Regular';
}

const assignment: ObjectTable = {
  name: 'PermissionSetAssignment',
  label: 'Permission Set Assignment',
  keyPrefix: '0Pa',
  requires: ['ViewSetup', 'AssignPermissionSets', 'ManageUsers'],
  fields: fields(
    'Id AssigneeId> PermissionSetId> PermissionSetGroupId> ExpirationDate@ IsActive? SystemModstamp@',
    {
      createable: 'AssigneeId PermissionSetId ExpirationDate',
      updateable: 'ExpirationDate',
      required: 'AssigneeId PermissionSetId',
      references: {
        AssigneeId: { to: ['User'], as: 'Assignee', children: 'PermissionSetAssignments' },
        PermissionSetId: { to: ['PermissionSet'], as: 'PermissionSet', children: 'Assignments' },
      },
    },
  ),
  rows: (org, _viewer, now) =>
    org.records.assignments.map((item) => ({
      Id: item.id,
      AssigneeId: item.userId,
      PermissionSetId: item.permissionSetId,
      PermissionSetGroupId: null,
      ExpirationDate: toTime(item.expiresAt),
      IsActive: item.expiresAt === null || item.expiresAt > now,
      SystemModstamp: toTime(item.createdAt),
    })),
};

const setupEntityAccess: ObjectTable = {
  name: 'SetupEntityAccess',
  label: 'Setup Entity Access',
  keyPrefix: '0J0',
  requires: ['ViewSetup'],
  fields: fields('Id ParentId> SetupEntityId> SetupEntityType| SystemModstamp@', {
    createable: 'ParentId SetupEntityId',
    required: 'ParentId SetupEntityId',
    references: {
      ParentId: { to: ['PermissionSet'], as: 'Parent', children: 'SetupEntityAccessItems' },
      SetupEntityId: {
        to: ['ConnectedApplication', 'ExternalClientApplication'],
        children: 'SetupEntityAccessItems',
      },
    },
    picklists: {
      SetupEntityType: [
        'ApexClass',
        'ApexPage',
        'ConnectedApplication',
        'ExternalClientApplication',
        'TabSet',
      ],
    },
  }),
  rows: (org) =>
    org.records.accesses.map((item) => ({
      Id: item.id,
      ParentId: item.parentId,
      SetupEntityId: item.setupEntityId,
      SetupEntityType: item.setupEntityId.startsWith('0H4')
        ? 'ConnectedApplication'
        : 'ExternalClientApplication',
      SystemModstamp: toTime(item.createdAt),
    })),
};

/** Permission sets, who has them, and which apps they open. */
export const accessTables = [permissionSet, assignment, setupEntityAccess];
