import type { Admission } from '../../access/plan.ts';
import { admitsNobody, type Admitted } from '../../access/admitted.ts';
import { appApiVersion } from '../../app/api-version.ts';
import type { AppType } from '../../app/app-type.ts';
import { findDifferences, type Difference } from '../../app/differences.ts';
import { checkSettings } from '../../app/spec.ts';
import { needsWriting } from '../../access/plan.ts';
import { stageTeller, type FlowOptions, type Notice } from '../progress.ts';
import { changesApp, changesOf, type AccessPlan, type ApproveAppInput, type Named } from './access-plan.ts';
import { planApproval } from './approve-plan.ts';
import { changeAccess, sendAccess, type AccessRun } from './change-access.ts';
import { fewNames } from './few-names.ts';
import { planRevocation } from './revoke-plan.ts';

export type { ApproveAppInput };

/** `planned`: nothing was written. */
export type ApproveOutcome = 'approved' | 'revoked' | 'unchanged' | 'planned';

/** That a user was given a permission set, or lost it. */
export type Assignment = { username: string; permissionSet: string };

/**
 * `changes`: what differs from the app as it was. `permissionSets` and `profiles`: what it admits afterwards. `users`: how it
 * admits each user that was named. `losing`: who can use it no more; its `usernames` are null where the org does not tell.
 * `remaining`: who can after something was taken away. `isConfirmed`: the app was read back and is as it was sent.
 */
export type ApproveAppResult = {
  outcome: ApproveOutcome;
  name: string;
  type: AppType;
  orgId: string;
  instanceUrl: string;
  consumerKey: string | null;
  changes: Difference[];
  permissionSets: string[];
  profiles: string[];
  users: Admission[];
  permissionSetsCreated: string[];
  assigned: Assignment[];
  revoked: Assignment[];
  notAdmitted: Named;
  losing: AccessPlan['losing'];
  remaining: Admitted | null;
  isConfirmed: boolean;
  validation?: { deployId: string | null; leftOut: string[] };
};

/** Each time that somebody else changes the app between our look at it and our deploy, what to do is planned again. */
const MOST_ROUNDS = 3;

/**
 * Adds to who may use an app that is there, or takes it from them. What is so already is left alone; an app that admits who
 * approves it in a browser admits approved users only afterwards. Throws before anything is written when a part cannot work.
 */
export async function approveApp(
  input: ApproveAppInput,
  now: Date,
  options: FlowOptions,
): Promise<ApproveAppResult> {
  const { connection, type, isRevoke, permissionSets } = input;
  if (!isRevoke) checkSettings(type, { permissionSets });
  connection.setApiVersion(appApiVersion(connection.getApiVersion()));
  const written = { permissionSets: [], assignments: [], revoked: [] };
  const run: AccessRun = { input, tell: stageTeller(options), signal: options.signal, written };
  let before: ApproveAppResult | undefined;
  for (let round = 1; ; round += 1) {
    run.tell('read', connection.instanceUrl);
    const plan = await (isRevoke ? planRevocation : planApproval)(input, now);
    const result = resultOf(input, plan, before);
    if (!isMissingSomething(plan)) return before ? done(run, result, true) : result;
    if (!before) for (const notice of noticesOf(plan)) options.onNotice?.(notice);
    if (input.isDryRun) return { ...result, ...(await validate(run, plan)) };
    const end = await changeAccess(run, plan);
    if (end.kind === 'done') return done(run, result, end.isConfirmed);
    if (round === MOST_ROUNDS) throw end.error;
    before = result;
  }
}

const isMissingSomething = (plan: AccessPlan): boolean =>
  changesApp(plan) ||
  (plan.grant !== undefined && needsWriting(plan.grant)) ||
  (plan.revoke !== undefined && plan.revoke.remove.length > 0);

function done(
  { input, written }: AccessRun,
  result: ApproveAppResult,
  isConfirmed: boolean,
): ApproveAppResult {
  return {
    ...result,
    outcome: input.isRevoke ? 'revoked' : 'approved',
    permissionSetsCreated: written.permissionSets.map(({ name }) => name),
    assigned: written.assignments.map(toAssignment),
    revoked: written.revoked.map(toAssignment),
    isConfirmed,
  };
}

const toAssignment = ({ username, permissionSet }: Assignment): Assignment => ({ username, permissionSet });

/** A permission set that is not there yet cannot be validated, and would make the org refuse all. */
async function validate(run: AccessRun, plan: AccessPlan): Promise<Partial<ApproveAppResult>> {
  const { app, wanted, grant, revoke } = plan;
  const leftOut = (grant?.create ?? []).map(({ name }) => name);
  const permissionSets = wanted.permissionSets.filter((name) => !leftOut.includes(name));
  const changes = changesOf(app, { ...wanted, permissionSets });
  const planned: Partial<ApproveAppResult> = {
    outcome: 'planned',
    permissionSetsCreated: leftOut,
    assigned: (grant?.assign ?? []).map(toAssignment),
    revoked: (revoke?.remove ?? []).map(toAssignment),
    isConfirmed: false,
    validation: { deployId: null, leftOut },
  };
  if (!changesApp({ changes })) return planned;
  run.tell('validate', app.name);
  const end = await sendAccess(run, plan, changes, true);
  if (end.kind === 'failed') throw end.error;
  return { ...planned, validation: { deployId: end.deployId, leftOut } };
}

/** What a person should know before anything is written. */
function noticesOf({ app, wanted, changes, losing, remaining, warnings }: AccessPlan): Notice[] {
  const { name } = app;
  const isApproved = wanted.permittedUsers === 'admin-approved';
  return [
    ...warnings.map((warning) => ({ name: 'Remark', values: [warning] })),
    ...(changes.permittedUsers ? [switchNotice(name, losing.usernames)] : []),
    ...(remaining && !isApproved ? [{ name: 'SelfAuthorized', values: [name] }] : []),
    ...(remaining && isApproved && admitsNobody(remaining)
      ? [{ name: 'NobodyAdmitted', values: [name] }]
      : []),
  ];
}

function switchNotice(name: string, usernames: string[] | null): Notice {
  if (usernames === null) return { name: 'SwitchedUnknown', values: [name] };
  if (usernames.length === 0) return { name: 'SwitchedAlone', values: [name] };
  return { name: 'Switched', values: [name, fewNames(usernames)] };
}

/** `before`: what this run found, and changed, before somebody else changed the app as well. */
function resultOf(input: ApproveAppInput, plan: AccessPlan, before?: ApproveAppResult): ApproveAppResult {
  const { connection, name, type } = input;
  const { app, wanted, changes, admissions, notAdmitted, losing, remaining } = plan;
  return {
    outcome: 'unchanged',
    name,
    type,
    orgId: connection.getAuthInfoFields().orgId ?? '',
    instanceUrl: new URL(connection.instanceUrl).origin,
    consumerKey: app.consumerKey ?? null,
    changes: before?.changes ?? findDifferences(app.settings, changes),
    permissionSets: wanted.permissionSets,
    profiles: wanted.profiles,
    users: admissions,
    permissionSetsCreated: [],
    assigned: [],
    revoked: [],
    notAdmitted: before?.notAdmitted ?? notAdmitted,
    losing: before?.losing ?? losing,
    remaining: remaining ?? before?.remaining ?? null,
    isConfirmed: true,
  };
}
