import { Messages } from '@salesforce/core/messages';
import { needsWriting, type GrantPlan } from '../../access/plan.ts';
import { newComponents } from '../../app/components.ts';
import { isAppExistsAlready } from '../../app/deploy-failure.ts';
import type { AppSettings } from '../../app/settings.ts';
import { randomConsumerKey } from '../../app/spec.ts';
import { deleteGrant, writeGrant, type WrittenGrant } from '../../io/access-records.ts';
import { deploy, type DeployEnd } from './deploy.ts';
import type { MigrationPlan, MigrationRun } from './migrate-plan.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'app');
const ownMessages = Messages.loadMessages('sf-plugin-jwt', 'app-migrate');

const TYPE = 'external-client-app';

export type Made = { consumerKey: string; permissionSetsCreated: string[] };

/**
 * Deploys the new app, after the access to it; one that is there already keeps all its settings. Throws what the org refuses, with
 * nothing of ours left. Gives the refusal where somebody else made the app meanwhile: the permission set is for theirs, too.
 */
export async function makeApp(run: MigrationRun, plan: MigrationPlan): Promise<Made | Error> {
  const { found, wanted } = plan;
  run.options.signal?.throwIfAborted();
  const written = await giveAccess(run, plan.grant);
  const permissionSetsCreated = (written?.permissionSets ?? []).map(({ name }) => name);
  if (found) return { consumerKey: found.consumerKey ?? '', permissionSetsCreated };

  const { connection } = run.input;
  const consumerKey = randomConsumerKey();
  const end = await send(run, wanted, consumerKey, false).catch(async (error: unknown) => {
    // an interrupt that comes before anything is sent
    if ((error as Error).name !== 'AbortError') sayAccessStays(error as Error, written);
    else if (written) await deleteGrant(connection, written);
    throw error;
  });
  if (end.kind === 'failed')
    return handleRefusal(end, written && (async () => deleteGrant(connection, written)));
  return { consumerKey, permissionSetsCreated };
}

async function giveAccess(
  { input: { connection }, tell, options: { signal } }: MigrationRun,
  grant: GrantPlan | undefined,
): Promise<WrittenGrant | undefined> {
  if (!grant || !needsWriting(grant)) return undefined;
  tell(
    'grant',
    [...grant.create.map(({ name }) => name), ...grant.assign.map(({ username }) => username)].join(', '),
  );
  signal?.throwIfAborted();
  return writeGrant(connection, grant);
}

/** Where the end of the deployment is unknown, what was given stays for the app that may come. */
function sayAccessStays(error: Error, written: WrittenGrant | undefined): void {
  const names = written?.permissionSets.map(({ name }) => name) ?? [];
  if (names.length > 0) error.message += `\n${ownMessages.getMessage('accessStays', [names.join(', ')])}`;
}

async function handleRefusal(
  { error, failures }: Extract<DeployEnd, { kind: 'failed' }>,
  takeBack: (() => Promise<void>) | undefined,
): Promise<Error> {
  if (isAppExistsAlready(failures)) return error;
  error.message += `\n${await undo(takeBack)}`;
  throw error;
}

/** What the org checked without writing, and the permission sets that it could not check. */
export type Validation = { deployId: string; leftOut: string[] };

/** Lets the org check the new app without making it; a permission set that is not there yet is left out. */
export async function validateApp(
  run: MigrationRun,
  { found, wanted, grant }: MigrationPlan,
): Promise<{ validation?: Validation }> {
  if (found) return {};
  const leftOut = (grant?.create ?? []).map(({ name }) => name);
  const permissionSets = wanted.permissionSets.filter((name) => !leftOut.includes(name));
  const end = await send(run, { ...wanted, permissionSets }, randomConsumerKey(), true);
  if (end.kind === 'failed') throw end.error;
  return { validation: { deployId: end.deployId, leftOut } };
}

async function send(
  { input, tell, options: { signal } }: MigrationRun,
  settings: AppSettings,
  consumerKey: string,
  checkOnly: boolean,
): Promise<DeployEnd> {
  const { connection, newName, waitMinutes, again } = input;
  const app = { type: TYPE, name: newName, consumerKey } as const;
  const stage = checkOnly ? 'validate' : 'deploy';
  tell(stage, newName);
  return deploy(connection, app, newComponents(app, settings), {
    waitMinutes,
    signal,
    again,
    checkOnly,
    tell: (status) => tell(stage, status),
  });
}

async function undo(takeBack: (() => Promise<void>) | undefined): Promise<string> {
  if (!takeBack) return messages.getMessage('nothingLeft');
  return takeBack().then(
    () => messages.getMessage('nothingLeft'),
    (error: unknown) => messages.getMessage('grantLeft', [(error as Error).message]),
  );
}
