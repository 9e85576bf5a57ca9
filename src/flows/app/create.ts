import { Messages } from '@salesforce/core/messages';
import { findUser, planGrant, type GrantPlan } from '../../access/plan.ts';
import type { AppType } from '../../app/app-type.ts';
import { appApiVersion } from '../../app/api-version.ts';
import { connectedApp } from '../../app/connected-app.ts';
import { explainDeployFailure } from '../../app/deploy-failure.ts';
import { externalClientApp } from '../../app/external-client-app.ts';
import { packageComponents } from '../../app/metadata-files.ts';
import { findDifferences, readApp, readBackTypes, type AppInOrg } from '../../app/read-back.ts';
import { draftApp, type AppDraft, type AppSpec } from '../../app/spec.ts';
import { parseCertificate } from '../../certificates/parse.ts';
import { pause } from '../../io/http.ts';
import { readInputFile } from '../../io/input-file.ts';
import { deleteGrant, writeGrant, type WrittenGrant } from '../../io/access-records.ts';
import { readComponents, readDeploy, startDeploy } from '../../io/metadata-api.ts';
import type { OrgConnection } from '../../io/org-call.ts';
import { readOrgRows } from '../../io/org-rows.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'app');

export type CreateAppInput = {
  connection: OrgConnection;
  type: AppType;
  name: string;
  label?: string;
  /** Default: the e-mail address of the org's own user. */
  contactEmail?: string;
  certificateFile: string;
  scopes: string[];
  callbackUrl: string;
  permissionSet?: string;
  /** Usernames; the org's own user when empty. */
  assignTo: string[];
  waitMinutes: number;
};

/**
 * `addedScopes`: what had to be added to the scopes asked for. `isConfirmed`: the app was read back and is as it was sent.
 * `sha256` is the certificate's fingerprint.
 */
export type CreateAppResult = {
  consumerKey: string;
  name: string;
  type: AppType;
  orgId: string;
  instanceUrl: string;
  permissionSet: string;
  permissionSetCreated: boolean;
  assignedTo: string[];
  scopes: string[];
  addedScopes: string[];
  callbackUrl: string;
  isConfirmed: boolean;
  certificate: { file: string; sha256: string; notAfter: string };
};

/** What is being waited for, for a person to read; `elapsedSeconds` since the command began. */
export type Stage = { name: 'read' | 'grant' | 'deploy' | 'confirm'; detail: string; elapsedSeconds: number };
export type CreateAppOptions = { signal?: AbortSignal; onStage?: (stage: Stage) => void };

/**
 * Creates the app: reads what is there, gives the users the permission set, deploys the app that admits only them, and
 * reads it back. In this order nobody is locked out. Throws before anything is written when a part cannot work; an app
 * that the org refuses leaves nothing behind.
 */
export async function createApp(input: CreateAppInput, options: CreateAppOptions): Promise<CreateAppResult> {
  const { connection } = input;
  const tell = stageTeller(options);
  const { contents, path } = await readInputFile(input.certificateFile, '--certificate-file');
  const draft = draftApp({ ...input, certificate: parseCertificate(contents, path) });
  connection.setApiVersion(appApiVersion(connection.getApiVersion()));

  tell('read', connection.instanceUrl);
  const { spec, plan } = await prepare(draft, input);
  tell('grant', spec.permissionSet);
  options.signal?.throwIfAborted();
  const grant = await writeGrant(connection, plan);
  tell('deploy', spec.name);
  await deployApp(spec, grant, input, (status) => tell('deploy', status), options.signal);
  tell('confirm', spec.name);
  const isConfirmed = await confirmApp(spec, connection);

  const { certificate } = spec;
  return {
    consumerKey: spec.consumerKey,
    name: spec.name,
    type: spec.type,
    orgId: connection.getAuthInfoFields().orgId ?? '',
    instanceUrl: new URL(connection.instanceUrl).origin,
    permissionSet: spec.permissionSet,
    permissionSetCreated: grant.permissionSetId !== undefined,
    assignedTo: [...plan.alreadyAssigned, ...plan.assign].map(({ Username }) => Username),
    scopes: spec.scopes,
    addedScopes: spec.scopes.filter((scope) => !input.scopes.includes(scope)),
    callbackUrl: spec.callbackUrl,
    isConfirmed,
    certificate: {
      file: path,
      sha256: certificate.fingerprint256,
      notAfter: certificate.validToDate.toISOString(),
    },
  };
}

/** Reads what the org has, and settles what will be written. */
async function prepare(
  draft: AppDraft,
  { connection, assignTo }: CreateAppInput,
): Promise<{ spec: AppSpec; plan: GrantPlan }> {
  const owner = connection.getUsername() ?? '';
  const wanted = assignTo.length > 0 ? assignTo : [owner];
  const { name: appName, permissionSet } = draft;
  const rows = await readOrgRows(connection, {
    usernames: [...new Set([owner, ...wanted])],
    permissionSet,
    appName,
  });
  // an External Client App shows in the rows; a Connected App only in its metadata
  if (draft.type === 'connected-app' || rows.externalClientAppId !== undefined)
    await refuseExistingApp(draft, connection);
  const contactEmail = draft.contactEmail ?? findUser(rows.users, owner).Email;
  const permissionSetLabel = rows.permissionSet?.Label ?? permissionSet;
  return {
    spec: { ...draft, contactEmail, permissionSetLabel },
    plan: planGrant(rows, wanted, permissionSet),
  };
}

async function refuseExistingApp({ type, name }: AppDraft, connection: OrgConnection): Promise<void> {
  const found = await findApp(type, name, connection);
  if (!found) return;
  const consumerKey = found.consumerKey ?? 'CONSUMER_KEY';
  const { origin } = new URL(connection.instanceUrl);
  throw messages.createError(
    'error.AppExists',
    [name, type, consumerKey],
    [consumerKey, origin, `${name}_2`],
  );
}

async function findApp(
  type: AppType,
  name: string,
  connection: OrgConnection,
): Promise<AppInOrg | undefined> {
  return readApp(type, await readComponents(connection, readBackTypes[type], name));
}

/** Deploys and waits. A refusal takes the grant back; when the end is unknown, all stays for the app that may come. */
async function deployApp(
  spec: AppSpec,
  grant: WrittenGrant,
  { connection, waitMinutes }: CreateAppInput,
  tell: (status: string) => void,
  signal?: AbortSignal,
): Promise<void> {
  if (signal?.aborted) {
    await deleteGrant(connection, grant);
    signal.throwIfAborted();
  }
  const render = { 'external-client-app': externalClientApp, 'connected-app': connectedApp }[spec.type];
  const deployId = await startDeploy(connection, packageComponents(render(spec), connection.getApiVersion()));
  const deadline = performance.now() + waitMinutes * 60_000;
  for (let polls = 0; ; polls += 1) {
    const outcome = await readDeploy(connection, deployId);
    if (outcome.kind === 'succeeded') return;
    if (outcome.kind === 'failed') {
      const error = explainDeployFailure(
        { ...spec, apiVersion: connection.getApiVersion(), targetOrg: connection.getUsername() },
        outcome.failures,
        outcome.message,
      );
      error.message += `\n${await takeBack(grant, connection)}`;
      throw error;
    }
    if (performance.now() > deadline) throw stillRunning(spec, deployId, connection);
    tell(`${deployId}, ${outcome.status}`);
    await pause(pollDelay(polls), signal).catch(() => {
      throw interrupted(spec, deployId, connection);
    });
  }
}

/** Deletes what was given for an app that was refused, and says whether that worked. The refusal stays the error. */
async function takeBack(grant: WrittenGrant, connection: OrgConnection): Promise<string> {
  return deleteGrant(connection, grant).then(
    () => messages.getMessage('nothingLeft'),
    (error: unknown) => messages.getMessage('grantLeft', [(error as Error).message]),
  );
}

/** Milliseconds: quick at first, because a deploy of four small files takes seconds, and never slower than every 5 s. */
const pollDelay = (polls: number): number => Math.min(500 * 1.5 ** polls, 5000);

/** Exit code 69: it goes on in the org. */
function stillRunning({ name, consumerKey }: AppSpec, deployId: string, connection: OrgConnection): Error {
  const error = messages.createError(
    'error.DeployStillRunning',
    [name, deployId, consumerKey],
    [deployId, connection.getUsername()],
    69,
  );
  error.data = { deployId, consumerKey };
  return error;
}

/** Exit code 130: the person stopped waiting; what was sent stays in the org. */
function interrupted({ name, consumerKey }: AppSpec, deployId: string, connection: OrgConnection): Error {
  const error = messages.createError(
    'error.DeployInterrupted',
    [name, deployId, consumerKey],
    [deployId, connection.getUsername()],
    130,
  );
  error.data = { deployId, consumerKey };
  return error;
}

/**
 * Reads the app back: what the org took over silently differs from what was sent in too many reported cases. False when the
 * session of the target org cannot read apps; then the app stands all the same.
 */
async function confirmApp(spec: AppSpec, connection: OrgConnection): Promise<boolean> {
  const found = await findApp(spec.type, spec.name, connection).catch((error: unknown) => {
    if ((error as Error).name === 'SoapRefusesTokenError') return 'unreadable' as const;
    throw error;
  });
  if (found === 'unreadable') return false;
  const differences = found ? findDifferences(spec, found) : ['app'];
  if (differences.length === 0) return true;
  throw messages.createError('error.AppDiffers', [spec.name, differences.join(', '), spec.consumerKey]);
}

function stageTeller({ onStage }: CreateAppOptions): (name: Stage['name'], detail: string) => void {
  const started = performance.now();
  return (name, detail) =>
    onStage?.({ name, detail, elapsedSeconds: Math.round((performance.now() - started) / 1000) });
}
