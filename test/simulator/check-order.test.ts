import { expect } from 'chai';
import {
  activateUser,
  assignPermissionSet,
  blockApp,
  closeLoginHours,
  deactivateUser,
  disableApp,
  exhaustLogins,
  failAuthentication,
  freezeUser,
  lockOrg,
  restrictUserIp,
  unassignPermissionSet,
  unblockApp,
} from '../../src/simulator/org-changes.ts';
import type { RefusalName } from '../../src/simulator/refusals.ts';
import type { Simulator } from '../../src/simulator/server.ts';
import { CONSUMER_KEY } from './app-files.ts';
import { makeKey } from './openssl-keys.ts';
import {
  addJwtApp,
  call,
  type Claims,
  type Clock,
  deployUser,
  expectRefusal,
  goodClaims,
  logIn,
  makeClock,
  orgWithApp,
  type Reply,
  sign,
  stopOrgs,
  testKey,
} from './org-client.ts';

/** A login that has everything wrong, and the org that it meets. */
type Attempt = {
  simulator: Simulator;
  clock: Clock;
  method: string;
  grantType: string | undefined;
  /** Instead of the claims. */
  text: string | undefined;
  claims: Claims;
  key: string;
};

const APP = 'Jwt_CI';

function spoilOrg(simulator: Simulator): void {
  const { org } = simulator;
  const user = deployUser(simulator);
  disableApp(org, APP);
  blockApp(org, APP);
  unassignPermissionSet(org, user, 'Jwt_CI_Access');
  lockOrg(org);
  deactivateUser(org, user);
  freezeUser(org, user);
  restrictUserIp(org, user);
  closeLoginHours(org, user);
  exhaustLogins(org, user);
  failAuthentication(org, user);
}

async function makeAttempt(): Promise<Attempt> {
  const clock = makeClock();
  const simulator = await orgWithApp({ now: clock.now });
  expect((await logIn(simulator, { jti: 'used' })).status).to.equal(200);
  await addJwtApp(simulator, { consumerKey: undefined, scopes: 'Api, Web' });
  spoilOrg(simulator);
  const claims = { iss: 'nobody', sub: 'nobody@simulator.example', aud: 'https://x.example', exp: 1 };
  return {
    simulator,
    clock,
    method: 'PUT',
    grantType: undefined,
    text: '',
    claims: { ...claims, jti: 'used' },
    key: makeKey().privateKey,
  };
}

function send({ simulator, method, grantType, text, claims, key }: Attempt): Promise<Reply> {
  const body = new URLSearchParams({ assertion: text ?? sign(claims, key) });
  if (grantType !== undefined) body.set('grant_type', grantType);
  return call(simulator, '/services/oauth2/token', { method, body });
}

/** What the org names, in this order, and what mends it, so that the next thing shows. */
const steps: [refusal: RefusalName, mend: (attempt: Attempt) => unknown][] = [
  ['wrongMethod', (attempt) => (attempt.method = 'POST')],
  ['unknownGrantType', (attempt) => (attempt.grantType = 'urn:ietf:params:oauth:grant-type:jwt-bearer')],
  ['assertionMissing', (attempt) => (attempt.text = 'no.JWT')],
  ['invalidAssertion', (attempt) => (attempt.text = undefined)],
  ['unknownConsumerKey', ({ claims }) => (claims.iss = CONSUMER_KEY)],
  ['invalidAssertion', (attempt) => (attempt.key = testKey().privateKey)],
  ['invalidAudience', ({ claims, simulator }) => (claims.aud = simulator.origin.origin)],
  ['expired', ({ claims, simulator }) => (claims.exp = goodClaims(simulator).exp)],
  ['repeatedAssertionId', ({ claims }) => (claims.jti = 'fresh')],
  ['appDisabled', ({ simulator }) => disableApp(simulator.org, APP, false)],
  ['appBlocked', ({ simulator }) => unblockApp(simulator.org, APP)],
  ['notApproved', ({ claims, simulator }) => (claims.sub = deployUser(simulator))],
  ['refreshScopeMissing', ({ simulator }) => addJwtApp(simulator, { consumerKey: undefined })],
  [
    'notAdminApproved',
    ({ simulator }) => assignPermissionSet(simulator.org, deployUser(simulator), 'Jwt_CI_Access'),
  ],
  ['orgLocked', ({ simulator }) => lockOrg(simulator.org, false)],
  ['inactiveUser', ({ simulator }) => activateUser(simulator.org, deployUser(simulator))],
  ['frozenUser', ({ simulator }) => freezeUser(simulator.org, deployUser(simulator), false)],
  ['ipRestricted', ({ simulator }) => restrictUserIp(simulator.org, deployUser(simulator), false)],
  ['outsideLoginHours', ({ simulator }) => closeLoginHours(simulator.org, deployUser(simulator), false)],
  [
    'rateExceeded',
    ({ clock, claims, simulator }) => {
      clock.time += 3_600_000;
      claims.exp = goodClaims(simulator).exp;
    },
  ],
  [
    'authenticationFailure',
    ({ simulator }) => failAuthentication(simulator.org, deployUser(simulator), false),
  ],
];

describe('token endpoint, all checks in their order', () => {
  afterEach(stopOrgs);

  it('names what is wrong one after the other, and lets in who has mended it all', async () => {
    const attempt = await makeAttempt();
    for (const [refusal, mend] of steps) {
      expectRefusal(await send(attempt), refusal);
      await mend(attempt);
    }
    expect((await send(attempt)).text).to.contain('access_token');
  });
});
