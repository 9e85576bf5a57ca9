import { expect } from 'chai';
import { findProxy } from '../../src/io/proxy-variables.ts';

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
    ['the one of a name that only ends alike', { HTTPS_PROXY: proxy, NO_PROXY: 'force.com' }, 'HTTPS_PROXY'],
  ];
  for (const [what, env, variable, url = host] of rows) {
    it(`is ${what}, without user and password`, () => {
      const found = findProxy(url, env);
      expect(found && [found.variable, found.host]).to.deep.equal(
        variable && [variable, 'proxy.example.com:8080'],
      );
      expect(JSON.stringify(found ?? '')).not.to.contain('hunter2');
    });
  }
});
