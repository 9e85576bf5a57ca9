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
];

/** Refusals that no rule claims: other causes, and texts that come close to one that is known. */
const unknown: Array<[error: string, description: string]> = [
  ['oauth_flow_disabled', 'The external client app or the OAuth plugin is disabled.'],
  ['invalid_grant', 'inactive user'],
  ['invalid_grant', 'login rate exceeded'],
  ['invalid_grant', 'ip restricted'],
  ['invalid_grant', 'activation secret invalid'],
  ['invalid_grant', 'authentication failure'],
  ['invalid_grant', 'request not supported on this domain'],
  ['invalid_grant', 'expired access/refresh token'],
  ['unsupported_grant_type', 'grant type not supported'],
  ['app_blocked', 'this app is blocked by admin'],
  ['bad_jti_claim', ''],
  ['invalid_client', 'invalid client'],
  ['invalid_request', 'HTTPS required'],
  ['', ''],
];

/** A refusal that waiting can heal, because a young app, grant or certificate causes it. */
const transient: Record<string, boolean> = {
  UserNotApproved: true,
  UserNotAdminApproved: true,
  ConsumerKeyUnknown: true,
  RefreshTokenScopeMissing: true,
  AssertionInvalid: true,
  AudienceInvalid: false,
  AssertionExpired: false,
  AppNotInstalled: true,
};

describe('diagnosis/refusals', () => {
  for (const [error, description, rule] of refusals) {
    const refusal: Refusal = { error, description };

    it(`knows ${error} "${description}" by one rule, ${rule}`, () => {
      const hits = refusalRules.filter(({ matches }) => matches(refusal)).map(({ name }) => name);
      expect(hits).to.deep.equal([rule]);
      expect(explainRefusal(refusal, attempt).name).to.equal(`${rule}Error`);
      expect(isTransientRefusal(refusal)).to.equal(transient[rule]);
    });
  }

  for (const [error, description] of unknown) {
    it(`knows no cause of ${error || 'an answer without error'} "${description}", and does not wait for it`, () => {
      const refusal: Refusal = { error, description };
      expect(refusalRules.filter(({ matches }) => matches(refusal))).to.deep.equal([]);
      expect(isTransientRefusal(refusal)).to.equal(false);
      const { name, message, actions } = explainRefusal(refusal, attempt);
      expect(name).to.equal('LoginRefusedError');
      expect(message).to.include(`"${description}" (${error})`).and.to.include(attempt.host);
      expect(actions?.at(-1)).to.match(/: sf /);
    });
  }

  for (const { name, isTransient } of refusalRules) {
    describe(name, () => {
      const [error, description] = refusals.find(([, , rule]) => rule === name) ?? ['no row above', ''];
      const explained = explainRefusal({ error, description }, attempt);

      it('has a row in the tables above', () => {
        expect(refusals.map(([, , rule]) => rule)).to.include(name);
        expect(transient[name]).to.equal(isTransient);
      });

      it("begins with the org's own words", () => {
        expect(explained.message).to.match(/^The org refused the login with /);
        expect(explained.message).to.include(`"${description}" (${error})`);
      });

      it('numbers its causes from 1, the most likely first', () => {
        const numbers = [...explained.message.matchAll(/^ {2}(\d+)\. \S/gm)].map(([, number]) =>
          Number(number),
        );
        expect(numbers).to.have.length.above(1);
        expect(numbers).to.deep.equal(numbers.map((_, index) => index + 1));
        expect(explained.message).to.include('Possible causes, the most likely first:');
      });

      it('answers each cause that an action names, and no other', () => {
        const causes = [...explained.message.matchAll(/^ {2}(\d+)\. /gm)].map(([, number]) => number);
        const answered = (explained.actions ?? []).flatMap((action) =>
          [...action.matchAll(/\bcause (\d+)/gi)].map(([, number]) => number),
        );
        expect(causes).to.include.members(answered);
      });

      it('ends in the command that asks again', () => {
        expect(explained.actions?.at(-1)).to.match(
          /: sf jwt token --client-id 3MVG9\.the\.consumer\.key --wait 10$/,
        );
      });

      it('leaves no placeholder open', () => {
        expect(shownBy(explained)).not.to.match(/%[sdj]|undefined|\[object|NaN/);
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
      ['"ci@example.com"', 'the audience was https://audience.example.com', "LIKE 'ci@example.com'"],
    ],
    ['UserNotAdminApproved', ['"ci@example.com"', '--on-behalf-of ci@example.com']],
    ['ConsumerKeyUnknown', ['"3MVG9.the.consumer.key"', 'https://host.example.com']],
    ['RefreshTokenScopeMissing', ['refresh_token, offline_access', 'sf jwt app create']],
    ['AssertionInvalid', ['certificate', '--jwt-key-file']],
    [
      'AudienceInvalid',
      [
        '"https://audience.example.com"',
        'the host https://host.example.com',
        '--audience https://login.salesforce.com',
      ],
    ],
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

  it('quotes words of the org that look like placeholders as they are', () => {
    const refusal = { error: 'invalid_grant', description: '100%s %d of audience is invalid %j' };
    expect(explainRefusal(refusal, attempt).message).to.include(
      '"100%s %d of audience is invalid %j" (invalid_grant)',
    );
  });
});
