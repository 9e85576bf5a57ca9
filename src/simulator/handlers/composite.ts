import { type Answer, answerJson, answerRestError, type OrgRequest } from '../answer.ts';
import { isJsonObject, type JsonObject, textMember } from '../json-values.ts';
import type { OrgState } from '../org-state.ts';
import { loadSoqlParser, type SoqlParser } from '../records/soql-text.ts';
import { OWN_WORDING } from '../refusals.ts';
import type { Caller } from './authenticate.ts';
import { quoteForJson, resolveReferences } from './composite-references.ts';
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
const MOST_QUERIES = 5;
/** Only makes a URL of a path. */
const BASE = 'http://org';
const HALTED = 'PROCESSING_HALTED';

type Subresponse = { body: unknown; httpHeaders: object; httpStatusCode: number; referenceId: string | null };
type Transaction = { request: OrgRequest; org: OrgState; now: Date; caller: Caller; parse: SoqlParser };

function refuseSubrequest(errorCode: string, message: string, referenceId: string | null): Subresponse {
  return { body: [{ errorCode, message }], httpHeaders: {}, httpStatusCode: 400, referenceId };
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
  if ('missing' in url) return refuseSubrequest(HALTED, url.missing, referenceId);
  const body = resolveReferences(toText(item.body), earlier, quoteForJson);
  if ('missing' in body) return refuseSubrequest(HALTED, body.missing, referenceId);
  const method = textMember(item, 'method').toUpperCase();
  const answer = URL.canParse(url.text, BASE)
    ? dispatch(transaction, toRequest(transaction.request, method, url.text, body.text))
    : answerNotFound();
  const content: unknown = answer.body === '' ? null : JSON.parse(answer.body);
  return {
    body: content,
    httpHeaders: headersOf(answer.status, url.text, content),
    httpStatusCode: answer.status,
    referenceId,
  };
}

/** A created record has an address. */
function headersOf(status: number, url: string, content: unknown): object {
  return status === 201 && isJsonObject(content)
    ? { Location: `${url.replace(/[/]+$/, '')}/${textMember(content, 'id')}` }
    : {};
}

/** What every other subrequest is told when one of them fails and all were to succeed together. */
function rollBack(items: JsonObject[], answers: Subresponse[]): Subresponse[] {
  const message = 'The transaction was rolled back since another operation in the same transaction failed.';
  const failed = answers.find(({ httpStatusCode }) => httpStatusCode >= 400);
  return items.map((item) => {
    const referenceId = textMember(item, 'referenceId');
    return referenceId === failed?.referenceId ? failed : refuseSubrequest(HALTED, message, referenceId);
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

function isQuery(item: JsonObject): boolean {
  return /^\/services\/data\/v\d+\.\d\/(?:query|queryAll|composite\/sobjects)(?:[/?]|$)/.test(
    textMember(item, 'url'),
  );
}

/** A request that holds too much does nothing, and gets one answer for all (DATA-18). */
function refuseSize(items: JsonObject[]): Answer | undefined {
  const message =
    items.length > MOST_SUBREQUESTS
      ? `The request can\u2019t contain more than ${MOST_SUBREQUESTS} operations.`
      : `The request can\u2019t contain more than ${MOST_QUERIES} queries ${OWN_WORDING}`;
  const isTooLarge = items.length > MOST_SUBREQUESTS || items.filter(isQuery).length > MOST_QUERIES;
  const refusal = { compositeResponse: [refuseSubrequest('LIMIT_EXCEEDED', message, null)] };
  return isTooLarge ? answerJson(200, 'DATA-18', refusal) : undefined;
}

const REFERENCE_ID = /^[A-Za-z0-9]\w*$/;
const FIRST_STRICT_VERSION = 52;

/** Since 52.0 a name that is none fails the whole request (DATA-19). */
function refuseNames(items: JsonObject[], version: number): Answer | undefined {
  const wrong = items.map((item) => textMember(item, 'referenceId')).find((name) => !REFERENCE_ID.test(name));
  if (wrong === undefined || version < FIRST_STRICT_VERSION) return undefined;
  const message =
    `Provided referenceId ('${wrong}') must start with a letter or a number, and it can contain only letters, ` +
    `numbers and underscores ('_').`;
  return answerRestError(400, 'DATA-19', { message, errorCode: 'JSON_PARSER_ERROR' });
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
  if (!Array.isArray(items) || !items.every(isJsonObject)) {
    const message = `compositeRequest must be a list of subrequests ${OWN_WORDING}`;
    return answerRestError(400, 'REST-18', { message, errorCode: 'JSON_PARSER_ERROR' });
  }
  const refused = refuseSize(items) ?? refuseNames(items, Number(request.params.version));
  if (refused !== undefined) return refused;
  const parse = await loadSoqlParser();
  const compositeResponse = runAll({ request, org, now, caller, parse }, items, allOrNone === true);
  const isWhole = compositeResponse.every(({ httpStatusCode }) => httpStatusCode < 400);
  return answerJson(200, isWhole ? 'DATA-13' : 'DATA-14', { compositeResponse });
}
