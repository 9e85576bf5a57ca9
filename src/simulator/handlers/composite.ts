import { type Answer, answerJson, answerRestError, type OrgRequest } from '../answer.ts';
import { isJsonObject, type JsonObject, textMember } from '../json-values.ts';
import type { OrgState } from '../org-state.ts';
import { loadSoqlParser, type SoqlParser } from '../records/soql-text.ts';
import type { Caller } from './authenticate.ts';
import { readJsonBody } from './json-body.ts';
import { answerQuery, contextFor, queryMore } from './query.ts';
import { answerNotFound, refuseMethod } from './rest-refusals.ts';
import {
  deleteSobject,
  describeObject,
  listObjects,
  patchRecord,
  postRecord,
  readRecord,
  showObject,
} from './sobjects.ts';
import { showLimits } from './versions.ts';

const MOST_SUBREQUESTS = 25;
/** Only makes a URL of a path. */
const BASE = 'http://org';
const HALTED = 'PROCESSING_HALTED';

type Subresponse = { body: unknown; httpHeaders: object; httpStatusCode: number; referenceId: string };
type Transaction = { request: OrgRequest; org: OrgState; now: Date; caller: Caller; parse: SoqlParser };

function halt(message: string): unknown {
  return [{ errorCode: HALTED, message }];
}

/** The value at a path such as `records[0].Id` of an earlier answer. */
function readPath(body: unknown, path: string): unknown {
  return path
    .replaceAll(/\[(\d+)\]/g, '.$1')
    .split('.')
    .reduce<unknown>((value, key) => {
      if (Array.isArray(value)) return (value as unknown[])[Number(key)];
      return isJsonObject(value) ? value[key] : undefined;
    }, body);
}

type Quote = (value: string | number) => string;

/** Within a text of JSON. */
const quoteForJson: Quote = (value) => JSON.stringify(String(value)).slice(1, -1);

/** Replaces `@{ref.path}` in a text; undefined when a reference has no value. */
function resolveReferences(text: string, answers: Subresponse[], quote: Quote): string | undefined {
  const unresolved: string[] = [];
  const resolved = text.replaceAll(/@\{(\w+)\.([^}]+)\}/g, (_match, referenceId: string, path: string) => {
    const answer = answers.find((candidate) => candidate.referenceId === referenceId);
    const value =
      answer === undefined || answer.httpStatusCode >= 400 ? undefined : readPath(answer.body, path);
    if (typeof value === 'string' || typeof value === 'number') return quote(value);
    unresolved.push(path);
    return '';
  });
  return unresolved.length === 0 ? resolved : undefined;
}

function toRequest(outer: OrgRequest, method: string, url: string, body: string): OrgRequest {
  const { pathname, searchParams } = new URL(url, BASE);
  return {
    host: outer.host,
    method,
    path: pathname,
    search: '',
    params: {},
    query: searchParams,
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(body),
  };
}

type Dispatch = (request: OrgRequest, org: OrgState, now: Date, caller: Caller) => Answer;

const OBJECT = '(?<object>\\w+)';

/** What a subrequest may be besides a query; the groups of the path become parameters. */
const routes: [method: string, path: string, dispatch: Dispatch][] = [
  ['GET', 'limits', showLimits],
  ['GET', 'query/(?<locator>[^/]+)', queryMore],
  ['GET', 'sobjects', listObjects],
  ['GET', `sobjects/${OBJECT}`, showObject],
  ['POST', `sobjects/${OBJECT}`, postRecord],
  ['GET', `sobjects/${OBJECT}/describe`, describeObject],
  ['GET', `sobjects/${OBJECT}/(?<id>[^/]+)`, readRecord],
  ['PATCH', `sobjects/${OBJECT}/(?<id>[^/]+)`, patchRecord],
  ['DELETE', `sobjects/${OBJECT}/(?<id>[^/]+)`, deleteSobject],
];

function dispatch({ org, now, caller, parse }: Transaction, request: OrgRequest): Answer {
  const [, version = '', resource = ''] = /^\/services\/data\/v(\d+\.\d)\/(.*?)\/?$/.exec(request.path) ?? [];
  const { method } = request;
  if (method === 'GET' && /^query(All)?$/.test(resource)) {
    return answerQuery(parse, contextFor({ ...request, params: { version } }, org, now, caller), request);
  }
  const matches = routes.flatMap(([allowed, path, run]) => {
    const match = new RegExp(`^${path}$`).exec(resource);
    return match === null ? [] : [{ allowed, run, params: { version, ...match.groups } }];
  });
  const route = matches.find(({ allowed }) => allowed === method);
  if (route !== undefined) return route.run({ ...request, params: route.params }, org, now, caller);
  if (matches.length > 0)
    return refuseMethod(
      method,
      matches.map(({ allowed }) => allowed),
    );
  return answerNotFound();
}

/** A body as it would have been sent; one that is nested too deep to be written is none. */
function toText(body: unknown): string {
  if (body === undefined) return '';
  try {
    return JSON.stringify(body);
  } catch {
    return '';
  }
}

function runSubrequest(transaction: Transaction, item: JsonObject, earlier: Subresponse[]): Subresponse {
  const referenceId = textMember(item, 'referenceId');
  const url = resolveReferences(textMember(item, 'url'), earlier, String);
  const body = resolveReferences(toText(item.body), earlier, quoteForJson);
  if (url === undefined || body === undefined) {
    const message = 'Invalid reference specified. No value for a reference found in an earlier answer';
    return { body: halt(message), httpHeaders: {}, httpStatusCode: 400, referenceId };
  }
  const method = textMember(item, 'method').toUpperCase();
  const answer = URL.canParse(url, BASE)
    ? dispatch(transaction, toRequest(transaction.request, method, url, body))
    : answerNotFound();
  const content: unknown = answer.body === '' ? null : JSON.parse(answer.body);
  return { body: content, httpHeaders: {}, httpStatusCode: answer.status, referenceId };
}

/** What every other subrequest is told when one of them fails and all were to succeed together. */
function rollBack(items: JsonObject[], answers: Subresponse[]): Subresponse[] {
  const message = 'The transaction was rolled back since another operation in the same transaction failed.';
  const failed = answers.find(({ httpStatusCode }) => httpStatusCode >= 400);
  return items.map((item) => {
    const referenceId = textMember(item, 'referenceId');
    return referenceId === failed?.referenceId
      ? failed
      : { body: halt(message), httpHeaders: {}, httpStatusCode: 400, referenceId };
  });
}

/** Runs to the end without waiting, so that no other request falls into the transaction. */
function runAll(transaction: Transaction, items: JsonObject[], allOrNone: boolean): Subresponse[] {
  const { org } = transaction;
  const before = org.records;
  if (allOrNone) org.records = structuredClone(before);
  const answers: Subresponse[] = [];
  for (const item of items) {
    const answer = runSubrequest(transaction, item, answers);
    answers.push(answer);
    if (allOrNone && answer.httpStatusCode >= 400) {
      org.records = before;
      return rollBack(items, answers);
    }
  }
  return answers;
}

/** `POST …/composite`. */
export async function runComposite(
  request: OrgRequest,
  org: OrgState,
  now: Date,
  caller: Caller,
): Promise<Answer> {
  const read = readJsonBody(request);
  if ('refusal' in read) return read.refusal;
  const { compositeRequest: items, allOrNone } = read.body;
  if (!Array.isArray(items) || !items.every(isJsonObject) || items.length > MOST_SUBREQUESTS) {
    const message = `compositeRequest must be a list of at most ${MOST_SUBREQUESTS} subrequests`;
    return answerRestError(400, 'REST-18', { message, errorCode: 'JSON_PARSER_ERROR' });
  }
  const parse = await loadSoqlParser();
  const compositeResponse = runAll({ request, org, now, caller, parse }, items, allOrNone === true);
  const isWhole = compositeResponse.every(({ httpStatusCode }) => httpStatusCode < 400);
  return answerJson(200, isWhole ? 'DATA-13' : 'DATA-14', { compositeResponse });
}
