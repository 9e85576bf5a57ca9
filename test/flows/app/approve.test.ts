// Who is approved can log in, and who is not cannot: for both kinds of app, with real tokens of a simulated org.
import { expect } from 'chai';
import {
  addPermissionSet,
  approveApp,
  assignPermissionSet,
  disableUserApi,
  withdrawPermission,
} from '../../../src/simulator/org-changes.ts';
import { newComponents } from '../../../src/app/components.ts';
import { deploy } from '../../../src/flows/app/deploy.ts';
import { thrownBy } from '../../io/thrown.ts';
import { closeAppOrgs } from './app-org.ts';
import {
  ADMIN,
  appTypes,
  DEPLOY,
  JAN,
  makeKeys,
  openApprovedApp,
  PIET,
  removeKeys,
  writesOf,
} from './approve-org.ts';
import { tracesOf } from './org-traces.ts';

const NOT_APPROVED = 'UserNotAdminApprovedError';

describe('the flow that approves', () => {
  before(makeKeys);
  after(removeKeys);
  afterEach(closeAppOrgs);

  for (const type of appTypes) {
    describe(`for an app of the type ${type}`, () => {
      it('lets a user in, and gives nothing to one who is in', async () => {
        const app = await openApprovedApp(type);
        expect(await app.logIn(DEPLOY)).to.equal(NOT_APPROVED);
        const result = await app.approve({ assignTo: ['DEPLOY@simulator.example', ADMIN] });
        expect(await app.logIn(DEPLOY)).to.equal('in');
        expect(await app.logIn(PIET)).to.equal(NOT_APPROVED);
        expect(result).to.deep.include({
          outcome: 'approved',
          consumerKey: app.consumerKey,
          changes: [],
          assigned: [{ username: DEPLOY, permissionSet: 'Jwt_Cli_Access' }],
          isConfirmed: true,
        });
        expect(result.users).to.have.deep.members([
          { username: ADMIN, by: 'permission-set', name: 'Jwt_Cli_Access' },
          { username: DEPLOY, by: 'permission-set', name: 'Jwt_Cli_Access' },
        ]);
        // the app itself needs no deploy for that
        expect(app.org.requestLines().filter((line) => line.endsWith('/deployRequest'))).to.have.length(1);
      });

      it('admits one more permission set, whatever its label, and all that it admitted before', async () => {
        const app = await openApprovedApp(type);
        assignPermissionSet(app.org.org, PIET, 'Pipeline_Users');
        const result = await app.approve({ permissionSets: ['pipeline_users'] });
        expect(result.changes).to.deep.equal([
          { setting: 'permissionSets', from: ['Jwt_Cli_Access'], to: ['Jwt_Cli_Access', 'Pipeline_Users'] },
        ]);
        expect(result.permissionSetsCreated).to.deep.equal([]);
        expect(await app.logIn(PIET)).to.equal('in');
        expect(await app.logIn(ADMIN)).to.equal('in');
        // and once more, when what the app admits is read from the org, labels and all
        addPermissionSet(app.org.org, 'Third', 'The third');
        await app.approve({ permissionSets: ['Third'] });
        expect((await app.readSettings()).permissionSets).to.have.members([
          'Jwt_Cli_Access',
          'Pipeline_Users',
          'Third',
        ]);
        expect(await app.logIn(PIET)).to.equal('in');
      });

      it('makes a permission set that is missing, and can let it permit the API', async () => {
        const app = await openApprovedApp(type);
        disableUserApi(app.org.org, PIET);
        const asked = { permissionSets: ['Robot_Access'], assignTo: [PIET] };
        expect((await thrownBy(() => app.approve(asked))).name).to.equal('UserLacksApiAccessError');
        const result = await app.approve({ ...asked, grantApiAccess: true });
        expect(result.permissionSetsCreated).to.deep.equal(['Robot_Access']);
        expect(result.assigned).to.deep.equal([{ username: PIET, permissionSet: 'Robot_Access' }]);
        expect(await app.logIn(PIET)).to.equal('in');
      });

      it('admits a profile of an org in another language, in any case and by its id', async () => {
        const app = await openApprovedApp(type);
        expect(await app.logIn(JAN)).to.equal(NOT_APPROVED);
        const result = await app.approve({ profiles: ['systeemBEHEERDER'], assignTo: [JAN] });
        expect(result.profiles).to.deep.equal(['Systeembeheerder']);
        expect(result.users).to.deep.equal([{ username: JAN, by: 'profile', name: 'Systeembeheerder' }]);
        expect(result.assigned).to.deep.equal([]);
        expect(await app.logIn(JAN)).to.equal('in');
        expect(await app.logIn(PIET)).to.equal(NOT_APPROVED);

        const [profile] = await app.org.query<{ Id: string }>(
          "SELECT Id FROM Profile WHERE Name = 'Standard User'",
        );
        await app.approve({ profiles: [profile?.Id ?? ''] });
        expect((await app.readSettings()).profiles).to.have.members(['Systeembeheerder', 'Standard User']);
        expect(await app.logIn(PIET)).to.equal('in');
        expect(await app.logIn(JAN)).to.equal('in');
      });

      it('writes nothing the second time, and asks three times at most', async () => {
        const app = await openApprovedApp(type);
        const asked = {
          assignTo: [DEPLOY, JAN],
          permissionSets: ['Pipeline_Users', 'New_Set'],
          profiles: ['Systeembeheerder'],
        };
        await app.approve(asked);
        app.org.forgetRequests();
        const again = await app.approve(asked);
        expect(again.outcome).to.equal('unchanged');
        expect(again.users.map(({ username, by }) => [username, by])).to.deep.equal([
          [DEPLOY, 'permission-set'],
          [JAN, 'profile'],
        ]);
        expect(app.org.requestLines()).to.have.length.of.at.most(3);
        expect(writesOf(app)).to.deep.equal([]);
      });

      it('switches an app that everybody could approve, after the users are let in, and says who loses it', async () => {
        const app = await openApprovedApp(type);
        await app.change({ permittedUsers: 'self-authorized', permissionSets: [] });
        for (const username of [DEPLOY, PIET]) {
          approveApp(app.org.org, username, 'Jwt_Cli');
          expect(await app.logIn(username)).to.equal('in');
        }
        app.org.forgetRequests();
        const result = await app.approve({ permissionSets: ['Pipeline_Users'], assignTo: [DEPLOY] });
        expect(result.changes.map(({ setting }) => setting)).to.have.members([
          'permittedUsers',
          'permissionSets',
        ]);
        expect(result.losing).to.deep.equal({ usernames: [PIET], profiles: [] });
        expect(app.notices).to.deep.equal([{ name: 'Switched', values: ['Jwt_Cli', PIET] }]);
        const assigned = app.org.simulator.requests.findIndex(({ body }) =>
          body.includes('AssigneeId":"005'),
        );
        const deployed = app.org.simulator.requests.findIndex(({ path }) => path.endsWith('/deployRequest'));
        expect(assigned).to.be.greaterThan(-1).and.lessThan(deployed);
        expect(await app.logIn(DEPLOY)).to.equal('in');
        expect(await app.logIn(PIET)).to.equal(NOT_APPROVED);
      });

      it('makes a permission set for users where the app admits nobody', async () => {
        const app = await openApprovedApp(type);
        await app.change({ permissionSets: [] });
        expect(await app.logIn(ADMIN)).to.equal(NOT_APPROVED);
        const result = await app.approve({ assignTo: [ADMIN] });
        expect(result.permissionSets).to.deep.equal(['Jwt_Cli_Access']);
        expect(await app.logIn(ADMIN)).to.equal('in');
      });

      it('is as before when a dry run has told what it would do', async () => {
        const app = await openApprovedApp(type);
        const before = tracesOf(app.org.org);
        const planned = await app.approve({
          isDryRun: true,
          assignTo: [DEPLOY],
          permissionSets: ['Pipeline_Users', 'New_Set'],
        });
        expect(planned).to.deep.include({
          outcome: 'planned',
          permissionSetsCreated: ['New_Set'],
          assigned: [{ username: DEPLOY, permissionSet: 'Jwt_Cli_Access' }],
        });
        expect(planned.validation?.leftOut).to.deep.equal(['New_Set']);
        expect(planned.validation?.deployId).to.match(/^0Af/);
        expect(tracesOf(app.org.org)).to.deep.equal(before);
      });

      it('keeps what two people add at the same time', async () => {
        const app = await openApprovedApp(type, { deploySeconds: 0.05 });
        const results = await Promise.all([
          app.approve({ permissionSets: ['One'] }),
          app.approve({ permissionSets: ['Two'] }),
        ]);
        expect(results.map(({ outcome }) => outcome)).to.deep.equal(['approved', 'approved']);
        const { permissionSets } = await app.readSettings();
        expect(permissionSets).to.have.members(['Jwt_Cli_Access', 'One', 'Two']);
      });
    });
  }

  it('finds the policies of an app that another tool made, whatever their name', async () => {
    const app = await openApprovedApp('external-client-app');
    const { connection } = app.org;
    const other = { type: 'external-client-app', name: 'Other_App' } as const;
    const settings = { ...(await app.readSettings()), label: 'Other' };
    const components = newComponents({ ...other, consumerKey: 'OtherConsumerKey123456789' }, settings);
    // the org makes policies of its own then
    const withoutPolicies = components.filter(({ folder }) => folder !== 'extlClntAppOauthPolicies');
    const tell = (): void => undefined;
    await deploy(connection, other, withoutPolicies, { waitMinutes: 1, again: '', tell });
    const result = await app.approve({ name: 'Other_App', assignTo: [DEPLOY] });
    expect(result.changes.map(({ setting }) => setting)).to.have.members([
      'permittedUsers',
      'permissionSets',
    ]);
    expect(result.permissionSetsCreated).to.deep.equal(['Other_App_Access']);
    const [policies] = await app.org.query<{ DeveloperName: string; PermittedUsersPolicyType: string }>(
      "SELECT DeveloperName, PermittedUsersPolicyType FROM ExtlClntAppOauthPlcyCnfg WHERE ExternalClientApplication.DeveloperName = 'Other_App'",
    );
    expect(policies?.DeveloperName).not.to.equal('Other_App');
    expect(policies?.PermittedUsersPolicyType).to.equal('AdminApprovedPreAuthorized');
    expect(await app.logIn(DEPLOY, 'OtherConsumerKey123456789')).to.equal('in');
  });

  it('takes only the permission to edit policies, of an administrator who may not edit the app itself', async () => {
    const app = await openApprovedApp('external-client-app');
    for (const permission of ['ModifyAllData', 'ExternalClientAppDeveloper'] as const)
      withdrawPermission(app.org.org, ADMIN, permission);
    await app.approve({ permissionSets: ['Pipeline_Users'] });
    expect((await app.readSettings()).permissionSets).to.include('Pipeline_Users');
  });
});
