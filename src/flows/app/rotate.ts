import type { X509Certificate } from 'node:crypto';
import { dirname, resolve } from 'node:path';
import { Messages } from '@salesforce/core/messages';
import { appApiVersion } from '../../app/api-version.ts';
import type { AppType } from '../../app/app-type.ts';
import { parseCertificate } from '../../certificates/parse.ts';
import { readInputFile } from '../../io/input-file.ts';
import { exists, findPairState, type PairFiles } from '../../io/pair-files.ts';
import { lockPair } from '../../io/pair-lock.ts';
import { switchPair, type SwitchedPair } from '../../io/pair-switch.ts';
import { loadPrivateKey } from '../private-key.ts';
import { stageTeller, startClock } from '../progress.ts';
import { finishSwitch, loadPair, type NextPair } from './next-pair.ts';
import { readApp, type AppInOrg } from './read-app.ts';
import { rollBack } from './roll-back.ts';
import { deployNext } from './rotate-deploy.ts';
import { rotateByOverlap } from './rotate-overlap.ts';
import {
  describeCertificate,
  tellOtherLogins,
  tryKey,
  withState,
  type CertificateInUse,
  type RotateAppInput,
  type RotateOptions,
  type RotateRun,
} from './rotate-run.ts';
import { placeRotation, refuseOtherForm, rotationWarnings, type RotationPlace } from './rotation-files.ts';
import { appNotFound } from './app-not-found.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'rotate');

export type { RotateAppInput };

/**
 * `resumed`: an earlier run had put the new certificate into the app. `unchanged`: an earlier run had done all of it, and the key
 * that was named is the old one. `overlapping`: the certificate is in a second app, which the result is of. `gapMilliseconds`: at
 * most so long no login worked, from the last one with the old key to the first one with the new key; null when the old one was
 * not tried by this run.
 * `files`: the pair that works now. `previous`: where the old pair lies. `isInPlace` is false for a key that came from a variable
 * or standard input: what holds it has to be given the new one.
 */
export type RotateAppResult = {
  outcome: 'rotated' | 'resumed' | 'unchanged' | 'overlapping';
  name: string;
  type: AppType;
  consumerKey: string;
  username: string;
  instanceUrl: string;
  certificate: { old: CertificateInUse | null; new: CertificateInUse };
  gapMilliseconds: number | null;
  files: PairFiles;
  previous: Partial<PairFiles>;
  backups: string[];
  isInPlace: boolean;
  /** Of an overlap: the command that deletes the old app, when every client has the new key and consumer key. */
  retire?: string;
};

/**
 * Gives an app a new key and certificate: makes the pair on the disk, puts its certificate into the app, logs in with its key,
 * and only then puts it in the place of the old pair. When the org does not let the new key in, the old certificate is put
 * back. Broken off anywhere, the next run goes on from what the disk and the org have.
 */
export async function rotateApp(
  input: RotateAppInput,
  now: Date,
  options: RotateOptions,
): Promise<RotateAppResult> {
  const { connection, privateKey, again } = input;
  const place = placeOf(input);
  connection.setApiVersion(appApiVersion(connection.getApiVersion()));
  const release = await lockPair(place.paths, { signal: options.signal });
  try {
    const loaded = await loadPrivateKey(privateKey);
    refuseOtherForm(place, loaded);
    for (const warning of await rotationWarnings(place)) options.onWarning?.(warning);
    const clock = startClock(now);
    const run = { input, place, current: loaded, tell: stageTeller(options), options, now: clock };
    const finished = await finishSwitch({ paths: place.paths, current: loaded, command: again }, clock());
    return await (finished && !input.overlap ? confirmInUse(run, finished) : rotate(run, finished));
  } catch (error) {
    throw explainInterrupt(error as Error, place, again);
  } finally {
    release();
  }
}

/** Ctrl-C that came before the org was told anything. */
function explainInterrupt(error: Error, { paths }: RotationPlace, again: string): Error {
  if (error.name !== 'AbortError') return error;
  const state = findPairState(paths) === 'staged' ? 'pairKept' : 'untouched';
  return withState(error, messages.getMessage(state, [paths.next.key]), again);
}

/** The new pair of a second app lies beside the old one, by the name of the app. */
function placeOf({
  privateKey: { key },
  certificateFile,
  outputDir,
  name,
  overlap,
}: RotateAppInput): RotationPlace {
  if (!overlap) return placeRotation({ key, certificateFile, outputDir, name });
  const folder = 'file' in key && key.file !== '-' ? dirname(resolve(key.file)) : '.';
  return placeRotation({ key, outputDir: outputDir ?? folder, name: overlap.newName });
}

/** `finished`: the switch of an earlier run that made a second app. */
async function rotate(run: RotateRun, finished?: SwitchedPair): Promise<RotateAppResult> {
  const { place, current } = run;
  const { app, consumerKey, certificate } = await findApp(run);
  if (run.input.overlap) return rotateByOverlap(run, app, run.input.overlap.newName, finished);
  const { paths } = place;
  const staged =
    findPairState(paths) === 'staged' ? await loadPair(paths.next, current.passphrase) : undefined;
  if (staged && isSame(staged.certificate, certificate)) {
    const old = await readCurrentCertificate(run);
    return finish(run, {
      app,
      consumerKey,
      next: { ...staged, isResumed: true, backups: [] },
      old,
      worked: undefined,
    });
  }
  if (await isRotatedAlready(run, certificate)) return confirmInUse(run);
  if (!certificate.checkPrivateKey(current.privateKey))
    throw messages.createError(
      'error.KeyDoesNotFitApp',
      [current.input.source, app.name, certificate.fingerprint256],
      [app.name, run.input.connection.getUsername()],
    );
  await tellOtherLogins(run, consumerKey);
  const worked = await proveOld(run, consumerKey);
  const next = await deployNext(run, app, certificate);
  return finish(run, { app: next.app, consumerKey, next: next.pair, old: certificate, worked });
}

/** The app with what a rotation needs. */
async function findApp(
  run: RotateRun,
): Promise<{ app: AppInOrg; consumerKey: string; certificate: X509Certificate }> {
  const { connection, type, name } = run.input;
  run.tell('read', connection.instanceUrl);
  const app = await readApp(connection, { type, name });
  const username = connection.getUsername();
  if (!app) throw appNotFound(connection, { type, name });
  const { consumerKey, settings } = app;
  if (consumerKey === undefined || !settings.certificate)
    throw messages.createError('error.AppHasNoCertificate', [name], [name, username]);
  return { app, consumerKey, certificate: settings.certificate };
}

/** One login with the old key: it proves user, host and app, and is the moment from which a gap is measured. */
async function proveOld(run: RotateRun, consumerKey: string): Promise<Date> {
  const { current, place, input } = run;
  const keyFile = place.paths.current.key;
  const outcome = await tryKey(run, consumerKey, current.privateKey, { keyFile, waitMinutes: 0 });
  // it worked between the question and the answer
  if (outcome.kind === 'proven') return outcome.firstTryAt;
  const explained: Error & { actions?: string[] } = outcome.explained;
  explained.message += `\n${messages.getMessage('oldNotProven', [input.name])}`;
  const newPair = messages.getMessage('newPair', [input.name, input.connection.getUsername()]);
  explained.actions = [...(explained.actions ?? []), newPair];
  throw explained;
}

type Finish = {
  app: AppInOrg;
  consumerKey: string;
  next: NextPair;
  old: X509Certificate | undefined;
  worked: Date | undefined;
};

/** The org has the new certificate: a login with its key decides whether it stays. */
async function finish(
  run: RotateRun,
  { app, consumerKey, next, old, worked }: Finish,
): Promise<RotateAppResult> {
  const { input, place } = run;
  const { paths, isInPlace } = place;
  const { waitMinutes, again: command } = input;
  const proof = await tryKey(run, consumerKey, next.privateKey, {
    keyFile: paths.next.key,
    waitMinutes,
  }).catch((error: unknown) => {
    throw withState(error as Error, messages.getMessage('proofOpen', [paths.next.key]), command);
  });
  if (proof.kind === 'refused')
    throw await rollBack(run, app, { consumerKey, old, refusal: proof.explained });
  const switched = await switchPair(paths, { now: run.now(), command });
  return {
    outcome: worked ? 'rotated' : 'resumed',
    name: app.name,
    type: app.type,
    consumerKey,
    username: input.username,
    instanceUrl: new URL(input.connection.instanceUrl).origin,
    certificate: { old: old ? describeCertificate(old) : null, new: describeCertificate(next.certificate) },
    gapMilliseconds: worked ? proof.grantedAt.getTime() - worked.getTime() : null,
    files: paths.current,
    previous: switched.previous,
    backups: [...next.backups, ...switched.backups],
    isInPlace,
  };
}

/**
 * One login shows that the pair in its place works, which the app has already. `switched`: by this run, which finished what a
 * killed one had begun.
 */
async function confirmInUse(run: RotateRun, switched?: SwitchedPair): Promise<RotateAppResult> {
  const { place, input, current } = run;
  const { paths, isInPlace } = place;
  const { app, consumerKey } = await findApp(run);
  const pair = await loadPair(paths.current, current.passphrase);
  const { waitMinutes } = input;
  const keyFile = paths.current.key;
  const proof = await tryKey(run, consumerKey, pair.privateKey, { keyFile, waitMinutes });
  if (proof.kind === 'refused') throw proof.explained;
  return {
    outcome: switched ? 'resumed' : 'unchanged',
    name: app.name,
    type: app.type,
    consumerKey,
    username: input.username,
    instanceUrl: new URL(input.connection.instanceUrl).origin,
    certificate: { old: null, new: describeCertificate(pair.certificate) },
    gapMilliseconds: null,
    files: paths.current,
    previous: switched?.previous ?? {},
    backups: switched?.backups ?? [],
    isInPlace,
  };
}

/** The key is the old one still, because it comes from elsewhere and nobody has changed it there. */
async function isRotatedAlready(
  { place: { paths, isInPlace }, current }: RotateRun,
  certificate: X509Certificate,
): Promise<boolean> {
  if (isInPlace || certificate.checkPrivateKey(current.privateKey)) return false;
  if (!exists(paths.current.key) || !exists(paths.current.certificate)) return false;
  return isSame((await loadPair(paths.current, current.passphrase)).certificate, certificate);
}

const isSame = (one: X509Certificate, other: X509Certificate): boolean =>
  one.fingerprint256 === other.fingerprint256;

/** The old certificate, which the org no longer has, if it lies here. That of another key would be the wrong one to put back. */
async function readCurrentCertificate({ place, current }: RotateRun): Promise<X509Certificate | undefined> {
  const { certificate: file } = place.paths.current;
  if (!exists(file)) return undefined;
  const { contents, path } = await readInputFile(file, '--certificate-file');
  const certificate = parseCertificate(contents, path);
  return certificate.checkPrivateKey(current.privateKey) ? certificate : undefined;
}
