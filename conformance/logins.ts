import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { type AppState, consumerKeyOf } from './apps.ts';
import { type Claims, type Header, signJwt } from './assertion.ts';
import { CannotTry } from './claim.ts';
import { type Answer, textAt } from './http.ts';
import type { Trial } from './trial.ts';

/** How a login differs from a good one. */
export type LoginChanges = {
  /** Undefined leaves a claim out. */
  claims?: Claims;
  header?: Header;
  key?: KeyObject;
  host?: URL;
  /** Changes the finished JWT. */
  spoil?: (jwt: string) => string;
  /** Sends the parameters in the query of the POST. */
  isInQuery?: boolean;
};

export const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const LIFETIME_SECONDS = 180;
const FIRST_PAUSE_MILLISECONDS = 5000;
const LONGEST_PAUSE_MILLISECONDS = 30_000;

/** What the token endpoint says of an app, a certificate or a grant that has not taken effect yet. */
const TRANSIENT =
  /client identifier invalid|invalid assertion|hasn't approved|not admin approved|scope is required|not installed/;

let strangeKey: KeyObject | undefined;

/** A good RSA key that no app knows. */
export function keyOfNobody(): KeyObject {
  strangeKey ??= generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  return strangeKey;
}

/** A username that no org has: a refusal of it is no failed login of anybody. */
export function nobody(trial: Trial): string {
  return `nobody@${trial.prefix.replaceAll('_', '-').toLowerCase()}.invalid`;
}

export function secondsFromNow(trial: Trial, seconds: number): number {
  return Math.floor(trial.now().getTime() / 1000) + seconds;
}

export function writeAssertion(trial: Trial, state: AppState, changes: LoginChanges = {}): string {
  const good: Claims = {
    iss: consumerKeyOf(trial, state),
    sub: trial.org.username,
    aud: trial.org.instanceUrl.origin,
    exp: secondsFromNow(trial, LIFETIME_SECONDS),
  };
  const claims = Object.fromEntries(
    Object.entries({ ...good, ...changes.claims }).filter(([, value]) => value !== undefined),
  );
  const jwt = signJwt(claims, changes.key ?? trial.keys.privateKey, changes.header);
  return changes.spoil?.(jwt) ?? jwt;
}

/** Posts parameters to the token endpoint, as a form or in the query. */
export function postToken(
  trial: Trial,
  parameters: Record<string, string>,
  { host = trial.org.instanceUrl, isInQuery = false }: Pick<LoginChanges, 'host' | 'isInQuery'> = {},
): Promise<Answer> {
  const form = new URLSearchParams(parameters).toString();
  const url = new URL('/services/oauth2/token', host);
  if (isInQuery) url.search = form;
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return trial.http.send(url, { method: 'POST', headers, body: isInQuery ? '' : form });
}

export function logIn(trial: Trial, state: AppState, changes: LoginChanges = {}): Promise<Answer> {
  const parameters = { grant_type: JWT_BEARER, assertion: writeAssertion(trial, state, changes) };
  return postToken(trial, parameters, changes);
}

function wordsOf(answer: Answer): string {
  return textAt(answer, 'error_description') || `HTTP ${answer.status}`;
}

/**
 * Asks until the answer is the wanted one, or one that waiting does not change, or the time is over. Each time it waits it
 * keeps what was said meanwhile.
 */
export async function awaitAnswer(
  trial: Trial,
  state: AppState,
  attempt: () => Promise<Answer>,
  isWanted: (answer: Answer) => boolean,
  mayChange = (answer: Answer) => TRANSIENT.test(answer.text),
): Promise<Answer> {
  const started = trial.now().getTime();
  const answers: string[] = [];
  for (let pause = FIRST_PAUSE_MILLISECONDS; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE_MILLISECONDS)) {
    const answer = await attempt();
    const elapsed = trial.now().getTime() - started;
    const isOver = isWanted(answer) || !mayChange(answer) || elapsed + pause > trial.waitMilliseconds;
    if (isOver) {
      const seconds = Math.round(elapsed / 1000);
      if (answers.length > 0) trial.waits.push({ app: state, seconds, answers, isReady: isWanted(answer) });
      return answer;
    }
    if (!answers.includes(wordsOf(answer))) answers.push(wordsOf(answer));
    await trial.pause(pause);
  }
}

export function requireApp(trial: Trial, state: AppState): void {
  const problem = trial.appProblems.get(state);
  if (problem !== undefined) throw new CannotTry(`its app could not be deployed: ${problem}`);
}

/** A login that should succeed, waiting while the app may not have taken effect. */
export function awaitLogin(trial: Trial, state: AppState): Promise<Answer> {
  requireApp(trial, state);
  return awaitAnswer(
    trial,
    state,
    () => logIn(trial, state),
    ({ status }) => status === 200,
  );
}

/** Makes sure that an app works, so that a refusal after it is the one that was provoked. */
export async function requireLogin(trial: Trial, state: AppState): Promise<string> {
  const answer = await awaitLogin(trial, state);
  const token = textAt(answer, 'access_token');
  if (token === '') throw new CannotTry(`its app lets nobody in: ${answer.text.slice(0, 200)}`);
  return token;
}
