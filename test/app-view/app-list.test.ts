import { expect } from 'chai';
import { renderAppList } from '../../src/app-view/app-list.ts';
import type { AppSummary } from '../../src/app/app-summary.ts';
import type { CertificatePhase } from '../../src/app/certificate-state.ts';

const app = (name: string, changes: Partial<AppSummary> = {}): AppSummary => ({
  name,
  type: 'external-client-app',
  label: name,
  takesJwt: true,
  certificate: certificate('valid', 200),
  permittedUsers: 'admin-approved',
  permissionSets: [],
  profiles: [],
  userCount: 3,
  lastUsed: '2026-11-20T10:00:00.000Z',
  isEnabled: true,
  consumerKey: null,
  isReadable: true,
  ...changes,
});

const certificate = (state: CertificatePhase, daysLeft: number): AppSummary['certificate'] => ({
  sha256: 'AA:BB',
  subject: 'CN=ci',
  notBefore: '2027-01-01T00:00:00.000Z',
  notAfter: '2026-12-01T00:00:00.000Z',
  daysLeft,
  state,
});

describe('the table of apps', () => {
  it('is readable at 80 columns, with names whole', () => {
    const lines = renderAppList(
      [
        app('Jwt_Cli'),
        app('Soon', { certificate: certificate('ends-soon', 6) }),
        app('A_name_that_is_too_long_for_its_column_and_stays_whole_all_the_same', {
          takesJwt: false,
          certificate: null,
          permittedUsers: 'self-authorized',
          userCount: null,
          lastUsed: null,
        }),
        app('Off', { certificate: certificate('ended', -3), isEnabled: false, takesJwt: false }),
        app('Vendor', {
          type: 'connected-app',
          takesJwt: null,
          certificate: null,
          userCount: null,
          lastUsed: null,
          isReadable: false,
        }),
        app('Early', { type: 'connected-app', certificate: certificate('not-begun', 500) }),
      ],
      false,
    );
    expect(lines).to.deep.equal([
      'External Client Apps',
      '  Name     JWT  Certificate ends    Users  Last used',
      '  Jwt_Cli  yes  2026-12-01          3      2026-11-20',
      '  Soon     yes  2026-12-01, 6 days  3      2026-11-20',
      '  A_name_that_is_too_long_for_its_column_and_stays_whole_all_the_same',
      '           no   -                   any    -',
      '  Off      no   2026-12-01, ended   3      2026-11-20',
      '',
      'Connected Apps',
      '  Name    JWT  Certificate ends       Users  Last used',
      '  Vendor  ?    ?                      ?      -',
      '  Early   yes  not before 2027-01-01  3      2026-11-20',
      '',
      'any: each user who approved the app in a browser.',
      '?: the org did not tell.',
      'Off: switched off, so that it takes no login.',
      'The org lists Vendor, but the Metadata API cannot read it, like every app of a vendor: whether it has a certificate is unknown.',
    ]);
  });

  it('calls an app by its label where the org told no more, and is printable', () => {
    const nameless = app('', {
      name: null,
      label: 'Old\u001b app',
      type: 'connected-app',
      isReadable: false,
    });
    expect(renderAppList([nameless], true)).to.deep.equal([
      'Connected Apps',
      '  Name             JWT  Certificate ends  Users  Last used',
      '  (Old\\u001b app)  yes  2026-12-01        3      2026-11-20',
    ]);
  });

  it('names all apps of vendors in one sentence', () => {
    const vendors = ['Vendor_A', 'Vendor_B'].map((name) => app(name, { isReadable: false }));
    expect(renderAppList(vendors, false).at(-1)).to.equal(
      'The org lists Vendor_A, Vendor_B, but the Metadata API cannot read them, like every app of a vendor: whether they have certificates is unknown.',
    );
  });
});
