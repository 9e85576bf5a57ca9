import type { OrgRecords, PermissionSet } from './org-state.ts';

/** What a profile's users pay for. */
export type UserLicense = { id: string; name: string; key: string; total: number };

/** What a user can hold besides, so that permission sets may grant more. */
export type PermissionSetLicense = {
  id: string;
  developerName: string;
  label: string;
  key: string;
  total: number;
};

/** A row of PermissionSetLicenseAssign. */
export type LicenseAssignment = { id: string; userId: string; licenseId: string; createdAt: Date };

const INTEGRATION_KEY = 'SFDC_INTEGRATION';

/** The key of the permission set licence Salesforce API Integration. */
export const PSL_KEY = 'SalesforceAPIIntegrationPsl';

/** The user licences of a new org (ORG-20). */
export const firstUserLicenses: Omit<UserLicense, 'id'>[] = [
  { name: 'Salesforce', key: 'SFDC', total: 10 },
  { name: 'Salesforce Integration', key: INTEGRATION_KEY, total: 5 },
];

/** The permission set licences of a new org. */
export const firstPermissionSetLicenses: Omit<PermissionSetLicense, 'id'>[] = [
  { developerName: PSL_KEY, label: 'Salesforce API Integration', key: PSL_KEY, total: 5 },
];

/** The names under which profiles and permission sets can be given a licence: those of user licences, and of both kinds. */
export const licenseNames = {
  profile: firstUserLicenses.map(({ name }) => name),
  permissionSet: [
    ...firstUserLicenses.map(({ name }) => name),
    ...firstPermissionSetLicenses.map(({ label }) => label),
  ],
};

/** The id of a licence of either kind by the name that is shown of it. */
export function findLicenseId(records: OrgRecords, name: string): string | null {
  const licenses = [
    ...records.userLicenses,
    ...records.permissionSetLicenses.map(({ id, label }) => ({ id, name: label })),
  ];
  return licenses.find((license) => license.name === name)?.id ?? null;
}

/** The same for a name that a test or a scenario gives, which must be known. */
export function licenseIdNamed(records: OrgRecords, name: string): string {
  const id = findLicenseId(records, name);
  if (id === null) throw new Error(`The simulated org has no licence ${name}`);
  return id;
}

const integrationProfiles = [
  'Minimum Access - API Only Integrations',
  'Salesforce API Only System Integrations',
];

/** The name of the user licence that a profile belongs to. */
export function licenseNameOfProfile(profileName: string): string {
  return integrationProfiles.includes(profileName) ? 'Salesforce Integration' : 'Salesforce';
}

/** Whether a user licence is the one for integrations. */
export function isIntegrationLicense(records: OrgRecords, licenseId: string): boolean {
  return records.userLicenses.some(({ id, key }) => id === licenseId && key === INTEGRATION_KEY);
}

/** A permission set of the licence Salesforce API Integration holds no assigned apps (DATA-30). */
export function canHoldApps(records: OrgRecords, permissionSet: PermissionSet): boolean {
  const license = records.permissionSetLicenses.find(({ id }) => id === permissionSet.licenseId);
  return license?.key !== PSL_KEY;
}
