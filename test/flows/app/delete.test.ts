import { expect } from 'chai';
import { rmSync } from 'node:fs';
import type { SfError } from '@salesforce/core';
import { createApp, type CreateAppInput } from '../../../src/flows/app/create.ts';
import { deleteApp, type DeleteAppInput, type DeleteAppResult } from '../../../src/flows/app/delete.ts';
import type { DeletePlan } from '../../../src/flows/app/delete-plan.ts';
import type { FlowOptions } from '../../../src/flows/progress.ts';
import {
  addForeignApp,
  addPermissionSet,
  assignPermissionSet,
  withdrawPermission,
} from '../../../src/simulator/org-changes.ts';
import { addUser, type OrgRecords } from '../../../src/simulator/org-state.ts';
import type { SimulatorOptions } from '../../../src/simulator/server.ts';
import { deploySimulatedApp, makeKeyFiles, type KeyFiles } from '../../simulated-app.ts';
import { externalApp, filesOf, type Piece } from '../../simulator/app-files.ts';
import { deploy, makeClock } from '../../simulator/org-client.ts';
import { startFaultyFront, type Fault } from '../../faulty-front.ts';
import { closeAppOrgs, openAppOrg, type AppOrg } from './app-org.ts';

describe('the flow that deletes an app', () => {
  let keys: KeyFiles;
  let app: AppOrg;

  const begin = async (options: SimulatorOptions = {}): Promise<void> => {
    app = await openAppOrg({ allowConnectedApps: true, ...options });
  };

  async function create(changes: Partial<CreateAppInput> = {}): Promise<string> {
    const { consumerKey, name, permissionSetsCreated } = await createApp(
      {
        connection: app.connection,
        type: 'external-client-app',
        name: 'Jwt_Cli',
        certificateFile: keys.certificateFile,
        typed: {},
        again: '',
        assignTo: [],
        waitMinutes: 1,
        ...changes,
      },
      {},
    );
    for (const set of permissionSetsCreated) describeSet(set, name);
    return consumerKey ?? '';
  }

  /** What says that a permission set is ours. */
  function describeSet(setName: string, appName: string): void {
    const found = app.org.records.permissionSets.find(({ name }) => name === setName);
    if (!found) throw new Error(`The simulated org has no permission set ${setName}`);
    found.description = `Lets its users log in with the app "${appName}". Made by sf jwt.`;
  }

  const remove = async (
    changes: Partial<DeleteAppInput> = {},
    options: FlowOptions = {},
  ): Promise<DeleteAppResult> =>
    deleteApp(
      {
        connection: app.connection,
        type: 'external-client-app',
        name: 'Jwt_Cli',
        waitMinutes: 1,
        again: 'sf jwt app delete --name Jwt_Cli',
        ...changes,
      },
      options,
    );

  const failure = async (
    changes: Partial<DeleteAppInput> = {},
    options: FlowOptions = {},
  ): Promise<SfError> =>
    remove(changes, options).then(
      () => expect.fail('the app was deleted'),
      (error: unknown) => error as SfError,
    );

  /** Everything that the org holds, but for who logged in when. */
  function stateOf(): OrgRecords {
    const { users, ...others } = structuredClone(app.org.records);
    return { ...others, users: users.map((user) => ({ ...user, lastLoginAt: null })) };
  }

  /** The requests after reading, without polling. */
  const requestLines = (): string[] =>
    app.requestLines().filter((line) => !/^GET .*\/deployRequest\//.test(line));

  const refusalOf = async (consumerKey: string): Promise<string> =>
    app.logIn(consumerKey, keys).then(
      () => 'logged in',
      (error: unknown) => (error as Error).name,
    );

  const setNames = (): string[] =>
    app.org.records.permissionSets.filter(({ profileId }) => profileId === null).map(({ name }) => name);

  async function deployPieces(pieces: Piece[]): Promise<void> {
    const { problems } = await deploy(app.simulator, filesOf(pieces));
    expect(problems).to.deep.equal([]);
  }

  before(async () => (keys = await makeKeyFiles()));
  after(() => rmSync(keys.folder, { recursive: true }));
  afterEach(closeAppOrgs);

  for (const type of ['external-client-app', 'connected-app'] as const) {
    describe(`of the type ${type}`, () => {
      it('leaves the org as it was before the app was made, and no login or token of the app works', async () => {
        await begin();
        const before = stateOf();
        const consumerKey = await create({ type, assignTo: ['deploy@simulator.example', app.username] });
        const { result } = await app.logIn(consumerKey, keys);
        const open = async (): Promise<number> => {
          const headers = { authorization: `Bearer ${result.accessToken}` };
          return (await fetch(new URL('/services/data/v66.0/', app.origin), { headers })).status;
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
        app.forgetRequests();
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
        addPermissionSet(app.org, 'Pipeline_Users', 'Users of the pipeline');
        assignPermissionSet(app.org, 'deploy@simulator.example', 'Pipeline_Users');
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
      externalApp({ name: 'Foreign_Parts', certificate: keys.certificate.raw.toString('base64') })
        .slice(0, 3)
        .map(([type, name, content]): Piece => [
          type,
          type === 'ExternalClientApplication' ? name : `${name}_part`,
          content,
        ]),
    );
    expect(app.org.records.components.map(({ fullName }) => fullName)).to.include.members([
      'Foreign_Parts_part',
      'Foreign_Parts_oauthPlcy',
      'Foreign_Parts_plcy',
    ]);
    app.forgetRequests();
    const { consumerKey } = await remove({ name: 'Foreign_Parts' });
    expect(consumerKey).to.match(/^3MVG9/);
    expect(stateOf()).to.deep.equal(before);
  });

  it('names every part to the org, the header last, so that nothing depends on what goes with what', async () => {
    await begin();
    await create();
    app.forgetRequests();
    await remove();
    const upload = app.simulator.requests.find(({ path }) => path.endsWith('/deployRequest'));
    expect(upload?.body).to.contain('destructiveChangesPre.xml').and.to.contain('destructiveChangesPost.xml');
    const [deployed] = app.org.deploys.slice(-1);
    const messages = deployed?.outcome?.messages.filter(({ isDeleted }) => isDeleted);
    expect(messages?.map(({ componentType, fullName }) => `${componentType} ${fullName}`)).to.deep.equal([
      'ExtlClntAppOauthConfigurablePolicies Jwt_Cli',
      'ExtlClntAppConfigurablePolicies Jwt_Cli_plcy',
      'ExtlClntAppGlobalOauthSettings Jwt_Cli',
      'ExtlClntAppOauthSettings Jwt_Cli',
      'ExternalClientApplication Jwt_Cli',
    ]);
  });

  it('deletes the header alone where the org would not delete a part by name', async () => {
    await begin();
    const before = stateOf();
    await create();
    withdrawPermission(app.org, app.username, 'ExternalClientAppAdmin');
    await remove();
    expect(app.org.records.components).to.deep.equal(before.components);
    expect(app.org.records.accesses).to.deep.equal(before.accesses);
  });

  it('says who may delete when the org refuses, and leaves all as it was', async () => {
    await begin();
    await create();
    for (const permission of ['ModifyAllData', 'ExternalClientAppDeveloper', 'CustomizeApplication'] as const)
      withdrawPermission(app.org, app.username, permission);
    const before = stateOf();
    const error = await failure();
    expect(error.name).to.equal('DeletionRefusedError');
    expect(error.message).to.contain('ExternalClientApplication Jwt_Cli: ');
    expect(stateOf()).to.deep.equal(before);
  });

  it('shows the users whom a profile admits as everybody with it', async () => {
    await begin();
    await create({ typed: { profiles: ['System Administrator'], permissionSets: ['Jwt_Cli_Access'] } });
    const { profiles, usernames } = await remove();
    expect(profiles).to.deep.equal(['System Administrator']);
    expect(usernames).to.deep.equal(['admin@simulator.example']);
  });

  it('takes a permission set from more users than one request can hold', async () => {
    await begin();
    const before = stateOf().permissionSets;
    await create();
    for (let count = 1; count <= 60; count += 1) {
      const username = `user${count}@simulator.example`;
      addUser(app.org, { username, lastName: 'User' });
      assignPermissionSet(app.org, username, 'Jwt_Cli_Access');
    }
    expect((await remove()).usernames).to.have.length(61);
    expect(app.org.records.permissionSets).to.deep.equal(before);
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
    app.forgetRequests();
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
    addForeignApp(app.org, 'Vendor');
    const before = stateOf();
    const error = await failure({ type: 'connected-app', name: 'Vendor' });
    expect(error.name).to.equal('AppUnreadableError');
    expect(error.actions?.[0]).to.contain('Connected Apps OAuth Usage');
    expect(stateOf()).to.deep.equal(before);
  });

  it('works over REST alone where the session cannot use SOAP', async () => {
    await begin();
    const clientId = await deploySimulatedApp(app.simulator, keys.certificate, { issuesJwtTokens: true });
    const { result } = await app.logIn(clientId, keys);
    const before = stateOf();
    await create();
    app.connection.accessToken = result.accessToken;
    expect(await remove()).to.deep.include({
      outcome: 'deleted',
      consumerKey: null,
      permissionSetsDeleted: ['Jwt_Cli_Access'],
    });
    expect(stateOf()).to.deep.equal(before);
  });

  describe('stopped half-way', () => {
    it('says what is left when the org needs longer than --wait, and finishes when it is run again', async () => {
      const clock = makeClock();
      await begin({ now: clock.now });
      const before = stateOf();
      await create();
      app.org.deploySeconds = 3600;
      const error = await failure({ waitMinutes: 0 });
      expect(error).to.include({ name: 'DeployStillRunningError', exitCode: 69 });
      expect(error.message).to.contain(
        'Still in the org: the permission set made for the app, with its assignments (Jwt_Cli_Access).',
      );
      expect(error.actions?.at(-1)).to.contain('sf jwt app delete --name Jwt_Cli');
      clock.time += 3_601_000;
      expect(await remove()).to.include({ outcome: 'finished' });
      expect(stateOf()).to.deep.equal(before);
    });

    async function withFault(fault: Fault): Promise<SfError> {
      const front = await startFaultyFront(fault, () => app.simulator);
      const { instanceUrl } = app.connection;
      app.connection.instanceUrl = front.origin.origin;
      try {
        return await failure();
      } finally {
        app.connection.instanceUrl = instanceUrl;
        front.close();
      }
    }

    it('says that the app is gone when its permission set could not be deleted, and finishes when it is run again', async () => {
      await begin();
      const before = stateOf();
      await create();
      const composite = {
        path: '/services/data/v67.0/composite',
        status: 400,
        body: '[{"errorCode":"UNKNOWN","message":"no"}]',
      };
      const error = await withFault({ ...composite, after: 3, times: 1 });
      expect(error.message).to.contain('The app "Jwt_Cli" is deleted.');
      expect(error.message).to.contain(
        'Still in the org: the permission set made for the app, with its assignments (Jwt_Cli_Access).',
      );
      expect(error.actions?.at(-1)).to.equal(
        'To finish, run the command again: sf jwt app delete --name Jwt_Cli',
      );
      expect(await remove()).to.deep.include({
        outcome: 'finished',
        consumerKey: null,
        permissionSetsDeleted: ['Jwt_Cli_Access'],
      });
      expect(stateOf()).to.deep.equal(before);
    });

    it('names what the org would not delete', async () => {
      await begin();
      await create();
      withdrawPermission(app.org, app.username, 'ManageProfilesPermissionsets');
      const error = await failure();
      expect(error.name).to.equal('PermissionSetLeftError');
      expect(error.message).to.match(/the permission set Jwt_Cli_Access: /);
      expect(setNames()).to.deep.equal(['Jwt_Cli_Access']);
    });

    it('says which deployment goes on when it is interrupted', async () => {
      await begin();
      await create();
      app.org.deploySeconds = 3600;
      const controller = new AbortController();
      const onStage = ({ detail }: { detail: string }): void => {
        if (detail.startsWith('0Af')) controller.abort();
      };
      const error = await failure({}, { signal: controller.signal, onStage });
      expect(error).to.include({ name: 'DeployInterruptedError', exitCode: 130 });
      expect(error.message).to.match(/0Af\w{15}/);
      expect(error.message).to.contain('Jwt_Cli_Access');
    });

    it('sends nothing when it is interrupted before', async () => {
      await begin();
      await create();
      const before = stateOf();
      const controller = new AbortController();
      const onStage = ({ name }: { name: string }): void => {
        if (name === 'delete') controller.abort();
      };
      expect((await failure({}, { signal: controller.signal, onStage })).name).to.equal('AbortError');
      expect(stateOf()).to.deep.equal(before);
    });
  });
});
