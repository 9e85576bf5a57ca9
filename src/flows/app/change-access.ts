import { Messages } from '@salesforce/core/messages';
import type { RevokePlan } from '../../access/plan.ts';
import { deleteGrant, revokeAssignments, type WrittenGrant } from '../../io/access-records.ts';
import { changesApp, type AccessPlan, type AppAccess, type ApproveAppInput } from './access-plan.ts';
import { giveAccess, takeBack } from './carry-out.ts';
import { changeApp, confirmApp } from './change-app.ts';
import type { DeployEnd } from './deploy.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'app-access');
const accessMessages = Messages.loadMessages('sf-plugin-jwt', 'access');

export type AccessRun = {
  input: ApproveAppInput;
  tell: (name: string, detail: string) => void;
  signal: AbortSignal | undefined;
  /** All that this run wrote so far. */
  written: WrittenGrant & { revoked: RevokePlan['remove'] };
};

/** `overtaken`: somebody else changed the app in the meantime; what to do has to be planned again. */
export type AccessEnd = { kind: 'done'; isConfirmed: boolean } | { kind: 'overtaken'; error: Error };

/**
 * Writes what the plan says. Users are admitted before the app changes, so that nobody is locked out, and taken from it after,
 * so that an app that the org refuses to change leaves all as it was: what this run gave is taken back then.
 */
export async function changeAccess(run: AccessRun, plan: AccessPlan): Promise<AccessEnd> {
  const { permissionSets = [], assignments = [] } = (await giveAccess(run, plan.grant)) ?? {};
  run.written.permissionSets.push(...permissionSets);
  run.written.assignments.push(...assignments);
  if (changesApp(plan)) await changePolicies(run, plan);
  await takeAway(run, plan);
  return changesApp(plan) ? confirm(run, plan) : { kind: 'done', isConfirmed: true };
}

async function changePolicies(run: AccessRun, plan: AccessPlan): Promise<void> {
  const { input, written, signal } = run;
  const { connection } = input;
  run.tell('deploy', plan.app.name);
  const isGiven = written.permissionSets.length + written.assignments.length > 0;
  const send = async (): Promise<DeployEnd> => {
    signal?.throwIfAborted();
    return sendAccess(run, plan, plan.changes);
  };
  const end = await send().catch(async (error: unknown) => {
    // then nothing was sent
    if ((error as Error).name !== 'AbortError') throw withState(error as Error, plan, written);
    if (isGiven) await deleteGrant(connection, written);
    throw error;
  });
  if (end.kind === 'succeeded') return;
  if (isGiven) end.error.message += `\n${await takeBack(written, connection)}`;
  throw end.error;
}

/** Sends the changes to the org, or to its validation alone (`checkOnly`). */
export async function sendAccess(
  { input, tell, signal }: AccessRun,
  { app, labels }: AccessPlan,
  changes: Partial<AppAccess>,
  checkOnly = false,
): Promise<DeployEnd> {
  const { connection, waitMinutes, again } = input;
  const told = (status: string): void => tell(checkOnly ? 'validate' : 'deploy', status);
  return changeApp(connection, app, changes, { labels, waitMinutes, signal, again, checkOnly, tell: told });
}

/** What is there, and what is not done yet, while the end of the deployment is unknown. */
function withState(error: Error, { revoke }: AccessPlan, given: WrittenGrant): Error {
  const sets = given.permissionSets.map(({ name }) =>
    accessMessages.getMessage('permissionSetNamed', [name]),
  );
  const kept = [...sets, ...describeAssignments(given.assignments)];
  if (kept.length > 0) error.message += `\n${messages.getMessage('given', [kept.join(', ')])}`;
  if (revoke && revoke.remove.length > 0)
    error.message += `\n${messages.getMessage('notTakenYet', [describeAssignments(revoke.remove).join(', ')])}`;
  return error;
}

const describeAssignments = (
  assignments: ReadonlyArray<{ username: string; permissionSet: string }>,
): string[] =>
  assignments.map(({ permissionSet, username }) =>
    accessMessages.getMessage('assignmentOf', [permissionSet, username]),
  );

async function takeAway({ input, tell, signal, written }: AccessRun, plan: AccessPlan): Promise<void> {
  const { revoke } = plan;
  if (!revoke || revoke.remove.length === 0) return;
  tell('revoke', [...new Set(revoke.remove.map(({ username }) => username))].join(', '));
  // once the app is changed, an interrupt would leave half of it undone, unsaid
  if (!changesApp(plan)) signal?.throwIfAborted();
  await revokeAssignments(input.connection, revoke);
  written.revoked.push(...revoke.remove);
}

async function confirm({ input, tell }: AccessRun, { app, changes }: AccessPlan): Promise<AccessEnd> {
  tell('confirm', app.name);
  try {
    const found = await confirmApp(input.connection, app, changes);
    return { kind: 'done', isConfirmed: found !== undefined };
  } catch (error) {
    if ((error as Error).name === 'AppDiffersError') return { kind: 'overtaken', error: error as Error };
    (error as Error).message += `\n${messages.getMessage('changed')}`;
    throw error;
  }
}
