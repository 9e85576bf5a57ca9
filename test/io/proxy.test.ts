// Proxies and certificate authorities, as the environment of a company names them.
import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { send, type HttpAnswer } from '../../src/io/http.ts';
import { newCertificate, newKey } from '../keys/openssl.ts';
import { loopback, type Recorder } from './servers.ts';
import { temporaryFolder } from './temp-folder.ts';
import { everythingIn, thrownBy } from './thrown.ts';

const SECRET = 'secretassertion';
const post = (url: URL): Promise<HttpAnswer> => send({ url, method: 'POST', body: `assertion=${SECRET}` });

describe('io/http, behind a proxy', () => {
  const net = loopback();
  const folder = temporaryFolder();
  let credentials: { key: string; cert: string };

  before(() => {
    const key = newKey('RSA', 'rsa_keygen_bits:2048');
    credentials = {
      key,
      cert: newCertificate(key, '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'),
    };
  });

  const startOrg = async (): Promise<Recorder> => {
    const { url, received } = await net.answerTls(credentials, { status: 200, body: 'from the org' });
    return { url: new URL(`https://localhost:${url.port}/services/oauth2/token`), received };
  };

  /** Posts the secret in a process of its own, which trusts the org's certificate. */
  const postTrusting = async (url: URL, environment: Record<string, string>): Promise<string> => {
    const authority = join(folder(), 'root.pem');
    writeFileSync(authority, credentials.cert);
    const script = `
      import { send } from ${JSON.stringify(new URL('../../src/io/http.ts', import.meta.url))};
      const request = { url: new URL(${JSON.stringify(url)}), method: 'POST', body: 'assertion=${SECRET}' };
      console.log((await send(request)).text);`;
    const env = { ...process.env, NODE_EXTRA_CA_CERTS: authority, ...environment };
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '--eval', script],
      { env },
    );
    return stdout.trim();
  };

  it('trusts the authority that NODE_EXTRA_CA_CERTS names', async () => {
    const { url, received } = await startOrg();
    expect(await postTrusting(url, {})).to.equal('from the org');
    expect(received.map(({ body }) => body)).to.deep.equal([`assertion=${SECRET}`]);
  });

  it('goes through the tunnel of HTTPS_PROXY, where the proxy sees nothing but the host', async () => {
    const { url, received } = await startOrg();
    const proxy = await net.proxy();
    expect(await postTrusting(url, { HTTPS_PROXY: proxy.url.href })).to.equal('from the org');
    expect(proxy.tunnels).to.deep.equal([url.host]);
    expect(proxy.seen()).not.to.include(SECRET).and.not.to.include('/services/oauth2/token');
    expect(received.map(({ body }) => body)).to.deep.equal([`assertion=${SECRET}`]);
  });

  for (const names of ['localhost', 'other.example.com,localhost', '*']) {
    it(`leaves the proxy out for a host that NO_PROXY=${names} names`, async () => {
      const { url } = await startOrg();
      const proxy = await net.proxy();
      process.env['HTTPS_PROXY'] = proxy.url.href;
      process.env['NO_PROXY'] = names;
      // the org itself answers, with a certificate that this process does not trust
      expect((await thrownBy(() => post(url))).name).to.equal('TlsNotTrustedError');
      expect(proxy.tunnels).to.deep.equal([]);
    });
  }

  it('uses the proxy for a host that NO_PROXY does not name', async () => {
    const { url, received } = await startOrg();
    const proxy = await net.proxy();
    process.env['HTTPS_PROXY'] = proxy.url.href;
    process.env['NO_PROXY'] = 'example.com';
    const error = await thrownBy(() => post(url));
    expect(error.name).to.equal('TlsNotTrustedError');
    expect(error.message).to.include('issued by "CN=localhost"');
    // once to send, and once to look at the certificate
    expect(proxy.tunnels).to.deep.equal([url.host, url.host]);
    expect(received).to.deep.equal([]);
  });

  it('hints at http:// where HTTPS_PROXY names a proxy that speaks no TLS with https://', async () => {
    const { url } = await startOrg();
    const proxy = await net.proxy();
    process.env['HTTPS_PROXY'] = `https://localhost:${proxy.url.port}`;
    const error = await thrownBy(() => post(url));
    expect(error.name).to.equal('TlsNotSpokenError');
    expect(error.actions?.at(-1)).to.include('HTTPS_PROXY=http://');
  });

  const invalid = [
    'proxy.example.com:8080',
    '127.0.0.1:8080',
    'proxy',
    'ftp://proxy.example.com',
    'http://me:pass%word@proxy.example.com',
  ];
  for (const value of invalid) {
    it(`refuses HTTPS_PROXY=${value}, without showing it`, async () => {
      process.env['HTTPS_PROXY'] = value;
      const error = await thrownBy(() => post(new URL('https://example.invalid')));
      expect(error.name).to.equal('ProxyInvalidError');
      expect(error.message).to.include('HTTPS_PROXY');
      expect(error.actions?.at(-1)).to.include('HTTPS_PROXY=http://proxy.example.com:8080');
      expect(everythingIn(error)).not.to.include('pass%word');
    });
  }

  const refusals: Array<[status: string, name: string, action: string]> = [
    [
      '407 Proxy Authentication Required',
      'ProxyWantsCredentialsError',
      'HTTPS_PROXY=http://USER:PASSWORD@proxy.example.com:8080',
    ],
    ['403 Forbidden', 'ProxyForbidsHostError', 'NO_PROXY='],
    ['502 Bad Gateway', 'ProxyFailedError', 'NO_PROXY='],
    ['504 Gateway Timeout', 'ProxyFailedError', 'NO_PROXY='],
  ];
  for (const [status, name, action] of refusals) {
    it(`says ${name} where the proxy answers ${status}, and sends nothing to it but the host`, async () => {
      const { url, received } = await startOrg();
      const proxy = await net.proxy(`HTTP/1.1 ${status}\r\ncontent-length: 0\r\n\r\n`);
      process.env['HTTPS_PROXY'] = proxy.url.href.replace('//', '//me:password@');
      const error = await thrownBy(() => post(url));
      expect(error.name).to.equal(name);
      expect(error.message).to.include(`${proxy.url.host} (named by HTTPS_PROXY)`);
      expect(error.message).to.include(url.host).and.to.include(status.slice(0, 3));
      expect(error.actions?.at(-1)).to.include(action);
      expect(everythingIn(error)).not.to.match(/me:password|secretassertion/);
      expect(proxy.tunnels).to.deep.equal([url.host]);
      expect(proxy.seen()).not.to.include(SECRET);
      expect(received).to.deep.equal([]);
    });
  }

  it('says so where a proxy for plain requests wants credentials', async () => {
    const proxy = await net.answer({ status: 407, headers: { 'proxy-authenticate': 'Basic realm="x"' } });
    process.env['http_proxy'] = proxy.url.href;
    const error = await thrownBy(() => post(new URL('http://plain.example/services')));
    expect(error.name).to.equal('ProxyWantsCredentialsError');
    expect(error.message).to.include(`${proxy.url.host} (named by http_proxy)`);
  });

  it('fails where nobody listens at the address of the proxy', async () => {
    const { url, received } = await startOrg();
    process.env['https_proxy'] = 'http://me:password@127.0.0.1:1';
    const error = await thrownBy(() => post(url));
    expect(error.name).to.equal('ProxyUnreachableError');
    expect(error.message).to.include('The proxy 127.0.0.1:1').and.to.include('https_proxy');
    expect(error.message).to.include('ECONNREFUSED');
    expect(everythingIn(error)).not.to.include('password');
    expect(received).to.deep.equal([]);
  });

  it('says that it is the proxy whose name nobody knows', async () => {
    process.env['HTTP_PROXY'] = 'http://proxy.invalid:8080';
    const error = await thrownBy(() => post(new URL('https://localhost:1/services')));
    expect(error.name).to.equal('ProxyUnreachableError');
    expect(error.message).to.include('proxy.invalid:8080').and.to.include('HTTP_PROXY');
  });

  it('does not blame a proxy that NO_PROXY leaves out', async () => {
    process.env['HTTPS_PROXY'] = 'http://proxy.invalid:8080';
    process.env['NO_PROXY'] = '127.0.0.1';
    expect((await thrownBy(() => post(new URL('https://127.0.0.1:1/services')))).name).to.equal(
      'HostUnreachableError',
    );
  });
});
