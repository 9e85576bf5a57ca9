import type { X509Certificate } from 'node:crypto';
import { dirname, resolve } from 'node:path';
import { Messages } from '@salesforce/core/messages';
import { appApiVersion } from '../../app/api-version.ts';
import type { AppType } from '../../app/app-type.ts';
import { parseCertificate } from '../../certificates/parse.ts';
import { readInputFile } from '../../io/input-file.ts';
import { isOutcomeUnknown } from '../../io/org-call.ts';
import { dropNextPair, exists, findPairState, type PairFiles } from '../../io/pair-files.ts';
import { lockPair } from '../../io/pair-lock.ts';
import { switchPair, type SwitchedPair } from '../../io/pair-switch.ts';
import { loadPrivateKey } from '../private-key.ts';
import { stageTeller, type FlowOptions } from '../progress.ts';
import { finishSwitch, loadPair, obtainNextPair, type NextPair } from './next-pair.ts';
import { readApp, type AppInOrg } from './read-app.ts';
import { rotateByOverlap } from './rotate-overlap.ts';
import {
  describeCertificate,
  putCertificate,
  tryKey,
  withState,
  type CertificateInUse,
  type RotateAppInput,
  type RotateRun,
} from './rotate-run.ts';
import { placeRotation, refuseOtherForm, type RotationPlace } from './rotation-files.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'rotate');
const appMessages = Messages.loadMessages('sf-plugin-jwt', 'app');

export type { RotateAppInput };

/**
 * `resumed`: an earlier run had put the new certificate into the app. `overlapping`: it is in a second app, which the result is of. `gapMilliseconds`: at most so long no login worked, from
 * the last one with the old key to the first one with the new key; null when the old one was not tried by this run.
 * `files`: the pair that works now. `previous`: where the old pair lies. `isInPlace` is false for a key that came from a variable
 * or standard input: what holds it has to be given the new one.
 */
export type RotateAppResult = {
  outcome: 'rotated' | 'resumed' | 'overlapping';
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
  options: FlowOptions,
): Promise<RotateAppResult> {
  const { connection, privateKey, again } = input;
  const place = placeOf(input);
  connection.setApiVersion(appApiVersion(connection.getApiVersion()));
  const release = await lockPair(place.paths, { signal: options.signal });
  try {
    const loaded = await loadPrivateKey(privateKey);
    refuseOtherForm(place, loaded);
    const started = performance.now();
    const clock = (): Date => new Date(now.getTime() + performance.now() - started);
    const run = { input, place, current: loaded, tell: stageTeller(options), options, now: clock };
    const finished = await finishSwitch({ paths: place.paths, current: loaded, command: again }, clock());
    return await (finished ? confirmSwitched(run, finished) : rotate(run));
  } finally {
    release();
  }
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

async function rotate(run: RotateRun): Promise<RotateAppResult> {
  const { place, current } = run;
  const { app, consumerKey, certificate } = await findApp(run);
  if (run.input.overlap) return rotateByOverlap(run, app, run.input.overlap.newName);
  const { paths } = place;
  const staged =
    findPairState(paths) === 'staged' ? await loadPair(paths.next, current.passphrase) : undefined;
  if (staged && isSame(staged.certificate, certificate)) {
    const old = await readCurrentCertificate(paths.current.certificate);
    return finish(run, {
      app,
      consumerKey,
      next: { ...staged, isResumed: true, backups: [] },
      old,
      worked: undefined,
    });
  }
  if (!certificate.checkPrivateKey(current.privateKey))
    throw messages.createError(
      'error.KeyDoesNotFitApp',
      [current.input.source, app.name, certificate.fingerprint256],
      [app.name, run.input.connection.getUsername()],
    );
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
  if (!app) {
    const other = type === 'connected-app' ? 'external-client-app' : 'connected-app';
    const host = new URL(connection.instanceUrl).host;
    throw appMessages.createError('error.AppNotFound', [host, type, name], [other, username]);
  }
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
  if (outcome.kind === 'proven') return outcome.grantedAt;
  outcome.explained.message += `\n${messages.getMessage('oldNotProven', [input.name])}`;
  throw outcome.explained;
}

async function deployNext(
  run: RotateRun,
  app: AppInOrg,
  certificate: X509Certificate,
): Promise<{ app: AppInOrg; pair: NextPair }> {
  const { place, current, input, options } = run;
  const { paths } = place;
  const { name, again: command } = input;
  const pair = await obtainNextPair(
    { paths, current, certificate, name, command },
    run.now(),
    options.signal,
  );
  const dropNew = (): void => {
    if (!pair.isResumed) dropNextPair(paths);
  };
  try {
    options.signal?.throwIfAborted();
    const changed = await putCertificate(run, app, pair.certificate);
    if (!(changed instanceof Error)) return { app: changed, pair };
    dropNew();
    changed.message += `\n${messages.getMessage('nothingChanged')}`;
    throw changed;
  } catch (error) {
    if (mayGoOn(error as Error)) {
      throw withState(error as Error, messages.getMessage('deployOpen', [paths.next.certificate]), command);
    }
    if (exists(paths.next.key)) dropNew();
    throw error;
  }
}

/** Whether the org may have the new certificate, or get it: then the pair must stay. */
const mayGoOn = (error: Error & { data?: unknown }): boolean =>
  error.data !== undefined ||
  isOutcomeUnknown(error) ||
  error.name === 'AppDiffersError' ||
  isReadFault(error);

/** After a deploy that went through, only reading back can fail. */
const isReadFault = ({ name }: Error): boolean => /^(Org|Soap)/.test(name);

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

/** Puts the old certificate back and proves the old key; the new pair goes only then. Gives the refusal, with what is so now. */
async function rollBack(
  run: RotateRun,
  app: AppInOrg,
  { consumerKey, old, refusal }: { consumerKey: string; old: X509Certificate | undefined; refusal: Error },
): Promise<Error> {
  const { input, place, current } = run;
  const { paths } = place;
  const keyFile = paths.current.key;
  run.tell('roll-back', app.name);
  const state = messages.getMessage('notRolledBack', [app.name, paths.next.key]);
  if (!old) return withState(refusal, state, input.again);
  try {
    const changed = await putCertificate(run, app, old);
    if (changed instanceof Error) return withState(refusal, `${state}\n${changed.message}`, input.again);
    const { waitMinutes } = input;
    const proof = await tryKey(run, consumerKey, current.privateKey, { keyFile, waitMinutes });
    if (proof.kind === 'refused')
      return withState(refusal, messages.getMessage('oldBackNotProven', [paths.next.key]), input.again);
    dropNextPair(paths);
    refusal.message += `\n${messages.getMessage('rolledBack', [app.name])}`;
    return refusal;
  } catch (error) {
    return withState(refusal, `${state}\n${(error as Error).message}`, input.again);
  }
}

/** A killed run had proven the pair and begun to switch it: one login shows that it works. */
async function confirmSwitched(run: RotateRun, switched: SwitchedPair): Promise<RotateAppResult> {
  const { place, input, current } = run;
  const { paths, isInPlace } = place;
  const { app, consumerKey, certificate } = await findApp(run);
  const pair = await loadPair(paths.current, current.passphrase);
  const proof = await tryKey(run, consumerKey, pair.privateKey, {
    keyFile: paths.current.key,
    waitMinutes: input.waitMinutes,
  });
  if (proof.kind === 'refused') throw proof.explained;
  return {
    outcome: 'resumed',
    name: app.name,
    type: app.type,
    consumerKey,
    username: input.username,
    instanceUrl: new URL(input.connection.instanceUrl).origin,
    certificate: { old: null, new: describeCertificate(certificate) },
    gapMilliseconds: null,
    files: paths.current,
    previous: switched.previous,
    backups: switched.backups,
    isInPlace,
  };
}

const isSame = (one: X509Certificate, other: X509Certificate): boolean =>
  one.fingerprint256 === other.fingerprint256;

/** The old certificate, which the org no longer has; a key that is no file here has none. */
async function readCurrentCertificate(file: string): Promise<X509Certificate | undefined> {
  if (!exists(file)) return undefined;
  const { contents, path } = await readInputFile(file, '--certificate-file');
  return parseCertificate(contents, path);
}
