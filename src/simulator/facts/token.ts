import type { FactRow } from './fact-row.ts';

/** Of the token endpoint. Each refusal is HTTP 400 with a JSON body of exactly `error` and `error_description`, and `Cache-Control: no-store`. */
export const tokenFacts = {
  'TOKEN-01': {
    says: "`invalid_grant` / `user hasn't approved this consumer`: the username is unknown here, or the app is self-authorize and this user never approved it with a refresh token.",
    confidence: ['observed', 'documented'],
    source: 'cli#1640, cli#2575, cli#2857; DX guide, authorization errors',
  },
  'TOKEN-02': {
    says: '`invalid_app_access` / `user is not admin approved to access this app`: only approved users may log in, and neither a permission set nor the profile of the user is assigned to the app.',
    confidence: ['observed'],
    source: 'public repositories that quote the answer',
  },
  'TOKEN-03': {
    says: '`invalid_client_id` / `client identifier invalid`: no app with this consumer key, or not yet.',
    confidence: ['official source code', 'observed'],
    source:
      '`github.com/salesforcecli/plugin-auth` (login.jwt.nut.ts); `github.com/omniphx/forrest` issues 184, 290',
  },
  'TOKEN-04': {
    says: '`invalid_request` / `refresh_token scope is required and the connected app should be installed and preauthorized`: the app lacks the scope `refresh_token`, although this flow never returns a refresh token.',
    confidence: ['observed'],
    source: 'public repositories that quote the answer',
  },
  'TOKEN-05': {
    says: "`invalid_grant` / `invalid assertion`: the JWT is malformed, its signature does not fit the app's certificate, its algorithm is not RS256, or the app has no certificate.",
    confidence: ['observed', 'inferred'],
    source: 'cli#217; `github.com/forcedotcom/sfdx-travisci` issue 135; JWT help for the algorithm',
  },
  'TOKEN-06': {
    says: "`invalid_grant` / `audience is invalid`: the `aud` is none of this org's; also a list instead of one text, or none.",
    confidence: ['observed', 'inferred'],
    source: 'cli#3325, cli#3482; `github.com/forcedotcom/datacloud-jdbc` pull 132 for the list',
  },
  'TOKEN-07': {
    says: '`invalid_grant` / `expired authorization code`: `exp` lies in the past by more than the three minutes of tolerance.',
    confidence: ['observed'],
    source:
      '`salesforce.stackexchange.com/questions/282513`; `github.com/simple-salesforce/simple-salesforce` issues 371, 491; tolerance: "Identify Your Users and Manage Access"',
  },
  'TOKEN-08': {
    says: '`app_not_found` / `External client app is not installed in this org`: the key belongs to an External Client App of another org, or such an app is called by way of login or test instead of the My Domain.',
    confidence: ['observed'],
    source: 'cli#3482, cli#3638; `github.com/n8n-io/n8n` issue 28990',
  },
  'TOKEN-09': {
    says: "`oauth_flow_disabled` / `The external client app or the OAuth plugin is disabled.`: the app's policy switches it, or its OAuth plugin, off.",
    confidence: ['observed', 'inferred'],
    source: 'public repositories that quote the answer',
  },
  'TOKEN-10': {
    says: '`invalid_grant` / `inactive user`: the user is deactivated.',
    confidence: ['observed'],
    source: '`github.com/restforce/restforce` issue 303',
  },
  'TOKEN-11': {
    says: '`invalid_grant` / `login rate exceeded`: more than 3600 logins of one user in an hour.',
    confidence: ['observed', 'documented'],
    source: '`github.com/n8n-io/n8n` pull 32325; help articles 000381578, 000233559',
  },
  'TOKEN-12': {
    says: "`invalid_grant` / `ip restricted`: the address is outside the login IP ranges of the profile. The JWT bearer flow is held to them whatever the app's policy of IP relaxation says. The ranges of an app were not seen to refuse a login of this flow, and do not here; every caller is 127.0.0.1.",
    confidence: ['documented', 'observed', 'choice'],
    source: 'help `connected_app_continuous_ip`; `github.com/forceworkbench/forceworkbench` issue 772',
  },
  'TOKEN-15': {
    says: '`unsupported_grant_type` / `grant type not supported`: any grant type but the JWT bearer one (the simulator knows no other); also none.',
    confidence: ['observed', 'choice'],
    source: 'the `sf-jwt-token` project, issue 1; an absent grant type is our guess',
  },
  'TOKEN-17': {
    says: "`bad_jti_claim` / `jti was used before [simulated wording]`: an accepted assertion's `jti` comes again. The code is real, the text is not; ids are kept until the assertion expires, but when an org has 20000, the newest 10000 alone.",
    confidence: ['official source code', 'choice'],
    source: 'Salesforce Mobile SDK error enumeration; Service Cloud Voice guide on `jti`',
  },
  'TOKEN-22': {
    says: '`invalid_request` / `Must use HTTP POST`: any other method. The text is from the list of the general errors; whether it shows for this grant is unknown.',
    confidence: ['documented', 'inferred'],
    source: 'error help',
  },
  'TOKEN-23': {
    says: '`invalid_request` / `missing assertion [simulated wording]`: there is no assertion.',
    confidence: ['choice'],
    source: 'none',
  },
  'TOKEN-30': {
    says: 'Success has `access_token`, `scope`, `instance_url` (no slash at the end), `id` (host login or test by org type, 18-character ids) and `token_type` alone. `scope` does not show `refresh_token`. The token is the 15-character org id, `!`, and random characters.',
    confidence: ['documented', 'inferred'],
    source: 'Salesforce Platform APIs Postman collection; JWT help',
  },
  'TOKEN-31': {
    says: 'An app with `isNamedUserJwtEnabled` issues JWT-format tokens; the answer then also has `token_format` and `issued_at`. The claims in the simulated token are ours. `api_instance_url`, which was seen with such tokens and with scopes of the platform, is left out: it names a host outside of any org (ORG-05).',
    confidence: ['official source code', 'choice'],
    source: 'jsforce; help `jwt_access_tokens`',
  },
  'TOKEN-40': {
    says: 'The grant type is `urn:ietf:params:oauth:grant-type:jwt-bearer`; it and `assertion` come in a form body, or in the query of a POST.',
    confidence: ['documented', 'observed'],
    source: 'JWT help; public gists for the query',
  },
  'TOKEN-41': {
    says: '`exp` may be a number or a text of digits, and may lie far ahead: the released CLI sends milliseconds.',
    confidence: ['official source code', 'observed'],
    source: 'core, `authInfo.ts`; `github.com/simple-salesforce/simple-salesforce`',
  },
  'TOKEN-42': {
    says: 'Of `prn` and `sub`, `prn` wins. Usernames compare without case (the latter is our choice).',
    confidence: ['documented', 'choice'],
    source: 'JWT assertion page of `documentation.sailpoint.com`, a copy of older official text',
  },
  'TOKEN-43': {
    says: 'Of `aud` only the host counts: clients write it with and without scheme, slash and path. `localhost` and `127.0.0.1` are one host here.',
    confidence: ['observed', 'inferred'],
    source: 'cli#3482; `github.com/restforce/restforce`; `github.com/omniphx/forrest`',
  },
  'TOKEN-44': {
    says: 'At the My Domain, its own origin and login (production) or test (sandbox) are allowed; at login or test only that host itself. An External Client App may be called at the My Domain with `aud` login or test: reports disagree.',
    confidence: ['observed', 'choice'],
    source: 'cli#3482 for the three combinations; `github.com/restforce/restforce` pull 886',
  },
  'TOKEN-45': {
    says: "Order of the checks: method, grant type, form of the JWT, `iss`, signature, `aud`, `exp`, `jti`, app here and enabled, user, scope, approval, login. Published attempts show only that `aud` comes before the app's presence.",
    confidence: ['inferred', 'choice'],
    source: 'cli#3325, cli#3482',
  },
  'TOKEN-46': {
    says: 'Without `exp` the assertion is invalid; without `sub` the user is unknown; `nbf`, `iat`, `scope` and unknown claims are ignored.',
    confidence: ['choice'],
    source: 'none',
  },
  'TOKEN-47': {
    says: 'Segments are base64url without padding, white space or line breaks; header members such as `jku`, `x5u`, `jwk`, `kid` are ignored, `crit` is refused.',
    confidence: ['documented', 'inferred'],
    source: 'RFC 7515 sections 2 and 4.1.11; JWT help',
  },
  'TOKEN-48': {
    says: 'The org may hand back the token of a session that still lives; the simulator always does.',
    confidence: ['documented', 'choice'],
    source: 'help `remoteaccess_oauth_tokens_scopes`',
  },
  'TOKEN-49': {
    says: "A new app, certificate, policy or assignment takes minutes to be effective. Until then the endpoint answers as before the change: `client identifier invalid`, `invalid assertion`, `user hasn't approved this consumer`, or the missing scope. That the old certificate works on meanwhile, unless `certificate-gap` is assumed, and that removals act at once, is our choice.",
    confidence: ['documented', 'observed', 'choice'],
    source:
      'text in Setup after saving a Connected App; DX guide, authorization errors; `github.com/hardisgroupcom/sfdx-hardis`',
  },
  'TOKEN-50': {
    says: 'Only successes count for the login limit; whether refusals count is unknown.',
    confidence: ['choice'],
    source: 'help article 000381578 does not say',
  },
  'TOKEN-51': {
    says: 'An app whose scopes are nothing but `refresh_token` is refused like a missing approval: one more standard scope is needed. The words for it are unknown. A real org gives a self-authorize app the scopes of all earlier approvals together, the simulator those of the app.',
    confidence: ['documented', 'choice'],
    source: 'JWT help',
  },
  'TOKEN-52': {
    says: 'Scope names of the metadata become the OAuth names of the discovery document (`Api` → `api`, `Basic` → `id`, `CustomApplications` → `visualforce` …). Not every pair is published.',
    confidence: ['documented', 'inferred'],
    source: '`.well-known/openid-configuration` of login; sf-skills',
  },
  'TOKEN-13': {
    says: '`invalid_grant` / `activation secret invalid`: the approval that a user gave a self-authorize app is spoilt. What spoils one in a real org is unknown; here a test does.',
    confidence: ['observed', 'choice'],
    source: '`github.com/restforce/restforce` issue 826',
  },
  'TOKEN-14': {
    says: '`invalid_grant` / `inactive user` also for a frozen user; the login history says `User is frozen`.',
    confidence: ['inferred'],
    source: 'Object reference, EventLogFile login status; the text for a frozen user was not seen',
  },
  'TOKEN-16': {
    says: '`app_blocked` / `this app is blocked by admin`: an administrator blocked the app. The code is real, the text was seen at `/authorize` only.',
    confidence: ['official source code', 'inferred'],
    source: 'Salesforce Mobile SDK error enumeration',
  },
  'TOKEN-18': {
    says: '`inactive_org` / `Org is locked, closed, or suspended`: as the error help lists it; newer lists of the codes leave it out.',
    confidence: ['documented', 'choice'],
    source: 'error help',
  },
  'TOKEN-19': {
    says: '`invalid_grant` / `time restricted [simulated wording]`: outside the login hours of the profile (ORG-23). The login history says `Restricted time`.',
    confidence: ['documented', 'choice'],
    source: 'Object reference, EventLogFile login status',
  },
  'TOKEN-21': {
    says: '`invalid_grant` / `authentication failure`: a login is refused without a reason. The error help lists it for this flow, too; it was seen of the password flow alone, and what causes it here is unknown: a scenario or a test does. That it comes after all other checks, and leaves no row in the login history, is ours.',
    confidence: ['documented', 'choice'],
    source: 'error help; tests of `github.com/restforce/restforce`',
  },
  'TOKEN-20': {
    says: '`invalid_session_level` / `the app requires a high assurance session [simulated wording]`: only with the assumption `high-assurance-at-login`; the code is real, where it shows is unknown.',
    confidence: ['official source code', 'choice'],
    source: 'Salesforce Mobile SDK error enumeration',
  },
  'TOKEN-32': {
    says: 'A user of an Experience Cloud site logs in at the site, with the site or the shared host as audience, and gets `sfdc_community_url` and `sfdc_community_id` besides. That the My Domain does not know such a user, and the site no other, is ours; so is the id.',
    confidence: ['documented', 'official source code', 'choice'],
    source: 'JWT help; jsforce, `oauth2.ts`',
  },
  'TOKEN-53': {
    says: 'With the assumption `invalid-client-for-wrong-signature`, a signature that does not fit is `invalid_client` / `invalid client credentials`, as some orgs say.',
    confidence: ['observed', 'choice'],
    source: 'public repositories that quote the answer',
  },
  'TOKEN-54': {
    says: 'With the assumption `strict-expiry`, an `exp` more than five minutes ahead is an invalid assertion. Real orgs take far ones; this teaches the documented habit.',
    confidence: ['documented', 'choice'],
    source: 'JWT help (three minutes; older copies five)',
  },
  'TOKEN-55': {
    says: 'With the assumption `expired-certificate-refused`, a certificate that has ended makes the assertion invalid. Salesforce said in 2020 that certificates are not refused for their age; several blogs say the opposite.',
    confidence: ['observed', 'choice'],
    source: '`salesforce.stackexchange.com/questions/313488`',
  },
  'TOKEN-56': {
    says: "The consumer key is known to all orgs; a Connected App of another org than the user's counts as not approved.",
    confidence: ['inferred'],
    source: 'cli#3482 for the keys; cli#1640 for the answer',
  },
} satisfies Record<string, FactRow>;
