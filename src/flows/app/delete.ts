import { Messages } from '@salesforce/core/messages';
import { appApiVersion } from '../../app/api-version.ts';
import type { AppType } from '../../app/app-type.ts';
import type { ComponentFailure } from '../../app/deploy-failure.ts';
import { packageRemovals, type Removal } from '../../app/destructive.ts';
import type { OrgConnection } from '../../io/org-call.ts';
import { stageTeller, type FlowOptions } from '../progress.ts';
import { deleteSets } from './delete-sets.ts';
import { isThere, planDeletion, type DeletePlan, type TokenUse } from './delete-plan.ts';
import { deployFiles, type DeployEnd } from './deploy.ts';
import { appNotFound } from './app-not-found.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'app-delete');

export type DeleteAppInput = {
  connection: OrgConnection;
  type: AppType;
  name: string;
  waitMinutes: number;
  /** The command that goes on where this one ended. */
  again: string;
  /** Shows a person what would go, and asks; absent where nobody is to be asked. */
  confirm?: (plan: DeletePlan) => Promise<boolean>;
};

/** `declined`: nothing was written. `finished`: the app was gone already, and what was left of it is gone now, too. */
export type DeleteOutcome = 'deleted' | 'finished' | 'declined';

/**
 * What is gone from the org, and what stays of that which opened the app: `reason` `not-ours` for a permission set that this
 * program did not make, `opens-more` for one that something else needs.
 */
export type DeleteAppResult = {
  outcome: DeleteOutcome;
  name: string;
  type: AppType;
  orgId: string;
  instanceUrl: string;
  consumerKey: string | null;
  usernames: string[];
  profiles: string[];
  tokens: TokenUse[] | null;
  permissionSetsDeleted: string[];
  permissionSetsKept: Array<{ name: string; reason: 'not-ours' | 'opens-more' }>;
};

/** An error of this program: it has what to do about it. */
type NamedError = Error & { actions?: string[] };

type Run = {
  input: DeleteAppInput;
  tell: (name: string, detail: string) => void;
  signal: AbortSignal | undefined;
};

/**
 * Deletes an app with all of its parts, whatever their names, in one deployment, then the permission set that this program made
 * for it. In this order, so that nobody is locked out of an app that the org keeps. Run again, it finishes what was begun.
 * Throws `AppNotFoundError` when neither the app nor anything of ours is there.
 */
export async function deleteApp(input: DeleteAppInput, options: FlowOptions): Promise<DeleteAppResult> {
  const { connection } = input;
  const run: Run = { input, tell: stageTeller(options), signal: options.signal };
  connection.setApiVersion(appApiVersion(connection.getApiVersion()));
  run.tell('read', connection.instanceUrl);
  const plan = await planDeletion(connection, input);
  refuseNothing(input, plan);
  refuseOwnApp(input, plan);
  if (input.confirm && !(await input.confirm(plan))) return resultOf(input, plan, 'declined');
  if (isThere(plan)) await removeApp(run, plan);
  const sets = await removeSets(run, plan);
  return { ...resultOf(input, plan, isThere(plan) ? 'deleted' : 'finished'), ...sets };
}

function refuseNothing({ connection, type, name }: DeleteAppInput, plan: DeletePlan): void {
  if (isThere(plan) || plan.permissionSets.going.length > 0) return;
  throw appNotFound(connection, { type, name });
}

/** The session that deletes would end with the app, and could do nothing after it. */
function refuseOwnApp({ connection }: DeleteAppInput, { name, consumerKey }: DeletePlan): void {
  const { clientId } = connection.getAuthInfoFields();
  if (consumerKey === undefined || clientId !== consumerKey) return;
  const username = connection.getUsername();
  throw messages.createError('error.AppOfOwnSession', [name, username], [connection.instanceUrl]);
}

async function removeApp(run: Run, plan: DeletePlan): Promise<void> {
  run.tell('delete', plan.name);
  const end = await sendRemovals(run, plan, plan.removals);
  const isRefusedInPart = end.kind === 'failed' && isOfPartsAlone(end.failures, plan);
  // the form that other tools use, which leaves the parts to the org
  const last = isRefusedInPart ? await sendRemovals(run, plan, { first: [], last: plan.removals.last }) : end;
  if (last.kind === 'failed') throw refused(plan, last, run.input.connection);
}

async function sendRemovals(
  { input, tell, signal }: Run,
  plan: DeletePlan,
  removals: { first: readonly Removal[]; last: readonly Removal[] },
): Promise<DeployEnd> {
  const { connection, waitMinutes, again } = input;
  const files = packageRemovals(removals, connection.getApiVersion());
  const end = deployFiles(connection, plan, files, {
    waitMinutes,
    signal,
    again,
    // a part that went with another one, or by somebody else's hand, is a warning
    ignoreWarnings: true,
    tell: (status) => tell('delete', status),
  });
  return end.catch((error: unknown) => {
    throw withLeft(error as NamedError, plan);
  });
}

/** Whether the org would delete the app, and only not one of its parts by name. */
function isOfPartsAlone(failures: readonly ComponentFailure[], { removals }: DeletePlan): boolean {
  const types = removals.first.map(({ type }) => type);
  return failures.length > 0 && failures.every(({ componentType }) => types.includes(componentType));
}

function refused(
  { name }: DeletePlan,
  { error, failures }: Extract<DeployEnd, { kind: 'failed' }>,
  connection: OrgConnection,
): Error {
  if (failures.length === 0) return error;
  const lines = failures.map(
    ({ componentType, fullName, problem }) => `  ${componentType} ${fullName}: ${problem}`,
  );
  return messages.createError('error.DeletionRefused', [name, lines.join('\n')], [connection.getUsername()]);
}

/** What is there for certain while the end of the deployment is unknown is said with the error. */
function withLeft(error: NamedError, { permissionSets: { going } }: DeletePlan): NamedError {
  // an interrupt before anything was sent is no error of ours, and cannot be written to
  if (going.length > 0 && error.name !== 'AbortError')
    error.message += `\n${messages.getMessage('setsLeft', [going.map(({ Name }) => Name).join(', ')])}`;
  return error;
}

async function removeSets(run: Run, plan: DeletePlan): Promise<Partial<DeleteAppResult>> {
  const { going, staying } = plan.permissionSets;
  const kept = staying.map(({ row, reason }) => ({ name: row.Name, reason }));
  if (going.length === 0) return { permissionSetsDeleted: [], permissionSetsKept: kept };
  run.tell('delete-sets', going.map(({ Name }) => Name).join(', '));
  const { deleted, needed } = await deleteSets(run.input.connection, going, plan.appIds).catch(
    (error: unknown) => {
      throw withAgain(error as NamedError, run.input, plan);
    },
  );
  return {
    permissionSetsDeleted: deleted,
    permissionSetsKept: [...kept, ...needed.map((name) => ({ name, reason: 'opens-more' }) as const)],
  };
}

/** The app is gone; the fault keeps its name. */
function withAgain(error: NamedError, { again }: DeleteAppInput, plan: DeletePlan): NamedError {
  if (isThere(plan)) error.message += `\n${messages.getMessage('appDeleted', [plan.name])}`;
  error.actions = [...(error.actions ?? []), messages.getMessage('finish', [again])];
  return withLeft(error, plan);
}

function resultOf({ connection }: DeleteAppInput, plan: DeletePlan, outcome: DeleteOutcome): DeleteAppResult {
  const { consumerKey, tokens, name, type, usernames, profiles } = plan;
  return {
    outcome,
    name,
    type,
    orgId: connection.getAuthInfoFields().orgId ?? '',
    instanceUrl: new URL(connection.instanceUrl).origin,
    consumerKey: consumerKey ?? null,
    usernames,
    profiles,
    tokens: tokens ?? null,
    permissionSetsDeleted: [],
    permissionSetsKept: [],
  };
}
