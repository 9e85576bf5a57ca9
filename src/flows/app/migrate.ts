import type { X509Certificate } from 'node:crypto';
import { Messages } from '@salesforce/core/messages';
import { appApiVersion } from '../../app/api-version.ts';
import { isDeveloperName } from '../../app/developer-name.ts';
import { findDifferences, plainSettings, type Difference } from '../../app/differences.ts';
import type { SettingName } from '../../app/settings.ts';
import { audienceFor } from '../../assertion/audience.ts';
import { loginFlags } from '../login-input.ts';
import { loadPrivateKey, type LoadedKey } from '../private-key.ts';
import { stageTeller, startClock, type FlowOptions } from '../progress.ts';
import { confirmApp } from './change-app.ts';
import { makeApp, validateApp, type Made, type Validation } from './migrate-make.ts';
import {
  planMigration,
  withoutAccess,
  type MigrateAppInput,
  type MigrationPlan,
  type MigrationRun,
} from './migrate-plan.ts';
import { proveLogin, type ProvenLogin } from './prove-login.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'app-migrate');
const appMessages = Messages.loadMessages('sf-plugin-jwt', 'app');

export type { MigrateAppInput };

/** `unchanged`: the new app was there already, and lets the user in. `planned`: nothing was written. */
export type MigrateOutcome = 'migrated' | 'unchanged' | 'planned';

/**
 * What a client has to change, and what the new app is like. `settings`: its own; `differences`: from those of the old app.
 * `notCarried`: elements of the old app's metadata that the new one does not have. `withoutAccess`: who has a token of the old
 * app and is not admitted to the new one; null where the org does not tell. `retire`: the command that deletes the old app.
 */
export type MigrateAppResult = {
  outcome: MigrateOutcome;
  from: { type: 'connected-app'; name: string; consumerKey: string };
  to: { type: 'external-client-app'; name: string; consumerKey: string | null };
  orgId: string;
  instanceUrl: string;
  audience: string;
  username: string;
  userId: string;
  certificate: { sha256: string; notAfter: string };
  settings: Record<SettingName, unknown>;
  differences: Difference[];
  notCarried: string[];
  permissionSets: string[];
  permissionSetsCreated: string[];
  profiles: string[];
  assignedTo: string[];
  withoutAccess: string[] | null;
  isDevHub: boolean;
  validation?: Validation;
  retire: string;
};

export type MigrateOutput = { result: MigrateAppResult; keyInput: LoadedKey['input'] };

/**
 * Makes an External Client App that does what a Connected App does, for the same key, and proves both by a login of the same
 * user: the old one before anything is written, so that nothing broken is carried over, the new one at the end. Changes nothing
 * of the old app. Run again, it goes on where it ended: a new app that is there stays as it is, and is proven.
 */
export async function migrateApp(
  input: MigrateAppInput,
  now: Date,
  options: FlowOptions,
): Promise<MigrateOutput> {
  const { connection, name, newName = name } = input;
  if (!isDeveloperName(newName)) throw appMessages.createError('error.AppNameInvalid', [newName]);
  const { privateKey, input: keyInput } = await loadPrivateKey(input.privateKey);
  connection.setApiVersion(appApiVersion(connection.getApiVersion()));
  const run: MigrationRun = {
    input: { ...input, newName },
    privateKey,
    tell: stageTeller(options),
    options,
    now: startClock(now),
  };

  const plan = await planMigration(run);
  const { token } = await proveOld(run, plan);
  const result = resultOf(run, plan, token.userId);
  if (!plan.found && result.isDevHub) options.onNotice?.({ name: 'DevHub', values: [newName] });
  if (input.isDryRun) return { result: { ...result, ...(await validateApp(run, plan)) }, keyInput };
  const done = await carryOut(run, plan);
  await proveNew(run, done);
  return { result: resultOf(run, done.plan, token.userId, done), keyInput };
}

type Done = Made & { plan: MigrationPlan };

/** Where somebody else made the app meanwhile, it is planned again, once. */
async function carryOut(run: MigrationRun, plan: MigrationPlan): Promise<Done> {
  const made = await makeApp(run, plan);
  if (!(made instanceof Error)) return { ...made, plan };
  const again = await planMigration(run);
  const second = await makeApp(run, again);
  if (second instanceof Error) throw second;
  return { ...second, plan: again };
}

/** The Connected App has to let the user in as it is. */
async function proveOld(run: MigrationRun, { old }: MigrationPlan): Promise<ProvenLogin> {
  try {
    return await prove(run, old.consumerKey, 0);
  } catch (error) {
    const { name } = error as Error;
    // an interrupt is no error of ours, and cannot be written to
    if (name !== 'AbortError')
      (error as Error).message += `\n${messages.getMessage('oldNotProven', [old.name])}`;
    throw error;
  }
}

/**
 * Reads a new app back, and logs in with it. One that does not let the user in stays: orgs take from seconds to half an hour
 * until they know a new app, so that a refusal proves nothing, and deleting it would throw the consumer key away and begin that
 * time anew.
 */
async function proveNew(run: MigrationRun, { plan, consumerKey }: Done): Promise<ProvenLogin> {
  const { connection, newName: name, waitMinutes } = run.input;
  try {
    if (!plan.found) {
      run.tell('confirm', name);
      await confirmApp(connection, { type: 'external-client-app', name, consumerKey }, plan.wanted);
    }
    return await prove(run, consumerKey, waitMinutes);
  } catch (error) {
    throw notProven(run.input, consumerKey, error as NamedError);
  }
}

/** An error of this program: it has what to do about it, and values for machines. */
type NamedError = Error & { actions?: string[]; data?: unknown };

function notProven(
  { newName, name, again, connection }: MigrationRun['input'],
  clientId: string,
  error: NamedError,
): Error {
  const values = [newName, clientId, name];
  if (error.name === 'AbortError')
    return messages.createError('error.ProofInterrupted', values, [again], 130);
  error.message += `\n${messages.getMessage('newNotProven', values)}`;
  error.actions = [
    ...(error.actions ?? []),
    messages.getMessage('takeAway', [newName, connection.getUsername()]),
    messages.getMessage('goOn', [again]),
  ];
  error.data = { ...(error.data as object | undefined), clientId };
  return error;
}

async function prove(
  { input, privateKey, tell, options: { signal }, now }: MigrationRun,
  clientId: string,
  waitMinutes: number,
): Promise<ProvenLogin> {
  const { username } = input;
  const host = hostOf(input);
  const login = { clientId, username, audience: audienceOf(input), host, privateKey };
  const flags = loginFlags({ clientId, username, privateKey: input.privateKey, host });
  return proveLogin({ ...login, retry: `sf jwt token ${flags} --wait 10` }, now(), {
    waitMinutes,
    signal,
    onStage: ({ name, detail }) => tell(name, detail),
  });
}

/** External Client Apps answer at their org's own host alone. */
const hostOf = ({ connection }: MigrateAppInput): URL => new URL(new URL(connection.instanceUrl).origin);

const audienceOf = (input: MigrateAppInput): string => input.audience ?? audienceFor(hostOf(input));

function resultOf(
  { input }: MigrationRun,
  plan: MigrationPlan,
  userId: string,
  made?: Made,
): MigrateAppResult {
  const { connection, newName, username } = input;
  const { old, found, wanted, assignedTo } = plan;
  const { orgId = '', isDevHub = false } = connection.getAuthInfoFields();
  const settings = found?.settings ?? wanted;
  const consumerKey = (made ?? found)?.consumerKey ?? null;
  return {
    outcome: outcomeOf(plan, made),
    from: { type: 'connected-app', name: old.name, consumerKey: old.consumerKey },
    to: { type: 'external-client-app', name: newName, consumerKey },
    orgId,
    instanceUrl: hostOf(input).origin,
    audience: audienceOf(input),
    username,
    userId,
    certificate: describeCertificate(old.settings.certificate),
    settings: plainSettings(settings),
    // a scope by its other name is the same scope
    differences: findDifferences({ ...old.settings, ...old.admitted, scopes: wanted.scopes }, settings),
    notCarried: old.notCarried,
    permissionSets: settings.permissionSets,
    permissionSetsCreated: made?.permissionSetsCreated ?? [],
    profiles: settings.profiles,
    assignedTo,
    withoutAccess: withoutAccess(plan),
    isDevHub,
    retire: `sf jwt app delete --name ${old.name} --type connected-app --target-org ${connection.getUsername()}`,
  };
}

function outcomeOf({ found }: MigrationPlan, made: Made | undefined): MigrateOutcome {
  if (!made) return 'planned';
  return found ? 'unchanged' : 'migrated';
}

const describeCertificate = (certificate: X509Certificate): MigrateAppResult['certificate'] => ({
  sha256: certificate.fingerprint256,
  notAfter: certificate.validToDate.toISOString(),
});
