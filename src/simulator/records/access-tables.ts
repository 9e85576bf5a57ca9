import { fields, type ObjectTable, toTime } from './object-table.ts';

const permissionSet: ObjectTable = {
  name: 'PermissionSet',
  keyPrefix: '0PS',
  fields: fields(
    'Id Name Label Description IsOwnedByProfile? ProfileId> LicenseId> HasActivationRequired? IsCustom? Type ' +
      'NamespacePrefix CreatedDate@ SystemModstamp@',
    { relationships: { ProfileId: ['Profile', 'Profile'] } },
  ),
  rows: (org) =>
    org.records.permissionSets.map((item) => ({
      Id: item.id,
      Name: item.name,
      Label: item.label,
      Description: item.description || null,
      IsOwnedByProfile: item.profileId !== null,
      ProfileId: item.profileId,
      LicenseId: null,
      HasActivationRequired: item.hasActivationRequired,
      IsCustom: true,
      Type: item.profileId === null ? 'Regular' : 'Profile',
      NamespacePrefix: null,
      CreatedDate: toTime(item.createdAt),
      SystemModstamp: toTime(item.createdAt),
    })),
};

const assignment: ObjectTable = {
  name: 'PermissionSetAssignment',
  keyPrefix: '0Pa',
  fields: fields(
    'Id AssigneeId> PermissionSetId> PermissionSetGroupId> ExpirationDate@ IsActive? SystemModstamp@',
    {
      relationships: {
        AssigneeId: ['Assignee', 'User'],
        PermissionSetId: ['PermissionSet', 'PermissionSet'],
      },
    },
  ),
  rows: (org) =>
    org.records.assignments.map((item) => ({
      Id: item.id,
      AssigneeId: item.userId,
      PermissionSetId: item.permissionSetId,
      PermissionSetGroupId: null,
      ExpirationDate: null,
      IsActive: true,
      SystemModstamp: toTime(item.createdAt),
    })),
};

const setupEntityAccess: ObjectTable = {
  name: 'SetupEntityAccess',
  keyPrefix: '0J0',
  fields: fields('Id ParentId> SetupEntityId> SetupEntityType SystemModstamp@', {
    relationships: { ParentId: ['Parent', 'PermissionSet'] },
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

export const accessTables = [permissionSet, assignment, setupEntityAccess];
