import { expect } from 'chai';
import { addPermissionSet, renameProfile, unassignPermissionSet } from '../../src/simulator/org-changes.ts';
import type { Simulator } from '../../src/simulator/server.ts';
import { connectedApp, externalApp, filesOf } from './app-files.ts';
import { POLICY } from './app-pieces.ts';
import { connect } from './metadata-client.ts';
import { adminCall, deploy, deployUser, orgWithApp, records, startOrg, stopOrgs } from './org-client.ts';

const DATA = '/services/data/v66.0/sobjects';

describe('whom an app admits, as its component tells it', () => {
  afterEach(stopOrgs);

  const idOf = async (simulator: Simulator, soql: string): Promise<string> =>
    String((await records(simulator, soql))[0]?.Id);
  const APP = 'SELECT Id FROM ExternalClientApplication';
  const setNamed = (name: string): string => `SELECT Id FROM PermissionSet WHERE Name = '${name}'`;
  const ADMINS = "SELECT Id FROM PermissionSet WHERE Profile.Name = 'System Administrator'";

  async function grant(simulator: Simulator, app: string, parent: string): Promise<number> {
    const body = { ParentId: await idOf(simulator, parent), SetupEntityId: await idOf(simulator, app) };
    return (await adminCall(simulator, `${DATA}/SetupEntityAccess`, 'POST', body)).status;
  }

  async function take(simulator: Simulator, object: string, soql: string): Promise<number> {
    return (await adminCall(simulator, `${DATA}/${object}/${await idOf(simulator, soql)}`, 'DELETE')).status;
  }

  it('is what the rows of access say, whoever wrote them', async () => {
    const simulator = await orgWithApp();
    const lists = async () => {
      const policy = await connect(simulator).read(POLICY, 'Jwt_CI');
      return [policy.commaSeparatedPermissionSet, policy.commaSeparatedProfile];
    };
    expect(await lists()).to.deep.equal(['Jwt_CI_Access', undefined]);
    addPermissionSet(simulator.org, 'Second', 'Another');
    expect(await grant(simulator, APP, setNamed('Second'))).to.equal(201);
    expect(await grant(simulator, APP, ADMINS)).to.equal(201);
    expect(await lists()).to.deep.equal(['Jwt_CI_Access,Second', 'System Administrator']);
    renameProfile(simulator.org, 'System Administrator', 'Systeembeheerder');
    const ofFirst = "SELECT Id FROM SetupEntityAccess WHERE Parent.Name = 'Jwt_CI_Access'";
    expect(await take(simulator, 'SetupEntityAccess', ofFirst)).to.equal(204);
    expect(await lists()).to.deep.equal(['Second', 'Systeembeheerder']);
  });

  it('is without a permission set that is gone', async () => {
    const simulator = await orgWithApp();
    const read = async () => (await connect(simulator).read(POLICY, 'Jwt_CI')).commaSeparatedPermissionSet;
    unassignPermissionSet(simulator.org, deployUser(simulator), 'Jwt_CI_Access');
    expect(await take(simulator, 'PermissionSet', setNamed('Jwt_CI_Access'))).to.equal(204);
    expect(await read()).to.equal(undefined);
  });

  it('is nobody of another app', async () => {
    const simulator = await orgWithApp();
    expect((await deploy(simulator, filesOf(externalApp({ name: 'Other' })))).problems).to.deep.equal([]);
    const read = await connect(simulator).read(POLICY, ['Jwt_CI', 'Other']);
    expect(
      (read as unknown as Record<string, unknown>[]).map((policy) => policy.commaSeparatedPermissionSet),
    ).to.deep.equal(['Jwt_CI_Access', undefined]);
  });

  it('names the permission sets of a Connected App by their labels', async () => {
    const simulator = await startOrg({ allowConnectedApps: true });
    for (const [name, label] of [
      ['One', 'The first'],
      ['Two', 'The second'],
    ] as const) {
      addPermissionSet(simulator.org, name, label);
    }
    await deploy(simulator, filesOf([connectedApp({ permissionSet: 'The first' })]));
    const lists = async () => {
      const app = await connect(simulator).read('ConnectedApp', 'Jwt_Old');
      return [app.permissionSetName, app.profileName];
    };
    expect(await lists()).to.deep.equal([['The first'], []]);
    const app = 'SELECT Id FROM ConnectedApplication';
    expect(await grant(simulator, app, setNamed('Two'))).to.equal(201);
    expect(await grant(simulator, app, ADMINS)).to.equal(201);
    expect(await lists()).to.deep.equal([['The first', 'The second'], ['System Administrator']]);
  });

  it('is not told of a Connected App that admits all', async () => {
    const simulator = await startOrg({ allowConnectedApps: true });
    addPermissionSet(simulator.org, 'One');
    const [type, name, content] = connectedApp({});
    const open = content.replace('<isAdminApproved>true', '<isAdminApproved>false');
    expect((await deploy(simulator, filesOf([[type, name, open]]))).problems).to.deep.equal([]);
    await grant(simulator, 'SELECT Id FROM ConnectedApplication', setNamed('One'));
    const { permissionSetName } = await connect(simulator).read('ConnectedApp', 'Jwt_Old');
    expect(permissionSetName).to.deep.equal([]);
  });
});
