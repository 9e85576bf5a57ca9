import { expect } from 'chai';
import { AuthInfo, Connection } from '@salesforce/core';
import type { DeletePlan } from '../../../src/flows/app/delete-plan.ts';
import {
  addForeignApp,
  addPermissionSet,
  assignPermissionSet,
  withdrawPermission,
} from '../../../src/simulator/org-changes.ts';
import { addUser, type OrgRecords } from '../../../src/simulator/org-state.ts';
import { deploySimulatedApp } from '../../simulated-app.ts';
import { externalApp, filesOf, type Piece } from '../../simulator/app-files.ts';
import { deploy } from '../../simulator/org-client.ts';
import { recordsOf, useDeletions } from './deletions.ts';

describe('the flow that deletes an app', () => {
  const deletions = useDeletions();
  const { begin, create, remove, failure, refusalOf, requestLines, setNames } = deletions;
  const stateOf = (): OrgRecords => recordsOf(deletions.app.org);

  async function deployPieces(pieces: Piece[]): Promise<void> {
    const { problems } = await deploy(deletions.app.simulator, filesOf(pieces));
    expect(problems).to.deep.equal([]);
  }

  for (const type of ['external-client-app', 'connected-app'] as const) {
    describe(`of the type ${type}`, () => {
      it('leaves the org as it was before the app was made, and no login or token of the app works', async () => {
        await begin();
        const before = stateOf();
        const consumerKey = await create({
          type,
          assignTo: ['deploy@simulator.example', deletions.app.username],
        });
        const { result } = await deletions.app.logIn(consumerKey, deletions.keys);
        const open = async (): Promise<number> => {
          const headers = { authorization: `Bearer ${result.accessToken}` };
          return (await fetch(new URL('/services/data/v66.0/', deletions.app.origin), { headers })).status;
        };
        expect(await open()).to.equal(200);
        const deleted = await remove({ type });
        expect(deleted).to.deep.include({
          outcome: 'deleted',
          consumerKey,
          usernames: ['deploy@simulator.example', 'admin@simulator.example'],
          permissionSetsDeleted: ['Jwt_Cli_Access'],
          permissionSetsKept: [],
        });
        expect(deleted.tokens?.map(({ username }) => username)).to.deep.equal(['admin@simulator.example']);
        expect(stateOf()).to.deep.equal(before);
        expect(await open()).to.equal(401);
        expect(await refusalOf(consumerKey)).to.equal('ConsumerKeyUnknownError');
        expect((await failure({ type })).name).to.equal('AppNotFoundError');
      });

      it('asks the org six times, besides polling', async () => {
        await begin();
        await create({ type });
        deletions.app.forgetRequests();
        await remove({ type });
        expect(requestLines()).to.deep.equal([
          ...(type === 'connected-app'
            ? ['POST /services/Soap/m/67.0', 'POST /services/data/v67.0/composite']
            : ['POST /services/data/v67.0/composite', 'POST /services/Soap/m/67.0']),
          'POST /services/data/v67.0/composite',
          'POST /services/data/v67.0/metadata/deployRequest',
          'POST /services/data/v67.0/composite',
          'POST /services/data/v67.0/composite',
        ]);
      });

      it('leaves a permission set that was there before, and says so', async () => {
        await begin();
        addPermissionSet(deletions.app.org, 'Pipeline_Users', 'Users of the pipeline');
        assignPermissionSet(deletions.app.org, 'deploy@simulator.example', 'Pipeline_Users');
        const before = stateOf();
        await create({
          type,
          typed: { permissionSets: ['Pipeline_Users'] },
          assignTo: ['deploy@simulator.example'],
        });
        expect(await remove({ type })).to.deep.include({
          permissionSetsDeleted: [],
          permissionSetsKept: [{ name: 'Pipeline_Users', reason: 'not-ours' }],
        });
        expect(stateOf()).to.deep.equal(before);
      });

      it('leaves a permission set of ours that another app needs', async () => {
        await begin();
        await create({ name: 'Other' });
        const consumerKey = await create({ type, typed: { permissionSets: ['Jwt_Cli_Access'] } });
        const otherKey = await create({ name: 'Third', typed: { permissionSets: ['Jwt_Cli_Access'] } });
        expect(await remove({ type })).to.deep.include({
          permissionSetsDeleted: [],
          permissionSetsKept: [{ name: 'Jwt_Cli_Access', reason: 'opens-more' }],
        });
        expect(await refusalOf(consumerKey)).to.equal('ConsumerKeyUnknownError');
        expect(await refusalOf(otherKey)).to.equal('logged in');
        await remove({ name: 'Third' });
        expect(setNames()).to.deep.equal(['Other_Access']);
      });

      it('deletes nothing when the person says no', async () => {
        await begin();
        await create({ type });
        const before = stateOf();
        let asked: DeletePlan | undefined;
        const confirm = async (plan: DeletePlan): Promise<boolean> => {
          asked = plan;
          return Promise.resolve(false);
        };
        expect(await remove({ type, confirm })).to.include({ outcome: 'declined' });
        expect(stateOf()).to.deep.equal(before);
        expect(asked?.permissionSets.going.map(({ Name }) => Name)).to.deep.equal(['Jwt_Cli_Access']);
        expect(asked?.usernames).to.deep.equal(['admin@simulator.example']);
      });
    });
  }

  it('finds parts that others named, and those that the org named itself', async () => {
    await begin();
    const before = stateOf();
    await deployPieces(
      externalApp({ name: 'Foreign_Parts', certificate: deletions.keys.certificate.raw.toString('base64') })
        .slice(0, 3)
        .map(([type, name, content]): Piece => [
          type,
          type === 'ExternalClientApplication' ? name : `${name}_part`,
          content,
        ]),
    );
    expect(deletions.app.org.records.components.map(({ fullName }) => fullName)).to.include.members([
      'Foreign_Parts_part',
      'Foreign_Parts_oauthPlcy',
      'Foreign_Parts_plcy',
    ]);
    deletions.app.forgetRequests();
    const { consumerKey } = await remove({ name: 'Foreign_Parts' });
    expect(consumerKey).to.match(/^3MVG9/);
    expect(stateOf()).to.deep.equal(before);
  });

  it('names every part to the org, the header last, so that nothing depends on what goes with what', async () => {
    await begin();
    await create();
    deletions.app.forgetRequests();
    await remove();
    const upload = deletions.app.simulator.requests.find(({ path }) => path.endsWith('/deployRequest'));
    expect(upload?.body).to.contain('destructiveChangesPre.xml').and.to.contain('destructiveChangesPost.xml');
    const [deployed] = deletions.app.org.deploys.slice(-1);
    const messages = deployed?.outcome?.messages.filter(({ isDeleted }) => isDeleted);
    const deleted = messages?.map(({ componentType, fullName }) => `${componentType} ${fullName}`);
    expect(deleted?.at(-1)).to.equal('ExternalClientApplication Jwt_Cli');
    expect(deleted).to.have.members([
      'ExtlClntAppOauthConfigurablePolicies Jwt_Cli',
      'ExtlClntAppConfigurablePolicies Jwt_Cli_plcy',
      'ExtlClntAppGlobalOauthSettings Jwt_Cli',
      'ExtlClntAppOauthSettings Jwt_Cli',
      'ExternalClientApplication Jwt_Cli',
    ]);
  });

  it('takes the name in any case, as queries do, and deletes the app all the same', async () => {
    await begin();
    const before = stateOf();
    await create();
    expect(await remove({ name: 'jwt_cli' })).to.deep.include({
      name: 'Jwt_Cli',
      permissionSetsDeleted: ['Jwt_Cli_Access'],
    });
    expect(stateOf()).to.deep.equal(before);
  });

  it('deletes the header alone where the org would not delete a part by name', async () => {
    await begin();
    const before = stateOf();
    await create();
    withdrawPermission(deletions.app.org, deletions.app.username, 'ExternalClientAppAdmin');
    await remove();
    expect(deletions.app.org.records.components).to.deep.equal(before.components);
    expect(deletions.app.org.records.accesses).to.deep.equal(before.accesses);
  });

  it('says who may delete when the org refuses, and leaves all as it was', async () => {
    await begin();
    await create();
    for (const permission of ['ModifyAllData', 'ExternalClientAppDeveloper', 'CustomizeApplication'] as const)
      withdrawPermission(deletions.app.org, deletions.app.username, permission);
    const before = stateOf();
    const error = await failure();
    expect(error.name).to.equal('DeletionRefusedError');
    expect(error.message).to.contain('ExternalClientApplication Jwt_Cli: ');
    expect(stateOf()).to.deep.equal(before);
  });

  it('shows the users whom a profile admits as everybody with it', async () => {
    await begin();
    await create({
      typed: { profiles: ['System Administrator'], permissionSets: ['Jwt_Cli_Access'] },
      assignTo: ['deploy@simulator.example'],
    });
    const { profiles, usernames } = await remove();
    expect(profiles).to.deep.equal(['System Administrator']);
    expect(usernames).to.deep.equal(['deploy@simulator.example']);
  });

  it('takes a permission set from more users than one request can hold', async () => {
    await begin();
    const before = stateOf().permissionSets;
    await create();
    for (let count = 1; count <= 60; count += 1) {
      const username = `user${count}@simulator.example`;
      addUser(deletions.app.org, { username, lastName: 'User' });
      assignPermissionSet(deletions.app.org, username, 'Jwt_Cli_Access');
    }
    expect((await remove()).usernames).to.have.length(61);
    expect(deletions.app.org.records.permissionSets).to.deep.equal(before);
  });

  it('keeps a permission set that somebody came to use while the question stood', async () => {
    await begin();
    await create();
    const confirm = async (): Promise<boolean> => {
      await create({ name: 'Late', typed: { permissionSets: ['Jwt_Cli_Access'] } });
      return true;
    };
    expect(await remove({ confirm })).to.deep.include({
      permissionSetsDeleted: [],
      permissionSetsKept: [{ name: 'Jwt_Cli_Access', reason: 'opens-more' }],
    });
  });

  it('does not take the permission set of an app with the same label for its own', async () => {
    await begin();
    await create({ type: 'connected-app', name: 'First', typed: { label: 'Same' } });
    const secondKey = await create({ type: 'connected-app', name: 'Second', typed: { label: 'Same' } });
    await remove({ type: 'connected-app', name: 'First' });
    expect(setNames()).to.deep.equal(['Second_Access']);
    expect(await refusalOf(secondKey)).to.equal('logged in');
  });

  it('says of an app that is not there what to look at', async () => {
    await begin();
    deletions.app.forgetRequests();
    const error = await failure({ name: 'Nowhere' });
    expect(error.name).to.equal('AppNotFoundError');
    expect(error.actions).to.deep.equal([
      'If it is of the other kind, say so: --type connected-app',
      'See the apps that there are: sf jwt app list --target-org admin@simulator.example',
    ]);
    expect(requestLines()).to.have.length(2);
  });

  it("says of a vendor's app that it can be blocked only", async () => {
    await begin();
    addForeignApp(deletions.app.org, 'Vendor');
    const before = stateOf();
    const error = await failure({ type: 'connected-app', name: 'Vendor' });
    expect(error.name).to.equal('AppUnreadableError');
    expect(error.actions?.[0]).to.contain('Connected Apps OAuth Usage');
    expect(stateOf()).to.deep.equal(before);
  });

  it('does not cut off the session that it works with', async () => {
    await begin();
    const username = 'jwt@simulator.example';
    addUser(deletions.app.org, { username, lastName: 'Jwt', profile: 'System Administrator' });
    const clientId = await create({ assignTo: [username] });
    const { keyFile: privateKey } = deletions.keys;
    const loginUrl = deletions.app.origin.origin;
    const authInfo = await AuthInfo.create({ username, oauth2Options: { clientId, privateKey, loginUrl } });
    const before = stateOf();
    const error = await failure({ connection: await Connection.create({ authInfo }) });
    expect(error.name).to.equal('AppOfOwnSessionError');
    expect(stateOf()).to.deep.equal(before);
  });

  it('works over REST alone where the session cannot use SOAP', async () => {
    await begin();
    const clientId = await deploySimulatedApp(deletions.app.simulator, deletions.keys.certificate, {
      issuesJwtTokens: true,
    });
    const { result } = await deletions.app.logIn(clientId, deletions.keys);
    const before = stateOf();
    await create();
    deletions.app.connection.accessToken = result.accessToken;
    expect(await remove()).to.deep.include({
      outcome: 'deleted',
      consumerKey: null,
      permissionSetsDeleted: ['Jwt_Cli_Access'],
    });
    expect(stateOf()).to.deep.equal(before);
  });
});
