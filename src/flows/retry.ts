import { Messages } from '@salesforce/core/messages';
import { pause, type Busy } from '../io/http.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'retry');

const MAXIMUM_TRIES = 3;
const FIRST_DELAY_MILLISECONDS = 500;
const LONGEST_RETRY_AFTER_SECONDS = 30;

/** Faults of the way there, not of what was sent. */
const passingFaults = ['HostNotFoundError', 'HostUnreachableError', 'ConnectionBrokenError'];

/** True when an error says nothing about what was sent: the way to the host failed, or it was busy or silent. */
export function isPassing(error: unknown): boolean {
  return [...passingFaults, 'OrgBusyError', 'NoAnswerInTimeError'].includes((error as Error).name);
}

/**
 * The one place that tries again: runs `send` up to three times while the way to `host` fails or the host is busy (429 and
 * 5xx), with `Retry-After` honoured, else with jitter. Everything else that `send` gives or throws is final.
 */
export async function retry<T extends { kind: string }>(
  send: () => Promise<T | Busy>,
  host: string,
  signal?: AbortSignal,
): Promise<Exclude<T, Busy>> {
  for (let tries = 1; ; tries += 1) {
    const isLast = tries === MAXIMUM_TRIES;
    const outcome = await send().catch((error: unknown) => {
      if (isLast || !passingFaults.includes((error as Error).name)) throw error;
      return undefined;
    });
    if (outcome && !isBusy(outcome)) return outcome as Exclude<T, Busy>;
    if (outcome && isLast) throw messages.createError('error.OrgBusy', [host, outcome.status]);
    await pause(delayBefore(tries, outcome?.retryAfterSeconds), signal);
  }
}

const isBusy = (outcome: { kind: string }): outcome is Busy => outcome.kind === 'busy';

/** Milliseconds: doubled each time, plus up to half of it at random, so that a fleet does not come back in step. */
function delayBefore(tries: number, retryAfterSeconds: number | undefined): number {
  if (retryAfterSeconds !== undefined) return Math.min(retryAfterSeconds, LONGEST_RETRY_AFTER_SECONDS) * 1000;
  const delay = FIRST_DELAY_MILLISECONDS * 2 ** (tries - 1);
  return delay + (Math.random() * delay) / 2;
}
