import { expect } from 'chai';
import { revokeToken } from '../../src/io/token-revocation.ts';
import { startSimulator } from '../../src/simulator/server.ts';
import { loopback, type Answer } from './servers.ts';
import { everythingIn, thrownBy } from './thrown.ts';

const TOKEN = '00Dxx0000000000!AQEAQsecrettoken.secret_token';

describe('io/token-revocation', () => {
  const net = loopback();

  it('ends the session of a token, once, and is told when there is none', async () => {
    const simulator = await startSimulator();
    const { origin, admin, requests } = simulator;
    expect(await revokeToken(origin, admin.accessToken)).to.deep.equal({ kind: 'revoked' });
    expect(await revokeToken(origin, admin.accessToken)).to.deep.equal({ kind: 'unknown' });
    expect(requests.map(({ method, path, body }) => [method, path, body])).to.deep.equal(
      Array.from({ length: 2 }, () => [
        'POST',
        '/services/oauth2/revoke',
        new URLSearchParams({ token: admin.accessToken }).toString(),
      ]),
    );
    await simulator.close();
  });

  it('reads the refusal of the standard, too', async () => {
    const { url } = await net.answer({ status: 400, body: '{"error":"invalid_token"}' });
    expect(await revokeToken(url, TOKEN)).to.deep.equal({ kind: 'unknown' });
  });

  it('says when the host is busy, and for how long', async () => {
    const { url } = await net.answer({ status: 503, headers: { 'retry-after': '7' } });
    expect(await revokeToken(url, TOKEN)).to.deep.equal({ kind: 'busy', status: 503, retryAfterSeconds: 7 });
  });

  const others: Answer[] = [
    { status: 302, headers: { location: 'https://acme.my.salesforce.com/' } },
    { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>sign in</html>' },
    { status: 400, body: 'error=unsupported_token_type' },
    { status: 404, body: '' },
  ];
  for (const answer of others) {
    it(`takes ${answer.status} ${answer.body ?? ''} for no revocation, and shows no token`, async () => {
      const { url } = await net.answer(answer);
      const error = await thrownBy(async () => revokeToken(url, TOKEN));
      expect(error.name).to.equal('TokenNotRevokedError');
      expect(error.message).to.contain(`${url.host} did not revoke the token (status ${answer.status}`);
      expect(everythingIn(error)).not.to.contain(TOKEN);
    });
  }
});
