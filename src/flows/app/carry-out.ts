import { Messages } from '@salesforce/core/messages';
import { needsWriting, type GrantPlan } from '../../access/plan.ts';
import { newComponents } from '../../app/components.ts';
import { isAppExistsAlready } from '../../app/deploy-failure.ts';
import { randomConsumerKey } from '../../app/spec.ts';
import { deleteGrant, writeGrant, type WrittenGrant } from '../../io/access-records.ts';
import { isOutcomeUnknown, type OrgConnection } from '../../io/org-call.ts';
import { labelsOf } from './admission.ts';
import { changeApp, confirmApp, writtenSettings } from './change-app.ts';
import type { CreateAppInput, Plan } from './create-plan.ts';
import { deploy, type DeployEnd, type DeployOptions } from './deploy.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'app');

export type Run = {
  input: CreateAppInput;
  tell: (name: string, detail: string) => void;
  signal: AbortSignal | undefined;
};

/** `overtaken`: somebody else made or changed the app in the meantime; what to do has to be planned again. */
export type Done =
  | { kind: 'done'; isConfirmed: boolean; permissionSetsCreated: string[]; consumerKey: string }
  | { kind: 'overtaken'; error: Error };

/** Writes what the plan says: first who may use the app, then the app. Throws what the org refuses, with nothing of ours left. */
export async function carryOut(run: Run, plan: Plan): Promise<Done> {
  const { app, changes, request } = plan;
  const consumerKey = app?.consumerKey ?? request.consumerKey ?? randomConsumerKey();
  const grant = await giveAccess(run, plan.grant);
  const permissionSetsCreated = (grant?.permissionSets ?? []).map(({ name }) => name);
  const done = { kind: 'done', isConfirmed: true, permissionSetsCreated, consumerKey } as const;
  if (app && Object.keys(changes).length === 0) return done;
  const isConfirmed = await sendApp(run, plan, consumerKey, grant);
  return isConfirmed instanceof Error ? { kind: 'overtaken', error: isConfirmed } : { ...done, isConfirmed };
}

/** Writes what is to be written for users; nothing where that is nothing. */
export async function giveAccess(
  { input: { connection }, tell, signal }: Omit<Run, 'input'> & { input: Pick<CreateAppInput, 'connection'> },
  plan: GrantPlan | undefined,
): Promise<WrittenGrant | undefined> {
  if (!plan || !needsWriting(plan)) return undefined;
  tell(
    'grant',
    [...plan.create.map(({ name }) => name), ...plan.assign.map(({ username }) => username)].join(', '),
  );
  signal?.throwIfAborted();
  return writeGrant(connection, plan);
}

/** A refusal takes the grant back; when the end is unknown, all stays for the app that may come. */
async function sendApp(
  run: Run,
  plan: Plan,
  consumerKey: string,
  grant: WrittenGrant | undefined,
): Promise<boolean | Error> {
  const { connection, type, name } = run.input;
  run.tell('deploy', name);
  const end = await send(run, plan, consumerKey).catch(async (error: unknown) => {
    throw await withState(error as Error, grant, connection);
  });
  if (end.kind === 'failed') {
    // the permission set is for the other one's app now, too
    if (!plan.app && isAppExistsAlready(end.failures)) return end.error;
    if (grant) end.error.message += `\n${await takeBack(grant, connection)}`;
    throw end.error;
  }
  run.tell('confirm', name);
  try {
    const wanted = plan.app ? plan.changes : plan.wanted;
    return (await confirmApp(connection, { type, name, consumerKey }, wanted)) !== undefined;
  } catch (error) {
    if ((error as Error).name === 'AppDiffersError') return error as Error;
    throw error;
  }
}

/** What never began takes the grant back; what may go on in the org is said to, and keeps it for the app that may come. */
async function withState(
  error: Error & { data?: unknown },
  grant: WrittenGrant | undefined,
  connection: OrgConnection,
): Promise<Error> {
  if (!grant) return error;
  const mayGoOn = error.data !== undefined || isOutcomeUnknown(error);
  const state = mayGoOn ? messages.getMessage('grantKept') : await takeBack(grant, connection);
  // Ctrl-C says what it has to say itself
  if (error.name !== 'AbortError') error.message += `\n${state}`;
  return error;
}

/** Sends the app: the same values for the org, for its validation alone (`checkOnly`), and for files. */
export async function send(
  { input, tell, signal }: Run,
  { request, app, wanted, changes, grant }: Plan,
  consumerKey: string,
  checkOnly = false,
): Promise<DeployEnd> {
  const { connection, waitMinutes, again } = input;
  const labels = grant ? labelsOf(grant) : new Map<string, string>();
  const options: DeployOptions = {
    waitMinutes,
    signal,
    again,
    checkOnly,
    tell: (status) => tell(checkOnly ? 'validate' : 'deploy', status),
  };
  if (app) return changeApp(connection, app, changes, { ...options, labels });
  const components = newComponents({ ...request, consumerKey }, writtenSettings(request, wanted, labels));
  return deploy(connection, request, components, options);
}

/** Deletes what was given for an app that was refused, and says whether that worked. The refusal stays the error. */
export async function takeBack(grant: WrittenGrant, connection: OrgConnection): Promise<string> {
  return deleteGrant(connection, grant).then(
    () => messages.getMessage('nothingLeft'),
    (error: unknown) => messages.getMessage('grantLeft', [(error as Error).message]),
  );
}
