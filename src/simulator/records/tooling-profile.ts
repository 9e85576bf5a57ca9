import { type LoginHours, weekdays } from '../login-restrictions.ts';
import type { OrgState, Profile } from '../org-state.ts';
import { permissionNames } from '../permissions.ts';
import { fields, type ObjectTable, toTime } from './object-table.ts';

/** `mondayStart`, `mondayEnd` and so on, in minutes, as text. */
export function hoursByName(hours: LoginHours): Record<string, string> {
  return Object.fromEntries(
    weekdays.flatMap((day) => [
      [`${day}Start`, String(hours[day].start)],
      [`${day}End`, String(hours[day].end)],
    ]),
  );
}

function metadataOf({ records }: OrgState, profile: Profile): object {
  const granted = records.permissionSets.find(({ id }) => id === profile.permissionSetId)?.permissions ?? [];
  return {
    description: null,
    loginHours: profile.loginHours === null ? null : hoursByName(profile.loginHours),
    loginIpRanges: profile.loginIpRanges.map(({ start, end }) => ({
      description: null,
      endAddress: end,
      startAddress: start,
    })),
    userLicense: records.userLicenses.find(({ id }) => id === profile.userLicenseId)?.name ?? null,
    userPermissions: permissionNames
      .filter((name) => granted.includes(name))
      .map((name) => ({ enabled: true, name })),
  };
}

/** What the Tooling API shows of profiles, restrictions among it (SOQL-22, ORG-23). */
export const toolingProfile: ObjectTable = {
  name: 'Profile',
  label: 'Profile',
  keyPrefix: '00e',
  requires: ['ViewSetup'],
  ofOneRow: ['FullName', 'Metadata'],
  fields: fields('Id Name FullName Description Metadata* CreatedDate@ LastModifiedDate@ SystemModstamp@', {
    required: 'Name',
    unfilterable: 'FullName Metadata',
  }),
  rows: (org) =>
    org.records.profiles.map((profile) => ({
      Id: profile.id,
      Name: profile.name,
      FullName: profile.fullName,
      Description: null,
      Metadata: JSON.stringify(metadataOf(org, profile)),
      CreatedDate: toTime(profile.createdAt),
      LastModifiedDate: toTime(profile.createdAt),
      SystemModstamp: toTime(profile.createdAt),
    })),
};
