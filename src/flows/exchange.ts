import type { KeyObject } from 'node:crypto';
import { Messages } from '@salesforce/core/messages';
import { buildClaims, type Login } from '../assertion/claims.ts';
import { signAssertion } from '../assertion/sign.ts';
import { isTransientRefusal, type Refusal } from '../diagnosis/refusals.ts';
import { pause } from '../io/http.ts';
import { requestToken, type GrantedToken, type TokenOutcome } from '../io/token-endpoint.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'exchange');

export type ExchangeInput = { login: Login; host: URL; privateKey: KeyObject };

/** `waitMinutes`: how long a refusal that a young app causes is waited out. `onWait` is told before each pause. */
export type ExchangeOptions = { waitMinutes: number; signal?: AbortSignal; onWait?: (wait: Wait) => void };
/** Told once a second; `isNew` when a pause begins. */
export type Wait = { refusal: Refusal; nextTrySeconds: number; secondsLeft: number; isNew: boolean };

export type ExchangeOutcome =
  { kind: 'granted'; token: GrantedToken } | { kind: 'refused'; refusal: Refusal };

const MAXIMUM_TRIES = 3;
const FIRST_RETRY_MILLISECONDS = 500;
const LONGEST_RETRY_AFTER_SECONDS = 30;
const FIRST_WAIT_SECONDS = 2;
const LONGEST_WAIT_SECONDS = 15;

/** Faults of the way there, not of what was sent. */
const passingFaults = ['HostNotFoundError', 'HostUnreachableError', 'ConnectionBrokenError'];

/**
 * Exchanges assertions for a token: the one place that tries again. Each try signs a fresh assertion for one host. Network
 * faults, 429 and 5xx are tried three times with jitter; a refusal is final, unless waiting was asked for and can help.
 */
export async function exchange(
  input: ExchangeInput,
  now: Date,
  options: ExchangeOptions,
): Promise<ExchangeOutcome> {
  const started = performance.now();
  const elapsed = (): number => performance.now() - started;
  const moment = (): Date => new Date(now.getTime() + elapsed());
  for (let waits = 0; ; waits += 1) {
    const outcome = await tryExchange(input, moment, options.signal);
    if (outcome.kind === 'granted' || !isTransientRefusal(outcome.refusal)) return outcome;
    const secondsLeft = options.waitMinutes * 60 - elapsed() / 1000;
    const nextTrySeconds = Math.min(FIRST_WAIT_SECONDS * 2 ** waits, LONGEST_WAIT_SECONDS);
    if (secondsLeft < nextTrySeconds) return outcome;
    await countDown(outcome.refusal, nextTrySeconds, secondsLeft, options);
  }
}

async function tryExchange(
  input: ExchangeInput,
  moment: () => Date,
  signal?: AbortSignal,
): Promise<ExchangeOutcome> {
  for (let tries = 1; ; tries += 1) {
    const outcome = await attempt(input, moment(), signal, tries < MAXIMUM_TRIES);
    if (outcome && outcome.kind !== 'busy') return outcome;
    if (outcome && tries === MAXIMUM_TRIES)
      throw messages.createError('error.OrgBusy', [input.host.host, outcome.status]);
    await pause(retryDelay(tries, outcome?.retryAfterSeconds), signal);
  }
}

/** One assertion to one host. `undefined`: a passing fault, where another try is left. */
async function attempt(
  { login, host, privateKey }: ExchangeInput,
  now: Date,
  signal: AbortSignal | undefined,
  mayFail: boolean,
): Promise<TokenOutcome | undefined> {
  const assertion = await signAssertion(buildClaims(login, now), privateKey);
  try {
    return await requestToken(host, assertion, signal);
  } catch (error) {
    if (mayFail && passingFaults.includes((error as Error).name)) return undefined;
    throw error;
  }
}

/** Milliseconds: doubled each time, plus up to half of it at random, so that a fleet does not come back in step. */
function retryDelay(tries: number, retryAfterSeconds: number | undefined): number {
  if (retryAfterSeconds !== undefined) return Math.min(retryAfterSeconds, LONGEST_RETRY_AFTER_SECONDS) * 1000;
  const delay = FIRST_RETRY_MILLISECONDS * 2 ** (tries - 1);
  return delay + (Math.random() * delay) / 2;
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
