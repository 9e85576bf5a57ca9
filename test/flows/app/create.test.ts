import { expect } from 'chai';
import { rmSync } from 'node:fs';
import type { SfError } from '@salesforce/core';
import { createApp, type CreateAppInput, type CreateAppResult } from '../../../src/flows/app/create.ts';
import type { FlowOptions } from '../../../src/flows/progress.ts';
import type { TokenOutput } from '../../../src/flows/token.ts';
import { addPermissionSet, expireSessions } from '../../../src/simulator/org-changes.ts';
import type { Simulator, SimulatorOptions } from '../../../src/simulator/server.ts';
import { startFaultyFront } from '../../faulty-front.ts';
import { deploySimulatedApp, makeKeyFiles, type KeyFiles } from '../../simulated-app.ts';
import { type AppOrg, closeAppOrgs, openAppOrg } from './app-org.ts';

describe('the flow that creates an app', () => {
  let keys: KeyFiles;
  let org: AppOrg;
  let simulator: Simulator;
  let input: CreateAppInput;

  async function begin(options: SimulatorOptions = {}): Promise<void> {
    org = await openAppOrg(options);
    simulator = org.simulator;
    input = {
      connection: org.connection,
      type: 'external-client-app',
      name: 'Jwt_Cli',
      certificateFile: keys.certificateFile,
      typed: {},
      again: 'sf jwt app create',
      assignTo: [],
      waitMinutes: 1,
    };
  }

  const create = async (
    changes: Partial<CreateAppInput> = {},
    options: FlowOptions = {},
  ): Promise<CreateAppResult> => createApp({ ...input, ...changes }, new Date(), options);

  async function failure(changes: Partial<CreateAppInput> = {}, options: FlowOptions = {}): Promise<SfError> {
    return create(changes, options).then(
      () => expect.fail('the app was created'),
      (error: unknown) => error as SfError,
    );
  }

  const logIn = async (clientId: string | null): Promise<TokenOutput> => org.logIn(clientId ?? '', keys);

  const requestLines = (): string[] => org.requestLines();

  const query = async (soql: string): Promise<unknown[]> => org.query(soql);

  before(async () => (keys = await makeKeyFiles()));
  after(() => rmSync(keys.folder, { recursive: true }));
  afterEach(closeAppOrgs);

  it('makes an app that the user can log in with, in at most 8 requests for both, besides polling', async () => {
    await begin();
    const { consumerKey } = await create();
    await logIn(consumerKey);
    const lines = requestLines().filter((line) => !/^GET .*\/deployRequest\//.test(line));
    expect(lines).to.deep.equal([
      'GET /services/data',
      'POST /services/data/v67.0/composite',
      'POST /services/data/v67.0/composite',
      'POST /services/data/v67.0/composite',
      'POST /services/data/v67.0/metadata/deployRequest',
      'POST /services/data/v67.0/composite',
      'POST /services/Soap/m/67.0',
      'POST /services/Soap/m/67.0',
      'POST /services/oauth2/token',
      'GET /services/data/v66.0/',
    ]);
  });

  it('gives the permission set before the app admits only those who have it', async () => {
    await begin();
    await create();
    const bodies = simulator.requests.map(({ path, body }) => [path, body] as const);
    const assigned = bodies.findIndex(
      ([, body]) => body.includes('/sobjects/PermissionSetAssignment"') && body.includes('AssigneeId'),
    );
    const deployed = bodies.findIndex(([path]) => path.endsWith('/deployRequest'));
    expect(assigned).to.be.greaterThan(-1).and.lessThan(deployed);
  });

  it('takes the contact from the org user, and everybody named gets the permission set', async () => {
    await begin();
    const result = await create({
      assignTo: ['deploy@simulator.example', 'admin@simulator.example', 'DEPLOY@simulator.example'],
    });
    expect(result.assignedTo).to.have.members(['deploy@simulator.example', 'admin@simulator.example']);
    const rows = await query(
      "SELECT Assignee.Username FROM PermissionSetAssignment WHERE PermissionSet.Name = 'Jwt_Cli_Access'",
    );
    expect(rows).to.have.length(2);
    const [app] = (await query(
      "SELECT ContactEmail FROM ExternalClientApplication WHERE DeveloperName = 'Jwt_Cli'",
    )) as Array<{ ContactEmail: string }>;
    const [user] = (await query(
      "SELECT Email FROM User WHERE Username = 'admin@simulator.example'",
    )) as Array<{ Email: string }>;
    expect(app?.ContactEmail).to.equal(user?.Email);
  });

  it('leaves nothing of ours in an org that refuses Connected Apps', async () => {
    await begin();
    const error = await failure({ type: 'connected-app' });
    expect(error.name).to.equal('ConnectedAppsBlockedError');
    expect(error.message).to.contain('Nothing of this attempt was left in the org.');
    expect(error.message).to.contain(
      "You can't create a connected app. To enable connected app creation, contact Salesforce Customer Support.",
    );
    expect(await query("SELECT Id FROM PermissionSet WHERE Name = 'Jwt_Cli_Access'")).to.deep.equal([]);
    expect(
      await query("SELECT Id FROM PermissionSetAssignment WHERE PermissionSet.Name = 'Jwt_Cli_Access'"),
    ).to.deep.equal([]);
  });

  it('says so when it could not take back what it gave', async () => {
    await begin();
    // of the four composite requests, two read, the third gives, the fourth takes back
    const fault = { path: '/services/data/v67.0/composite', after: 3, times: 9, status: 400, body: '[]' };
    const front = await startFaultyFront(fault, () => simulator);
    input.connection.instanceUrl = front.origin.origin;
    try {
      const error = await failure({ type: 'connected-app' });
      expect(error.name).to.equal('ConnectedAppsBlockedError');
      expect(error.message).to.contain('could not be taken back and are still in the org');
    } finally {
      front.close();
    }
  });

  it('reads the app back a second time when the org does not find its own address right after a deploy', async () => {
    await begin();
    const path = '/services/Soap/m/67.0';
    const front = await startFaultyFront({ path, times: 1, status: 404, body: '' }, () => simulator);
    input.connection.instanceUrl = front.origin.origin;
    try {
      expect((await create()).isConfirmed).to.equal(true);
      expect(front.asked.filter((url) => url === path)).to.have.length(3);
    } finally {
      front.close();
    }
  });

  it('takes back only what it gave itself', async () => {
    await begin();
    await create({ name: 'First', typed: { permissionSets: ['Common'] } });
    await failure({
      type: 'connected-app',
      typed: { permissionSets: ['Common'] },
      assignTo: ['admin@simulator.example', 'deploy@simulator.example'],
    });
    const rows = (await query(
      "SELECT Assignee.Username FROM PermissionSetAssignment WHERE PermissionSet.Name = 'Common'",
    )) as Array<{ Assignee: { Username: string } }>;
    expect(rows.map(({ Assignee }) => Assignee.Username)).to.deep.equal(['admin@simulator.example']);
  });

  for (const type of ['external-client-app', 'connected-app'] as const) {
    it(`lets two people make the same app (${type}) at the same time: one app, and both can log in`, async () => {
      await begin({ allowConnectedApps: true, deploySeconds: 0.05 });
      const results = await Promise.all([create({ type }), create({ type })]);
      expect(new Set(results.map(({ consumerKey }) => consumerKey)).size).to.equal(1);
      for (const { consumerKey } of results) await logIn(consumerKey);
      expect(await query("SELECT Id FROM PermissionSet WHERE Name = 'Jwt_Cli_Access'")).to.have.length(1);
    });
  }

  it('makes a Connected App where the org allows it, and a login works with it', async () => {
    await begin({ allowConnectedApps: true });
    const { consumerKey } = await create({ type: 'connected-app' });
    const { result } = await logIn(consumerKey);
    expect(result.username).to.equal(simulator.admin.username);
  });

  for (const type of ['external-client-app', 'connected-app'] as const) {
    it(`uses a permission set that is there already, whatever its label (${type})`, async () => {
      await begin({ allowConnectedApps: true });
      addPermissionSet(simulator.org, 'Pipeline_Users', 'Users of the pipeline');
      const { consumerKey, permissionSetsCreated } = await create({
        type,
        typed: { permissionSets: ['Pipeline_Users'] },
      });
      expect(permissionSetsCreated).to.deep.equal([]);
      const { result } = await logIn(consumerKey);
      expect(result.username).to.equal(simulator.admin.username);
    });

    it(`changes nothing the second time (${type}), and asks three times at most`, async () => {
      await begin({ allowConnectedApps: true });
      const { consumerKey } = await create({ type });
      simulator.requests.length = 0;
      const again = await create({ type });
      expect(again).to.include({ outcome: 'unchanged', consumerKey, isConfirmed: true });
      expect(requestLines()).to.have.length.of.at.most(3);
      expect(simulator.requests.map(({ body }) => body).join()).not.to.match(
        /"method":"(POST|PATCH|DELETE)"/,
      );
    });
  }

  for (const [username, name] of [
    ['nobody@simulator.example', 'UserNotFoundError'],
    ['inactive@simulator.example', 'UserInactiveError'],
  ] as const) {
    it(`writes nothing when ${username} was to be approved (${name})`, async () => {
      await begin();
      expect((await failure({ assignTo: [username] })).name).to.equal(name);
      expect(requestLines().filter((line) => line.includes('deployRequest'))).to.deep.equal([]);
      expect(await query("SELECT Id FROM PermissionSet WHERE Name = 'Jwt_Cli_Access'")).to.deep.equal([]);
    });
  }

  it('says before it writes anything in a Dev Hub what the app cannot do there, and of a Connected App nothing', async () => {
    await begin({ allowConnectedApps: true, isDevHub: true });
    const notices: string[] = [];
    const onNotice = ({ name }: { name: string }): void => {
      notices.push(name);
      expect(requestLines().filter((line) => line.includes('deployRequest'))).to.deep.equal([]);
    };
    await create({}, { onNotice });
    expect(notices).to.deep.equal(['DevHub']);
    await create(
      { type: 'connected-app', name: 'Old_Style' },
      { onNotice: ({ name }) => notices.push(name) },
    );
    expect(notices).to.deep.equal(['DevHub']);
  });

  it('says which deployment goes on when the org needs longer than --wait, and ends with exit code 69', async () => {
    await begin({ deploySeconds: 3600 });
    const error = await failure({ waitMinutes: 0 });
    expect(error.name).to.equal('DeployStillRunningError');
    expect(error.exitCode).to.equal(69);
    expect(error.data).to.have.keys(['deployId']);
    expect(error.actions?.[0]).to.match(
      /^See how it goes on: sf project deploy report --job-id 0Af\w{15} --target-org admin@simulator\.example$/,
    );
  });

  it('says which deployment goes on when it is interrupted, and ends with exit code 130', async () => {
    await begin({ deploySeconds: 3600 });
    const controller = new AbortController();
    const onStage = ({ detail }: { detail: string }): void => {
      if (detail.startsWith('0Af')) controller.abort();
    };
    const error = await failure({}, { signal: controller.signal, onStage });
    expect(error.name).to.equal('DeployInterruptedError');
    expect(error.exitCode).to.equal(130);
    expect(error.message).to.match(/0Af\w{15}/);
  });

  it('takes the grant back when it is interrupted before the app is on its way', async () => {
    await begin();
    const controller = new AbortController();
    const onStage = ({ name }: { name: string }): void => {
      if (name === 'deploy') controller.abort();
    };
    const error = await failure({}, { signal: controller.signal, onStage });
    expect(error.name).to.equal('AbortError');
    expect(await query("SELECT Id FROM PermissionSet WHERE Name = 'Jwt_Cli_Access'")).to.deep.equal([]);
    expect(requestLines().filter((line) => line.endsWith('/deployRequest'))).to.deep.equal([]);
  });

  describe('with a session whose access token is in JWT format, which SOAP refuses', () => {
    beforeEach(async () => {
      await begin();
      const clientId = await deploySimulatedApp(simulator, keys.certificate, { issuesJwtTokens: true });
      const { result } = await logIn(clientId);
      expect(result.accessToken).to.match(/^eyJ/);
      input.connection.accessToken = result.accessToken;
    });

    it('creates the app, and says that it could not read it back', async () => {
      const { isConfirmed, consumerKey } = await create();
      expect(isConfirmed).to.equal(false);
      expect(consumerKey).to.have.length(64);
    });

    it('writes nothing where it cannot see whether the app is there already', async () => {
      const error = await failure({ type: 'connected-app' });
      expect(error.name).to.equal('SoapRefusesTokenError');
      expect(await query("SELECT Id FROM PermissionSet WHERE Name = 'Jwt_Cli_Access'")).to.deep.equal([]);
    });
  });

  it('says to log in again when the session of the target org has ended', async () => {
    await begin();
    expireSessions(simulator.org);
    const error = await failure();
    expect(error.name).to.equal('OrgSessionEndedError');
    expect(error.actions?.at(-1)).to.match(/sf org login web --instance-url http/);
  });

  it('asks the org nothing when what was typed cannot work', async () => {
    await begin();
    simulator.requests.length = 0;
    expect((await failure({ certificateFile: keys.keyFile })).name).to.equal('CertificateIsPrivateKeyError');
    expect((await failure({ name: 'a__b' })).name).to.equal('AppNameInvalidError');
    expect((await failure({ typed: { scopes: ['Everything'] } })).name).to.equal('ScopeUnknownError');
    expect(simulator.requests).to.deep.equal([]);
  });
});
