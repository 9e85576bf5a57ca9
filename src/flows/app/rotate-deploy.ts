import type { X509Certificate } from 'node:crypto';
import { Messages } from '@salesforce/core/messages';
import { isOutcomeUnknown } from '../../io/org-call.ts';
import { dropNextPair } from '../../io/pair-files.ts';
import type { DeployEnd } from './deploy.ts';
import { obtainNextPair, type NextPair } from './next-pair.ts';
import type { AppInOrg } from './read-app.ts';
import { confirmCertificate, sendCertificate, withState, type RotateRun } from './rotate-run.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'rotate');

/**
 * Makes the next pair, unless one is there, and puts its certificate into the app. A pair that this run made is removed when it
 * is certain that the org does not have its certificate, and in no other case: it would be the only key of the app.
 */
export async function deployNext(
  run: RotateRun,
  app: AppInOrg,
  certificate: X509Certificate,
): Promise<{ app: AppInOrg; pair: NextPair }> {
  const { place, current, input, options, now } = run;
  const { name, again: command } = input;
  const { paths } = place;
  const asked = { paths, current, certificate, name, command };
  const pair = await obtainNextPair(asked, now(), options.signal);
  const end = await send(run, app, pair);
  if (end.kind === 'failed') {
    drop(run, pair);
    end.error.message += `\n${messages.getMessage(pair.isResumed ? 'nothingChangedKept' : 'nothingChanged')}`;
    throw end.error;
  }
  try {
    return { app: await confirmCertificate(run, app, pair.certificate), pair };
  } catch (error) {
    const isSeen = (error as Error).name === 'AppDiffersError';
    const state = isSeen
      ? messages.getMessage('deployOpen', [paths.next.certificate])
      : messages.getMessage('proofOpen', [paths.next.key]);
    throw withState(error as Error, state, command);
  }
}

async function send(run: RotateRun, app: AppInOrg, pair: NextPair): Promise<DeployEnd> {
  try {
    run.options.signal?.throwIfAborted();
    return await sendCertificate(run, app, pair.certificate);
  } catch (error) {
    if (isCertainlyNotSent(error as Error)) {
      drop(run, pair);
      throw error;
    }
    const state = messages.getMessage('deployOpen', [run.place.paths.next.certificate]);
    throw withState(error as Error, state, run.input.again);
  }
}

/** Ctrl-C is heard before the deploy is sent, and after that has an error of its own, with the id of the deploy. */
function isCertainlyNotSent(error: Error & { actions?: string[]; data?: unknown }): boolean {
  if (error.name === 'AbortError') return true;
  // what is no error of ours may have happened at any time
  const isRefusal = error.actions !== undefined && error.data === undefined;
  return isRefusal && !isOutcomeUnknown(error);
}

function drop({ place }: RotateRun, { isResumed }: NextPair): void {
  if (!isResumed) dropNextPair(place.paths);
}
