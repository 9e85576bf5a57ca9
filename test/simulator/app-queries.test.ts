import { expect } from 'chai';
import {
  addPermissionSet,
  assignPermissionSet,
  freezeUser,
  withdrawPermission,
} from '../../src/simulator/org-changes.ts';
import type { Simulator } from '../../src/simulator/server.ts';
import { connectedApp, filesOf } from './app-files.ts';
import {
  accessToken,
  adminCall,
  deploy,
  deployUser,
  expectError,
  logIn,
  makeClock,
  orgWithApp,
  query,
  records,
  startOrg,
  stopOrgs,
  testKey,
} from './org-client.ts';

const DATA = '/services/data/v66.0';

describe('queries about apps and those who use them', () => {
  afterEach(stopOrgs);

  const appId = async (simulator: Simulator): Promise<string> =>
    String((await records(simulator, 'SELECT Id FROM ExternalClientApplication'))[0]?.Id);
  /** Records without the attributes, at any depth. */
  async function plain(simulator: Simulator, soql: string): Promise<unknown> {
    const text = JSON.stringify(await records(simulator, soql));
    return JSON.parse(text, (_, value: unknown) => {
      if (typeof value === 'object' && value !== null) Reflect.deleteProperty(value, 'attributes');
      return value;
    });
  }

  it('find who opens an app: permission sets and profiles, by the id of the app', async () => {
    const simulator = await orgWithApp(
      {},
      { policyExtra: '<commaSeparatedProfile>System Administrator</commaSeparatedProfile>' },
    );
    const soql =
      'SELECT Parent.Name, Parent.Label, Parent.IsOwnedByProfile, Parent.Profile.Name FROM SetupEntityAccess ' +
      `WHERE SetupEntityId = '${await appId(simulator)}' ORDER BY Parent.IsOwnedByProfile`;
    const rows = (await plain(simulator, soql)) as { Parent: Record<string, unknown> }[];
    expect(rows[0]?.Parent).to.deep.equal({
      Name: 'Jwt_CI_Access',
      Label: 'Jwt_CI_Access',
      IsOwnedByProfile: false,
      Profile: null,
    });
    expect(rows[1]?.Parent).to.deep.include({
      IsOwnedByProfile: true,
      Profile: { Name: 'System Administrator' },
    });
    expect(rows).to.have.length(2);
  });

  it('find what users may do, by their names', async () => {
    const simulator = await startOrg();
    const soql =
      'SELECT Assignee.Username, PermissionSet.PermissionsApiEnabled, PermissionSet.PermissionsCustomizeApplication, ' +
      'PermissionSet.PermissionsModifyAllData FROM PermissionSetAssignment ' +
      `WHERE Assignee.Username IN ('${simulator.admin.username}', '${deployUser(simulator)}') ORDER BY Assignee.Username`;
    const flags = (isOn: boolean) => ({
      PermissionsApiEnabled: true,
      PermissionsCustomizeApplication: isOn,
      PermissionsModifyAllData: isOn,
    });
    expect(await plain(simulator, soql)).to.deep.equal([
      { Assignee: { Username: simulator.admin.username }, PermissionSet: flags(true) },
      { Assignee: { Username: deployUser(simulator) }, PermissionSet: flags(false) },
    ]);
  });

  it('find the profile and licence of a user, and whether the account is frozen', async () => {
    const simulator = await startOrg();
    freezeUser(simulator.org, deployUser(simulator));
    const user = `Username IN ('${deployUser(simulator)}')`;
    expect(
      await plain(
        simulator,
        `SELECT Profile.Name, Profile.UserLicense.LicenseDefinitionKey FROM User WHERE ${user}`,
      ),
    ).to.deep.equal([
      {
        Profile: {
          Name: 'Minimum Access - API Only Integrations',
          UserLicense: { LicenseDefinitionKey: 'SFDC_INTEGRATION' },
        },
      },
    ]);
    const frozen = `SELECT IsFrozen FROM UserLogin WHERE UserId IN (SELECT Id FROM User WHERE ${user})`;
    expect(await plain(simulator, frozen)).to.deep.equal([{ IsFrozen: true }]);
  });

  it('find what a profile grants', async () => {
    const simulator = await startOrg();
    const soql =
      "SELECT PermissionsApiEnabled, PermissionsModifyMetadata FROM Profile WHERE Name = 'System Administrator'";
    expect(await plain(simulator, soql)).to.deep.equal([
      { PermissionsApiEnabled: true, PermissionsModifyMetadata: true },
    ]);
    withdrawPermission(simulator.org, simulator.admin.username, 'ModifyMetadata');
    expect(await plain(simulator, soql)).to.deep.equal([
      { PermissionsApiEnabled: true, PermissionsModifyMetadata: false },
    ]);
  });

  it('find the licence of a permission set, of whichever kind, by its name', async () => {
    const simulator = await startOrg();
    const [psl] = await records(simulator, 'SELECT Id FROM PermissionSetLicense');
    const body = { Name: 'Api', Label: 'Api', LicenseId: psl?.Id };
    await adminCall(simulator, `${DATA}/sobjects/PermissionSet`, 'POST', body);
    addPermissionSet(simulator.org, 'Free');
    const soql =
      "SELECT Name, License.Name FROM PermissionSet WHERE Name IN ('Api', 'Free') OR Profile.Name = 'Standard User' ORDER BY License.Name";
    const [free, standard, api] = await records(simulator, soql);
    expect(free?.License).to.equal(null);
    expect(standard?.License).to.deep.include({ Name: 'Salesforce' });
    expect(standard).to.have.nested.property('License.attributes.type', 'UserLicense');
    expect(api?.License).to.deep.include({ Name: 'Salesforce API Integration' });
    expect(api).to.have.nested.property('License.attributes.type', 'PermissionSetLicense');
    expect(
      await plain(
        simulator,
        "SELECT Name FROM PermissionSet WHERE License.Name = 'Salesforce API Integration'",
      ),
    ).to.deep.equal([{ Name: 'Api' }]);
    const wrong = await query(simulator, 'SELECT License.LicenseDefinitionKey FROM PermissionSet');
    expectError(wrong, 400, 'INVALID_FIELD');
    expect(wrong.text).to.contain("No such column 'LicenseDefinitionKey' on entity 'Name'");
  });

  it('find the parts of an app by its id, with all that its policy says', async () => {
    const simulator = await orgWithApp();
    const where = `WHERE ExternalClientApplicationId = '${await appId(simulator)}'`;
    expect(
      await plain(
        simulator,
        'SELECT DeveloperName, MasterLabel, PermittedUsersPolicyType, IpRelaxationPolicyType, PolicyAction, ' +
          `IsClientCredentialsFlowEnabled, ExtlClntAppOauthSettings.DeveloperName FROM ExtlClntAppOauthPlcyCnfg ${where}`,
      ),
    ).to.deep.equal([
      {
        DeveloperName: 'Jwt_CI',
        MasterLabel: 'Jwt_CI',
        PermittedUsersPolicyType: 'AdminApprovedPreAuthorized',
        IpRelaxationPolicyType: 'Enforce',
        PolicyAction: null,
        IsClientCredentialsFlowEnabled: false,
        ExtlClntAppOauthSettings: { DeveloperName: 'Jwt_CI' },
      },
    ]);
    expect(
      await plain(
        simulator,
        `SELECT DeveloperName, OauthScopesAPI, OauthScopesREFRESH_TOKEN, OauthScopesFULL, OauthScopesVF FROM ExtlClntAppOauthSettings ${where}`,
      ),
    ).to.deep.equal([
      {
        DeveloperName: 'Jwt_CI',
        OauthScopesAPI: true,
        OauthScopesREFRESH_TOKEN: true,
        OauthScopesFULL: false,
        OauthScopesVF: false,
      },
    ]);
    expect(
      await plain(
        simulator,
        `SELECT DeveloperName, IsEnabled, OauthPluginStatus FROM ExtlClntAppPlcyCnfg ${where}`,
      ),
    ).to.deep.equal([{ DeveloperName: 'Jwt_CI_plcy', IsEnabled: true, OauthPluginStatus: 'Enabled' }]);
  });

  it('find when an app was used last, by the name of the app', async () => {
    const clock = makeClock();
    const simulator = await orgWithApp({ now: clock.now });
    assignPermissionSet(simulator.org, simulator.admin.username, 'Jwt_CI_Access');
    await logIn(simulator);
    clock.time += 60_000;
    const token = await accessToken(simulator, { sub: simulator.admin.username });
    await fetch(new URL(DATA, simulator.origin), { headers: { authorization: `Bearer ${token}` } });
    const soql =
      'SELECT AppName, MAX(LastUsedDate) lastUse, SUM(UseCount) uses, COUNT(UserId) users FROM OauthToken GROUP BY AppName';
    expect(await plain(simulator, soql)).to.deep.equal([
      { AppName: 'Jwt_CI app', lastUse: '2026-11-24T08:01:00.000+0000', uses: 1, users: 2 },
    ]);
    expect(
      await plain(
        simulator,
        'SELECT AppName, LastUsedDate, UseCount, User.Username FROM OauthToken ORDER BY UseCount',
      ),
    ).to.deep.equal([
      {
        AppName: 'Jwt_CI app',
        LastUsedDate: '2026-11-24T08:00:00.000+0000',
        UseCount: 0,
        User: { Username: deployUser(simulator) },
      },
      {
        AppName: 'Jwt_CI app',
        LastUsedDate: '2026-11-24T08:01:00.000+0000',
        UseCount: 1,
        User: { Username: simulator.admin.username },
      },
    ]);
  });

  it('find the Connected App of a token by its menu item', async () => {
    const simulator = await startOrg({ allowConnectedApps: true });
    addPermissionSet(simulator.org, 'Known');
    assignPermissionSet(simulator.org, deployUser(simulator), 'Known');
    const consumerKey = 'ConnectedKey0123456789';
    const app = connectedApp({ certificate: testKey().certificate, consumerKey, permissionSet: 'Known' });
    expect((await deploy(simulator, filesOf([app]))).problems).to.deep.equal([]);
    await accessToken(simulator, { iss: consumerKey });
    const [row] = (await plain(
      simulator,
      'SELECT AppMenuItem.ApplicationId, AppMenuItem.Label, AppMenuItem.IsUsingAdminAuthorization FROM OauthToken',
    )) as { AppMenuItem: object }[];
    const [found] = await records(simulator, 'SELECT Id FROM ConnectedApplication');
    expect(row?.AppMenuItem).to.deep.equal({
      ApplicationId: found?.Id,
      Label: 'Jwt Old',
      IsUsingAdminAuthorization: true,
    });
  });

  it('tell what kind of org it is', async () => {
    const kinds = { production: [false, null], sandbox: [true, null], developer: [false, null] } as const;
    const soql =
      'SELECT IsSandbox, OrganizationType, TrialExpirationDate, InstanceName, NamespacePrefix FROM Organization';
    for (const [type, [isSandbox, trial]] of Object.entries(kinds)) {
      const [row] = await records(await startOrg({ type: type as keyof typeof kinds }), soql);
      expect(row, type).to.include({
        IsSandbox: isSandbox,
        TrialExpirationDate: trial,
        InstanceName: 'SIM1',
      });
    }
    const clock = makeClock();
    const [scratch] = await records(await startOrg({ type: 'scratch', now: clock.now }), soql);
    expect(scratch).to.include({
      IsSandbox: true,
      OrganizationType: 'Developer Edition',
      TrialExpirationDate: '2026-12-01T08:00:00.000+0000',
    });
  });

  it('tell a Dev Hub from another org as the CLI does', async () => {
    const soql = 'SELECT Id FROM ScratchOrgInfo limit 1';
    const hub = await query(await startOrg({ isDevHub: true }), soql);
    expect([hub.status, hub.json.totalSize]).to.deep.equal([200, 0]);
    expectError(await query(await startOrg(), soql), 400, 'INVALID_TYPE');
  });
});
