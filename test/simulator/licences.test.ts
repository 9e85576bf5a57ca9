import { expect } from 'chai';
import { addPermissionSet, assignPermissionSet, renameProfile } from '../../src/simulator/org-changes.ts';
import { addProfile } from '../../src/simulator/org-state.ts';
import { readScenario } from '../../src/simulator/scenario.ts';
import type { Simulator } from '../../src/simulator/server.ts';
import { externalApp, filesOf } from './app-files.ts';
import { POLICY } from './app-pieces.ts';
import { connect } from './metadata-client.ts';
import { addJwtApp, deploy, expectError, logIn, query, records, startOrg, stopOrgs } from './org-client.ts';

/** An org as a scenario file describes it. */
function startWith(description: object): Promise<Simulator> {
  const scenario = readScenario(JSON.stringify({ orgs: [{ name: 'acme', ...description }] }));
  if ('problems' in scenario) throw new Error(scenario.problems.join('\n'));
  return startOrg(scenario);
}

const named = (profile: string) =>
  externalApp({ policyExtra: `<commaSeparatedProfile>${profile}</commaSeparatedProfile>` });

describe('an org whose profiles have names of another language', () => {
  afterEach(stopOrgs);

  const profileNames = { 'System Administrator': 'Systeembeheerder', 'Standard User': 'Standaardgebruiker' };
  const starts: [how: string, start: () => Promise<Simulator>][] = [
    ['by its file', () => startWith({ profileNames })],
    [
      'by code',
      async () => {
        const simulator = await startOrg({ name: 'acme' });
        for (const [name, shown] of Object.entries(profileNames)) renameProfile(simulator.org, name, shown);
        return simulator;
      },
    ],
  ];
  for (const [how, start] of starts) {
    it(`gives those names alone, and takes them in policies: ${how}`, async () => {
      const simulator = await start();
      const soql = `SELECT Name FROM Profile WHERE Name LIKE 'S%' ORDER BY Name`;
      expect(await records(simulator, soql)).to.deep.equal([
        { Name: 'Standaardgebruiker' },
        { Name: 'Systeembeheerder' },
      ]);
      const english = await deploy(simulator, filesOf(named('System Administrator')));
      expect([english.result.status, english.fact]).to.deep.equal(['Failed', 'APP-08']);
      expect((await deploy(simulator, filesOf(named('Systeembeheerder')))).problems).to.deep.equal([]);
      const policy = await connect(simulator).read(POLICY, 'Jwt_CI');
      expect(policy.commaSeparatedProfile).to.equal('Systeembeheerder');
      const [admin] = await records(
        simulator,
        `SELECT Profile.Name FROM User WHERE Username = '${simulator.admin.username}'`,
      );
      expect(admin).to.have.nested.property('Profile.Name', 'Systeembeheerder');
    });
  }

  it('has users of its file by the names that it shows', async () => {
    const users = [{ username: 'anna@acme.example', profile: 'Standaardgebruiker' }];
    const { org } = await startWith({ profileNames, users });
    const { profileId } = org.records.users.find(({ username }) => username === 'anna@acme.example')!;
    expect(org.records.profiles.find(({ id }) => id === profileId)?.name).to.equal('Standaardgebruiker');
  });

  it('has no other name for a profile that it lacks, nor permission sets of a licence that it lacks', async () => {
    const { org } = await startOrg();
    expect(() => renameProfile(org, 'Nobody', 'x')).to.throw('no profile named Nobody');
    expect(() => addPermissionSet(org, 'Set', 'Set', [], 'Nothing')).to.throw('no licence Nothing');
    expect(() => addProfile(org, 'Profile', { license: 'Nothing' })).to.throw('no licence Nothing');
  });
});

describe('licences and permissions of a scenario', () => {
  afterEach(stopOrgs);

  it('are those of an integration user, with a profile of its own', async () => {
    const simulator = await startWith({
      profiles: [{ name: 'CI', license: 'Salesforce Integration', permissions: ['ApiEnabled'] }, 'Sales'],
      users: [{ username: 'ci@acme.example', profile: 'CI' }],
    });
    const soql =
      "SELECT Profile.Name, Profile.UserLicense.LicenseDefinitionKey FROM User WHERE Username = 'ci@acme.example'";
    const [user] = await records(simulator, soql);
    expect(user).to.have.nested.property('Profile.Name', 'CI');
    expect(user).to.have.nested.property('Profile.UserLicense.LicenseDefinitionKey', 'SFDC_INTEGRATION');
    const profiles = await records(
      simulator,
      "SELECT Name, PermissionsApiEnabled FROM Profile WHERE Name IN ('CI', 'Sales') ORDER BY Name",
    );
    expect(profiles[0]).to.deep.equal({ Name: 'CI', PermissionsApiEnabled: true });
    await addJwtApp(simulator);
    assignPermissionSet(simulator.org, 'ci@acme.example', 'Jwt_CI_Access');
    expect((await logIn(simulator, { sub: 'ci@acme.example' })).status).to.equal(200);
  });

  it('let a user log in only with a profile that has the API', async () => {
    const simulator = await startWith({
      profiles: [{ name: 'Powerless', permissions: [] }],
      users: [{ username: 'ci@acme.example', profile: 'Powerless' }],
    });
    await addJwtApp(simulator);
    assignPermissionSet(simulator.org, 'ci@acme.example', 'Jwt_CI_Access');
    const { json } = await logIn(simulator, { sub: 'ci@acme.example' });
    const answer = await query(
      { ...simulator, admin: { ...simulator.admin, accessToken: String(json.access_token) } },
      'SELECT Id FROM User',
    );
    expectError(answer, 403, 'API_CURRENTLY_DISABLED');
  });

  it('come with a permission set, whose licence its users get', async () => {
    const simulator = await startWith({
      permissionSets: [
        { name: 'Deployers', license: 'Salesforce API Integration', permissions: ['ModifyMetadata'] },
      ],
      users: [
        {
          username: 'ci@acme.example',
          profile: 'Minimum Access - API Only Integrations',
          permissionSets: ['Deployers'],
        },
      ],
    });
    expect(
      await records(
        simulator,
        "SELECT PermissionsModifyMetadata FROM PermissionSet WHERE Name = 'Deployers'",
      ),
    ).to.deep.equal([{ PermissionsModifyMetadata: true }]);
    const [license] = await records(
      simulator,
      "SELECT PermissionSetLicense.MasterLabel FROM PermissionSetLicenseAssign WHERE Assignee.Username = 'ci@acme.example'",
    );
    expect(license).to.have.nested.property('PermissionSetLicense.MasterLabel', 'Salesforce API Integration');
  });
});
