import { expect } from 'chai';
import { addPermissionSet, assignPermissionSet } from '../../src/simulator/org-changes.ts';
import type { Simulator } from '../../src/simulator/server.ts';
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

  it('orders nulls first or last', async () => {
    const simulator = await startOrg({ now: makeClock().now });
    const [admin] = simulator.org.records.users;
    if (admin === undefined) throw new Error('no user');
    admin.lastLoginAt = simulator.org.now();
    const names = async (order: string) =>
      (await records(simulator, `SELECT LastName FROM User ORDER BY ${order}`)).map(
        ({ LastName }) => LastName,
      );
    expect(await names('LastLoginDate, LastName')).to.deep.equal(['Deploy', 'Inactive', 'Admin']);
    expect(await names('LastLoginDate NULLS LAST, LastName DESC')).to.deep.equal([
      'Admin',
      'Inactive',
      'Deploy',
    ]);
    expect(await names('LastLoginDate DESC NULLS LAST, LastName')).to.deep.equal([
      'Admin',
      'Deploy',
      'Inactive',
    ]);
  });

  it('groups, aggregates and filters groups', async () => {
    const simulator = await startOrg();
    expect(
      await records(
        simulator,
        'SELECT Profile.Name, COUNT(Id) n, MIN(LastName), MAX(LastName) FROM User GROUP BY Profile.Name ORDER BY COUNT(Id) DESC',
      ),
    ).to.deep.equal([
      { Name: 'Minimum Access - API Only Integrations', n: 2, expr0: 'Deploy', expr1: 'Inactive' },
      { Name: 'System Administrator', n: 1, expr0: 'Admin', expr1: 'Admin' },
    ]);
    expect(
      await records(simulator, 'SELECT IsActive FROM User GROUP BY IsActive HAVING COUNT(Id) > 1'),
    ).to.deep.equal([{ IsActive: true }]);
    expect(
      await records(
        simulator,
        'SELECT COUNT(LastLoginDate), COUNT_DISTINCT(ProfileId), MAX(LastLoginDate) FROM User',
      ),
    ).to.deep.equal([{ expr0: 0, expr1: 2, expr2: null }]);
    expect(
      await records(
        simulator,
        "SELECT SUM(UsedLicenses) used, AVG(TotalLicenses) FROM UserLicense WHERE Name LIKE 'S%'",
      ),
    ).to.deep.equal([{ used: 2, expr0: 7.5 }]);
  });

  it('groups by a part of a date', async () => {
    const simulator = await startOrg({ now: makeClock().now });
    expect(
      await records(
        simulator,
        'SELECT CALENDAR_YEAR(CreatedDate) y, DAY_ONLY(CreatedDate) d, COUNT(Id) FROM User GROUP BY CALENDAR_YEAR(CreatedDate), DAY_ONLY(CreatedDate)',
      ),
    ).to.deep.equal([{ y: 2026, d: '2026-11-24', expr0: 3 }]);
    const where = 'CALENDAR_MONTH(CreatedDate) = 11 AND DAY_ONLY(CreatedDate) = 2026-11-24';
    expect((await query(simulator, `SELECT COUNT() FROM User WHERE ${where}`)).json.totalSize).to.equal(3);
  });

  it('nests the rows of child relationships, and null where there are none', async () => {
    const simulator = await startOrg();
    addPermissionSet(simulator.org, 'Known');
    assignPermissionSet(simulator.org, simulator.admin.username, 'Known');
    const { json } = await query(
      simulator,
      "SELECT Name, (SELECT Assignee.LastName FROM Assignments), (SELECT Id FROM SetupEntityAccessItems) FROM PermissionSet WHERE Name = 'Known'",
    );
    const [row] = json.records as { Assignments: { records: object[] }; SetupEntityAccessItems: null }[];
    expect(row?.Assignments).to.include({ totalSize: 1, done: true });
    expect(row?.Assignments.records[0]).to.have.nested.property('Assignee.LastName', 'Admin');
    expect(row?.SetupEntityAccessItems).to.equal(null);
    const [user] = await records(
      simulator,
      "SELECT (SELECT PermissionSet.Name FROM PermissionSetAssignments WHERE PermissionSet.IsOwnedByProfile = false LIMIT 1) FROM User WHERE LastName = 'Admin'",
    );
    expect(user).to.have.nested.property('PermissionSetAssignments.records[0].PermissionSet.Name', 'Known');
  });

  it('knows aliases of the object, toLabel and fields in any case', async () => {
    const simulator = await startOrg();
    expect(
      await records(simulator, "SELECT u.lastname, u.Profile.Name FROM User u WHERE u.LASTNAME = 'Admin'"),
    ).to.deep.equal([
      { LastName: 'Admin', Profile: { attributes: profileOf(simulator), Name: 'System Administrator' } },
    ]);
    expect(
      await records(simulator, "SELECT toLabel(UserType) FROM User WHERE LastName = 'Admin'"),
    ).to.deep.equal([{ UserType: 'Standard' }]);
  });

  function profileOf({ org }: Simulator): object {
    const { id } = org.records.profiles.find(({ name }) => name === 'System Administrator')!;
    return { type: 'Profile', url: `/services/data/v66.0/sobjects/Profile/${id}` };
  }

  const patterns: [pattern: string, isFound: boolean][] = [
    ['%dmi%', true],
    ['_dmin', true],
    ['%min', true],
    ['adm%n', true],
    ['A', false],
    ['_dm', false],
    [String.raw`\%dmin`, false],
    [`${'%a'.repeat(2000)}%`, false],
  ];
  for (const [pattern, isFound] of patterns) {
    it(`tells by LIKE '${pattern.slice(0, 20)}' whether it is Admin`, async () => {
      const { json } = await query(
        await startOrg(),
        `SELECT COUNT() FROM User WHERE LastName = 'Admin' AND LastName LIKE '${pattern}'`,
      );
      expect(json.totalSize).to.equal(isFound ? 1 : 0);
    });
  }

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
    expect(columns[2]).to.include({ apexType: null, columnName: 'Profile', foreignKeyName: 'ProfileId' });
    expect(columns[2]?.joinColumns[0]).to.include({ columnName: 'Name' });
  });

  it('describes the columns of functions and child queries like the CLI expects them', async () => {
    const simulator = await startOrg();
    const columnsOf = async (soql: string) =>
      (await query(simulator, soql, '&columns=true')).json.columnMetadata as { joinColumns: object[] }[];
    const [name, count] = await columnsOf('SELECT ProfileId, COUNT(Id) FROM User GROUP BY ProfileId');
    expect(name).to.include({ aggregate: false, columnName: 'ProfileId', apexType: 'Id', updatable: true });
    expect(count).to.include({
      aggregate: true,
      columnName: 'expr0',
      displayName: 'count(Id)',
      apexType: null,
    });
    const [profile] = await columnsOf('SELECT Profile.Name, COUNT(Id) FROM User GROUP BY Profile.Name');
    expect(profile).to.deep.include({ columnName: 'Name', joinColumns: [] });
    const [children] = await columnsOf('SELECT (SELECT AssigneeId FROM Assignments) FROM PermissionSet');
    expect(children).to.include({ aggregate: true, columnName: 'Assignments' });
    expect(children?.joinColumns[0]).to.include({ columnName: 'AssigneeId', insertable: true });
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
    simulator.org.world.assumed.add('external-apps-in-tooling');
    expect((await tooling('SELECT Id FROM ExternalClientApplication')).status).to.equal(200);
  });
});
