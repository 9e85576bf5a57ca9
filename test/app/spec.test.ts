import { expect } from 'chai';
import type { X509Certificate } from 'node:crypto';
import { draftApp, type AppDraft, type AppInput } from '../../src/app/spec.ts';
import { shownBy, thrownBy } from '../io/thrown.ts';
import { sampleCertificate } from './sample.ts';

describe('app/spec', () => {
  let certificate: X509Certificate;

  before(() => {
    certificate = sampleCertificate();
  });

  const draft = (typed: Partial<AppInput> = {}): AppDraft =>
    draftApp({
      type: 'external-client-app',
      name: 'Jwt_Cli',
      callbackUrl: 'http://localhost:1717/OauthRedirect',
      scopes: ['Api'],
      certificate,
      ...typed,
    });

  it('fills in label, permission set and the scope that each login needs', () => {
    const { consumerKey, ...rest } = draft();
    expect(rest).to.deep.equal({
      type: 'external-client-app',
      name: 'Jwt_Cli',
      label: 'Jwt_Cli',
      callbackUrl: 'http://localhost:1717/OauthRedirect',
      scopes: ['Api', 'RefreshToken'],
      permissionSet: 'Jwt_Cli_Access',
      certificate,
    });
    expect(consumerKey).to.have.length(64);
  });

  it('keeps what was typed', () => {
    const typed = {
      label: 'Müller & Söhne <"\'>',
      permissionSet: 'Robots',
      contactEmail: 'ops@example.com',
      scopes: ['OfflineAccess'],
    };
    expect(draft(typed)).to.include({
      label: typed.label,
      permissionSet: 'Robots',
      contactEmail: 'ops@example.com',
    });
    expect(draft(typed).scopes).to.deep.equal(['OfflineAccess']);
  });

  it('makes another consumer key each time, of 64 letters and digits', () => {
    const keys = Array.from({ length: 200 }, () => draft().consumerKey);
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
      expect(draft({ name }).permissionSet).to.equal(permissionSet);
    });
  }

  const refused: Array<[what: string, typed: Partial<AppInput>, name: string, named: string]> = [
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
      { permissionSet: 'Jwt Access' },
      'PermissionSetNameInvalidError',
      '"Jwt Access"',
    ],
    ['an empty permission set', { permissionSet: '' }, 'PermissionSetNameInvalidError', '""'],
    ['an empty label', { label: '' }, 'AppLabelInvalidError', 'label'],
    ['a label of spaces', { label: '  ' }, 'AppLabelInvalidError', 'label'],
    ['a label with a control character', { label: 'Jwt\u0007' }, 'AppLabelInvalidError', 'label'],
    ['a contact that is no address', { contactEmail: 'ops' }, 'ContactEmailInvalidError', '"ops"'],
    [
      'a contact with a space',
      { contactEmail: 'o ps@example.com' },
      'ContactEmailInvalidError',
      '"o ps@example.com"',
    ],
    ['an empty contact', { contactEmail: '' }, 'ContactEmailInvalidError', '""'],
    [
      'a callback that is no URL',
      { callbackUrl: 'localhost/callback' },
      'CallbackUrlInvalidError',
      '"localhost/callback"',
    ],
    ['a scope of nobody', { scopes: ['Api', 'Everything'] }, 'ScopeUnknownError', '"Everything"'],
    ['a scope as OAuth spells it', { scopes: ['refresh_token'] }, 'ScopeUnknownError', '"refresh_token"'],
    ["a Connected App's scope", { scopes: ['SFAP'] }, 'ScopeUnknownError', 'external-client-app'],
    [
      "an External Client App's scope",
      { type: 'connected-app', scopes: ['SFApiPlatform'] },
      'ScopeUnknownError',
      'SFAP',
    ],
  ];
  for (const [what, typed, name, named] of refused) {
    it(`refuses ${what}: ${name}`, async () => {
      const error = await thrownBy(() => draft(typed));
      expect(error.name).to.equal(name);
      expect(error.message).to.include(named);
      expect(error.actions).to.have.length.above(0);
      expect(shownBy(error)).not.to.match(/%[sdj]|undefined|\[object/);
    });
  }
});
