import { expect } from 'chai';
import { migrateApp } from '../../../src/flows/app/migrate.ts';
import type { Stage } from '../../../src/flows/progress.ts';
import { strike } from '../../../src/simulator/fault-strikes.ts';
import type { OrgRecords } from '../../../src/simulator/org-state.ts';
import { makeClock } from '../../simulator/org-client.ts';
import type { AppOrg } from './app-org.ts';
import { recordsOf } from './deletions.ts';
import { eachFault, isNamed } from './each-fault.ts';
import { useMigrations } from './migrations.ts';

const HALF_AN_HOUR = 1_800_000;

describe('the flow that migrates a Connected App, stopped half-way', function () {
  this.timeout(120_000);
  const migrations = useMigrations();
  const { begin, openOrg, createOld, migrate, failure, letEverybodyIn, refusalOf } = migrations;
  const stateOf = (): OrgRecords => recordsOf(migrations.app.org);
  const keysOfNew = (): string[] =>
    migrations.app.org.records.components.flatMap(({ type, elements }) =>
      type === 'ExtlClntAppGlobalOauthSettings'
        ? elements.filter(({ name }) => name === 'consumerKey').map(({ text }) => text)
        : [],
    );

  it('keeps a new app that the org does not know yet, and goes on with the login when it is run again', async () => {
    const clock = makeClock();
    await openOrg({ now: clock.now, propagationSeconds: 1200 });
    const oldKey = await createOld();
    clock.time += HALF_AN_HOUR;
    const error = await failure();
    const [newKey = ''] = keysOfNew();
    expect(error.name).to.equal('ConsumerKeyUnknownError');
    expect(error.message).to.contain(
      `The External Client App "Old_Cli" is made, with the consumer key ${newKey}, and stays; a login with it is not proven yet.`,
    );
    expect(error.message).to.contain('The Connected App "Old_Cli" works as before.');
    expect(error.data).to.deep.include({ clientId: newKey });
    expect(error.actions?.slice(-2)).to.deep.equal([
      'To take the new app away again: sf jwt app delete --name Old_Cli --target-org admin@simulator.example',
      'An org can take up to half an hour to know a new app. To go on with the login, run the command again, which makes nothing twice: sf jwt app migrate --name Old_Cli',
    ]);
    expect(await refusalOf(oldKey)).to.equal('logged in');
    clock.time += HALF_AN_HOUR;
    expect(await migrate()).to.deep.include({
      outcome: 'unchanged',
      to: { type: 'external-client-app', name: 'Old_Cli', consumerKey: newKey },
    });
  });

  it('waits for the org as long as it is told, and says what for', async () => {
    await begin();
    const stages: Stage[] = [];
    const onStage = (stage: Stage): void => {
      stages.push(stage);
      // what was there before is known for long
      if (stage.name === 'confirm') migrations.app.org.propagationSeconds = 1;
    };
    expect((await migrate({ waitMinutes: 1 }, { onStage })).outcome).to.equal('migrated');
    expect(stages.map(({ name }) => name)).to.include.members(['login', 'login-wait', 'login-check']);
    const [wait] = stages.filter(({ name }) => name === 'login-wait');
    expect(wait?.detail).to.match(/^"client identifier invalid"; next try in 2 s, \d+ s left$/);
  });

  it('says that the new app is made when it is interrupted while it waits for the login', async () => {
    const clock = makeClock();
    await openOrg({ now: clock.now, propagationSeconds: 1200 });
    await createOld();
    clock.time += HALF_AN_HOUR;
    const controller = new AbortController();
    const onStage = ({ name }: Stage): void => {
      if (name === 'login-wait') controller.abort();
    };
    const error = await failure({ waitMinutes: 10 }, { signal: controller.signal, onStage });
    expect(error).to.include({ name: 'ProofInterruptedError', exitCode: 130 });
    expect(error.message).to.contain(keysOfNew()[0]);
    expect(error.actions?.at(-1)).to.contain('sf jwt app migrate --name Old_Cli');
  });

  for (const stageName of ['login', 'grant', 'deploy']) {
    it(`leaves nothing when it is interrupted at the stage ${stageName}`, async () => {
      await begin();
      letEverybodyIn('admin@simulator.example');
      const before = stateOf();
      const controller = new AbortController();
      const onStage = ({ name }: Stage): void => {
        if (name === stageName) controller.abort();
      };
      const error = await failure({ newName: 'New_Cli' }, { signal: controller.signal, onStage });
      expect(error.name).to.equal('AbortError');
      expect(stateOf()).to.deep.equal(before);
    });
  }

  it('says which deployment goes on, and what stays for it, and finishes when it is run again', async () => {
    const clock = makeClock();
    await begin({ now: clock.now });
    letEverybodyIn('admin@simulator.example');
    migrations.app.org.deploySeconds = 3600;
    const error = await failure({ newName: 'New_Cli' });
    expect(error).to.include({ name: 'DeployStillRunningError', exitCode: 69 });
    expect(error.message).to.contain(
      'The permission set for the new app stays, with its assignments: New_Cli_Access',
    );
    expect(error.actions?.at(-1)).to.contain('sf jwt app migrate --name Old_Cli');
    clock.time += 3_601_000;
    expect((await migrate({ newName: 'New_Cli' })).outcome).to.equal('unchanged');
  });

  it('makes one app when two people migrate at the same time', async () => {
    await begin();
    const connection = await migrations.app.connectAs('second@simulator.example');
    const results = await Promise.all([migrate(), migrate({ connection })]);
    expect(keysOfNew()).to.have.length(1);
    expect(results.map(({ to }) => to.consumerKey)).to.deep.equal([...keysOfNew(), ...keysOfNew()]);
    expect(results.map(({ outcome }) => outcome)).to.have.members(['migrated', 'unchanged']);
  });

  it('tells the new consumer key also when the app could not be read back', async () => {
    await begin();
    // three requests read, two are the login with the old app, two deploy
    strike(migrations.app.simulator.world, { name: 'session-expired', after: 6, times: 1 });
    const error = await failure();
    expect(error.name).to.equal('OrgSessionEndedError');
    expect(error.message).to.contain(`with the consumer key ${keysOfNew()[0] ?? 'of an app'}, and stays`);
  });

  it('is named by its error, and finishes when it is run again, whatever fault strikes whichever request', async () => {
    const flow = async ({ connection, username, org }: AppOrg): Promise<string> => {
      const { result } = await migrateApp(
        {
          connection,
          name: 'Old_Cli',
          username,
          privateKey: migrations.keys.location,
          assignTo: [],
          waitMinutes: 0,
          again: 'sf jwt app migrate',
        },
        org.now(),
        {},
      );
      return result.outcome;
    };
    const prepare = async (org: AppOrg): Promise<void> => {
      migrations.app = org;
      await createOld();
    };
    const faults = ['connection-reset', 'server-error', 'session-expired', 'deploy-stuck'] as const;
    const simulator = { allowConnectedApps: true };
    let runs = 0;
    for await (const { outcome, line, again } of eachFault(flow, { faults, prepare, simulator })) {
      runs += 1;
      if (outcome.kind !== 'done') expect(isNamed(outcome.error), line).to.equal(true);
      const ended = (await again()).outcome;
      expect(ended.kind, line).to.equal('done');
      const [consumerKey = '', ...others] = keysOfNew();
      expect(others, line).to.deep.equal([]);
      expect(await refusalOf(consumerKey), line).to.equal('logged in');
    }
    expect(runs).to.be.greaterThan(30);
  });
});
