import { Messages } from '@salesforce/core/messages';
import { pause, type Busy } from '../io/http.ts';
import { delayAfter, MAXIMUM_TRIES } from '../io/retry-delay.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'retry');

/** Faults of the way there, not of what was sent. */
const passingFaults = [
  'HostNotFoundError',
  'HostUnreachableError',
  'ConnectionBrokenError',
  'ProxyUnreachableError',
  'ProxyFailedError',
];

/** True when an error says nothing about what was sent: the way to the host failed, or it was busy or silent. */
export function isPassing(error: unknown): boolean {
  return [...passingFaults, 'OrgBusyError', 'NoAnswerInTimeError'].includes((error as Error).name);
}

/**
 * The one place that asks a token endpoint again: runs `send` up to three times while the way to `host` fails or the host is
 * busy (429 and 5xx), with `Retry-After` honoured, else with jitter. Everything else that `send` gives or throws is final.
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
    await pause(delayAfter(tries, outcome?.retryAfterSeconds), signal);
  }
}

const isBusy = (outcome: { kind: string }): outcome is Busy => outcome.kind === 'busy';
