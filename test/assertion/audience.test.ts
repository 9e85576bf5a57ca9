import { expect } from 'chai';
import {
  audienceFor,
  chooseAudience,
  tokenEndpointOf,
  type KnownPlaces,
} from '../../src/assertion/audience.ts';

const LOGIN = 'https://login.salesforce.com';
const TEST = 'https://test.salesforce.com';

describe('assertion/audience', () => {
  type HostRow = [typed: string, audience: string, host?: string];
  const hosts: HostRow[] = [
    ['https://login.salesforce.com', LOGIN],
    ['https://test.salesforce.com', TEST],
    ['https://example.my.salesforce.com', 'https://example.my.salesforce.com'],
    [
      'https://Example.My.Salesforce.com/services/oauth2/token?x=1#y',
      'https://example.my.salesforce.com',
      'https://example.my.salesforce.com/',
    ],
    [
      'https://example.my.salesforce.com/lightning',
      'https://example.my.salesforce.com',
      'https://example.my.salesforce.com/',
    ],
    ['https://example--dev.sandbox.my.salesforce.com:443', 'https://example--dev.sandbox.my.salesforce.com'],
    ['https://able-fox.scratch.my.salesforce.com', 'https://able-fox.scratch.my.salesforce.com'],
    ['https://example-dev-ed.develop.my.salesforce.com', 'https://example-dev-ed.develop.my.salesforce.com'],
    ['https://example--dev.cs42.my.salesforce.com', 'https://example--dev.cs42.my.salesforce.com'],
    ['https://example.my.site.com', 'https://example.my.site.com'],
    [
      'https://example.my.site.com/customers/',
      'https://example.my.site.com/customers',
      'https://example.my.site.com/customers',
    ],
    [
      'https://site.force.com/customers/services/oauth2/token',
      'https://site.force.com/customers',
      'https://site.force.com/customers',
    ],
    [
      'https://portal.acme.example/partners',
      'https://portal.acme.example/partners',
      'https://portal.acme.example/partners',
    ],
    ['https://na139.salesforce.com', LOGIN],
    ['https://usa4.salesforce.com', LOGIN],
    ['https://cs42.salesforce.com', TEST],
    ['https://usa4s.salesforce.com', TEST],
    ['https://agency.my.salesforce.mil', LOGIN],
    ['https://agency--dev.sandbox.my.salesforce.mil', TEST],
    ['https://acme.my.sfcrmproducts.cn', 'https://acme.my.sfcrmproducts.cn'],
    ['http://127.0.0.1:7357/', 'http://127.0.0.1:7357'],
    ['http://localhost:7357', 'http://localhost:7357'],
  ];
  for (const [typed, audience, host = new URL(typed).href] of hosts) {
    it(`of ${typed} is ${audience}`, () => {
      const chosen = chooseAudience({ typedHost: new URL(typed) });
      expect(chosen.audience).to.equal(audience);
      expect(chosen.host.href).to.equal(host);
      expect(chosen.reasons).to.have.length(2);
      expect(chosen.reasons[0]).to.contain('as typed (--instance-url)');
      expect(chosen.reasons[1]).to.contain(audience);
      expect(audienceFor(new URL(typed))).to.equal(audience);
    });
  }

  type PlaceRow = [what: string, known: KnownPlaces, host: string, audience: string, reason: string];
  const MY_DOMAIN = 'https://acme.my.salesforce.com';
  const SITE = 'https://acme.my.site.com/customers';
  const places: PlaceRow[] = [
    ['nothing is known', {}, LOGIN, LOGIN, 'no other is known'],
    ['a project says where', { projectUrl: `${TEST}/` }, TEST, TEST, 'sfdcLoginUrl'],
    ['a project says nonsense', { projectUrl: 'nonsense' }, LOGIN, LOGIN, 'no other is known'],
    [
      '"sf" logs in at a general host',
      { stored: { loginUrl: LOGIN, instanceUrl: MY_DOMAIN }, projectUrl: TEST },
      MY_DOMAIN,
      MY_DOMAIN,
      'the My Domain of an org that "sf" knows',
    ],
    [
      '"sf" logs in at an instance',
      { stored: { loginUrl: 'https://cs42.salesforce.com', instanceUrl: MY_DOMAIN } },
      MY_DOMAIN,
      MY_DOMAIN,
      'cs42.salesforce.com',
    ],
    [
      '"sf" knows a general host and an instance',
      { stored: { loginUrl: LOGIN, instanceUrl: 'https://na1.salesforce.com' } },
      LOGIN,
      LOGIN,
      'where "sf" logs in',
    ],
    [
      '"sf" logs in at a site',
      { stored: { loginUrl: SITE, instanceUrl: MY_DOMAIN } },
      SITE,
      SITE,
      'where "sf" logs in',
    ],
    [
      '"sf" knows the org alone',
      { stored: { instanceUrl: MY_DOMAIN } },
      MY_DOMAIN,
      MY_DOMAIN,
      'where "sf" logs in',
    ],
    [
      'the stored org is a sandbox of the military',
      { stored: { instanceUrl: 'https://agency.my.salesforce.mil', isSandbox: true } },
      'https://agency.my.salesforce.mil',
      TEST,
      'Not proven',
    ],
    [
      'a host is typed for a known org',
      { typedHost: new URL(LOGIN), stored: { loginUrl: TEST, instanceUrl: MY_DOMAIN } },
      LOGIN,
      LOGIN,
      'as typed',
    ],
    [
      'an audience is typed',
      { typedHost: new URL(MY_DOMAIN), typedAudience: LOGIN, audienceVariable: TEST },
      MY_DOMAIN,
      LOGIN,
      'as typed (--audience)',
    ],
    [
      'SF_AUDIENCE_URL is set',
      { typedHost: new URL(MY_DOMAIN), audienceVariable: TEST },
      MY_DOMAIN,
      TEST,
      'SF_AUDIENCE_URL',
    ],
  ];
  for (const [what, known, host, audience, reason] of places) {
    it(`is ${audience} at ${host} where ${what}`, () => {
      const chosen = chooseAudience(known);
      expect([chosen.host.href.replace(/\/$/, ''), chosen.audience]).to.deep.equal([host, audience]);
      expect(chosen.reasons.join(' ')).to.contain(reason);
    });
  }

  it('asks a site below its path, and every other host at its root', () => {
    const endpoints = [SITE, MY_DOMAIN, `${MY_DOMAIN}/`].map((host) => tokenEndpointOf(new URL(host)).href);
    expect(endpoints).to.deep.equal([
      'https://acme.my.site.com/customers/services/oauth2/token',
      'https://acme.my.salesforce.com/services/oauth2/token',
      'https://acme.my.salesforce.com/services/oauth2/token',
    ]);
  });
});
