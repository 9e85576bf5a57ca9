import type { FieldFunctionExpression, FieldType, FunctionExp, Query } from '@jetstreamapp/soql-parser-js';
import type { FieldValue, ObjectTable, Row } from './object-table.ts';
import { buildTest, literalTest, type Subject } from './soql-conditions.ts';
import { aliasesOf, buildFilter, dateValue, type Value } from './soql-filter.ts';
import { sliceItems, sortItems } from './soql-order.ts';
import { comparable, reach, rowsOf, type Scope, unsupported } from './soql-scope.ts';
import { SoqlError } from './soql-text.ts';
import type { SoqlRecord } from './soql.ts';

type Group = { rows: Row[] };
type GroupValue = { subject: Subject; read: (group: Group) => FieldValue };

function compareForOrder(one: FieldValue, other: FieldValue): number {
  const [left, right] = [comparable(one) ?? '', comparable(other) ?? ''];
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  return String(left) < String(right) ? -1 : Number(String(left) > String(right));
}

function sum(values: FieldValue[]): number {
  return values.reduce<number>((total, value) => total + Number(value), 0);
}

type Aggregate = { compute: (values: FieldValue[]) => FieldValue; numbersOnly?: boolean; isCount?: boolean };

/** Over the values that are not null. */
const aggregates: Record<string, Aggregate> = {
  COUNT: { compute: (values) => values.length, isCount: true },
  COUNT_DISTINCT: { compute: (values) => new Set(values.map(comparable)).size, isCount: true },
  SUM: { compute: (values) => (values.length === 0 ? null : sum(values)), numbersOnly: true },
  AVG: { compute: (values) => (values.length === 0 ? null : sum(values) / values.length), numbersOnly: true },
  MIN: { compute: (values) => [...values].sort(compareForOrder)[0] ?? null },
  MAX: { compute: (values) => [...values].sort(compareForOrder).at(-1) ?? null },
};

function isAggregate(field: FieldType): field is FieldFunctionExpression {
  return (
    field.type === 'FieldFunctionExpression' && Object.hasOwn(aggregates, field.functionName.toUpperCase())
  );
}

/** `COUNT()`, which answers in totalSize alone. */
export function isBareCount({ fields = [] }: Query): boolean {
  const [field] = fields;
  return (
    fields.length === 1 &&
    field?.type === 'FieldFunctionExpression' &&
    field.functionName.toUpperCase() === 'COUNT' &&
    field.parameters.length === 0
  );
}

/** Whether a query answers groups of rows instead of rows. */
export function isAggregateQuery(query: Query): boolean {
  return query.groupBy !== undefined || (query.fields ?? []).some(isAggregate);
}

type Context = { scope: Scope; table: ObjectTable; aliases: string[]; keys: string[] };

function aggregateValue({ scope, table, aliases }: Context, fn: FunctionExp): GroupValue {
  const name = fn.functionName?.toUpperCase() ?? '';
  const [path] = fn.parameters ?? [];
  const aggregate = aggregates[name];
  if (aggregate === undefined || typeof path !== 'string')
    throw unsupported(`the aggregate ${fn.rawValue ?? name}`);
  const { field, read } = reach(scope, table, path, aliases);
  if (aggregate.numbersOnly === true && field.type !== 'int') {
    throw new SoqlError(
      'INVALID_FIELD',
      `field ${path} does not support aggregate operator ${name}`,
      'SOQL-18',
      path,
    );
  }
  const isNumber = aggregate.isCount === true || field.type === 'int';
  return {
    subject: { name: path, type: isNumber ? 'int' : field.type },
    read: ({ rows }) => aggregate.compute(rows.map(read).filter((value) => value !== null)),
  };
}

function keyOf(text: string, aliases: string[]): string {
  const prefix = aliases.find((alias) => text.toLowerCase().startsWith(`${alias.toLowerCase()}.`));
  return text.slice(prefix === undefined ? 0 : prefix.length + 1).toLowerCase();
}

function pathValue({ scope, table, aliases }: Context, path: string): Value {
  const { field, read } = reach(scope, table, path, aliases);
  return { subject: { name: field.name, type: field.type }, read };
}

/** A value of a row that is the same in the whole group; `mistake` begins the sentence for one that is not. */
function groupedValue(context: Context, text: string, value: Value, mistake: string): GroupValue {
  if (!context.keys.includes(keyOf(text, context.aliases))) {
    throw new SoqlError(
      'MALFORMED_QUERY',
      `${mistake} must be grouped or aggregated: ${text}`,
      'SOQL-18',
      text,
    );
  }
  return { subject: value.subject, read: ({ rows }) => (rows[0] === undefined ? null : value.read(rows[0])) };
}

function functionValue(context: Context, fn: FunctionExp, mistake: string): GroupValue {
  if (Object.hasOwn(aggregates, fn.functionName?.toUpperCase() ?? '')) return aggregateValue(context, fn);
  const { scope, table, aliases } = context;
  const value = dateValue(scope, table, fn as FieldFunctionExpression, aliases);
  return groupedValue(context, fn.rawValue ?? '', value, mistake);
}

function pathOf(field: FieldType): string {
  if (field.type === 'Field') return field.field;
  if (field.type === 'FieldRelationship') return [...field.relationships, field.field].join('.');
  throw unsupported(`a selected ${field.type} among aggregates`);
}

type Column = { name: string; value: GroupValue };

/** Functions without an alias are named expr0, expr1 and so on. */
function toColumns(context: Context, selected: FieldType[]): Column[] {
  let unnamed = 0;
  const columns = selected.map((field) => {
    if (field.type === 'FieldFunctionExpression') {
      const name = field.alias ?? `expr${unnamed++}`;
      return { name, value: functionValue(context, field, 'Field') };
    }
    const path = pathOf(field);
    const value = groupedValue(context, path, pathValue(context, path), 'Field');
    const alias = 'alias' in field ? field.alias : undefined;
    return { name: alias ?? value.subject.name, value };
  });
  const repeated = columns.find(
    ({ name }, index) => columns.findIndex((other) => other.name === name) < index,
  );
  if (repeated !== undefined) {
    throw new SoqlError('MALFORMED_QUERY', `duplicate alias: ${repeated.name}`, 'SOQL-18', repeated.name);
  }
  return columns;
}

function toKeys(context: Context, query: Query): Value[] {
  return [query.groupBy ?? []].flat().map((key) => {
    if ('field' in key) {
      context.keys.push(keyOf(key.field, context.aliases));
      return pathValue(context, key.field);
    }
    context.keys.push(keyOf(key.fn.rawValue ?? '', context.aliases));
    return dateValue(context.scope, context.table, key.fn as FieldFunctionExpression, context.aliases);
  });
}

function groupRows(rows: Row[], keys: Value[]): Group[] {
  if (keys.length === 0) return [{ rows }];
  const groups = new Map<string, Group>();
  for (const row of rows) {
    const key = JSON.stringify(keys.map(({ read }) => comparable(read(row))));
    const group = groups.get(key) ?? { rows: [] };
    groups.set(key, group);
    group.rows.push(row);
  }
  return [...groups.values()];
}

function buildHaving(context: Context, query: Query): (group: Group) => boolean {
  const { scope } = context;
  const clock = { now: scope.now, timeZone: scope.viewer.timeZone };
  return buildTest<Group>(query.having, (condition) => {
    const { fn, field = '' } = condition;
    const { subject, read } =
      fn === undefined
        ? groupedValue(context, field, pathValue(context, field), 'Field')
        : functionValue(context, fn, 'Field');
    const test = literalTest(subject, condition as Parameters<typeof literalTest>[1], clock);
    return (group) => test(read(group));
  });
}

/** One record for each group of rows, or one for all rows. */
export function selectAggregates(scope: Scope, table: ObjectTable, query: Query): SoqlRecord[] {
  if (query.groupBy === undefined && query.limit !== undefined) {
    const message = 'Non-grouped query that uses overall aggregate functions cannot also use LIMIT';
    throw new SoqlError('MALFORMED_QUERY', message, 'SOQL-18');
  }
  const context: Context = { scope, table, aliases: aliasesOf(query), keys: [] };
  const keys = toKeys(context, query);
  const columns = toColumns(context, query.fields ?? []);
  const having = buildHaving(context, query);
  const rows = rowsOf(scope, table).filter(buildFilter(scope, table, query));
  const groups = sortItems(groupRows(rows, keys).filter(having), query, (key) => {
    if ('fn' in key) return functionValue(context, key.fn, 'Ordered field').read;
    return groupedValue(context, key.field, pathValue(context, key.field), 'Ordered field').read;
  });
  return sliceItems(groups, query).map((group) => ({
    attributes: { type: 'AggregateResult' },
    ...Object.fromEntries(columns.map(({ name, value }) => [name, value.read(group)])),
  }));
}
