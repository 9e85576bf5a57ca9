import type { FactId } from '../../src/simulator/facts/facts.ts';
import { type Claim, judge, judgeFact, seenIn } from '../claim.ts';
import { jsonOf, textAt } from '../http.ts';
import { awaitLogin, logIn, type LoginChanges, nobody, requireLogin, secondsFromNow } from '../logins.ts';
import type { Trial } from '../trial.ts';

/** A login that differs from the plain one and must succeed all the same. */
function tolerated(fact: FactId, says: string, changes: (trial: Trial) => LoginChanges): Claim {
  return {
    facts: [fact],
    says,
    apps: ['good'],
    run: async (trial) => {
      await requireLogin(trial, 'good');
      return judge(seenIn(await logIn(trial, 'good', changes(trial))), { status: 200 });
    },
  };
}

const audience = (says: string, write: (origin: URL) => string): Claim =>
  tolerated('TOKEN-43', says, ({ org }) => ({ claims: { aud: write(org.instanceUrl) } }));

/** What the token endpoint answers to, and tolerates in, a good login. */
export const tokenSuccess: Claim[] = [
  {
    facts: ['TOKEN-30'],
    says: 'a success has exactly access_token, scope, instance_url, id and token_type',
    apps: ['good'],
    run: async (trial) => {
      const answer = await awaitLogin(trial, 'good');
      const names = Object.keys(jsonOf(answer) ?? {})
        .sort()
        .join(' ');
      const outcome = judge(seenIn(answer), {
        status: 200,
        values: {
          access_token: /^00D\w{12}![\w.]+$/,
          instance_url: trial.org.instanceUrl.origin,
          id: new RegExp(`/id/${trial.org.orgId}/${trial.org.userId}$`),
          token_type: 'Bearer',
        },
        headers: { 'cache-control': /no-store/ },
      });
      const wanted = 'access_token id instance_url scope token_type';
      return outcome.kind === 'holds' ? judgeFact(names === wanted, wanted, names) : outcome;
    },
  },
  {
    facts: ['TOKEN-31'],
    says: 'an app that issues JWT-format tokens says so',
    apps: ['issuesJwtTokens'],
    run: async (trial) =>
      judge(seenIn(await awaitLogin(trial, 'issuesJwtTokens')), {
        status: 200,
        values: { access_token: /^eyJ/, token_format: 'jwt', issued_at: /^\d{13}$/ },
      }),
  },
  {
    facts: ['TOKEN-52'],
    says: 'the scopes Api, Web and RefreshToken are api and web in the answer',
    apps: ['good'],
    run: async (trial) => {
      await requireLogin(trial, 'good');
      const scope = textAt(await logIn(trial, 'good'), 'scope')
        .split(' ')
        .sort()
        .join(' ');
      return judgeFact(scope === 'api web', 'api web', scope);
    },
  },
  tolerated('TOKEN-40', 'grant type and assertion may stand in the query of the POST', () => ({
    isInQuery: true,
  })),
  tolerated('TOKEN-41', 'exp may be a text of digits', (trial) => ({
    claims: { exp: String(secondsFromNow(trial, 180)) },
  })),
  tolerated('TOKEN-41', 'exp may be milliseconds, ages ahead', (trial) => ({
    claims: { exp: trial.now().getTime() + 300 },
  })),
  tolerated('TOKEN-42', 'of prn and sub, prn wins', (trial) => ({
    claims: { prn: trial.org.username, sub: nobody(trial) },
  })),
  tolerated('TOKEN-42', 'the case of a username does not matter', ({ org }) => ({
    claims: { sub: org.username.toUpperCase() },
  })),
  audience('aud may end in a slash', ({ origin }) => `${origin}/`),
  audience('aud may lack the scheme', ({ host }) => host),
  audience('aud may be the address of the token endpoint', ({ origin }) => `${origin}/services/oauth2/token`),
  tolerated('TOKEN-44', 'at the My Domain, aud may be the login host that all orgs share', ({ org }) => ({
    claims: { aud: org.loginUrl.origin },
  })),
  tolerated('TOKEN-46', 'nbf and iat in the future, scope, and unknown claims are ignored', (trial) => ({
    claims: {
      nbf: secondsFromNow(trial, 3600),
      iat: secondsFromNow(trial, 3600),
      scope: 'full',
      alg: 'none',
    },
  })),
  tolerated('TOKEN-47', 'jku, x5u, jwk, kid and typ in the header are ignored', () => ({
    header: {
      alg: 'RS256',
      typ: 'JWT',
      kid: 'nobody',
      jku: 'https://keys.invalid/keys',
      x5u: 'https://keys.invalid/certificate',
      jwk: { kty: 'RSA', n: 'AQAB', e: 'AQAB' },
    },
  })),
];
