import { Messages } from '@salesforce/core/messages';
import { exists, type PairFiles } from '../../io/pair-files.ts';
import { switchPair, type SwitchedPair } from '../../io/pair-switch.ts';
import type { RotateAppResult } from './rotate.ts';
import { createApp } from './create.ts';
import { loadPair, obtainNextPair, type Pair } from './next-pair.ts';
import { readApp, type AppInOrg } from './read-app.ts';
import { describeCertificate, tryKey, withState, type RotateRun } from './rotate-run.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'rotate');

/**
 * Rotates without a gap: an app has one certificate, so a second app gets the new one, with the settings of the first and the
 * same users. The first app and its pair stay as they are, until every client has the new key and consumer key. `run.place` is
 * that of the new pair; `finished`: a switch of it that an earlier run had begun.
 */
export async function rotateByOverlap(
  run: RotateRun,
  app: AppInOrg,
  newName: string,
  finished: SwitchedPair | undefined,
): Promise<RotateAppResult> {
  const { input, place, current, options } = run;
  const { waitMinutes, again: command } = input;
  const { paths } = place;
  const found = await findSecond(run, newName);
  if (found === 'done') return resultOf(run, app, await proveInUse(run, newName), finished);
  const asked = { paths, current, certificate: app.settings.certificate, name: newName, command };
  const pair = await obtainNextPair(asked, run.now(), options.signal);
  const clientId = await makeSecond(run, app, newName);
  const state = messages.getMessage('overlapOpen', [newName, paths.next.key]);
  const keyFile = paths.next.key;
  const proof = await tryKey(run, clientId, pair.privateKey, { keyFile, waitMinutes }).catch(
    (error: unknown) => {
      throw withState(error as Error, state, command);
    },
  );
  // orgs take from seconds to half an hour until they know a new app: a refusal proves nothing
  if (proof.kind === 'refused') throw withState(proof.explained, state, command);
  const switched = await switchPair(paths, { now: run.now(), command });
  const backups = [...pair.backups, ...switched.backups];
  return resultOf(run, app, { name: newName, clientId, pair }, { ...switched, backups });
}

type Second = { name: string; clientId: string; pair: Pair };

function resultOf(
  { input, place: { paths, isInPlace } }: RotateRun,
  app: AppInOrg,
  { name, clientId, pair }: Second,
  switched: SwitchedPair | undefined,
): RotateAppResult {
  const { connection, type, username } = input;
  const old = app.settings.certificate;
  return {
    outcome: 'overlapping',
    name,
    type,
    consumerKey: clientId,
    username,
    instanceUrl: new URL(connection.instanceUrl).origin,
    certificate: { old: old ? describeCertificate(old) : null, new: describeCertificate(pair.certificate) },
    gapMilliseconds: 0,
    files: paths.current,
    previous: switched?.previous ?? {},
    backups: switched?.backups ?? [],
    isInPlace,
    retire: `sf jwt app delete --name ${app.name} --type ${type} --target-org ${connection.getUsername()}`,
  };
}

/** The pair has its place already: an earlier run ended there, or was killed before it said so. */
async function proveInUse(run: RotateRun, newName: string): Promise<Second> {
  const { input, place, current } = run;
  const { connection, type, waitMinutes } = input;
  const { consumerKey: clientId = '' } = (await readApp(connection, { type, name: newName })) ?? {};
  const pair = await loadPair(place.paths.current, current.passphrase);
  const keyFile = place.paths.current.key;
  const proof = await tryKey(run, clientId, pair.privateKey, { keyFile, waitMinutes });
  if (proof.kind === 'refused') throw proof.explained;
  return { name: newName, clientId, pair };
}

/** The second app, with the consumer key that it gives; made before, it stays as it is. */
async function makeSecond(run: RotateRun, app: AppInOrg, newName: string): Promise<string> {
  const { input, place, options } = run;
  const { connection, type, username, waitMinutes, again } = input;
  const { consumerKey } = await createApp(
    {
      connection,
      type,
      name: newName,
      certificateFile: place.paths.next.certificate,
      typed: { ...app.settings, label: newName },
      assignTo: [username],
      waitMinutes,
      again,
    },
    run.now(),
    { ...options, onStage: ({ name, detail }) => run.tell(name, detail) },
  );
  return consumerKey ?? '';
}

/**
 * How far an earlier run came: `done`, the app of that name has the pair in its place; `begun`, it is not there, or has the pair
 * that waits. Any other app of that name is somebody's.
 */
async function findSecond(
  { input, place: { paths }, current }: RotateRun,
  newName: string,
): Promise<'begun' | 'done'> {
  const { connection, type } = input;
  const found = await readApp(connection, { type, name: newName });
  if (!found) return 'begun';
  const certificate = found.settings.certificate?.fingerprint256;
  const isOf = async (files: PairFiles): Promise<boolean> => {
    if (!exists(files.key) || !exists(files.certificate)) return false;
    return (await loadPair(files, current.passphrase)).certificate.fingerprint256 === certificate;
  };
  if (await isOf(paths.next)) return 'begun';
  if (await isOf(paths.current)) return 'done';
  throw messages.createError('error.OverlapNameTaken', [newName], [`${newName}_2`]);
}
