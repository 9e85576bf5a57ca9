import { isAdministrator, type OrgState } from '../org-state.ts';
import { deleteTokenOf } from '../sessions.ts';
import { fields, type ObjectTable, toTime } from './object-table.ts';

const user: ObjectTable = {
  name: 'User',
  keyPrefix: '005',
  fields: fields(
    'Id Username Name FirstName LastName Email Alias ProfileId> IsActive? UserType TimeZoneSidKey ' +
      'LanguageLocaleKey LocaleSidKey LastLoginDate@ CreatedDate@',
    { relationships: { ProfileId: ['Profile', 'Profile'] } },
  ),
  rows: (org) =>
    org.records.users.map((item) => ({
      Id: item.id,
      Username: item.username,
      Name: `${item.firstName} ${item.lastName}`,
      FirstName: item.firstName,
      LastName: item.lastName,
      Email: item.username,
      Alias: item.lastName.toLowerCase().slice(0, 8),
      ProfileId: item.profileId,
      IsActive: item.isActive,
      UserType: 'Standard',
      TimeZoneSidKey: 'America/Los_Angeles',
      LanguageLocaleKey: 'en_US',
      LocaleSidKey: 'en_US',
      LastLoginDate: toTime(item.lastLoginAt),
      CreatedDate: toTime(item.createdAt),
    })),
};

const profile: ObjectTable = {
  name: 'Profile',
  keyPrefix: '00e',
  fields: fields('Id Name UserType CreatedDate@'),
  rows: (org) =>
    org.records.profiles.map(({ id, name, createdAt }) => ({
      Id: id,
      Name: name,
      UserType: 'Standard',
      CreatedDate: toTime(createdAt),
    })),
};

/** ORG-07 */
const SCRATCH_LIFE = 7 * 86_400_000;

const organization: ObjectTable = {
  name: 'Organization',
  keyPrefix: '00D',
  fields: fields('Id Name InstanceName IsSandbox? TrialExpirationDate@ NamespacePrefix OrganizationType'),
  rows: (org) => [
    {
      Id: org.id,
      Name: `Simulated org ${org.name}`,
      InstanceName: 'SIM1',
      IsSandbox: org.type === 'sandbox' || org.type === 'scratch',
      TrialExpirationDate:
        org.type === 'scratch' ? toTime(new Date(org.createdAt.getTime() + SCRATCH_LIFE)) : null,
      NamespacePrefix: null,
      OrganizationType:
        org.type === 'production' || org.type === 'sandbox' ? 'Enterprise Edition' : 'Developer Edition',
    },
  ],
};

const loginHistory: ObjectTable = {
  name: 'LoginHistory',
  keyPrefix: '0Ya',
  fields: fields(
    'Id LoginTime@ UserId> LoginType LoginSubType Status Application SourceIp LoginUrl ApiType ApiVersion ' +
      'Browser Platform ClientVersion AuthenticationServiceId> TlsProtocol CountryIso',
    {
      unfilterable: [
        'Status',
        'Application',
        'Browser',
        'Platform',
        'ApiType',
        'ApiVersion',
        'ClientVersion',
      ],
    },
  ),
  rows: (org, viewer) =>
    org.logins
      .filter(({ userId }) => userId === viewer.id || isAdministrator(org, viewer))
      .map((login) => ({
        Id: login.id,
        LoginTime: toTime(login.at),
        UserId: login.userId,
        LoginType: 'Remote Access 2.0',
        LoginSubType: null,
        Status: login.status,
        Application: login.application,
        SourceIp: '127.0.0.1',
        LoginUrl: login.loginUrl,
        ApiType: 'N/A',
        ApiVersion: 'N/A',
        Browser: 'Unknown',
        Platform: 'Unknown',
        ClientVersion: 'N/A',
        AuthenticationServiceId: null,
        TlsProtocol: null,
        CountryIso: null,
      })),
};

function livingAppSessions(org: OrgState) {
  return org.sessions.filter((session) => session.appId !== null && !session.isRevoked);
}

const oauthToken: ObjectTable = {
  name: 'OauthToken',
  keyPrefix: '0CQ',
  fields: fields(
    'Id AccessToken AppMenuItemId> AppName CreatedDate@ DeleteToken LastUsedDate@ RequestToken UseCount# UserId>',
    { relationships: { UserId: ['User', 'User'] } },
  ),
  rows: (org, viewer) =>
    livingAppSessions(org)
      .filter(({ userId }) => userId === viewer.id || isAdministrator(org, viewer))
      .map((session) => ({
        Id: null,
        AccessToken: null,
        AppMenuItemId: null,
        AppName: session.appName,
        CreatedDate: toTime(session.createdAt),
        DeleteToken: deleteTokenOf(session.token),
        LastUsedDate: toTime(session.lastUsedAt),
        RequestToken: null,
        UseCount: session.useCount,
        UserId: session.userId,
      })),
};

export const userTables = [user, profile, organization, loginHistory, oauthToken];
