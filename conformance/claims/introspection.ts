import { consumerKeyOf, consumerSecretOf } from '../apps.ts';
import { type Claim, eachHolds, judge, judgeFact, seenIn } from '../claim.ts';
import { type Answer, jsonOf, valueAt } from '../http.ts';
import { requireLogin } from '../logins.ts';
import { ask, type Trial } from '../trial.ts';

type Client = { clientId: string; secret: string };

const clientOf = (trial: Trial): Client => ({
  clientId: consumerKeyOf(trial, 'introspecting'),
  secret: consumerSecretOf(trial),
});

function introspect(trial: Trial, token: string, { clientId, secret }: Client): Promise<Answer> {
  const form = { token, client_id: clientId, client_secret: secret };
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const body = new URLSearchParams(form).toString();
  return ask(trial, '/services/oauth2/introspect', { method: 'POST', headers, body });
}

const deadToken = ({ org }: Trial): string => `${org.orgId.slice(0, 15)}!conformance.nobody`;

const introspections: Claim[] = [
  {
    facts: ['OAUTH-16'],
    says: 'introspection tells an app of its own living token, and of any other that it is not active',
    apps: ['introspecting'],
    run: async (trial) => {
      const token = await requireLogin(trial, 'introspecting');
      const client = clientOf(trial);
      return eachHolds(
        async () =>
          judge(seenIn(await introspect(trial, token, client)), {
            status: 200,
            values: { active: true, username: trial.org.username, client_id: client.clientId },
            members: 'scope sub token_type exp iat nbf',
          }),
        async () =>
          judge(seenIn(await introspect(trial, deadToken(trial), client)), {
            status: 200,
            text: '{"active":false}',
          }),
      );
    },
  },
  {
    facts: ['OAUTH-17'],
    says: 'introspection refuses an app that does not prove itself',
    apps: ['introspecting'],
    run: async (trial) => {
      await requireLogin(trial, 'introspecting');
      const { clientId, secret } = clientOf(trial);
      const expected = (error: string, words: string) => ({
        status: 400,
        values: { error, error_description: words },
      });
      return eachHolds(
        async () =>
          judge(
            seenIn(await introspect(trial, 'x', { clientId, secret: 'Wrong' })),
            expected('invalid_client', 'invalid client credentials'),
          ),
        async () =>
          judge(
            seenIn(await introspect(trial, 'x', { clientId: 'NobodysKey', secret })),
            expected('invalid_client_id', 'client identifier invalid'),
          ),
      );
    },
  },
];

function decode(token: string, part: number): unknown {
  return jsonOf({ text: Buffer.from(token.split('.')[part] ?? '', 'base64url').toString('utf8') });
}

const tokens: Claim[] = [
  {
    facts: ['OAUTH-18'],
    says: 'a JWT-format access token names its format in the header, and org, user, app and scopes in its claims',
    apps: ['issuesJwtTokens'],
    run: async (trial) => {
      const token = await requireLogin(trial, 'issuesJwtTokens');
      const [header, claims] = [decode(token, 0), decode(token, 1)];
      const names = 'scp aud sub nbf mty sfi roles iss hsc exp iat client_id'.split(' ');
      const missing = [
        ...['tnk', 'ver', 'kid'].filter((name) => valueAt(header, name) === undefined),
        ...(valueAt(header, 'tty') === 'sfdc-core-token' ? [] : ['tty sfdc-core-token']),
        ...names.filter((name) => valueAt(claims, name) === undefined),
        ...(valueAt(claims, 'sub') === `uid:${trial.org.userId}` ? [] : ['sub of the user']),
      ];
      return judgeFact(
        missing.length === 0,
        missing.join(', '),
        missing.length === 0 ? 'all' : 'no such members',
      );
    },
  },
  {
    facts: ['OAUTH-19'],
    says: 'the public keys of the org are JSON web keys',
    run: async (trial) =>
      judge(seenIn(await ask(trial, '/id/keys')), {
        status: 200,
        values: { 'keys.0.kty': 'RSA' },
        members: 'keys.0.kid keys.0.n keys.0.e',
      }),
  },
];

/** Introspection, and what JWT-format access tokens are made of. */
export const introspectionClaims: Claim[] = [...introspections, ...tokens];
