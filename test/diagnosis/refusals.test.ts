import { expect } from 'chai';
import { explainRefusal, type LoginAttempt } from '../../src/diagnosis/explain.ts';
import { isTransientRefusal, refusalRules, type Refusal } from '../../src/diagnosis/refusals.ts';
import { shownBy } from '../io/thrown.ts';

const attempt: LoginAttempt = {
  clientId: '3MVG9.the.consumer.key',
  username: 'ci@example.com',
  audience: 'https://audience.example.com',
  host: 'https://host.example.com',
  retry: 'sf jwt token --client-id 3MVG9.the.consumer.key --wait 10',
};

/** Bodies of error answers as orgs gave them, and as Salesforce's documentation lists them → the rule that knows them. */
const refusals: Array<[error: string, description: string, rule: string]> = [
  ['invalid_grant', "user hasn't approved this consumer", 'UserNotApproved'],
  ['invalid_grant', "User hasn't approved this consumer", 'UserNotApproved'],
  ['invalid_app_access', 'user is not admin approved to access this app', 'UserNotAdminApproved'],
  ['invalid_app_acess', "User isn't approved by an admin to access this app", 'UserNotAdminApproved'],
  ['invalid_client_id', 'client identifier invalid', 'ConsumerKeyUnknown'],
  ['invalid_client_id', 'Invalid client identifier', 'ConsumerKeyUnknown'],
  [
    'invalid_request',
    'refresh_token scope is required and the connected app should be installed and preauthorized',
    'RefreshTokenScopeMissing',
  ],
  [
    'invalid_request',
    'refresh_token scope is required and the connected app should be installed and preauthorized.',
    'RefreshTokenScopeMissing',
  ],
  [
    'invalid_request',
    'refresh_token scope is required. Install and preauthorize the app.',
    'RefreshTokenScopeMissing',
  ],
  ['invalid_grant', 'invalid assertion', 'AssertionInvalid'],
  ['invalid_grant', 'Invalid assertion', 'AssertionInvalid'],
  ['invalid_client', 'invalid client credentials', 'AssertionInvalid'],
  ['invalid_grant', 'audience is invalid', 'AudienceInvalid'],
  ['invalid_grant', 'Audience validation failed', 'AudienceInvalid'],
  ['invalid_grant', 'Invalid audience', 'AudienceInvalid'],
  ['invalid_grant', 'expired authorization code', 'AssertionExpired'],
  ['app_not_found', 'External client app is not installed in this org', 'AppNotInstalled'],
  ['invalid_grant', 'External client app is not installed in this org', 'AppNotInstalled'],
  ['oauth_flow_disabled', 'The external client app or the OAuth plugin is disabled.', 'AppDisabled'],
  ['invalid_grant', 'inactive user', 'UserInactive'],
  ['invalid_grant', 'invalid user', 'UserInactive'],
  ['inactive_user', 'User is inactive', 'UserInactive'],
  ['invalid_grant', 'login rate exceeded', 'LoginRateExceeded'],
  ['rate_limit_exceeded', 'Number of logins exceeded', 'LoginRateExceeded'],
  ['slow_down', '', 'LoginRateExceeded'],
  ['invalid_grant', 'ip restricted', 'IpRestricted'],
  ['invalid_grant', 'time restricted', 'LoginHours'],
  ['invalid_grant', 'activation secret invalid', 'ApprovalDamaged'],
  ['invalid_session_level', '', 'SessionLevelTooLow'],
  ['app_blocked', 'this app is blocked by admin', 'AppBlocked'],
  ['fail_close_app_blocked', '', 'AppBlocked'],
  ['client_blocked', '', 'AppBlocked'],
  ['access_denied', 'OAUTH_APP_BLOCKED : this app is blocked by admin', 'AppBlocked'],
  ['access_denied', 'OAUTH_APPROVAL_ERROR_GENERIC : An unexpected error has occurred', 'AppNotAllowed'],
  ['ecapp_policy_not_found', '', 'PoliciesMissing'],
  ['oauth_policy_not_found', '', 'PoliciesMissing'],
  ['inactive_org', 'Org is locked, closed, or suspended', 'OrgLocked'],
  ['bad_jti_claim', '', 'AssertionRepeated'],
  ['unsupported_grant_type', 'grant type not supported', 'RequestChanged'],
  ['invalid_request', 'HTTPS required', 'RequestChanged'],
  ['invalid_request', 'Must use HTTP POST', 'RequestChanged'],
  ['server_error', '', 'OrgFailed'],
  ['unknown_error', 'retry your request', 'OrgFailed'],
  ['invalid_grant', 'authentication failure', 'AuthenticationFailed'],
  ['invalid_grant', 'authentication failure - Failed: API-only user', 'AuthenticationFailed'],
];

/** Refusals that no rule claims: those of other grants, and texts that come close to one that is known. */
const unknown: Array<[error: string, description: string]> = [
  ['invalid_grant', 'request not supported on this domain'],
  ['invalid_grant', 'no client credentials user enabled'],
  ['invalid_grant', 'expired access/refresh token'],
  ['invalid_client', 'invalid client'],
  ['invalid_request', 'missing required code challenge'],
  ['installation_error', ''],
  ['', ''],
];

/** Refusals that waiting can heal, because a young app, grant or certificate causes them. */
const transient = [
  'UserNotApproved',
  'UserNotAdminApproved',
  'ConsumerKeyUnknown',
  'RefreshTokenScopeMissing',
  'AssertionInvalid',
  'AppNotInstalled',
];

describe('diagnosis/refusals', () => {
  for (const [error, description, rule] of refusals) {
    const refusal: Refusal = { error, description };

    it(`knows ${error} "${description}" by one rule, ${rule}`, () => {
      const hits = refusalRules.filter(({ matches }) => matches(refusal)).map(({ name }) => name);
      expect(hits).to.deep.equal([rule]);
      expect(explainRefusal(refusal, attempt).name).to.equal(`${rule}Error`);
      expect(isTransientRefusal(refusal)).to.equal(transient.includes(rule));
    });
  }

  for (const [error, description] of unknown) {
    it(`knows no cause of ${error || 'an answer without error'} "${description}", and does not wait for it`, () => {
      const refusal: Refusal = { error, description };
      expect(refusalRules.filter(({ matches }) => matches(refusal))).to.deep.equal([]);
      expect(isTransientRefusal(refusal)).to.equal(false);
      const { name, message, actions } = explainRefusal(refusal, attempt);
      expect(name).to.equal('LoginRefusedError');
      expect(message).to.include(`"${description}" (${error})`).and.to.include('tells no reason');
      expect(actions?.[0]).to.match(/: sf data query --query "SELECT LoginTime.* --target-org ADMIN_ORG$/);
    });
  }

  for (const { name, isTransient } of refusalRules) {
    describe(name, () => {
      const [error, description] = refusals.find(([, , rule]) => rule === name) ?? ['no row above', ''];
      const explained = explainRefusal({ error, description }, attempt);
      const numbers = [...explained.message.matchAll(/^ {2}(\d+)\. \S/gm)].map(([, number]) =>
        Number(number),
      );

      it('has a row in the tables above', () => {
        expect(refusals.map(([, , rule]) => rule)).to.include(name);
        expect(transient.includes(name)).to.equal(isTransient);
      });

      it("begins with the org's own words", () => {
        expect(explained.message).to.match(/^The org refused the login with /);
        expect(explained.message).to.include(`"${description}" (${error})`);
      });

      it('numbers its causes from 1, the most likely first, where there are several', () => {
        expect(numbers).to.deep.equal(numbers.map((_, index) => index + 1));
        expect(numbers.length).not.to.equal(1);
        if (numbers.length > 0)
          expect(explained.message).to.include('Possible causes, the most likely first:');
        else expect(explained.message.split('\n')).to.have.length(2);
      });

      it('answers each of its causes, and no other', () => {
        const answered = (explained.actions ?? []).flatMap((action) =>
          [...action.matchAll(/\bcause (\d+)/gi)].map(([, number]) => Number(number)),
        );
        expect(answered).to.deep.equal(numbers);
      });

      it('names the command that decides, where there are several', () => {
        const decides = (explained.actions ?? []).filter((action) =>
          /: sf jwt diagnose --client-id 3MVG9\.the\.consumer\.key --target-org ADMIN_ORG$/.test(action),
        );
        expect(decides).to.have.length(numbers.length > 0 ? 1 : 0);
      });

      it('ends in the command that asks again', () => {
        expect(explained.actions?.at(-1)).to.match(
          /: sf jwt token --client-id 3MVG9\.the\.consumer\.key --wait 10$/,
        );
      });

      it('leaves no placeholder open', () => {
        expect(shownBy(explained)).not.to.match(/%[sdj]|undefined|\[object|NaN|Infinity/);
      });

      it('carries the refusal and the attempt for machines', () => {
        const { clientId, username, audience, host } = attempt;
        expect(explained.data).to.deep.equal({ error, description, clientId, username, audience, host });
      });
    });
  }

  const shown: Array<[rule: string, parts: string[]]> = [
    [
      'UserNotApproved',
      ['"ci@example.com"', 'the audience https://audience.example.com', "LIKE 'ci%'", 'sf jwt app approve'],
    ],
    ['UserNotAdminApproved', ['"ci@example.com"', '--assign-to ci@example.com']],
    ['ConsumerKeyUnknown', ['"3MVG9.the.consumer.key"', 'https://host.example.com']],
    ['RefreshTokenScopeMissing', ['refresh_token, offline_access', 'sf jwt app create']],
    ['AssertionInvalid', ['certificate', '--jwt-key-file']],
    ['AudienceInvalid', ['"https://audience.example.com"', '--audience https://host.example.com']],
    ['AssertionExpired', ['clock', 'date -u']],
    ['AppNotInstalled', ['My Domain', 'https://host.example.com', '--instance-url']],
  ];
  for (const [rule, parts] of shown) {
    it(`${rule} shows ${parts.join(' · ')}`, () => {
      const [error, description] = refusals.find(([, , name]) => name === rule)!;
      const text = shownBy(explainRefusal({ error, description }, attempt));
      for (const part of parts) expect(text).to.include(part);
    });
  }

  it('leads to no diagnosis from a command that does not say the parts of the login', () => {
    const refusal = { error: 'invalid_grant', description: 'invalid assertion' };
    const { actions } = explainRefusal(refusal, { ...attempt, retry: 'sf jwt app rotate --name Jwt_Cli' });
    expect(actions?.join('\n')).not.to.include('sf jwt diagnose');
    expect(actions?.at(-1)).to.match(/: sf jwt app rotate --name Jwt_Cli$/);
  });

  it('quotes words of the org that look like placeholders as they are', () => {
    const refusal = { error: 'invalid_grant', description: '100%s %d of audience is invalid %j' };
    expect(explainRefusal(refusal, attempt).message).to.include(
      '"100%s %d of audience is invalid %j" (invalid_grant)',
    );
  });

  it('speaks of what a general host does only where one was asked', () => {
    const refusal = {
      error: 'app_not_found',
      description: 'External client app is not installed in this org',
    };
    const host = 'https://login.salesforce.com';
    expect(explainRefusal(refusal, attempt).message).not.to.include('general host');
    expect(explainRefusal(refusal, { ...attempt, host }).message).to.include('general host');
  });
});
