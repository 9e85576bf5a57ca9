import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { expect } from 'chai';
import fc from 'fast-check';
import { setEntry } from '../../src/project/change.ts';
import { readProject } from '../../src/project/read.ts';
import { findSecret } from '../../src/project/secrets.ts';
import { shownBy, thrownBy } from '../io/thrown.ts';
import { ROOT } from '../terminal.ts';

const path = '/project/sf-jwt.json';
const base64 = (text: string | Buffer): string => Buffer.from(text).toString('base64');
const base64url = (text: string | Buffer): string => Buffer.from(text).toString('base64url');

/** Each form in which a private key is handed over; passphrases are no reason to commit one. */
function formsOf(
  key: KeyObject,
  types: ReadonlyArray<'pkcs1' | 'pkcs8' | 'sec1'>,
): Array<[what: string, text: string]> {
  const protection = { cipher: 'aes-256-cbc', passphrase: 'word' };
  const plain = types.flatMap((type): Array<[string, string]> => {
    const pem = key.export({ type: type, format: 'pem' }).toString();
    const der = key.export({ type: type as 'pkcs8', format: 'der' });
    return [
      [`${type} PEM`, pem],
      [`${type} PEM on one line`, pem.replaceAll('\n', ' ')],
      [`${type} PEM in base64`, base64(pem)],
      [`${type} DER in base64`, base64(der)],
      [`${type} DER in base64url`, base64url(der)],
    ];
  });
  const locked = key.export({ type: 'pkcs8', format: 'der', ...protection });
  const lockedPem = key.export({ type: 'pkcs8', format: 'pem', ...protection }).toString();
  const jwk = key.export({ format: 'jwk' });
  return [
    ...plain,
    ['an encrypted PEM', lockedPem],
    ['an encrypted PEM in base64', base64(lockedPem)],
    ['an encrypted DER in base64', base64(locked)],
    ['a JWK', JSON.stringify(jwk)],
    ['a JWK with indentation', JSON.stringify(jwk, null, 2)],
    ['a JWK in base64', base64(JSON.stringify(jwk))],
    ['a JWK with indentation in base64', base64(JSON.stringify(jwk, null, 2))],
  ];
}

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const large = generateKeyPairSync('rsa', { modulusLength: 4096 }).privateKey;
const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const der = rsa.export({ type: 'pkcs8', format: 'der' }).toString('hex');
const claims = `${base64url('{"alg":"RS256"}')}.${base64url('{"iss":"3MVG9","sub":"a@b.c"}')}`;
const assertion = `${claims}.${sign('sha256', Buffer.from(claims), rsa).toString('base64url')}`;

const secrets: Array<[what: string, text: string]> = [
  ...formsOf(rsa, ['pkcs1', 'pkcs8']).map(([what, text]): [string, string] => [`RSA ${what}`, text]),
  ...formsOf(large, ['pkcs1', 'pkcs8']).map(([what, text]): [string, string] => [`RSA 4096 ${what}`, text]),
  ...formsOf(curve, ['sec1', 'pkcs8']).map(([what, text]): [string, string] => [`EC ${what}`, text]),
  ['DER in hex', der],
  ['DER in hex with colons', (der.match(/../g) ?? []).join(':')],
  ['a signed assertion', assertion],
  ['a signed assertion behind a word', `Bearer ${assertion}`],
  ['an access token', '00D000000000001!AQEAQ.examplesession_0123456789'],
  ['an access token with the long id', '00D000000000001EAA!AQEAQ.examplesession_0123456789'],
  ['a frontdoor address', 'https://acme.my.salesforce.com/secur/frontdoor.jsp?sid=00D000000000001%21AQEAQ.x'],
  ['a refresh token', '5Aep861KIwKdekr90I4iHdDtJUzOkcnCu.zNi3Q'],
  ['an SFDX auth URL', 'force://PlatformCLI::5Aep861example@acme.my.salesforce.com'],
  ['a password in an address', 'https://deploy:word@acme.my.salesforce.com'],
];

/** Every place of a file where a text can stand. */
const places: Array<[where: string, put: (text: string) => unknown]> = [
  ['$schema', (text) => ({ $schema: text })],
  ['a member that nobody knows', (text) => ({ notes: [{ deep: text }] })],
  ['the name of a member', (text) => ({ notes: { [text]: 1 } })],
  ['the name of an entry', (text) => ({ orgs: { [text]: {} } })],
  ['a username', (text) => ({ orgs: { a: { username: text } } })],
  ['an address', (text) => ({ orgs: { a: { instanceUrl: text } } })],
  ['a key', (text) => ({ orgs: { a: { key: text } } })],
  ['a key file', (text) => ({ orgs: { a: { key: { file: text } } } })],
  ['a variable', (text) => ({ orgs: { a: { key: { env: text } } } })],
  [
    'what an app has besides',
    (text) => ({ orgs: { a: { app: { name: 'A', type: 'connected-app', x: text } } } }),
  ],
];

describe('a secret in the project file', () => {
  const isValid = new Ajv().compile(
    JSON.parse(readFileSync(join(ROOT, 'schemas', 'sf-jwt.schema.json'), 'utf8')) as object,
  );

  for (const [what, text] of secrets)
    it(`(${what}) is refused wherever it stands, and not shown`, async () => {
      for (const [where, put] of places) {
        const error = await thrownBy(() => readProject({ path, text: JSON.stringify(put(text)) }));
        expect(error.name, where).to.equal('ProjectFileHoldsSecretError');
        for (const piece of text.split(/[\n ]/).filter(({ length }) => length > 12))
          expect(shownBy(error), where).not.to.contain(piece.slice(-12));
        expect(isValid(put(text)), where).to.equal(false);
      }
    });

  it('is not written, whichever member it would be', async () => {
    const text = '{"orgs":{"a":{"admin":"boss"}}}';
    for (const [what, secret] of secrets)
      for (const members of [{ username: secret }, { key: { file: secret } }, { audience: secret }]) {
        const error = await thrownBy(() => setEntry({ path, text }, 'a', members));
        expect(error.name, what).to.equal('ProjectFileHoldsSecretError');
      }
  });

  it('is seen in a member that JSON reads past, because another has its name', async () => {
    const text = `{"orgs":{"a":{"username":${JSON.stringify(assertion)},"username":"deploy@acme.example"}}}`;
    const error = await thrownBy(() => readProject({ path, text }));
    expect(error.name).to.equal('ProjectFileHoldsSecretError');
  });

  it('is told by the name of its member where the text tells nothing', () => {
    for (const name of [
      'passphrase',
      'password',
      'clientSecret',
      'consumer_secret',
      'accessToken',
      'refresh-token',
    ])
      expect(findSecret({ orgs: { a: { key: { file: 'x', [name]: 'word' } } } })).to.deep.equal({
        place: `orgs.a.key.${name}`,
        kind: 'secret',
      });
    // a place where it is, or a passage about it
    expect(findSecret({ passphrase: { env: 'JWT_PASSPHRASE' }, secretName: 'SF_JWT_KEY' })).to.equal(
      undefined,
    );
  });

  it('is told by its place', () => {
    expect(findSecret({ orgs: { a: { key: { file: 'force://x' } } } })).to.deep.equal({
      place: 'orgs.a.key.file',
      kind: 'authUrl',
    });
  });

  const harmless: Array<[what: string, text: string]> = [
    ['a certificate', '-----BEGIN CERTIFICATE-----\nMIIDdzCCAl+gAwIBAgIE\n-----END CERTIFICATE-----\n'],
    ['a certificate on one line', 'MIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0BAQUFADBaMQswCQYD'],
    ['a public key', rsa.export({ format: 'jwk' }).n ?? ''],
    ['a fingerprint', '3B:5E:0C:9A:41:77:D2:08:6F:13:AC:94:E0:5D:B8:22'],
    ['a path', 'ewoks/keys-of-the-team/MII/with-a-very-long-name-of-a-folder/production.key'],
    ['an address', 'https://acme.my.salesforce.com:8443/a@b'],
    ['an id', '00D000000000001EAA'],
    ['a username', 'deploy@acme.example'],
    ['a word', 'salesforce://x'],
  ];
  for (const [what, text] of harmless)
    it(`is not seen in ${what}`, () => expect(findSecret({ a: text })).to.equal(undefined));

  it('is not seen in a consumer key, whoever chose it', () => {
    // generated ones have "." and "_"; sfdx-hardis sends base64
    const generated = fc.stringMatching(/^3MVG9[A-Za-z0-9._]{80}$/);
    const chosen = fc.base64String({ minLength: 64, maxLength: 120 });
    fc.assert(
      fc.property(fc.oneof(generated, chosen), (clientId) => findSecret({ clientId }) === undefined),
      { numRuns: 5000 },
    );
  });
});
