import { type Answer, answerJson, answerRestError, type OrgRequest } from '../answer.ts';
import type { OrgState } from '../org-state.ts';
import { toolingTables } from '../records/app-tables.ts';
import { dataTables, findTable } from '../records/object-tables.ts';
import {
  type Column,
  describeColumns,
  loadSoqlParser,
  type QueryContext,
  runQuery,
  type SoqlFault,
  type SoqlParser,
} from '../records/soql.ts';
import type { Caller } from './authenticate.ts';

const APEX_TYPES: Record<Column['kind'], string> = {
  id: 'Id',
  text: 'String',
  number: 'Integer',
  flag: 'Boolean',
  time: 'Datetime',
  count: 'Integer',
};

function toColumnMetadata(column: Column): object {
  const { name, kind, joined } = column;
  return {
    aggregate: kind === 'count',
    apexType: APEX_TYPES[kind],
    booleanType: kind === 'flag',
    columnName: name,
    custom: false,
    displayName: name,
    foreignKeyName: null,
    insertable: false,
    joinColumns: joined.map(toColumnMetadata),
    numberType: kind === 'number' || kind === 'count',
    textType: kind === 'text',
    updatable: false,
  };
}

function answerFault({ fact, errorCode, message }: SoqlFault): Answer {
  return answerRestError(400, fact, { message, errorCode });
}

/** Synchronous, so that a composite request can run it inside a transaction. */
export function answerQuery(parse: SoqlParser, context: QueryContext, request: OrgRequest): Answer {
  const parsed = parse(request.query.get('q') ?? '');
  if ('errorCode' in parsed) return answerFault(parsed);
  const result = runQuery(context, parsed);
  if ('errorCode' in result) return answerFault(result);
  if (request.query.get('columns') !== 'true') return answerJson(200, 'SOQL-01', result);
  const table = findTable(context.tables, parsed.sObject ?? '');
  const columns = describeColumns(context, parsed);
  return answerJson(200, 'SOQL-06', {
    columnMetadata: columns.map(toColumnMetadata),
    entityName: table?.name ?? null,
    groupBy: false,
    idSelected: columns.some(({ name }) => name === 'Id'),
    keyPrefix: table?.keyPrefix ?? null,
  });
}

export function dataContext(request: OrgRequest, org: OrgState, now: Date, { user }: Caller): QueryContext {
  return { org, viewer: user, now, version: request.params.version ?? '', tables: dataTables };
}

/** `GET …/query?q=`. */
export async function queryData(
  request: OrgRequest,
  org: OrgState,
  now: Date,
  caller: Caller,
): Promise<Answer> {
  return answerQuery(await loadSoqlParser(), dataContext(request, org, now, caller), request);
}

/** `GET …/tooling/query?q=`. */
export async function queryTooling(
  request: OrgRequest,
  org: OrgState,
  now: Date,
  caller: Caller,
): Promise<Answer> {
  const context = { ...dataContext(request, org, now, caller), tables: toolingTables };
  return answerQuery(await loadSoqlParser(), context, request);
}
