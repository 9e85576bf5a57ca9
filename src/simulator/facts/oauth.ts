import type { FactRow } from './fact-row.ts';

/** Of the other OAuth endpoints, and of sessions. */
export const oauthFacts = {
  'OAUTH-01': {
    says: "`GET /services/oauth2/userinfo` answers the OpenID members, the org's URLs and `organization_id`. Any living session may ask; the scope that is needed is disputed.",
    confidence: ['observed', 'choice'],
    source: 'responses quoted in public repositories',
  },
  'OAUTH-02': {
    says: 'A bad or expired token at userinfo and the identity URL is answered by 403 and the plain text `Bad_OAuth_Token`.',
    confidence: ['observed'],
    source: '`github.com/forcedotcom/salesforcedx-vscode`; nforce',
  },
  'OAUTH-03': {
    says: 'No token there is answered by `Missing_OAuth_Token`; that the status is 403 is a guess.',
    confidence: ['observed', 'inferred'],
    source: 'same family of answers',
  },
  'OAUTH-04': {
    says: 'An identity URL with wrong ids is 404, with the plain text `Bad_Id`. That the text belongs to this case is inferred.',
    confidence: ['documented', 'observed', 'inferred'],
    source: 'help `remoteaccess_using_openid`; `github.com/mike4aday/SwiftlySalesforce` issue 120',
  },
  'OAUTH-05': {
    says: '`GET /id/<org>/<user>` answers the identity; `version` fills the place of the API version in its URLs, `latest` works.',
    confidence: ['documented'],
    source: 'help `remoteaccess_using_openid`',
  },
  'OAUTH-06': {
    says: '`/services/oauth2/revoke` with `token`, in a form or in the query, ends the session and answers 200 without a body; the `DeleteToken` of an OauthToken row works too. With `callback` the answer is a script that calls it with `{}` or the error.',
    confidence: ['documented'],
    source:
      'Mobile SDK guide on revoking; developer blog on revoking tokens (2011); Object reference, OauthToken',
  },
  'OAUTH-07': {
    says: 'A refused revocation is 400 with a body in the form of a query string: `error=unsupported_token_type&error_description=this%20token%20type%20is%20not%20supported` was seen for a request without a plain `token`. A token that is not alive is `invalid_token`; its description and the content type are ours.',
    confidence: ['documented', 'observed', 'choice'],
    source: 'Mobile SDK guide on revoking; `github.com/omniphx/forrest` issue 213; jsforce (`oauth2.ts`)',
  },
  'OAUTH-08': {
    says: 'A My Domain answers `.well-known/openid-configuration` like login, with its own origin as issuer.',
    confidence: ['observed'],
    source: '`github.com/api-evangelist/salesforce`',
  },
  'OAUTH-09': {
    says: '`.well-known/auth-configuration` tells org id and My Domain without a session.',
    confidence: ['documented', 'observed'],
    source: 'Mobile SDK guide',
  },
  'OAUTH-10': {
    says: '`GET …/apps/oauth/usage` lists the apps that have tokens, and External Client Apps before their first one (it is how clients find the id of a new app), `…/usage/<app>/users` who has some of an app, `…/usage/<app>/<user>/tokens` the tokens of a user; `page` and `pageSize` (100) ask for a part. The names of the members are published, the frame around them is partly ours.',
    confidence: ['documented', 'observed', 'choice'],
    source:
      'Connect REST API guide, OAuth usage resources; help `eca_stage_oauth_credentials`; `github.com/hardisgroupcom/sfdx-hardis`',
  },
  'OAUTH-11': {
    says: '`DELETE …/apps/oauth/usage/<app>/tokens`, `…/usage/tokens/<token>` and `…/<app>/<user>/tokens` revoke tokens; the status 204 is ours.',
    confidence: ['documented', 'observed', 'choice'],
    source:
      'Connect REST API guide, OAuth usage resources; help `eca_stage_oauth_credentials`; `github.com/hardisgroupcom/sfdx-hardis`',
  },
  'OAUTH-12': {
    says: "A session ends after inactivity: the minutes of the app's policy, else two hours. A JWT-format token ends at a fixed time.",
    confidence: ['documented'],
    source: 'help "Session Settings"; sf-skills, ConnectedAppSessionPolicy',
  },
  'OAUTH-13': {
    says: "Sessions end with the user's deactivation and with the deletion of the app.",
    confidence: ['inferred'],
    source: 'help on revoking access',
  },
  'OAUTH-14': {
    says: "The administrator's session that a simulator starts with does not end by time.",
    confidence: ['choice'],
    source: 'none',
  },
  'OAUTH-15': {
    says: 'An app or user that demands high assurance stops this flow. Here the login succeeds and the REST API refuses the session; how the token endpoint would word it is unknown.',
    confidence: ['documented', 'choice'],
    source: 'sf-skills, ConnectedApp `sessionPolicy.policyAction`; jsforce pull 1301',
  },
  'OAUTH-16': {
    says: '`POST /services/oauth2/introspect` tells the app that a token was issued to whether it is `active`, and its `scope`, `client_id`, `username`, `sub`, `token_type`, `exp`, `iat`, `nbf`. Of tokens that are unknown, ended, or of another app it says `{"active":false}`, unless the app has `isIntrospectAllTokens`. That asking is no use of the token, and that `iat` is its making, are inferred.',
    confidence: ['documented', 'inferred'],
    source: 'help `remoteaccess_oidc_token_introspection_endpoint`; sf-skills, ConnectedApp',
  },
  'OAUTH-17': {
    says: 'The app proves itself there by `client_id` and `client_secret` in the form or by the scheme Basic. The errors are those of the other grants: `invalid_client_id` / `client identifier invalid`, `invalid_client` / `invalid client credentials`; that they, and their status 400, hold here is inferred. The simulator does not know `private_key_jwt` there.',
    confidence: ['documented', 'inferred'],
    source: 'help `remoteaccess_oidc_token_introspection_endpoint`; `.well-known/openid-configuration`',
  },
  'OAUTH-18': {
    says: 'A JWT-format access token has a header with `tnk`, `ver`, `kid`, `tty` (`sfdc-core-token`), and claims `scp`, `aud`, `sub` (`uid:<user>`), `nbf`, `mty`, `sfi`, `roles`, `iss`, `hsc`, `exp`, `iat`, `client_id`. What stands in `tnk` and `sfi` is ours.',
    confidence: ['documented', 'official source code', 'choice'],
    source: 'help `jwt_access_tokens`; tests of the Mobile SDKs (`JwtAccessTokenTest`)',
  },
  'OAUTH-19': {
    says: '`GET /id/keys` answers the public keys as JSON web keys; that the key of JWT-format access tokens is among them is inferred.',
    confidence: ['documented', 'inferred'],
    source: '`.well-known/openid-configuration` (`jwks_uri`); help `jwt_access_tokens`',
  },
  'OAUTH-20': {
    says: 'A body of more than 1000000 bytes is refused by the OAuth endpoints with 413 and words of ours. No limit is published; real assertions have fewer than 2000.',
    confidence: ['choice'],
    source: 'none',
  },
} satisfies Record<string, FactRow>;
