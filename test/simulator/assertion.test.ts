import { createHash, createHmac, createSign } from 'node:crypto';
import { expect } from 'chai';
import {
  assignPermissionSet,
  removeCertificate,
  unassignPermissionSet,
} from '../../src/simulator/org-changes.ts';
import type { RefusalName } from '../../src/simulator/refusals.ts';
import type { Simulator } from '../../src/simulator/server.ts';
import { makeKey, pemBody } from './openssl-keys.ts';
import {
  type Claims,
  deployUser,
  exchange,
  exchangeAt,
  expectRefusal,
  goodClaims,
  logIn,
  orgWithApp,
  sign,
  stopOrgs,
  testKey,
} from './org-client.ts';

function signWithHeader(simulator: Simulator, header: object): string {
  const segment = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${segment(header)}.${segment(goodClaims(simulator))}`;
  return `${signed}.${createSign('RSA-SHA256').update(signed).sign(testKey().privateKey, 'base64url')}`;
}

function withOtherUser(assertion: string): string {
  const [header = '', claims = '', signature = ''] = assertion.split('.');
  const changed = Buffer.from(claims, 'base64url').toString('utf8').replace('deploy@', 'admin@');
  return [header, Buffer.from(changed).toString('base64url'), signature].join('.');
}

function secondsFromNow(simulator: Simulator, seconds: number): number {
  return Math.floor(simulator.org.now().getTime() / 1000) + seconds;
}

describe('claims of an assertion', () => {
  afterEach(stopOrgs);

  const accepted: [fact: string, claims: (simulator: Simulator) => Claims][] = [
    ['exp as a string of digits', (simulator) => ({ exp: String(secondsFromNow(simulator, 60)) })],
    ['exp in milliseconds, as the released CLI sends it', () => ({ exp: Date.now() + 300 })],
    ['exp that passed three minutes ago', (simulator) => ({ exp: secondsFromNow(simulator, -179) })],
    ['the username in any case', (simulator) => ({ sub: deployUser(simulator).toUpperCase() })],
    ['prn before sub', (simulator) => ({ prn: deployUser(simulator), sub: 'nobody@simulator.example' })],
    ['claims that it does not know', () => ({ alg: 'RS256', scope: 'full', nbf: 4_000_000_000 })],
    ['aud with a slash at the end', ({ origin }) => ({ aud: `${origin.origin}/` })],
    ['aud without a scheme', ({ origin }) => ({ aud: origin.host })],
    [
      'aud with the path of the endpoint',
      ({ origin }) => ({ aud: `${origin.origin}/services/oauth2/token` }),
    ],
    ['aud of login in a production org', () => ({ aud: 'https://login.salesforce.com' })],
  ];
  for (const [fact, claims] of accepted) {
    it(`accepts ${fact}`, async () => {
      const simulator = await orgWithApp();
      expect((await logIn(simulator, claims(simulator))).text).to.contain('access_token');
    });
  }

  const refused: [fact: string, name: RefusalName, claims: Claims][] = [
    ['no iss', 'unknownConsumerKey', { iss: undefined }],
    ['no sub', 'notApproved', { sub: undefined }],
    ['no aud', 'invalidAudience', { aud: undefined }],
    ['a list as aud', 'invalidAudience', { aud: ['https://login.salesforce.com'] }],
    ['no exp', 'invalidAssertion', { exp: undefined }],
    ['exp that is no number', 'invalidAssertion', { exp: 'soon' }],
    ['the user of another org', 'notApproved', { sub: 'deploy@other.example' }],
  ];
  for (const [fact, name, claims] of refused) {
    it(`refuses ${fact}`, async () => {
      expectRefusal(await logIn(await orgWithApp(), claims), name);
    });
  }

  it('refuses login in a sandbox, and takes test there', async () => {
    const simulator = await orgWithApp({ type: 'sandbox' });
    expectRefusal(await logIn(simulator, { aud: 'https://login.salesforce.com' }), 'invalidAudience');
    expect((await logIn(simulator, { aud: 'https://test.salesforce.com' })).status).to.equal(200);
  });

  it('takes the name of the My Domain as audience and instance from a client that calls it so', async () => {
    const simulator = await orgWithApp({ name: 'acme' });
    const assertion = sign(goodClaims(simulator, { aud: 'https://acme.my.salesforce.com' }));
    const { json } = await exchangeAt(simulator, 'acme.my.salesforce.com', assertion);
    expect(json.instance_url).to.equal('https://acme.my.salesforce.com');
    expect(json.id).to.match(/^https:\/\/login\.salesforce\.com\/id\/00D/);
  });

  it('lets a refused assertion keep its jti', async () => {
    const simulator = await orgWithApp();
    unassignPermissionSet(simulator.org, deployUser(simulator), 'Jwt_CI_Access');
    const assertion = sign(goodClaims(simulator, { jti: 'kept' }));
    expectRefusal(await exchange(simulator, assertion), 'notAdminApproved');
    assignPermissionSet(simulator.org, deployUser(simulator), 'Jwt_CI_Access');
    expect((await exchange(simulator, assertion)).status).to.equal(200);
  });
});

describe('signature of an assertion', () => {
  afterEach(stopOrgs);

  const tampered: [fact: string, change: (assertion: string) => string][] = [
    ['an assertion of two segments', (text) => text.split('.').slice(0, 2).join('.')],
    ['padding', (text) => `${text}=`],
    ['a line break inside a segment', (text) => `${text.slice(0, 20)}\n${text.slice(20)}`],
    ['a space at the end', (text) => `${text} `],
    ['base64 that is not base64url', (text) => text.replace(/\.(.)/, '.+')],
    ['claims that were changed after signing', withOtherUser],
    ['an empty signature', (text) => text.replace(/[^.]+$/, '')],
    [
      'a header that is no object',
      (text) => text.replace(/^[^.]+/, Buffer.from('"RS256"').toString('base64url')),
    ],
  ];
  for (const [fact, change] of tampered) {
    it(`refuses ${fact}`, async () => {
      const simulator = await orgWithApp();
      expectRefusal(await exchange(simulator, change(sign(goodClaims(simulator)))), 'invalidAssertion');
    });
  }

  for (const algorithm of ['RS384', 'RS512', 'PS256']) {
    it(`refuses ${algorithm} by the right key`, async () => {
      const simulator = await orgWithApp();
      const assertion = sign(goodClaims(simulator), testKey().privateKey, algorithm);
      expectRefusal(await exchange(simulator, assertion), 'invalidAssertion');
    });
  }

  const headers: [fact: string, header: object][] = [
    ['names another algorithm', { alg: 'RS384' }],
    ['names no algorithm', { typ: 'JWT' }],
    ['names the algorithm in another case', { alg: 'rs256' }],
    ['has critical extensions', { alg: 'RS256', crit: ['b64'], b64: false }],
  ];
  for (const [fact, header] of headers) {
    it(`refuses a good RS256 signature over a header that ${fact}`, async () => {
      const simulator = await orgWithApp();
      expectRefusal(await exchange(simulator, signWithHeader(simulator, header)), 'invalidAssertion');
    });
  }

  it('ignores what the header says about keys', async () => {
    const simulator = await orgWithApp();
    const header = { alg: 'RS256', kid: '../../etc/passwd', jku: 'https://elsewhere.example', x5c: ['MIIB'] };
    expect((await exchange(simulator, signWithHeader(simulator, header))).status).to.equal(200);
  });

  it('refuses ES256 and the algorithm none', async () => {
    const simulator = await orgWithApp();
    const elliptic = sign(goodClaims(simulator), makeKey('ec').privateKey, 'ES256');
    expectRefusal(await exchange(simulator, elliptic), 'invalidAssertion');
    expectRefusal(await exchange(simulator, sign(goodClaims(simulator), '', 'none')), 'invalidAssertion');
  });

  it('refuses HS256 with the certificate as the secret', async () => {
    const simulator = await orgWithApp();
    const segment = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const signed = `${segment({ alg: 'HS256' })}.${segment(goodClaims(simulator))}`;
    const mac = createHmac('sha256', testKey().certificate).update(signed).digest('base64url');
    expectRefusal(await exchange(simulator, `${signed}.${mac}`), 'invalidAssertion');
  });

  it('refuses RS256 named in a header over a signature of another hash', async () => {
    const simulator = await orgWithApp();
    const good = sign(goodClaims(simulator));
    const digest = createHash('sha256').update(good).digest('base64url');
    expectRefusal(await exchange(simulator, good.replace(/[^.]+$/, digest)), 'invalidAssertion');
  });

  it('refuses every assertion of an app without certificate', async () => {
    const simulator = await orgWithApp();
    removeCertificate(simulator.org, 'Jwt_CI');
    expectRefusal(await logIn(simulator), 'invalidAssertion');
  });

  const spellings: [fact: string, spell: (pem: string) => string][] = [
    ['PEM', (pem) => pem],
    ['base64 with line breaks', pemBody],
    ['one line of base64', (pem) => pemBody(pem).replaceAll('\n', '')],
    ['the base64 of the whole PEM', (pem) => Buffer.from(pem).toString('base64')],
  ];
  for (const [fact, spell] of spellings) {
    it(`verifies with a certificate deployed as ${fact}`, async () => {
      const simulator = await orgWithApp({}, { certificate: spell(testKey().certificate) });
      expect((await logIn(simulator)).status).to.equal(200);
    });
  }
});
