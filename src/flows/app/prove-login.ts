import type { KeyObject } from 'node:crypto';
import { Messages } from '@salesforce/core/messages';
import type { Login } from '../../assertion/claims.ts';
import { explainApiRefusal, explainRefusal } from '../../diagnosis/explain.ts';
import type { Refusal } from '../../diagnosis/refusals.ts';
import type { Busy } from '../../io/http.ts';
import { callApi, type ApiRefusal } from '../../io/rest-api.ts';
import type { GrantedToken } from '../../io/token-endpoint.ts';
import { exchange, type ExchangeOptions, type Wait } from '../exchange.ts';
import { stageTeller, type FlowOptions } from '../progress.ts';
import { retry } from '../retry.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'prove-login');

/** `host` is asked for the token. `retry`: the command line that tries the same login again, for errors. */
export type ProvableLogin = Login & { host: URL; privateKey: KeyObject; retry?: string };

/**
 * Stages: `login` (its detail is who logs in where), `login-wait` before each pause (the org's words, and when it is asked
 * again), `login-check` (whose API is called). `onWait` is told each second of a pause, for a countdown.
 */
export type ProofOptions = FlowOptions & Pick<ExchangeOptions, 'waitMinutes' | 'onWait'>;

/** Calls the API once with a granted token. What it says is handed on; of a refusal, an error is made. */
export type Prove<Proof extends { kind: string }> = (
  token: GrantedToken,
  signal?: AbortSignal,
) => Promise<Proof | ApiRefusal | Busy>;

const proveByCall: Prove<{ kind: 'proven' }> = async ({ instanceUrl, accessToken }, signal) =>
  callApi(instanceUrl, accessToken, signal);

/**
 * `firstTryAt`: when the org was first asked; `grantedAt`: when it gave the token. `refusals`: how often it said no in between.
 * Times are on the clock of `now`.
 */
export type ProvenLogin<Proof = unknown> = {
  token: GrantedToken;
  /** What the API said. */
  proof: Proof;
  firstTryAt: Date;
  grantedAt: Date;
  refusals: number;
  /** As of an exchange. */
  aheadSeconds: number | undefined;
};

export type ProofOutcome<Proof = unknown> =
  ({ kind: 'proven' } & ProvenLogin<Proof>) | { kind: 'refused'; refusal: Refusal; explained: Error };

/**
 * The one way to prove a login: a token by exchange, then an API call with it. The org is asked once, and again only after
 * a refusal that waiting can mend, while `waitMinutes` last. `now` is the moment of this call. Throws the refusal, explained.
 */
export async function proveLogin<Proof extends { kind: string } = { kind: string }>(
  login: ProvableLogin,
  now: Date,
  options: ProofOptions,
  prove?: Prove<Proof>,
): Promise<ProvenLogin<Proof>> {
  const outcome = await tryLogin<Proof>(login, now, options, prove);
  if (outcome.kind === 'refused') throw outcome.explained;
  return outcome;
}

/**
 * The same with a refusal as a result: for who has to tell the org's "no" from a failure that says nothing about the login,
 * which is thrown.
 */
export async function tryLogin<Proof extends { kind: string } = { kind: string }>(
  { clientId, username, audience, host, privateKey, retry: again }: ProvableLogin,
  now: Date,
  { waitMinutes, signal, onStage, onWait }: ProofOptions,
  prove: Prove<Proof> = proveByCall as unknown as Prove<Proof>,
): Promise<ProofOutcome<Proof>> {
  const started = performance.now();
  const tell = stageTeller({ onStage });
  let refusals = 0;
  const tellWait = (wait: Wait): void => {
    onWait?.(wait);
    if (!wait.isNew) return;
    refusals += 1;
    tell('login-wait', describeWait(wait));
  };
  tell('login', `${username}, ${host.host}`);
  const login = { clientId, username, audience };
  const outcome = await exchange({ login, host, privateKey }, now, { waitMinutes, signal, onWait: tellWait });
  const { aheadSeconds } = outcome;
  const attempt = { ...login, host: host.origin, retry: again ?? commandOf(login, host) };
  if (outcome.kind === 'refused') {
    const { refusal } = outcome;
    return { kind: 'refused', refusal, explained: explainRefusal(refusal, { ...attempt, aheadSeconds }) };
  }
  const grantedAt = new Date(now.getTime() + performance.now() - started);
  const { token } = outcome;
  const api = new URL(token.instanceUrl).host;
  tell('login-check', api);
  const proof = await retry<Proof | ApiRefusal>(async () => prove(token, signal), api, signal);
  if (isRefusal(proof)) throw explainApiRefusal(proof, attempt, token);
  return { kind: 'proven', token, proof, firstTryAt: now, grantedAt, refusals, aheadSeconds };
}

const isRefusal = (proof: { kind: string }): proof is ApiRefusal => proof.kind === 'refused';

function describeWait({ refusal, nextTrySeconds, secondsLeft }: Wait): string {
  return messages.getMessage('waiting', [refusal.description, nextTrySeconds, secondsLeft]);
}

/** Where the key lies is known only to who loaded it. */
function commandOf({ clientId, username }: Login, { origin }: URL): string {
  const who = `--client-id ${clientId} --username ${username}`;
  return `sf jwt token ${who} --jwt-key-file KEY_FILE --instance-url ${origin} --wait 10`;
}
