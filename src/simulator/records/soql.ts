import type { FieldType, Query, ValueCondition, WhereClause } from '@jetstreamapp/soql-parser-js';
import type { FactId } from '../facts/facts.ts';
import type { OrgState, User } from '../org-state.ts';
import { type Field, type FieldValue, findField, type ObjectTable, type Row } from './object-table.ts';
import { findTable } from './object-tables.ts';
import { holds, meets } from './soql-conditions.ts';

/** What a query runs against. */
export type QueryContext = { org: OrgState; viewer: User; now: Date; version: string; tables: ObjectTable[] };

export type SoqlFault = { errorCode: string; message: string; fact: FactId };
export type RecordValue = FieldValue | SoqlRecord;
export type SoqlRecord = {
  attributes: { type: string; url?: string };
  [field: string]: RecordValue | { type: string; url?: string };
};
export type QueryResult = { totalSize: number; done: true; records: SoqlRecord[] };

/** A refusal travels out of the depth of a query as an exception, and no further than `runQuery`. */
class SoqlError extends Error {
  readonly fault: SoqlFault;
  constructor(errorCode: string, message: string, fact: FactId) {
    super(message);
    this.fault = { errorCode, message, fact };
  }
}

const ADVICE = 'Please reference your WSDL or the describe call for the appropriate names.';

function tableOf(context: QueryContext, name: string): ObjectTable {
  const table = findTable(context.tables, name);
  if (table !== undefined) return table;
  throw new SoqlError(
    'INVALID_TYPE',
    `sObject type '${name}' is not supported. If you are attempting to use a custom object, be sure to append ` +
      `the '__c' after the entity name. ${ADVICE}`,
    'SOQL-02',
  );
}

function unknownColumn(name: string, table: ObjectTable): SoqlError {
  return new SoqlError(
    'INVALID_FIELD',
    `No such column '${name}' on entity '${table.name}'. If you are attempting to use a custom field, be sure to ` +
      `append the '__c' after the custom field name. ${ADVICE}`,
    'SOQL-03',
  );
}

function fieldOf(table: ObjectTable, name: string): Field {
  const field = findField(table, name);
  if (field === undefined) throw unknownColumn(name, table);
  return field;
}

type Reached = { table: ObjectTable; row: Row | undefined };

function follow(context: QueryContext, { table, row }: Reached, relationship: string): Reached {
  const field = table.fields.find((item) => item.relationship?.toLowerCase() === relationship.toLowerCase());
  if (field?.target === undefined) throw unknownColumn(relationship, table);
  const target = tableOf(context, field.target);
  const id = row?.[field.name] ?? null;
  return { table: target, row: target.rows(context.org, context.viewer).find(({ Id }) => Id === id) };
}

/** The field at the end of a path such as `PermissionSet.Name`, and its value in a row. */
function reach(context: QueryContext, start: Reached, path: string): { field: Field; value: FieldValue } {
  const names = path.split('.');
  const last = names.pop() ?? '';
  // A path may begin with the queried object's own name.
  if (names[0]?.toLowerCase() === start.table.name.toLowerCase()) names.shift();
  const end = names.reduce((reached, name) => follow(context, reached, name), start);
  const field = fieldOf(end.table, last);
  return { field, value: end.row?.[field.name] ?? null };
}

function testCondition(context: QueryContext, start: Reached, condition: ValueCondition): boolean {
  const { field, value } = reach(context, start, condition.field);
  if (!field.isFilterable) {
    throw new SoqlError(
      'INVALID_FIELD',
      `field '${field.name}' can not be filtered in a query call`,
      'SOQL-04',
    );
  }
  if (!('valueQuery' in condition)) return meets(value, condition, context.now);
  const subquery = condition.valueQuery as Query;
  const [selected] = subquery.fields ?? [];
  const ids = selectRows(context, subquery).map(({ table, row }) =>
    selected?.type === 'Field' ? (row?.[fieldOf(table, selected.field).name] ?? null) : null,
  );
  return ids.includes(value) === (condition.operator === 'IN');
}

/** Every condition is tried even when the table is empty, so that a wrong field is always reported. */
function filterRows(context: QueryContext, table: ObjectTable, where: WhereClause | undefined): Reached[] {
  const test = (start: Reached) => holds(where, (condition) => testCondition(context, start, condition));
  test({ table, row: undefined });
  return table
    .rows(context.org, context.viewer)
    .map((row) => ({ table, row }))
    .filter(test);
}

function sortRows(context: QueryContext, rows: Reached[], query: Query): Reached[] {
  const keys = [query.orderBy ?? []].flat().filter((key) => 'field' in key);
  const rank = (value: FieldValue) => (value === null ? '' : String(value).toLowerCase());
  return rows.sort((one, other) => {
    for (const key of keys) {
      const [left, right] = [one, other].map((start) => rank(reach(context, start, key.field).value));
      if (left === right || left === undefined || right === undefined) continue;
      return (left < right ? -1 : 1) * (key.order === 'DESC' ? -1 : 1);
    }
    return 0;
  });
}

function selectRows(context: QueryContext, query: Query): Reached[] {
  const table = tableOf(context, query.sObject ?? '');
  const rows = sortRows(context, filterRows(context, table, query.where), query);
  const start = query.offset ?? 0;
  return rows.slice(start, query.limit === undefined ? undefined : start + query.limit);
}

function attributesFor(context: QueryContext, { table, row }: Reached): SoqlRecord['attributes'] {
  return {
    type: table.name,
    url: `/services/data/v${context.version}/sobjects/${table.name}/${String(row?.Id ?? '')}`,
  };
}

function addField(context: QueryContext, start: Reached, record: SoqlRecord, path: string[]): void {
  const [name = '', ...rest] = path;
  if (rest.length === 0) {
    const { field, value } = reach(context, start, name);
    record[field.name] = value;
    return;
  }
  const next = follow(context, start, name);
  if (next.row === undefined) {
    reach(context, next, rest.join('.'));
    record[name] = null;
    return;
  }
  const known = record[name] as SoqlRecord | undefined;
  const nested: SoqlRecord = known ?? { attributes: attributesFor(context, next) };
  record[name] = nested;
  addField(context, next, nested, rest);
}

function unsupported(what: string): SoqlError {
  return new SoqlError('MALFORMED_QUERY', `The simulator does not know ${what}.`, 'SOQL-05');
}

/** The paths of the selected fields; `FIELDS(ALL)` and its kin mean every field. */
function selectedPaths(table: ObjectTable, fields: FieldType[]): string[][] {
  return fields.flatMap((field) => {
    if (field.type === 'Field') return [[field.field]];
    if (field.type === 'FieldRelationship') return [[...field.relationships, field.field]];
    if (field.type === 'FieldFunctionExpression' && field.functionName.toUpperCase() === 'FIELDS') {
      return table.fields.map(({ name }) => [name]);
    }
    throw unsupported(`a selected ${field.type}`);
  });
}

/** `COUNT()` answers in totalSize alone, `COUNT(Id)` with one aggregate row. */
function countRows(context: QueryContext, query: Query): QueryResult | undefined {
  const [field] = query.fields ?? [];
  if (field?.type !== 'FieldFunctionExpression' || field.functionName.toUpperCase() !== 'COUNT')
    return undefined;
  const count = selectRows(context, query).length;
  if (field.parameters.length === 0) return { totalSize: count, done: true, records: [] };
  const record: SoqlRecord = { attributes: { type: 'AggregateResult' }, [field.alias ?? 'expr0']: count };
  return { totalSize: 1, done: true, records: [record] };
}

function select(context: QueryContext, query: Query): QueryResult {
  if (query.groupBy !== undefined || query.having !== undefined) throw unsupported('GROUP BY');
  const count = countRows(context, query);
  if (count !== undefined) return count;
  const table = tableOf(context, query.sObject ?? '');
  const paths = selectedPaths(table, query.fields ?? []);
  const build = (start: Reached): SoqlRecord => {
    const record: SoqlRecord = { attributes: attributesFor(context, start) };
    for (const path of paths) addField(context, start, record, path);
    return record;
  };
  build({ table, row: undefined });
  const records = selectRows(context, query).map(build);
  return { totalSize: records.length, done: true, records };
}

export type SoqlParser = (text: string) => Query | SoqlFault;

/** Loads the parser, which is large, when the first query comes; from then on a query is one synchronous step. */
export async function loadSoqlParser(): Promise<SoqlParser> {
  const { parseQuery } = await import('@jetstreamapp/soql-parser-js');
  return (text) => {
    try {
      return parseQuery(text);
    } catch (error) {
      const reason = error instanceof Error ? error.message : '';
      return { errorCode: 'MALFORMED_QUERY', message: `${text}\n${reason}`, fact: 'SOQL-05' };
    }
  };
}

export function runQuery(context: QueryContext, query: Query): QueryResult | SoqlFault {
  try {
    return select(context, query);
  } catch (error) {
    if (error instanceof SoqlError) return error.fault;
    throw error;
  }
}

export type Column = { name: string; kind: Field['kind'] | 'count'; joined: Column[] };

/** The columns of a query for `columns=true`, in the order of the SELECT. */
export function describeColumns(context: QueryContext, query: Query): Column[] {
  const table = tableOf(context, query.sObject ?? '');
  const columns: Column[] = [];
  for (const field of query.fields ?? []) {
    if (field.type === 'FieldFunctionExpression' && field.functionName.toUpperCase() === 'COUNT') {
      columns.push({ name: field.alias ?? 'expr0', kind: 'count', joined: [] });
      continue;
    }
    for (const path of selectedPaths(table, [field])) addColumn(context, table, columns, path);
  }
  return columns;
}

function addColumn(context: QueryContext, table: ObjectTable, columns: Column[], path: string[]): void {
  const [name = '', ...rest] = path;
  if (rest.length === 0) {
    const field = fieldOf(table, name);
    columns.push({ name: field.name, kind: field.kind, joined: [] });
    return;
  }
  const known = columns.find((column) => column.name === name);
  const column = known ?? { name, kind: 'id' as const, joined: [] };
  if (known === undefined) columns.push(column);
  addColumn(context, follow(context, { table, row: undefined }, name).table, column.joined, rest);
}
