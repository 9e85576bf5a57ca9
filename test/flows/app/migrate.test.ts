import { expect } from 'chai';
import { plainSettings } from '../../../src/app/differences.ts';
import { deleteApp } from '../../../src/flows/app/delete.ts';
import type { Notice } from '../../../src/flows/progress.ts';
import { readApp } from '../../../src/flows/app/read-app.ts';
import { strike } from '../../../src/simulator/fault-strikes.ts';
import { element } from '../../../src/simulator/metadata/xml-elements.ts';
import {
  addPermissionSet,
  assignPermissionSet,
  withdrawPermission,
} from '../../../src/simulator/org-changes.ts';
import type { OrgRecords } from '../../../src/simulator/org-state.ts';
import { recordsOf } from './deletions.ts';
import { useMigrations } from './migrations.ts';

describe('the flow that migrates a Connected App', () => {
  const migrations = useMigrations();
  const { begin, openOrg, createOld, migrate, failure, oldApp, letEverybodyIn, refusalOf, requestLines } =
    migrations;
  const stateOf = (): OrgRecords => recordsOf(migrations.app.org);

  it('makes an app that lets the same user in by the same key, and leaves the old one as it was', async () => {
    const oldKey = await begin();
    const before = structuredClone(oldApp());
    const { to, from, userId, ...result } = await migrate();
    expect(result).to.include({ outcome: 'migrated', username: 'admin@simulator.example', isDevHub: false });
    expect(from).to.deep.equal({ type: 'connected-app', name: 'Old_Cli', consumerKey: oldKey });
    expect(to).to.include({ type: 'external-client-app', name: 'Old_Cli' });
    expect(to.consumerKey)
      .to.match(/^[A-Za-z0-9]{64}$/)
      .and.not.equal(oldKey);
    expect(userId).to.equal(migrations.app.org.records.users[0]?.id);
    expect(result.differences).to.deep.equal([]);
    expect(result.retire).to.equal(
      'sf jwt app delete --name Old_Cli --type connected-app --target-org admin@simulator.example',
    );
    expect(await refusalOf(oldKey)).to.equal('logged in');
    expect(await refusalOf(to.consumerKey)).to.equal('logged in');
    expect(oldApp()).to.deep.equal(before);
  });

  it('asks the org eleven times, besides polling, and the old app before anything is written', async () => {
    await begin();
    await migrate();
    const lines = requestLines();
    expect(lines.slice(0, 2)).to.have.members([
      'POST /services/Soap/m/67.0',
      'POST /services/data/v67.0/composite',
    ]);
    expect(lines.slice(2)).to.deep.equal([
      'POST /services/data/v67.0/composite',
      'POST /services/oauth2/token',
      'GET /services/data/v66.0/',
      'POST /services/data/v67.0/metadata/deployRequest',
      'POST /services/data/v67.0/composite',
      'POST /services/Soap/m/67.0',
      'POST /services/Soap/m/67.0',
      'POST /services/oauth2/token',
      'GET /services/data/v66.0/',
    ]);
  });

  it('carries every setting over', async () => {
    await openOrg();
    addPermissionSet(migrations.app.org, 'More_Access');
    await createOld({
      typed: {
        label: 'Pipeline & <friends>',
        description: 'For the pipelines',
        contactEmail: 'ops@example.com',
        callbackUrls: ['https://example.com/one', 'https://example.com/two'],
        scopes: ['Api', 'Web', 'SFAP', 'RefreshToken'],
        permissionSets: ['Old_Access', 'More_Access'],
        profiles: ['System Administrator'],
        ipRelaxation: 'bypass-2factor',
        ipRanges: [{ start: '10.0.0.0', end: '10.0.0.255' }],
        refreshToken: { kind: 'inactivity', period: 30, unit: 'days' },
        sessionTimeoutMinutes: 30,
      },
    });
    const { to, differences } = await migrate({ newName: 'New_Cli' });
    const found = await readApp(migrations.app.connection, { type: 'external-client-app', name: to.name });
    const old = await readApp(migrations.app.connection, { type: 'connected-app', name: 'Old_Cli' });
    if (!found || !old) throw new Error('An app is missing');
    expect(plainSettings(found.settings)).to.deep.equal({
      ...plainSettings(old.settings),
      scopes: ['Api', 'Web', 'SFApiPlatform', 'RefreshToken'],
      permissionSets: found.settings.permissionSets,
    });
    expect(found.settings.permissionSets).to.have.members(['Old_Access', 'More_Access']);
    expect(differences).to.deep.equal([]);
  });

  it('calls permission sets by their API names, where the old app has labels', async () => {
    await openOrg();
    addPermissionSet(migrations.app.org, 'Pipeline_Users', 'Users of the pipeline');
    await createOld({ typed: { permissionSets: ['Pipeline_Users'] } });
    const { permissionSets, to } = await migrate();
    expect(permissionSets).to.deep.equal(['Pipeline_Users']);
    expect(await refusalOf(to.consumerKey)).to.equal('logged in');
  });

  it('carries over who was admitted by hand', async () => {
    await begin();
    const { id } = addPermissionSet(migrations.app.org, 'By_Hand');
    assignPermissionSet(migrations.app.org, 'deploy@simulator.example', 'By_Hand');
    const body = { ParentId: id, SetupEntityId: oldApp().id };
    await migrations.app.connection.sobject('SetupEntityAccess').create(body);
    const { to } = await migrate();
    expect(await refusalOf(to.consumerKey, 'deploy@simulator.example')).to.equal('logged in');
  });

  it('goes by the app itself where another one has the same label', async () => {
    await begin({}, { name: 'Twin', typed: { label: 'Same', permissionSets: ['Twin_Access'] } });
    await createOld({ typed: { label: 'Same' } });
    expect((await migrate()).permissionSets).to.deep.equal(['Old_Cli_Access']);
    addPermissionSet(migrations.app.org, 'Other_Set', 'Old_Cli_Access');
    const error = await failure({ newName: 'New_Cli' });
    expect(error.name).to.equal('PermissionSetAmbiguousError');
  });

  it('makes nothing twice, and leaves what was changed of the new app since', async () => {
    await begin();
    const first = await migrate();
    const before = stateOf();
    migrations.app.forgetRequests();
    expect(await migrate()).to.deep.include({ outcome: 'unchanged', to: first.to, differences: [] });
    expect(stateOf()).to.deep.equal(before);
    expect(requestLines()).to.have.length(9);
    await createOld({ type: 'external-client-app', typed: { scopes: ['Api', 'Web', 'RefreshToken'] } });
    const again = await migrate();
    expect(again.outcome).to.equal('unchanged');
    expect(again.differences).to.deep.equal([
      { setting: 'scopes', from: ['Api', 'RefreshToken'], to: ['Api', 'Web', 'RefreshToken'] },
    ]);
  });

  it('can be followed by the deletion of the old app, and of the new, which leaves nothing', async () => {
    await openOrg();
    const before = stateOf();
    await createOld();
    const { to } = await migrate({ newName: 'New_Cli' });
    const common = { connection: migrations.app.connection, waitMinutes: 1, again: '' };
    const retired = await deleteApp({ ...common, type: 'connected-app', name: 'Old_Cli' }, {});
    expect(retired.permissionSetsKept).to.deep.equal([{ name: 'Old_Cli_Access', reason: 'opens-more' }]);
    expect(await refusalOf(to.consumerKey)).to.equal('logged in');
    await deleteApp({ ...common, type: 'external-client-app', name: 'New_Cli' }, {});
    expect(stateOf()).to.deep.equal(before);
  });

  it('says what the new app does not have', async () => {
    await begin();
    const component = oldApp();
    component.elements = [...component.elements, element('startUrl', 'https://example.com/start')];
    expect((await migrate()).notCarried).to.deep.equal(['startUrl']);
  });

  describe('of an app that admits everybody who approved it', () => {
    it('admits the user named, and says who else would have to be approved', async () => {
      const oldKey = await begin();
      letEverybodyIn('admin@simulator.example', 'deploy@simulator.example');
      expect(await refusalOf(oldKey, 'deploy@simulator.example')).to.equal('logged in');
      const { to, ...result } = await migrate({ newName: 'New_Cli' });
      expect(result).to.deep.include({
        permissionSets: ['New_Cli_Access'],
        permissionSetsCreated: ['New_Cli_Access'],
        assignedTo: ['admin@simulator.example'],
        withoutAccess: ['deploy@simulator.example'],
        differences: [
          { setting: 'permittedUsers', from: 'self-authorized', to: 'admin-approved' },
          { setting: 'permissionSets', from: [], to: ['New_Cli_Access'] },
        ],
      });
      expect(await refusalOf(to.consumerKey)).to.equal('logged in');
      expect(await refusalOf(to.consumerKey, 'deploy@simulator.example')).to.equal(
        'UserNotAdminApprovedError',
      );

      const assignTo = ['deploy@simulator.example'];
      expect((await migrate({ newName: 'New_Cli', assignTo })).withoutAccess).to.deep.equal([]);
      expect(await refusalOf(to.consumerKey, 'deploy@simulator.example')).to.equal('logged in');
    });

    it('leaves nothing of ours in an org that refuses the new app', async () => {
      await begin();
      letEverybodyIn('admin@simulator.example');
      const before = stateOf();
      strike(migrations.app.simulator.world, { name: 'deploy-half-failed', times: 1 });
      const error = await failure();
      expect(error.name).to.equal('OrgFailedError');
      expect(error.message).to.contain('Nothing of this attempt was left in the org.');
      expect(stateOf()).to.deep.equal(before);
    });

    it('tries no login, and writes nothing, as a user who may not make the new app', async () => {
      await begin();
      letEverybodyIn('admin@simulator.example');
      for (const permission of ['ModifyAllData', 'ExternalClientAppDeveloper'] as const)
        withdrawPermission(migrations.app.org, migrations.app.username, permission);
      const before = stateOf();
      expect((await failure()).name).to.equal('PermissionMissingError');
      expect(requestLines()).not.to.include('POST /services/oauth2/token');
      expect(stateOf()).to.deep.equal(before);
    });

    it('leaves the permission set that is not there yet out of the check of a dry run', async () => {
      await begin();
      letEverybodyIn('admin@simulator.example');
      const before = stateOf();
      const { validation, outcome } = await migrate({ isDryRun: true, newName: 'New_Cli' });
      expect(outcome).to.equal('planned');
      expect(validation?.leftOut).to.deep.equal(['New_Cli_Access']);
      expect(stateOf()).to.deep.equal(before);
    });
  });

  it('lets the org check the new app and writes nothing in a dry run', async () => {
    await begin();
    const before = stateOf();
    const result = await migrate({ isDryRun: true });
    expect(result).to.include({ outcome: 'planned' });
    expect(result.to.consumerKey).to.equal(null);
    expect(result.validation).to.deep.include({ leftOut: [] });
    expect(stateOf()).to.deep.equal(before);
  });

  it('says before anything is made what an External Client App cannot do in a Dev Hub', async () => {
    await begin({ type: 'production', isDevHub: true });
    const notices: Notice[] = [];
    let componentsThen = 0;
    const onNotice = (notice: Notice): void => {
      notices.push(notice);
      componentsThen = migrations.app.org.records.components.length;
    };
    expect((await migrate({}, { onNotice })).isDevHub).to.equal(true);
    expect(notices).to.deep.equal([{ name: 'DevHub', values: ['Old_Cli'] }]);
    expect(componentsThen).to.equal(1);
  });
});
