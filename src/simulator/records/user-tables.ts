import type { User } from '../org-state.ts';
import { permissionFields, permissionFlags, permissionLabels } from './access-tables.ts';
import { fields, type ObjectTable, type Row, toTime } from './object-table.ts';

const SAMPLE_TIME_ZONES = [
  'America/Los_Angeles',
  'America/New_York',
  'Europe/Berlin',
  'Europe/London',
  'GMT',
];
const USER_TYPES = [
  'Standard',
  'PowerPartner',
  'CspLitePortal',
  'CustomerSuccess',
  'PowerCustomerSuccess',
  'CsnOnly',
];

function toUserRow(item: User): Row {
  return {
    Id: item.id,
    Username: item.username,
    Name: `${item.firstName} ${item.lastName}`.trim(),
    FirstName: item.firstName || null,
    LastName: item.lastName,
    Email: item.email,
    Alias: item.alias,
    CommunityNickname: item.username.split('@')[0] ?? '',
    ProfileId: item.profileId,
    IsActive: item.isActive,
    UserType: item.site === null ? 'Standard' : 'CspLitePortal',
    TimeZoneSidKey: item.timeZone,
    LanguageLocaleKey: item.language,
    LocaleSidKey: item.locale,
    EmailEncodingKey: 'UTF-8',
    FederationIdentifier: null,
    UserRoleId: null,
    ManagerId: null,
    LastLoginDate: toTime(item.lastLoginAt),
    CreatedDate: toTime(item.createdAt),
    LastModifiedDate: toTime(item.changedAt),
    SystemModstamp: toTime(item.changedAt),
  };
}

const EDITABLE_USER_FIELDS =
  'Username FirstName LastName Email Alias ProfileId IsActive TimeZoneSidKey LanguageLocaleKey LocaleSidKey';

const user: ObjectTable = {
  name: 'User',
  label: 'User',
  keyPrefix: '005',
  fields: fields(
    'Id Username Name FirstName LastName Email~ Alias CommunityNickname ProfileId> IsActive? UserType| TimeZoneSidKey| ' +
      'LanguageLocaleKey| LocaleSidKey| EmailEncodingKey| FederationIdentifier UserRoleId> ManagerId> LastLoginDate@ ' +
      'CreatedDate@ LastModifiedDate@ SystemModstamp@',
    {
      updateable: EDITABLE_USER_FIELDS,
      required:
        'Username LastName Email Alias CommunityNickname ProfileId TimeZoneSidKey LanguageLocaleKey LocaleSidKey EmailEncodingKey',
      lengths: {
        Username: 80,
        FirstName: 40,
        LastName: 80,
        Email: 128,
        Alias: 8,
        CommunityNickname: 40,
        Name: 121,
      },
      references: {
        ProfileId: { to: ['Profile'], as: 'Profile', children: 'Users' },
        ManagerId: { to: ['User'], as: 'Manager', children: 'ManagedUsers' },
      },
      picklists: {
        UserType: USER_TYPES,
        TimeZoneSidKey: SAMPLE_TIME_ZONES,
        LanguageLocaleKey: ['en_US', 'de'],
        LocaleSidKey: ['en_US', 'de_DE'],
        EmailEncodingKey: ['UTF-8', 'ISO-8859-1'],
      },
    },
  ),
  rows: (org) => org.records.users.map(toUserRow),
};

/** Says whether an account is frozen or its password locked. */
const userLogin: ObjectTable = {
  name: 'UserLogin',
  label: 'User Login',
  keyPrefix: '0Yw',
  requires: ['ManageUsers'],
  fields: fields('Id UserId> IsFrozen? IsPasswordLocked? LastModifiedDate@', {
    updateable: 'IsFrozen IsPasswordLocked',
    references: { UserId: { to: ['User'], as: 'User' } },
  }),
  rows: (org) =>
    org.records.users.map((item) => ({
      Id: item.loginRecordId,
      UserId: item.id,
      IsFrozen: item.isFrozen,
      IsPasswordLocked: false,
      LastModifiedDate: toTime(item.changedAt),
    })),
};

const profile: ObjectTable = {
  name: 'Profile',
  label: 'Profile',
  keyPrefix: '00e',
  fields: fields(
    'Id Name UserType| UserLicenseId> Description CreatedDate@ LastModifiedDate@ SystemModstamp@ ' +
      `${permissionFields.join('? ')}?`,
    {
      required: 'Name UserLicenseId',
      labels: permissionLabels,
      references: { UserLicenseId: { to: ['UserLicense'], as: 'UserLicense' } },
      picklists: { UserType: USER_TYPES },
    },
  ),
  rows: ({ records }) =>
    records.profiles.map(({ id, name, userLicenseId, permissionSetId, createdAt }) => ({
      Id: id,
      Name: name,
      UserType: 'Standard',
      UserLicenseId: userLicenseId,
      Description: null,
      CreatedDate: toTime(createdAt),
      LastModifiedDate: toTime(createdAt),
      SystemModstamp: toTime(createdAt),
      ...permissionFlags(
        records.permissionSets.find((item) => item.id === permissionSetId) ?? { permissions: [] },
      ),
    })),
};

/** Users, their accounts and their profiles. */
export const userTables = [user, userLogin, profile];
