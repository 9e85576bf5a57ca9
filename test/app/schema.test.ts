// The metadata schema as Salesforce publishes it (@salesforce/types, made from the WSDL) is the oracle for what we write.
import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import type { ApiSchemaTypes } from '@salesforce/types/metadata';
import { elementRows } from '../../src/app/elements.ts';
import type { ComponentFields } from '../../src/app/metadata-files.ts';
import { scopesOf } from '../../src/app/scopes.ts';
import { permissionSetComponent } from '../../src/app/source-files.ts';
import { everyApp } from './every-app.ts';

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
  for (const each of [value].flat() as unknown[]) {
    if (typeof each === 'boolean') expect(type, path).to.equal('boolean');
    else if (allowed) expect(allowed, path).to.include(each);
    else if (type === 'number') expect(each, path).to.match(/^[1-9]\d*$/);
    else if (typeof each === 'string') expect(type, path).to.equal('string');
    else expectInSchema(type, each as ComponentFields);
  }
}

/** The type of an element, found by its path. */
function typeAt(type: string, path: string): string | undefined {
  const [first = '', ...rest] = path.split('.');
  const found = membersOf(type).find(({ name }) => name === first)?.type;
  return found === undefined || rest.length === 0 ? found : typeAt(found, rest.join('.'));
}

/** The paths of the elements that a component has. Elements in lists come and go with these. */
const pathsIn = (fields: ComponentFields, prefix = ''): string[] =>
  Object.entries(fields).flatMap(([name, value]) => [
    prefix + name,
    ...(typeof value === 'object' && !Array.isArray(value)
      ? pathsIn(value as ComponentFields, `${prefix}${name}.`)
      : []),
  ]);

describe('app/schema', () => {
  const permissionSet = permissionSetComponent({ name: 'Jwt_Cli_Access', grantsApi: true });
  const components = [
    ...everyApp.flatMap(({ title, components: parts }) =>
      parts.map((component) => ({ title, ...component })),
    ),
    { title: 'permission set', ...permissionSet },
  ];

  for (const { title, type, fields } of components) {
    it(`${type} of ${title} has only elements, values and an order that the schema allows`, () => {
      expectInSchema(type, fields);
    });

    it(`${type} of ${title} is written in alphabetical order`, () => {
      expectSorted(fields);
    });

    it(`${type} of ${title} has only elements whose versions are known`, () => {
      expect(Object.keys(elementRows[type] ?? {})).to.include.members(pathsIn(fields));
    });
  }

  it('has each type of component', () => {
    // checked by the compiler: a name that the schema does not have is no key of ApiSchemaTypes
    const types: Array<keyof ApiSchemaTypes> = [
      'ExternalClientApplication',
      'ExtlClntAppGlobalOauthSettings',
      'ExtlClntAppOauthSettings',
      'ExtlClntAppOauthConfigurablePolicies',
      'ConnectedApp',
      'PermissionSet',
    ];
    expect([...new Set(components.map(({ type }) => type))]).to.deep.equal(types);
  });

  it('has no versions of elements that are not in the schema, but for those that went', () => {
    for (const [type, rows] of Object.entries(elementRows))
      for (const [path, { until }] of Object.entries(rows))
        expect(typeAt(type, path) === undefined, `${type}.${path}`).to.equal(until !== undefined);
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
