import { expect } from 'chai';
import {
  approveApp,
  blockApp,
  closeLoginHours,
  damageApproval,
  deactivateUser,
  disableApp,
  exhaustLogins,
  failAuthentication,
  freezeUser,
  lockOrg,
  replaceCertificate,
  restrictUserIp,
  unassignPermissionSet,
} from '../../src/simulator/org-changes.ts';
import type { RefusalName } from '../../src/simulator/refusals.ts';
import type { Simulator } from '../../src/simulator/server.ts';
import { makeKey } from './openssl-keys.ts';
import {
  accessToken,
  addJwtApp,
  call,
  deployUser,
  exchange,
  expectRefusal,
  goodClaims,
  logIn,
  makeClock,
  orgWithApp,
  records,
  type Reply,
  sign,
  startOrg,
  stopOrgs,
} from './org-client.ts';
import { refusalBody } from './refusal-bodies.ts';

const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

function postForm(simulator: Simulator, form: Record<string, string>): Promise<Reply> {
  return call(simulator, '/services/oauth2/token', { method: 'POST', body: new URLSearchParams(form) });
}

function secondsFromNow(simulator: Simulator, seconds: number): number {
  return Math.floor(simulator.org.now().getTime() / 1000) + seconds;
}

/** Each sentence of the token endpoint, and what provokes it. */
const provocations: Record<RefusalName, () => Promise<Reply>> = {
  notApproved: async () => logIn(await orgWithApp(), { sub: 'nobody@simulator.example' }),
  notAdminApproved: async () => {
    const simulator = await orgWithApp();
    unassignPermissionSet(simulator.org, deployUser(simulator), 'Jwt_CI_Access');
    return logIn(simulator);
  },
  unknownConsumerKey: async () => logIn(await orgWithApp(), { iss: '3MVG9nobody' }),
  refreshScopeMissing: async () => logIn(await orgWithApp({}, { scopes: 'Api, Web' })),
  invalidAssertion: async () => {
    const simulator = await orgWithApp();
    return exchange(simulator, sign(goodClaims(simulator), makeKey().privateKey));
  },
  invalidAudience: async () => logIn(await orgWithApp(), { aud: 'https://test.salesforce.com' }),
  expired: async () => {
    const simulator = await orgWithApp();
    return logIn(simulator, { exp: secondsFromNow(simulator, -182) });
  },
  appNotInstalled: async () => {
    const simulator = await orgWithApp({ appConsumerKeyTaken: ['KeyOfAnotherOrg'] });
    return logIn(simulator, { iss: 'KeyOfAnotherOrg' });
  },
  appDisabled: async () => {
    const simulator = await orgWithApp();
    disableApp(simulator.org, 'Jwt_CI');
    return logIn(simulator);
  },
  inactiveUser: async () => {
    const simulator = await orgWithApp();
    deactivateUser(simulator.org, deployUser(simulator));
    return logIn(simulator);
  },
  rateExceeded: async () => {
    const simulator = await orgWithApp();
    exhaustLogins(simulator.org, deployUser(simulator));
    return logIn(simulator);
  },
  ipRestricted: async () => {
    const simulator = await orgWithApp();
    restrictUserIp(simulator.org, deployUser(simulator));
    return logIn(simulator);
  },
  damagedApproval: async () => {
    const simulator = await orgWithApp({}, { policyType: 'AllSelfAuthorized' });
    approveApp(simulator.org, deployUser(simulator), 'Jwt_CI');
    damageApproval(simulator.org, deployUser(simulator), 'Jwt_CI');
    return logIn(simulator);
  },
  frozenUser: async () => {
    const simulator = await orgWithApp();
    freezeUser(simulator.org, deployUser(simulator));
    return logIn(simulator);
  },
  appBlocked: async () => {
    const simulator = await orgWithApp();
    blockApp(simulator.org, 'Jwt_CI');
    return logIn(simulator);
  },
  orgLocked: async () => {
    const simulator = await orgWithApp();
    lockOrg(simulator.org);
    return logIn(simulator);
  },
  outsideLoginHours: async () => {
    const simulator = await orgWithApp();
    closeLoginHours(simulator.org, deployUser(simulator));
    return logIn(simulator);
  },
  authenticationFailure: async () => {
    const simulator = await orgWithApp();
    failAuthentication(simulator.org, deployUser(simulator));
    return logIn(simulator);
  },
  sessionLevelTooLow: async () =>
    logIn(
      await orgWithApp(
        { assume: ['high-assurance-at-login'] },
        { policyExtra: '<requiredSessionLevel>HIGH_ASSURANCE</requiredSessionLevel>' },
      ),
    ),
  invalidClient: async () => {
    const simulator = await orgWithApp({ assume: ['invalid-client-for-wrong-signature'] });
    return exchange(simulator, sign(goodClaims(simulator), makeKey().privateKey));
  },
  unknownGrantType: async () =>
    postForm(await orgWithApp(), { grant_type: 'jwt-bearer', assertion: 'a.b.c' }),
  repeatedAssertionId: async () => {
    const simulator = await orgWithApp();
    const assertion = sign(goodClaims(simulator, { jti: 'once' }));
    expect((await exchange(simulator, assertion)).status).to.equal(200);
    return exchange(simulator, assertion);
  },
  wrongMethod: async () => call(await orgWithApp(), `/services/oauth2/token?grant_type=${JWT_BEARER}`),
  assertionMissing: async () => postForm(await orgWithApp(), { grant_type: JWT_BEARER }),
};

describe('token endpoint', () => {
  afterEach(stopOrgs);

  for (const [name, provoke] of Object.entries(provocations) as [RefusalName, () => Promise<Reply>][]) {
    it(`refuses with ${refusalBody(name)}, as ${name}`, async () => {
      expectRefusal(await provoke(), name);
    });
  }

  it('answers a good assertion with the five documented members and nothing else', async () => {
    const simulator = await orgWithApp();
    const { status, json, headers } = await logIn(simulator);
    expect(status).to.equal(200);
    expect(Object.keys(json)).to.deep.equal(['access_token', 'scope', 'instance_url', 'id', 'token_type']);
    expect(json.access_token).to.match(/^00DSIMULATED\w{3}!SIMULATED\.[.\w]+$/);
    expect(json.access_token).to.match(/00D\w{12,15}![.\w]*$/);
    expect(json.scope).to.equal('api web');
    expect(json.instance_url).to.equal(simulator.origin.origin);
    expect(json.token_type).to.equal('Bearer');
    const [user] = await records(
      simulator,
      `SELECT Id FROM User WHERE Username = '${deployUser(simulator)}'`,
    );
    const { origin } = simulator.world.login.origin;
    expect(json.id).to.equal(`${origin}/id/${simulator.orgId}/${String(user?.Id)}`);
    expect(headers.get('cache-control')).to.equal('no-store');
    expect(headers.get('content-type')).to.equal('application/json;charset=UTF-8');
  });

  it('hands back the same token while the session lives', async () => {
    const simulator = await orgWithApp();
    expect(await accessToken(simulator)).to.equal(await accessToken(simulator));
  });

  it('takes POST and no other method', async () => {
    const simulator = await orgWithApp();
    for (const method of ['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
      expectRefusal(await call(simulator, '/services/oauth2/token', { method }), 'wrongMethod');
    }
  });

  it('reads grant type and assertion from the query of a POST too', async () => {
    const simulator = await orgWithApp();
    const parameters = new URLSearchParams({
      grant_type: JWT_BEARER,
      assertion: sign(goodClaims(simulator)),
    });
    const reply = await call(simulator, `/services/oauth2/token?${parameters.toString()}`, {
      method: 'POST',
    });
    expect(reply.status).to.equal(200);
  });

  it('names the shared host of a sandbox in the identity URL', async () => {
    const simulator = await orgWithApp({ type: 'sandbox' });
    const { json } = await logIn(simulator);
    expect(json.id).to.match(new RegExp(`^${simulator.world.test.origin.origin}/id/00D`));
  });

  it('frees a user of the login limit after an hour', async () => {
    const clock = makeClock();
    const simulator = await orgWithApp({ now: clock.now });
    exhaustLogins(simulator.org, deployUser(simulator));
    expectRefusal(await logIn(simulator), 'rateExceeded');
    clock.time += 3_600_000;
    expect((await logIn(simulator)).status).to.equal(200);
  });

  it('issues JWT-format tokens for an app that asks for them', async () => {
    const simulator = await startOrg();
    await addJwtApp(simulator, { globalExtra: '<isNamedUserJwtEnabled>true</isNamedUserJwtEnabled>' });
    const { json, fact } = await logIn(simulator);
    expect(fact).to.equal('TOKEN-31');
    expect(json.token_format).to.equal('jwt');
    expect(json.access_token).to.match(/^eyJ[\w-]+\.[\w-]+\.[\w-]+$/);
  });

  it('takes a certificate that a test puts in place at once', async () => {
    const simulator = await orgWithApp();
    const { certificate, privateKey } = makeKey();
    replaceCertificate(simulator.org, 'Jwt_CI', certificate);
    expect((await exchange(simulator, sign(goodClaims(simulator), privateKey))).status).to.equal(200);
    expectRefusal(await logIn(simulator), 'invalidAssertion');
  });
});
