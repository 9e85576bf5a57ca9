import { expect } from 'chai';
import { decodeJwt } from '../../src/assertion/decode.ts';
import { describeJwt, type JwtItem } from '../../src/inspection/jwt.ts';
import { HS256, NONE, RS256 } from '../assertion/vectors.ts';

const now = new Date('2026-11-24T12:00:00Z');
const NOW = now.getTime() / 1000;
const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** What Salesforce's documentation asks for. */
const good = {
  iss: '3MVG9EXAMPLEkey0123456789',
  sub: 'deploy@acme.example',
  aud: 'https://acme.my.salesforce.com',
  iat: NOW,
  exp: NOW + 180,
};
const header = { alg: 'RS256' };

const inspect = (claims: object, head: object = header): JwtItem =>
  describeJwt(decodeJwt(`${encode(head)}.${encode(claims)}.c2ln`, 'a.jwt'), now);

/** Names of what stops the flow, and of what does not. */
function namesOf({ findings }: JwtItem): { unusable: string[]; warning: string[] } {
  const names = (severity: string): string[] =>
    findings.filter((finding) => finding.severity === severity).map(({ name }) => name);
  return { unusable: names('unusable'), warning: names('warning') };
}

const without = (name: string): object =>
  Object.fromEntries(Object.entries(good).filter(([key]) => key !== name));

describe('inspection/jwt', () => {
  const fine: Array<[string, object, object?]> = [
    ['what Salesforce documents', good],
    ['the type JWT', good, { alg: 'RS256', typ: 'JWT' }],
    ['login.salesforce.com', { ...good, aud: 'https://login.salesforce.com' }],
    ['test.salesforce.com', { ...good, aud: 'https://test.salesforce.com' }],
    ['a sandbox', { ...good, aud: 'https://acme--dev.sandbox.my.salesforce.com' }],
    ['a site of Experience Cloud', { ...good, aud: 'https://acme.my.site.com/customers' }],
    ['a site of old', { ...good, aud: 'https://site.force.com/customers' }],
    ['the cloud of the government', { ...good, aud: 'https://acme.my.salesforce.mil' }],
    ['a simulated org', { ...good, aud: 'http://127.0.0.1:4711' }],
    ['an id of the token', { ...good, jti: '1' }],
    ['no time of issue', without('iat')],
    ['the id of a user as subject', { ...good, sub: '005000000000001AAA' }],
    ['prn with the subject in it', { ...good, prn: good.sub }],
    ['prn instead of sub', { ...without('sub'), prn: good.sub }],
    ['a clock that is 20 seconds fast', { ...good, iat: NOW + 20, exp: NOW + 200 }],
  ];
  for (const [what, claims, head] of fine) {
    it(`finds nothing wrong with ${what}`, () => {
      expect(inspect(claims, head).findings).to.deep.equal([]);
    });
  }

  const wrong: Array<[string, string, 'unusable' | 'warning', object, object?]> = [
    ['no algorithm', 'AlgorithmNotRs256', 'unusable', good, {}],
    ['"alg": "none"', 'NotSigned', 'unusable', good, { alg: 'none' }],
    ['"alg": "nOnE"', 'NotSigned', 'unusable', good, { alg: 'nOnE' }],
    ['HS256', 'AlgorithmNotRs256', 'unusable', good, { alg: 'HS256' }],
    ['RS512', 'AlgorithmNotRs256', 'unusable', good, { alg: 'RS512' }],
    ['a critical extension', 'ExtensionCritical', 'unusable', good, { alg: 'RS256', crit: ['exp'] }],
    ['another type', 'TypeUnusual', 'warning', good, { alg: 'RS256', typ: 'at+jwt' }],
    ['no issuer', 'IssuerMissing', 'unusable', without('iss')],
    ['an issuer that is no text', 'IssuerMissing', 'unusable', { ...good, iss: 5 }],
    ['an empty issuer', 'IssuerMissing', 'unusable', { ...good, iss: '' }],
    ['a user as issuer', 'IssuerUnlikeConsumerKey', 'warning', { ...good, iss: good.sub }],
    ['an address as issuer', 'IssuerUnlikeConsumerKey', 'warning', { ...good, iss: good.aud }],
    ['the name of an app as issuer', 'IssuerUnlikeConsumerKey', 'warning', { ...good, iss: 'My App' }],
    ['an issuer of 300 characters', 'IssuerUnlikeConsumerKey', 'warning', { ...good, iss: 'a'.repeat(300) }],
    ['no subject', 'SubjectMissing', 'unusable', without('sub')],
    ['a subject that is no text', 'SubjectMissing', 'unusable', { ...good, sub: null }],
    ['a subject that is no username', 'SubjectUnlikeUsername', 'warning', { ...good, sub: 'admin' }],
    ['prn that is another one', 'SubjectHidden', 'warning', { ...good, prn: 'you@acme.example' }],
    ['no audience', 'AudienceMissing', 'unusable', without('aud')],
    ['a list of one audience', 'AudienceNotText', 'unusable', { ...good, aud: [good.aud] }],
    ['an empty audience', 'AudienceNotAddress', 'unusable', { ...good, aud: '' }],
    ['an audience with spaces', 'AudienceNotAddress', 'unusable', { ...good, aud: 'my org' }],
    [
      'a Lightning address',
      'AudienceIsPages',
      'unusable',
      { ...good, aud: 'https://acme.lightning.force.com' },
    ],
    [
      'an address of Setup',
      'AudienceIsPages',
      'unusable',
      { ...good, aud: 'https://acme.my.salesforce-setup.com' },
    ],
    [
      'a host that is not Salesforce’s',
      'AudienceHostUnknown',
      'warning',
      { ...good, aud: 'https://acme.example' },
    ],
    [
      'a host that ends like Salesforce’s',
      'AudienceHostUnknown',
      'warning',
      { ...good, aud: 'https://evilsalesforce.com' },
    ],
    [
      'a host that begins like Salesforce’s',
      'AudienceHostUnknown',
      'warning',
      { ...good, aud: 'https://login.salesforce.com.acme.example' },
    ],
    ['a host without scheme', 'AudienceWithoutScheme', 'warning', { ...good, aud: 'login.salesforce.com' }],
    ['http', 'AudienceNotHttps', 'warning', { ...good, aud: 'http://login.salesforce.com' }],
    [
      'the token endpoint',
      'AudienceIsEndpoint',
      'warning',
      { ...good, aud: 'https://login.salesforce.com/services/oauth2/token' },
    ],
    [
      'a slash at the end',
      'AudienceEndsInSlash',
      'warning',
      { ...good, aud: 'https://login.salesforce.com/' },
    ],
    ['no end', 'EndMissing', 'unusable', without('exp')],
    ['an end that is a date', 'EndIsNoTime', 'unusable', { ...good, exp: '2026-11-24' }],
    ['an end that is null', 'EndIsNoTime', 'unusable', { ...good, exp: null }],
    ['an end beyond every calendar', 'EndIsNoTime', 'unusable', { ...good, exp: 1e300 }],
    ['an end that is a text', 'EndIsText', 'warning', { ...good, exp: String(good.exp) }],
    ['an end in milliseconds', 'UnitWrong', 'warning', { ...good, exp: good.exp * 1000 }],
    ['an end in microseconds', 'UnitWrong', 'warning', { ...good, exp: good.exp * 1e6 }],
    ['a time of issue in milliseconds', 'UnitWrong', 'warning', { ...good, iat: good.iat * 1000 }],
    ['what sf itself sends', 'UnitWrong', 'warning', { ...good, exp: now.getTime() + 300 }],
    ['an end at this moment', 'EndedJustNow', 'warning', { ...good, iat: NOW - 180, exp: NOW }],
    ['an end three minutes ago', 'EndedJustNow', 'warning', { ...good, iat: NOW - 300, exp: NOW - 180 }],
    ['an end more than three minutes ago', 'Ended', 'unusable', { ...good, iat: NOW - 300, exp: NOW - 181 }],
    ['an end before 1970', 'Ended', 'unusable', { ...without('iat'), exp: -1 }],
    ['a life of more than three minutes', 'LifetimeOverThreeMinutes', 'warning', { ...good, exp: NOW + 300 }],
    ['a life of more than five minutes', 'LifetimeLong', 'warning', { ...good, exp: NOW + 301 }],
    ['a life that is long from now on', 'LifetimeLong', 'warning', { ...without('iat'), exp: NOW + 86_400 }],
    ['an issue in the future', 'IssuedInFuture', 'warning', { ...good, iat: NOW + 60, exp: NOW + 240 }],
    ['a begin in the future', 'NotYetValid', 'warning', { ...good, nbf: NOW + 60 }],
    ['scopes', 'ScopeIgnored', 'warning', { ...good, scope: 'api' }],
  ];
  for (const [what, name, severity, claims, head] of wrong) {
    it(`${severity === 'unusable' ? 'refuses' : 'warns of'} ${what}: ${name}`, () => {
      const item = inspect(claims, head);
      expect(namesOf(item)).to.deep.equal({ unusable: [], warning: [], [severity]: [name] });
      const [finding] = item.findings;
      expect(JSON.stringify(finding)).not.to.match(/%[sdj]|undefined|\[object/);
      expect(finding?.actions).to.have.length.above(0);
    });
  }

  it('tells the moment that milliseconds meant', () => {
    const item = inspect({ ...good, exp: good.exp * 1000 });
    expect(item.expiresAt).to.equal('2026-11-24T12:03:00.000Z');
    expect(item.lifetimeSeconds).to.equal(180);
    expect(item.findings[0]?.message).to.include('"exp" is in milliseconds');
    expect(item.findings[0]?.message).to.include('(in 3 minutes)');
  });

  it('lists what stops the flow before what does not', () => {
    const { findings } = inspect({ ...good, iss: 'My App', aud: [good.aud], scope: 'api', exp: NOW - 3600 });
    expect(findings.map(({ severity }) => severity)).to.deep.equal([
      'unusable',
      'unusable',
      'warning',
      'warning',
    ]);
  });

  it('names the vectors of RFC 7515 as unusable', () => {
    const namesFor = (text: string): string[] => namesOf(describeJwt(decodeJwt(text, 'a.jwt'), now)).unusable;
    expect(namesFor(HS256)).to.include('AlgorithmNotRs256');
    expect(namesFor(NONE)).to.include('NotSigned');
    expect(namesFor(RS256)).to.deep.equal(['SubjectMissing', 'AudienceMissing', 'Ended']);
  });

  it('looks at an access token of an org as such', () => {
    const head = {
      tnk: 'core/prod/00D',
      ver: '1.0',
      kid: 'CORE_ATJWT.00D',
      tty: 'sfdc-core-token',
      typ: 'JWT',
      alg: 'RS256',
    };
    const claims = {
      scp: 'api',
      aud: ['https://acme.my.salesforce.com'],
      sub: 'uid:005000000000001AAA',
      iss: 'https://acme.my.salesforce.com',
      exp: NOW + 1800,
      iat: NOW,
      client_id: 'KEY',
    };
    const item = inspect(claims, head);
    expect(item.kind).to.equal('jwt-access-token');
    expect(item.findings).to.deep.equal([]);
    expect(inspect(claims, header).kind, 'by its claims').to.equal('jwt-access-token');
    expect(namesOf(inspect({ ...claims, exp: NOW - 1 }, head)).unusable).to.deep.equal(['AccessTokenEnded']);
  });

  it('holds nothing of the signature', () => {
    expect(JSON.stringify(describeJwt(decodeJwt(RS256, 'a.jwt'), now))).not.to.include(
      RS256.split('.')[2]!.slice(0, 8),
    );
  });
});
