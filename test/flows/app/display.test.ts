import { expect } from 'chai';
import type { SfError } from '@salesforce/core';
import { displayApp, type DisplayAppInput, type DisplayAppResult } from '../../../src/flows/app/display.ts';
import {
  addForeignApp,
  addPermissionSet,
  assignPermissionSet,
  disableApp,
  removeCertificate,
} from '../../../src/simulator/org-changes.ts';
import { addUser } from '../../../src/simulator/org-state.ts';
import { connectedApp, CONSUMER_KEY } from '../../simulator/app-files.ts';
import { accessToken, addJwtApp, adminCall } from '../../simulator/org-client.ts';
import {
  admitting,
  appOfParts,
  certificateFor,
  closeOrgs,
  NOW,
  openOrg,
  type OrgOfApps,
} from './many-apps.ts';

const ADMIN = 'admin@simulator.example';
const DEPLOY = 'deploy@simulator.example';

describe('the flow that displays an app', () => {
  let org: OrgOfApps;

  const display = async (input: Partial<DisplayAppInput> = {}): Promise<DisplayAppResult> =>
    displayApp({ connection: org.connection, name: 'Jwt_CI', ...input }, NOW, {});

  const failure = async (input: Partial<DisplayAppInput>): Promise<SfError> =>
    display(input).then(
      () => expect.fail('the app was displayed'),
      (error: unknown) => error as SfError,
    );

  const adviceOf = ({ advice }: DisplayAppResult): string[] => advice.map(({ name }) => name);

  afterEach(closeOrgs);

  it('tells everything of an app, in five requests', async () => {
    org = await openOrg();
    const { body, certificate } = await certificateFor(100);
    const made = addPermissionSet(org.simulator.org, 'Jwt_CI_Access', 'CI users');
    made.description = 'Lets its users log in with the app "Jwt_CI". Made by sf jwt.';
    assignPermissionSet(org.simulator.org, DEPLOY, 'Jwt_CI_Access');
    await addJwtApp(org.simulator, {
      certificate: body,
      policyExtra:
        '<refreshTokenPolicyType>SpecificLifetime</refreshTokenPolicyType><refreshTokenValidityPeriod>4</refreshTokenValidityPeriod><refreshTokenValidityUnit>Hours</refreshTokenValidityUnit><requiredSessionLevel>STANDARD</requiredSessionLevel><sessionTimeoutInMinutes>30</sessionTimeoutInMinutes>',
    });
    org.forget();
    expect(await display()).to.deep.equal({
      name: 'Jwt_CI',
      type: 'external-client-app',
      orgId: org.simulator.orgId,
      instanceUrl: org.simulator.origin.origin,
      label: 'Jwt_CI app',
      contactEmail: 'ops@example.com',
      description: '',
      callbackUrls: ['http://localhost:1717/OauthRedirect'],
      scopes: ['Api', 'Web', 'RefreshToken'],
      permittedUsers: 'admin-approved',
      profiles: [],
      ipRelaxation: 'enforce',
      ipRanges: [],
      refreshToken: { kind: 'lifetime', period: 4, unit: 'hours' },
      sessionLevel: 'standard',
      issuesJwtTokens: false,
      consumerKey: CONSUMER_KEY,
      certificate: {
        sha256: certificate.fingerprint256,
        subject: 'CN=ci',
        notBefore: '2025-10-21T12:00:00.000Z',
        notAfter: '2027-03-05T12:00:00.000Z',
        daysLeft: 100,
        state: 'valid',
      },
      permissionSets: [{ name: 'Jwt_CI_Access', label: 'CI users', isOurs: true }],
      sessionTimeoutMinutes: 30,
      users: [{ username: DEPLOY, name: 'Simulated Deploy' }],
      hasMoreUsers: false,
      isEnabled: true,
      lastUsed: null,
      components: {
        header: 'Jwt_CI',
        globalOauth: 'Jwt_CI',
        oauth: 'Jwt_CI',
        policies: 'Jwt_CI',
        appPolicies: 'Jwt_CI_plcy',
      },
      alsoOfType: null,
      advice: [],
    });
    expect(org.requestLines().sort()).to.deep.equal([
      'POST /services/Soap/m/67.0',
      'POST /services/Soap/m/67.0',
      'POST /services/Soap/m/67.0',
      'POST /services/data/v67.0/composite',
      'POST /services/data/v67.0/composite',
    ]);
  });

  it('finds the parts of an app that another tool made, and who was admitted to it by hand', async () => {
    org = await openOrg();
    const { org: state } = org.simulator;
    addPermissionSet(state, 'By_Policy');
    addPermissionSet(state, 'By_Hand');
    assignPermissionSet(state, DEPLOY, 'By_Hand');
    const names = { global: 'X_consumer', oauth: 'X_settings', policy: 'X_defaultPolicy' };
    const policy = admitting('By_Policy', 'System Administrator');
    await org.add(...appOfParts('Other', { label: "Bob's app", names, policy }));
    const { records } = state;
    await adminCall(org.simulator, '/services/data/v66.0/sobjects/SetupEntityAccess', 'POST', {
      ParentId: records.permissionSets.find(({ name }) => name === 'By_Hand')?.id,
      SetupEntityId: records.components.find(({ type }) => type === 'ExternalClientApplication')?.id,
    });
    const app = await display({ name: 'Other' });
    expect(app).to.deep.include({
      label: "Bob's app",
      callbackUrls: ['https://example.com/back'],
      profiles: ['System Administrator'],
      components: {
        header: 'Other',
        globalOauth: 'X_consumer',
        oauth: 'X_settings',
        policies: 'X_defaultPolicy',
        appPolicies: 'Other_plcy',
      },
    });
    expect(app.permissionSets.map(({ name }) => name)).to.have.members(['By_Policy', 'By_Hand']);
    expect(app.users?.map(({ username }) => username)).to.deep.equal([ADMIN, DEPLOY]);
    expect(adviceOf(app)).to.deep.equal(['NoCertificate']);
  });

  it('shows a Connected App, and the External Client App first where both have the name', async () => {
    org = await openOrg();
    addPermissionSet(org.simulator.org, 'Old_Users', 'Users of old');
    assignPermissionSet(org.simulator.org, DEPLOY, 'Old_Users');
    const extra = '<sessionPolicy><sessionTimeout>15</sessionTimeout></sessionPolicy>';
    await org.add(connectedApp({ name: 'Jwt_CI', permissionSet: 'Users of old', extra }));
    const connected = await display();
    expect(connected).to.deep.include({
      type: 'connected-app',
      label: 'Jwt Old',
      alsoOfType: null,
      isEnabled: null,
      sessionTimeoutMinutes: 15,
      permissionSets: [{ name: 'Old_Users', label: 'Users of old', isOurs: false }],
      components: { app: 'Jwt_CI' },
    });
    expect(connected.users).to.deep.equal([{ username: DEPLOY, name: 'Simulated Deploy' }]);

    await addJwtApp(org.simulator);
    expect(await display()).to.deep.include({ type: 'external-client-app', alsoOfType: 'connected-app' });
    expect(await display({ type: 'connected-app' })).to.deep.include({
      type: 'connected-app',
      alsoOfType: null,
    });
  });

  it('tells the last use', async () => {
    org = await openOrg();
    await addJwtApp(org.simulator);
    await accessToken(org.simulator);
    expect((await display()).lastUsed).to.equal('2026-11-25T12:00:00.000Z');
  });

  it('tells of a thousand users, and that there are more', async () => {
    org = await openOrg();
    await addJwtApp(org.simulator);
    for (let index = 0; index < 1000; index += 1) {
      const username = `user${index}@simulator.example`;
      addUser(org.simulator.org, { username });
      assignPermissionSet(org.simulator.org, username, 'Jwt_CI_Access');
    }
    const app = await display();
    expect(app.users).to.have.length(1000);
    expect(app.hasMoreUsers).to.equal(true);
  });

  it('says what stops a login, in the words of the org', async () => {
    org = await openOrg();
    addPermissionSet(org.simulator.org, 'Empty_Set');
    await addJwtApp(org.simulator, {
      permissionSet: 'Empty_Set',
      scopes: 'Api',
      globalExtra: '<isNamedUserJwtEnabled>true</isNamedUserJwtEnabled>',
      policyExtra: '<requiredSessionLevel>HIGH_ASSURANCE</requiredSessionLevel>',
    });
    disableApp(org.simulator.org, 'Jwt_CI');
    removeCertificate(org.simulator.org, 'Jwt_CI');
    const app = await display();
    expect(adviceOf(app)).to.deep.equal([
      'AppDisabled',
      'NoCertificate',
      'NoRefreshToken',
      'NoUser',
      'HighAssurance',
      'JwtTokens',
    ]);
    expect(app.advice.find(({ name }) => name === 'NoUser')).to.deep.equal({
      name: 'NoUser',
      message:
        'It admits approved users only, and no active user has what it admits: Empty_Set. The org refuses the login with "user is not admin approved to access this app" (invalid_app_access).',
      action: `sf jwt app approve --name Jwt_CI --type external-client-app --assign-to USERNAME --target-org ${ADMIN}`,
      stopsLogin: true,
    });
  });

  it('names the apps that may have been meant', async () => {
    org = await openOrg();
    await addJwtApp(org.simulator);
    await org.add(connectedApp({}));
    const error = await failure({ name: 'jwtci' });
    expect(error.name).to.equal('AppNotFoundError');
    expect(error.exitCode).to.equal(1);
    expect(error.message).to.match(
      /^There is no External Client App and no Connected App with the API name "jwtci" in 127\.0\.0\.1:\d+\. Near to it: Jwt_CI \(External Client App\)\.$/,
    );
    expect(error.actions).to.deep.equal([`See all apps of the org: sf jwt app list --target-org ${ADMIN}`]);
    // an app of the other kind is named, too
    const other = await failure({ name: 'Jwt_CI', type: 'connected-app' });
    expect(other.message).to.match(
      /^There is no Connected App .* Near to it: Jwt_CI \(External Client App\)\.$/,
    );
    expect((await failure({ name: 'Billing' })).message).to.match(/"Billing" in 127\.0\.0\.1:\d+\.$/);
  });

  it('says that the app of a vendor cannot be read', async () => {
    org = await openOrg();
    addForeignApp(org.simulator.org, 'Vendor_App');
    const error = await failure({ name: 'Vendor_App' });
    expect(error.name).to.equal('AppUnreadableError');
    expect(error.actions?.at(-1)).to.match(/sf jwt app list --type connected-app --target-org admin@/);
  });

  it('takes an app that is not listed for no app of a vendor, whatever the org failed at', async () => {
    const faults = [{ name: 'server-error' as const, path: '/services/Soap/m/67.0', times: 4 }];
    org = await openOrg({ faults });
    const error = await failure({ name: 'Nobody', type: 'connected-app' });
    expect(error.name).to.equal('OrgFailedError');
    expect(error.message).to.contain('UNKNOWN_EXCEPTION');
  });

  it('says what to change where the session has a token in JWT format', async () => {
    org = await openOrg();
    await addJwtApp(org.simulator, { globalExtra: '<isNamedUserJwtEnabled>true</isNamedUserJwtEnabled>' });
    assignPermissionSet(org.simulator.org, ADMIN, 'Jwt_CI_Access');
    org.connection.accessToken = await accessToken(org.simulator, { sub: ADMIN });
    expect((await failure({})).name).to.equal('SoapRefusesTokenError');
  });
});
