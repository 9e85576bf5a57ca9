import { expect } from 'chai';
import { callApi, proveToken } from '../../src/io/rest-api.ts';
import { loopback, type Answer } from './servers.ts';
import { everythingIn, shownBy, thrownBy } from './thrown.ts';

const TOKEN = '00Dxx0000000000!AQEAQsecrettoken.secret_token';
const errors = (status: number, errorCode: string, message: string): Answer => ({
  status,
  headers: { 'content-type': 'application/json;charset=UTF-8' },
  body: JSON.stringify([{ message, errorCode }]),
});

describe('io/rest-api', () => {
  const net = loopback();

  it('proves a token by a call that needs it, once, with the token in the header alone', async () => {
    const { url, received } = await net.answer({
      status: 200,
      body: '{"sobjects":"/services/data/v66.0/sobjects"}',
    });
    await proveToken(url.origin, TOKEN);
    expect(received).to.have.length(1);
    expect(received[0]).to.deep.include({ method: 'GET', url: '/services/data/v66.0/', body: '' });
    expect(received[0]?.headers.authorization).to.equal(`Bearer ${TOKEN}`);
  });

  it('takes an instance with a slash at its end', async () => {
    const { url, received } = await net.answer({ status: 200 });
    await proveToken(url.href, TOKEN);
    expect(received[0]?.url).to.equal('/services/data/v66.0/');
  });

  it("gives a refusal in the org's own words as a result, and what cannot be read by its status", async () => {
    const closed = await net.answer(errors(403, 'API_DISABLED_FOR_ORG', 'not enabled for this Organization'));
    const page = await net.answer({ status: 404, headers: { 'content-type': 'text/html' }, body: '<html>' });
    expect(await callApi(closed.url.origin, TOKEN)).to.deep.equal({
      kind: 'refused',
      status: 403,
      errorCode: 'API_DISABLED_FOR_ORG',
      message: 'not enabled for this Organization',
    });
    expect(await callApi(page.url.origin, TOKEN)).to.deep.equal({
      kind: 'refused',
      status: 404,
      errorCode: '',
      message: '',
    });
  });

  const refused: Array<[what: string, answer: Answer, name: string, quote: string]> = [
    [
      'a session without the scope for the API',
      errors(403, 'INVALID_SESSION_ID', 'This session is not valid for use with the REST API'),
      'TokenNotForApiError',
      '"This session is not valid for use with the REST API" (INVALID_SESSION_ID)',
    ],
    [
      'an edition without API',
      errors(403, 'API_CURRENTLY_DISABLED', 'API is not enabled for this Organization or Partner'),
      'ApiNotEnabledError',
      '"API is not enabled for this Organization or Partner" (API_CURRENTLY_DISABLED)',
    ],
    [
      'a new org whose API is not open yet',
      errors(403, 'API_DISABLED_FOR_ORG', 'API is currently disabled for this user'),
      'ApiNotEnabledError',
      '(API_DISABLED_FOR_ORG)',
    ],
    [
      'a session that ended',
      errors(401, 'INVALID_SESSION_ID', 'Session expired or invalid'),
      'TokenNotProvenError',
      'status 401: "Session expired or invalid" (INVALID_SESSION_ID)',
    ],
    [
      'a page',
      { status: 404, headers: { 'content-type': 'text/html' }, body: '<html>' },
      'TokenNotProvenError',
      'status 404: nothing',
    ],
    ['an empty list', { status: 400, body: '[]' }, 'TokenNotProvenError', 'status 400: nothing'],
    ['a list of nothing', { status: 400, body: '[null]' }, 'TokenNotProvenError', 'status 400: nothing'],
    [
      'JSON of another form',
      { status: 404, body: '{"error":"x"}' },
      'TokenNotProvenError',
      'status 404: nothing',
    ],
    [
      'a redirect',
      { status: 302, headers: { location: 'https://evil.example.com' } },
      'TokenNotProvenError',
      'status 302: nothing',
    ],
  ];
  for (const [what, answer, name, quote] of refused) {
    it(`names ${what} ${name}, in the org's own words`, async () => {
      const { url, received } = await net.answer(answer);
      const error = await thrownBy(() => proveToken(url.origin, TOKEN));
      expect(error.name).to.equal(name);
      expect(error.message).to.include(url.host).and.to.include(quote);
      expect(error.actions).to.have.length.above(0);
      expect(shownBy(error)).not.to.match(/%[sdj]|undefined|\[object/);
      expect(everythingIn(error)).not.to.include('secrettoken');
      expect(received).to.have.length(1);
    });
  }

  for (const status of [429, 500, 503]) {
    it(`gives status ${status} as an org that is busy, to be asked again`, async () => {
      const { url } = await net.answer({ status, headers: { 'retry-after': '7' }, body: '<html>' });
      expect(await proveToken(url.origin, TOKEN)).to.deep.equal({
        kind: 'busy',
        status,
        retryAfterSeconds: 7,
      });
    });
  }

  it('keeps the token out of the error when the connection breaks', async () => {
    const url = await net.raw((socket) => socket.once('data', () => socket.resetAndDestroy()));
    const error = await thrownBy(() => proveToken(url.origin, TOKEN));
    expect(error.name).to.equal('ConnectionBrokenError');
    expect(everythingIn(error)).not.to.include('secrettoken');
  });
});
