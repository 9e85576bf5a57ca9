import { createPublicKey } from 'node:crypto';
import { Messages } from '@salesforce/core/messages';
import type { AppType } from '../../app/app-type.ts';
import { presets } from '../../app/presets.ts';
import type { AppSettings } from '../../app/settings.ts';
import type { ProjectEntry } from '../../project/entry.ts';
import { checkPermissions, readAppAndAccess } from '../app/admission.ts';
import { createApp, type CreateAppResult } from '../app/create.ts';
import type { Plan } from '../app/create-plan.ts';
import type { AppInOrg } from '../app/read-app.ts';
import { needsWriting } from '../../access/plan.ts';
import { findUsers } from '../../access/users.ts';
import { appApiVersion } from '../../app/api-version.ts';
import { checkRequest } from '../../app/spec.ts';
import { findPairState, pairPaths } from '../../io/pair-files.ts';
import { keyFileOf, type LocalPair, type WholePair } from './local-pair.ts';
import type { SetupInput, SetupOptions } from './steps.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'setup');

export type WantedApp = { name: string; type: AppType; username: string; entry: ProjectEntry };

/** `isGiven`: users were or will be given what admits them. `lostConsumerKey`: of the entry, where the app has another now. */
export type OwnApp = { result: CreateAppResult; isGiven: boolean; lostConsumerKey: string | undefined };

/**
 * Asks before a key is made what `createApp` would refuse after it: a key that nobody uses would stay behind. There is no app yet
 * whose certificate that key could have, so one that is there is somebody's.
 */
export async function lookBeforeKey(
  input: SetupInput,
  wanted: WantedApp,
  pair: LocalPair,
  now: Date,
): Promise<AppInOrg | undefined> {
  const { connection } = input;
  const { type, name, username } = wanted;
  checkRequest({ type, name, typed: {} });
  connection.setApiVersion(appApiVersion(connection.getApiVersion()));
  const owner = connection.getUsername() ?? '';
  const { app, access } = await readAppAndAccess(connection, wanted, [...new Set([owner, username])]);
  refuseOthersApp(app, wanted, pair, input);
  findUsers(access.users, [username], owner);
  checkPermissions(connection, { type, deploys: app === undefined, grant: undefined }, access, now);
  return app;
}

/** Makes the app as it is to be, with the consumer key of before where the org lets it have that again. */
export async function makeOwnApp(
  input: SetupInput,
  wanted: WantedApp,
  pair: WholePair,
  now: Date,
  options: SetupOptions,
): Promise<OwnApp> {
  const { connection, waitMinutes, again, isDryRun } = input;
  let plan: Plan | undefined;
  const create = async (consumerKey: string | undefined): Promise<CreateAppResult> =>
    createApp(
      {
        connection,
        type: wanted.type,
        name: wanted.name,
        consumerKey,
        certificateFile: pair.certificateFile,
        typed: {},
        defaults: defaultsOf(wanted.entry),
        assignTo: [wanted.username],
        waitMinutes,
        isDryRun,
        again,
      },
      now,
      {
        ...options,
        onPlan: (made) => {
          refuseOthersApp(made.app, wanted, pair, input);
          plan = made;
        },
      },
    );
  const before = wanted.entry.clientId;
  const result = await create(before).catch(async (error: unknown) => {
    if (before === undefined || !isKeyRefused(error as Error)) throw error;
    return create(undefined);
  });
  const { consumerKey } = result;
  return {
    result,
    isGiven: plan?.grant !== undefined && needsWriting(plan.grant),
    lostConsumerKey:
      before !== undefined && consumerKey !== null && before !== consumerKey ? before : undefined,
  };
}

/** The app that is there has another one; or an app elsewhere has the one of before (after a refresh, say). */
const isKeyRefused = ({ name }: Error): boolean =>
  ['ConsumerKeyFixedError', 'ConsumerKeyTakenError', 'ConsumerKeyInvalidError'].includes(name);

/** `sf org open` needs `Web`. The permission set is that of before, where the app has to be made again. */
function defaultsOf(entry: ProjectEntry): Partial<AppSettings> {
  const set = entry.app?.permissionSet;
  return { ...presets.deploy, ...(set !== undefined && { permissionSets: [set] }) };
}

/** An app of that name is ours when its certificate is of our key, or when the entry knows it and it has none. */
function refuseOthersApp(
  app: AppInOrg | undefined,
  wanted: WantedApp,
  pair: LocalPair,
  { admin, connection }: SetupInput,
): void {
  if (!app || isOurs(app, wanted, pair)) return;
  const { name } = wanted;
  const { certificate } = app.settings;
  if (certificate && isBeingRotated(pair)) {
    const keyFile = keyFileOf(pair);
    throw messages.createError('error.RotationNotFinished', [name, keyFile], [admin, name, keyFile]);
  }
  const { host } = new URL(connection.instanceUrl);
  throw messages.createError(
    certificate ? 'error.AppHasOtherKey' : 'error.AppOfOthers',
    [host, name, certificate?.fingerprint256 ?? ''],
    [admin, admin, name, admin],
  );
}

function isOurs(
  { settings: { certificate }, consumerKey }: AppInOrg,
  { entry }: WantedApp,
  { key }: LocalPair,
): boolean {
  if (!key) return false;
  if (!certificate) return consumerKey !== undefined && consumerKey === entry.clientId;
  return createPublicKey(key.privateKey).equals(certificate.publicKey);
}

function isBeingRotated(pair: LocalPair): boolean {
  const keyFile = keyFileOf(pair);
  if (keyFile === '' || keyFile === pair.certificateFile) return false;
  return ['staged', 'half-switched'].includes(findPairState(pairPaths(keyFile, pair.certificateFile)));
}
