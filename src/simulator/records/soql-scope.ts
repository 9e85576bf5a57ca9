import type { OrgState, User } from '../org-state.ts';
import { isRecordId } from '../record-ids.ts';
import {
  type Field,
  fields,
  type FieldValue,
  findField,
  type ObjectTable,
  type Row,
} from './object-table.ts';
import { findTable } from './object-tables.ts';
import { isOff } from '../world.ts';
import { SoqlError } from './soql-text.ts';

/** What a query runs against; `tables` are those that the viewer can see. */
export type QueryContext = { org: OrgState; viewer: User; now: Date; version: string; tables: ObjectTable[] };

/** A query while it runs: each table's rows are made once. */
export type Scope = QueryContext & {
  rows: Map<ObjectTable, Row[]>;
  byId: Map<ObjectTable, Map<string, Row>>;
};

/** For one run of a query. */
export function openScope(context: QueryContext): Scope {
  return { ...context, rows: new Map(), byId: new Map() };
}

const ADVICE = 'Please reference your WSDL or the describe call for the appropriate names.';

/** The object that a query names; throws for one that the viewer does not see. */
export function tableOf({ tables }: QueryContext, name: string): ObjectTable {
  const table = findTable(tables, name);
  if (table !== undefined) return table;
  throw new SoqlError(
    'INVALID_TYPE',
    `sObject type '${name}' is not supported. If you are attempting to use a custom object, be sure to append ` +
      `the '__c' after the entity name. ${ADVICE}`,
    'SOQL-02',
    name,
  );
}

/** The field of an object; throws for an unknown one. */
export function fieldOf(table: ObjectTable, name: string): Field {
  const field = findField(table, name);
  if (field !== undefined) return field;
  throw new SoqlError(
    'INVALID_FIELD',
    `No such column '${name}' on entity '${table.name}'. If you are attempting to use a custom field, be sure to ` +
      `append the '__c' after the custom field name. ${ADVICE}`,
    'SOQL-03',
    name,
  );
}

/** The refusal of a relationship that an object does not have. */
export function unknownRelationship(name: string, place: string, errorCode: string): SoqlError {
  return new SoqlError(
    errorCode,
    `Didn't understand relationship '${name}' in ${place}. If you are attempting to use a custom relationship, be ` +
      `sure to append the '__r' after the custom relationship name. ${ADVICE}`,
    'SOQL-11',
    name,
  );
}

/** The rows of an object that the viewer sees. */
export function rowsOf(scope: Scope, table: ObjectTable): Row[] {
  const known = scope.rows.get(table);
  if (known !== undefined) return known;
  const made = table.rows(scope.org, scope.viewer, scope.now);
  scope.rows.set(table, made);
  return made;
}

function findRow(scope: Scope, table: ObjectTable, id: FieldValue): Row | undefined {
  let index = scope.byId.get(table);
  if (index === undefined) {
    index = new Map(rowsOf(scope, table).map((row) => [String(row.Id), row]));
    scope.byId.set(table, index);
  }
  return index.get(String(id));
}

/**
 * The field that opens a relationship, the table that it leads to, the way there from a row, and the object that a row from
 * there belongs to.
 */
export type Step = {
  field: Field;
  table: ObjectTable;
  go: (row: Row) => Row | undefined;
  ownerOf: (row: Row) => ObjectTable;
};

/** What a relationship that leads to several objects shows of each (SOQL-21). */
const nameTable: ObjectTable = {
  name: 'Name',
  label: 'Name',
  keyPrefix: '',
  fields: fields('Id Name Type'),
  rows: () => [],
};

/** The fields that name a record, in the order in which they are looked for. */
const NAMING_FIELDS = ['Name', 'MasterLabel', 'DeveloperName'];

function toNameRow(row: Row, { name: Type }: ObjectTable): Row {
  const naming = NAMING_FIELDS.find((field) => row[field] !== undefined);
  return { Id: row.Id ?? null, Name: naming === undefined ? null : (row[naming] ?? null), Type };
}

/** One step along a relationship that leads to several objects. */
function followAny(scope: Scope, field: Field, targets: ObjectTable[]): Step {
  const find = (id: FieldValue) =>
    targets.map((owner) => ({ owner, row: findRow(scope, owner, id) })).find(({ row }) => row !== undefined);
  return {
    field,
    table: nameTable,
    go: (row) => {
      const found = find(row[field.name] ?? null);
      return found?.row && toNameRow(found.row, found.owner);
    },
    ownerOf: (row) => find(row.Id ?? null)?.owner ?? nameTable,
  };
}

/** One step along a relationship; throws for an unknown one. */
export function follow(scope: Scope, table: ObjectTable, relationship: string): Step {
  const field = table.fields.find((item) => item.relationship?.toLowerCase() === relationship.toLowerCase());
  const targets = (field?.targets ?? []).flatMap((name) => findTable(scope.tables, name) ?? []);
  const [target] = targets;
  if (field === undefined || target === undefined) {
    throw unknownRelationship(relationship, 'field path', 'INVALID_FIELD');
  }
  const leadsToAny = field.targets.length > 1 && !isOff(scope.org.world, 'SOQL-21');
  if (leadsToAny) return followAny(scope, field, targets);
  const go = (row: Row) => {
    const id = row[field.name] ?? null;
    return id === null ? undefined : findRow(scope, target, id);
  };
  return { field, table: target, go, ownerOf: () => target };
}

/** The field at the end of a path such as `PermissionSet.Name`, and how to read it from a row. */
export type Reach = { field: Field; read: (row: Row) => FieldValue };

/** `aliases` are the names of the queried object that a path may begin with. */
export function reach(scope: Scope, table: ObjectTable, path: string, aliases: string[]): Reach {
  const names = path.split('.');
  const last = names.pop() ?? '';
  if (aliases.some((alias) => alias.toLowerCase() === names[0]?.toLowerCase())) names.shift();
  let [end, go]: [ObjectTable, (row: Row) => Row | undefined] = [table, (row) => row];
  for (const name of names) {
    const [step, before] = [follow(scope, end, name), go];
    end = step.table;
    go = (row) => {
      const reached = before(row);
      return reached && step.go(reached);
    };
  }
  const field = fieldOf(end, last);
  return { field, read: (row) => go(row)?.[field.name] ?? null };
}

/** Ids compare in their 15-character form, other text without case. */
export function comparable(value: FieldValue): string | number | null {
  if (value === null || typeof value === 'number') return value;
  if (typeof value === 'boolean') return String(value);
  return isRecordId(value) ? value.slice(0, 15) : value.toLowerCase();
}

/** The refusal of what the simulator does not know of SOQL (SOQL-05). */
export function unsupported(what: string): SoqlError {
  return new SoqlError('MALFORMED_QUERY', `The simulator does not know ${what}.`, 'SOQL-05');
}
