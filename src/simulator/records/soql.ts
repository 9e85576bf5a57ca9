import type { FieldFunctionExpression, FieldType, Query, Subquery } from '@jetstreamapp/soql-parser-js';
import { type Field, type FieldValue, type ObjectTable, type Row, shownValue } from './object-table.ts';
import { isAggregateQuery, isBareCount, selectAggregates } from './soql-aggregates.ts';
import { aliasesOf, buildFilter } from './soql-filter.ts';
import { sliceItems, sortItems } from './soql-order.ts';
import {
  fieldOf,
  follow,
  openScope,
  type QueryContext,
  reach,
  rowsOf,
  type Scope,
  tableOf,
  unknownRelationship,
  unsupported,
} from './soql-scope.ts';
import { SoqlError, type SoqlFault, toFault, tooComplicated } from './soql-text.ts';

/** A record with what the query asked of it. */
export type SoqlRecord = {
  attributes: { type: string; url?: string };
  [field: string]: FieldValue | SoqlRecord | ChildResult | { type: string; url?: string };
};
/** The rows of a child query. */
export type ChildResult = { totalSize: number; done: true; records: SoqlRecord[] };
/** All records that a query finds; `isPaged` is false for what no cursor can go through. */
export type QueryResult = { totalSize: number; records: SoqlRecord[]; table: ObjectTable; isPaged: boolean };

function attributesFor({ version }: QueryContext, table: ObjectTable, row: Row): SoqlRecord['attributes'] {
  return {
    type: table.name,
    url: `/services/data/v${version}/sobjects/${table.name}/${row.Id === null ? '' : String(row.Id)}`,
  };
}

/** Puts one part of the SELECT list into the record of a row. */
type Put = (record: SoqlRecord, row: Row) => void;

function putPath(scope: Scope, table: ObjectTable, path: string[], name?: string): Put {
  const [first = '', ...rest] = path;
  if (rest.length === 0) {
    const field = fieldOf(table, first);
    return (record, row) => {
      record[name ?? field.name] = shownValue(field, row) as FieldValue;
    };
  }
  const step = follow(scope, table, first);
  const putRest = putPath(scope, step.table, rest);
  const relationship = step.field.relationship ?? first;
  return (record, row) => {
    const reached = step.go(row);
    if (reached === undefined) {
      record[relationship] = null;
      return;
    }
    const known = record[relationship] as SoqlRecord | undefined;
    const nested: SoqlRecord = known ?? { attributes: attributesFor(scope, step.ownerOf(reached), reached) };
    record[relationship] = nested;
    putRest(nested, reached);
  };
}

const MOST_FIELDS_ROWS = 200;

/** `FIELDS(ALL)` and its kin mean every field; none here is custom. */
function putAllFields(scope: Scope, table: ObjectTable, kind: string, { limit }: Query): Put[] {
  if (kind !== 'STANDARD' && (limit === undefined || limit > MOST_FIELDS_ROWS)) {
    const message = `The SOQL FIELDS function must have a LIMIT of at most ${MOST_FIELDS_ROWS}`;
    throw new SoqlError('MALFORMED_QUERY', message, 'SOQL-19');
  }
  const names = kind === 'CUSTOM' ? ['Id'] : table.fields.map(({ name }) => name);
  return names.map((name) => putPath(scope, table, [name]));
}

function putFunction(scope: Scope, table: ObjectTable, field: FieldFunctionExpression, query: Query): Put[] {
  const [parameter] = field.parameters;
  const name = field.functionName.toUpperCase();
  if (typeof parameter !== 'string') throw unsupported(`a selected ${field.rawValue ?? name}`);
  if (name === 'FIELDS') return putAllFields(scope, table, parameter.toUpperCase(), query);
  // Labels of picklist values are the values themselves here.
  if (name === 'TOLABEL') return [putPath(scope, table, parameter.split('.'), field.alias)];
  throw unsupported(`a selected ${field.rawValue ?? name}`);
}

type ChildTable = { table: ObjectTable; field: Field };

/** The object whose rows refer to this one under a child relationship's name. */
export function childTableOf(scope: QueryContext, table: ObjectTable, relationship: string): ChildTable {
  for (const candidate of scope.tables) {
    const field = candidate.fields.find(
      ({ childRelationship, targets }) =>
        childRelationship?.toLowerCase() === relationship.toLowerCase() && targets.includes(table.name),
    );
    if (field !== undefined) return { table: candidate, field };
  }
  throw unknownRelationship(relationship, 'FROM part of query call', 'INVALID_TYPE');
}

/** `(SELECT … FROM Assignments)`: the rows that refer to each row, null where there are none. */
function putChildren(scope: Scope, table: ObjectTable, subquery: Subquery): Put[] {
  const { relationshipName } = subquery;
  const child = childTableOf(scope, table, relationshipName);
  const inner: Query = { ...subquery, sObject: child.table.name };
  const all = selectRows(scope, child.table, { ...inner, limit: undefined, offset: undefined });
  const build = buildRecord(scope, child.table, inner);
  const name = child.field.childRelationship ?? relationshipName;
  return [
    (record, row) => {
      const own = all.filter((item) => item[child.field.name] === row.Id);
      const records = sliceItems(own, inner).map(build);
      record[name] = records.length === 0 ? null : { totalSize: records.length, done: true, records };
    },
  ];
}

function putField(scope: Scope, table: ObjectTable, field: FieldType, query: Query): Put[] {
  if ('alias' in field && field.alias !== undefined && field.type !== 'FieldFunctionExpression') {
    throw new SoqlError(
      'MALFORMED_QUERY',
      'only aggregate expressions use field aliasing',
      'SOQL-18',
      field.alias,
    );
  }
  if (field.type === 'Field') return [putPath(scope, table, [field.field])];
  if (field.type === 'FieldSubquery') return putChildren(scope, table, field.subquery);
  if (field.type === 'FieldFunctionExpression') return putFunction(scope, table, field, query);
  if (field.type === 'FieldTypeof') throw unsupported('TYPEOF');
  const [first = '', ...others] = field.relationships;
  const isAlias = aliasesOf(query).some((alias) => alias.toLowerCase() === first.toLowerCase());
  return [putPath(scope, table, [...(isAlias ? [] : [first]), ...others, field.field])];
}

function buildRecord(scope: Scope, table: ObjectTable, query: Query): (row: Row) => SoqlRecord {
  const puts = (query.fields ?? []).flatMap((field) => putField(scope, table, field, query));
  return (row) => {
    const record: SoqlRecord = { attributes: attributesFor(scope, table, row) };
    for (const put of puts) put(record, row);
    return record;
  };
}

/** The rows that a query's WHERE, ORDER BY, LIMIT and OFFSET leave. */
function selectRows(scope: Scope, table: ObjectTable, query: Query): Row[] {
  const found = rowsOf(scope, table).filter(buildFilter(scope, table, query));
  const sorted = sortItems(found, query, (key) => {
    if ('fn' in key) throw unsupported(`ORDER BY ${key.fn.rawValue ?? ''}`);
    const { field, read } = reach(scope, table, key.field, aliasesOf(query));
    if (!field.isFilterable) {
      const message = `field '${field.name}' can not be sorted in a query call`;
      throw new SoqlError('INVALID_FIELD', message, 'SOQL-04', key.field);
    }
    return read;
  });
  return sliceItems(sorted, query);
}

/** Some fields cost the platform so much that it gives them of one row at a time. */
function checkOneRow({ ofOneRow = [] }: ObjectTable, { fields: selected = [] }: Query, rows: Row[]): void {
  const names = ofOneRow.map((name) => name.toLowerCase());
  const asks = selected.some((field) => field.type === 'Field' && names.includes(field.field.toLowerCase()));
  if (!asks || rows.length <= 1) return;
  const message =
    'When retrieving results with Metadata or FullName fields, the query qualifications must specify no more than ' +
    `one row for retrieval. Result size: ${rows.length}`;
  throw new SoqlError('MALFORMED_QUERY', message, 'SOQL-22');
}

function select(context: QueryContext, query: Query): QueryResult {
  const scope = openScope(context);
  const table = tableOf(scope, query.sObject ?? '');
  if (isBareCount(query)) {
    return { totalSize: selectRows(scope, table, query).length, records: [], table, isPaged: false };
  }
  if (isAggregateQuery(query)) {
    const records = selectAggregates(scope, table, query);
    return { totalSize: records.length, records, table, isPaged: false };
  }
  const build = buildRecord(scope, table, query);
  const rows = selectRows(scope, table, query).slice(0, table.mostRows?.all);
  checkOneRow(table, query, rows);
  return { totalSize: rows.length, records: rows.map(build), table, isPaged: true };
}

/** Runs a parsed query; `soql` is its text, which a refusal points into. */
export function runQuery(context: QueryContext, soql: string, query: Query): QueryResult | SoqlFault {
  try {
    return select(context, query);
  } catch (error) {
    if (error instanceof SoqlError) return toFault(soql, error);
    if (error instanceof RangeError) return tooComplicated;
    throw error;
  }
}
