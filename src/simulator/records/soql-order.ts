import type { OrderByClause, Query } from '@jetstreamapp/soql-parser-js';
import type { FieldValue } from './object-table.ts';
import { comparable } from './soql-scope.ts';
import { SoqlError } from './soql-text.ts';

type SortKey<Item> = { read: (item: Item) => FieldValue; sign: 1 | -1; nullsFirst: boolean };

function compareValues(one: FieldValue, other: FieldValue): number {
  const [left, right] = [comparable(one), comparable(other)];
  if (left === right || left === null || right === null) return 0;
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  return String(left) < String(right) ? -1 : 1;
}

function compareBy<Item>({ read, sign, nullsFirst }: SortKey<Item>, one: Item, other: Item): number {
  const [left, right] = [read(one), read(other)];
  if (left === null || right === null) {
    return (Number(left === null) - Number(right === null)) * (nullsFirst ? -1 : 1);
  }
  return compareValues(left, right) * sign;
}

/** Sorts by the keys of ORDER BY; nulls come first unless the query says otherwise (SOQL-16). */
export function sortItems<Item>(
  items: Item[],
  { orderBy = [] }: Query,
  compile: (key: OrderByClause) => (item: Item) => FieldValue,
): Item[] {
  const keys = [orderBy].flat().map((key) => ({
    read: compile(key),
    sign: key.order === 'DESC' ? (-1 as const) : (1 as const),
    nullsFirst: key.nulls !== 'LAST',
  }));
  return items.sort((one, other) => {
    for (const key of keys) {
      const order = compareBy(key, one, other);
      if (order !== 0) return order;
    }
    return 0;
  });
}

const MOST_OFFSET = 2000;

/** What LIMIT and OFFSET leave of the items. */
export function sliceItems<Item>(items: Item[], { limit, offset = 0 }: Query): Item[] {
  if (offset > MOST_OFFSET) {
    throw new SoqlError(
      'NUMBER_OUTSIDE_VALID_RANGE',
      `Maximum SOQL offset allowed is ${MOST_OFFSET}`,
      'SOQL-17',
    );
  }
  return items.slice(offset, limit === undefined ? undefined : offset + limit);
}
