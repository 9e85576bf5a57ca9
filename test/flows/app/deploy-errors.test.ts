import { expect } from 'chai';
import type { SfError } from '@salesforce/core/sfError';
import {
  explainDeployFailure,
  isAppExistsAlready,
  isConnectedAppsBlocked,
  type ComponentFailure,
} from '../../../src/app/deploy-failure.ts';
import { readDeploy, startDeploy } from '../../../src/io/metadata-api.ts';
import { strike } from '../../../src/simulator/fault-strikes.ts';
import { addPermissionSet, withdrawPermission } from '../../../src/simulator/org-changes.ts';
import type { SystemPermission } from '../../../src/simulator/permissions.ts';
import type { SimulatorOptions } from '../../../src/simulator/server.ts';
import { openAdminOrg, type AdminOrg } from '../../io/admin-org.ts';
import { shownBy, thrownBy } from '../../io/thrown.ts';
import { connectedApp, externalApp, filesOf, manifest, type Files } from '../../simulator/app-files.ts';
import { GLOBAL, HEADER, header, OWNER, POLICY, settings, SWITCHES } from '../../simulator/app-pieces.ts';
import { refusedPackages } from '../../simulator/refused-packages.ts';
import { refusedPolicies } from '../../simulator/refused-policies.ts';
import { refusedNames } from './refused-names.ts';

describe('the names of refused packages', () => {
  it('are as many as the packages', () => {
    const facts = [...refusedPackages, ...refusedPolicies].map(({ fact }) => fact);
    expect(facts).to.have.members(Object.keys(refusedNames));
  });
});

describe('a deploy that the org refuses', () => {
  let org: AdminOrg;
  afterEach(() => org.close());

  /** An org that has nothing but the permission set Known; another org holds the key TakenElsewhere. */
  async function begin(options: SimulatorOptions = {}): Promise<void> {
    org = await openAdminOrg({ appConsumerKeyTaken: ['TakenElsewhere'], ...options });
    addPermissionSet(org.simulator.org, 'Known', 'Known by label');
  }

  async function deploy(files: Files): Promise<{ failures: ComponentFailure[]; message: string }> {
    const id = await startDeploy(org.connection, new Map(Object.entries(files)));
    const outcome = await readDeploy(org.connection, id);
    if (outcome.kind === 'running') throw new Error(`The deploy is ${outcome.status}`);
    return outcome.kind === 'failed' ? outcome : { failures: [], message: 'Succeeded' };
  }

  async function prepare(files: Files): Promise<void> {
    expect(await deploy(files)).to.deep.equal({ failures: [], message: 'Succeeded' });
  }

  /** The error for the deploy, which has to leave the org as it was and to say all that the org said. */
  async function refusalOf(files: Files): Promise<SfError & { failures: ComponentFailure[] }> {
    const before = structuredClone(org.simulator.org.records);
    const { failures, message } = await deploy(files);
    expect(org.simulator.org.records).to.deep.equal(before);
    const app = {
      type: 'external-client-app',
      name: 'Jwt_CI',
      apiVersion: org.connection.getApiVersion(),
      targetOrg: org.connection.getUsername(),
    } as const;
    const error = await thrownBy(() => {
      throw explainDeployFailure(app, failures, message);
    });
    for (const { problem } of failures) expect(error.message).to.include(problem);
    expect(error.actions?.at(-1)).to.match(/\bsf [a-z]+ [a-z]+/);
    expect(shownBy(error)).not.to.match(/undefined|%[sdj]|\?/);
    return Object.assign(error, { failures });
  }

  for (const { fact, problem, pieces, version } of [...refusedPackages, ...refusedPolicies]) {
    it(`is ${refusedNames[fact]} for ${fact}`, async () => {
      await begin();
      const error = await refusalOf(filesOf(pieces, version));
      expect(error.name).to.equal(refusedNames[fact]);
      const [, first = ''] = /\nThe org said:\n.*?: (.*)/.exec(error.message) ?? [];
      if (typeof problem === 'string') expect(first).to.equal(problem);
      else expect(first).to.match(problem);
    });
  }

  const missing: Array<[what: string, permission: SystemPermission, files: Files, told: string]> = [
    ['a Connected App', 'CustomizeApplication', filesOf([connectedApp({})]), '"Manage Connected Apps"'],
    ['a Connected App', 'ManageRemoteAccess', filesOf([connectedApp({})]), '"Manage Connected Apps"'],
    [
      'an External Client App',
      'ExternalClientAppDeveloper',
      filesOf([header, settings]),
      '"Create, edit, and delete External Client Apps"',
    ],
    [
      'the policy of an External Client App',
      'ExternalClientAppAdmin',
      filesOf(externalApp({})),
      '"View all External Client Apps, view their settings, and edit their policies"',
    ],
    [
      'a permission set',
      'ManageProfilesPermissionsets',
      filesOf([['PermissionSet', 'New_Set', '<label>New set</label>']]),
      '"Manage Profiles and Permission Sets"',
    ],
  ];
  for (const [what, permission, files, told] of missing) {
    it(`names the permissions for ${what} where ${permission} is missing`, async () => {
      await begin({ allowConnectedApps: true });
      const { admin, org: state } = org.simulator;
      withdrawPermission(state, admin.username, permission);
      withdrawPermission(state, admin.username, 'ModifyAllData');
      const error = await refusalOf(files);
      expect(error.name).to.equal('PermissionMissingError');
      expect(error.message.split('\n')[0]).to.include(told);
    });
  }

  it('says that the app is there already when somebody else made it with a key of its own', async () => {
    await begin({ allowConnectedApps: true });
    for (const files of [
      filesOf(externalApp({ consumerKey: 'ChosenByHand0123' })),
      filesOf([connectedApp({ consumerKey: 'ChosenByHand4567' })]),
    ]) {
      await prepare(files);
      const error = await refusalOf(files);
      expect(error.name).to.equal('AppExistsAlreadyError');
      expect(isAppExistsAlready(error.failures)).to.equal(true);
    }
  });

  for (const [what, type, content] of [
    ['OAuth policy', POLICY, OWNER],
    ['plugin policy', SWITCHES, `${OWNER}<isEnabled>true</isEnabled>`],
  ] as const) {
    it(`says so when the app has its ${what} by another name`, async () => {
      await begin();
      await prepare(filesOf([header, settings]));
      const error = await refusalOf(filesOf([[type, 'Jwt_CI', content]]));
      expect(error.name).to.equal('AppExistsAlreadyError');
      expect(error.message).to.match(/duplicates value on Jwt_CI_\w+/);
      expect(isAppExistsAlready(error.failures)).to.equal(true);
    });
  }

  it('names what is wrong with the header, and not what follows from it', async () => {
    await begin();
    // without a header, all other parts fail for want of one
    const files = filesOf([
      ['ExternalClientApplication', 'Jwt_CI', '<contactEmail>ops</contactEmail>'],
      ...externalApp({}).slice(1),
    ]);
    const error = await refusalOf(files);
    expect(error.name).to.equal('ContactEmailRefusedError');
    expect(error.failures.some(({ problem }) => problem.startsWith('INVALID_CROSS_REFERENCE_KEY'))).to.equal(
      true,
    );
  });

  it('knows an org that wants no Connected Apps', async () => {
    await begin();
    const { failures } = await refusalOf(filesOf([connectedApp({})]));
    expect([isConnectedAppsBlocked(failures), isAppExistsAlready(failures)]).to.deep.equal([true, false]);
  });

  for (const [what, extra] of [
    ['permission set', '<permissionSetName>Unknown</permissionSetName>'],
    ['profile', '<profileName>Unknown</profileName>'],
  ] as const) {
    it(`names the ${what} that a Connected App asks for in vain`, async () => {
      await begin({ allowConnectedApps: true });
      const error = await refusalOf(filesOf([connectedApp({ extra })]));
      expect(error.name).to.equal(what === 'profile' ? 'ProfileNotFoundError' : 'PermissionSetNotFoundError');
      expect(error.message).to.match(/^The org has no [a-z ]+ Unknown\.\n/);
    });
  }

  it('names a refresh token policy that a Connected App does not have', async () => {
    await begin({ allowConnectedApps: true });
    const extra =
      '<oauthPolicy><ipRelaxation>ENFORCE</ipRelaxation><refreshTokenPolicy>INFINITE</refreshTokenPolicy></oauthPolicy>';
    const error = await refusalOf(filesOf([connectedApp({ extra })]));
    expect(error.name).to.equal('SettingRefusedError');
    expect(error.message).to.include('"INFINITE"');
  });

  it('says that there is nothing to delete', async () => {
    await begin();
    const error = await refusalOf({
      'package.xml': manifest([]),
      'destructiveChanges.xml': manifest([['ExternalClientApplication', 'Jwt_CI']]),
    });
    expect(error.name).to.equal('ComponentNotFoundError');
    expect(error.failures[0]).to.deep.include({ problemType: 'Warning' });
  });

  for (const [what, files] of [
    ['no package.xml', { 'connectedApps/Jwt_CI.connectedApp': '<ConnectedApp/>' }],
    ['a package.xml that names more', { 'package.xml': manifest([['ConnectedApp', 'Jwt_CI']]) }],
    ['a package.xml that names less', { ...filesOf([header]), 'package.xml': manifest([]) }],
  ] as const) {
    it(`is a mistake of ours with ${what}`, async () => {
      await begin();
      expect((await refusalOf(files)).name).to.equal('AppFilesRefusedError');
    });
  }

  it('names a type that the version does not have', async () => {
    await begin();
    const error = await refusalOf(filesOf([header], '58.0'));
    expect(error.name).to.equal('TypeNotInOrgError');
    expect(error.message).to.include('no ExternalClientApplication in API version');
  });

  it('says where in a file the org found something', async () => {
    await begin();
    const content = `${HEADER}\n    <isJwtEnabled>true</isJwtEnabled>`;
    const error = await refusalOf(filesOf([['ExternalClientApplication', 'Jwt_CI', content]]));
    expect(error.message).to.include(
      '\n  ExternalClientApplication Jwt_CI (3:19): Error parsing file: Element',
    );
  });

  it('says that the org failed when it did, and by which ErrorId', async () => {
    await begin();
    strike(org.simulator.world, { name: 'deploy-half-failed', times: 1 });
    const error = await refusalOf(filesOf(externalApp({})));
    expect(error.name).to.equal('OrgFailedError');
    expect(error.message).to.match(/UNKNOWN_EXCEPTION: .* ErrorId .* \d+-\d+/);
  });

  it('says that somebody cancelled it', async () => {
    await begin({ deploySeconds: 3600 });
    const id = await startDeploy(org.connection, new Map(Object.entries(filesOf([header]))));
    expect(await readDeploy(org.connection, id)).to.deep.include({ kind: 'running' });
    await org.connection.metadata.cancelDeploy(id);
    const outcome = await readDeploy(org.connection, id);
    expect(outcome).to.deep.equal({ kind: 'failed', failures: [], message: 'Canceled by Simulated Admin' });
    const app = { type: 'connected-app', name: 'Jwt_CI', apiVersion: '67.0' } as const;
    const error = explainDeployFailure(app, [], 'Canceled by Simulated Admin');
    expect(error.name).to.equal('DeployCanceledError');
    expect(error.message).to.match(/\n {2}Canceled by Simulated Admin$/);
  });

  it('explains nothing away: a part that failed by itself stands before one that another lacks', async () => {
    await begin();
    const error = await refusalOf(filesOf([header, [GLOBAL, 'Jwt_CI', OWNER], [POLICY, 'Jwt_CI', OWNER]]));
    expect(error.name).to.equal('SettingMissingError');
    expect(error.message).to.include('has no OAuth settings');
  });
});
