import { expect } from 'chai';
import type { Simulator } from '../../src/simulator/server.ts';
import { CONSUMER_KEY } from './app-files.ts';
import {
  accessToken,
  addJwtApp,
  adminCall,
  call,
  deployUser,
  expectError,
  logIn,
  orgAndToken,
  records,
  startOrg,
  stopOrgs,
  withToken,
} from './org-client.ts';

const DATA = '/services/data/v66.0';

describe('OAuth endpoints', () => {
  afterEach(stopOrgs);

  for (const path of ['/services/oauth2/userinfo', '/id/00D000000000000/005000000000000']) {
    it(`${path} answers a bad token with 403 and plain text`, async () => {
      const simulator = await startOrg();
      const bad = await withToken(simulator, 'nonsense', path);
      expect([bad.status, bad.text]).to.deep.equal([403, 'Bad_OAuth_Token']);
      const missing = await call(simulator, path);
      expect([missing.status, missing.text]).to.deep.equal([403, 'Missing_OAuth_Token']);
    });
  }

  it('userinfo tells who the token is for', async () => {
    const { simulator, token } = await orgAndToken();
    const { json } = await withToken(simulator, token, '/services/oauth2/userinfo');
    expect(json).to.include({ preferred_username: deployUser(simulator), organization_id: simulator.orgId });
    const byQuery = await call(
      simulator,
      `/services/oauth2/userinfo?access_token=${encodeURIComponent(token)}`,
    );
    expect(byQuery.json).to.deep.equal(json);
  });

  it('the identity URL tells the same, in the version that is asked for', async () => {
    const { simulator, token } = await orgAndToken();
    const { json } = await logIn(simulator);
    const path = new URL(String(json.id)).pathname;
    const identity = await withToken(simulator, token, `${path}?version=latest`);
    expect(identity.json).to.include({ username: deployUser(simulator), organization_id: simulator.orgId });
    expect((identity.json.urls as { rest: string }).rest).to.match(/\/services\/data\/v67\.0\/$/);
    expect((await withToken(simulator, token, `/id/${simulator.orgId}/005000000000000`)).status).to.equal(
      404,
    );
  });

  it('discovery names the org and its endpoints', async () => {
    const simulator = await startOrg();
    const openId = await call(simulator, '/.well-known/openid-configuration');
    expect(openId.json.issuer).to.equal(simulator.origin.origin);
    expect(openId.json.token_endpoint).to.equal(`${simulator.origin.origin}/services/oauth2/token`);
    expect(openId.json).to.not.have.property('grant_types_supported');
    const auth = await call(simulator, '/.well-known/auth-configuration');
    expect(auth.json.OrgId).to.equal(simulator.orgId.slice(0, 15));
  });

  it('OauthToken rows name a token for revocation without being one', async () => {
    const { simulator, token } = await orgAndToken();
    const [row] = await records(simulator, 'SELECT AppName, DeleteToken, UserId FROM OauthToken');
    expect(row?.AppName).to.equal('Jwt_CI app');
    expect(token).to.not.equal(row?.DeleteToken);
    expect((await withToken(simulator, String(row?.DeleteToken))).status).to.equal(401);
    const body = new URLSearchParams({ token: String(row?.DeleteToken) });
    expect((await call(simulator, '/services/oauth2/revoke', { method: 'POST', body })).status).to.equal(200);
    expect((await withToken(simulator, token)).status).to.equal(401);
  });

  it('OAuth usage revokes one token by its id', async () => {
    const { simulator, token } = await orgAndToken();
    const [session] = simulator.org.sessions.filter(({ appId }) => appId !== null);
    const usage = `${DATA}/apps/oauth/usage`;
    const path = `${usage}/${String(session?.appId)}/${String(session?.userId)}/tokens`;
    const [listed] = (await adminCall(simulator, path)).json.tokens as { id: string }[];
    const revocation = `${usage}/tokens/${String(listed?.id)}`;
    expect((await adminCall(simulator, revocation, 'DELETE')).status).to.equal(204);
    expect((await withToken(simulator, token)).status).to.equal(401);
    expectError(await adminCall(simulator, revocation, 'DELETE'), 404, 'NOT_FOUND');
  });

  it('OAuth usage lists the apps with tokens, and revokes all of an app', async () => {
    const { simulator, token } = await orgAndToken();
    const usage = await adminCall(simulator, `${DATA}/apps/oauth/usage`);
    const [app] = usage.json.apps as { identifier: string; developerName: string }[];
    expect(app?.developerName).to.equal('Jwt_CI');
    const [user] = await records(
      simulator,
      `SELECT Id FROM User WHERE Username = '${deployUser(simulator)}'`,
    );
    const path = `${DATA}/apps/oauth/usage/${String(app?.identifier)}`;
    const { json } = await adminCall(simulator, `${path}/${String(user?.Id)}/tokens`);
    expect((json.tokens as object[])[0]).to.include({
      accessTokenFormat: 'Opaque',
      appDeveloperName: 'Jwt_CI',
    });
    const users = await adminCall(simulator, `${path}/users`);
    expect(users.json.users).to.deep.equal([
      { userIdentifier: user?.Id, username: deployUser(simulator), tokenCount: 1 },
    ]);
    expect((await adminCall(simulator, `${path}/users?page=1&pageSize=1`)).json.users).to.deep.equal([]);
    expect((await adminCall(simulator, `${path}/tokens`, 'DELETE')).status).to.equal(204);
    expect((await withToken(simulator, token)).status).to.equal(401);
    const unknown = await adminCall(simulator, `${DATA}/apps/oauth/usage/0xI000000000000/tokens`, 'DELETE');
    expectError(unknown, 404, 'NOT_FOUND');
  });
});

describe('OAuth endpoints at login, of the second of two orgs', () => {
  afterEach(stopOrgs);

  const SECRET = 'SimulatedConsumerSecret0123456789';

  async function startTwo(): Promise<{ second: Simulator; login: Simulator; token: string }> {
    const simulator = await startOrg({ orgs: [{ name: 'first' }, { name: 'second' }] });
    const second = { ...simulator, ...simulator.orgs[1] };
    await addJwtApp(second, { globalExtra: `<consumerSecret>${SECRET}</consumerSecret>` });
    const login = { ...second, origin: simulator.world.login.origin };
    return { second, login, token: await accessToken(second) };
  }

  const post = (simulator: Simulator, name: string, form: Record<string, string>) =>
    call(simulator, `/services/oauth2/${name}`, { method: 'POST', body: new URLSearchParams(form) });

  it('userinfo finds its token wherever it may stand', async () => {
    const { login, second, token } = await startTwo();
    const path = '/services/oauth2/userinfo';
    const query = `?access_token=${encodeURIComponent(token)}`;
    const replies = [
      await withToken(login, token, path),
      await call(login, path + query),
      await post(login, 'userinfo', { oauth_token: token }),
    ];
    expect(replies.map(({ json }) => json.organization_id)).to.deep.equal(Array(3).fill(second.orgId));
  });

  it('revoke takes the DeleteToken of its session', async () => {
    const { login, second, token } = await startTwo();
    const [row] = await records(second, 'SELECT DeleteToken FROM OauthToken');
    expect((await post(login, 'revoke', { token: String(row?.DeleteToken) })).status).to.equal(200);
    expect((await withToken(second, token)).status).to.equal(401);
  });

  it('introspect knows its app, whatever the token', async () => {
    const { login, token } = await startTwo();
    const client = { client_id: CONSUMER_KEY, client_secret: SECRET };
    expect((await post(login, 'introspect', { ...client, token })).json).to.include({ active: true });
    expect((await post(login, 'introspect', { ...client, token: 'nonsense' })).text).to.equal(
      '{"active":false}',
    );
  });
});
