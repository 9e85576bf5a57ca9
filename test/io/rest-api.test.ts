import { expect } from 'chai';
import { callApi } from '../../src/io/rest-api.ts';
import { loopback, type Answer } from './servers.ts';
import { everythingIn, thrownBy } from './thrown.ts';

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
    await callApi(url.origin, TOKEN);
    expect(received).to.have.length(1);
    expect(received[0]).to.deep.include({ method: 'GET', url: '/services/data/v66.0/', body: '' });
    expect(received[0]?.headers.authorization).to.equal(`Bearer ${TOKEN}`);
  });

  it('takes an instance with a slash at its end', async () => {
    const { url, received } = await net.answer({ status: 200 });
    await callApi(url.href, TOKEN);
    expect(received[0]?.url).to.equal('/services/data/v66.0/');
  });

  const unread = { errorCode: '', message: '' };
  const closed = 'This session is not valid for use with the REST API';
  const refused: Array<[what: string, answer: Answer, said: { errorCode: string; message: string }]> = [
    [
      'a session without the scope for the API',
      errors(403, 'INVALID_SESSION_ID', closed),
      { errorCode: 'INVALID_SESSION_ID', message: closed },
    ],
    [
      'an edition without API',
      errors(403, 'API_DISABLED_FOR_ORG', 'The REST API is not enabled for this Organization.'),
      { errorCode: 'API_DISABLED_FOR_ORG', message: 'The REST API is not enabled for this Organization.' },
    ],
    ['a page', { status: 404, headers: { 'content-type': 'text/html' }, body: '<html>' }, unread],
    ['an empty list', { status: 400, body: '[]' }, unread],
    ['a list of nothing', { status: 400, body: '[null]' }, unread],
    ['JSON of another form', { status: 404, body: '{"error":"x"}' }, unread],
    ['a redirect', { status: 302, headers: { location: 'https://evil.example.com' } }, unread],
  ];
  for (const [what, answer, said] of refused) {
    it(`gives ${what} as a refusal, in the org's own words where there are some`, async () => {
      const { url, received } = await net.answer(answer);
      const refusal = { kind: 'refused', status: answer.status, ...said };
      expect(await callApi(url.origin, TOKEN)).to.deep.equal(refusal);
      expect(received).to.have.length(1);
    });
  }

  for (const status of [429, 500, 503]) {
    it(`gives status ${status} as an org that is busy, to be asked again`, async () => {
      const { url } = await net.answer({ status, headers: { 'retry-after': '7' }, body: '<html>' });
      expect(await callApi(url.origin, TOKEN)).to.deep.equal({
        kind: 'busy',
        status,
        retryAfterSeconds: 7,
      });
    });
  }

  it('keeps the token out of the error when the connection breaks', async () => {
    const url = await net.raw((socket) => socket.once('data', () => socket.resetAndDestroy()));
    const error = await thrownBy(() => callApi(url.origin, TOKEN));
    expect(error.name).to.equal('ConnectionBrokenError');
    expect(everythingIn(error)).not.to.include('secrettoken');
  });
});
