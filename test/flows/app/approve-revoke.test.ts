// From whom the app was taken, that user can log in no more: for both kinds of app, with real tokens of a simulated org.
import { expect } from 'chai';
import { assignPermissionSet, deactivateUser } from '../../../src/simulator/org-changes.ts';
import type { AppType } from '../../../src/app/app-type.ts';
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
  type ApprovedApp,
} from './approve-org.ts';
import { tracesOf } from './org-traces.ts';

const NOT_APPROVED = 'UserNotAdminApprovedError';

/** Jan is admitted by the profile, Piet by Pipeline_Users, the others by Jwt_Cli_Access. */
async function openFullApp(type: AppType): Promise<ApprovedApp> {
  const app = await openApprovedApp(type);
  assignPermissionSet(app.org.org, PIET, 'Pipeline_Users');
  await app.approve({
    assignTo: [DEPLOY],
    permissionSets: ['Pipeline_Users'],
    profiles: ['Systeembeheerder'],
  });
  return app;
}

describe('the flow that approves, to revoke', () => {
  before(makeKeys);
  after(removeKeys);
  afterEach(closeAppOrgs);

  for (const type of appTypes) {
    describe(`for an app of the type ${type}`, () => {
      it('keeps a user out, and says who is left', async () => {
        const app = await openFullApp(type);
        expect(await app.logIn(DEPLOY)).to.equal('in');
        const result = await app.revoke({ assignTo: ['DEPLOY@simulator.example'] });
        expect(await app.logIn(DEPLOY)).to.equal(NOT_APPROVED);
        for (const username of [ADMIN, JAN, PIET]) expect(await app.logIn(username)).to.equal('in');
        expect(result).to.deep.include({
          outcome: 'revoked',
          changes: [],
          revoked: [{ username: DEPLOY, permissionSet: 'Jwt_Cli_Access' }],
          losing: { usernames: [DEPLOY], profiles: [] },
          isConfirmed: true,
        });
        expect(result.remaining?.usernames).to.have.members([ADMIN, PIET]);
        expect(result.remaining?.profiles).to.deep.equal([{ name: 'Systeembeheerder', userCount: 1 }]);
        expect(app.notices).to.deep.equal([]);
      });

      it('takes every permission set of the app from the user, and none other', async () => {
        const app = await openFullApp(type);
        assignPermissionSet(app.org.org, DEPLOY, 'Pipeline_Users');
        await app.approve({ permissionSets: ['Other'] });
        await app.revoke({ permissionSets: ['Other'] });
        assignPermissionSet(app.org.org, DEPLOY, 'Other');
        const { revoked } = await app.revoke({ assignTo: [DEPLOY] });
        expect(revoked.map(({ permissionSet }) => permissionSet)).to.have.members([
          'Jwt_Cli_Access',
          'Pipeline_Users',
        ]);
        expect(await app.logIn(DEPLOY)).to.equal(NOT_APPROVED);
        expect(tracesOf(app.org.org)).to.include(`${DEPLOY} has Other`);
      });

      it('takes a permission set from the app, and leaves it to those who have it', async () => {
        const app = await openFullApp(type);
        const result = await app.revoke({ permissionSets: ['jwt_cli_access'] });
        expect(result.changes).to.have.length(1);
        expect(result.changes[0]).to.deep.include({ setting: 'permissionSets', to: ['Pipeline_Users'] });
        expect(result.losing.usernames).to.have.members([ADMIN, DEPLOY]);
        for (const username of [ADMIN, DEPLOY]) expect(await app.logIn(username)).to.equal(NOT_APPROVED);
        for (const username of [JAN, PIET]) expect(await app.logIn(username)).to.equal('in');
        expect(tracesOf(app.org.org)).to.include(`${ADMIN} has Jwt_Cli_Access`);
      });

      it('takes a profile from the app, named in any case or by its id', async () => {
        const app = await openFullApp(type);
        await app.approve({ profiles: ['Standard User'] });
        const result = await app.revoke({ profiles: ['SYSTEEMbeheerder'] });
        expect(result.profiles).to.deep.equal(['Standard User']);
        expect(result.losing.profiles).to.deep.equal([{ name: 'Systeembeheerder', userCount: 1 }]);
        expect(await app.logIn(JAN)).to.equal(NOT_APPROVED);

        const [profile] = await app.org.query<{ Id: string }>(
          "SELECT Id FROM Profile WHERE Name = 'Standard User'",
        );
        await app.revoke({ profiles: [profile?.Id ?? ''] });
        expect((await app.readSettings()).profiles).to.deep.equal([]);
        // Piet has a permission set as well
        expect(await app.logIn(PIET)).to.equal('in');
        expect(await app.logIn(ADMIN)).to.equal('in');
      });

      it('refuses to pretend that a user is kept out whom a profile admits', async () => {
        const app = await openFullApp(type);
        const before = tracesOf(app.org.org);
        const error = await thrownBy(() => app.revoke({ assignTo: [DEPLOY, JAN] }));
        expect(error.name).to.equal('UserStaysAdmittedError');
        expect(tracesOf(app.org.org)).to.deep.equal(before);
        const { losing } = await app.revoke({ assignTo: [JAN], profiles: ['Systeembeheerder'] });
        expect(losing.profiles).to.deep.equal([{ name: 'Systeembeheerder', userCount: 1 }]);
        expect(await app.logIn(JAN)).to.equal(NOT_APPROVED);
      });

      it('can take all of it, and warns that nobody is admitted any more', async () => {
        const app = await openFullApp(type);
        const result = await app.revoke({
          assignTo: [ADMIN, DEPLOY],
          permissionSets: ['Jwt_Cli_Access', 'Pipeline_Users'],
          profiles: ['Systeembeheerder'],
        });
        expect(result).to.deep.include({ permissionSets: [], profiles: [] });
        expect(result.remaining).to.deep.equal({ usernames: [], profiles: [] });
        expect(app.notices).to.deep.equal([{ name: 'NobodyAdmitted', values: ['Jwt_Cli'] }]);
        for (const username of [ADMIN, DEPLOY, JAN, PIET])
          expect(await app.logIn(username)).to.equal(NOT_APPROVED);
      });

      it('warns also when what is left belongs to nobody who could log in', async () => {
        const app = await openFullApp(type);
        await app.revoke({ profiles: ['Systeembeheerder'] });
        deactivateUser(app.org.org, PIET);
        await app.revoke({ assignTo: [ADMIN, DEPLOY] });
        expect(app.notices).to.deep.equal([{ name: 'NobodyAdmitted', values: ['Jwt_Cli'] }]);
      });

      it('writes nothing the second time, asks three times at most, and says what is not admitted', async () => {
        const app = await openFullApp(type);
        const asked = {
          assignTo: [DEPLOY],
          permissionSets: ['Pipeline_Users'],
          profiles: ['Systeembeheerder'],
        };
        await app.revoke(asked);
        app.org.forgetRequests();
        const again = await app.revoke(asked);
        expect(again.outcome).to.equal('unchanged');
        expect(again.notAdmitted).to.deep.equal({
          usernames: [DEPLOY],
          permissionSets: ['Pipeline_Users'],
          profiles: ['Systeembeheerder'],
        });
        expect(app.org.requestLines()).to.have.length.of.at.most(3);
        expect(writesOf(app)).to.deep.equal([]);
      });

      it('is as before when a dry run has told what it would do', async () => {
        const app = await openFullApp(type);
        const before = tracesOf(app.org.org);
        const planned = await app.revoke({
          isDryRun: true,
          assignTo: [DEPLOY],
          permissionSets: ['Pipeline_Users'],
        });
        expect(planned).to.deep.include({
          outcome: 'planned',
          revoked: [{ username: DEPLOY, permissionSet: 'Jwt_Cli_Access' }],
        });
        expect(planned.losing.usernames).to.have.members([DEPLOY, PIET]);
        expect(planned.validation?.deployId).to.match(/^0Af/);
        expect(tracesOf(app.org.org)).to.deep.equal(before);
      });
    });
  }

  // a Connected App has no permission sets while everybody can approve it
  it('says that it keeps nobody out of an app that everybody can approve', async () => {
    const app = await openFullApp('external-client-app');
    await app.change({ permittedUsers: 'self-authorized' });
    await app.revoke({ assignTo: [DEPLOY] });
    expect(app.notices).to.deep.equal([{ name: 'SelfAuthorized', values: ['Jwt_Cli'] }]);
    expect((await app.readSettings()).permittedUsers).to.equal('self-authorized');
  });
});
