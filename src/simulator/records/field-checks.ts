import type { JsonObject } from '../json-values.ts';
import { isRecordId } from '../record-ids.ts';
import { type Field, type FieldType, findField, type ObjectTable } from './object-table.ts';
import { fault, isFault, type WriteFault } from './write-faults.ts';

const LONGEST_SHOWN = 255;

/** Of a list or an object only its bracket, as the platform's parser has read no more when it complains. */
function shown(value: unknown): string {
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? '[' : '{';
  return String(value).slice(0, LONGEST_SHOWN);
}

/** A JSON value as the parser of the platform names its kind. */
function tokenOf(value: unknown): string {
  if (typeof value === 'string') return 'VALUE_STRING';
  if (typeof value === 'boolean') return value ? 'VALUE_TRUE' : 'VALUE_FALSE';
  if (typeof value === 'number') return 'VALUE_NUMBER_INT';
  return Array.isArray(value) ? 'START_ARRAY' : 'START_OBJECT';
}

function checkJsonType(field: Field, value: unknown): WriteFault | undefined {
  const wanted: Partial<Record<FieldType, string>> = { boolean: 'boolean', int: 'int', datetime: 'datetime' };
  const isRight =
    field.type === 'boolean'
      ? typeof value === 'boolean'
      : field.type === 'int'
        ? Number.isInteger(value)
        : typeof value === 'string' && (field.type !== 'datetime' || !Number.isNaN(Date.parse(value)));
  if (isRight) return undefined;
  const message =
    `Cannot deserialize instance of ${wanted[field.type] ?? 'string'} from ${tokenOf(value)} value ` +
    `${shown(value)} or request may be missing a required field at [line:1, column:1]`;
  return fault('DATA-21', 'JSON_PARSER_ERROR', message);
}

function checkText({ name, label, type, length, values }: Field, text: string): WriteFault | undefined {
  if (type === 'reference' && !isRecordId(text)) {
    return fault('DATA-23', 'MALFORMED_ID', `${label}: id value of incorrect type: ${shown(text)}`, [name]);
  }
  if (length > 0 && text.length > length) {
    const message = `${label}: data value too large: ${shown(text)} (max length=${length})`;
    return fault('DATA-22', 'STRING_TOO_LONG', message, [name]);
  }
  if (type === 'email' && !/^[^@\s]+@[^@\s]+$/.test(text)) {
    return fault('DATA-22', 'INVALID_EMAIL_ADDRESS', `${label}: invalid email address: ${shown(text)}`, [
      name,
    ]);
  }
  if (type === 'picklist' && values.length > 0 && !values.includes(text)) {
    const message = `${label}: bad value for restricted picklist field: ${shown(text)}`;
    return fault('DATA-22', 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', message, [name]);
  }
  return undefined;
}

/** An empty text is no value; only a field that may be empty takes it. */
function isEmpty(value: unknown): boolean {
  return value === null || value === '';
}

function missing(names: string[]): WriteFault {
  return fault(
    'DATA-03',
    'REQUIRED_FIELD_MISSING',
    `Required fields are missing: [${names.join(', ')}]`,
    names,
  );
}

function checkValue(field: Field, value: unknown): WriteFault | undefined {
  if (isEmpty(value)) return field.isNillable ? undefined : missing([field.name]);
  return checkJsonType(field, value) ?? (typeof value === 'string' ? checkText(field, value) : undefined);
}

/** Fields are named in any case; what is no field, or cannot be set, is refused. */
function findWritable(table: ObjectTable, name: string, mode: 'create' | 'update'): Field | WriteFault {
  const field = findField(table, name);
  if (field === undefined) {
    return fault(
      'DATA-05',
      'INVALID_FIELD',
      `No such column '${shown(name)}' on sobject of type ${table.name}`,
    );
  }
  if (field.type === 'id') {
    return mode === 'create'
      ? fault('DATA-24', 'INVALID_FIELD_FOR_INSERT_UPDATE', 'cannot specify Id in an insert call', ['Id'])
      : fault('DATA-24', 'INVALID_FIELD', 'The Id field should not be specified in the sobject data.', [
          'Id',
        ]);
  }
  if (mode === 'create' ? field.isCreateable : field.isUpdateable) return field;
  const message =
    `Unable to create/update fields: ${field.name}. Please check the security settings of this field and verify ` +
    'that it is read/write for your profile or permission set.';
  return fault('DATA-24', 'INVALID_FIELD_FOR_INSERT_UPDATE', message, [field.name]);
}

/** The body under the object's own field names, or what is wrong with it. */
export function checkBody(
  table: ObjectTable,
  body: JsonObject,
  mode: 'create' | 'update',
): JsonObject | WriteFault {
  const checked: JsonObject = {};
  for (const [name, value] of Object.entries(body)) {
    if (name === 'attributes') continue;
    const field = findWritable(table, name, mode);
    if (isFault(field)) return field;
    const found = checkValue(field, value);
    if (found !== undefined && !(mode === 'create' && isEmpty(value))) return found;
    checked[field.name] = value === '' ? null : value;
  }
  if (mode === 'update') return checked;
  const absent = table.fields.filter(
    ({ name, isNillable, isCreateable, type }) =>
      isCreateable && !isNillable && type !== 'boolean' && isEmpty(checked[name] ?? null),
  );
  return absent.length > 0 ? missing(absent.map(({ name }) => name)) : checked;
}
