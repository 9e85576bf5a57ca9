import { expect } from 'chai';
import type { X509Certificate } from 'node:crypto';
import type { AppSettings } from '../../src/app/settings.ts';
import {
  checkRequest,
  newSettings,
  randomConsumerKey,
  wantedSettings,
  type AppRequest,
} from '../../src/app/spec.ts';
import { shownBy, thrownBy } from '../io/thrown.ts';
import { sampleCertificate, sampleSettings } from './sample.ts';

describe('app/spec', () => {
  let certificate: X509Certificate;

  before(() => {
    certificate = sampleCertificate();
  });

  const request = (typed: Partial<AppSettings> = {}, name = 'Jwt_Cli'): AppRequest => ({
    type: 'external-client-app',
    name,
    certificate,
    typed,
  });

  it('gives a new app the least that a login needs', () => {
    expect(newSettings(request(), 'admin@example.com')).to.deep.equal({
      label: 'Jwt_Cli',
      contactEmail: 'admin@example.com',
      description: '',
      callbackUrls: ['http://localhost:1717/OauthRedirect'],
      certificate,
      scopes: ['Api', 'RefreshToken'],
      permittedUsers: 'admin-approved',
      permissionSets: ['Jwt_Cli_Access'],
      profiles: [],
      ipRelaxation: 'enforce',
      ipRanges: [],
      refreshToken: { kind: 'zero' },
      sessionLevel: 'standard',
      sessionTimeoutMinutes: undefined,
      issuesJwtTokens: false,
    });
  });

  it('gives a new app what was typed', () => {
    const typed: Partial<AppSettings> = {
      label: 'Müller & Söhne <"\'>',
      permissionSets: ['Robots', 'People'],
      contactEmail: 'ops@example.com',
      scopes: ['OfflineAccess'],
      sessionTimeoutMinutes: 15,
      refreshToken: { kind: 'lifetime', period: 4, unit: 'hours' },
    };
    expect(newSettings(request(typed), 'admin@example.com')).to.deep.include(typed);
  });

  it('adds the scope without which an org refuses each JWT login', () => {
    expect(newSettings(request({ scopes: ['Api'] }), 'a@b').scopes).to.deep.equal(['Api', 'RefreshToken']);
  });

  it('makes no permission set for an app that admits a profile', () => {
    expect(newSettings(request({ profiles: ['Robots'] }), 'a@b').permissionSets).to.deep.equal([]);
  });

  describe('of an app that is there', () => {
    const wanted = (typed: Partial<AppSettings>, found: Partial<AppSettings> = {}): Partial<AppSettings> =>
      wantedSettings(request(typed), sampleSettings(certificate, found));

    it('changes only what was typed', () => {
      expect(wanted({ label: 'New' })).to.deep.equal({
        label: 'New',
        certificate,
        scopes: ['Api', 'RefreshToken'],
        permittedUsers: 'admin-approved',
        permissionSets: ['Jwt_Cli_Access'],
        profiles: [],
      });
    });

    it('keeps the scopes it has, and adds the one that each login needs', () => {
      expect(wanted({}, { scopes: ['Web', 'OfflineAccess'] }).scopes).to.deep.equal(['Web', 'OfflineAccess']);
      expect(wanted({}, { scopes: ['Web'] }).scopes).to.deep.equal(['Web', 'RefreshToken']);
    });

    it('adds permission sets and profiles, and takes none away', () => {
      const found = { permissionSets: ['Old'], profiles: ['Clerks'] };
      expect(wanted({ permissionSets: ['New', 'Old'], profiles: ['Robots'] }, found)).to.deep.include({
        permissionSets: ['Old', 'New'],
        profiles: ['Clerks', 'Robots'],
      });
    });

    it('names a permission set for one that admits nobody', () => {
      expect(wanted({}, { permissionSets: [] }).permissionSets).to.deep.equal(['Jwt_Cli_Access']);
      expect(wanted({}, { permissionSets: [], profiles: ['Clerks'] }).permissionSets).to.deep.equal([]);
    });

    it('admits approved users alone', () => {
      expect(wanted({}, { permittedUsers: 'self-authorized' }).permittedUsers).to.equal('admin-approved');
    });
  });

  it('makes another consumer key each time, of 64 letters and digits', () => {
    const keys = Array.from({ length: 200 }, randomConsumerKey);
    for (const key of keys) expect(key).to.match(/^[A-Za-z0-9]{64}$/);
    expect(new Set(keys).size).to.equal(200);
    // 12,800 draws from 62 characters leave none out
    expect(new Set(keys.join('')).size).to.equal(62);
  });

  const names: Array<[name: string, permissionSet: string]> = [
    ['A', 'A_Access'],
    ['n'.repeat(73), `${'n'.repeat(73)}_Access`],
    ['n'.repeat(80), `${'n'.repeat(73)}_Access`],
    [`${'n'.repeat(72)}_${'m'.repeat(7)}`, `${'n'.repeat(72)}_Access`],
  ];
  for (const [name, permissionSet] of names) {
    it(`names the permission set of an app of ${name.length} characters in ${permissionSet.length}`, () => {
      expect(newSettings(request({}, name), 'a@b').permissionSets).to.deep.equal([permissionSet]);
    });
  }

  const refused: Array<[what: string, changes: Partial<AppRequest>, name: string, named: string]> = [
    ['an empty name', { name: '' }, 'AppNameInvalidError', '""'],
    ['a name with a space', { name: 'Jwt Cli' }, 'AppNameInvalidError', '"Jwt Cli"'],
    ['a name with a hyphen', { name: 'jwt-cli' }, 'AppNameInvalidError', '"jwt-cli"'],
    ['a name that begins with a digit', { name: '1Jwt' }, 'AppNameInvalidError', '"1Jwt"'],
    ['a name that begins with an underscore', { name: '_Jwt' }, 'AppNameInvalidError', '"_Jwt"'],
    ['a name that ends with an underscore', { name: 'Jwt_' }, 'AppNameInvalidError', '"Jwt_"'],
    ['a name with two underscores', { name: 'Jwt__Cli' }, 'AppNameInvalidError', '"Jwt__Cli"'],
    ['a name with an umlaut', { name: 'Prüfung' }, 'AppNameInvalidError', '"Prüfung"'],
    ['a name that leaves the folder', { name: '../Jwt' }, 'AppNameInvalidError', '"../Jwt"'],
    ['a name with a line break at its end', { name: 'Jwt\n' }, 'AppNameInvalidError', '"Jwt\n"'],
    ['a name of 81 characters', { name: 'n'.repeat(81) }, 'AppNameInvalidError', 'n'.repeat(81)],
    [
      'a permission set by its label',
      { typed: { permissionSets: ['Jwt Access'] } },
      'PermissionSetNameInvalidError',
      '"Jwt Access"',
    ],
    ['an empty permission set', { typed: { permissionSets: [''] } }, 'PermissionSetNameInvalidError', '""'],
    ['an empty label', { typed: { label: '' } }, 'AppLabelInvalidError', 'label'],
    ['a label of spaces', { typed: { label: '  ' } }, 'AppLabelInvalidError', 'label'],
    ['a label with a control character', { typed: { label: 'Jwt\u0007' } }, 'AppLabelInvalidError', 'label'],
    ['a contact that is no address', { typed: { contactEmail: 'ops' } }, 'ContactEmailInvalidError', '"ops"'],
    [
      'a contact with a space',
      { typed: { contactEmail: 'o ps@example.com' } },
      'ContactEmailInvalidError',
      '"o ps@example.com"',
    ],
    ['an empty contact', { typed: { contactEmail: '' } }, 'ContactEmailInvalidError', '""'],
    [
      'a callback that is no URL',
      { typed: { callbackUrls: ['https://example.com', 'localhost/callback'] } },
      'CallbackUrlInvalidError',
      '"localhost/callback"',
    ],
    ['a scope of nobody', { typed: { scopes: ['Api', 'Everything'] } }, 'ScopeUnknownError', '"Everything"'],
    [
      'a scope as OAuth spells it',
      { typed: { scopes: ['refresh_token'] } },
      'ScopeUnknownError',
      '"refresh_token"',
    ],
    ["a Connected App's scope", { typed: { scopes: ['SFAP'] } }, 'ScopeUnknownError', 'external-client-app'],
    [
      "an External Client App's scope",
      { type: 'connected-app', typed: { scopes: ['SFApiPlatform'] } },
      'ScopeUnknownError',
      'SFAP',
    ],
    ['a consumer key of seven characters', { consumerKey: 'abcdefg' }, 'ConsumerKeyInvalidError', '7'],
    ['a consumer key with a dot', { consumerKey: '3MVG9.abcdef' }, 'ConsumerKeyInvalidError', '12'],
    ['a consumer key of 257', { consumerKey: 'k'.repeat(257) }, 'ConsumerKeyInvalidError', '257'],
    [
      'the session level low of a Connected App',
      { type: 'connected-app', typed: { sessionLevel: 'low' } },
      'SessionLevelUnknownError',
      '"low"',
    ],
  ];
  for (const [what, changes, name, named] of refused) {
    it(`refuses ${what}: ${name}`, async () => {
      const error = await thrownBy(() => checkRequest({ ...request(), ...changes }));
      expect(error.name).to.equal(name);
      expect(error.message).to.include(named);
      expect(error.actions).to.have.length.above(0);
      expect(shownBy(error)).not.to.match(/%[sdj]|undefined|\[object/);
    });
  }

  it('takes consumer keys of 8 and of 256 characters', () => {
    for (const consumerKey of ['abcdefg8', 'k'.repeat(256)]) checkRequest({ ...request(), consumerKey });
  });
});
