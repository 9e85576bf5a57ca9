import type { OrgState, User } from '../org-state.ts';
import type { SystemPermission } from '../permissions.ts';

/** A value as JSON shows it; times are text. */
export type FieldValue = string | number | boolean | null;
/** A record by the names of its fields. */
export type Row = Record<string, FieldValue>;

/** As a describe names it. The rows hold a complex value as JSON, and whoever shows it reads that (`shownValue`). */
export type FieldType =
  | 'id'
  | 'reference'
  | 'string'
  | 'picklist'
  | 'email'
  | 'url'
  | 'boolean'
  | 'int'
  | 'datetime'
  | 'complexvalue';

/** What is known of a field. */
export type Field = {
  name: string;
  label: string;
  type: FieldType;
  length: number;
  isNillable: boolean;
  isCreateable: boolean;
  isUpdateable: boolean;
  isFilterable: boolean;
  /** The objects that a reference leads to, and the relationship by whose name a query follows it. */
  targets: string[];
  relationship: string | undefined;
  /** The name by which a query of the target finds the rows that refer to it. */
  childRelationship: string | undefined;
  /** The known values of a picklist. */
  values: string[];
};

/** A standard object: its fields, and its rows as the asking user may see them. */
export type ObjectTable = {
  name: string;
  label: string;
  keyPrefix: string;
  fields: Field[];
  rows: (org: OrgState, viewer: User, now: Date) => Row[];
  /** One of these lets a user see the object at all (DATA-20). */
  requires?: SystemPermission[];
  isPresent?: (org: OrgState) => boolean;
  /** Fields that a query may ask for of one row alone (SOQL-22). */
  ofOneRow?: string[];
  /** How many rows a query gives at once and at all; COUNT() knows of all (SOQL-14). */
  mostRows?: { page: number; all: number };
};

type Reference = { to: string[]; as?: string; children?: string };

type FieldOptions = {
  createable?: string;
  updateable?: string;
  /** Not nillable, and needed to create a record. */
  required?: string;
  unfilterable?: string;
  labels?: Record<string, string>;
  lengths?: Record<string, number>;
  references?: Record<string, Reference>;
  picklists?: Record<string, string[]>;
};

const types: Record<string, FieldType> = {
  '?': 'boolean',
  '#': 'int',
  '@': 'datetime',
  '>': 'reference',
  '|': 'picklist',
  '~': 'email',
  '%': 'url',
  '*': 'complexvalue',
};

const LENGTHS: Partial<Record<FieldType, number>> = {
  id: 18,
  reference: 18,
  string: 255,
  picklist: 40,
  email: 80,
  url: 255,
};

const SET_BY_THE_ORG = ['CreatedDate', 'LastModifiedDate', 'SystemModstamp'];

function wordsOf(text = ''): string[] {
  return text.split(' ').filter((word) => word !== '');
}

/** A label from an API name: `LastLoginDate` is Last Login Date, `ProfileId` Profile ID. */
function labelOf(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, '$1 $2').replace(/\bId$/, 'ID');
}

function isNillable(name: string, type: FieldType, required: string[]): boolean {
  return ![...SET_BY_THE_ORG, ...required].includes(name) && type !== 'id' && type !== 'boolean';
}

function toField(word: string, options: FieldOptions): Field {
  const name = word.replace(/\W$/, '');
  const type = name === 'Id' ? 'id' : (types[word.slice(-1)] ?? 'string');
  const { labels = {}, lengths = {}, picklists = {}, references = {} } = options;
  const {
    to: targets,
    as: relationship,
    children: childRelationship,
  }: Reference = references[name] ?? { to: [] };
  return {
    name,
    label: labels[name] ?? labelOf(name),
    type,
    length: lengths[name] ?? LENGTHS[type] ?? 0,
    isNillable: isNillable(name, type, wordsOf(options.required)),
    isCreateable: wordsOf(options.createable).includes(name),
    isUpdateable: wordsOf(options.updateable).includes(name),
    isFilterable: !wordsOf(options.unfilterable).includes(name),
    targets,
    relationship,
    childRelationship,
    values: picklists[name] ?? [],
  };
}

/**
 * Fields from a short notation: `Name` is text, `IsActive?` a flag, `UseCount#` a number, `CreatedDate@` a time,
 * `ProfileId>` a reference, `Status|` a picklist, `Email~` an address, `StartUrl%` a URL, `Metadata*` a complex value.
 */
export function fields(notation: string, options: FieldOptions = {}): Field[] {
  return wordsOf(notation).map((word) => toField(word, options));
}

/** A field by its name in any case. */
export function findField(table: ObjectTable, name: string): Field | undefined {
  return table.fields.find((field) => field.name.toLowerCase() === name.toLowerCase());
}

/** The value of a field as an answer shows it. */
export function shownValue({ name, type }: Pick<Field, 'name' | 'type'>, row: Row | undefined): unknown {
  const value = row?.[name] ?? null;
  return type === 'complexvalue' && typeof value === 'string' ? JSON.parse(value) : value;
}

/** Times in REST answers carry milliseconds and a numeric zone. */
export function toTime(date: Date | null): string | null {
  return date === null ? null : date.toISOString().replace('Z', '+0000');
}
