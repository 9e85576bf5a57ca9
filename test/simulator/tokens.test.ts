import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { expect } from 'chai';
import { connectedApp, CONSUMER_KEY, filesOf } from './app-files.ts';
import { deactivateUser } from '../../src/simulator/org-changes.ts';
import type { Simulator } from '../../src/simulator/server.ts';
import {
  accessToken,
  addJwtApp,
  adminCall,
  call,
  deploy,
  deployUser,
  exchange,
  expectError,
  goodClaims,
  logIn,
  makeClock,
  orgAndToken,
  orgWithApp,
  records,
  type Reply,
  sign,
  startOrg,
  stopOrgs,
  testKey,
  withToken,
} from './org-client.ts';

const JWT_APP = { globalExtra: '<isNamedUserJwtEnabled>true</isNamedUserJwtEnabled>' };
const SECRET = 'SimulatedConsumerSecret0123456789';
const WITH_SECRET = { globalExtra: `<consumerSecret>${SECRET}</consumerSecret>` };
const OTHER_KEY = 'OtherConsumerKey0123456789abcdefghijklmnop';
const OTHER_SECRET = 'OtherConsumerSecret0123456789';

describe('tokens', () => {
  afterEach(stopOrgs);

  describe('introspection', () => {
    const introspect = (simulator: Simulator, form: Record<string, string>, headers = {}): Promise<Reply> =>
      call(simulator, '/services/oauth2/introspect', {
        method: 'POST',
        headers,
        body: new URLSearchParams(form),
      });
    const own = { client_id: CONSUMER_KEY, client_secret: SECRET };

    it('tells an app about its own token, by secret in the form or in the header', async () => {
      const simulator = await orgWithApp({ now: makeClock('2026-11-24T08:00:00Z').now }, WITH_SECRET);
      const { json: granted } = await logIn(simulator);
      const token = String(granted.access_token);
      const { status, json } = await introspect(simulator, { ...own, token });
      expect(status).to.equal(200);
      expect(json).to.deep.equal({
        active: true,
        scope: 'api web refresh_token',
        client_id: own.client_id,
        username: deployUser(simulator),
        sub: granted.id,
        token_type: 'access_token',
        exp: 1795514400,
        iat: 1795507200,
        nbf: 1795507200,
      });
      const basic = Buffer.from(`${own.client_id}:${SECRET}`).toString('base64');
      const byHeader = await introspect(
        simulator,
        { token, token_type_hint: 'access_token' },
        { authorization: `Basic ${basic}` },
      );
      expect(byHeader.json).to.deep.equal(json);
    });

    it('moves the end of an opaque token with its use, but not by asking', async () => {
      const clock = makeClock('2026-11-24T08:00:00Z');
      const simulator = await orgWithApp({ now: clock.now }, WITH_SECRET);
      const token = await accessToken(simulator);
      const expiry = async () => (await introspect(simulator, { ...own, token })).json.exp;
      clock.time += 3_600_000;
      expect(await expiry()).to.equal(1795514400);
      await withToken(simulator, token);
      expect(await expiry()).to.equal(1795518000);
      clock.time += 2 * 3_600_000 + 1000;
      expect((await introspect(simulator, { ...own, token })).json).to.deep.equal({ active: false });
    });

    it('says no more than that of unknown, revoked and foreign tokens', async () => {
      const simulator = await orgWithApp({}, WITH_SECRET);
      const token = await accessToken(simulator);
      await addJwtApp(simulator, {
        name: 'Other',
        consumerKey: OTHER_KEY,
        globalExtra: `<consumerSecret>${OTHER_SECRET}</consumerSecret>`,
      });
      const foreign = await introspect(simulator, {
        client_id: OTHER_KEY,
        client_secret: OTHER_SECRET,
        token,
      });
      expect(foreign.text).to.equal('{"active":false}');
      expect((await introspect(simulator, { ...own, token: 'nonsense' })).text).to.equal('{"active":false}');
      const admin = await introspect(simulator, { ...own, token: simulator.admin.accessToken });
      expect(admin.text).to.equal('{"active":false}');
      deactivateUser(simulator.org, deployUser(simulator));
      expect((await introspect(simulator, { ...own, token })).text).to.equal('{"active":false}');
    });

    it('tells an app that may see all tokens about those of others', async () => {
      const simulator = await orgWithApp();
      const token = await accessToken(simulator);
      await addJwtApp(simulator, {
        name: 'Other',
        consumerKey: OTHER_KEY,
        globalExtra: `<consumerSecret>${OTHER_SECRET}</consumerSecret><isIntrospectAllTokens>true</isIntrospectAllTokens>`,
      });
      const { json } = await introspect(simulator, {
        client_id: OTHER_KEY,
        client_secret: OTHER_SECRET,
        token,
      });
      expect(json).to.include({ active: true, client_id: own.client_id });
    });

    const refusals: [fact: string, form: Record<string, string>, error: string][] = [
      ['no app', { token: 'x' }, 'invalid_client_id'],
      ['an unknown app', { client_id: 'nobody', client_secret: SECRET, token: 'x' }, 'invalid_client_id'],
      ['a wrong secret', { ...own, client_secret: 'wrong', token: 'x' }, 'invalid_client'],
      ['no secret', { client_id: own.client_id, token: 'x' }, 'invalid_client'],
      ['no token', own, 'invalid_request'],
    ];
    for (const [fact, form, error] of refusals) {
      it(`refuses ${fact} with ${error}`, async () => {
        const { status, json } = await introspect(await orgWithApp({}, WITH_SECRET), form);
        expect([status, json.error]).to.deep.equal([400, error]);
      });
    }
  });

  describe('revocation', () => {
    const revoked = (simulator: Simulator, token: string) =>
      withToken(simulator, token).then(({ status }) => status === 401);

    it('works by form, by query and by the DeleteToken of the session', async () => {
      const ways: ((simulator: Simulator, token: string) => Promise<Reply>)[] = [
        (simulator, token) =>
          call(simulator, '/services/oauth2/revoke', {
            method: 'POST',
            body: new URLSearchParams({ token }),
          }),
        (simulator, token) => call(simulator, `/services/oauth2/revoke?token=${encodeURIComponent(token)}`),
        async (simulator) => {
          const [row] = await records(simulator, 'SELECT DeleteToken FROM OauthToken');
          return call(
            simulator,
            `/services/oauth2/revoke?token=${encodeURIComponent(String(row?.DeleteToken))}`,
          );
        },
      ];
      for (const revoke of ways) {
        const { simulator, token } = await orgAndToken();
        const { status, text } = await revoke(simulator, token);
        expect([status, text]).to.deep.equal([200, '']);
        expect(await revoked(simulator, token)).to.equal(true);
      }
    });

    it('answers a script to a page that names its function', async () => {
      const { simulator, token } = await orgAndToken();
      const path = `/services/oauth2/revoke?token=${encodeURIComponent(token)}&callback=app.done`;
      const first = await call(simulator, path);
      expect([first.status, first.text]).to.deep.equal([200, 'app.done({});']);
      expect(first.headers.get('content-type')).to.match(/^application\/javascript/);
      expect((await call(simulator, path)).text).to.equal('app.done({"error":"invalid_token"});');
      const hostile = await call(simulator, '/services/oauth2/revoke?token=x&callback=alert(1)//');
      expect([hostile.status, hostile.text.includes('alert')]).to.deep.equal([400, false]);
    });

    it('refuses in the form of a query string', async () => {
      const simulator = await startOrg();
      const missing = await call(simulator, '/services/oauth2/revoke', {
        method: 'POST',
        body: new URLSearchParams({ 'token[access_token]': 'x' }),
      });
      expect([missing.status, missing.text]).to.deep.equal([
        400,
        'error=unsupported_token_type&error_description=this%20token%20type%20is%20not%20supported',
      ]);
      const unknown = await call(simulator, '/services/oauth2/revoke?token=nonsense');
      expect([unknown.status, new URLSearchParams(unknown.text).get('error')]).to.deep.equal([
        400,
        'invalid_token',
      ]);
    });

    it('works by deleting the record of the session', async () => {
      const { simulator, token } = await orgAndToken();
      const [row] = await records(
        simulator,
        "SELECT Id, LoginHistoryId, LoginType, IsAssociatedWithJwtAccessToken FROM AuthSession WHERE Users.LastName = 'Deploy'",
      );
      const [login] = await records(simulator, 'SELECT Id FROM LoginHistory');
      expect(row).to.include({ LoginType: 'Remote Access 2.0', IsAssociatedWithJwtAccessToken: false });
      expect(row?.LoginHistoryId).to.equal(login?.Id);
      const path = `/services/data/v66.0/sobjects/AuthSession/${String(row?.Id)}`;
      expect((await adminCall(simulator, path, 'DELETE')).status).to.equal(204);
      expect(await revoked(simulator, token)).to.equal(true);
      expectError(await adminCall(simulator, path), 404, 'NOT_FOUND');
    });
  });

  describe('of the format JWT', () => {
    it('verify against the keys that discovery names', async () => {
      const simulator = await orgWithApp({}, JWT_APP);
      const { json } = await logIn(simulator);
      const token = String(json.access_token);
      expect(json).to.include({ token_format: 'jwt' });
      const discovery = await call(simulator, '/.well-known/openid-configuration');
      const keys = createRemoteJWKSet(new URL(String(discovery.json.jwks_uri)));
      const issuer = String(discovery.json.issuer);
      const { payload, protectedHeader } = await jwtVerify(token, keys, { issuer, audience: issuer });
      expect(protectedHeader).to.include({ alg: 'RS256', typ: 'JWT', tty: 'sfdc-core-token', ver: '1.0' });
      expect(payload.scp).to.equal('api web refresh_token');
      expect(payload.client_id).to.equal(simulator.org.sessions.at(-1)?.clientId);
      expect(payload.sub).to.match(/^uid:005\w{15}$/);
    });

    it('are signed with one key for all', async () => {
      const simulator = await orgWithApp({}, JWT_APP);
      const { keys } = (await call(simulator, '/id/keys')).json as { keys: { kid: string }[] };
      const token = await accessToken(simulator);
      expect(decodeProtectedHeader(token).kid).to.equal(keys[0]?.kid);
    });

    it('open the REST API and userinfo until a fixed time, used or not', async () => {
      const clock = makeClock();
      const policyExtra = '<namedUserJwtTimeout>30</namedUserJwtTimeout>';
      const simulator = await orgWithApp({ now: clock.now }, { ...JWT_APP, policyExtra });
      const token = await accessToken(simulator);
      clock.time += 29 * 60_000;
      expect((await withToken(simulator, token)).status).to.equal(200);
      expect((await withToken(simulator, token, '/services/oauth2/userinfo')).status).to.equal(200);
      clock.time += 2 * 60_000;
      expectError(await withToken(simulator, token), 401, 'INVALID_SESSION_ID', 'Session expired or invalid');
    });

    it('of another signature open nothing', async () => {
      const simulator = await orgWithApp({}, JWT_APP);
      const [head = '', body = ''] = (await accessToken(simulator)).split('.');
      const forged = await withToken(simulator, `${head}.${body}.c2lnbmF0dXJl`);
      expectError(forged, 401, 'INVALID_SESSION_ID', 'Session expired or invalid');
    });

    it('are marked as such in AuthSession and in the usage of the app', async () => {
      const simulator = await orgWithApp({}, JWT_APP);
      await exchange(simulator, sign(goodClaims(simulator)));
      expect(
        await records(simulator, 'SELECT Id FROM AuthSession WHERE IsAssociatedWithJwtAccessToken = true'),
      ).to.have.length(1);
    });
  });

  it('of a Connected App name a menu item in OauthToken, those of other apps none', async () => {
    const { simulator } = await orgAndToken();
    simulator.org.allowConnectedApps = true;
    const { certificate } = testKey();
    const app = { certificate, consumerKey: OTHER_KEY, permissionSet: 'Jwt_CI_Access' };
    const { problems } = await deploy(simulator, filesOf([connectedApp(app)]));
    expect(problems).to.deep.equal([]);
    expect((await logIn(simulator, { iss: OTHER_KEY })).status).to.equal(200);
    const rows = await records(
      simulator,
      'SELECT Id, AppName, AppMenuItemId FROM OauthToken ORDER BY AppName',
    );
    expect(rows[0]).to.include({ Id: null, AppName: 'Jwt Old' });
    expect(rows[0]?.AppMenuItemId).to.match(/^0DS\w{15}$/);
    expect(rows[1]).to.deep.equal({ Id: null, AppName: 'Jwt_CI app', AppMenuItemId: null });
  });
});
