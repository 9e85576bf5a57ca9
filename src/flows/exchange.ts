import type { KeyObject } from 'node:crypto';
import { buildClaims, type Login } from '../assertion/claims.ts';
import { signAssertion } from '../assertion/sign.ts';
import { isTransientRefusal, type Refusal } from '../diagnosis/refusals.ts';
import { pause } from '../io/http.ts';
import { requestToken, type GrantedToken, type TokenOutcome } from '../io/token-endpoint.ts';
import { isPassing, retry } from './retry.ts';

export type ExchangeInput = { login: Login; host: URL; privateKey: KeyObject };

/** `waitMinutes`: how long a refusal that a young app causes is waited out. `onWait` is told before each pause. */
export type ExchangeOptions = { waitMinutes: number; signal?: AbortSignal; onWait?: (wait: Wait) => void };
/** Told once a second; `isNew` when a pause begins. */
export type Wait = { refusal: Refusal; nextTrySeconds: number; secondsLeft: number; isNew: boolean };

/** `aheadSeconds`: how far this machine's clock is ahead of the host's (behind: negative), where the host told its time. */
export type ExchangeOutcome = (
  { kind: 'granted'; token: GrantedToken } | { kind: 'refused'; refusal: Refusal }
) & {
  aheadSeconds: number | undefined;
};

const FIRST_WAIT_SECONDS = 2;
const LONGEST_WAIT_SECONDS = 15;

/**
 * Exchanges an assertion for a token. Each try signs a fresh assertion for one host. A refusal is final, unless waiting was
 * asked for and can help. An org that has answered once is there: while waiting, faults of the way there are waited out, too.
 */
export async function exchange(
  { login, host, privateKey }: ExchangeInput,
  now: Date,
  options: ExchangeOptions,
): Promise<ExchangeOutcome> {
  const started = performance.now();
  const elapsed = (): number => performance.now() - started;
  const send = async () => {
    const claims = buildClaims(login, new Date(now.getTime() + elapsed()));
    const outcome = await requestToken(host, await signAssertion(claims, privateKey), options.signal);
    return { ...outcome, aheadSeconds: aheadOf(outcome, new Date(now.getTime() + elapsed())) };
  };
  let refusal: Refusal | undefined;
  for (let waits = 0; ; waits += 1) {
    const outcome = await retry(send, host.host, options.signal).catch((error: unknown) => {
      if (refusal === undefined || !isPassing(error)) throw error;
      return { kind: 'failed', error: error as Error } as const;
    });
    if (outcome.kind === 'granted') return outcome;
    if (outcome.kind === 'refused') ({ refusal } = outcome);
    const secondsLeft = options.waitMinutes * 60 - elapsed() / 1000;
    const nextTrySeconds = pauseSeconds(waits);
    if (refusal === undefined || !isTransientRefusal(refusal) || secondsLeft < nextTrySeconds) {
      if (outcome.kind === 'failed') throw outcome.error;
      return outcome;
    }
    await countDown(refusal, nextTrySeconds, secondsLeft, options);
  }
}

/** The pause after so many pauses before it: longer each time, so that an hour of waiting is a few hundred logins at most. */
export function pauseSeconds(waits: number): number {
  return Math.min(FIRST_WAIT_SECONDS * 2 ** waits, LONGEST_WAIT_SECONDS);
}

function aheadOf(outcome: TokenOutcome, now: Date): number | undefined {
  if (outcome.kind === 'busy' || !outcome.serverDate) return undefined;
  return Math.round((now.getTime() - outcome.serverDate.getTime()) / 1000);
}

/** Pauses in steps of a second, so that a person sees it go on. */
async function countDown(
  refusal: Refusal,
  seconds: number,
  secondsLeft: number,
  { signal, onWait }: ExchangeOptions,
): Promise<void> {
  for (let second = 0; second < seconds; second += 1) {
    onWait?.({
      refusal,
      nextTrySeconds: seconds - second,
      secondsLeft: Math.round(secondsLeft - second),
      isNew: second === 0,
    });
    await pause(1000, signal);
  }
}
