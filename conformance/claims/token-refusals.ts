import { generateKeyPairSync } from 'node:crypto';
import type { FactId } from '../../src/simulator/facts/facts.ts';
import { CannotTry, type Claim, eachHolds, type Expected, judge, seenIn } from '../claim.ts';
import { JWT_BEARER, keyOfNobody, logIn, postToken, requireLogin, secondsFromNow } from '../logins.ts';
import { asNobody, type Attempt, expectWords, ownRefusal, refusal, tryAttempt, words } from '../refusals.ts';
import { ask, type Trial } from '../trial.ts';

const wrongAudience = 'https://audience.invalid';

const states: Claim[] = [
  refusal('TOKEN-01', 'an unknown username is answered like a missing approval', {
    changes: (trial) => asNobody(trial),
    said: words.notApproved,
  }),
  ownRefusal('TOKEN-01', 'an app for self-authorized users refuses a user who never approved it', {
    state: 'selfAuthorize',
    said: words.notApproved,
  }),
  ownRefusal('TOKEN-02', 'an app for approved users that is granted to nobody has words of its own', {
    state: 'approvedForNobody',
    said: words.notAdminApproved,
  }),
  refusal('TOKEN-03', 'an unknown consumer key is an invalid client identifier', {
    changes: (trial) => asNobody(trial, { claims: { iss: `${trial.prefix}NobodysKey`.replaceAll('_', '') } }),
    said: words.unknownKey,
  }),
  ownRefusal('TOKEN-04', 'an app without the scope refresh_token lets nobody in by JWT', {
    state: 'lacksRefreshToken',
    said: {
      error: 'invalid_request',
      description:
        'refresh_token scope is required and the connected app should be installed and preauthorized',
    },
  }),
  refusal('TOKEN-09', 'an app that its policy switches off says so', {
    state: 'disabled',
    changes: (trial) => asNobody(trial),
    said: words.appDisabled,
  }),
];

const invalid = (header: object, key = keyOfNobody): Attempt => ({
  changes: (trial) => asNobody(trial, { header: { ...header }, key: key() }),
  said: words.invalidAssertion,
});
const spoilt = (spoil: (jwt: string) => string): Attempt => ({
  changes: (trial) => asNobody(trial, { spoil }),
  said: words.invalidAssertion,
});

const assertions: Claim[] = [
  ownRefusal('TOKEN-05', "a signature by another key than the certificate's is an invalid assertion", {
    changes: () => ({ key: keyOfNobody() }),
    said: words.invalidAssertion,
  }),
  refusal('TOKEN-05', 'an app without certificate takes no assertion', {
    state: 'lacksCertificate',
    changes: (trial) => asNobody(trial),
    said: words.invalidAssertion,
  }),
  refusal(
    'TOKEN-05',
    'what is no JWT of three parts is an invalid assertion',
    spoilt(() => 'no.jwt'),
    spoilt((jwt) => jwt.replace('.', '')),
  ),
  refusal(
    'TOKEN-05',
    'algorithms other than RS256 are an invalid assertion',
    invalid({ alg: 'none' }),
    invalid({ alg: 'HS256' }),
    invalid({ alg: 'RS384' }),
    invalid({ alg: 'ES256' }, () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey),
  ),
  refusal(
    'TOKEN-47',
    'base64 with padding is no base64url',
    spoilt((jwt) => `${jwt}=`),
  ),
  refusal('TOKEN-47', 'a header member crit is refused', {
    changes: (trial) => asNobody(trial, { header: { alg: 'RS256', crit: ['x'], x: 1 } }),
    said: words.invalidAssertion,
  }),
  ownRefusal('TOKEN-06', 'an audience that is none of the org is refused', {
    changes: () => ({ claims: { aud: wrongAudience } }),
    said: words.invalidAudience,
  }),
  refusal(
    'TOKEN-06',
    'an audience that is missing, or a list, is refused',
    { changes: (trial) => asNobody(trial, { claims: { aud: undefined } }), said: words.invalidAudience },
    {
      changes: (trial) => asNobody(trial, { claims: { aud: [trial.org.instanceUrl.origin] } }),
      said: words.invalidAudience,
    },
  ),
];

const expiry: Claim = {
  facts: ['TOKEN-07'],
  says: 'an assertion that expired a minute ago is taken, one that expired ten minutes ago is not',
  apps: ['good'],
  failedLogins: 1,
  run: (trial) =>
    eachHolds(
      async () => {
        const changes = { claims: { exp: secondsFromNow(trial, -60) } };
        await requireLogin(trial, 'good');
        return judge(seenIn(await logIn(trial, 'good', changes)), { status: 200 });
      },
      () =>
        tryAttempt(trial, {
          changes: () => ({ claims: { exp: secondsFromNow(trial, -600) } }),
          said: words.expired,
        }),
    ),
};

const allWrong = { aud: wrongAudience };
const longAgo = (trial: Trial) => ({ exp: secondsFromNow(trial, -600) });

const others: Claim[] = [
  expiry,
  refusal(
    'TOKEN-45',
    'of several things that are wrong, the first of this order is named: key, signature, audience, expiry, app, user, scope',
    {
      changes: (trial) =>
        asNobody(trial, {
          key: keyOfNobody(),
          claims: { ...allWrong, ...longAgo(trial), iss: 'NobodysKey' },
        }),
      said: words.unknownKey,
    },
    {
      changes: (trial) => asNobody(trial, { key: keyOfNobody(), claims: { ...allWrong, ...longAgo(trial) } }),
      said: words.invalidAssertion,
    },
    {
      changes: (trial) => asNobody(trial, { claims: { ...allWrong, ...longAgo(trial) } }),
      said: words.invalidAudience,
    },
    {
      state: 'disabled',
      changes: (trial) => asNobody(trial, { claims: longAgo(trial) }),
      said: words.expired,
    },
    { state: 'disabled', changes: (trial) => asNobody(trial), said: words.appDisabled },
    { state: 'lacksRefreshToken', changes: (trial) => asNobody(trial), said: words.notApproved },
  ),
  refusal('TOKEN-46', 'without exp the assertion is invalid', {
    changes: (trial) => asNobody(trial, { claims: { exp: undefined } }),
    said: words.invalidAssertion,
  }),
  refusal('TOKEN-46', 'without sub the user is unknown', {
    changes: () => ({ claims: { sub: undefined } }),
    said: words.notApproved,
  }),
  {
    facts: ['TOKEN-17'],
    says: 'a jti that comes a second time is refused',
    apps: ['good'],
    failedLogins: 1,
    run: async (trial) => {
      await requireLogin(trial, 'good');
      const changes = { claims: { jti: `${trial.prefix}-once` } };
      return eachHolds(
        async () => judge(seenIn(await logIn(trial, 'good', changes)), { status: 200 }),
        async () =>
          judge(seenIn(await logIn(trial, 'good', changes)), expectWords({ error: 'bad_jti_claim' })),
      );
    },
  },
];

function formClaim(
  fact: FactId,
  says: string,
  parameters: Record<string, string>,
  expected: Expected,
): Claim {
  return {
    facts: [fact],
    says,
    run: async (trial) => judge(seenIn(await postToken(trial, parameters)), expected),
  };
}

const requests: Claim[] = [
  formClaim(
    'TOKEN-15',
    'another grant type is not supported',
    { grant_type: 'jwt-bearer', assertion: 'a.b.c' },
    expectWords({ error: 'unsupported_grant_type', description: 'grant type not supported' }),
  ),
  formClaim(
    'TOKEN-15',
    'no grant type is answered the same',
    { assertion: 'a.b.c' },
    expectWords({ error: 'unsupported_grant_type', description: 'grant type not supported' }),
  ),
  formClaim(
    'TOKEN-23',
    'a request without assertion is invalid',
    { grant_type: JWT_BEARER },
    expectWords({ error: 'invalid_request' }),
  ),
  {
    facts: ['TOKEN-22'],
    says: 'a GET is refused',
    run: async (trial) =>
      judge(
        seenIn(await ask(trial, `/services/oauth2/token?grant_type=${encodeURIComponent(JWT_BEARER)}`)),
        expectWords({ error: 'invalid_request', description: 'Must use HTTP POST' }),
      ),
  },
  {
    facts: ['TOKEN-08'],
    says: 'an External Client App is not found by way of the login host that all orgs share',
    apps: ['good'],
    run: async (trial) => {
      const { loginUrl, instanceUrl } = trial.org;
      if (loginUrl.host === instanceUrl.host) throw new CannotTry('the org has no login host before it');
      await requireLogin(trial, 'good');
      const changes = asNobody(trial, { host: loginUrl, claims: { aud: loginUrl.origin } });
      return judge(
        seenIn(await logIn(trial, 'good', changes)),
        expectWords({
          error: 'app_not_found',
          description: 'External client app is not installed in this org',
        }),
      );
    },
  },
];

/** Refusals of the token endpoint. */
export const tokenRefusals: Claim[] = [...states, ...assertions, ...others, ...requests];
