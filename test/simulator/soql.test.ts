import { expect } from 'chai';
import { addPermissionSet, assignPermissionSet } from '../../src/simulator/org-changes.ts';
import {
  accessToken,
  adminCall,
  expectError,
  makeClock,
  orgAndToken,
  query,
  records,
  startOrg,
  stopOrgs,
  withToken,
} from './org-client.ts';

const DATA = '/services/data/v66.0';

describe('SOQL', () => {
  afterEach(stopOrgs);

  const usernames: [where: string, names: string[]][] = [
    ["Username = 'ADMIN@simulator.example'", ['admin']],
    ["Username != 'admin@simulator.example'", ['deploy', 'inactive']],
    ["Username IN ('admin@simulator.example', 'deploy@simulator.example')", ['admin', 'deploy']],
    ["Username NOT IN ('admin@simulator.example')", ['deploy', 'inactive']],
    ["Username LIKE 'd%@_imulator.example'", ['deploy']],
    ['IsActive = false', ['inactive']],
    ['NOT IsActive = false', ['admin', 'deploy']],
    ["Profile.Name = 'System Administrator'", ['admin']],
    ["IsActive = true AND (LastName = 'Deploy' OR LastName = 'Inactive')", ['deploy']],
    ["LastName = 'Deploy' OR LastName = 'Inactive' AND IsActive = true", ['deploy']],
    ['LastLoginDate = null', ['admin', 'deploy', 'inactive']],
    ['LastLoginDate != null', []],
    ['CreatedDate > 2026-01-01T00:00:00Z', ['admin', 'deploy', 'inactive']],
    ['CreatedDate < 2026-11-24T07:00:00Z', []],
    ['CreatedDate = TODAY', ['admin', 'deploy', 'inactive']],
    ['CreatedDate < YESTERDAY', []],
    ['CreatedDate >= LAST_N_DAYS:2', ['admin', 'deploy', 'inactive']],
    ["ProfileId IN (SELECT Id FROM Profile WHERE Name LIKE 'Minimum%')", ['deploy', 'inactive']],
    ["ProfileId NOT IN (SELECT Id FROM Profile WHERE Name LIKE 'Minimum%')", ['admin']],
  ];
  for (const [where, names] of usernames) {
    it(`understands WHERE ${where}`, async () => {
      const simulator = await startOrg({ now: makeClock().now });
      const rows = await records(simulator, `SELECT Username FROM User WHERE ${where} ORDER BY Username`);
      expect(rows.map(({ Username }) => String(Username).split('@')[0])).to.deep.equal(names);
    });
  }

  it('finds an id in its 15- and 18-character form', async () => {
    const simulator = await startOrg();
    const { userId } = simulator.admin;
    for (const id of [userId, userId.slice(0, 15)]) {
      expect(await records(simulator, `SELECT Username FROM User WHERE Id = '${id}'`)).to.have.length(1);
    }
  });

  it('orders, limits and skips', async () => {
    const simulator = await startOrg();
    const rows = await records(
      simulator,
      'SELECT LastName FROM User ORDER BY LastName DESC LIMIT 1 OFFSET 1',
    );
    expect(rows).to.deep.equal([{ LastName: 'Deploy' }]);
  });

  it('counts with COUNT() and COUNT(Id)', async () => {
    const simulator = await startOrg();
    expect((await query(simulator, 'SELECT COUNT() FROM User')).json).to.deep.equal({
      totalSize: 3,
      done: true,
      records: [],
    });
    expect((await query(simulator, 'SELECT COUNT(Id) n FROM User')).json.records).to.deep.equal([
      { attributes: { type: 'AggregateResult' }, n: 3 },
    ]);
  });

  it('nests the fields of relationships, two levels deep, and null where there is none', async () => {
    const simulator = await startOrg();
    const { json } = await query(
      simulator,
      "SELECT Assignee.Profile.Name, PermissionSet.Name, PermissionSet.Profile.Name FROM PermissionSetAssignment WHERE Assignee.LastName = 'Admin'",
    );
    const [row] = json.records as {
      Assignee: { attributes: object; Profile: { Name: string } };
      PermissionSet: { Profile: { Name: string } };
    }[];
    expect(row?.Assignee.Profile.Name).to.equal('System Administrator');
    expect(row?.Assignee.attributes).to.have.property('type', 'User');
    expect(row?.PermissionSet.Profile.Name).to.equal('System Administrator');
    addPermissionSet(simulator.org, 'Alone');
    const [alone] = await records(simulator, "SELECT Profile.Name FROM PermissionSet WHERE Name = 'Alone'");
    expect(alone).to.deep.equal({ Profile: null });
  });

  it('selects every field by FIELDS(ALL)', async () => {
    const [row] = await records(await startOrg(), 'SELECT FIELDS(ALL) FROM Organization LIMIT 1');
    expect(row).to.include({ IsSandbox: false, OrganizationType: 'Enterprise Edition' });
  });

  const faults: [soql: string, code: string, message: string][] = [
    ['SELECT Id FROM ScratchOrgInfo', 'INVALID_TYPE', "sObject type 'ScratchOrgInfo' is not supported"],
    ['SELECT Id FROM Account', 'INVALID_TYPE', "sObject type 'Account' is not supported"],
    ['SELECT Salary FROM User', 'INVALID_FIELD', "No such column 'Salary' on entity 'User'"],
    ["SELECT Id FROM User WHERE Salary = '1'", 'INVALID_FIELD', "No such column 'Salary' on entity 'User'"],
    ['SELECT Boss.Name FROM User', 'INVALID_FIELD', "No such column 'Boss' on entity 'User'"],
    ['SELECT ConsumerKey FROM ConnectedApplication', 'INVALID_FIELD', "No such column 'ConsumerKey'"],
    [
      "SELECT Id FROM LoginHistory WHERE Application = 'x'",
      'INVALID_FIELD',
      "field 'Application' can not be filtered",
    ],
    ['SELECT FROM User', 'MALFORMED_QUERY', 'SELECT FROM User'],
    ['', 'MALFORMED_QUERY', ''],
    ['SELECT Name FROM User GROUP BY Name', 'MALFORMED_QUERY', 'The simulator does not know GROUP BY'],
    ['SELECT (SELECT Id FROM Users) FROM Profile', 'MALFORMED_QUERY', 'The simulator does not know'],
  ];
  for (const [soql, code, message] of faults) {
    it(`refuses "${soql}" with ${code}`, async () => {
      const reply = await query(await startOrg(), soql);
      expectError(reply, 400, code);
      expect(reply.text).to.contain(message);
    });
  }

  it('describes the columns of a query', async () => {
    const simulator = await startOrg();
    const { json } = await query(simulator, 'SELECT Id, IsActive, Profile.Name FROM User', '&columns=true');
    expect(json).to.include({ entityName: 'User', groupBy: false, idSelected: true, keyPrefix: '005' });
    const columns = json.columnMetadata as { columnName: string; apexType: string; joinColumns: object[] }[];
    expect(columns[0]).to.deep.equal({
      aggregate: false,
      apexType: 'Id',
      booleanType: false,
      columnName: 'Id',
      custom: false,
      displayName: 'Id',
      foreignKeyName: null,
      insertable: false,
      joinColumns: [],
      numberType: false,
      textType: false,
      updatable: false,
    });
    expect(columns[1]).to.include({ columnName: 'IsActive', apexType: 'Boolean', booleanType: true });
    expect(columns[2]?.joinColumns[0]).to.include({ columnName: 'Name' });
  });

  it('shows a user without administration only their own logins', async () => {
    const { simulator, token } = await orgAndToken();
    assignPermissionSet(simulator.org, simulator.admin.username, 'Jwt_CI_Access');
    await accessToken(simulator, { sub: simulator.admin.username });
    const soql = encodeURIComponent('SELECT UserId FROM LoginHistory');
    expect((await withToken(simulator, token, `${DATA}/query?q=${soql}`)).json.totalSize).to.equal(1);
    expect((await adminCall(simulator, `${DATA}/query?q=${soql}`)).json.totalSize).to.equal(2);
  });

  it('of the Tooling API knows Connected Apps and no External Client Apps', async () => {
    const simulator = await startOrg();
    const tooling = (soql: string) =>
      adminCall(simulator, `${DATA}/tooling/query?q=${encodeURIComponent(soql)}`);
    expect((await tooling('SELECT DeveloperName FROM ConnectedApplication')).status).to.equal(200);
    expectError(await tooling('SELECT Id FROM ExternalClientApplication'), 400, 'INVALID_TYPE');
  });

  it('knows the objects of apps', async () => {
    const { simulator } = await orgAndToken();
    const settings = await records(
      simulator,
      'SELECT OauthScopesApi, OauthScopesFull, ExternalClientApplication.DeveloperName FROM ExtlClntAppOauthSettings',
    );
    expect(settings[0]).to.include({ OauthScopesApi: true, OauthScopesFull: false });
    expect(
      await records(simulator, 'SELECT IsEnabled, OauthPluginStatus FROM ExtlClntAppPlcyCnfg'),
    ).to.deep.equal([{ IsEnabled: true, OauthPluginStatus: 'Enabled' }]);
  });
});
