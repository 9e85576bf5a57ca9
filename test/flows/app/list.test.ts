import { expect } from 'chai';
import type { AppSummary } from '../../../src/app/app-summary.ts';
import { connectedAppsWithNames } from '../../../src/app/list-queries.ts';
import { listApps, type ListAppsResult } from '../../../src/flows/app/list.ts';
import {
  addForeignApp,
  addPermissionSet,
  assignPermissionSet,
  deactivateUser,
  disableApp,
  expireSessions,
  removeCertificate,
  withdrawPermission,
} from '../../../src/simulator/org-changes.ts';
import { addUser } from '../../../src/simulator/org-state.ts';
import { startFaultyFront } from '../../faulty-front.ts';
import { connectedApp, CONSUMER_KEY } from '../../simulator/app-files.ts';
import { accessToken, addJwtApp, testKey } from '../../simulator/org-client.ts';
import {
  admitting,
  appOfParts,
  certificateFor,
  closeOrgs,
  NOW,
  openOrg,
  type OrgOfApps,
} from './many-apps.ts';

const ADMIN = 'admin@simulator.example';
const DEPLOY = 'deploy@simulator.example';
const INACTIVE = 'inactive@simulator.example';

describe('the flow that lists the apps of an org', () => {
  let org: OrgOfApps;

  const list = async (type?: AppSummary['type']): Promise<ListAppsResult> =>
    listApps({ connection: org.connection, type }, NOW, {});

  const named = async (name: string): Promise<AppSummary> => {
    const { apps } = await list();
    return apps.find((app) => app.name === name) ?? expect.fail(`${name} is not listed`);
  };

  /** An admin-approved app with one permission set that nobody has. */
  async function addApp(name: string, label = name): Promise<void> {
    addPermissionSet(org.simulator.org, `${name}_Access`);
    const names = { global: name, oauth: name, policy: name };
    const certificate = (await certificateFor(100)).body;
    await org.add(...appOfParts(name, { label, certificate, names, policy: admitting(`${name}_Access`) }));
  }

  afterEach(closeOrgs);

  it('tells of both kinds, whoever made them and whatever their parts are called', async () => {
    org = await openOrg();
    const { simulator, add } = org;
    await addApp('Jwt_Cli');
    assignPermissionSet(simulator.org, ADMIN, 'Jwt_Cli_Access');
    addPermissionSet(simulator.org, 'Users_Of_Old', 'Users of the old app');
    assignPermissionSet(simulator.org, ADMIN, 'Users_Of_Old');
    assignPermissionSet(simulator.org, DEPLOY, 'Users_Of_Old');
    const { body, certificate } = await certificateFor(-3);
    const setup = { global: 'Setup_Made_glbloauth', oauth: 'Setup_Made_oauth' };
    await add(...appOfParts('Setup_Made', { label: 'Made in Setup', names: setup }));
    const other = { global: 'X_consumer', oauth: 'X_settings', policy: 'X_defaultPolicy' };
    await add(
      ...appOfParts('Other_Tool', {
        certificate: body,
        names: other,
        policy: admitting('Users_Of_Old', 'System Administrator'),
      }),
      connectedApp({ certificate: body, consumerKey: CONSUMER_KEY, permissionSet: 'Users of the old app' }),
    );
    addForeignApp(simulator.org, 'CPQIntegrationUserApp');

    const { apps, isSoapRefused } = await list();
    expect(isSoapRefused).to.equal(false);
    expect(
      apps.map(({ type, name, label, takesJwt, isReadable }) => [type, name, label, takesJwt, isReadable]),
    ).to.deep.equal([
      ['external-client-app', 'Jwt_Cli', 'Jwt_Cli', true, true],
      ['external-client-app', 'Other_Tool', 'Other_Tool', true, true],
      ['external-client-app', 'Setup_Made', 'Made in Setup', false, true],
      ['connected-app', 'CPQIntegrationUserApp', 'CPQIntegrationUserApp', null, false],
      ['connected-app', 'Jwt_Old', 'Jwt Old', true, true],
    ]);
    expect(
      apps.map(({ permittedUsers, permissionSets, profiles, userCount }) => [
        permittedUsers,
        permissionSets,
        profiles,
        userCount,
      ]),
    ).to.deep.equal([
      ['admin-approved', ['Jwt_Cli_Access'], [], 1],
      // the administrator has both the permission set and the profile, and is one user
      ['admin-approved', ['Users_Of_Old'], ['System Administrator'], 2],
      ['self-authorized', [], [], null],
      ['self-authorized', [], [], null],
      ['admin-approved', ['Users_Of_Old'], [], 2],
    ]);
    expect(apps.at(-1)).to.deep.include({
      consumerKey: CONSUMER_KEY,
      certificate: {
        sha256: certificate.fingerprint256,
        subject: 'CN=ci',
        notBefore: '2025-10-21T12:00:00.000Z',
        notAfter: '2026-11-22T12:00:00.000Z',
        daysLeft: -3,
        state: 'ended',
      },
    });
  });

  it('asks an org with both kinds of app for five answers', async () => {
    org = await openOrg();
    await addApp('One');
    await org.add(connectedApp({}));
    org.forget();
    await list();
    expect(org.requestLines().sort()).to.deep.equal([
      'POST /services/Soap/m/67.0',
      'POST /services/Soap/m/67.0',
      'POST /services/Soap/m/67.0',
      'POST /services/data/v67.0/composite',
      'POST /services/data/v67.0/composite',
    ]);
  });

  it('asks for ten components at once, and not for the kind that was not asked for', async () => {
    org = await openOrg();
    for (let index = 0; index < 12; index += 1) await addApp(`App_${index}`);
    await org.add(connectedApp({}));
    org.forget();
    expect((await list('external-client-app')).apps).to.have.length(12);
    // one that lists, two that read, and one for the users of all twelve
    expect(org.requestLines().sort()).to.deep.equal([
      'POST /services/Soap/m/67.0',
      'POST /services/Soap/m/67.0',
      'POST /services/Soap/m/67.0',
      'POST /services/data/v67.0/composite',
      'POST /services/data/v67.0/composite',
    ]);
  });

  it('lists an org without apps', async () => {
    org = await openOrg();
    expect((await list()).apps).to.deep.equal([]);
  });

  it("reads a vendor's apps one by one, so that they keep no other from being read", async () => {
    org = await openOrg();
    await org.add(connectedApp({ certificate: testKey().certificate.replace(/-----[^-]+-----|\n/g, '') }));
    addForeignApp(org.simulator.org, 'Vendor_A');
    addForeignApp(org.simulator.org, 'Vendor_B');
    org.forget();
    const { apps } = await list('connected-app');
    expect(apps.map(({ name, takesJwt, isReadable }) => [name, takesJwt, isReadable])).to.deep.equal([
      ['Jwt_Old', true, true],
      ['Vendor_A', null, false],
      ['Vendor_B', null, false],
    ]);
    // list, own app, both vendors' apps, each of these; an org that failed is asked three times, as failures pass
    expect(org.requestLines().filter((line) => line.includes('Soap'))).to.have.length(11);
  });

  it('counts active users alone, each once, and only by what is in effect', async () => {
    org = await openOrg();
    const { org: state } = org.simulator;
    await addApp('One');
    assignPermissionSet(state, ADMIN, 'One_Access');
    assignPermissionSet(state, DEPLOY, 'One_Access');
    assignPermissionSet(state, INACTIVE, 'One_Access');
    expect((await named('One')).userCount).to.equal(2);

    const { permissionSets, users, assignments } = state.records;
    const set = permissionSets.find(({ name }) => name === 'One_Access');
    const user = users.find(({ username }) => username === DEPLOY);
    for (const assignment of assignments) {
      if (assignment.permissionSetId === set?.id && assignment.userId === user?.id)
        assignment.expiresAt = new Date(NOW.getTime() - 1);
    }
    expect((await named('One')).userCount).to.equal(1);

    deactivateUser(state, DEPLOY);
    addPermissionSet(state, 'Session_Access').hasActivationRequired = true;
    addUser(state, { username: 'session@simulator.example' });
    assignPermissionSet(state, 'session@simulator.example', 'Session_Access');
    const names = { global: 'Two', oauth: 'Two', policy: 'Two' };
    await org.add(...appOfParts('Two', { names, policy: admitting('One_Access,Session_Access') }));
    expect((await named('Two')).userCount).to.equal(1);
  });

  it('tells the last use by the label, unless two apps have the same', async () => {
    org = await openOrg();
    await addJwtApp(org.simulator);
    await accessToken(org.simulator);
    await addApp('Never_Used');
    expect(await named('Jwt_CI')).to.deep.include({
      label: 'Jwt_CI app',
      lastUsed: '2026-11-25T12:00:00.000Z',
    });
    expect((await named('Never_Used')).lastUsed).to.equal(null);
    await addApp('Same_Label', 'Jwt_CI app');
    expect((await named('Jwt_CI')).lastUsed).to.equal(null);
  });

  it('tells what takes no JWT: an app that is switched off, one without a certificate', async () => {
    org = await openOrg();
    await addApp('Off');
    disableApp(org.simulator.org, 'Off');
    await addApp('Bare');
    removeCertificate(org.simulator.org, 'Bare');
    expect(await named('Off')).to.deep.include({ takesJwt: false, isEnabled: false });
    expect((await named('Off')).certificate?.state).to.equal('valid');
    expect(await named('Bare')).to.deep.include({ takesJwt: false, isEnabled: true, certificate: null });
  });

  it('leaves unknown who may use the apps where the user may not see that', async () => {
    org = await openOrg();
    await addApp('One');
    for (const permission of [
      'ViewSetup',
      'AssignPermissionSets',
      'ManageProfilesPermissionsets',
      'ManageUsers',
    ] as const)
      withdrawPermission(org.simulator.org, ADMIN, permission);
    expect(await named('One')).to.deep.include({
      takesJwt: true,
      permittedUsers: 'admin-approved',
      permissionSets: null,
      profiles: null,
      userCount: null,
    });
  });

  it('tells what the Metadata API knows where the org shows none of the objects', async () => {
    org = await openOrg();
    await addApp('One');
    const refusal = [{ errorCode: 'INVALID_TYPE', message: "sObject type 'X' is not supported" }];
    const compositeResponse = ['apps', 'policies', 'switches', 'grants', 'tokens'].map((referenceId) => {
      return { referenceId, httpStatusCode: 400, httpHeaders: {}, body: refusal };
    });
    const front = await startFaultyFront(
      {
        path: '/services/data/v67.0/composite',
        times: 1,
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ compositeResponse }),
      },
      () => org.simulator,
    );
    org.connection.instanceUrl = front.origin.origin;
    expect(await named('One').finally(front.close)).to.deep.include({
      label: null,
      takesJwt: true,
      isReadable: true,
      isEnabled: null,
      permittedUsers: null,
      permissionSets: null,
      userCount: null,
      lastUsed: null,
    });
  });

  it('says to log in again when the session of the target org has ended', async () => {
    org = await openOrg();
    expireSessions(org.simulator.org);
    const error = await list().then(
      () => expect.fail('the apps were listed'),
      (failure: unknown) => failure as Error,
    );
    expect(error.name).to.equal('OrgSessionEndedError');
  });

  describe('with a session whose access token is in JWT format, which SOAP refuses', () => {
    beforeEach(async () => {
      org = await openOrg();
      await addJwtApp(org.simulator, { globalExtra: '<isNamedUserJwtEnabled>true</isNamedUserJwtEnabled>' });
      await org.add(connectedApp({}));
      assignPermissionSet(org.simulator.org, ADMIN, 'Jwt_CI_Access');
      org.connection.accessToken = await accessToken(org.simulator, { sub: ADMIN });
      expect(org.connection.accessToken).to.match(/^eyJ/);
      org.forget();
    });

    it('lists what REST tells, and leaves certificates and keys unknown', async () => {
      const { apps, isSoapRefused } = await list();
      expect(isSoapRefused).to.equal(true);
      expect(
        apps.map(({ name, label, takesJwt, permittedUsers, userCount, consumerKey, isReadable }) => [
          name,
          label,
          takesJwt,
          permittedUsers,
          userCount,
          consumerKey,
          isReadable,
        ]),
      ).to.deep.equal([
        ['Jwt_CI', 'Jwt_CI app', null, 'admin-approved', 2, null, false],
        ['Jwt_Old', 'Jwt Old', null, 'admin-approved', 0, null, false],
      ]);
      expect(org.requestLines()).to.deep.equal([
        'POST /services/data/v67.0/composite',
        'GET /services/data/v67.0/tooling/query',
        'POST /services/data/v67.0/composite',
      ]);
    });

    it('lists Connected Apps by label where the Tooling API does not let the user in', async () => {
      const query = encodeURIComponent(connectedAppsWithNames);
      const body = '[{"errorCode":"INSUFFICIENT_ACCESS","message":"insufficient access rights"}]';
      const fault = { path: `/services/data/v67.0/tooling/query?q=${query}`, times: 1, status: 403, body };
      const headers = { 'content-type': 'application/json' };
      const front = await startFaultyFront({ ...fault, headers }, () => org.simulator);
      org.connection.instanceUrl = front.origin.origin;
      const { apps } = await list('connected-app').finally(front.close);
      expect(front.asked).to.contain(fault.path);
      expect(apps.map(({ name, label, permittedUsers }) => [name, label, permittedUsers])).to.deep.equal([
        [null, 'Jwt Old', 'admin-approved'],
      ]);
    });
  });
});
