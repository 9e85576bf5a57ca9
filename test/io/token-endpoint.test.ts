import { expect } from 'chai';
import { generateKeyPairSync } from 'node:crypto';
import { buildClaims } from '../../src/assertion/claims.ts';
import { signAssertion, type Assertion } from '../../src/assertion/sign.ts';
import { requestToken, type TokenOutcome } from '../../src/io/token-endpoint.ts';
import { loopback, type Answer } from './servers.ts';
import { everythingIn, shownBy, thrownBy } from './thrown.ts';

const JSON_TYPE = { 'content-type': 'application/json;charset=UTF-8' };
const TOKEN = '00Dxx0000000000!AQEAQsecrettoken.secret_token';
const granted = {
  access_token: TOKEN,
  scope: 'web openid api full',
  instance_url: 'https://example.my.salesforce.com',
  id: 'https://login.salesforce.com/id/00Dxx0000000000EAA/005xx000000000xAAA',
  token_type: 'Bearer',
};

describe('io/token-endpoint', () => {
  const net = loopback();
  let assertion: Assertion;

  before(async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const login = { clientId: 'KEY', username: 'ci@example.com', audience: 'https://login.salesforce.com' };
    assertion = await signAssertion(buildClaims(login, new Date('2026-11-24T12:00:00Z')), privateKey);
  });

  const outcomeOf = async (answer: Answer): Promise<TokenOutcome> =>
    requestToken((await net.answer(answer)).url, assertion);
  const json = (status: number, body: unknown): Answer => ({
    status,
    headers: JSON_TYPE,
    body: JSON.stringify(body),
  });

  const SERVER_DATE = new Date('2026-11-24T12:00:07Z');
  const dated = ({ headers, ...answer }: Answer): Answer => ({
    ...answer,
    headers: { ...headers, date: 'Tue, 24 Nov 2026 12:00:07 GMT' },
  });

  it('posts grant type and assertion as a form, once, and keeps the assertion out of the address', async () => {
    const { url, received } = await net.answer(json(200, granted));
    await requestToken(new URL('/?query=1', url), assertion);
    expect(received).to.have.length(1);
    const [{ method, url: path, headers, body }] = received as [(typeof received)[0]];
    expect([method, path]).to.deep.equal(['POST', '/services/oauth2/token']);
    expect(headers).to.include({
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
    });
    expect([...new URLSearchParams(body)]).to.deep.equal([
      ['grant_type', 'urn:ietf:params:oauth:grant-type:jwt-bearer'],
      ['assertion', assertion],
    ]);
    expect(JSON.stringify(headers)).not.to.include(assertion);
  });

  it('reads what the org grants', async () => {
    expect(await outcomeOf(dated(json(200, granted)))).to.deep.equal({
      kind: 'granted',
      serverDate: SERVER_DATE,
      token: {
        accessToken: TOKEN,
        isJwtToken: false,
        instanceUrl: 'https://example.my.salesforce.com',
        scope: 'web openid api full',
        orgId: '00Dxx0000000000EAA',
        userId: '005xx000000000xAAA',
      },
    });
  });

  it('takes the host itself where the grant names no usable instance', async () => {
    for (const instance_url of [undefined, null, 17, '', 'not a url']) {
      const { url } = await net.answer(json(200, { ...granted, instance_url }));
      const outcome = await requestToken(url, assertion);
      expect(outcome)
        .to.deep.include({ kind: 'granted' })
        .with.nested.property('token.instanceUrl', url.origin);
    }
  });

  const jwt = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl';
  const formats: Array<[what: string, changes: object, isJwtToken: boolean]> = [
    ['says so', { token_format: 'jwt' }, true],
    ['is one', { access_token: jwt }, true],
    ['has dots of its own', { access_token: '00Dxx0000000000!AQ.x.y' }, false],
  ];
  for (const [what, changes, isJwtToken] of formats) {
    it(`knows the format of a token that ${what}`, async () => {
      expect(await outcomeOf(json(200, { ...granted, ...changes }))).to.have.nested.property(
        'token.isJwtToken',
        isJwtToken,
      );
    });
  }

  it('asks a site below its path', async () => {
    const { url, received } = await net.answer(json(200, granted));
    await requestToken(new URL('/customers', url), assertion);
    expect(received.map((request) => request.url)).to.deep.equal(['/customers/services/oauth2/token']);
  });

  const gone: Answer[] = [
    { status: 420 },
    { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>Data Not Available</html>' },
    { status: 503, headers: { 'content-type': 'text/html' }, body: '<html>Data Not Available</html>' },
  ];
  for (const answer of gone) {
    it(`says that there is no org after ${answer.status} "${answer.body ?? ''}"`, async () => {
      const error = await thrownBy(() => outcomeOf(answer));
      expect(error.name).to.equal('OrgDataNotAvailableError');
      expect(error.message).to.include(`status ${answer.status}`);
    });
  }

  it('does without scope and id', async () => {
    const outcome = await outcomeOf(json(200, { access_token: TOKEN }));
    expect(outcome).to.have.property('token').that.includes({ scope: '', orgId: '', userId: '' });
  });

  const refusals: Array<[status: number, body: object, error: string, description: string]> = [
    [
      400,
      { error: 'invalid_grant', error_description: "user hasn't approved this consumer" },
      'invalid_grant',
      "user hasn't approved this consumer",
    ],
    [
      400,
      { error: 'invalid_client_id', error_description: 'client identifier invalid' },
      'invalid_client_id',
      'client identifier invalid',
    ],
    [401, { error: 'invalid_client', error_description: 'x', error_uri: 'y' }, 'invalid_client', 'x'],
    [400, { error: 'bad_jti_claim' }, 'bad_jti_claim', ''],
    [400, { error: 'app_blocked', error_description: { no: 'text' } }, 'app_blocked', ''],
  ];
  for (const [status, body, error, description] of refusals) {
    it(`gives the refusal ${status} ${error} as a result`, async () => {
      expect(await outcomeOf(dated(json(status, body)))).to.deep.equal({
        kind: 'refused',
        refusal: { error, description },
        serverDate: SERVER_DATE,
      });
    });
  }

  const HTML = '<html><body>Service Unavailable</body></html>';
  const busy: Array<[what: string, answer: Answer, retryAfterSeconds: number | undefined]> = [
    ['429 with Retry-After', { status: 429, headers: { 'retry-after': '12' } }, 12],
    ['429 without', { status: 429, body: 'slow down' }, undefined],
    ['503 with a page', { status: 503, headers: { 'content-type': 'text/html' }, body: HTML }, undefined],
    ['503 with Retry-After', { status: 503, headers: { 'retry-after': '0' }, body: HTML }, 0],
    [
      '503 with a date',
      { status: 503, headers: { 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' } },
      undefined,
    ],
    ['503 with nonsense', { status: 503, headers: { 'retry-after': '-1' } }, undefined],
    ['500 with JSON', json(500, { error: 'server_error', error_description: 'x' }), undefined],
    ['502 with nothing', { status: 502 }, undefined],
  ];
  for (const [what, answer, retryAfterSeconds] of busy) {
    it(`is busy after ${what}`, async () => {
      expect(await outcomeOf(answer)).to.deep.equal({
        kind: 'busy',
        status: answer.status,
        retryAfterSeconds,
      });
    });
  }

  const foreign: Array<[what: string, answer: Answer, parts: string[]]> = [
    [
      'a page',
      { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>Sign in</html>' },
      ['status 200', 'text/html'],
    ],
    ['JSON without a token', json(200, { hello: 'world' }), ['status 200', 'application/json']],
    ['a token that is no text', json(200, { access_token: 17 }), ['status 200']],
    ['JSON that is no object', json(200, null), ['status 200']],
    ['JSON in a list', json(200, [granted]), ['status 200']],
    ['nothing', { status: 204 }, ['status 204', 'content type none']],
    [
      'half of its JSON',
      { status: 200, headers: JSON_TYPE, body: JSON.stringify(granted).slice(0, 60) },
      ['status 200'],
    ],
    ['a token with another status', json(201, granted), ['status 201']],
    [
      'a page that is not there',
      { status: 404, headers: { 'content-type': 'text/html' }, body: HTML },
      ['status 404', 'text/html'],
    ],
    ['an error that is no text', json(400, { error: { code: 1 } }), ['status 400']],
  ];
  for (const [what, answer, parts] of foreign) {
    it(`takes ${what} for an answer that is not Salesforce's`, async () => {
      const { url } = await net.answer(answer);
      const error = await thrownBy(() => requestToken(url, assertion));
      expect(error.name).to.equal('NotSalesforceError');
      for (const part of [url.host, ...parts]) expect(error.message).to.include(part);
      expectNoSecret(error);
    });
  }

  it('follows no redirect, and shows only the host of where it leads', async () => {
    const location = 'https://evil.example.com:8443/login?assertion=x&secret=1#y';
    const { url } = await net.answer({ status: 302, headers: { location } });
    const error = await thrownBy(() => requestToken(url, assertion));
    expect(error.name).to.equal('RedirectRefusedError');
    expect(error.message).to.include(url.host).and.to.include('(302) to evil.example.com:8443.');
    expect(everythingIn(error)).not.to.include('secret=1');
    expectNoSecret(error);
  });

  const locations: Array<[location: string | undefined, shown: (host: string) => string]> = [
    ['/lightning', (host) => host],
    ['//other.example.com/x', () => 'other.example.com'],
    ['https://me:password@other.example.com/', () => 'other.example.com'],
    ['http://[', () => 'nowhere'],
    [undefined, () => 'nowhere'],
  ];
  for (const [location, shown] of locations) {
    it(`names the host of a redirect to ${location ?? 'no address'}`, async () => {
      const { url } = await net.answer({ status: 307, headers: location === undefined ? {} : { location } });
      const error = await thrownBy(() => requestToken(url, assertion));
      expect(error.message).to.include(`(307) to ${shown(url.host)}.`);
      expect(everythingIn(error)).not.to.include('password');
    });
  }

  it('keeps the assertion out of the error when the connection breaks', async () => {
    const url = await net.raw((socket) => socket.once('data', () => socket.resetAndDestroy()));
    const error = await thrownBy(() => requestToken(url, assertion));
    expect(error.name).to.equal('ConnectionBrokenError');
    expectNoSecret(error);
  });

  it('keeps a granted token out of the error when the body is cut off', async () => {
    const body = JSON.stringify(granted).slice(0, -2);
    const url = await net.raw((socket) =>
      socket.once('data', () => socket.end(`HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n${body}`)),
    );
    const error = await thrownBy(() => requestToken(url, assertion));
    expect(error.name).to.equal('ConnectionBrokenError');
    expectNoSecret(error);
  });

  function expectNoSecret(error: Awaited<ReturnType<typeof thrownBy>>): void {
    expect(shownBy(error)).not.to.match(/%[sdj]|undefined|\[object/);
    const [, payload, signature] = assertion.split('.');
    for (const secret of [payload!, signature!, 'secrettoken'])
      expect(everythingIn(error)).not.to.include(secret);
  }
});
