import { type Answer, answerJson, type OrgRequest } from '../answer.ts';
import { originOf } from '../hosts.ts';
import { publicKeyOf } from '../jwt-access-token.ts';
import type { OrgState } from '../org-state.ts';

const SCOPES = (
  'cdp_ingest_api custom_permissions cdp_segment_api content cdp_api chatbot_api cdp_identityresolution_api ' +
  'interaction_api wave_api web cdp_calculated_insight_api einstein_gpt_api offline_access id api ' +
  'data_cloud_user_claims eclair_api email pardot_api lightning visualforce cdp_query_api sfap_api address openid ' +
  'profile scrt_api cdp_profile_api refresh_token phone user_registration_api pwdless_login_api chatter_api ' +
  'mcp_api full forgot_password'
).split(' ');

const CLAIMS = (
  'active address email email_verified family_name given_name is_app_installed language locale name nickname ' +
  'organization_id phone_number phone_number_verified photos picture preferred_username profile sub updated_at ' +
  'urls user_id user_type zoneinfo'
).split(' ');

/** `GET /.well-known/openid-configuration`: what a My Domain answers, with its own origin. */
export function showOpenIdConfiguration(request: OrgRequest): Answer {
  const issuer = originOf(request.host, request);
  const endpoint = (name: string) => `${issuer}/services/oauth2/${name}`;
  return answerJson(200, 'OAUTH-08', {
    issuer,
    authorization_endpoint: endpoint('authorize'),
    token_endpoint: endpoint('token'),
    revocation_endpoint: endpoint('revoke'),
    userinfo_endpoint: endpoint('userinfo'),
    jwks_uri: `${issuer}/id/keys`,
    registration_endpoint: endpoint('register'),
    introspection_endpoint: endpoint('introspect'),
    scopes_supported: SCOPES,
    response_types_supported: ['code', 'token', 'token id_token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    display_values_supported: ['page', 'popup', 'touch'],
    token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic', 'private_key_jwt'],
    claims_supported: CLAIMS,
  });
}

/** `GET /.well-known/auth-configuration`: tells a client which org it talks to. */
export function showAuthConfiguration(request: OrgRequest, org: OrgState): Answer {
  return answerJson(200, 'OAUTH-09', {
    OrgId: org.id.slice(0, 15),
    Url: originOf(request.host, request),
    MobileSDK: {
      UseiOSNativeBrowserForAuthentication: false,
      UseAndroidNativeBrowserForAuthentication: false,
      shareBrowserSessionIOS: false,
      shareBrowserSessionAndroid: false,
    },
    LoginPage: null,
    SamlProviders: [],
    AuthProviders: [],
    CertificateLogin: null,
    LoginPageType: 'standard',
    LoginPageTypeConfigs: {},
  });
}

/** `GET /id/keys`: the key that JWT-format access tokens are checked with. */
export function showKeys(_request: OrgRequest, org: OrgState, now: Date): Answer {
  return answerJson(200, 'OAUTH-19', { keys: [publicKeyOf(org, now)] });
}
