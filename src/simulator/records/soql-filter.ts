import type { FieldFunctionExpression, Query, ValueCondition } from '@jetstreamapp/soql-parser-js';
import type { ObjectTable, Row } from './object-table.ts';
import {
  type AnyCondition,
  buildTest,
  hasSemiJoin,
  literalTest,
  type Subject,
  type ValueTest,
} from './soql-conditions.ts';
import { dateFunctions, dayIn } from './soql-dates.ts';
import {
  comparable,
  fieldOf,
  type Reach,
  reach,
  rowsOf,
  type Scope,
  tableOf,
  unsupported,
} from './soql-scope.ts';
import { SoqlError } from './soql-text.ts';

type Read = Reach['read'];

/** A value that is read from a row, directly or through a date function. */
export type Value = { subject: Subject; read: Read };

/** The names by which a query may call its object. */
export function aliasesOf(query: Query): string[] {
  return [query.sObject ?? '', query.sObjectAlias ?? ''].filter((name) => name !== '');
}

/** `CALENDAR_YEAR(CreatedDate)` and its kin, in the user's time zone. */
export function dateValue(
  scope: Scope,
  table: ObjectTable,
  {
    functionName = '',
    parameters = [],
  }: Pick<Partial<FieldFunctionExpression>, 'functionName' | 'parameters'>,
  aliases: string[],
): Value {
  const compute = dateFunctions[functionName.toUpperCase()];
  const [path] = parameters;
  if (compute === undefined || typeof path !== 'string') throw unsupported(`the function ${functionName}`);
  const { field, read } = reach(scope, table, path, aliases);
  if (field.type !== 'datetime') throw unsupported(`${functionName} of a field that is no time`);
  const { timeZone } = scope.viewer;
  return {
    subject: { name: path, type: functionName.toUpperCase() === 'DAY_ONLY' ? 'date' : 'int' },
    read: (row) => {
      const time = read(row);
      return time === null ? null : compute(dayIn(timeZone, Date.parse(String(time).replace('+0000', 'Z'))));
    },
  };
}

function fieldValue(scope: Scope, table: ObjectTable, path: string, aliases: string[]): Value {
  const { field, read } = reach(scope, table, path, aliases);
  if (!field.isFilterable) {
    const message = `field '${field.name}' can not be filtered in a query call`;
    throw new SoqlError('INVALID_FIELD', message, 'SOQL-04', path);
  }
  return { subject: { name: field.name, type: field.type }, read };
}

/** `IN (SELECT …)` of ids of another object. */
function semiJoin(scope: Scope, table: ObjectTable, { operator, valueQuery = {} }: AnyCondition): ValueTest {
  const [selected, ...others] = valueQuery.fields ?? [];
  if (hasSemiJoin(valueQuery.where)) {
    throw new SoqlError('MALFORMED_QUERY', 'Nesting of semi join sub-selects is not supported', 'SOQL-15');
  }
  if (selected?.type !== 'Field' || others.length > 0) {
    throw new SoqlError('MALFORMED_QUERY', 'semi join sub-selects can only query one field', 'SOQL-15');
  }
  const inner = tableOf(scope, valueQuery.sObject ?? '');
  if (inner === table) {
    const message = 'The inner and outer selects should not be on the same object type';
    throw new SoqlError('MALFORMED_QUERY', message, 'SOQL-15');
  }
  const { name, type } = fieldOf(inner, selected.field);
  if (type !== 'id' && type !== 'reference') {
    throw new SoqlError(
      'MALFORMED_QUERY',
      `Cannot use a foreign key for outer field for semi join: ${name}`,
      'SOQL-15',
      name,
    );
  }
  const test = buildFilter(scope, inner, valueQuery);
  const ids = new Set(
    rowsOf(scope, inner)
      .filter(test)
      .map((row) => comparable(row[name] ?? null)),
  );
  return (value) => ids.has(comparable(value)) === (operator === 'IN');
}

/** The test that the WHERE of a query makes of each row. */
export function buildFilter(scope: Scope, table: ObjectTable, query: Query): (row: Row) => boolean {
  const aliases = aliasesOf(query);
  const clock = { now: scope.now, timeZone: scope.viewer.timeZone };
  return buildTest<Row>(query.where, (condition) => {
    const { fn, field = '' } = condition;
    const { subject, read } =
      fn === undefined
        ? fieldValue(scope, table, field, aliases)
        : dateValue(
            scope,
            table,
            { functionName: fn.functionName, parameters: fn.parameters as string[] },
            aliases,
          );
    const test =
      condition.valueQuery === undefined
        ? literalTest(subject, condition as ValueCondition, clock)
        : semiJoin(scope, table, condition);
    return (row) => test(read(row));
  });
}
