import type { AppType } from './app-type.ts';

/** Scopes both kinds of app know by the same name (Metadata API 67.0: ConnectedAppOauthAccessScope and the deploy validator's list for ExtlClntAppOauthSettings). */
const commonScopes = [
  'Address',
  'Api',
  'Basic',
  'CDP',
  'CDPCalculatedInsight',
  'CDPIdentityResolution',
  'CDPIngest',
  'CDPProfile',
  'CDPQuery',
  'CDPSegment',
  'Chatbot',
  'Chatter',
  'Content',
  'CustomApplications',
  'CustomPermissions',
  'DataCloudUserClaims',
  'Eclair',
  'EinsteinGPT',
  'Email',
  'ForgotPassword',
  'Full',
  'Interaction',
  'Lightning',
  'MCP',
  'OfflineAccess',
  'OpenID',
  'Pardot',
  'Phone',
  'Profile',
  'PwdlessLogin',
  'RefreshToken',
  'SCRT',
  'UserRegistration',
  'Wave',
  'Web',
];

export const scopesOf: Record<AppType, readonly string[]> = {
  'connected-app': [...commonScopes, 'SFAP'],
  'external-client-app': [...commonScopes, 'SFApiPlatform'],
};

/**
 * The org refuses every JWT login of an app without one of these ("refresh_token scope is required …"), although the flow
 * never returns a refresh token.
 */
export const refreshScopes: readonly string[] = ['RefreshToken', 'OfflineAccess'];

/** The scopes with `RefreshToken` added where a login would fail without it. */
export function withRefreshToken(scopes: readonly string[]): string[] {
  return scopes.some((scope) => refreshScopes.includes(scope)) ? [...scopes] : [...scopes, 'RefreshToken'];
}
