// The schema that editors read and `readProject` are written apart: a file that one takes, the other has to take, too.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { expect } from 'chai';
import fc from 'fast-check';
import { SCHEMA } from '../../src/project/change.ts';
import { readProject } from '../../src/project/read.ts';
import { SECRET_NAMES, SECRET_TEXTS } from '../../src/project/secrets.ts';
import { ROOT } from '../terminal.ts';

type Schema = {
  $id: string;
  properties: { orgs: object };
  definitions: {
    entry: { properties: Record<string, { description?: string; examples?: unknown[] }> };
    noSecret: { not: { anyOf: Array<{ pattern: string }> } };
    noSecrets: { patternProperties: object };
  };
};

const schema = JSON.parse(readFileSync(join(ROOT, 'schemas', 'sf-jwt.schema.json'), 'utf8')) as Schema;

const good = {
  admin: 'boss',
  username: 'deploy@acme.example',
  clientId: '3MVG9EXAMPLEkey0123456789',
  instanceUrl: 'https://acme.my.salesforce.com',
  audience: 'https://login.salesforce.com',
  orgId: '00D000000000001EAA',
  key: { file: 'certs/production.key' },
  app: { name: 'Jwt_Cli', type: 'external-client-app', permissionSet: 'Jwt_Cli_Access' },
  certificate: { sha256: '3B:5E', notAfter: '2027-01-01T00:00:00.000Z' },
};

/** Of each member, what a person or program may write there, right or wrong. */
const values: Record<string, unknown[]> = {
  instanceUrl: [
    'https://acme--dev.sandbox.my.salesforce.com/',
    'https://acme.my.site.com/partners',
    'https://acme.my.salesforce.com:8443',
    'https://acme.my.salesforce.com:66000',
    'https://10.0.0.7',
    'https://10.0.0.700',
    'https://1.2.3.4.5',
    'https://a.b.0x10',
    'https://[::1]:7000',
    'http://localhost:7000',
    'http://127.0.0.1:7000',
    'http://127.1.2.300',
    'http://acme.my.salesforce.com',
    'http://localhost.example',
    'https://user@acme.my.salesforce.com',
    'https://user:word@acme.my.salesforce.com',
    'https://acme.my.salesforce.com?sid=1',
    'https://acme.my.salesforce.com#x',
    'https:acme.my.salesforce.com',
    'https://',
    'ftp://acme.example',
    ' https://acme.example',
    'https://acme.example\n',
    'acme.my.salesforce.com',
  ],
  key: [
    { env: 'SF_JWT_KEY_PRODUCTION' },
    { env: 'A', mine: [1] },
    { env: '$KEY' },
    { env: '' },
    { env: 'Schlüssel' },
    { file: 'a', env: 'A' },
    { file: null, env: 'A' },
    { file: 'a', env: null },
    { file: '' },
    { file: ' {"a":1}' },
    { file: 'a\nb' },
    { file: 'MII/keys/of/the/team/server.key' },
    { file: `MIIB${'A'.repeat(100)}` },
    { file: '-----BEGIN CERTIFICATE-----' },
    {},
    'certs/production.key',
    ['certs/production.key'],
  ],
  app: [
    { name: 'Jwt_Cli', type: 'connected-app', mine: {} },
    { name: 'Jwt_Cli', type: 'other' },
    { name: 'Jwt_Cli' },
    { type: 'connected-app' },
    { name: '', type: 'connected-app' },
    { name: 'Jwt_Cli', type: 'connected-app', permissionSet: 1 },
    'Jwt_Cli',
  ],
  certificate: [
    { sha256: 'AA', notAfter: '2028-02-29T23:59:59Z', mine: 1 },
    { sha256: 'AA', notAfter: '2028-02-29' },
    { sha256: 'AA', notAfter: '2028-13-29T23:59:59Z' },
    { sha256: 'AA', notAfter: '2028-02-29T24:59:59Z' },
    { sha256: 'AA', notAfter: '2028-02-29T23:59:59+01:00' },
    { sha256: '', notAfter: '2028-02-29T23:59:59Z' },
    { notAfter: '2028-02-29T23:59:59Z' },
    { sha256: 'AA' },
  ],
  mine: [1, 'x', { kty: 'RSA', n: 'x' }, { kty: 'RSA', d: 'x' }, { kty: 'oct', k: 'x' }, { passphrase: 'x' }],
  passphrase: ['x', { env: 'JWT_PASSPHRASE' }, { deep: { accessToken: 'x' } }],
  clientSecret: ['x', null],
};
const anywhere: unknown[] = ['x', '', null, 1, true, [], {}, 'force://x', '00D000000000001!AQ', 'a\u{1F511}'];

describe('the schema of the project file', () => {
  let isValid: ValidateFunction;
  before(() => {
    isValid = new Ajv({ strict: true, strictTypes: false, strictRequired: false }).compile(schema);
  });

  /** How the two judge it. */
  const judge = (value: unknown): { schema: boolean; reader: boolean } => {
    let reader = true;
    try {
      readProject({ path: 'sf-jwt.json', text: JSON.stringify(value) });
    } catch (error) {
      if (!/^(ProjectFile|EntryName)\w+Error$/.test((error as Error).name)) throw error;
      reader = false;
    }
    return { schema: isValid(value), reader };
  };
  const expectAgreement = (value: unknown): void => {
    const { schema: bySchema, reader } = judge(value);
    expect(bySchema, `${JSON.stringify(value)}: schema ${bySchema}, reader ${reader}`).to.equal(reader);
  };

  it('takes an entry that says all, and one that says who can set the org up', () => {
    const file = { $schema: SCHEMA, orgs: { production: good, dev: { admin: 'dev' } } };
    expect(judge(file)).to.deep.equal({ schema: true, reader: true });
    expect(judge({})).to.deep.equal({ schema: true, reader: true });
  });

  it('agrees with the reader on every value of each member', () => {
    for (const member of [...Object.keys(good), ...Object.keys(values)])
      for (const value of [...(values[member] ?? []), ...anywhere])
        expectAgreement({ orgs: { a: { ...good, [member]: value } } });
  });

  it('agrees with the reader on files that are put together at random', () => {
    const member = fc
      .constantFrom(...Object.keys(good), ...Object.keys(values))
      .chain((name) =>
        fc.tuple(
          fc.constant(name),
          fc.oneof(
            fc.constantFrom((good as Record<string, unknown>)[name], ...(values[name] ?? []), ...anywhere),
            fc.string(),
            fc.jsonValue({ maxDepth: 3 }),
          ),
        ),
      );
    const entry = fc.oneof(
      { weight: 9, arbitrary: fc.array(member, { maxLength: 4 }).map((all) => Object.fromEntries(all)) },
      fc.jsonValue({ maxDepth: 2 }),
    );
    const name = fc.oneof(fc.constantFrom('a', 'b-1', '1', '', '__proto__', 'constructor'), fc.string());
    const file = fc.record({ orgs: fc.dictionary(name, entry, { maxKeys: 3 }), later: fc.jsonValue() });
    fc.assert(
      fc.property(file, (value) => expectAgreement(JSON.parse(JSON.stringify(value)))),
      { numRuns: 3000 },
    );
  });

  it('agrees with the reader on addresses, but for hosts that only a program can judge', () => {
    const labels = fc.array(fc.stringMatching(/^[A-Za-z0-9-]{1,5}$/), { minLength: 1, maxLength: 4 });
    const address = fc
      .tuple(
        fc.constantFrom('https://', 'http://', 'HTTPS://', ''),
        labels,
        fc.constantFrom('', ':1', ':65535'),
        fc.constantFrom('', '/', '/a/b%20', '/a b', '?a', '/é'),
      )
      .map(([scheme, host, port, path]) => `${scheme}${host.join('.')}${port}${path}`)
      // Punycode is a name in letters of any language, or none
      .filter((text) => !/xn--/i.test(text));
    fc.assert(
      fc.property(address, (instanceUrl) => expectAgreement({ orgs: { a: { instanceUrl } } })),
      { numRuns: 2000 },
    );
  });

  it('knows a moment that has a distance from now', () => {
    const moment = new RegExp(
      (
        schema.definitions.entry.properties['certificate'] as {
          properties: { notAfter: { pattern: string } };
        }
      ).properties.notAfter.pattern,
    );
    fc.assert(
      fc.property(fc.stringMatching(moment), (text) => !Number.isNaN(Date.parse(text))),
      { numRuns: 2000 },
    );
    expect(moment.test(new Date(1_800_000_000_000).toISOString())).to.equal(true);
  });

  it('has the same texts and names for secrets', () => {
    const sourceOf = ({ source }: RegExp): string => source.replaceAll('\\/', '/');
    const { noSecret, noSecrets } = schema.definitions;
    expect(noSecret.not.anyOf.map(({ pattern }) => pattern)).to.deep.equal(
      SECRET_TEXTS.map(([, pattern]) => sourceOf(pattern)),
    );
    expect(Object.keys(noSecrets.patternProperties)).to.deep.equal([sourceOf(SECRET_NAMES)]);
  });

  it('lies where the file says, and is packed', () => {
    const { files } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { files: string[] };
    expect(files).to.include('/schemas');
    expect(schema.$id)
      .to.equal(SCHEMA)
      .and.to.equal('https://unpkg.com/sf-plugin-jwt/schemas/sf-jwt.schema.json');
  });

  it('describes every member for who completes it in an editor, with examples that are right', () => {
    const { properties } = schema.definitions.entry;
    expect(Object.keys(properties)).to.have.members(Object.keys(good));
    for (const [name, { description, examples = [] }] of Object.entries(properties)) {
      expect(description, name).to.match(/\.$/);
      for (const example of examples)
        expect(judge({ orgs: { a: { [name]: example } } }), name).to.deep.equal({
          schema: true,
          reader: true,
        });
    }
  });
});
