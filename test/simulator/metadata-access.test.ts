import { expect } from 'chai';
import {
  addPermissionSet,
  assignPermissionSet,
  disableRestApi,
  disableUserApi,
  exhaustApiRequests,
  withdrawPermission,
} from '../../src/simulator/org-changes.ts';
import type { SystemPermission } from '../../src/simulator/permissions.ts';
import type { Simulator } from '../../src/simulator/server.ts';
import { connectedApp, externalApp, filesOf, manifest, type Piece, zipOf } from './app-files.ts';
import { emptyOrg, header, settings } from './app-pieces.ts';
import { connect, refusalOf } from './metadata-client.ts';
import {
  adminCall,
  deploy,
  deployUser,
  expectError,
  logIn,
  orgWithApp,
  postZip,
  records,
  startOrg,
  stopOrgs,
  withToken,
} from './org-client.ts';

const NO_METADATA =
  'use of the Metadata API requires a user with the ModifyAllData or ModifyMetadata permissions';

/** Takes permissions from the administrator, whose session the calls of a test have. */
function withdraw({ org, admin }: Simulator, ...permissions: SystemPermission[]): void {
  for (const permission of permissions) withdrawPermission(org, admin.username, permission);
}

describe('who may use the Metadata API', () => {
  afterEach(stopOrgs);

  it('is whoever has one of two permissions', async () => {
    const simulator = await emptyOrg();
    withdraw(simulator, 'ModifyAllData');
    expect((await deploy(simulator, filesOf([header]))).problems).to.deep.equal([]);
    withdraw(simulator, 'ModifyMetadata');
    const metadata = connect(simulator);
    const list = metadata.list([{ type: 'PermissionSet' }], '66.0');
    expect(await refusalOf(list)).to.equal(`INSUFFICIENT_ACCESS: ${NO_METADATA}`);
    expect(await refusalOf(metadata.retrieve({ apiVersion: '66.0' }))).to.contain('INSUFFICIENT_ACCESS');
    expectError(await postZip(simulator, zipOf(filesOf([header]))), 403, 'INSUFFICIENT_ACCESS', NO_METADATA);
    const quick = { validatedDeployRequestId: '0Af000000000000AAA' };
    const path = '/services/data/v66.0/metadata/deployRequest';
    expectError(await adminCall(simulator, path, 'POST', quick), 403, 'INSUFFICIENT_ACCESS', NO_METADATA);
  });

  it('is nobody with the profile for integrations alone', async () => {
    const simulator = await orgWithApp();
    const { json } = await logIn(simulator);
    const metadata = connect(simulator, String(json.access_token));
    expect(await refusalOf(metadata.describe('66.0'))).to.equal(`INSUFFICIENT_ACCESS: ${NO_METADATA}`);
  });

  const permissionSet: Piece = ['PermissionSet', 'New_Set', '<label>New set</label>'];
  const rows: [what: string, pieces: Piece[], permission: SystemPermission, standsIn: boolean][] = [
    ['a Connected App', [connectedApp({})], 'CustomizeApplication', false],
    ['a Connected App', [connectedApp({})], 'ManageRemoteAccess', true],
    ['an External Client App', [header, settings], 'CustomizeApplication', false],
    ['an External Client App', [header, settings], 'ExternalClientAppDeveloper', true],
    ['a policy', externalApp({}), 'ExternalClientAppAdmin', true],
    ['a permission set', [permissionSet], 'ManageProfilesPermissionsets', true],
  ];
  for (const [what, pieces, permission, standsIn] of rows) {
    it(`needs ${permission} for ${what}${standsIn ? ', or Modify All Data' : ''}`, async () => {
      const simulator = await emptyOrg({ allowConnectedApps: true });
      withdraw(simulator, permission);
      const first = await deploy(simulator, filesOf(pieces), { checkOnly: true });
      expect(first.result.status).to.equal(standsIn ? 'Succeeded' : 'Failed');
      withdraw(simulator, 'ModifyAllData');
      const { problems, fact } = await deploy(simulator, filesOf(pieces));
      expect(fact).to.equal('APP-42');
      expect(problems[0]).to.match(new RegExp(`^INSUFFICIENT_ACCESS: .* ${permission} `));
    });

    it(`needs ${permission} to delete ${what}${standsIn ? ', or Modify All Data' : ''}`, async () => {
      const simulator = await emptyOrg({ allowConnectedApps: true });
      expect((await deploy(simulator, filesOf(pieces))).problems).to.deep.equal([]);
      withdraw(simulator, permission, ...(standsIn ? (['ModifyAllData'] as const) : []));
      const [type, name] = pieces.at(-1)!;
      const { success, errors } = await connect(simulator).delete(type, name);
      expect([success, errors[0]?.statusCode]).to.deep.equal([false, 'INSUFFICIENT_ACCESS']);
      const deletion = { 'package.xml': manifest([]), 'destructiveChanges.xml': manifest([[type, name]]) };
      const { problems, fact } = await deploy(simulator, deletion);
      expect(fact).to.equal('APP-42');
      expect(problems[0]).to.match(new RegExp(`^INSUFFICIENT_ACCESS: .* ${permission} `));
    });
  }

  for (const permission of ['ModifyAllData', 'ManageProfilesPermissionsets'] as const) {
    it(`needs ${permission} to say whom a Connected App admits`, async () => {
      const simulator = await emptyOrg({ allowConnectedApps: true });
      withdraw(simulator, permission);
      expect((await deploy(simulator, filesOf([connectedApp({})]))).problems).to.deep.equal([]);
      for (const list of [connectedApp({ permissionSet: 'Known' }), connectedApp({ permissionSet: '' })]) {
        const { problems, fact } = await deploy(simulator, filesOf([list]));
        expect(fact).to.equal('APP-42');
        expect(problems[0]).to.match(new RegExp(`^INSUFFICIENT_ACCESS: permissionSetName .* ${permission} `));
      }
      const { errors } = await connect(simulator).update('ConnectedApp', {
        fullName: 'Jwt_Old',
        label: 'Jwt',
        contactEmail: 'a@example.com',
        oauthConfig: { callbackUrl: 'http://localhost/', isAdminApproved: true, scopes: ['Api'] },
        profileName: ['System Administrator'],
      });
      expect(errors[0]?.statusCode).to.equal('INSUFFICIENT_ACCESS');
    });
  }

  const calls: [operation: 'create' | 'update' | 'upsert', type: string, metadata: object][] = [
    ['create', 'PermissionSet', { fullName: 'New_Set', label: 'New set' }],
    ['update', 'PermissionSet', { fullName: 'Known', label: 'Known' }],
    ['upsert', 'ExternalClientApplication', { fullName: 'Jwt_CI', contactEmail: 'a@example.com' }],
  ];
  for (const [operation, type, metadata] of calls) {
    it(`needs the same permissions by SOAP: ${operation}`, async () => {
      const simulator = await emptyOrg();
      withdraw(simulator, 'ManageProfilesPermissionsets', 'CustomizeApplication', 'ModifyAllData');
      const { success, errors } = await connect(simulator)[operation](type, metadata);
      expect([success, errors[0]?.statusCode]).to.deep.equal([false, 'INSUFFICIENT_ACCESS']);
    });
  }

  it('needs the API at all, and its calls count', async () => {
    const simulator = await startOrg();
    const metadata = connect(simulator);
    const before = simulator.org.apiUsage;
    await metadata.describe('66.0');
    expect(simulator.org.apiUsage).to.equal(before + 1);
    exhaustApiRequests(simulator.org);
    expect(await refusalOf(metadata.describe('66.0'))).to.equal(
      'REQUEST_LIMIT_EXCEEDED: TotalRequests Limit exceeded.',
    );
    disableUserApi(simulator.org, simulator.admin.username);
    expect(await refusalOf(metadata.describe('66.0'))).to.equal(
      'API_CURRENTLY_DISABLED: API is disabled for this User',
    );
    disableRestApi(simulator.org);
    expect(await refusalOf(metadata.describe('66.0'))).to.equal(
      'API_DISABLED_FOR_ORG: API is not enabled for this Organization or Partner',
    );
  });
});

describe('a permission set by metadata', () => {
  afterEach(stopOrgs);

  const grant = (name: string, enabled = true) =>
    `<userPermissions><enabled>${enabled}</enabled><name>${name}</name></userPermissions>`;

  it('gives its permissions to who has it, and a later deploy replaces them', async () => {
    const simulator = await orgWithApp();
    const label = '<label>Setup</label>';
    const piece = (content: string) => filesOf([['PermissionSet', 'Setup', label + content]]);
    await deploy(simulator, piece(grant('ViewSetup') + grant('ModifyMetadata', false)));
    simulator.org.records.licenseAssignments = [];
    const read = await connect(simulator).read('PermissionSet', 'Setup');
    expect(read.userPermissions).to.deep.include({ enabled: true, name: 'ViewSetup' });
    const soql = "SELECT PermissionsViewSetup FROM PermissionSet WHERE Name = 'Setup'";
    expect(await records(simulator, soql)).to.deep.equal([{ PermissionsViewSetup: true }]);
    await deploy(simulator, piece(''));
    expect(await records(simulator, soql)).to.deep.equal([{ PermissionsViewSetup: false }]);
  });
});

describe('credentials of an app', () => {
  afterEach(stopOrgs);

  it('are for who may develop apps, their secrets for who may view them', async () => {
    const simulator = await orgWithApp();
    const change = { fullName: 'ExternalClientApp', enableClientSecretInRestApiAccess: true };
    await connect(simulator).update('ExternalClientAppSettings', change);
    const [app] = await records(simulator, 'SELECT Id FROM ExternalClientApplication');
    const path = `/services/data/v66.0/apps/oauth/credentials/${String(app?.Id)}`;
    const [consumer] = (await adminCall(simulator, path)).json.consumers as { id: string }[];
    withdraw(simulator, 'ViewClientSecret');
    expect((await adminCall(simulator, `${path}/${consumer?.id}?part=key`)).status).to.equal(200);
    for (const secret of ['?part=secret', '?part=keyandsecret', '/staged']) {
      const reply = await adminCall(simulator, `${path}/${consumer?.id}${secret}`);
      expectError(reply, 403, 'FUNCTIONALITY_NOT_ENABLED');
    }
    withdraw(simulator, 'ExternalClientAppDeveloper');
    expectError(await adminCall(simulator, path), 403, 'FUNCTIONALITY_NOT_ENABLED');
    const { json } = await logIn(simulator);
    addPermissionSet(simulator.org, 'Nothing');
    assignPermissionSet(simulator.org, deployUser(simulator), 'Nothing');
    expectError(
      await withToken(simulator, String(json.access_token), path),
      403,
      'FUNCTIONALITY_NOT_ENABLED',
    );
  });
});
