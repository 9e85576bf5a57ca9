import { expect } from 'chai';
import { send, type HttpAnswer } from '../../src/io/http.ts';
import { newCertificate, newKey } from '../keys/openssl.ts';
import { loopback } from './servers.ts';
import { everythingIn, shownBy, thrownBy } from './thrown.ts';

const SECRET = 'eyJhbGciOiJSUzI1NiJ9.secretassertion.secretsignature';

/** Posts a secret, with another one in a header. */
const post = (url: URL, signal?: AbortSignal): Promise<HttpAnswer> =>
  send(
    { url, method: 'POST', headers: { authorization: `Bearer ${SECRET}` }, body: `assertion=${SECRET}` },
    signal,
  );

describe('io/http', () => {
  const net = loopback();

  const expectFault = async (url: URL, name: string, code: string): Promise<void> => {
    const error = await thrownBy(() => post(url));
    expect(error.name).to.equal(name);
    expect(error.message).to.include(url.host).and.to.include(code);
    expect(error.actions).to.have.length.above(0);
    expect(shownBy(error)).not.to.match(/%[sdj]|undefined|NODE_TLS_REJECT_UNAUTHORIZED/);
    expect(everythingIn(error)).not.to.include('secretassertion');
  };

  it('gives status, headers in lower case and text of an answer', async () => {
    const { url, received } = await net.answer({
      status: 418,
      headers: { 'X-Two': 'a', 'Retry-After': '7' },
      body: 'Müller',
    });
    const answer = await post(new URL('/path?query=1', url));
    expect(answer).to.deep.include({ status: 418, text: 'Müller' });
    expect(answer.headers).to.include({ 'x-two': 'a', 'retry-after': '7' });
    expect(received).to.have.length(1);
    expect(received[0]).to.deep.include({
      method: 'POST',
      url: '/path?query=1',
      body: `assertion=${SECRET}`,
    });
    expect(received[0]?.headers.authorization).to.equal(`Bearer ${SECRET}`);
  });

  for (const status of [301, 302, 303, 307, 308]) {
    it(`follows no redirect ${status}`, async () => {
      const elsewhere = await net.answer({ status: 200 });
      const { url, received } = await net.answer({ status, headers: { location: elsewhere.url.href } });
      const answer = await post(url);
      expect(answer.status).to.equal(status);
      expect(answer.headers['location']).to.equal(elsewhere.url.href);
      expect([received.length, elsewhere.received.length]).to.deep.equal([1, 0]);
    });
  }

  it('offers HTTP/1.1 alone, and no HTTP/2', async () => {
    const hello: Buffer[] = [];
    const url = await net.raw((socket) =>
      socket.on('data', (chunk) => {
        hello.push(chunk);
        socket.destroy();
      }),
    );
    url.protocol = 'https:';
    await thrownBy(() => post(url));
    const offered = Buffer.concat(hello).toString('latin1');
    expect(offered).to.include('\u0008http/1.1').and.not.to.include('\u0002h2');
  });

  it('sends once, also where the connection breaks', async () => {
    let connections = 0;
    const url = await net.raw((socket) => {
      connections += 1;
      socket.once('data', () => socket.resetAndDestroy());
    });
    await expectFault(url, 'ConnectionBrokenError', 'ECONNRESET');
    expect(connections).to.equal(1);
  });

  const broken: Array<[what: string, sent: string]> = [
    ['nothing before the end', ''],
    [
      'less than its content-length',
      'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 400\r\n\r\n{"access_token":"00D',
    ],
    ['half a chunk', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nff\r\n{"access_token":"00D'],
    ['half a header', 'HTTP/1.1 200 OK\r\ncontent-ty'],
    ['another protocol', 'SSH-2.0-OpenSSH_9.9\r\n'],
  ];
  for (const [what, sent] of broken) {
    it(`names an answer of ${what} ConnectionBrokenError`, async () => {
      await expectFault(
        await net.raw((socket) => socket.once('data', () => socket.end(sent))),
        'ConnectionBrokenError',
        '',
      );
    });
  }

  it('names a port where nobody listens', async () => {
    await expectFault(new URL('http://127.0.0.1:1/services'), 'HostUnreachableError', 'ECONNREFUSED');
  });

  it('names a host that does not exist', async function () {
    this.timeout(15_000);
    await expectFault(new URL('https://nope.invalid/services'), 'HostNotFoundError', 'nope.invalid');
  });

  it('names a host that does not speak TLS', async () => {
    const { url } = await net.answer({ status: 200 });
    await expectFault(new URL(`https://${url.host}`), 'TlsNotSpokenError', url.host);
  });

  it('names a TLS certificate that nobody vouches for, and the remedy that keeps the connection safe', async () => {
    const key = newKey('RSA', 'rsa_keygen_bits:2048');
    const cert = newCertificate(
      key,
      '/O=Inspecting Ltd/CN=localhost',
      '-addext',
      'subjectAltName=DNS:localhost',
    );
    const { url, received } = await net.answerTls({ key, cert }, { status: 200 });
    await expectFault(
      new URL(`https://localhost:${url.port}`),
      'TlsNotTrustedError',
      'DEPTH_ZERO_SELF_SIGNED_CERT',
    );
    const { message, actions, data } = await thrownBy(() => post(new URL(`https://localhost:${url.port}`)));
    expect(message).to.include('issued by "O=Inspecting Ltd, CN=localhost"');
    expect(data).to.deep.equal({
      issuer: 'O=Inspecting Ltd, CN=localhost',
      code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    });
    expect(actions?.at(-1)).to.include('NODE_EXTRA_CA_CERTS=');
    // looking at the certificate sends nothing, either
    expect(received).to.deep.equal([]);
  });

  describe('where no answer comes', () => {
    const timeout = AbortSignal.timeout.bind(AbortSignal);
    let asked: number[];

    // thirty seconds pass in a moment
    beforeEach(() => {
      asked = [];
      AbortSignal.timeout = (milliseconds) => {
        asked.push(milliseconds);
        return timeout(milliseconds / 600);
      };
    });
    afterEach(() => {
      AbortSignal.timeout = timeout;
    });

    it('ends after 30 seconds', async () => {
      await expectFault(await net.raw(() => undefined), 'NoAnswerInTimeError', 'within 30 seconds');
      expect(asked).to.deep.equal([30_000]);
    });

    it('ends after 30 seconds also in the middle of a body', async () => {
      const url = await net.raw((socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{'));
      await expectFault(url, 'NoAnswerInTimeError', 'within 30 seconds');
    });
  });

  it('ends at once when it is told to, and passes that on as it is', async () => {
    const controller = new AbortController();
    const url = await net.raw((socket) => socket.once('data', () => controller.abort()));
    const outcome = await post(url, controller.signal).catch((error: unknown) => error as Error);
    expect(outcome).to.be.instanceOf(Error).with.property('name', 'AbortError');
  });

  it('sends nothing when it was told to end before', async () => {
    const { url, received } = await net.answer({ status: 200 });
    const outcome = await post(url, AbortSignal.abort()).catch((error: unknown) => error as Error);
    expect(outcome).to.be.instanceOf(Error).with.property('name', 'AbortError');
    expect(received).to.deep.equal([]);
  });
});
