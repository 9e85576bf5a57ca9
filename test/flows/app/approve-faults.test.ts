// What an org refuses, and what goes wrong on the way: nothing is half done without being named, and running it again ends it.
import { expect } from 'chai';
import { approveApp, type ApproveAppInput } from '../../../src/flows/app/approve.ts';
import type { Stage } from '../../../src/flows/progress.ts';
import { settleDeploys } from '../../../src/simulator/metadata/deploy-queue.ts';
import {
  addPermissionSet,
  assignPermissionSet,
  expireSessions,
  freezeUser,
  withdrawPermission,
} from '../../../src/simulator/org-changes.ts';
import { shownBy, thrownBy } from '../../io/thrown.ts';
import { closeAppOrgs } from './app-org.ts';
import {
  ADMIN,
  appTypes,
  DEPLOY,
  inputFor,
  JAN,
  makeApp,
  makeKeys,
  openApprovedApp,
  PIET,
  removeKeys,
  simulated,
  type ApprovedApp,
} from './approve-org.ts';
import { eachFault, isNamed } from './each-fault.ts';
import { tracesOf } from './org-traces.ts';

type Refusal = {
  name: string;
  input: Partial<ApproveAppInput>;
  prepare?: (app: ApprovedApp) => unknown;
};

const refusals: Refusal[] = [
  { name: 'AppNotFoundError', input: { name: 'Nope', assignTo: [DEPLOY] } },
  { name: 'UserNotFoundError', input: { assignTo: ['nobody@simulator.example'] } },
  { name: 'UserNotFoundError', input: { isRevoke: true, assignTo: ['nobody@simulator.example'] } },
  { name: 'UserInactiveError', input: { assignTo: [DEPLOY, 'inactive@simulator.example'] } },
  {
    name: 'UserFrozenError',
    input: { assignTo: [DEPLOY] },
    prepare: ({ org }) => freezeUser(org.org, DEPLOY),
  },
  {
    name: 'UserLacksApiAccessError',
    input: { assignTo: [PIET] },
    prepare: ({ org }) => withdrawPermission(org.org, PIET, 'ApiEnabled'),
  },
  {
    name: 'UserNotAdmittedError',
    input: { assignTo: [PIET] },
    prepare: ({ change }) => change({ permissionSets: [], profiles: ['Systeembeheerder'] }),
  },
  { name: 'ProfileNotFoundError', input: { profiles: ['Systeem beheerder'] } },
  { name: 'ProfileNotFoundError', input: { profiles: ['00e000000000999AAA'] } },
  { name: 'ProfileNotFoundError', input: { isRevoke: true, profiles: ['00e000000000999AAA'] } },
  { name: 'PermissionSetNameInvalidError', input: { permissionSets: ['Users of the pipeline'] } },
  {
    name: 'PermissionSetNeedsActivationError',
    input: { permissionSets: ['Session_Set'], assignTo: [DEPLOY] },
    prepare: async ({ org, change }) => {
      addPermissionSet(org.org, 'Session_Set').hasActivationRequired = true;
      await change({ permissionSets: [], profiles: ['Systeembeheerder'] });
    },
  },
  {
    name: 'PermissionMissingError',
    input: { permissionSets: ['Pipeline_Users'] },
    prepare: ({ org }) => {
      for (const permission of ['ModifyAllData', 'ExternalClientAppAdmin'] as const)
        withdrawPermission(org.org, ADMIN, permission);
    },
  },
  {
    name: 'PermissionMissingError',
    input: { assignTo: [DEPLOY], isRevoke: true },
    prepare: ({ org }) => {
      assignPermissionSet(org.org, DEPLOY, 'Jwt_Cli_Access');
      withdrawPermission(org.org, ADMIN, 'AssignPermissionSets');
    },
  },
  {
    name: 'OrgSessionEndedError',
    input: { assignTo: [DEPLOY] },
    prepare: ({ org }) => expireSessions(org.org),
  },
];

// a broken connection, a server that fails, a session that ends, a deployment that never does
const FAULTS = ['connection-reset', 'server-error', 'session-expired', 'deploy-stuck'] as const;

/** What an error says of that which was written. */
const STATE =
  /Given before that, and kept|The app was changed as asked for|The deployment goes on in the org/;

/** Calls `act` once, at the stage of that name and detail. */
function atStage(stage: string, act: () => void, detail = /^/): (told: Stage) => void {
  let isDone = false;
  return (told) => {
    if (isDone || told.name !== stage || !detail.test(told.detail)) return;
    isDone = true;
    act();
  };
}

/** An administrator deletes a permission set a moment before it is deployed. */
function dropPipelineUsers({ org: { org } }: ApprovedApp): void {
  org.records.permissionSets = org.records.permissionSets.filter(({ name }) => name !== 'Pipeline_Users');
}

describe('the flow that approves, when something is wrong', function () {
  this.timeout(120_000);
  before(makeKeys);
  after(removeKeys);
  afterEach(closeAppOrgs);

  for (const type of appTypes) {
    describe(`for an app of the type ${type}`, () => {
      for (const { name, input, prepare } of refusals) {
        const asked = [...(input.assignTo ?? []), ...(input.permissionSets ?? []), ...(input.profiles ?? [])];
        it(`${input.isRevoke ? 'takes' : 'gives'} nothing: ${name} (${asked.join(', ')})`, async () => {
          const app = await openApprovedApp(type);
          await prepare?.(app);
          const before = tracesOf(app.org.org);
          const error = await thrownBy(() => app.approve(input));
          expect(error.name).to.equal(name);
          expect(error.actions).to.have.length.of.at.least(1);
          expect(shownBy(error)).not.to.match(/%[sdj]|undefined/);
          expect(tracesOf(app.org.org)).to.deep.equal(before);
        });
      }

      it('takes back what it gave when the org refuses the change', async () => {
        const app = await openApprovedApp(type);
        const onStage = atStage('deploy', () => dropPipelineUsers(app));
        const before = tracesOf(app.org.org).filter((line) => !line.includes('Pipeline_Users'));
        const error = await thrownBy(() =>
          app.approve({ assignTo: [DEPLOY], permissionSets: ['Pipeline_Users', 'New_Set'] }, { onStage }),
        );
        expect(error.name).to.equal('PermissionSetNotFoundError');
        expect(error.message)
          .to.match(/pipeline/i)
          .and.include('Nothing of this attempt was left');
        expect(tracesOf(app.org.org)).to.deep.equal(before);
      });

      it('takes nothing from users when the org refuses the change', async () => {
        const app = await openApprovedApp(type);
        await app.approve({ permissionSets: ['Pipeline_Users', 'Third'] });
        const onStage = atStage('deploy', () => dropPipelineUsers(app));
        const error = await thrownBy(() =>
          app.revoke({ assignTo: [ADMIN], permissionSets: ['Third'] }, { onStage }),
        );
        expect(error.name).to.equal('PermissionSetNotFoundError');
        expect(await app.logIn(ADMIN)).to.equal('in');
      });

      it('takes back what it gave when it is interrupted before the change is on its way', async () => {
        const app = await openApprovedApp(type);
        const before = tracesOf(app.org.org);
        const controller = new AbortController();
        const onStage = atStage('deploy', () => controller.abort());
        const error = await app
          .approve(
            { assignTo: [DEPLOY], permissionSets: ['New_Set'] },
            { onStage, signal: controller.signal },
          )
          .catch((reason: unknown) => reason as Error);
        expect(error).to.include({ name: 'AbortError' });
        expect(tracesOf(app.org.org)).to.deep.equal(before);
      });

      for (const [what, name, exitCode] of [
        ['does not wait', 'DeployStillRunningError', 69],
        ['is interrupted', 'DeployInterruptedError', 130],
      ] as const) {
        it(`says what was given, and how to go on, when it ${what}`, async () => {
          const app = await openApprovedApp(type);
          app.org.org.deploySeconds = 3600;
          const controller = new AbortController();
          const onStage = atStage('deploy', () => controller.abort(), /^0Af/);
          const error = await thrownBy(() =>
            app.approve(
              { assignTo: [DEPLOY], permissionSets: ['New_Set'], waitMinutes: exitCode === 69 ? 0 : 1 },
              { signal: controller.signal, onStage },
            ),
          );
          expect(error).to.include({ name, exitCode });
          expect(error.message).to.include(`"Jwt_Cli_Access" of the user "${DEPLOY}"`);
          expect(error.actions?.at(-1)).to.match(/: sf jwt app approve$/);
        });
      }

      it('takes the rest, run again after it did not wait', async () => {
        const app = await openApprovedApp(type);
        const asked = { assignTo: [DEPLOY], permissionSets: ['Pipeline_Users'] };
        await app.approve(asked);
        const { org } = app.org;
        org.deploySeconds = 60;
        const error = await thrownBy(() => app.revoke({ ...asked, waitMinutes: 0 }));
        expect(error).to.include({ name: 'DeployStillRunningError', exitCode: 69 });
        expect(error.message).to.include(`"Jwt_Cli_Access" of the user "${DEPLOY}"`);
        settleDeploys(org, new Date(Date.now() + 60_000));
        org.deploySeconds = 0;
        const again = await app.revoke(asked);
        expect(again.outcome).to.equal('revoked');
        expect(await app.logIn(DEPLOY)).to.equal('UserNotAdminApprovedError');
        expect((await app.readSettings()).permissionSets).to.deep.equal(['Jwt_Cli_Access']);
      });

      it('names each fault at each request, locks nobody out, and is finished by running it again', async () => {
        const asked = { assignTo: [DEPLOY], permissionSets: ['New_Set'], profiles: ['Systeembeheerder'] };
        const runs = eachFault(
          async (org) => approveApp(inputFor(org, type, { ...asked, waitMinutes: 0 }), new Date(), {}),
          {
            simulator: simulated,
            prepare: async (org) => {
              await makeApp(org, type);
            },
            faults: FAULTS,
          },
        );
        let count = 0;
        for await (const { fault, n, line, outcome, change, again } of runs) {
          count += 1;
          const where = `${fault} ${n}, ${line}`;
          if (outcome.kind === 'failed') {
            expect(isNamed(outcome.error), where).to.equal(true);
            // whatever was written is said, or running again is what the error is about
            const isWritten = change.left.some((trace) => / (has|opens) /.test(trace));
            if (isWritten) expect(outcome.error.message, where).to.match(STATE);
          }
          expect(
            change.lost.filter((trace) => / (has|opens) /.test(trace)),
            where,
          ).to.deep.equal([]);
          const { outcome: second, change: both } = await again();
          expect(second.kind, where).to.equal('done');
          expect(both.left, where).to.include.members([
            `${DEPLOY} has Jwt_Cli_Access`,
            'New_Set opens Jwt_Cli',
            'Systeembeheerder opens Jwt_Cli',
          ]);
          expect(
            both.lost.filter((trace) => / (has|opens) /.test(trace)),
            where,
          ).to.deep.equal([]);
        }
        expect(count).to.be.greaterThan(20);
      });

      it('names each fault at each request while it revokes, and is finished by running it again', async () => {
        const asked = { assignTo: [ADMIN], profiles: ['Systeembeheerder'], isRevoke: true };
        const runs = eachFault(
          async (org) => approveApp(inputFor(org, type, { ...asked, waitMinutes: 0 }), new Date(), {}),
          {
            simulator: simulated,
            prepare: async (org) => {
              const app = await makeApp(org, type);
              await app.approve({ profiles: ['Systeembeheerder'], assignTo: [DEPLOY, JAN] });
            },
            faults: FAULTS,
          },
        );
        for await (const { fault, n, line, outcome, again } of runs) {
          const where = `${fault} ${n}, ${line}`;
          if (outcome.kind === 'failed') expect(isNamed(outcome.error), where).to.equal(true);
          const { outcome: second, change } = await again();
          expect(second.kind, where).to.equal('done');
          expect(
            change.lost.filter((trace) => / (has|opens) /.test(trace)),
            where,
          ).to.have.members([`${ADMIN} has Jwt_Cli_Access`, 'Systeembeheerder opens Jwt_Cli']);
        }
      });
    });
  }
});
