import type { OrgRecords } from '../org-state.ts';
import { fields, type ObjectTable, toTime } from './object-table.ts';

function usersOfLicense({ profiles, users }: OrgRecords, licenseId: string): number {
  const owned = profiles.filter(({ userLicenseId }) => userLicenseId === licenseId).map(({ id }) => id);
  return users.filter(({ isActive, profileId }) => isActive && owned.includes(profileId)).length;
}

/** How many users hold a permission set licence. */
export function holdersOfLicense({ licenseAssignments }: OrgRecords, licenseId: string): number {
  return licenseAssignments.filter((item) => item.licenseId === licenseId).length;
}

const userLicense: ObjectTable = {
  name: 'UserLicense',
  label: 'User License',
  keyPrefix: '100',
  fields: fields('Id Name MasterLabel LicenseDefinitionKey Status| TotalLicenses# UsedLicenses#', {
    required: 'Name MasterLabel LicenseDefinitionKey',
    picklists: { Status: ['Active', 'Disabled'] },
  }),
  rows: ({ records }) =>
    records.userLicenses.map(({ id, name, key, total }) => ({
      Id: id,
      Name: name,
      MasterLabel: name,
      LicenseDefinitionKey: key,
      Status: 'Active',
      TotalLicenses: total,
      UsedLicenses: usersOfLicense(records, id),
    })),
};

const permissionSetLicense: ObjectTable = {
  name: 'PermissionSetLicense',
  label: 'Permission Set License',
  keyPrefix: '0PL',
  fields: fields(
    'Id DeveloperName Language| MasterLabel PermissionSetLicenseKey TotalLicenses# UsedLicenses# Status| ExpirationDate@',
    {
      required: 'DeveloperName MasterLabel PermissionSetLicenseKey',
      lengths: { DeveloperName: 80, MasterLabel: 80, PermissionSetLicenseKey: 81 },
      picklists: { Status: ['Active', 'Disabled'], Language: ['en_US'] },
    },
  ),
  rows: ({ records }) =>
    records.permissionSetLicenses.map(({ id, developerName, label, key, total }) => ({
      Id: id,
      DeveloperName: developerName,
      Language: 'en_US',
      MasterLabel: label,
      PermissionSetLicenseKey: key,
      TotalLicenses: total,
      UsedLicenses: holdersOfLicense(records, id),
      Status: 'Active',
      ExpirationDate: null,
    })),
};

const licenseAssignment: ObjectTable = {
  name: 'PermissionSetLicenseAssign',
  label: 'Permission Set License Assignment',
  keyPrefix: '2LA',
  requires: ['ViewSetup', 'AssignPermissionSets'],
  fields: fields('Id AssigneeId> PermissionSetLicenseId> SystemModstamp@', {
    createable: 'AssigneeId PermissionSetLicenseId',
    required: 'AssigneeId PermissionSetLicenseId',
    references: {
      AssigneeId: { to: ['User'], as: 'Assignee', children: 'PermissionSetLicenseAssignments' },
      PermissionSetLicenseId: { to: ['PermissionSetLicense'], as: 'PermissionSetLicense' },
    },
  }),
  rows: ({ records }) =>
    records.licenseAssignments.map((item) => ({
      Id: item.id,
      AssigneeId: item.userId,
      PermissionSetLicenseId: item.licenseId,
      SystemModstamp: toTime(item.createdAt),
    })),
};

/** Licences, and who holds them. */
export const licenseTables = [userLicense, permissionSetLicense, licenseAssignment];
