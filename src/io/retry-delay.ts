/** How often anything is sent at most. */
export const MAXIMUM_TRIES = 3;

const FIRST_DELAY_MILLISECONDS = 500;
const LONGEST_RETRY_AFTER_SECONDS = 30;

/**
 * How many milliseconds to wait after `tries` tries: what the server asked for (`Retry-After`), else doubled each time, plus up
 * to half of it at random, so that a fleet does not come back in step.
 */
export function delayAfter(tries: number, retryAfterSeconds: number | undefined): number {
  if (retryAfterSeconds !== undefined) return Math.min(retryAfterSeconds, LONGEST_RETRY_AFTER_SECONDS) * 1000;
  const delay = FIRST_DELAY_MILLISECONDS * 2 ** (tries - 1);
  return delay + (Math.random() * delay) / 2;
}
