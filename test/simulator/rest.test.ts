import { expect } from 'chai';
import {
  deactivateUser,
  deleteApp,
  disableRestApi,
  disableUserApi,
  exhaustApiRequests,
  expireSessions,
  limitAppRequests,
} from '../../src/simulator/org-changes.ts';
import type { Simulator } from '../../src/simulator/server.ts';
import {
  accessToken,
  addJwtApp,
  adminCall,
  call,
  deployUser,
  expectError,
  makeClock,
  orgAndToken,
  type Reply,
  startOrg,
  stopOrgs,
  withToken,
} from './org-client.ts';

const DATA = '/services/data/v66.0';

describe('REST resources', () => {
  afterEach(stopOrgs);

  it('list the API versions without a session and without a usage header', async () => {
    const { status, text, headers } = await call(await startOrg(), '/services/data/');
    expect(status).to.equal(200);
    expect(JSON.parse(text)).to.deep.equal([
      { label: "Summer '25", url: '/services/data/v64.0', version: '64.0' },
      { label: "Winter '26", url: '/services/data/v65.0', version: '65.0' },
      { label: "Spring '26", url: '/services/data/v66.0', version: '66.0' },
      { label: "Summer '26", url: '/services/data/v67.0', version: '67.0' },
    ]);
    expect(headers.has('sforce-limit-info')).to.equal(false);
  });

  it('are listed with the identity URL, and count each call', async () => {
    const { simulator, token } = await orgAndToken();
    const first = await withToken(simulator, token);
    expect(first.json.query).to.equal('/services/data/v66.0/query');
    expect(first.json.identity).to.match(/^http:\/\/127\.0\.0\.1:\d+\/id\/00D\w{15}\/005\w{15}$/);
    expect(first.headers.get('sforce-limit-info')).to.match(/^api-usage=\d+\/15000$/);
    const used = ({ headers }: Reply) => Number(/=(\d+)/.exec(headers.get('sforce-limit-info') ?? '')?.[1]);
    const second = await adminCall(simulator, `${DATA}/limits`);
    expect(used(second)).to.equal(used(first) + 1);
    expect(second.json.DailyApiRequests).to.deep.equal({ Max: 15000, Remaining: 15000 - used(second) });
  });

  it('forbid to store and to sniff their answers', async () => {
    const { headers } = await adminCall(await startOrg(), DATA);
    expect(headers.get('cache-control')).to.equal('no-cache,must-revalidate,max-age=0,no-store,private');
    expect(headers.get('x-content-type-options')).to.equal('nosniff');
    expect(headers.get('content-type')).to.equal('application/json;charset=UTF-8');
  });

  it('name the usage of an app that has a quota, and stop it there', async () => {
    const { simulator, token } = await orgAndToken();
    const usage = ({ headers }: Reply) => headers.get('sforce-limit-info');
    expect(usage(await withToken(simulator, token))).to.match(/^api-usage=\d+\/15000$/);
    limitAppRequests(simulator.org, 'Jwt_CI', 2);
    expect(usage(await withToken(simulator, token))).to.match(
      /^api-usage=\d+\/15000; per-app-api-usage=1\/2\(appName=Jwt_CI app\)$/,
    );
    expect((await withToken(simulator, token)).status).to.equal(200);
    expectError(await withToken(simulator, token), 403, 'REQUEST_LIMIT_EXCEEDED');
    expect((await adminCall(simulator, DATA)).status).to.equal(200);
  });

  const methods: [method: string, path: string, allowed: string][] = [
    ['POST', '/query', 'HEAD,GET'],
    ['PUT', '/sobjects/User', 'HEAD,GET,POST'],
    ['DELETE', '/sobjects', 'HEAD,GET'],
    ['PATCH', '/composite', 'POST'],
    ['PUT', '/sobjects/User/005000000000000', 'HEAD,GET,POST,PATCH,DELETE'],
    ['POST', '/sobjects/LoginHistory', 'HEAD,GET'],
    ['DELETE', '/sobjects/User/005000000000000', 'HEAD,GET,PATCH'],
    ['PATCH', '/sobjects/SetupEntityAccess/0J0000000000000', 'HEAD,GET,DELETE'],
  ];
  for (const [method, path, allowed] of methods) {
    it(`refuse ${method} ${path}, and say what they have`, async () => {
      expectError(
        await adminCall(await startOrg(), DATA + path, method),
        405,
        'METHOD_NOT_ALLOWED',
        `HTTP Method '${method}' not allowed. Allowed are ${allowed}`,
      );
    });
  }

  it('answer HEAD like GET, without a body', async () => {
    const { origin, admin } = await startOrg();
    const headers = { authorization: `Bearer ${admin.accessToken}` };
    const reply = await fetch(new URL(`${DATA}/sobjects/User`, origin), { method: 'HEAD', headers });
    expect([reply.status, await reply.text()]).to.deep.equal([200, '']);
  });

  it('are found behind two slashes, as the CLI asks after a login by access token', async () => {
    const { simulator, token } = await orgAndToken();
    expect((await call(simulator, `${simulator.origin.origin}//services/data`)).status).to.equal(200);
    const path = `${simulator.origin.origin}/${DATA}/query?q=SELECT+Id+FROM+User`;
    expect((await withToken(simulator, token, path)).json.totalSize).to.equal(3);
  });

  const versions: [newest: string, version: string, status: number, warning: RegExp | null][] = [
    ['67.0', '20.0', 410, null],
    ['67.0', '30.0', 410, null],
    ['67.0', '31.0', 200, null],
    ['67.0', '68.0', 404, null],
    // Of the release Summer '24, which still had 21.0 to 30.0.
    ['61.0', '30.0', 200, /^299 - ".*Summer '25/],
    ['70.0', '40.0', 200, /^299 - ".*Summer '28/],
    ['70.0', '41.0', 200, null],
    ['73.0', '40.0', 410, null],
  ];
  for (const [newest, version, status, warning] of versions) {
    it(`answer ${status} for ${version} in an org of ${newest}${warning === null ? '' : ', with a warning'}`, async () => {
      const simulator = await startOrg({ apiVersions: [newest] });
      const reply = await adminCall(simulator, `/services/data/v${version}`);
      expect(reply.status).to.equal(status);
      if (warning === null) expect(reply.headers.get('warning')).to.equal(null);
      else expect(reply.headers.get('warning')).to.match(warning);
    });
  }

  it('answer 404 for a path that is not there', async () => {
    const { simulator, token } = await orgAndToken();
    const reply = await withToken(simulator, token, `${DATA}/nothing`);
    expectError(reply, 404, 'NOT_FOUND');
    expect(reply.headers.get('sforce-limit-info')).to.match(/^api-usage=/);
    expectError(await call(simulator, `${DATA}/nothing`), 401, 'INVALID_SESSION_ID');
  });

  describe('session', () => {
    const expired = 'Session expired or invalid';

    it('may be named by the older word OAuth', async () => {
      const { simulator, token } = await orgAndToken();
      const reply = await call(simulator, DATA, { headers: { authorization: `OAuth ${token}` } });
      expect(reply.status).to.equal(200);
    });

    it('is missing', async () => {
      expectError(await call(await startOrg(), DATA), 401, 'INVALID_SESSION_ID', expired);
    });

    it('is named by a header of another scheme', async () => {
      const reply = await call(await startOrg(), DATA, { headers: { authorization: 'Basic abc' } });
      expectError(reply, 401, 'INVALID_AUTH_HEADER', 'INVALID_HEADER_TYPE');
    });

    it('is a damaged JWT', async () => {
      expectError(
        await withToken(await startOrg(), 'eyJhbGciOi.x'),
        401,
        'INVALID_AUTH_HEADER',
        'INVALID_JWT_FORMAT',
      );
    });

    it('ends when it expires, for one user or for all', async () => {
      const { simulator, token } = await orgAndToken();
      expireSessions(simulator.org, deployUser(simulator));
      expectError(await withToken(simulator, token), 401, 'INVALID_SESSION_ID', expired);
      expect((await adminCall(simulator, DATA)).status).to.equal(200);
      expireSessions(simulator.org);
      expectError(await adminCall(simulator, DATA), 401, 'INVALID_SESSION_ID', expired);
    });

    it('ends with its user, with its app and by revocation', async () => {
      for (const end of [deactivate, removeApp, revoke]) {
        const { simulator, token } = await orgAndToken();
        await end(simulator, token);
        expectError(await withToken(simulator, token), 401, 'INVALID_SESSION_ID', expired);
      }
    });

    function deactivate(simulator: Simulator): void {
      deactivateUser(simulator.org, deployUser(simulator));
    }
    function removeApp(simulator: Simulator): void {
      deleteApp(simulator.org, 'Jwt_CI');
    }
    async function revoke(simulator: Simulator, token: string): Promise<void> {
      const body = new URLSearchParams({ token });
      const reply = await call(simulator, '/services/oauth2/revoke', { method: 'POST', body });
      expect([reply.status, reply.text]).to.deep.equal([200, '']);
      const again = await call(simulator, '/services/oauth2/revoke', { method: 'POST', body });
      expect([again.status, new URLSearchParams(again.text).get('error')]).to.deep.equal([
        400,
        'invalid_token',
      ]);
    }

    it('lasts two hours of inactivity, or what the policy says', async () => {
      const clock = makeClock();
      const simulator = await startOrg({ now: clock.now });
      await addJwtApp(simulator);
      const token = await accessToken(simulator);
      for (const minutes of [119, 119]) {
        clock.time += minutes * 60_000;
        expect((await withToken(simulator, token)).status).to.equal(200);
      }
      clock.time += 121 * 60_000;
      expect((await withToken(simulator, token)).status).to.equal(401);
      const policyExtra = '<sessionTimeoutInMinutes>15</sessionTimeoutInMinutes>';
      await addJwtApp(simulator, { policyExtra, consumerKey: undefined });
      const short = await accessToken(simulator);
      expect(short).to.not.equal(token);
      clock.time += 16 * 60_000;
      expect((await withToken(simulator, short)).status).to.equal(401);
    });

    it('does not open the REST API without the scope api or full', async () => {
      const simulator = await startOrg();
      await addJwtApp(simulator, { scopes: 'Web, RefreshToken' });
      const message = 'This session is not valid for use with the REST API';
      expectError(
        await withToken(simulator, await accessToken(simulator)),
        401,
        'INVALID_SESSION_ID',
        message,
      );
      await addJwtApp(simulator, { scopes: 'Full, RefreshToken', consumerKey: undefined });
      expect((await withToken(simulator, await accessToken(simulator))).status).to.equal(200);
    });

    it('does not open the REST API when the app demands high assurance', async () => {
      const simulator = await startOrg();
      await addJwtApp(simulator, {
        policyExtra: '<requiredSessionLevel>HIGH_ASSURANCE</requiredSessionLevel>',
      });
      expectError(await withToken(simulator, await accessToken(simulator)), 401, 'INVALID_SESSION_ID');
    });

    it('is refused by an org without API, a user without API and a spent day', async () => {
      const faults: [cause: (simulator: Simulator) => void, code: string, message: string][] = [
        [
          ({ org }) => disableRestApi(org),
          'API_DISABLED_FOR_ORG',
          'The REST API is not enabled for this Organization.',
        ],
        [
          (simulator) => disableUserApi(simulator.org, deployUser(simulator)),
          'API_CURRENTLY_DISABLED',
          'API is disabled for this User',
        ],
        [({ org }) => exhaustApiRequests(org), 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.'],
      ];
      for (const [cause, code, message] of faults) {
        const { simulator, token } = await orgAndToken();
        cause(simulator);
        expectError(await withToken(simulator, token), 403, code, message);
      }
    });
  });
});
