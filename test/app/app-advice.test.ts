import { expect } from 'chai';
import { adviseOn, type AdvisedApp } from '../../src/app/app-advice.ts';
import type { CertificatePhase, CertificateState } from '../../src/app/certificate-state.ts';
import { defaultSettings, type AppSettings } from '../../src/app/settings.ts';

const settings: AppSettings = {
  ...defaultSettings,
  label: 'Jwt Cli',
  contactEmail: 'ops@example.com',
  certificate: undefined,
  permissionSets: ['Jwt_Cli_Access'],
};

const certificate = (state: CertificatePhase): CertificateState => ({
  sha256: 'AA:BB',
  subject: 'CN=ci',
  notBefore: '2026-01-01T00:00:00.000Z',
  notAfter: '2026-12-01T00:00:00.000Z',
  daysLeft: 6,
  state,
});

/** An app that nothing is to be said of. */
const good: AdvisedApp = {
  type: 'connected-app',
  name: 'Jwt_Cli',
  settings,
  certificate: certificate('valid'),
  isEnabled: true,
  userCount: 1,
  targetOrg: 'admin@acme.example',
};

const withSettings = (changes: Partial<AppSettings>): AdvisedApp => ({
  ...good,
  settings: { ...settings, ...changes },
});

describe('advice on an app', () => {
  it('is none for a good app, nor for what the org did not tell', () => {
    expect(adviseOn(good)).to.deep.equal([]);
    expect(adviseOn({ ...good, isEnabled: null, userCount: null })).to.deep.equal([]);
  });

  const rows: Array<[name: string, app: AdvisedApp, stopsLogin: boolean, action: RegExp]> = [
    ['AppDisabled', { ...good, isEnabled: false }, true, /^Switch "Jwt_Cli" on in Setup/],
    [
      'NoCertificate',
      { ...good, certificate: null },
      true,
      /^sf jwt app create --name Jwt_Cli --type connected-app/,
    ],
    [
      'CertificateNotBegun',
      { ...good, certificate: certificate('not-begun') },
      false,
      /^sf jwt app rotate .* --jwt-key-file server\.key /,
    ],
    [
      'CertificateEnded',
      { ...good, certificate: certificate('ended') },
      false,
      /^sf jwt app rotate .* --jwt-key-file server\.key /,
    ],
    [
      'CertificateEndsSoon',
      { ...good, certificate: certificate('ends-soon') },
      false,
      /^sf jwt app rotate .* --jwt-key-file server\.key /,
    ],
    ['NoRefreshToken', withSettings({ scopes: ['Api'] }), true, /^sf jwt app create/],
    ['SelfAuthorized', withSettings({ permittedUsers: 'self-authorized' }), false, /^sf jwt app create/],
    [
      'NobodyAdmitted',
      withSettings({ permissionSets: [] }),
      true,
      /^sf jwt app approve .* --assign-to USERNAME /,
    ],
    ['NoUser', { ...good, userCount: 0 }, true, /^sf jwt app approve .* --target-org admin@acme\.example$/],
    ['HighAssurance', withSettings({ sessionLevel: 'high-assurance' }), true, /--session-level standard/],
    ['JwtTokens', withSettings({ issuesJwtTokens: true }), false, /in the app "Jwt_Cli"\.$/],
  ];
  for (const [name, app, stopsLogin, action] of rows) {
    it(`is ${name}`, () => {
      const [first, ...more] = adviseOn(app);
      expect(more).to.deep.equal([]);
      expect(first).to.deep.include({ name, stopsLogin });
      expect(first?.action).to.match(action);
      expect(`${first?.message} ${first?.action}`).not.to.match(/%s|undefined/);
    });
  }

  it('takes OfflineAccess for RefreshToken, which it equals', () =>
    expect(adviseOn(withSettings({ scopes: ['Api', 'OfflineAccess'] }))).to.deep.equal([]));

  it('is nothing of users where anybody may approve the app', () => {
    const app = withSettings({ permittedUsers: 'self-authorized', permissionSets: [] });
    expect(adviseOn({ ...app, userCount: 0 }).map(({ name }) => name)).to.deep.equal(['SelfAuthorized']);
  });
});
