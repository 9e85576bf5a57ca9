import { expect } from 'chai';
import {
  activateUser,
  approveApp,
  deactivateUser,
  exhaustLogins,
  unassignPermissionSet,
} from '../../src/simulator/org-changes.ts';
import { refusals } from '../../src/simulator/refusals.ts';
import type { Simulator } from '../../src/simulator/server.ts';
import { connectedApp, CONSUMER_KEY, filesOf } from './app-files.ts';
import { makeKey } from './openssl-keys.ts';
import {
  addJwtApp,
  deploy,
  deployUser,
  exchange,
  exchangeAt,
  expectRefusal,
  goodClaims,
  logIn,
  makeClock,
  orgWithApp,
  query,
  records,
  sign,
  startOrg,
  stopOrgs,
  testKey,
} from './org-client.ts';

describe('token endpoint, order of checks', () => {
  afterEach(stopOrgs);

  it('names the audience before the missing installation', async () => {
    const simulator = await startOrg({ appConsumerKeyTaken: ['KeyOfAnotherOrg'] });
    const claims = { iss: 'KeyOfAnotherOrg', aud: 'https://elsewhere.my.salesforce.com' };
    expectRefusal(await logIn(simulator, claims), 'invalidAudience');
  });

  it('names the signature before the expiry, and the expiry before the user', async () => {
    const simulator = await orgWithApp();
    const claims = goodClaims(simulator, { exp: 1, sub: 'nobody@simulator.example' });
    expectRefusal(await exchange(simulator, sign(claims, makeKey().privateKey)), 'invalidAssertion');
    expectRefusal(await exchange(simulator, sign(claims)), 'expired');
  });

  it('names the missing approval before the inactive user', async () => {
    const simulator = await orgWithApp();
    deactivateUser(simulator.org, deployUser(simulator));
    unassignPermissionSet(simulator.org, deployUser(simulator), 'Jwt_CI_Access');
    expectRefusal(await logIn(simulator), 'notAdminApproved');
  });
});

// A socket client may name any host: this is how a proxy of login.salesforce.com looks to the org.
describe('token endpoint on the shared login hosts', () => {
  afterEach(stopOrgs);

  const viaHost = async (simulator: Simulator, host: string, aud: string): Promise<string> =>
    (await exchangeAt(simulator, host, sign(goodClaims(simulator, { aud })))).text;
  const [login, test] = ['login.salesforce.com', 'test.salesforce.com'];

  it('answers as published for an External Client App of a sandbox', async () => {
    const simulator = await orgWithApp({ type: 'sandbox' });
    const notInstalled = refusals.appNotInstalled.description;
    expect(await viaHost(simulator, test, `https://${test}`)).to.contain(notInstalled);
    expect(await viaHost(simulator, login, `https://${login}`)).to.contain(notInstalled);
    expect(await viaHost(simulator, test, `https://${login}`)).to.contain('audience is invalid');
  });

  it('lets a Connected App log in at the host of the org type alone', async () => {
    const simulator = await startOrg({ allowConnectedApps: true });
    await addJwtApp(simulator, { name: 'Other', consumerKey: 'OtherConsumerKey' });
    const app = connectedApp({
      certificate: testKey().certificate,
      consumerKey: CONSUMER_KEY,
      permissionSet: 'Jwt_CI_Access',
    });
    expect((await deploy(simulator, filesOf([app]))).problems).to.deep.equal([]);
    expect(await viaHost(simulator, login, `https://${login}`)).to.contain('access_token');
    expect(await viaHost(simulator, test, `https://${test}`)).to.contain(refusals.notApproved.description);
    expect((await logIn(simulator)).status).to.equal(200);
  });
});

describe('token endpoint, approval', () => {
  afterEach(stopOrgs);

  it('refuses a self-authorize app that the user never approved, and takes it once approved', async () => {
    const simulator = await orgWithApp({}, { policyType: 'AllSelfAuthorized' });
    expectRefusal(await logIn(simulator), 'notApproved');
    approveApp(simulator.org, deployUser(simulator), 'Jwt_CI');
    expect((await logIn(simulator)).status).to.equal(200);
  });

  it('takes a profile of the policy like a permission set', async () => {
    const policyExtra =
      '<commaSeparatedProfile>Minimum Access - API Only Integrations, Standard User</commaSeparatedProfile>';
    const simulator = await orgWithApp({}, { permissionSet: undefined, policyExtra });
    expect((await logIn(simulator)).status).to.equal(200);
    expectRefusal(await logIn(simulator, { sub: simulator.admin.username }), 'notAdminApproved');
  });

  it('takes a user who is active again', async () => {
    const simulator = await orgWithApp();
    deactivateUser(simulator.org, deployUser(simulator));
    expectRefusal(await logIn(simulator), 'inactiveUser');
    activateUser(simulator.org, deployUser(simulator));
    expect((await logIn(simulator)).status).to.equal(200);
  });

  it('refuses an app whose only scope is the refresh token', async () => {
    expectRefusal(await logIn(await orgWithApp({}, { scopes: 'RefreshToken' })), 'notApproved');
  });
});

describe('login history', () => {
  afterEach(stopOrgs);

  it('has a row for each success and refusal of a known user, and none for others', async () => {
    const simulator = await orgWithApp();
    await logIn(simulator);
    await logIn(simulator, { sub: simulator.admin.username });
    await logIn(simulator, { sub: 'nobody@simulator.example' });
    await logIn(simulator, { exp: 1 });
    const rows = await records(
      simulator,
      'SELECT Status, LoginType, LoginSubType, Application FROM LoginHistory ORDER BY LoginTime, Id',
    );
    const common = { LoginType: 'Remote Access 2.0', LoginSubType: null, Application: 'Jwt_CI app' };
    expect(rows).to.deep.equal([
      { Status: 'Success', ...common },
      { Status: 'Failed: Not approved for access', ...common },
    ]);
  });

  it('has one row an hour of logins beyond the limit', async () => {
    const clock = makeClock();
    const simulator = await orgWithApp({ now: clock.now });
    const exceed = async (): Promise<unknown[]> => {
      exhaustLogins(simulator.org, deployUser(simulator));
      clock.time += 1000;
      const since = clock.now().toISOString();
      for (let count = 0; count < 3; count += 1) expectRefusal(await logIn(simulator), 'rateExceeded');
      const fields = 'Status, OptionsIsPost, ForwardedForIp';
      return records(simulator, `SELECT ${fields} FROM LoginHistory WHERE LoginTime >= ${since}`);
    };
    const row = { Status: 'Login Rate Exceeded', OptionsIsPost: true, ForwardedForIp: null };
    expect(await exceed()).to.deep.equal([row]);
    expect(await exceed()).to.deep.equal([]);
    clock.time += 3_600_000;
    expect(await exceed()).to.deep.equal([row]);
  });

  it('cannot be filtered by status', async () => {
    const { status, text } = await query(
      await orgWithApp(),
      "SELECT Id FROM LoginHistory WHERE Status = 'Success'",
    );
    expect(status).to.equal(400);
    expect(text)
      .to.contain('INVALID_FIELD')
      .and.to.contain("field 'Status' can not be filtered in a query call");
  });
});
