// What is written is read back the same, and a change leaves everything else as the org returned it.
import { expect } from 'chai';
import type { X509Certificate } from 'node:crypto';
import type { AppType } from '../../src/app/app-type.ts';
import { changedComponents, readSettings } from '../../src/app/components.ts';
import { findDifferences } from '../../src/app/differences.ts';
import type { ComponentFields } from '../../src/app/metadata-files.ts';
import type { AppSettings } from '../../src/app/settings.ts';
import { sampleApp, sampleCertificate, sampleSettings } from './sample.ts';

const partNames: Record<AppType, string[]> = {
  'external-client-app': ['header', 'globalOauth', 'oauth', 'policies'],
  'connected-app': ['app'],
};

/** As an org returns what was deployed: texts, a single value for a list of one, the base64 of the certificate. */
function asReturned(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 1 ? asReturned(value[0]) : value.map(asReturned);
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, asReturned(inner)]));
}

describe('app/components', () => {
  let certificate: X509Certificate;
  let other: X509Certificate;

  before(() => {
    certificate = sampleCertificate();
    other = sampleCertificate();
  });

  const partsOf = (type: AppType, settings: Partial<AppSettings> = {}): Record<string, ComponentFields> => {
    const components = sampleApp(type, certificate, settings);
    return Object.fromEntries(
      partNames[type].map((part, index) => [
        part,
        asReturned({ fullName: 'Jwt_Cli', ...components[index]?.fields }) as ComponentFields,
      ]),
    );
  };

  const everything: Partial<AppSettings> = {
    label: 'Other <label>',
    contactEmail: 'team@example.com',
    description: 'What for',
    callbackUrls: ['https://one.example/cb', 'https://two.example/cb'],
    scopes: ['Api', 'Web', 'RefreshToken'],
    permissionSets: ['One', 'Two'],
    profiles: ['System Administrator', 'Clerks'],
    ipRelaxation: 'enforce-relax-refresh',
    ipRanges: [
      { start: '198.51.100.0', end: '198.51.100.255' },
      { start: '203.0.113.1', end: '203.0.113.1', description: 'build server' },
    ],
    refreshToken: { kind: 'inactivity', period: 30, unit: 'days' },
    sessionLevel: 'high-assurance',
    sessionTimeoutMinutes: 15,
    issuesJwtTokens: true,
  };

  for (const type of ['external-client-app', 'connected-app'] as const) {
    describe(`of the type ${type}`, () => {
      it('are read as they were written', () => {
        expect(findDifferences(readSettings(type, partsOf(type)), sampleSettings(certificate))).to.deep.equal(
          [],
        );
        const wanted = sampleSettings(certificate, everything);
        expect(findDifferences(readSettings(type, partsOf(type, everything)), wanted)).to.deep.equal([]);
      });

      for (const [name, value] of Object.entries(everything)) {
        it(`change in ${name}, and in nothing else`, () => {
          const parts = partsOf(type);
          const names = Object.fromEntries(Object.keys(parts).map((part) => [part, 'Jwt_Cli']));
          const changed = changedComponents({ type, parts, names }, { [name]: value });
          const before = readSettings(type, parts);
          const now = { ...parts };
          for (const component of changed) {
            const part = partNames[type].find((_, index) => {
              return sampleApp(type, certificate)[index]?.type === component.type;
            });
            now[part ?? ''] = asReturned(component.fields) as ComponentFields;
          }
          const differences = findDifferences(before, readSettings(type, now));
          expect(differences.map(({ setting }) => setting)).to.deep.equal([name]);
        });
      }

      it('never send the consumer key again, nor anything that would make another one', () => {
        const parts = partsOf(type);
        const names = Object.fromEntries(Object.keys(parts).map((part) => [part, 'Jwt_Cli']));
        const changed = changedComponents({ type, parts, names }, { certificate: other });
        expect(JSON.stringify(changed)).not.to.match(/consumerKey|consumerSecret|shouldRotate|fullName/);
      });

      it('keep what this version does not know, in alphabetical order', () => {
        const parts = partsOf(type);
        const [first = ''] = partNames[type];
        parts[first] = {
          $: { 'xsi:type': 'x' },
          zebra: '1',
          anything: { b: 'true', a: { c: '2' } },
          nothing: { $: { 'xsi:nil': 'true' } },
          ...parts[first],
        };
        const [component] = changedComponents(
          { type, parts, names: { [first]: 'Other_Name' } },
          { label: 'New' },
        );
        expect(component?.name).to.equal('Other_Name');
        expect(component?.fields).to.deep.include({
          zebra: '1',
          anything: { a: { c: '2' }, b: 'true' },
          label: 'New',
        });
        const written = Object.keys(component?.fields ?? {});
        expect(written).to.deep.equal([...written].sort());
        expect(written).not.to.include.members(['$']);
        expect(written).not.to.include.members(['nothing']);
      });
    });
  }

  it('clear the lists of a Connected App with one empty element, and leave out those of an External Client App', () => {
    const ca = changedComponents(
      { type: 'connected-app', parts: partsOf('connected-app'), names: { app: 'A' } },
      { permissionSets: [] },
    );
    expect(ca[0]?.fields['permissionSetName']).to.deep.equal(['']);
    const eca = changedComponents(
      { type: 'external-client-app', parts: partsOf('external-client-app'), names: { policies: 'A' } },
      { permissionSets: [] },
    );
    expect(eca[0]?.fields).not.to.have.property('commaSeparatedPermissionSet');
  });
});
