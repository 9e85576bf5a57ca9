import { type Answer, answerJson, answerRestError, type OrgRequest } from '../answer.ts';
import type { OrgState } from '../org-state.ts';
import type { ObjectTable } from '../records/object-table.ts';
import { dataTables, toolingTables, visibleTables } from '../records/object-tables.ts';
import { findPage, openPages } from '../records/query-cursors.ts';
import { describeColumns } from '../records/soql-columns.ts';
import type { QueryContext } from '../records/soql-scope.ts';
import { loadSoqlParser, type SoqlFault, type SoqlParser } from '../records/soql-text.ts';
import { type QueryResult, runQuery } from '../records/soql.ts';
import type { Caller } from './authenticate.ts';

const SMALLEST_PAGE = 200;
const LARGEST_PAGE = 2000;

function answerFault({ fact, errorCode, message }: SoqlFault): Answer {
  return answerRestError(400, fact, { message, errorCode });
}

/** How many records a page holds: `Sforce-Query-Options: batchSize=500`, within what the object gives at once. */
function pageSizeOf(request: OrgRequest, table: ObjectTable): number {
  const asked = /batchSize\s*=\s*(\d+)/i.exec(request.headers['sforce-query-options'] ?? '')?.[1];
  const size = asked === undefined ? LARGEST_PAGE : Number(asked);
  const most = table.mostRows?.page ?? LARGEST_PAGE;
  return Math.min(Math.max(size, SMALLEST_PAGE), most);
}

function answerRecords(context: QueryContext, request: OrgRequest, result: QueryResult): Answer {
  const { org, viewer, now, version } = context;
  const { table, totalSize, records } = result;
  if (!result.isPaged && records.length > LARGEST_PAGE) {
    const message =
      'Aggregate query does not support queryMore(). Change the batch size or limit the number of results ' +
      'returned by the query';
    return answerFault({ errorCode: 'EXCEEDED_ID_LIMIT', message, fact: 'SOQL-18' });
  }
  const path = `/services/data/v${version}/query`;
  const pageSize = result.isPaged ? pageSizeOf(request, table) : LARGEST_PAGE;
  return answerJson(200, 'SOQL-01', openPages(org, viewer, now, { path, pageSize, totalSize, records }));
}

/** Synchronous, so that a composite request can run it inside a transaction. */
export function answerQuery(parse: SoqlParser, context: QueryContext, request: OrgRequest): Answer {
  const soql = request.query.get('q') ?? '';
  const parsed = parse(soql);
  if ('errorCode' in parsed) return answerFault(parsed);
  const result = runQuery(context, soql, parsed);
  if ('errorCode' in result) return answerFault(result);
  if (request.query.get('columns') !== 'true') return answerRecords(context, request, result);
  const columnMetadata = describeColumns(context, parsed);
  return answerJson(200, 'SOQL-06', {
    columnMetadata,
    entityName: result.table.name,
    groupBy: parsed.groupBy !== undefined,
    idSelected: columnMetadata.some(({ columnName }) => columnName === 'Id'),
    keyPrefix: result.table.keyPrefix,
  });
}

/** What a request's queries run against: the objects that its caller sees. */
export function contextFor(
  request: OrgRequest,
  org: OrgState,
  now: Date,
  { user }: Caller,
  tables = dataTables,
): QueryContext {
  const version = request.params.version ?? '';
  return { org, viewer: user, now, version, tables: visibleTables(tables, org, user, now) };
}

/** `GET …/query?q=` and `…/queryAll?q=`. */
export async function queryData(
  request: OrgRequest,
  org: OrgState,
  now: Date,
  caller: Caller,
): Promise<Answer> {
  return answerQuery(await loadSoqlParser(), contextFor(request, org, now, caller), request);
}

/** `GET …/tooling/query?q=`. */
export async function queryTooling(
  request: OrgRequest,
  org: OrgState,
  now: Date,
  caller: Caller,
): Promise<Answer> {
  const context = contextFor(request, org, now, caller, toolingTables);
  return answerQuery(await loadSoqlParser(), context, request);
}

/** `GET …/query/<locator>`: the next page of a query of the same user. */
export function queryMore(request: OrgRequest, org: OrgState, now: Date, { user }: Caller): Answer {
  const page = findPage(org, user, now, request.params.locator ?? '');
  if (page !== undefined) return answerJson(200, 'SOQL-14', page);
  const error = { message: 'invalid query locator', errorCode: 'INVALID_QUERY_LOCATOR' };
  return answerRestError(400, 'SOQL-14', error);
}
