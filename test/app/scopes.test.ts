import { expect } from 'chai';
import { scopesOf, withRefreshToken } from '../../src/app/scopes.ts';

describe('app/scopes', () => {
  const rows: Array<[given: string[], written: string[]]> = [
    [['Api'], ['Api', 'RefreshToken']],
    [
      ['Api', 'Web'],
      ['Api', 'Web', 'RefreshToken'],
    ],
    [[], ['RefreshToken']],
    [
      ['Api', 'RefreshToken'],
      ['Api', 'RefreshToken'],
    ],
    [
      ['RefreshToken', 'Api'],
      ['RefreshToken', 'Api'],
    ],
    [
      ['Api', 'OfflineAccess'],
      ['Api', 'OfflineAccess'],
    ],
    [['Full'], ['Full', 'RefreshToken']],
  ];
  for (const [given, written] of rows) {
    it(`makes ${written.join(' ')} of ${given.join(' ') || 'nothing'}`, () => {
      const before = [...given];
      expect(withRefreshToken(given)).to.deep.equal(written);
      expect(given).to.deep.equal(before);
    });
  }

  for (const type of ['external-client-app', 'connected-app'] as const) {
    it(`names each scope of the type ${type} once, the ones that a login needs among them`, () => {
      expect(scopesOf[type]).to.include.members([
        'Api',
        'Web',
        'Full',
        'RefreshToken',
        'OfflineAccess',
        'OpenID',
      ]);
      expect(new Set(scopesOf[type]).size).to.equal(scopesOf[type].length);
    });
  }

  it('spells the platform scope as each type does', () => {
    expect(scopesOf['connected-app']).to.include('SFAP').and.not.to.include('SFApiPlatform');
    expect(scopesOf['external-client-app']).to.include('SFApiPlatform').and.not.to.include('SFAP');
  });
});
