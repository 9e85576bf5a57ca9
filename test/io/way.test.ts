import { expect } from 'chai';
import { askSite, findProxy, lookUp } from '../../src/io/way.ts';
import { startSimulator } from '../../src/simulator/server.ts';
import { startFaultyFront } from '../faulty-front.ts';
import { loopback } from './servers.ts';

describe('io/way', () => {
  const net = loopback();

  describe('the proxy of a request', () => {
    const host = new URL('https://acme.my.salesforce.com');
    const proxy = 'http://bob:hunter2@proxy.example.com:8080';
    const rows: Array<[what: string, env: NodeJS.ProcessEnv, variable: string | undefined, url?: URL]> = [
      ['none', {}, undefined],
      ['HTTPS_PROXY', { HTTPS_PROXY: proxy, HTTP_PROXY: proxy }, 'HTTPS_PROXY'],
      ['the lower-case name before the other', { HTTPS_PROXY: proxy, https_proxy: proxy }, 'https_proxy'],
      ["http's, in the place of https's", { HTTP_PROXY: proxy }, 'HTTP_PROXY'],
      ["not https's for http", { HTTPS_PROXY: proxy }, undefined, new URL('http://127.0.0.1:8080')],
      ['an empty one for none', { HTTPS_PROXY: '' }, undefined],
      [
        'none for an exempt name',
        { HTTPS_PROXY: proxy, NO_PROXY: 'a.example, acme.my.salesforce.com' },
        undefined,
      ],
      ['none below an exempt domain', { HTTPS_PROXY: proxy, no_proxy: '.salesforce.com' }, undefined],
      ['none when all are exempt', { HTTPS_PROXY: proxy, NO_PROXY: '*' }, undefined],
      ['the one of another port', { HTTPS_PROXY: proxy, NO_PROXY: 'salesforce.com:8443' }, 'HTTPS_PROXY'],
      [
        'the one of a name that only ends alike',
        { HTTPS_PROXY: proxy, NO_PROXY: 'force.com' },
        'HTTPS_PROXY',
      ],
    ];
    for (const [what, env, variable, url = host] of rows) {
      it(`is ${what}, without user and password`, () => {
        const found = findProxy(url, env);
        expect(found).to.deep.equal(variable && { variable, address: 'proxy.example.com:8080' });
      });
    }

    it('says nothing of a value that is no address', () => {
      const found = findProxy(host, { HTTPS_PROXY: 'bob:hunter2@proxy' });
      expect(JSON.stringify(found)).not.to.contain('hunter2');
    });
  });

  it('looks up names, and takes addresses as they are', async () => {
    expect(await lookUp('127.0.0.1')).to.deep.equal(['127.0.0.1']);
    expect(await lookUp('::1')).to.deep.equal(['::1']);
    expect(await lookUp('no-such-name.invalid')).to.deep.equal([]);
  });

  it('knows an org, and which', async () => {
    const simulator = await startSimulator({});
    const site = await askSite(simulator.origin);
    await simulator.close();
    expect(site).to.deep.equal({
      kind: 'org',
      orgId: simulator.orgId.slice(0, 15),
      myDomain: simulator.origin.origin,
    });
  });

  it('knows Salesforce by its API versions where no org is told', async () => {
    const simulator = await startSimulator({});
    const fault = { path: '/.well-known/auth-configuration', times: 1, status: 404, body: 'Not Found' };
    const front = await startFaultyFront(fault, () => simulator);
    const site = await askSite(front.origin);
    front.close();
    await simulator.close();
    expect(site).to.deep.equal({ kind: 'salesforce' });
  });

  it('tells what else answers, and follows no redirect', async () => {
    const { url, received } = await net.answer({
      status: 302,
      headers: { 'content-type': 'text/html', location: 'https://portal.example.com/sign-in' },
      body: '<html>',
    });
    expect(await askSite(url)).to.deep.equal({ kind: 'other', status: 302, contentType: 'text/html' });
    expect(received.map((request) => request.url)).to.deep.equal([
      '/.well-known/auth-configuration',
      '/services/data/',
    ]);
  });
});
