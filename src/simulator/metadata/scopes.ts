/** Scope names of an External Client App, in the order of the org's own error text, with their OAuth names (TOKEN-52). */
export const externalAppScopes: Record<string, string> = {
  Basic: 'id',
  Api: 'api',
  Web: 'web',
  Full: 'full',
  RefreshToken: 'refresh_token',
  OfflineAccess: 'refresh_token',
  OpenID: 'openid',
  Profile: 'profile',
  Email: 'email',
  Address: 'address',
  Phone: 'phone',
  CustomPermissions: 'custom_permissions',
  CustomApplications: 'visualforce',
  Content: 'content',
  Lightning: 'lightning',
  Chatter: 'chatter_api',
  Wave: 'wave_api',
  Eclair: 'eclair_api',
  Pardot: 'pardot_api',
  Interaction: 'interaction_api',
  ForgotPassword: 'forgot_password',
  UserRegistration: 'user_registration_api',
  PwdlessLogin: 'pwdless_login_api',
  EinsteinGPT: 'einstein_gpt_api',
  SFApiPlatform: 'sfap_api',
  SCRT: 'scrt_api',
  Chatbot: 'chatbot_api',
  MCP: 'mcp_api',
  CDP: 'cdp_api',
  CDPQuery: 'cdp_query_api',
  CDPProfile: 'cdp_profile_api',
  CDPIngest: 'cdp_ingest_api',
  CDPSegment: 'cdp_segment_api',
  CDPIdentityResolution: 'cdp_identityresolution_api',
  CDPCalculatedInsight: 'cdp_calculated_insight_api',
  DataCloudUserClaims: 'data_cloud_user_claims',
};

/** How the columns of an app's settings spell those scopes that they do not spell like OAuth, in capitals (APP-44). */
const columnSpellings: Record<string, string> = {
  Basic: 'SSO',
  OfflineAccess: 'OFFLINE_ACCESS',
  CustomApplications: 'VF',
  Chatter: 'CHATTER_REST_API',
  Wave: 'WAVE_REST_API',
  Eclair: 'ECLAIR_REST_API',
};

/** The column of ExtlClntAppOauthSettings for each scope: `OauthScopesREFRESH_TOKEN` for RefreshToken. */
export const scopeColumns: [scope: string, column: string][] = Object.entries(externalAppScopes).map(
  ([scope, oauth]) => [scope, `OauthScopes${columnSpellings[scope] ?? oauth.toUpperCase()}`],
);

/** A Connected App spells one scope differently. */
export const connectedAppScopes: Record<string, string> = Object.fromEntries(
  Object.entries(externalAppScopes).map(([name, oauth]) => [name === 'SFApiPlatform' ? 'SFAP' : name, oauth]),
);

const oauthNames: Record<string, string> = { ...externalAppScopes, ...connectedAppScopes };

export function splitList(text: string): string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/** OAuth names of deployed scopes, without repetition. */
export function toOauthScopes(names: string[]): string[] {
  return [...new Set(names.map((name) => oauthNames[name] ?? name.toLowerCase()))];
}
