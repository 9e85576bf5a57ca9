import type { ApiFact, ClockFact, ExchangeFact } from '../../diagnosis/facts.ts';
import { callApi } from '../../io/rest-api.ts';
import type { GrantedToken } from '../../io/token-endpoint.ts';
import { exchange, type ExchangeInput, type ExchangeOptions } from '../exchange.ts';
import { retry } from '../retry.ts';
import { troubleOf } from './trouble.ts';

/** `token` is a secret, and there when the org granted one. */
export type ExchangeReading = { exchange: ExchangeFact; clock: ClockFact | null; token?: GrantedToken };

/**
 * Asks the token endpoint: with `waitMinutes: 0`, one assertion, and another only where the way there failed or the host was
 * busy. Whatever comes of it is a fact.
 */
export async function askForToken(
  input: ExchangeInput,
  now: Date,
  options: ExchangeOptions,
): Promise<ExchangeReading> {
  try {
    const outcome = await exchange(input, now, options);
    const { aheadSeconds } = outcome;
    const clock = aheadSeconds === undefined ? null : { aheadSeconds };
    if (outcome.kind === 'refused') return { exchange: { kind: 'refused', ...outcome.refusal }, clock };
    const { token } = outcome;
    const { orgId, userId, instanceUrl, scope, isJwtToken } = token;
    return { exchange: { kind: 'granted', orgId, userId, instanceUrl, scope, isJwtToken }, clock, token };
  } catch (error) {
    return { exchange: { kind: 'failed', trouble: troubleOf(error) }, clock: null };
  }
}

/** Calls the API with the token, as every use of it would. */
export async function askApi(
  { instanceUrl, accessToken }: GrantedToken,
  signal?: AbortSignal,
): Promise<ApiFact> {
  try {
    const call = async () => callApi(instanceUrl, accessToken, signal);
    return await retry(call, new URL(instanceUrl).host, signal);
  } catch (error) {
    return { kind: 'failed', trouble: troubleOf(error) };
  }
}
