import { expect } from 'chai';
import { generateKeyPairSync } from 'node:crypto';
import { setEntry } from '../../src/project/change.ts';
import type { LoginEntry } from '../../src/project/entry.ts';
import { readProject } from '../../src/project/read.ts';
import { shownBy, thrownBy } from '../io/thrown.ts';

const path = '/project/sf-jwt.json';
const entry: LoginEntry = {
  username: 'deploy@acme.example',
  clientId: '3MVG9EXAMPLEkey0123456789',
  instanceUrl: 'https://acme.my.salesforce.com',
};
const textOf = (orgs: unknown): string => JSON.stringify({ orgs });

describe('the project file', () => {
  it('is read, with everything that an entry says', () => {
    const whole = {
      ...entry,
      admin: 'boss',
      audience: 'https://login.salesforce.com',
      orgId: '00D000000000001EAA',
      key: { file: 'keys/server.key' },
      app: { name: 'Jwt_Cli', type: 'external-client-app', permissionSet: 'Jwt_Cli_Access' },
      certificate: { sha256: 'AA:BB', notAfter: '2027-01-01T00:00:00.000Z' },
    };
    const orgs = readProject({
      path,
      text: `\uFEFF${textOf({ production: whole, ci: { ...entry, key: { env: 'KEY' } } })}`,
    });
    expect(orgs.get('production')).to.deep.equal(whole);
    expect(orgs.get('ci')?.key).to.deep.equal({ env: 'KEY' });
    expect([...readProject({ path, text: '{}' })]).to.deep.equal([]);
  });

  const invalid: Array<[what: string, text: string, place: string]> = [
    ['a list', '[]', 'the file'],
    ['orgs in a list', '{"orgs":[]}', 'orgs'],
    ['an entry that is a text', textOf({ a: 'x' }), 'orgs.a'],
    ['a username in a list', textOf({ a: { ...entry, username: ['x'] } }), 'orgs.a.username'],
    ['an empty consumer key', textOf({ a: { ...entry, clientId: '' } }), 'orgs.a.clientId'],
    [
      'an address in clear text',
      textOf({ a: { ...entry, instanceUrl: 'http://acme.example' } }),
      'orgs.a.instanceUrl',
    ],
    ['an address that is none', textOf({ a: { ...entry, instanceUrl: 'acme' } }), 'orgs.a.instanceUrl'],
    ['a number for an org id', textOf({ a: { ...entry, orgId: 1 } }), 'orgs.a.orgId'],
    ['a key of two places', textOf({ a: { ...entry, key: { file: 'a', env: 'A' } } }), 'orgs.a.key'],
    ['a key of none', textOf({ a: { ...entry, key: {} } }), 'orgs.a.key'],
    ['an app without a type', textOf({ a: { ...entry, app: { name: 'Jwt_Cli' } } }), 'orgs.a.app'],
    [
      'a certificate without an end',
      textOf({ a: { ...entry, certificate: { sha256: 'AA' } } }),
      'orgs.a.certificate',
    ],
    ['a variable that is no name', textOf({ a: { ...entry, key: { env: '$KEY' } } }), 'orgs.a.key'],
  ];
  for (const [what, text, place] of invalid) {
    it(`with ${what} is refused at its place`, async () => {
      const error = await thrownBy(() => readProject({ path, text }));
      expect(error.name).to.equal('ProjectFileInvalidError');
      expect(error.message).to.contain(`In the project file ${path}, ${place} must be `);
    });
  }

  it('never holds a key: one that stands there is refused, and not shown', async () => {
    const key = '-----BEGIN PRIVATE KEY-----\nMIIsecret\n-----END PRIVATE KEY-----\n';
    for (const value of [{ file: key }, { env: key }, key]) {
      const error = await thrownBy(() =>
        readProject({ path, text: textOf({ a: { ...entry, key: value } }) }),
      );
      expect(error.name).to.equal('ProjectFileHoldsSecretError');
      expect(shownBy(error)).not.to.contain('MIIsecret');
    }
  });

  it('takes a key on one line for no path, in whatever form', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const der = (type: 'pkcs1' | 'pkcs8'): string =>
      privateKey.export({ type, format: 'der' }).toString('base64');
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const jwk = JSON.stringify(privateKey.export({ format: 'jwk' }));
    for (const file of [der('pkcs1'), der('pkcs8'), Buffer.from(pem).toString('base64'), jwk]) {
      const error = await thrownBy(() =>
        readProject({ path, text: textOf({ a: { ...entry, key: { file } } }) }),
      );
      expect(error.name).to.equal('ProjectFileHoldsSecretError');
      expect(shownBy(error)).not.to.contain(file.slice(20, 60));
    }
    const file = 'MII/keys/of/the/team/server.key';
    const orgs = readProject({ path, text: textOf({ a: { ...entry, key: { file } } }) });
    expect(orgs.get('a')?.key).to.deep.equal({ file });
  });

  it('that is no JSON is not quoted', async () => {
    const error = await thrownBy(() => readProject({ path, text: '{"orgs": secret' }));
    expect(error.name).to.equal('ProjectFileNoJsonError');
    expect(shownBy(error)).not.to.contain('secret');
  });

  for (const name of ['__proto__', '', '1a', 'a b', 'a/b', 'a'.repeat(81)]) {
    it(`names no org "${name.slice(0, 12)}"`, async () => {
      const text = `{"orgs":{${JSON.stringify(name)}:${JSON.stringify(entry)}}}`;
      expect((await thrownBy(() => readProject({ path, text }))).name).to.equal('EntryNameInvalidError');
    });
  }

  it('begins with its first entry', () => {
    expect(setEntry({ path, text: undefined }, 'production', entry)).to.equal(`{
  "$schema": "https://unpkg.com/sf-plugin-jwt/schemas/sf-jwt.schema.json",
  "orgs": {
    "production": {
      "username": "deploy@acme.example",
      "clientId": "3MVG9EXAMPLEkey0123456789",
      "instanceUrl": "https://acme.my.salesforce.com"
    }
  }
}
`);
  });

  it('keeps what it does not know, the order, the indentation and the line ends', () => {
    const text = [
      '{',
      '\t"$schema": "https://example.com/schema.json",',
      '\t"orgs": {',
      '\t\t"b": {',
      '\t\t\t"mine": 1,',
      '\t\t\t"username": "old@acme.example",',
      '\t\t\t"clientId": "old",',
      '\t\t\t"instanceUrl": "https://old.example"',
      '\t\t}',
      '\t},',
      '\t"later": []',
      '}',
      '',
    ].join('\r\n');
    const changed = setEntry({ path, text }, 'b', entry);
    expect(changed).to.equal(
      text
        .replace('old@acme.example', entry.username)
        .replace('"old"', `"${entry.clientId}"`)
        .replace('https://old.example', entry.instanceUrl),
    );
  });

  it('has a member called as those of every object', () => {
    const text = setEntry({ path, text: '{}' }, 'constructor', entry);
    expect(readProject({ path, text }).get('constructor')).to.deep.equal(entry);
  });
});
