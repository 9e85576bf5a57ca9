import { expect } from 'chai';
import {
  addPermissionSet,
  assignPermissionSet,
  disableUserApi,
  withdrawPermission,
} from '../../src/simulator/org-changes.ts';
import type { SystemPermission } from '../../src/simulator/permissions.ts';
import type { Simulator } from '../../src/simulator/server.ts';
import { connectedApp, externalApp, filesOf, zipOf } from './app-files.ts';
import {
  adminCall,
  call,
  deploy,
  deployUser,
  expectError,
  makeClock,
  orgAndToken,
  postZip,
  query,
  records,
  type Reply,
  startOrg,
  stopOrgs,
  withToken,
} from './org-client.ts';

const DATA = '/services/data/v66.0';

describe('permissions', () => {
  afterEach(stopOrgs);

  const create = (simulator: Simulator, object: string, body: object) =>
    adminCall(simulator, `${DATA}/sobjects/${object}`, 'POST', body);
  const userId = ({ org }: Simulator, lastName = 'Deploy') =>
    org.records.users.find((user) => user.lastName === lastName)?.id;
  const idOf = ({ json, text }: Reply) => {
    if (typeof json.id !== 'string') throw new Error(text);
    return json.id;
  };

  it('of a profile are those of the permission set that it owns', async () => {
    const simulator = await startOrg();
    expect(
      await records(
        simulator,
        "SELECT PermissionsApiEnabled, PermissionsViewSetup, PermissionsModifyMetadata, Type FROM PermissionSet WHERE Profile.Name = 'Minimum Access - API Only Integrations'",
      ),
    ).to.deep.equal([
      {
        PermissionsApiEnabled: true,
        PermissionsViewSetup: false,
        PermissionsModifyMetadata: false,
        Type: 'Profile',
      },
    ]);
  });

  it('open the API through a permission set when the profile does not', async () => {
    const { simulator, token } = await orgAndToken();
    disableUserApi(simulator.org, deployUser(simulator));
    expectError(
      await withToken(simulator, token),
      403,
      'API_CURRENTLY_DISABLED',
      'API is disabled for this User',
    );
    addPermissionSet(simulator.org, 'Api', 'Api', ['ApiEnabled']);
    assignPermissionSet(simulator.org, deployUser(simulator), 'Api');
    expect((await withToken(simulator, token)).status).to.equal(200);
  });

  it('of an assignment last until it expires', async () => {
    const clock = makeClock();
    const simulator = await startOrg({ now: clock.now });
    const { id } = addPermissionSet(simulator.org, 'Known');
    const ExpirationDate = '2026-11-24T09:00:00.000Z';
    const body = { AssigneeId: userId(simulator), PermissionSetId: id, ExpirationDate };
    const made = await create(simulator, 'PermissionSetAssignment', body);
    const isActive = async () =>
      (await records(simulator, `SELECT IsActive FROM PermissionSetAssignment WHERE Id = '${idOf(made)}'`))[0]
        ?.IsActive;
    expect(await isActive()).to.equal(true);
    clock.time += 3_600_000;
    expect(await isActive()).to.equal(false);
    const path = `${DATA}/sobjects/PermissionSetAssignment/${idOf(made)}`;
    const later = await adminCall(simulator, path, 'PATCH', { ExpirationDate: '2026-11-25T09:00:00Z' });
    expect(later.status).to.equal(204);
    expect(await isActive()).to.equal(true);
  });

  it('of a set that needs activation are nobody’s', async () => {
    const { simulator, token } = await orgAndToken();
    disableUserApi(simulator.org, deployUser(simulator));
    const set = addPermissionSet(simulator.org, 'Api', 'Api', ['ApiEnabled']);
    assignPermissionSet(simulator.org, deployUser(simulator), 'Api');
    set.hasActivationRequired = true;
    expect((await withToken(simulator, token)).status).to.equal(403);
  });

  it('are changed by name in a permission set, the others staying', async () => {
    const simulator = await startOrg();
    const made = await create(simulator, 'PermissionSet', {
      Name: 'Jwt',
      Label: 'Jwt',
      PermissionsApiEnabled: true,
      PermissionsViewSetup: true,
    });
    const path = `${DATA}/sobjects/PermissionSet/${idOf(made)}`;
    const reply = await adminCall(simulator, path, 'PATCH', { PermissionsViewSetup: false, Label: 'New' });
    expect(reply.status).to.equal(204);
    const { json } = await adminCall(simulator, path);
    expect(json).to.include({ Label: 'New', PermissionsApiEnabled: true, PermissionsViewSetup: false });
  });

  it('come with a permission set that is deployed, and so does its licence', async () => {
    const simulator = await startOrg();
    const content =
      '<label>Jwt</label><license>Salesforce API Integration</license>' +
      '<userPermissions><enabled>true</enabled><name>ApiEnabled</name></userPermissions>' +
      '<userPermissions><enabled>false</enabled><name>ViewSetup</name></userPermissions>' +
      '<userPermissions><enabled>true</enabled><name>ViewRoles</name></userPermissions>';
    const { problems } = await deploy(simulator, filesOf([['PermissionSet', 'Jwt', content]]));
    expect(problems).to.deep.equal([]);
    const [set] = await records(
      simulator,
      "SELECT LicenseId, PermissionsApiEnabled, PermissionsViewSetup FROM PermissionSet WHERE Name = 'Jwt'",
    );
    expect(set).to.include({ PermissionsApiEnabled: true, PermissionsViewSetup: false });
    expect(set?.LicenseId).to.match(/^0PL/);
  });

  /** What a user without the permission is told, and one with it. */
  const guarded: [what: string, permission: SystemPermission, soql: string][] = [
    ['SetupEntityAccess', 'ViewSetup', 'SELECT Id FROM SetupEntityAccess'],
    ['PermissionSet', 'AssignPermissionSets', 'SELECT Id FROM PermissionSet'],
    ['PermissionSetAssignment', 'ViewSetup', 'SELECT Id FROM PermissionSetAssignment'],
    ['UserLogin', 'ManageUsers', 'SELECT Id FROM UserLogin'],
    ['AuthSession', 'ManageUsers', 'SELECT Id FROM AuthSession'],
  ];
  for (const [object, permission, soql] of guarded) {
    it(`show ${object} only to who has ${permission} or its like`, async () => {
      const { simulator, token } = await orgAndToken();
      const ask = () => withToken(simulator, token, `${DATA}/query?q=${encodeURIComponent(soql)}`);
      const describeIt = () => withToken(simulator, token, `${DATA}/sobjects/${object}/describe`);
      expectError(await ask(), 400, 'INVALID_TYPE');
      expectError(await describeIt(), 404, 'NOT_FOUND');
      addPermissionSet(simulator.org, 'More', 'More', [permission]);
      assignPermissionSet(simulator.org, deployUser(simulator), 'More');
      makeStandardUser(simulator);
      expect((await ask()).status).to.equal(200);
      expect((await describeIt()).status).to.equal(200);
    });
  }

  /** The licence for integrations does not allow what manages users. */
  function makeStandardUser({ org }: Simulator): void {
    const profile = org.records.profiles.find(({ name }) => name === 'Standard User');
    const user = org.records.users.find(({ lastName }) => lastName === 'Deploy');
    if (profile !== undefined && user !== undefined) user.profileId = profile.id;
  }

  it('decide who sees the limits', async () => {
    const { simulator, token } = await orgAndToken();
    for (const path of [`${DATA}/limits`, `${DATA}/limits/recordCount?sObjects=User`]) {
      expectError(await withToken(simulator, token, path), 403, 'INSUFFICIENT_ACCESS');
      expect((await adminCall(simulator, path)).status).to.equal(200);
    }
  });

  it('decide who may use the Metadata API, by REST and by SOAP', async () => {
    const simulator = await startOrg();
    const message =
      'use of the Metadata API requires a user with the ModifyAllData or ModifyMetadata permissions';
    const listApps = () =>
      call(simulator, '/services/Soap/m/66.0', {
        method: 'POST',
        headers: { 'content-type': 'text/xml', soapaction: '""' },
        body:
          '<Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/"><Header>' +
          `<SessionHeader xmlns="http://soap.sforce.com/2006/04/metadata"><sessionId>${simulator.admin.accessToken}</sessionId></SessionHeader>` +
          '</Header><Body><listMetadata xmlns="http://soap.sforce.com/2006/04/metadata"><queries><type>ConnectedApp</type></queries></listMetadata></Body></Envelope>',
      });
    expect((await listApps()).status).to.equal(200);
    withdrawPermission(simulator.org, simulator.admin.username, 'ModifyMetadata');
    expect((await listApps()).status).to.equal(200);
    withdrawPermission(simulator.org, simulator.admin.username, 'ModifyAllData');
    const refused = await listApps();
    expect([refused.status, refused.text.includes(`INSUFFICIENT_ACCESS: ${message}`)]).to.deep.equal([
      500,
      true,
    ]);
    expectError(await postZip(simulator, zipOf(filesOf([]))), 403, 'INSUFFICIENT_ACCESS', message);
    disableUserApi(simulator.org, simulator.admin.username);
    expect((await listApps()).text).to.contain('API_CURRENTLY_DISABLED');
  });

  it('decide who writes, and the refusal says so', async () => {
    const simulator = await startOrg();
    const { id } = addPermissionSet(simulator.org, 'Known');
    const path = `${DATA}/sobjects/PermissionSet/${id}`;
    withdrawPermission(simulator.org, simulator.admin.username, 'ManageProfilesPermissionsets');
    expectError(
      await create(simulator, 'PermissionSet', { Name: 'Jwt', Label: 'Jwt' }),
      400,
      'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY',
      'entity type cannot be inserted: Permission Set',
    );
    for (const [method, body] of [['PATCH', { Label: 'x' }], ['DELETE']] as const) {
      expectError(
        await adminCall(simulator, path, method, body),
        403,
        'INSUFFICIENT_ACCESS_OR_READONLY',
        'insufficient access rights on object id',
      );
    }
  });

  describe('of integration users', () => {
    const integrationPsl = async (simulator: Simulator) =>
      String((await records(simulator, 'SELECT Id FROM PermissionSetLicense'))[0]?.Id);

    it('are those that their licence allows', async () => {
      const simulator = await startOrg();
      const { id } = addPermissionSet(simulator.org, 'Deployer', 'Deployer', ['ModifyMetadata']);
      const body = { AssigneeId: userId(simulator), PermissionSetId: id };
      expectError(
        await create(simulator, 'PermissionSetAssignment', body),
        400,
        'FIELD_INTEGRITY_EXCEPTION',
        "Can't assign permission set Deployer to user Simulated Deploy. The user license doesn't allow the permission: Modify Metadata Through Metadata API Functions",
      );
      const license = await create(simulator, 'PermissionSetLicenseAssign', {
        AssigneeId: userId(simulator),
        PermissionSetLicenseId: await integrationPsl(simulator),
      });
      expect(license.status).to.equal(201);
      expect((await create(simulator, 'PermissionSetAssignment', body)).status).to.equal(201);
      expect(
        await records(simulator, 'SELECT MasterLabel, UsedLicenses FROM PermissionSetLicense'),
      ).to.deep.equal([{ MasterLabel: 'Salesforce API Integration', UsedLicenses: 1 }]);
    });

    it('come with the licence of the permission set, until none is left', async () => {
      const simulator = await startOrg();
      const LicenseId = await integrationPsl(simulator);
      const set = idOf(await create(simulator, 'PermissionSet', { Name: 'Api', Label: 'Api', LicenseId }));
      const [license] = simulator.org.records.permissionSetLicenses;
      if (license !== undefined) license.total = 1;
      const assign = (lastName: string) =>
        create(simulator, 'PermissionSetAssignment', {
          AssigneeId: userId(simulator, lastName),
          PermissionSetId: set,
        });
      expect((await assign('Deploy')).status).to.equal(201);
      expect(
        await records(simulator, 'SELECT Assignee.LastName FROM PermissionSetLicenseAssign'),
      ).to.have.length(1);
      expectError(await assign('Admin'), 400, 'LICENSE_LIMIT_EXCEEDED');
    });

    it('do not come from a permission set of another user licence', async () => {
      const simulator = await startOrg();
      const [full] = await records(simulator, "SELECT Id FROM UserLicense WHERE Name = 'Salesforce'");
      const LicenseId = full?.Id;
      const set = idOf(await create(simulator, 'PermissionSet', { Name: 'Full', Label: 'Full', LicenseId }));
      const assign = (lastName: string) =>
        create(simulator, 'PermissionSetAssignment', {
          AssigneeId: userId(simulator, lastName),
          PermissionSetId: set,
        });
      expectError(await assign('Deploy'), 400, 'FIELD_INTEGRITY_EXCEPTION');
      expect((await assign('Admin')).status).to.equal(201);
    });

    it('are given no app by a deploy through such a permission set either', async () => {
      const simulator = await startOrg({ allowConnectedApps: true });
      const LicenseId = await integrationPsl(simulator);
      await create(simulator, 'PermissionSet', { Name: 'Api', Label: 'Api', LicenseId });
      const external = await deploy(simulator, filesOf(externalApp({ permissionSet: 'Api' })));
      const connected = await deploy(simulator, filesOf([connectedApp({ permissionSet: 'Api' })]));
      for (const { problems, fact } of [external, connected]) {
        expect(problems).to.deep.equal(['The permission set Api holds no assigned apps [simulated wording]']);
        expect(fact).to.equal('DATA-30');
      }
    });

    it('hold no app in a permission set of the licence Salesforce API Integration', async () => {
      const { simulator } = await orgAndToken();
      const LicenseId = await integrationPsl(simulator);
      const set = idOf(await create(simulator, 'PermissionSet', { Name: 'Api', Label: 'Api', LicenseId }));
      const [app] = await records(simulator, 'SELECT Id FROM ExternalClientApplication');
      const grant = { ParentId: set, SetupEntityId: app?.Id };
      expectError(await create(simulator, 'SetupEntityAccess', grant), 400, 'FIELD_INTEGRITY_EXCEPTION');
      expect(
        (await query(simulator, "SELECT COUNT() FROM SetupEntityAccess WHERE ParentId = '" + set + "'")).json
          .totalSize,
      ).to.equal(0);
    });
  });
});
