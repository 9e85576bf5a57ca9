import { nameOf } from '../apps.ts';
import { type Claim, eachHolds, type Expected, judge, judgeFact, seenIn } from '../claim.ts';
import { deletionOf, HEADER } from '../components.ts';
import { deployFiles } from '../deploy.ts';
import { type Answer, jsonOf, listAt, valueAt } from '../http.ts';
import { requireLogin } from '../logins.ts';
import { ask, callAs, callRest, rowsOf, type Trial } from '../trial.ts';

const IDENTITY_MEMBERS =
  'id asserted_user user_id organization_id username nick_name display_name email email_verified first_name ' +
  'last_name timezone photos.picture photos.thumbnail addr_street addr_city addr_state addr_country addr_zip ' +
  'mobile_phone mobile_phone_verified is_lightning_login_user status urls.rest urls.custom_domain active user_type ' +
  'language locale utcOffset last_modified_date is_app_installed';

const USER_MEMBERS =
  'sub user_id organization_id preferred_username nickname name email email_verified given_name family_name ' +
  'zoneinfo photos.picture photos.thumbnail profile picture phone_number phone_number_verified address ' +
  'is_salesforce_integration_user urls.rest urls.custom_domain active user_type language locale utcOffset ' +
  'updated_at is_app_installed';

const DISCOVERY_MEMBERS =
  'issuer authorization_endpoint token_endpoint revocation_endpoint userinfo_endpoint jwks_uri registration_endpoint ' +
  'introspection_endpoint scopes_supported response_types_supported subject_types_supported ' +
  'id_token_signing_alg_values_supported display_values_supported token_endpoint_auth_methods_supported claims_supported';

function bearer(token: string): { headers: Record<string, string> } {
  return { headers: { authorization: `Bearer ${token}` } };
}

const deadToken = (trial: Trial): string => `${trial.org.orgId.slice(0, 15)}!conformance.nobody`;
const identityPath = ({ org }: Trial): string => `/id/${org.orgId}/${org.userId}`;

function revoke(trial: Trial, token: string): Promise<Answer> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const body = new URLSearchParams({ token }).toString();
  return ask(trial, '/services/oauth2/revoke', { method: 'POST', headers, body });
}

const restOf = (trial: Trial, token: string): Promise<Answer> => callAs(trial, token, '');

/** What the two endpoints that tell of the user say without a good token. */
function refusedToken(
  facts: Claim['facts'],
  says: string,
  path: (trial: Trial) => string,
  token: (trial: Trial) => string,
  text: string,
): Claim {
  return {
    facts,
    says,
    run: async (trial) => {
      const sending = token(trial) === '' ? {} : bearer(token(trial));
      return judge(seenIn(await ask(trial, path(trial), sending)), { status: 403, text });
    },
  };
}

const userInfo = (): string => '/services/oauth2/userinfo';

const people: Claim[] = [
  {
    facts: ['OAUTH-01'],
    says: 'userinfo tells the user, the org and its URLs',
    apps: ['good'],
    run: async (trial) => {
      const token = await requireLogin(trial, 'good');
      return judge(seenIn(await ask(trial, userInfo(), bearer(token))), {
        status: 200,
        members: USER_MEMBERS,
        values: { organization_id: trial.org.orgId, preferred_username: trial.org.username },
      });
    },
  },
  refusedToken(
    ['OAUTH-02'],
    'userinfo refuses a dead token by 403 and plain text',
    userInfo,
    deadToken,
    'Bad_OAuth_Token',
  ),
  refusedToken(['OAUTH-02'], 'so does the identity URL', identityPath, deadToken, 'Bad_OAuth_Token'),
  refusedToken(['OAUTH-03'], 'userinfo without a token is 403', userInfo, () => '', 'Missing_OAuth_Token'),
  {
    facts: ['OAUTH-04'],
    says: 'an identity URL with an id that nobody has is 404',
    run: async (trial) => {
      const path = `/id/${trial.org.orgId}/005000000000000AAA`;
      return judge(seenIn(await ask(trial, path, bearer(trial.accessToken))), { status: 404 });
    },
  },
  {
    facts: ['OAUTH-05'],
    says: 'the identity URL tells the user; version=latest fills in the newest API version',
    run: async (trial) => {
      const answer = await ask(trial, `${identityPath(trial)}?version=latest`, bearer(trial.accessToken));
      return judge(seenIn(answer), {
        status: 200,
        members: IDENTITY_MEMBERS,
        values: { username: trial.org.username, 'urls.rest': /\/services\/data\/v\d+\.0\/$/ },
      });
    },
  },
];

const revocations: Claim[] = [
  {
    facts: ['OAUTH-06'],
    says: 'revoking a token is 200 without a body, and ends the session',
    apps: ['good'],
    run: async (trial) => {
      const token = await requireLogin(trial, 'good');
      return eachHolds(
        async () => judge(seenIn(await revoke(trial, token)), { status: 200, text: '' }),
        async () => judge(seenIn(await restOf(trial, token)), { status: 401 }),
      );
    },
  },
  {
    facts: ['OAUTH-06'],
    says: 'the DeleteToken of an OauthToken row revokes, too',
    apps: ['good'],
    run: async (trial) => {
      const token = await requireLogin(trial, 'good');
      const own = `UserId = '${trial.org.userId}' AND AppName = '${nameOf(trial, 'good')}'`;
      const [row] = await rowsOf(trial, `SELECT AppName, DeleteToken, UserId FROM OauthToken WHERE ${own}`);
      if (row === undefined) return judgeFact(false, 'a row of OauthToken for the login', 'none');
      return eachHolds(
        async () => judge(seenIn(await revoke(trial, String(row.DeleteToken))), { status: 200, text: '' }),
        async () => judge(seenIn(await restOf(trial, token)), { status: 401 }),
      );
    },
  },
  {
    facts: ['OAUTH-07'],
    says: 'revoking a dead token is 400 invalid_token, in the form of a query string',
    run: async (trial) =>
      judge(seenIn(await revoke(trial, deadToken(trial))), {
        status: 400,
        text: /^error=invalid_token(&|$)/,
      }),
  },
  {
    facts: ['OAUTH-13'],
    says: 'deleting the app ends its sessions',
    apps: ['deleted'],
    run: async (trial) => {
      const token = await requireLogin(trial, 'deleted');
      const member = { type: HEADER, fullName: nameOf(trial, 'deleted') };
      await deployFiles(trial, deletionOf([member], trial.org.apiVersion), {});
      return judge(seenIn(await restOf(trial, token)), { status: 401 });
    },
  },
];

async function usageOf(trial: Trial): Promise<{ answer: Answer; app: unknown }> {
  const answer = await callRest(trial, '/apps/oauth/usage');
  const name = nameOf(trial, 'good');
  const app = listAt(jsonOf(answer), 'apps').find((item) => valueAt(item, 'developerName') === name);
  return { answer, app };
}

const usage: Claim[] = [
  {
    facts: ['OAUTH-10'],
    says: 'the usage resources list the apps that have tokens, and the tokens of a user',
    apps: ['good'],
    run: async (trial) => {
      await requireLogin(trial, 'good');
      const { answer, app } = await usageOf(trial);
      const id = String(valueAt(app, 'identifier'));
      const tokens = `/apps/oauth/usage/${id}/${trial.org.userId}/tokens`;
      return eachHolds(
        async () =>
          Promise.resolve(
            judge(
              { ...seenIn(answer), value: app },
              { status: 200, members: 'developerName identifier label' },
            ),
          ),
        async () =>
          judge(seenIn(await callRest(trial, tokens)), {
            status: 200,
            members:
              'tokens.0.accessTokenFormat tokens.0.lastUsedAt tokens.0.revocationUrl tokens.0.useCount',
          }),
      );
    },
  },
  {
    facts: ['OAUTH-11'],
    says: "deleting an app's tokens is 204, and ends its sessions",
    apps: ['good'],
    run: async (trial) => {
      const token = await requireLogin(trial, 'good');
      const id = String(valueAt((await usageOf(trial)).app, 'identifier'));
      return eachHolds(
        async () =>
          judge(seenIn(await callRest(trial, `/apps/oauth/usage/${id}/tokens`, 'DELETE')), { status: 204 }),
        async () => judge(seenIn(await restOf(trial, token)), { status: 401 }),
      );
    },
  },
];

function discovery(
  facts: Claim['facts'],
  says: string,
  name: string,
  expected: (trial: Trial) => Expected,
): Claim {
  return {
    facts,
    says,
    run: async (trial) =>
      judge(seenIn(await ask(trial, `/.well-known/${name}`)), { status: 200, ...expected(trial) }),
  };
}

const discoveries: Claim[] = [
  discovery(
    ['OAUTH-08'],
    'the My Domain is the issuer of its openid-configuration',
    'openid-configuration',
    ({ org }) => ({
      members: DISCOVERY_MEMBERS,
      values: { issuer: org.instanceUrl.origin },
    }),
  ),
  discovery(
    ['OAUTH-09'],
    'auth-configuration tells org and My Domain without a session',
    'auth-configuration',
    ({ org }) => ({
      members:
        'MobileSDK LoginPage SamlProviders AuthProviders CertificateLogin LoginPageType LoginPageTypeConfigs',
      values: { OrgId: org.orgId.slice(0, 15), Url: org.instanceUrl.origin },
    }),
  ),
];

/** The login that the REST API then refuses. */
const assurance: Claim = {
  facts: ['OAUTH-15'],
  says: 'an app that demands high assurance gives a token that the REST API refuses',
  apps: ['highAssurance'],
  run: async (trial) => {
    const token = await requireLogin(trial, 'highAssurance');
    return judge(seenIn(await restOf(trial, token)), {
      status: 401,
      values: { '0.message': 'This session is not valid for use with the REST API' },
    });
  },
};

/** The OAuth endpoints beside the token endpoint. */
export const oauthClaims: Claim[] = [...people, ...usage, ...revocations, ...discoveries, assurance];
