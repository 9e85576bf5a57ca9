import { expect } from 'chai';
import { findNotCarried, migrateSettings } from '../../src/app/migration.ts';
import { scopesOf } from '../../src/app/scopes.ts';
import { defaultSettings, type AppSettings } from '../../src/app/settings.ts';

const old: AppSettings = {
  ...defaultSettings,
  label: 'Old app',
  contactEmail: 'ops@example.com',
  certificate: undefined,
  permittedUsers: 'self-authorized',
  permissionSets: [],
  scopes: ['Api', 'RefreshToken'],
};
const nobody = { permissionSets: [], profiles: [] };
const migrateScopes = (scopes: string[]): string[] => migrateSettings({ ...old, scopes }, nobody).scopes;

describe('the settings that a migrated app gets', () => {
  it('admit approved users alone, whatever the old app did', () => {
    const admitted = { permissionSets: ['Pipeline_Users'], profiles: ['System Administrator'] };
    expect(migrateSettings(old, admitted)).to.deep.equal({
      ...old,
      permittedUsers: 'admin-approved',
      permissionSets: ['Pipeline_Users'],
      profiles: ['System Administrator'],
    });
  });

  it('have the scopes by the names of an External Client App', () => {
    expect(migrateScopes(['Api', 'SFAP', 'RefreshToken'])).to.deep.equal([
      'Api',
      'SFApiPlatform',
      'RefreshToken',
    ]);
  });

  it('can have every scope that a Connected App has', () => {
    expect(migrateScopes([...scopesOf['connected-app']])).to.have.members([
      ...scopesOf['external-client-app'],
    ]);
  });

  it('cannot have one that External Client Apps do not know', () => {
    expect(() => migrateScopes(['Api', 'Telepathy'])).to.throw(
      'The Connected App has the scope "Telepathy", which an External Client App cannot have.',
    );
  });
});

describe('what of a Connected App is not carried over', () => {
  const rows: Array<[what: string, record: object, paths: string[]]> = [
    [
      'nothing of an app for JWT logins',
      { fullName: 'Old', label: 'Old', $: { 'xsi:type': 'ConnectedApp' } },
      [],
    ],
    [
      'nothing that is off, empty or nil',
      {
        startUrl: '',
        infoUrl: { $: { 'xsi:nil': 'true' } },
        oauthConfig: {
          isClientCredentialEnabled: 'false',
          isTokenExchangeEnabled: false,
          idTokenConfig: null,
        },
      },
      [],
    ],
    [
      'other flows, by their elements',
      { oauthConfig: { isClientCredentialEnabled: 'true', oauthClientCredentialUser: 'a@b.example' } },
      ['oauthConfig.isClientCredentialEnabled', 'oauthConfig.oauthClientCredentialUser'],
    ],
    [
      'what lies beside OAuth',
      {
        attributes: [{ key: 'a', formula: '1' }],
        plugin: 'Handler',
        samlConfig: { issuer: 'x' },
        startUrl: 'https://a.example',
      },
      ['attributes', 'plugin', 'samlConfig', 'startUrl'],
    ],
    [
      'not the raising of a session, which the level says',
      {
        sessionPolicy: {
          policyAction: 'RaiseSessionLevel',
          sessionLevel: 'HIGH_ASSURANCE',
          sessionTimeout: '30',
        },
      },
      [],
    ],
    [
      'the blocking of a session',
      { sessionPolicy: { policyAction: 'Block' } },
      ['sessionPolicy.policyAction'],
    ],
    [
      'not what is about the consumer secret, which is another one',
      {
        oauthConfig: {
          isConsumerSecretOptional: 'true',
          isPkceRequired: 'true',
          isSecretRequiredForRefreshToken: 'true',
        },
      },
      [],
    ],
  ];
  for (const [what, record, paths] of rows)
    it(what, () => expect(findNotCarried(record as Record<string, unknown>)).to.deep.equal(paths));
});
