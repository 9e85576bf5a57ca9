import type { AppType } from '../../app/app-type.ts';
import type { X509Certificate } from 'node:crypto';
import { appApiVersion } from '../../app/api-version.ts';
import { findDifferences, type Difference } from '../../app/differences.ts';
import { checkRequest, randomConsumerKey } from '../../app/spec.ts';
import { parseCertificate } from '../../certificates/parse.ts';
import { readInputFile } from '../../io/input-file.ts';
import { stageTeller, type FlowOptions } from '../progress.ts';
import { carryOut, send, type Done, type Run } from './carry-out.ts';
import { makePlan, isMissingSomething, type CreateAppInput, type Plan } from './create-plan.ts';

export type { CreateAppInput };

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

/** `onPlan`: told what was found and what will be written, before anything is; it may throw. */
export type CreateAppOptions = FlowOptions & { onPlan?: (plan: Plan) => void };

/** Two people at once are enough to plan again, and a third time is somebody who undoes what we do. */
const MOST_ROUNDS = 2;

/**
 * Makes the org have the app as asked for. Reads what is there; gives the users the permission set before the app admits only
 * those who have it, so that nobody is locked out; deploys the new app, or in one that is there only what differs; reads it
 * back. Throws before anything is written when a part cannot work. An app that the org refuses leaves nothing behind.
 */
export async function createApp(
  input: CreateAppInput,
  now: Date,
  options: CreateAppOptions,
): Promise<CreateAppResult> {
  const { connection } = input;
  const tell = stageTeller(options);
  const { contents, path } = await readInputFile(input.certificateFile, '--certificate-file');
  const request = { ...input, certificate: parseCertificate(contents, path) };
  checkRequest(request);
  connection.setApiVersion(appApiVersion(connection.getApiVersion()));
  const run: Run = { input, tell, signal: options.signal };

  for (let round = 1; ; round += 1) {
    tell('read', connection.instanceUrl);
    const plan = await makePlan(input, request, now);
    options.onPlan?.(plan);
    const result = resultOf(plan, input, path);
    if (input.isDryRun) return { ...result, ...(await validate(run, plan)) };
    if (!isMissingSomething(plan)) return { ...result, outcome: 'unchanged', isConfirmed: true };
    if (isForDevHub(plan, input)) options.onNotice?.({ name: 'DevHub', values: [request.name] });
    const done = await carryOut(run, plan);
    if (done.kind === 'done')
      return { ...result, outcome: plan.app ? 'changed' : 'created', ...written(done) };
    if (round === MOST_ROUNDS) throw done.error;
  }
}

/**
 * Scratch orgs and sandboxes are signed up with the app of the session, which does not work with an External Client App
 * (C-1016, cli#3515; Salesforce DX guide, "Authorize an Org Using the JWT Flow").
 */
const isForDevHub = ({ app, request }: Plan, { connection }: CreateAppInput): boolean =>
  app === undefined &&
  request.type === 'external-client-app' &&
  connection.getAuthInfoFields().isDevHub === true;

const written = ({
  isConfirmed,
  permissionSetsCreated,
  consumerKey,
}: Extract<Done, { kind: 'done' }>): Partial<CreateAppResult> => ({
  isConfirmed,
  permissionSetsCreated,
  consumerKey,
});

/** A permission set that is not there yet cannot be validated, and would make the org refuse all. */
async function validate(run: Run, plan: Plan): Promise<Partial<CreateAppResult>> {
  const leftOut = (plan.grant?.create ?? []).map(({ name }) => name);
  const keep = (names: string[]): string[] => names.filter((name) => !leftOut.includes(name));
  const { wanted, changes } = plan;
  if (!isMissingSomething(plan)) return { outcome: 'planned', isConfirmed: false };
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
  { request, app, wanted, usernames }: Plan,
  input: CreateAppInput,
  file: string,
): CreateAppResult {
  const { connection, typed } = input;
  const { certificate } = request;
  const asked = typed.scopes ?? wanted.scopes;
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
    assignedTo: [...new Set(usernames)],
    scopes: wanted.scopes,
    addedScopes: wanted.scopes.filter((scope) => !asked.includes(scope)),
    callbackUrl: wanted.callbackUrls[0] ?? '',
    isConfirmed: false,
    certificate: { file, sha256: certificate.fingerprint256, notAfter: endOf(certificate) },
  };
}

const endOf = (certificate: X509Certificate): string => certificate.validToDate.toISOString();
