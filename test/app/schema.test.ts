// The metadata schema as Salesforce publishes it (@salesforce/types, made from the WSDL) is the oracle for what we write.
import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import type { ApiSchemaTypes } from '@salesforce/types/metadata';
import type { ComponentFields } from '../../src/app/metadata-files.ts';
import { scopesOf } from '../../src/app/scopes.ts';
import { sampleApp, sampleCertificate } from './sample.ts';

const schema = readFileSync(
  new URL('../../node_modules/@salesforce/types/lib/metadata.d.ts', import.meta.url),
  'utf8',
);

type Member = { name: string; type: string; isRequired: boolean };

/** The members of an object type, in the order of the WSDL. */
function membersOf(type: string): Member[] {
  const [, body] =
    new RegExp(`^export type ${type} = (?:Metadata & )?\\{\\n([\\s\\S]*?)^\\};`, 'm').exec(schema) ?? [];
  if (body === undefined) return expect.fail(`the schema has no type ${type}`);
  return [...body.matchAll(/^ {4}(\w+)(\??): (.*);$/gm)].map(([, name = '', optional, kind = '']) => {
    // a list may be empty
    return { name, type: kind.replace(/\[\]$/, ''), isRequired: optional === '' && !kind.endsWith('[]') };
  });
}

/** The texts that an enumeration allows; `undefined` for a type that is none. */
function textsOf(type: string): string[] | undefined {
  const [, union] = new RegExp(`^export type ${type} = ('.*);$`, 'm').exec(schema) ?? [];
  return union?.split(' | ').map((text) => text.slice(1, -1));
}

function expectInSchema(type: string, fields: ComponentFields): void {
  const members = membersOf(type);
  const written = Object.keys(fields).filter((name) => fields[name] !== undefined);
  expect(
    members.map(({ name }) => name),
    `${type}: elements that the type does not have`,
  ).to.include.members(written);
  const required = members.filter(({ isRequired }) => isRequired).map(({ name }) => name);
  expect(written, `${type}: elements that it must have`).to.include.members(required);
  const order = members.map(({ name }) => name).filter((name) => written.includes(name));
  expect(written, `${type}: the order of the WSDL`).to.deep.equal(order);
  for (const member of members) expectValue(`${type}.${member.name}`, member.type, fields[member.name]);
}

function expectValue(path: string, type: string, value: ComponentFields[string]): void {
  if (value === undefined) return;
  const allowed = textsOf(type);
  if (typeof value === 'boolean') expect(type, path).to.equal('boolean');
  else if (allowed) expect(allowed, path).to.include.members([value].flat());
  else if (typeof value === 'string' || Array.isArray(value)) expect(type, path).to.equal('string');
  else expectInSchema(type, value as ComponentFields);
}

describe('app/schema', () => {
  const certificate = sampleCertificate();
  const components = [
    ...sampleApp('external-client-app', certificate),
    ...sampleApp('connected-app', certificate),
  ];

  for (const { type, fields } of components) {
    it(`${type} has only elements, values and an order that the schema allows`, () => {
      expectInSchema(type, fields);
    });

    it(`${type} is written in alphabetical order`, () => {
      expectSorted(fields);
    });
  }

  it('has a type for each component', () => {
    // checked by the compiler: a name that the schema does not have is no key of ApiSchemaTypes
    const types: Array<keyof ApiSchemaTypes> = [
      'ExternalClientApplication',
      'ExtlClntAppGlobalOauthSettings',
      'ExtlClntAppOauthSettings',
      'ExtlClntAppOauthConfigurablePolicies',
      'ConnectedApp',
    ];
    expect(components.map(({ type }) => type)).to.deep.equal(types);
  });

  it('would notice an element, a value or an order that the schema does not allow', () => {
    const { fields } = components[3]!;
    expect(() =>
      expectInSchema('ExtlClntAppOauthConfigurablePolicies', { ...fields, isAdminApproved: true }),
    ).to.throw();
    expect(() =>
      expectInSchema('ExtlClntAppOauthConfigurablePolicies', { ...fields, permittedUsersPolicyType: 'All' }),
    ).to.throw();
    expect(() =>
      expectInSchema('ExtlClntAppOauthConfigurablePolicies', { ...fields, apexHandler: 'A' }),
    ).to.throw();
    expect(() => expectInSchema('ExtlClntAppOauthConfigurablePolicies', {})).to.throw();
  });

  it('offers only scopes of a Connected App that the schema knows', () => {
    expect(textsOf('ConnectedAppOauthAccessScope')).to.include.members([...scopesOf['connected-app']]);
  });
});

function expectSorted(fields: ComponentFields): void {
  const names = Object.keys(fields);
  expect(names).to.deep.equal([...names].sort());
  for (const value of Object.values(fields)) {
    if (typeof value === 'object' && !Array.isArray(value)) expectSorted(value as ComponentFields);
  }
}
