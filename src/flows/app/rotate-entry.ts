import { Messages } from '@salesforce/core/messages';
import type { AppType } from '../../app/app-type.ts';
import { kindOfHost } from '../../assertion/hosts.ts';
import type { OrgConnection } from '../../io/org-call.ts';
import { exists } from '../../io/pair-files.ts';
import type { ProjectEntry } from '../../project/entry.ts';
import { findEntry, locateKey, nameKey, noteInEntry, requireName, type NamedEntry } from '../login-entry.ts';
import { entryKeyGone } from '../login-key.ts';
import type { PrivateKeyLocation } from '../private-key.ts';
import { openAdmin } from './open-admin.ts';
import { rotateApp, type RotateAppInput, type RotateAppResult } from './rotate.ts';
import type { RotateOptions } from './rotate-run.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'rotate');

/** Of the app, where nobody named one. */
const DEFAULT_APP_NAME = 'Jwt_Cli';

/**
 * What was typed of a rotation. `org` names an entry of the project file, for the rest. `targetOrg`: alias or username of an
 * administrator. `newName`: of the second app of an overlap. `passphrase`, `askPassphrase`: for a key that was not typed.
 */
export type NamedRotation = Pick<RotateAppInput, 'certificateFile' | 'outputDir' | 'waitMinutes' | 'again'> &
  Pick<PrivateKeyLocation, 'passphrase' | 'askPassphrase'> & {
    org?: string;
    targetOrg?: string;
    apiVersion?: string;
    name?: string;
    type?: AppType;
    privateKey?: PrivateKeyLocation;
    username?: string;
    overlap?: { newName?: string };
  };

/** `projectFile`: where an entry shows the rotation now. */
export type NamedRotationResult = RotateAppResult & { projectFile: string | null };

/**
 * Rotates the app of an entry of the project file, and writes there what has changed: the certificate, and by an overlap the
 * app with its consumer key. What was typed wins; without an entry, it says all.
 */
export async function rotateNamed(
  typed: NamedRotation,
  now: Date,
  options: RotateOptions,
): Promise<NamedRotationResult> {
  const named = typed.org === undefined ? undefined : findEntry(typed.org);
  const entry = named ? requireName(named) : {};
  const privateKey = keyOf(typed, named);
  const { name, type } = appOf(typed, named);
  const { connection } = await openAdmin(typed.targetOrg, typed.org);
  if (typed.apiVersion !== undefined) connection.setApiVersion(typed.apiVersion);
  if (named) refuseOtherOrg(named, connection);
  const { certificateFile, outputDir, waitMinutes, again, overlap } = typed;
  const input = {
    ...{ connection, name, type, privateKey, certificateFile, outputDir, waitMinutes, again },
    username: typed.username ?? entry.username ?? connection.getUsername() ?? '',
    overlap: overlap && { newName: overlap.newName ?? `${name}_2` },
  };
  const result = await rotateApp(input, now, options);
  const projectFile = named ? await writeRotation(named, input, result) : null;
  return { ...result, projectFile };
}

function keyOf(typed: NamedRotation, named: NamedEntry | undefined): PrivateKeyLocation {
  const { privateKey, passphrase, askPassphrase, again } = typed;
  if (privateKey) return privateKey;
  const key = named && locateKey(named, named.entry?.key);
  if (named && key && 'file' in key && !exists(key.file)) throw entryKeyGone(named.name, key.file);
  if (key) return { key, passphrase, askPassphrase };
  if (named) throw messages.createError('error.EntryNamesNoKey', [named.path, named.name], [again], 2);
  throw messages.createError('error.KeyMissing', [], [again], 2);
}

function appOf(
  { name, type, again }: NamedRotation,
  named: NamedEntry | undefined,
): { name: string; type: AppType } {
  const known = named?.entry?.app ?? { name: DEFAULT_APP_NAME, type: 'external-client-app' };
  if (named && name === undefined) refuseUnknownApp(named, again);
  return { name: name ?? known.name, type: type ?? known.type };
}

/** An entry that a login wrote does not say which app its consumer key is of, and it is not for us to guess it. */
function refuseUnknownApp({ name, path, entry = {} }: NamedEntry, again: string): void {
  if (entry.app || entry.clientId === undefined) return;
  throw messages.createError('error.AppNotNamed', [path, name, entry.clientId], [again], 2);
}

/** A sandbox that was refreshed has another id at the same address; another address with another id is another org. */
function refuseOtherOrg({ name, path, entry = {} }: NamedEntry, connection: OrgConnection): void {
  const { orgId, instanceUrl } = entry;
  if (instanceUrl === undefined || orgId === connection.getAuthInfoFields().orgId) return;
  const [host, target] = [new URL(instanceUrl), new URL(connection.instanceUrl)];
  // one that stands for every org tells nothing, without an id
  if (host.host === target.host || (orgId === undefined && kindOfHost(host).audience === 'general')) return;
  throw messages.createError('error.EntryOfOtherOrg', [path, name, instanceUrl, target.origin]);
}

async function writeRotation(
  named: NamedEntry,
  input: RotateAppInput,
  result: RotateAppResult,
): Promise<string | null> {
  const { entry = {}, name, path } = named;
  const isOverlap = result.outcome === 'overlapping';
  // the app that was typed is another than that of the entry
  if (!isOverlap && (entry.clientId ?? result.consumerKey) !== result.consumerKey) return null;
  const { sha256, notAfter } = result.certificate.new;
  const members: ProjectEntry = {
    ...(isOverlap && { clientId: result.consumerKey }),
    key: keyAfter(named, input, result),
    app: { name: result.name, type: result.type },
    certificate: { sha256, notAfter },
  };
  await noteInEntry(named, members, {
    state: messages.getMessage('doneButNotNoted', [result.name, result.files.key]),
    again: `sf jwt login --org ${name}${isOverlap ? ` --client-id ${result.consumerKey} --jwt-key-file "${result.files.key}"` : ''}`,
  });
  return path;
}

/** A key that a variable hands over lies elsewhere, where the new one has to be put: the entry goes on saying how. */
function keyAfter(
  { entry, path }: NamedEntry,
  { privateKey: { key } }: RotateAppInput,
  { isInPlace, files }: RotateAppResult,
): ProjectEntry['key'] {
  if (isInPlace) return entry?.key ?? nameKey(path, key);
  return 'variable' in key && entry?.key ? entry.key : nameKey(path, { file: files.key });
}
