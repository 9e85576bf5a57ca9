import { expect } from 'chai';
import { X509Certificate } from 'node:crypto';
import { findDifferences, pickDifferent, plainSettings } from '../../src/app/differences.ts';
import type { AppSettings } from '../../src/app/settings.ts';
import { sampleCertificate, sampleSettings } from './sample.ts';

describe('app/differences', () => {
  let certificate: X509Certificate;

  before(() => {
    certificate = sampleCertificate();
  });

  const same: Array<[what: string, found: Partial<AppSettings>, wanted: Partial<AppSettings>]> = [
    ['scopes in another order', { scopes: ['Api', 'Web'] }, { scopes: ['Web', 'Api'] }],
    ['the two names of one scope', { scopes: ['RefreshToken'] }, { scopes: ['OfflineAccess'] }],
    ['scopes that come back as Basic', { scopes: ['Basic'] }, { scopes: ['Email', 'Phone'] }],
    ['permission sets in another order', { permissionSets: ['A', 'B'] }, { permissionSets: ['B', 'A'] }],
    ['an address in another case', { contactEmail: 'Ops@Example.com' }, { contactEmail: 'ops@example.com' }],
    [
      'a range with another description',
      { ipRanges: [{ start: '1.1.1.1', end: '1.1.1.2', description: 'x' }] },
      { ipRanges: [{ start: '1.1.1.1', end: '1.1.1.2' }] },
    ],
  ];
  for (const [what, found, wanted] of same) {
    it(`finds none in ${what}`, () => {
      expect(findDifferences(sampleSettings(certificate, found), wanted)).to.deep.equal([]);
      expect(pickDifferent(sampleSettings(certificate, found), wanted)).to.deep.equal({});
    });
  }

  it('finds none in the same certificate in another form', () => {
    const again = new X509Certificate(certificate.raw);
    expect(findDifferences(sampleSettings(certificate), { certificate: again })).to.deep.equal([]);
  });

  it('tells both sides as JSON can hold them', () => {
    const other = sampleCertificate();
    const differences = findDifferences(sampleSettings(certificate), {
      certificate: other,
      description: 'For CI',
      sessionTimeoutMinutes: 15,
      callbackUrls: ['https://example.com/cb'],
    });
    expect(JSON.parse(JSON.stringify(differences))).to.deep.equal([
      {
        setting: 'certificate',
        from: { sha256: certificate.fingerprint256, notAfter: new Date(certificate.validTo).toISOString() },
        to: { sha256: other.fingerprint256, notAfter: new Date(other.validTo).toISOString() },
      },
      { setting: 'description', from: null, to: 'For CI' },
      { setting: 'sessionTimeoutMinutes', from: null, to: 15 },
      {
        setting: 'callbackUrls',
        from: ['http://localhost:1717/OauthRedirect'],
        to: ['https://example.com/cb'],
      },
    ]);
  });

  it('says of an app without a certificate that there is none', () => {
    const settings = { ...sampleSettings(certificate), certificate: undefined };
    expect(plainSettings(settings).certificate).to.equal(null);
    expect(findDifferences(settings, { certificate })[0]?.from).to.equal(null);
  });
});
