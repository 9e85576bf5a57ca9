import type { X509Certificate } from 'node:crypto';
import { Messages } from '@salesforce/core/messages';
import { findUser, type UserRow } from '../../access/plan.ts';
import { appApiVersion } from '../../app/api-version.ts';
import type { AppType } from '../../app/app-type.ts';
import { newComponents } from '../../app/components.ts';
import { findDifferences, pickDifferent, type Difference } from '../../app/differences.ts';
import type { AppSettings } from '../../app/settings.ts';
import {
  checkRequest,
  newSettings,
  randomConsumerKey,
  wantedSettings,
  type AppRequest,
} from '../../app/spec.ts';
import { parseCertificate } from '../../certificates/parse.ts';
import { deleteGrant, writeGrant, type WrittenGrant } from '../../io/access-records.ts';
import { readInputFile } from '../../io/input-file.ts';
import type { OrgConnection } from '../../io/org-call.ts';
import { stageTeller, type FlowOptions } from '../progress.ts';
import { accessQueries, areAdmitted, planAdmission, type AccessRows, type Admission } from './admission.ts';
import { changeApp, confirmApp, writtenSettings } from './change-app.ts';
import { deploy, type DeployEnd, type DeployOptions } from './deploy.ts';
import { readAppWith, type AppInOrg } from './read-app.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'app');

export type CreateAppInput = {
  connection: OrgConnection;
  type: AppType;
  name: string;
  /** Of a new app; default: one of ours. */
  consumerKey?: string;
  certificateFile: string;
  /** What a person typed of the settings; the rest has defaults in a new app, and stays in one that is there. */
  typed: Partial<AppSettings>;
  /** Usernames; the org's own user when empty. */
  assignTo: string[];
  waitMinutes: number;
  isDryRun?: boolean;
  /** The command that was typed, for the one who takes it up again. */
  again: string;
};

/** `planned`: nothing was written. */
export type CreateOutcome = 'created' | 'changed' | 'unchanged' | 'planned';

/**
 * `changes`: what differs from the app that was there; empty for a new one. `addedScopes`: what had to be added to the
 * scopes asked for. `isConfirmed`: the app was read back and is as it was sent. `sha256` is the certificate's fingerprint.
 */
export type CreateAppResult = {
  outcome: CreateOutcome;
  consumerKey: string | null;
  name: string;
  type: AppType;
  orgId: string;
  instanceUrl: string;
  isNew: boolean;
  changes: Difference[];
  permissionSets: string[];
  profiles: string[];
  permissionSetsCreated: string[];
  assignedTo: string[];
  scopes: string[];
  addedScopes: string[];
  callbackUrl: string;
  isConfirmed: boolean;
  certificate: { file: string; sha256: string; notAfter: string };
  validation?: { deployId: string; leftOut: string[] };
};

/** What there is, what there should be, and what is missing between the two. */
type Plan = {
  request: AppRequest;
  app: AppInOrg | undefined;
  wanted: AppSettings;
  changes: Partial<AppSettings>;
  admission: Admission | undefined;
  usernames: string[];
};

/**
 * Makes the org have the app as asked for. Reads what is there; gives the users the permission set before the app admits only
 * those who have it, so that nobody is locked out; deploys the new app, or in one that is there only what differs; reads it
 * back. Throws before anything is written when a part cannot work. An app that the org refuses leaves nothing behind.
 */
export async function createApp(input: CreateAppInput, options: FlowOptions): Promise<CreateAppResult> {
  const { connection } = input;
  const tell = stageTeller(options);
  const { contents, path } = await readInputFile(input.certificateFile, '--certificate-file');
  const request = { ...input, certificate: parseCertificate(contents, path) };
  checkRequest(request);
  connection.setApiVersion(appApiVersion(connection.getApiVersion()));
  const run: Run = { input, tell, signal: options.signal };

  tell('read', connection.instanceUrl);
  const plan = await makePlan(run, request);
  const result = resultOf(plan, input, path);
  if (input.isDryRun) return { ...result, ...(await validate(run, plan)) };
  if (!needsWriting(plan)) return { ...result, outcome: 'unchanged', isConfirmed: true };
  const { isConfirmed, permissionSetsCreated, consumerKey } = await carryOut(run, plan);
  return {
    ...result,
    outcome: plan.app ? 'changed' : 'created',
    consumerKey,
    isConfirmed,
    permissionSetsCreated,
  };
}

type Run = {
  input: CreateAppInput;
  tell: (name: string, detail: string) => void;
  signal: AbortSignal | undefined;
};

async function makePlan({ input }: Run, request: AppRequest): Promise<Plan> {
  const { connection, assignTo } = input;
  const owner = connection.getUsername() ?? '';
  const usernames = assignTo.length > 0 ? assignTo : [owner];
  const queries = accessQueries([...new Set([owner, ...usernames])]);
  const { app, rows } = await readAppWith(connection, request, queries);
  refuseOtherKey(request, app);
  const wanted = app
    ? { ...app.settings, ...wantedSettings(request, app.settings) }
    : newSettings(request, findUser(rows.users as unknown as UserRow[], owner).Email);
  const changes = app ? pickDifferent(app.settings, wanted) : wanted;
  const admission = await planMissing({ input, rows, app, wanted, changes, usernames });
  return { request, app, wanted, changes, admission, usernames };
}

async function planMissing({
  input: { connection },
  rows,
  app,
  wanted,
  changes,
  usernames,
}: Pick<Plan, 'app' | 'wanted' | 'changes' | 'usernames'> & {
  input: CreateAppInput;
  rows: AccessRows;
}): Promise<Admission | undefined> {
  const isDone = app !== undefined && Object.keys(changes).length === 0;
  if (isDone && areAdmitted(rows, usernames, wanted.permissionSets)) return undefined;
  return planAdmission(connection, rows, { usernames, permissionSets: wanted.permissionSets });
}

function refuseOtherKey({ consumerKey }: AppRequest, app: AppInOrg | undefined): void {
  if (!app || consumerKey === undefined || app.consumerKey === consumerKey) return;
  throw messages.createError('error.ConsumerKeyFixed', [app.name, app.consumerKey], [app.name]);
}

const needsWriting = ({ app, changes, admission }: Plan): boolean =>
  app === undefined || Object.keys(changes).length > 0 || (admission !== undefined && hasGrant(admission));

const hasGrant = ({ plan }: Admission): boolean =>
  plan.assign.length > 0 || plan.permissionSet.id === undefined;

type Done = { isConfirmed: boolean; permissionSetsCreated: string[]; consumerKey: string };

async function carryOut(run: Run, plan: Plan): Promise<Done> {
  const { app, changes, admission, request } = plan;
  const consumerKey = app?.consumerKey ?? request.consumerKey ?? randomConsumerKey();
  const grant = await giveAccess(run, admission);
  const isThere = app !== undefined && Object.keys(changes).length === 0;
  return {
    isConfirmed: isThere || (await sendApp(run, plan, consumerKey, grant)),
    permissionSetsCreated: grant?.permissionSetId === undefined ? [] : (admission?.missingSets ?? []),
    consumerKey,
  };
}

async function giveAccess(
  { input: { connection }, tell, signal }: Run,
  admission: Admission | undefined,
): Promise<WrittenGrant | undefined> {
  if (!admission) return undefined;
  tell('grant', admission.plan.permissionSet.name);
  signal?.throwIfAborted();
  return writeGrant(connection, admission.plan);
}

/** A refusal takes the grant back; when the end is unknown, all stays for the app that may come. */
async function sendApp(
  run: Run,
  plan: Plan,
  consumerKey: string,
  grant: WrittenGrant | undefined,
): Promise<boolean> {
  const { connection, type, name } = run.input;
  run.tell('deploy', name);
  if (run.signal?.aborted && grant) await deleteGrant(connection, grant);
  const end = await send(run, plan, consumerKey, false);
  if (end.kind === 'failed') {
    if (grant) end.error.message += `\n${await takeBack(grant, connection)}`;
    throw end.error;
  }
  run.tell('confirm', name);
  const confirmed = await confirmApp(
    connection,
    { type, name, consumerKey },
    plan.app ? plan.changes : plan.wanted,
  );
  return confirmed !== undefined;
}

/** The same values for the org, for its validation alone, and for files. */
async function send(
  { input, tell, signal }: Run,
  { request, app, wanted, changes, admission }: Plan,
  consumerKey: string,
  checkOnly: boolean,
): Promise<DeployEnd> {
  const { connection, waitMinutes, again } = input;
  const labels = admission?.labels ?? new Map<string, string>();
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

/** A permission set that is not there yet cannot be validated, and would make the org refuse all. */
async function validate(run: Run, plan: Plan): Promise<Partial<CreateAppResult>> {
  const leftOut = plan.admission?.missingSets ?? [];
  const keep = (names: string[]): string[] => names.filter((name) => !leftOut.includes(name));
  const { wanted, changes } = plan;
  if (!needsWriting(plan)) return { outcome: 'planned', isConfirmed: false };
  const validated: Plan = {
    ...plan,
    wanted: { ...wanted, permissionSets: keep(wanted.permissionSets) },
    changes: changes.permissionSets ? { ...changes, permissionSets: keep(changes.permissionSets) } : changes,
  };
  run.tell('validate', plan.request.name);
  const end = await send(run, validated, plan.request.consumerKey ?? randomConsumerKey(), true);
  if (end.kind === 'failed') throw end.error;
  return { outcome: 'planned', isConfirmed: false, validation: { deployId: end.deployId, leftOut } };
}

function resultOf(
  { request, app, wanted, admission }: Plan,
  input: CreateAppInput,
  file: string,
): CreateAppResult {
  const { connection, typed, assignTo } = input;
  const { certificate } = request;
  const asked = typed.scopes ?? wanted.scopes;
  const assigned = admission ? [...admission.plan.alreadyAssigned, ...admission.plan.assign] : [];
  return {
    outcome: 'planned',
    consumerKey: app?.consumerKey ?? request.consumerKey ?? null,
    name: request.name,
    type: request.type,
    orgId: connection.getAuthInfoFields().orgId ?? '',
    instanceUrl: new URL(connection.instanceUrl).origin,
    isNew: app === undefined,
    changes: app ? findDifferences(app.settings, wanted) : [],
    permissionSets: wanted.permissionSets,
    profiles: wanted.profiles,
    permissionSetsCreated: [],
    assignedTo: assigned.length > 0 ? assigned.map(({ Username }) => Username) : assignTo,
    scopes: wanted.scopes,
    addedScopes: wanted.scopes.filter((scope) => !asked.includes(scope)),
    callbackUrl: wanted.callbackUrls[0] ?? '',
    isConfirmed: false,
    certificate: { file, sha256: certificate.fingerprint256, notAfter: endOf(certificate) },
  };
}

const endOf = (certificate: X509Certificate): string => certificate.validToDate.toISOString();

/** Deletes what was given for an app that was refused, and says whether that worked. The refusal stays the error. */
async function takeBack(grant: WrittenGrant, connection: OrgConnection): Promise<string> {
  return deleteGrant(connection, grant).then(
    () => messages.getMessage('nothingLeft'),
    (error: unknown) => messages.getMessage('grantLeft', [(error as Error).message]),
  );
}
