import { expect } from 'chai';
import { addPermissionSet, assignPermissionSet } from '../../src/simulator/org-changes.ts';
import type { Simulator } from '../../src/simulator/server.ts';
import {
  addJwtApp,
  adminCall,
  deployUser,
  expectError,
  logIn,
  records,
  startOrg,
  stopOrgs,
} from './org-client.ts';

const DATA = '/services/data/v66.0';

describe('records', () => {
  afterEach(stopOrgs);

  const create = (simulator: Simulator, object: string, body: object) =>
    adminCall(simulator, `${DATA}/sobjects/${object}`, 'POST', body);
  const deployId = ({ org }: Simulator) =>
    org.records.users.find(({ lastName }) => lastName === 'Deploy')?.id;

  it('are read with all fields or the named ones', async () => {
    const simulator = await startOrg();
    const path = `${DATA}/sobjects/User/${simulator.admin.userId}`;
    const { json } = await adminCall(simulator, path);
    expect(json).to.include({ Username: simulator.admin.username, IsActive: true });
    const named = await adminCall(simulator, `${path}?fields=Username`);
    expect(Object.keys(named.json)).to.deep.equal(['attributes', 'Username']);
    expectError(await adminCall(simulator, `${DATA}/sobjects/User/005000000000000`), 404, 'NOT_FOUND');
  });

  it('are created, and deleted again', async () => {
    const simulator = await startOrg();
    const { status, json } = await create(simulator, 'PermissionSet', { Name: 'Jwt', Label: 'Jwt' });
    expect(status).to.equal(201);
    expect(json).to.include({ success: true });
    expect(json.id).to.match(/^0PS\w{15}$/);
    const path = `${DATA}/sobjects/PermissionSet/${String(json.id)}`;
    expect((await adminCall(simulator, path, 'DELETE')).status).to.equal(204);
    expectError(await adminCall(simulator, path, 'DELETE'), 404, 'NOT_FOUND');
  });

  it('of permission sets have names and labels of their own, and a refusal names both', async () => {
    const simulator = await startOrg();
    await create(simulator, 'PermissionSet', { Name: 'Jwt', Label: 'Users of the pipeline' });
    const label = {
      message: 'The label you entered is in use. Enter a unique label.',
      errorCode: 'DUPLICATE_MASTER_LABEL',
      fields: ['Label'],
    };
    const name = {
      message: 'The API name you entered is already in use. Enter a unique API name.',
      errorCode: 'DUPLICATE_DEVELOPER_NAME',
      fields: ['Name'],
    };
    const both = await create(simulator, 'PermissionSet', { Name: 'jwt', Label: 'users of the pipeline' });
    expect([both.status, JSON.parse(both.text)]).to.deep.equal([400, [label, name]]);
    const other = await create(simulator, 'PermissionSet', { Name: 'Other', Label: 'Users of the pipeline' });
    expect(JSON.parse(other.text)).to.deep.equal([label]);
    const third = await create(simulator, 'PermissionSet', { Name: 'Jwt', Label: 'Third' });
    expect(JSON.parse(third.text)).to.deep.equal([name]);
  });

  it('open an app by SetupEntityAccess and close it by deletion', async () => {
    const simulator = await startOrg();
    await addJwtApp(simulator, { permissionSet: undefined });
    expect((await logIn(simulator)).text).to.contain('invalid_app_access');
    const [app] = await records(simulator, 'SELECT Id FROM ExternalClientApplication');
    const [parent] = await records(simulator, "SELECT Id FROM PermissionSet WHERE Name = 'Jwt_CI_Access'");
    const grant = { ParentId: parent?.Id, SetupEntityId: app?.Id };
    const { json } = await create(simulator, 'SetupEntityAccess', grant);
    expect((await logIn(simulator)).status).to.equal(200);
    expectError(await create(simulator, 'SetupEntityAccess', grant), 400, 'DUPLICATE_VALUE');
    await adminCall(simulator, `${DATA}/sobjects/SetupEntityAccess/${String(json.id)}`, 'DELETE');
    expect((await logIn(simulator)).text).to.contain('invalid_app_access');
  });

  const refusals: [fact: string, object: string, body: (simulator: Simulator) => object, code: string][] = [
    ['a permission set without label', 'PermissionSet', () => ({ Name: 'Jwt' }), 'REQUIRED_FIELD_MISSING'],
    [
      'a permission set name that begins with a digit',
      'PermissionSet',
      () => ({ Name: '1Jwt', Label: 'x' }),
      'FIELD_INTEGRITY_EXCEPTION',
    ],
    [
      'a permission set name with two underscores',
      'PermissionSet',
      () => ({ Name: 'J__wt', Label: 'x' }),
      'FIELD_INTEGRITY_EXCEPTION',
    ],
    [
      'a permission set name in use',
      'PermissionSet',
      () => ({ Name: 'known', Label: 'x' }),
      'DUPLICATE_DEVELOPER_NAME',
    ],
    [
      'a field that does not exist',
      'PermissionSet',
      () => ({ Name: 'Jwt', Label: 'x', Colour: 'red' }),
      'INVALID_FIELD',
    ],
    [
      'an assignment to nobody',
      'PermissionSetAssignment',
      ({ org }) => ({
        AssigneeId: '005000000000000',
        PermissionSetId: org.records.permissionSets.at(-1)?.id,
      }),
      'INVALID_CROSS_REFERENCE_KEY',
    ],
    [
      'an assignment of nothing',
      'PermissionSetAssignment',
      ({ admin }) => ({ AssigneeId: admin.userId, PermissionSetId: '0PS000000000000' }),
      'INVALID_CROSS_REFERENCE_KEY',
    ],
    [
      'a second assignment',
      'PermissionSetAssignment',
      (simulator) => ({
        AssigneeId: deployId(simulator),
        PermissionSetId: simulator.org.records.permissionSets.at(-1)?.id,
      }),
      'DUPLICATE_VALUE',
    ],
    [
      'an assignment to an inactive user',
      'PermissionSetAssignment',
      ({ org }) => ({
        AssigneeId: org.records.users.find(({ isActive }) => !isActive)?.id,
        PermissionSetId: org.records.permissionSets.at(-1)?.id,
      }),
      'INACTIVE_OWNER_OR_USER',
    ],
    [
      'a grant to no permission set',
      'SetupEntityAccess',
      () => ({ ParentId: '0PS000000000000', SetupEntityId: '0xI000000000000' }),
      'INVALID_CROSS_REFERENCE_KEY',
    ],
    [
      'a grant of no app',
      'SetupEntityAccess',
      ({ org }) => ({ ParentId: org.records.permissionSets.at(-1)?.id, SetupEntityId: '0xI000000000000' }),
      'INVALID_CROSS_REFERENCE_KEY',
    ],
  ];
  for (const [fact, object, body, code] of refusals) {
    it(`refuse ${fact} with ${code}`, async () => {
      const simulator = await startOrg();
      addPermissionSet(simulator.org, 'Known');
      assignPermissionSet(simulator.org, deployUser(simulator), 'Known');
      expectError(await create(simulator, object, body(simulator)), 400, code);
    });
  }

  it('refuse to delete a permission set that is still assigned', async () => {
    const simulator = await startOrg();
    const { id } = addPermissionSet(simulator.org, 'Known');
    assignPermissionSet(simulator.org, deployUser(simulator), 'Known');
    expectError(
      await adminCall(simulator, `${DATA}/sobjects/PermissionSet/${id}`, 'DELETE'),
      400,
      'DELETE_FAILED',
    );
  });

  it('cannot be written where the simulator only reads', async () => {
    const simulator = await startOrg();
    expectError(await create(simulator, 'User', {}), 405, 'METHOD_NOT_ALLOWED');
    expectError(await create(simulator, 'Nothing', {}), 404, 'NOT_FOUND');
    const path = `${DATA}/sobjects/User/${simulator.admin.userId}`;
    expectError(await adminCall(simulator, path, 'DELETE'), 405, 'METHOD_NOT_ALLOWED');
  });

  it('need a JSON object as the body', async () => {
    const simulator = await startOrg();
    expectError(
      await adminCall(simulator, `${DATA}/sobjects/PermissionSet`, 'POST', []),
      400,
      'JSON_PARSER_ERROR',
    );
  });
});
