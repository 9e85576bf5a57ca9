import { expect } from 'chai';
import { deleteApp } from '../../../src/flows/app/delete.ts';
import { strike } from '../../../src/simulator/fault-strikes.ts';
import { withdrawPermission } from '../../../src/simulator/org-changes.ts';
import type { OrgRecords } from '../../../src/simulator/org-state.ts';
import { makeClock } from '../../simulator/org-client.ts';
import type { AppOrg } from './app-org.ts';
import { recordsOf, useDeletions } from './deletions.ts';
import { eachFault, isNamed } from './each-fault.ts';

describe('the flow that deletes an app, stopped half-way', function () {
  this.timeout(120_000);
  const deletions = useDeletions();
  const { begin, create, remove, failure, setNames } = deletions;
  const stateOf = (): OrgRecords => recordsOf(deletions.app.org);

  it('says what is left when the org needs longer than --wait, and finishes when it is run again', async () => {
    const clock = makeClock();
    await begin({ now: clock.now });
    const before = stateOf();
    await create();
    deletions.app.org.deploySeconds = 3600;
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

  it('says that the app is gone when its permission set could not be deleted', async () => {
    await begin();
    const before = stateOf();
    await create();
    // five requests see to the app, the sixth is about its permission set
    strike(deletions.app.simulator.world, { name: 'session-expired', after: 5, times: 1 });
    const error = await failure();
    expect(error.name).to.equal('OrgSessionEndedError');
    expect(error.message).to.contain('The app "Jwt_Cli" is deleted.');
    expect(error.message).to.contain(
      'Still in the org: the permission set made for the app, with its assignments (Jwt_Cli_Access).',
    );
    expect(error.actions?.at(-1)).to.equal(
      'To finish, run the command again: sf jwt app delete --name Jwt_Cli',
    );
    await deletions.app.reconnect();
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
    withdrawPermission(deletions.app.org, deletions.app.username, 'ManageProfilesPermissionsets');
    const error = await failure();
    expect(error.name).to.equal('PermissionSetLeftError');
    expect(error.message).to.match(/^- .*permission set.*Jwt_Cli_Access.*: /m);
    expect(setNames()).to.deep.equal(['Jwt_Cli_Access']);
  });

  it('says which deployment goes on when it is interrupted', async () => {
    await begin();
    await create();
    deletions.app.org.deploySeconds = 3600;
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

  it('is named by its error, and finishes when it is run again, whatever fault strikes whichever request', async () => {
    const flow = async ({ connection }: AppOrg): Promise<unknown> =>
      deleteApp(
        {
          connection,
          type: 'external-client-app',
          name: 'Jwt_Cli',
          waitMinutes: 0,
          again: 'sf jwt app delete',
        },
        {},
      );
    let before: OrgRecords | undefined;
    const prepare = async (org: AppOrg): Promise<void> => {
      deletions.app = org;
      before = recordsOf(org.org);
      await create();
    };
    const faults = ['connection-reset', 'server-error', 'session-expired', 'deploy-stuck'] as const;
    let runs = 0;
    for await (const { outcome, line, org, again } of eachFault(flow, { faults, prepare })) {
      runs += 1;
      if (outcome.kind !== 'done') {
        expect(isNamed(outcome.error), line).to.equal(true);
        const isSaid = /The app "Jwt_Cli" is deleted|goes on in the org/.test(outcome.error.message);
        expect(org.org.records.components.length > 0 || isSaid, line).to.equal(true);
        expect((await again()).outcome.kind, line).to.equal('done');
      }
      expect(recordsOf(org.org), line).to.deep.equal(before);
    }
    expect(runs).to.be.greaterThan(20);
  });
});
