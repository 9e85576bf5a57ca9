import { expect } from 'chai';
import type { Simulator } from '../../src/simulator/server.ts';
import { filesOf } from './app-files.ts';
import { connect } from './metadata-client.ts';
import { adminCall, deploy, logIn, orgWithApp, records, stopOrgs } from './org-client.ts';
import { begin, DONE, SECONDS, twoClients } from './two-clients.ts';

const DATA = '/services/data/v66.0/sobjects';

describe('two clients that make the same permission set', () => {
  afterEach(stopOrgs);

  const body = { Name: 'Jwt_CI_Access', Label: 'Access' };
  const files = filesOf([['PermissionSet', 'Jwt_CI_Access', '<label>Access</label>']]);
  const post = async (client: Simulator): Promise<unknown> => {
    const { status, text } = await adminCall(client, `${DATA}/PermissionSet`, 'POST', body);
    const errors = JSON.parse(text) as { errorCode: string }[];
    return status === 201 ? 'made' : errors.map(({ errorCode }) => errorCode);
  };
  const create = async (client: Simulator): Promise<unknown> => {
    const metadata = { fullName: 'Jwt_CI_Access', label: 'Access' };
    const { success, errors } = await connect(client, client.admin.accessToken).create(
      'PermissionSet',
      metadata,
    );
    return success ? 'made' : errors.map(({ statusCode }) => statusCode);
  };
  const place = async (client: Simulator): Promise<unknown> =>
    (await deploy(client, files)).result.success ? 'made' : 'refused';
  const TAKEN = ['DUPLICATE_MASTER_LABEL', 'DUPLICATE_DEVELOPER_NAME'];

  type Make = (client: Simulator) => Promise<unknown>;
  const orders: [how: string, one: Make, other: Make, later: unknown][] = [
    ['both by REST', post, post, TAKEN],
    ['by a deploy and by REST', place, post, TAKEN],
    ['by REST and by a deploy, which updates', post, place, 'made'],
    ['by SOAP and by REST', create, post, TAKEN],
    ['by REST and by SOAP', post, create, ['DUPLICATE_DEVELOPER_NAME']],
    ['by two deploys, the later of which updates', place, place, 'made'],
  ];
  for (const [how, one, other, later] of orders) {
    it(`have one in the end: ${how}`, async () => {
      const { first, second } = await twoClients();
      first.org.deploySeconds = 0;
      expect([await one(first), await other(second)]).to.deep.equal(['made', later]);
      const soql = "SELECT Label FROM PermissionSet WHERE Name = 'Jwt_CI_Access'";
      expect(await records(first, soql)).to.deep.equal([{ Label: 'Access' }]);
    });
  }

  it('have one in the end, at the same moment', async () => {
    const { first, second } = await twoClients();
    const ended = await Promise.all([post(first), post(second)]);
    expect(ended.filter((item) => item === 'made')).to.have.length(1);
    expect(ended).to.deep.include(TAKEN);
  });

  it('keep who has it when a deploy that was under way updates it', async () => {
    const { first, second, clock } = await twoClients();
    const end = await begin(first, files);
    expect(await post(second)).to.equal('made');
    const [set] = await records(second, "SELECT Id FROM PermissionSet WHERE Name = 'Jwt_CI_Access'");
    const assignment = { AssigneeId: second.admin.userId, PermissionSetId: set?.Id };
    await adminCall(second, `${DATA}/PermissionSetAssignment`, 'POST', assignment);
    clock.time += SECONDS * 1000;
    expect(await end()).to.deep.equal(DONE);
    const soql =
      'SELECT PermissionSetId FROM PermissionSetAssignment WHERE PermissionSet.IsOwnedByProfile = false';
    expect(await records(first, soql)).to.deep.equal([{ PermissionSetId: set?.Id }]);
  });

  it('assign it once, and open an app by it once', async () => {
    const { first, second } = await twoClients(orgWithApp);
    const [set] = await records(first, "SELECT Id FROM PermissionSet WHERE Name = 'Jwt_CI_Access'");
    const [app] = await records(first, 'SELECT Id FROM ExternalClientApplication');
    const rows: [object: string, row: object][] = [
      ['PermissionSetAssignment', { AssigneeId: first.admin.userId, PermissionSetId: set?.Id }],
      ['SetupEntityAccess', { ParentId: set?.Id, SetupEntityId: app?.Id }],
    ];
    await adminCall(first, `${DATA}/PermissionSetAssignment`, 'POST', rows[0]?.[1]);
    for (const [object, row] of rows) {
      const { status, text } = await adminCall(second, `${DATA}/${object}`, 'POST', row);
      expect(status, object).to.equal(400);
      expect(text, object).to.contain('DUPLICATE_VALUE');
    }
    expect((await logIn(first, { sub: first.admin.username })).status).to.equal(200);
  });
});
