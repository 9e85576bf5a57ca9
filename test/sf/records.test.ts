// The released `sf`, alone, on the records of a simulated org.
import { expect } from 'chai';
import { startSimulator, type Simulator } from '../../src/simulator/server.ts';
import { addPermissionSet } from '../../src/simulator/org-changes.ts';
import { openTerminal, RELEASED_SF, type Run, type Terminal } from '../terminal.ts';

describe('the released sf on the records of an org', function () {
  this.timeout(120_000);
  let terminal: Terminal;
  let simulator: Simulator;

  const sf = (...args: string[]): Promise<Run> => terminal.run(RELEASED_SF, [...args, '--target-org', 'sim']);
  async function sfJson<Result>(...args: string[]): Promise<Result> {
    const { stdout, stderr } = await sf(...args, '--json');
    const answer = JSON.parse(stdout) as { status: number; result: Result };
    expect(answer.status, `${stdout}\n${stderr}`).to.equal(0);
    return answer.result;
  }

  before(async () => {
    terminal = openTerminal();
    simulator = await startSimulator();
    addPermissionSet(simulator.org, 'Jwt_CI_Access');
    const login = ['--instance-url', simulator.origin.origin, '--alias', 'sim', '--no-prompt'];
    const env = { SF_ACCESS_TOKEN: simulator.admin.accessToken };
    const { code, stderr } = await terminal.run(RELEASED_SF, ['org', 'login', 'access-token', ...login], {
      env,
    });
    expect(code, stderr).to.equal(0);
  });

  after(async () => {
    await simulator.close();
    await terminal.close();
  });

  const query = (soql: string) => sf('data', 'query', '--query', soql, '--result-format', 'csv');

  it('queries fields, relationships, child rows and groups', async () => {
    const answers: [soql: string, csv: string][] = [
      [
        "SELECT LastName, Profile.Name, IsActive FROM User WHERE LastName = 'Admin'",
        'LastName,Profile.Name,IsActive\nAdmin,System Administrator,true\n',
      ],
      [
        'SELECT Profile.Name, COUNT(Id) FROM User GROUP BY Profile.Name ORDER BY Profile.Name DESC',
        'Name,count(Id)\nSystem Administrator,1\nMinimum Access - API Only Integrations,2\n',
      ],
      [
        "SELECT Name, (SELECT LastName FROM Users) FROM Profile WHERE Name LIKE 'System%'",
        'Name,Users.totalSize,Users.records.0.LastName\nSystem Administrator,1,Admin\n',
      ],
    ];
    for (const [soql, csv] of answers) {
      const { code, stdout, stderr } = await query(soql);
      expect(code, stderr).to.equal(0);
      expect(stdout.replaceAll('"', '')).to.equal(csv);
    }
  });

  it('shows where a query is wrong', async () => {
    const { code, stderr } = await query('SELECT Id, Salary FROM User');
    expect(code).to.equal(1);
    expect(stderr).to.contain(
      'SELECT Id, Salary FROM User\n           ^\nERROR at Row:1:Column:12\nNo such column',
    );
  });

  it('assigns permission sets and licences', async () => {
    const who = ['--on-behalf-of', 'deploy@simulator.example'];
    type Result = { successes: object[]; failures: { message: string }[] };
    const first = await sfJson<Result>('org', 'assign', 'permset', '--name', 'Jwt_CI_Access', ...who);
    expect(first.successes).to.deep.equal([{ name: 'deploy@simulator.example', value: 'Jwt_CI_Access' }]);
    const again = await sf('org', 'assign', 'permset', '--name', 'Jwt_CI_Access', ...who, '--json');
    expect(again.stdout).to.contain('Duplicate PermissionSetAssignment. Assignee: 005');
    const license = ['--name', 'SalesforceAPIIntegrationPsl'];
    const given = await sfJson<Result>('org', 'assign', 'permsetlicense', ...license, ...who);
    expect(given.failures).to.deep.equal([]);
  });

  it('creates, reads, changes and deletes a record', async () => {
    const set = ['--sobject', 'PermissionSet'];
    const where = ['--where', 'Name=FromSf'];
    const values = ['--values', "Name=FromSf Label='From sf' PermissionsApiEnabled=true"];
    const created = await sfJson<{ id: string }>('data', 'create', 'record', ...set, ...values);
    expect(created.id).to.match(/^0PS\w{15}$/);
    await sfJson('data', 'update', 'record', ...set, ...where, '--values', 'Label=New');
    const read = await sfJson<object>('data', 'get', 'record', ...set, '--record-id', created.id);
    expect(read).to.include({ Label: 'New', PermissionsApiEnabled: true });
    await sfJson('data', 'delete', 'record', ...set, ...where);
    const gone = await sf('data', 'get', 'record', ...set, '--record-id', created.id);
    expect([gone.code, gone.stderr.includes('The requested resource does not exist')]).to.deep.equal([
      1,
      true,
    ]);
  });

  it('describes, counts and shows limits', async () => {
    expect(await sfJson<string[]>('sobject', 'list', '--sobject', 'all')).to.include.members([
      'User',
      'UserLogin',
    ]);
    const described = await sfJson<{ fields: { name: string }[] }>(
      'sobject',
      'describe',
      '--sobject',
      'UserLogin',
    );
    expect(described.fields.map(({ name }) => name)).to.include('IsFrozen');
    const limits = await sfJson<{ name: string; max: number }[]>('org', 'list', 'limits');
    expect(limits.find(({ name }) => name === 'DailyApiRequests')?.max).to.equal(15000);
    const counts = await sfJson<object[]>('org', 'list', 'sobject', 'record-counts', '--sobject', 'User');
    expect(counts).to.deep.equal([{ count: 3, name: 'User' }]);
  });
});
