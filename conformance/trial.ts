import type { AppState } from './apps.ts';
import { CannotTry } from './claim.ts';
import { type Answer, type Http, jsonOf, type Sending, textAt, valueAt } from './http.ts';
import type { KeyPair } from './key-pair.ts';

/** A living session of an administrator, as `sf` keeps it. */
export type Session = { instanceUrl: string; accessToken: string; username: string };

/** The org under trial, as that session sees it. */
export type Org = {
  instanceUrl: URL;
  username: string;
  /** 18 characters. */
  userId: string;
  orgId: string;
  /** The login host that all orgs of its type share. */
  loginUrl: URL;
  apiVersion: string;
};

/** Everything that a claim needs to be tried. */
export type Trial = {
  org: Org;
  accessToken: string;
  http: Http;
  keys: KeyPair;
  /** What all names in the org begin with; no other run has the same. */
  prefix: string;
  now: () => Date;
  /** Rejects when the person interrupts. */
  pause: (milliseconds: number) => Promise<void>;
  waitMilliseconds: number;
  permissionSetId: string;
  /** What was written: components by type and name, records by object and id; the newest last. */
  written: { components: { type: string; fullName: string }[]; records: { object: string; id: string }[] };
  /** Why the org refuses an app without any fault; asked once, when the first claim needs to know. */
  faultlessProblem: Promise<string | undefined> | undefined;
  /** What became of the apps: undefined means deployed, a text why not. */
  appProblems: Map<AppState, string | undefined>;
  /** What the token endpoint said while an app was not effective yet. */
  waits: { app: AppState; seconds: number; answers: string[]; isReady: boolean }[];
};

/** A request without a session. */
export function ask(trial: Pick<Trial, 'org' | 'http'>, path: string, sending?: Sending): Promise<Answer> {
  return trial.http.send(new URL(path, trial.org.instanceUrl), sending);
}

/** A request with the session to a path below `/services/data/vNN.0`; a body is sent as JSON. */
export function callRest(trial: Trial, path: string, method = 'GET', body?: unknown): Promise<Answer> {
  return callAs(trial, trial.accessToken, path, method, body);
}

export function callAs(
  trial: Trial,
  accessToken: string,
  path: string,
  method = 'GET',
  body?: unknown,
): Promise<Answer> {
  return ask(trial, `/services/data/v${trial.org.apiVersion}${path}`, {
    method,
    headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
}

export function query(trial: Trial, soql: string, resource = '/query'): Promise<Answer> {
  return callRest(trial, `${resource}?q=${encodeURIComponent(soql)}`);
}

/** The rows of a query; a claim that needs them cannot be tried without. */
export async function rowsOf(trial: Trial, soql: string): Promise<Record<string, unknown>[]> {
  const answer = await query(trial, soql);
  const rows = valueAt(jsonOf(answer), 'records');
  if (!Array.isArray(rows)) throw new CannotTry(`the query was refused: ${answer.text.slice(0, 200)}`);
  return rows as Record<string, unknown>[];
}

/** Creates a record that the end of the run deletes; undefined when the org refuses it. */
export async function createRecord(
  trial: Trial,
  object: string,
  body: Record<string, string>,
): Promise<{ answer: Answer; id: string | undefined }> {
  const answer = await callRest(trial, `/sobjects/${object}`, 'POST', body);
  const id = textAt(answer, 'id') || undefined;
  if (id !== undefined) trial.written.records.push({ object, id });
  return { answer, id };
}
