import type { FieldType, Query } from '@jetstreamapp/soql-parser-js';
import type { Field, FieldType as ValueType, ObjectTable } from './object-table.ts';
import { isAggregateQuery } from './soql-aggregates.ts';
import { fieldOf, follow, openScope, type QueryContext, type Scope, tableOf } from './soql-scope.ts';
import { childTableOf } from './soql.ts';

/** What `columns=true` says of one column. */
export type ColumnMetadata = {
  aggregate: boolean;
  apexType: string | null;
  booleanType: boolean;
  columnName: string;
  custom: false;
  displayName: string;
  foreignKeyName: string | null;
  insertable: boolean;
  joinColumns: ColumnMetadata[];
  numberType: boolean;
  textType: boolean;
  updatable: boolean;
};

const apexTypes: Partial<Record<ValueType, string>> = {
  id: 'Id',
  reference: 'Id',
  int: 'Integer',
  boolean: 'Boolean',
  datetime: 'Datetime',
};

function plainColumn(columnName: string): ColumnMetadata {
  return {
    aggregate: false,
    apexType: null,
    booleanType: false,
    columnName,
    custom: false,
    displayName: columnName,
    foreignKeyName: null,
    insertable: false,
    joinColumns: [],
    numberType: false,
    textType: false,
    updatable: false,
  };
}

function fieldColumn({ name, type, isCreateable, isUpdateable }: Field): ColumnMetadata {
  return {
    ...plainColumn(name),
    apexType: apexTypes[type] ?? 'String',
    booleanType: type === 'boolean',
    insertable: isCreateable,
    numberType: type === 'int',
    textType: apexTypes[type] === undefined,
    updatable: isUpdateable,
  };
}

/** A relationship is one column with those of its fields inside. */
function addPath(scope: Scope, table: ObjectTable, columns: ColumnMetadata[], path: string[]): void {
  const [name = '', ...rest] = path;
  if (rest.length === 0) {
    columns.push(fieldColumn(fieldOf(table, name)));
    return;
  }
  const step = follow(scope, table, name);
  const columnName = step.field.relationship ?? name;
  let column = columns.find((known) => known.columnName === columnName);
  if (column === undefined) {
    column = { ...plainColumn(columnName), foreignKeyName: step.field.name };
    columns.push(column);
  }
  addPath(scope, step.table, column.joinColumns, rest);
}

type PathField = { field: string; alias?: string };

function isPath(field: FieldType): field is FieldType & PathField {
  return field.type === 'Field' || field.type === 'FieldRelationship';
}

function relationshipsOf(field: FieldType): string[] {
  return field.type === 'FieldRelationship' ? field.relationships : [];
}

type FunctionField = Extract<FieldType, { type: 'FieldFunctionExpression' }>;

function addFunction(
  table: ObjectTable,
  columns: ColumnMetadata[],
  field: FunctionField,
  isAggregate: boolean,
): void {
  const name = field.functionName.toUpperCase();
  if (name === 'FIELDS') {
    columns.push(...table.fields.map(fieldColumn));
    return;
  }
  const [first] = field.parameters;
  const parameter = typeof first === 'string' ? first : '';
  const unnamed = columns.filter(({ columnName }) => /^expr\d+$/.test(columnName)).length;
  columns.push({
    ...plainColumn(field.alias ?? (isAggregate ? `expr${unnamed}` : parameter)),
    aggregate: isAggregate,
    displayName: `${field.functionName.toLowerCase()}(${parameter})`,
    numberType: isAggregate,
  });
}

/** Among aggregates a path is one column, by the name that the records have it under. */
function addGrouped(
  scope: Scope,
  table: ObjectTable,
  columns: ColumnMetadata[],
  field: FieldType & PathField,
): void {
  const end = relationshipsOf(field).reduce((from, name) => follow(scope, from, name).table, table);
  const column = fieldColumn(fieldOf(end, field.field));
  const name = field.alias ?? column.columnName;
  columns.push({ ...column, columnName: name, displayName: name });
}

function columnsOf(scope: Scope, table: ObjectTable, query: Query): ColumnMetadata[] {
  const columns: ColumnMetadata[] = [];
  const isAggregate = isAggregateQuery(query);
  for (const field of query.fields ?? []) {
    if (isPath(field)) {
      if (isAggregate) addGrouped(scope, table, columns, field);
      else addPath(scope, table, columns, [...relationshipsOf(field), field.field]);
    }
    if (field.type === 'FieldFunctionExpression') addFunction(table, columns, field, isAggregate);
    if (field.type === 'FieldSubquery') {
      const { relationshipName } = field.subquery;
      const child = childTableOf(scope, table, relationshipName);
      const joinColumns = columnsOf(scope, child.table, field.subquery);
      columns.push({ ...plainColumn(relationshipName), aggregate: true, joinColumns });
    }
  }
  return columns;
}

/** The columns of a query that runs, in the order of its SELECT list. */
export function describeColumns(context: QueryContext, query: Query): ColumnMetadata[] {
  const scope = openScope(context);
  return columnsOf(scope, tableOf(scope, query.sObject ?? ''), query);
}
