import type { OrgState, User } from '../org-state.ts';

export type FieldValue = string | number | boolean | null;
export type Row = Record<string, FieldValue>;

export type Field = {
  name: string;
  kind: 'id' | 'text' | 'number' | 'flag' | 'time';
  /** The relationship that the id field opens, and the object it leads to. */
  relationship?: string;
  target?: string;
  isFilterable: boolean;
};

/** A standard object: its fields, and its rows as the asking user may see them. */
export type ObjectTable = {
  name: string;
  keyPrefix: string;
  fields: Field[];
  rows: (org: OrgState, viewer: User) => Row[];
};

type FieldOptions = { unfilterable?: string[]; relationships?: Record<string, [string, string]> };

/**
 * Fields from a short notation: `Name` is text, `IsActive?` a flag, `UseCount#` a number, `CreatedDate@` a time,
 * `ProfileId>` a reference.
 */
export function fields(
  notation: string,
  { unfilterable = [], relationships = {} }: FieldOptions = {},
): Field[] {
  const kinds: Record<string, Field['kind']> = { '?': 'flag', '#': 'number', '@': 'time', '>': 'id' };
  return notation.split(' ').map((word) => {
    const name = word.replace(/\W$/, '');
    const [relationship, target] = relationships[name] ?? [];
    return {
      name,
      kind: name === 'Id' ? 'id' : (kinds[word.slice(-1)] ?? 'text'),
      isFilterable: !unfilterable.includes(name),
      ...(relationship === undefined ? {} : { relationship, target }),
    };
  });
}

export function findField(table: ObjectTable, name: string): Field | undefined {
  return table.fields.find((field) => field.name.toLowerCase() === name.toLowerCase());
}

/** Times in REST answers carry milliseconds and a numeric zone. */
export function toTime(date: Date | null): string | null {
  return date === null ? null : date.toISOString().replace('Z', '+0000');
}
