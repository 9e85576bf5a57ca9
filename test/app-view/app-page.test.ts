import { expect } from 'chai';
import { renderApp } from '../../src/app-view/app-page.ts';
import type { AppDetails } from '../../src/app/app-details.ts';

const details: AppDetails = {
  name: 'Jwt_Cli',
  type: 'external-client-app',
  orgId: '00D000000000001AAA',
  instanceUrl: 'https://acme.my.salesforce.com',
  label: 'Jwt Cli',
  contactEmail: 'ops@example.com',
  description: '',
  callbackUrls: ['http://localhost:1717/OauthRedirect'],
  scopes: ['Api', 'RefreshToken'],
  permittedUsers: 'admin-approved',
  profiles: [],
  ipRelaxation: 'enforce',
  ipRanges: [],
  refreshToken: { kind: 'zero' },
  sessionLevel: 'standard',
  issuesJwtTokens: false,
  consumerKey: '3MVG9EXAMPLEkey0123456789',
  certificate: {
    sha256: 'AA:BB',
    subject: 'CN=ci',
    notBefore: '2026-11-25T00:00:00.000Z',
    notAfter: '2027-11-25T00:00:00.000Z',
    daysLeft: 364,
    state: 'valid',
  },
  permissionSets: [
    { name: 'Jwt_Cli_Access', label: 'Jwt_Cli_Access', isOurs: true },
    { name: 'Robots', label: 'All robots', isOurs: false },
    { name: 'Hidden', label: null, isOurs: null },
  ],
  sessionTimeoutMinutes: null,
  users: [{ username: 'deploy@acme.example', name: 'Deploy' }],
  hasMoreUsers: false,
  isEnabled: true,
  lastUsed: '2026-11-20T10:00:00.000Z',
  components: { header: 'Jwt_Cli', globalOauth: 'Jwt_Cli', policies: 'X_defaultPolicy' },
  alsoOfType: null,
  advice: [],
};

const page = (changes: Partial<AppDetails> = {}): string[] =>
  renderApp({ ...details, ...changes }, 'admin@acme.example');

const rowOf = (label: string, changes: Partial<AppDetails>): string =>
  page(changes)
    .find((line) => line.startsWith(label))
    ?.slice(19) ?? '';

describe('the page of an app', () => {
  it('has everything, and the login to type next', () =>
    expect(page()).to.deep.equal([
      'External Client App "Jwt_Cli" in https://acme.my.salesforce.com',
      '',
      'Label              Jwt Cli',
      'Description        none',
      'Contact            ops@example.com',
      'Switched on        yes',
      'Consumer key       3MVG9EXAMPLEkey0123456789',
      'Callback URLs      http://localhost:1717/OauthRedirect',
      'Scopes             Api, RefreshToken',
      'Certificate        CN=ci, from 2026-11-25 to 2027-11-25 (364 days left)',
      'SHA-256            AA:BB',
      'Permitted users    admin-approved: only users with one of these permission sets or profiles',
      'Permission sets    Jwt_Cli_Access (made by sf jwt), Robots (label "All robots"), Hidden',
      'Profiles           none',
      'Users              1: deploy@acme.example',
      'IP relaxation      enforce',
      'IP ranges          none',
      'Refresh tokens     zero',
      'Session timeout    as the profile says',
      'Session level      standard',
      'JWT-format tokens  no',
      'Last use           2026-11-20T10:00:00.000Z',
      'Components         Jwt_Cli (app, consumer), X_defaultPolicy (OAuth policies)',
      '',
      'Next: sf jwt token --client-id 3MVG9EXAMPLEkey0123456789 --username deploy@acme.example --jwt-key-file server.key --instance-url https://acme.my.salesforce.com',
    ]));

  it('says what stops a login instead, what to keep in mind, and what else has the name', () => {
    const advice = [
      { name: 'NoCertificate', message: 'No certificate.', action: 'sf jwt app create', stopsLogin: true },
      { name: 'JwtTokens', message: 'JWT tokens.', action: 'Switch it off.', stopsLogin: false },
    ];
    const lines = page({ certificate: null, advice, alsoOfType: 'connected-app' });
    expect(lines.slice(lines.indexOf('This stops a JWT login:'))).to.deep.equal([
      'This stops a JWT login:',
      '- No certificate.',
      '  sf jwt app create',
      '',
      'To keep in mind:',
      '- JWT tokens.',
      '  Switch it off.',
      '',
      'There is a Connected App of the same name, too: sf jwt app display --name Jwt_Cli --type connected-app --target-org admin@acme.example',
    ]);
  });

  const users = Array.from({ length: 12 }, (_, index) => ({ username: `u${index}@x.example`, name: '' }));
  const ten = users
    .slice(0, 10)
    .map(({ username }) => username)
    .join(', ');
  const rows: Array<[what: string, changes: Partial<AppDetails>, text: string]> = [
    ['ten users of more', { users }, `12: ${ten} and 2 more (all: --json)`],
    ['ten users of too many', { users, hasMoreUsers: true }, `more than 1000: ${ten} and others`],
    ['users whom the org did not tell', { users: null }, 'unknown'],
    ['no users', { users: [] }, 'none'],
    ['users who approve', { users: null, permittedUsers: 'self-authorized' }, 'each who approved it'],
  ];
  for (const [what, changes, text] of rows) {
    it(`shows ${what}`, () => expect(rowOf('Users ', changes)).to.equal(text));
  }

  it('knows no switch of a Connected App', () => {
    const lines = page({ type: 'connected-app', isEnabled: null });
    expect(lines[0]).to.equal('Connected App "Jwt_Cli" in https://acme.my.salesforce.com');
    expect(lines.some((line) => line.startsWith('Switched on'))).to.equal(false);
    expect(rowOf('Switched on', { isEnabled: null })).to.equal('unknown');
  });
});
