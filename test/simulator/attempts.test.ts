import { expect } from 'chai';
import {
  assignPermissionSet,
  deactivateUser,
  deleteApp,
  removeCertificate,
  unassignPermissionSet,
} from '../../src/simulator/org-changes.ts';
import type { Simulator, SimulatorOptions } from '../../src/simulator/server.ts';
import { type AppOptions, CONSUMER_KEY } from './app-files.ts';
import { newestOf, verdictOf } from './attempt-verdict.ts';
import { makeKey } from './openssl-keys.ts';
import {
  addJwtApp,
  deployUser,
  exchange,
  exchangeAt,
  goodClaims,
  logIn,
  makeClock,
  orgWithApp,
  sign,
  stopOrgs,
} from './org-client.ts';

const CLOCK = makeClock('2026-11-24T08:00:00Z');
const START = CLOCK.time;

function orgAtStart(options: SimulatorOptions = {}, app: AppOptions = {}): Promise<Simulator> {
  CLOCK.time = START;
  return orgWithApp({ name: 'acme', now: CLOCK.now, ...options }, app);
}

type Case = {
  what: string;
  options?: SimulatorOptions;
  app?: AppOptions;
  attempt: (simulator: Simulator) => Promise<unknown>;
  verdict: [check: string, cause: string, remedy: string];
};

const cases: Case[] = [
  {
    what: 'an unknown user',
    attempt: (simulator) => logIn(simulator, { sub: 'nobody@acme.example' }),
    verdict: [
      'user',
      '`acme` has no user `nobody@acme.example`.',
      'Send a username as sub, which need not be an e-mail address. Some of this org: `admin@acme.example`, `deploy@acme.example`.',
    ],
  },
  {
    what: 'a user without the permission set',
    attempt: (simulator) => logIn(simulator, { sub: 'admin@acme.example' }),
    verdict: [
      'approval',
      '`Jwt_CI` is open to `Jwt_CI_Access`, and `admin@acme.example` has none of that.',
      'Assign the permission set: `sf org assign permset --name Jwt_CI_Access --on-behalf-of admin@acme.example --target-org acme`',
    ],
  },
  {
    what: 'an app that nothing opens',
    app: { permissionSet: undefined },
    attempt: logIn,
    verdict: [
      'approval',
      'No permission set and no profile opens `Jwt_CI`: nobody can log in.',
      "Add a permission set to the app's policy. A deploy of the policy without its list takes them all away.",
    ],
  },
  {
    what: 'a permission set that only an activated session has',
    attempt: (simulator) => {
      for (const permissionSet of simulator.org.records.permissionSets) {
        permissionSet.hasActivationRequired = permissionSet.name === 'Jwt_CI_Access';
      }
      return logIn(simulator);
    },
    verdict: [
      'approval',
      '`deploy@acme.example` has `Jwt_CI_Access`, which counts only in a session that activates it.',
      'Let a permission set without required activation open the app.',
    ],
  },
  {
    what: 'an assignment that has expired',
    attempt: (simulator) => {
      for (const assignment of simulator.org.records.assignments) assignment.expiresAt = new Date(START - 1);
      return logIn(simulator);
    },
    verdict: [
      'approval',
      'The assignment of `Jwt_CI_Access` to `deploy@acme.example` has expired.',
      'Assign the permission set again, with a later end or without one.',
    ],
  },
  {
    what: 'a new assignment',
    options: { propagationSeconds: 120 },
    attempt: (simulator) => {
      CLOCK.time += 200_000;
      unassignPermissionSet(simulator.org, deployUser(simulator), 'Jwt_CI_Access');
      assignPermissionSet(simulator.org, deployUser(simulator), 'Jwt_CI_Access');
      CLOCK.time += 75_000;
      return logIn(simulator);
    },
    verdict: [
      'approval',
      '`deploy@acme.example` was assigned a moment ago, and the token endpoint does not know it yet: it takes effect at 2026-11-24 08:05:20 UTC.',
      'Wait 45 seconds and try again; `sf jwt token --wait 10` does both.',
    ],
  },
  {
    what: 'a user who never approved a self-authorize app',
    app: { policyType: 'AllSelfAuthorized' },
    attempt: logIn,
    verdict: [
      'approval',
      '`Jwt_CI` lets users approve themselves, and `deploy@acme.example` never did, with a refresh token.',
      'Set the policy to "Admin approved users are pre-authorized" (AdminApprovedPreAuthorized) and name a permission set that the user has.',
    ],
  },
  {
    what: 'an app with the refresh token alone',
    app: { scopes: 'RefreshToken' },
    attempt: logIn,
    verdict: [
      'scopes',
      'refresh_token is the only scope of `Jwt_CI`.',
      'Give the app one more scope, such as Api.',
    ],
  },
  {
    what: 'a new app',
    options: { propagationSeconds: 600 },
    attempt: logIn,
    verdict: [
      'consumer key',
      'The app `Jwt_CI` is new, and the token endpoint does not know it yet: it takes effect at 2026-11-24 08:10:00 UTC.',
      'Wait 10 minutes and try again; `sf jwt token --wait 10` does both.',
    ],
  },
  {
    what: 'an org without apps',
    attempt: (simulator) => {
      deleteApp(simulator.org, 'Jwt_CI');
      return logIn(simulator);
    },
    verdict: [
      'consumer key',
      'There is no app yet.',
      'Make one: `sf jwt app create --target-org acme --certificate-file server.crt`',
    ],
  },
  {
    what: 'a consumer key with a line break',
    attempt: (simulator) => logIn(simulator, { iss: `${CONSUMER_KEY}\n` }),
    verdict: [
      'consumer key',
      'Up to white space or case, this is the consumer key of `Jwt_CI`.',
      'Copy the consumer key from the app. There are `Jwt_CI`.',
    ],
  },
  {
    what: 'the key of a new certificate',
    options: { propagationSeconds: 60 },
    attempt: async (simulator) => {
      CLOCK.time += 60_000;
      const { certificate, privateKey } = makeKey();
      await addJwtApp(simulator, { certificate, consumerKey: undefined });
      return exchange(simulator, sign(goodClaims(simulator), privateKey));
    },
    verdict: [
      'signature',
      'The signature fits the new certificate of `Jwt_CI`, and the token endpoint does not know it yet: it takes effect at 2026-11-24 08:02:00 UTC.',
      'Wait 60 seconds and try again; `sf jwt token --wait 10` does both.',
    ],
  },
  {
    what: 'the key of another app',
    attempt: async (simulator) => {
      const { certificate, privateKey } = makeKey();
      await addJwtApp(simulator, { name: 'Other', certificate, consumerKey: 'OtherKey123' });
      return exchange(simulator, sign(goodClaims(simulator), privateKey));
    },
    verdict: [
      'signature',
      'The signature fits the certificate of another app, `Other`, and not that of `Jwt_CI`.',
      'Send the consumer key of `Other` as iss, or sign with the key of `Jwt_CI`.',
    ],
  },
  {
    what: 'an app without certificate',
    attempt: (simulator) => {
      removeCertificate(simulator.org, 'Jwt_CI');
      return logIn(simulator);
    },
    verdict: [
      'signature',
      'The app `Jwt_CI` has no certificate.',
      'Deploy the app again with its certificate; a deploy of the OAuth settings without it takes it away.',
    ],
  },
  {
    what: 'another algorithm',
    attempt: (simulator) => exchange(simulator, sign(goodClaims(simulator), undefined, 'RS512')),
    verdict: [
      'signature',
      "The header's alg is `RS512`; the org takes RS256 alone.",
      'Sign with RS256: RSA and SHA-256.',
    ],
  },
  {
    what: 'an assertion with padding',
    attempt: (simulator) => exchange(simulator, `${sign(goodClaims(simulator))}==`),
    verdict: [
      'form',
      'The assertion is not base64url without padding: it holds characters such as `=`, `+` or `/`.',
      'Build the JWT with a library, or let `sf jwt token` do it.',
    ],
  },
  {
    what: 'an assertion that was cut off',
    attempt: (simulator) => exchange(simulator, sign(goodClaims(simulator)).split('.')[0] ?? ''),
    verdict: [
      'form',
      'The assertion has 1 of the three parts that dots join.',
      'Build the JWT with a library, or let `sf jwt token` do it.',
    ],
  },
  {
    what: 'an expired assertion',
    attempt: (simulator) => logIn(simulator, { exp: START / 1000 - 600 }),
    verdict: [
      'expiry',
      'exp has passed by more than the three minutes of tolerance: 2026-11-24 07:50:00 UTC, 10 minutes ago.',
      'Sign a new assertion for each login, with exp a few minutes ahead, and compare the clocks.',
    ],
  },
  {
    what: 'an expiry in words',
    attempt: (simulator) => logIn(simulator, { exp: '5 minutes' }),
    verdict: [
      'expiry',
      'exp is `"5 minutes"`: no number of seconds.',
      'Send exp as a number of seconds since 1970, a few minutes ahead.',
    ],
  },
  {
    what: 'an inactive user',
    attempt: (simulator) => {
      deactivateUser(simulator.org, deployUser(simulator));
      return logIn(simulator);
    },
    verdict: ['login', '`deploy@acme.example` is deactivated.', 'Activate the user, or log in as another.'],
  },
];

describe('a login attempt, seen from inside', () => {
  afterEach(stopOrgs);

  for (const { what, options, app, attempt, verdict } of cases) {
    it(`tells ${what}`, async () => {
      const simulator = await orgAtStart(options, app);
      await attempt(simulator);
      expect(verdictOf(simulator)).to.deep.equal(verdict);
    });
  }

  it('tells which audience the called host takes', async () => {
    const simulator = await orgAtStart();
    const { origin, world } = simulator;
    await logIn(simulator, { aud: ['https://login.salesforce.com'] });
    expect(verdictOf(simulator)).to.deep.equal([
      'audience',
      `aud is \`["https://login.salesforce.com"]\`; \`acme.my.salesforce.com\` takes \`${origin.origin}\`, \`${world.login.origin.origin}\`.`,
      `Send \`${origin.origin}\` as aud, as one text.`,
    ]);
  });

  it('tells of which key the signature should be', async () => {
    const simulator = await orgAtStart();
    await exchange(simulator, sign(goodClaims(simulator), makeKey().privateKey));
    const [check, cause, remedy] = verdictOf(simulator);
    expect(check).to.equal('signature');
    expect(cause).to.match(
      /certificate in `Jwt_CI`, whose SHA-256 fingerprint begins with `([0-9A-F]{2}:){7}[0-9A-F]{2}`\.$/,
    );
    expect(remedy).to.match(/^Sign with the private key that belongs to this certificate/);
  });

  it('tells that an External Client App is not served at the login host', async () => {
    const simulator = await orgAtStart();
    const assertion = sign(goodClaims(simulator, { aud: 'https://login.salesforce.com' }));
    await exchangeAt(simulator, 'login.salesforce.com', assertion);
    expect(verdictOf(simulator)).to.deep.equal([
      'installation',
      '`Jwt_CI` is an External Client App, which `login.salesforce.com` does not serve.',
      `Send the request to the org's My Domain, \`https://acme.my.salesforce.com\`.`,
    ]);
    expect(newestOf(simulator)).to.include({ org: 'acme', host: 'login.salesforce.com' });
  });
});
