import { Messages } from '@salesforce/core/messages';
import { findPairState } from '../../io/pair-files.ts';
import { switchPair } from '../../io/pair-switch.ts';
import type { RotateAppResult } from './rotate.ts';
import { createApp } from './create.ts';
import { loadPair, obtainNextPair } from './next-pair.ts';
import { readApp, type AppInOrg } from './read-app.ts';
import { describeCertificate, tryKey, withState, type RotateRun } from './rotate-run.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'rotate');

/**
 * Rotates without a gap: an app has one certificate, so a second app gets the new one, with the settings of the first and the
 * same users. The first app and its pair stay as they are, until every client has the new key and consumer key. `run.place` is
 * that of the new pair.
 */
export async function rotateByOverlap(
  run: RotateRun,
  app: AppInOrg,
  newName: string,
): Promise<RotateAppResult> {
  const { input, place, current, options } = run;
  const { connection, type, username, waitMinutes, again: command } = input;
  const { paths, isInPlace } = place;
  await refuseTaken(run, newName);
  const pair = await obtainNextPair(
    { paths, current, certificate: app.settings.certificate, name: newName, command },
    run.now(),
    options.signal,
  );
  const clientId = await makeSecond(run, app, newName);
  const state = messages.getMessage('overlapOpen', [newName, paths.next.key]);
  const proof = await tryKey(run, clientId, pair.privateKey, { keyFile: paths.next.key, waitMinutes }).catch(
    (error: unknown) => {
      throw withState(error as Error, state, command);
    },
  );
  // orgs take from seconds to half an hour until they know a new app: a refusal proves nothing
  if (proof.kind === 'refused') throw withState(proof.explained, state, command);
  const switched = await switchPair(paths, { now: run.now(), command });
  const old = app.settings.certificate;
  return {
    outcome: 'overlapping',
    name: newName,
    type,
    consumerKey: clientId,
    username,
    instanceUrl: new URL(connection.instanceUrl).origin,
    certificate: { old: old ? describeCertificate(old) : null, new: describeCertificate(pair.certificate) },
    gapMilliseconds: 0,
    files: paths.current,
    previous: switched.previous,
    backups: [...pair.backups, ...switched.backups],
    isInPlace,
    retire: `sf jwt app delete --name ${app.name} --type ${type} --target-org ${connection.getUsername()}`,
  };
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

/** An app of that name is taken up again only when it has the pair that lies here. */
async function refuseTaken({ input, place, current }: RotateRun, newName: string): Promise<void> {
  const { connection, type } = input;
  const found = await readApp(connection, { type, name: newName });
  if (!found) return;
  const { paths } = place;
  const staged =
    findPairState(paths) === 'staged' ? await loadPair(paths.next, current.passphrase) : undefined;
  if (staged && found.settings.certificate?.fingerprint256 === staged.certificate.fingerprint256) return;
  throw messages.createError('error.OverlapNameTaken', [newName], [`${newName}_2`]);
}
