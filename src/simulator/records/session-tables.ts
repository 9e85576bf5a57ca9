import { isJwtToken } from '../jwt-access-token.ts';
import { CALLER_ADDRESS } from '../login-restrictions.ts';
import type { OrgState, Session, User } from '../org-state.ts';
import { hasPermission } from '../permissions.ts';
import { deleteTokenOf, isLiving } from '../sessions.ts';
import { menuItemIdOf } from './app-tables.ts';
import { fields, type ObjectTable, toTime } from './object-table.ts';

function mayMonitorLogins(org: OrgState, viewer: User, now: Date): boolean {
  return (['ManageUsers', 'MonitorLoginHistory'] as const).some((permission) =>
    hasPermission(org, viewer, permission, now),
  );
}

const loginHistory: ObjectTable = {
  name: 'LoginHistory',
  label: 'Login History',
  keyPrefix: '0Ya',
  fields: fields(
    'Id LoginTime@ UserId> LoginType| LoginSubType| Status Application SourceIp LoginUrl ApiType ApiVersion ' +
      'Browser Platform ClientVersion OptionsIsGet? OptionsIsPost? ForwardedForIp AuthenticationServiceId> ' +
      'TlsProtocol| CountryIso',
    {
      unfilterable: 'Status Application Browser Platform ApiType ApiVersion ClientVersion',
      required: 'LoginTime UserId',
      lengths: { Status: 128, Application: 64 },
      references: { UserId: { to: ['User'] } },
      picklists: {
        LoginType: [
          'Application',
          'Other Apex API',
          'Partner Product',
          'Remote Access 2.0',
          'Remote Access Client',
        ],
        LoginSubType: ['OauthClientCredentials', 'OauthRefreshToken', 'OauthUserAgent', 'OauthWebServer'],
      },
    },
  ),
  rows: (org, viewer, now) => {
    const seesAll = mayMonitorLogins(org, viewer, now);
    return org.logins
      .filter(({ userId }) => seesAll || userId === viewer.id)
      .map((login) => ({
        Id: login.id,
        LoginTime: toTime(login.at),
        UserId: login.userId,
        LoginType: 'Remote Access 2.0',
        LoginSubType: null,
        Status: login.status,
        Application: login.application,
        SourceIp: CALLER_ADDRESS,
        LoginUrl: login.loginUrl,
        ApiType: 'N/A',
        ApiVersion: 'N/A',
        Browser: 'Unknown',
        Platform: 'Unknown',
        ClientVersion: 'N/A',
        OptionsIsGet: false,
        OptionsIsPost: true,
        ForwardedForIp: null,
        AuthenticationServiceId: null,
        TlsProtocol: null,
        CountryIso: null,
      }));
  },
};

/** `Id` is always null; so is `AppMenuItemId` for an External Client App. */
const oauthToken: ObjectTable = {
  name: 'OauthToken',
  label: 'OAuth Token',
  keyPrefix: '0CQ',
  mostRows: { page: 500, all: 2500 },
  fields: fields(
    'Id AccessToken AppMenuItemId> AppName CreatedDate@ DeleteToken LastUsedDate@ RequestToken UseCount# UserId>',
    {
      references: {
        UserId: { to: ['User'], as: 'User' },
        AppMenuItemId: { to: ['AppMenuItem'], as: 'AppMenuItem' },
      },
    },
  ),
  rows: (org, viewer, now) => {
    const seesAll = hasPermission(org, viewer, 'CustomizeApplication', now);
    return livingAppSessions(org, now)
      .filter(({ userId }) => seesAll || userId === viewer.id)
      .map((session) => ({
        Id: null,
        AccessToken: null,
        AppMenuItemId: menuItemOf(session),
        AppName: session.appName,
        CreatedDate: toTime(session.createdAt),
        DeleteToken: deleteTokenOf(session.token),
        LastUsedDate: toTime(session.lastUsedAt),
        RequestToken: null,
        UseCount: session.useCount,
        UserId: session.userId,
      }));
  },
};

function livingAppSessions(org: OrgState, now: Date): Session[] {
  return org.sessions.filter((session) => session.appId !== null && isLiving(org, session, now));
}

/** An app menu item stands for an installed Connected App. */
function menuItemOf({ appId }: Session): string | null {
  return appId?.startsWith('0H4') === true ? menuItemIdOf(appId) : null;
}

const authSession: ObjectTable = {
  name: 'AuthSession',
  label: 'Auth Session',
  keyPrefix: '0Ak',
  requires: ['ManageUsers'],
  fields: fields(
    'Id UsersId> CreatedDate@ LastModifiedDate@ NumSecondsValid# UserType| SourceIp LoginType| SessionType| ' +
      'SessionSecurityLevel| LogoutUrl ParentId> LoginHistoryId> LoginGeoId> IsCurrent? IsAssociatedWithJwtAccessToken?',
    {
      required: 'NumSecondsValid UserType SourceIp',
      references: {
        UsersId: { to: ['User'], as: 'Users' },
        LoginHistoryId: { to: ['LoginHistory'], as: 'LoginHistory' },
      },
      picklists: {
        SessionSecurityLevel: ['LOW', 'STANDARD', 'HIGH_ASSURANCE'],
        SessionType: ['API', 'Oauth2', 'UI'],
      },
    },
  ),
  rows: (org, viewer, now) =>
    org.sessions
      .filter((session) => isLiving(org, session, now))
      .map((session) => ({
        Id: session.id,
        UsersId: session.userId,
        CreatedDate: toTime(session.createdAt),
        LastModifiedDate: toTime(session.lastUsedAt),
        NumSecondsValid: Math.min(session.timeoutMinutes * 60, DAY_IN_SECONDS),
        UserType: 'Standard',
        SourceIp: CALLER_ADDRESS,
        LoginType: session.appId === null ? 'Application' : 'Remote Access 2.0',
        SessionType: session.appId === null ? 'API' : 'Oauth2',
        SessionSecurityLevel: 'STANDARD',
        LogoutUrl: null,
        ParentId: session.id,
        LoginHistoryId: session.loginId,
        LoginGeoId: null,
        IsCurrent: session.userId === viewer.id,
        IsAssociatedWithJwtAccessToken: isJwtToken(session.token),
      })),
};

/** The longest that a session may last. */
const DAY_IN_SECONDS = 86_400;

/** Logins, tokens and sessions. */
export const sessionTables = [loginHistory, oauthToken, authSession];
