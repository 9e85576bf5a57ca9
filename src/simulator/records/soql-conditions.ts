import type { ValueCondition, WhereClause } from '@jetstreamapp/soql-parser-js';
import { isRecordId } from '../record-ids.ts';
import type { FieldValue } from './object-table.ts';

/** Answers whether one condition holds for a row. */
export type ConditionTest = (condition: ValueCondition) => boolean;

const DAY = 86_400_000;

function unquote(literal: string): string {
  return literal.replace(/^'|'$/g, '').replace(/\\(.)/g, '$1');
}

/** Start of the day that a date literal such as `TODAY` or `LAST_N_DAYS:7` means, in milliseconds. */
function readDateLiteral(literal: string, now: Date): number {
  const today = Math.floor(now.getTime() / DAY) * DAY;
  const [name = '', count = '0'] = literal.toUpperCase().split(':');
  const daysAgo: Record<string, number> = {
    TODAY: 0,
    YESTERDAY: 1,
    TOMORROW: -1,
    LAST_N_DAYS: Number(count),
    N_DAYS_AGO: Number(count),
  };
  return today - (daysAgo[name] ?? NaN) * DAY;
}

function isLike(text: string, pattern: string): boolean {
  const source = pattern
    .replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll('%', '.*')
    .replaceAll('_', '.');
  return new RegExp(`^${source}$`, 'is').test(text);
}

function compareValues(one: string | number, other: string | number): number {
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  return String(one) < String(other) ? -1 : Number(String(one) > String(other));
}

/** Text compares without case; an id with its 15- or 18-character form. */
function normalise(value: FieldValue): string | number | null {
  if (value === null || typeof value === 'number') return value;
  if (typeof value === 'boolean') return String(value);
  if (isRecordId(value)) return value.slice(0, 15);
  return value.toLowerCase();
}

function readTime(value: FieldValue): number | null {
  return value === null ? null : Date.parse(String(value).replace('+0000', 'Z'));
}

type Comparable = string | number | null;

/** A literal of the query as a value that can be compared. */
function readLiteral(literal: string, type: string, now: Date): Comparable {
  if (type === 'NULL') return null;
  if (type.endsWith('LITERAL')) return readDateLiteral(literal, now);
  if (type.startsWith('DATE')) return Date.parse(literal);
  if (type === 'INTEGER' || type === 'DECIMAL') return Number(literal);
  return normalise(type === 'STRING' ? unquote(literal) : literal);
}

function isEqual(left: Comparable, right: Comparable, type: string): boolean {
  // `= TODAY` means any moment of the day.
  return type === 'DATE_LITERAL' ? isSameDay(left, right) : left === right;
}

function isOrdered(operator: string, left: Comparable, right: Comparable): boolean {
  if (left === null || right === null) return false;
  const order = compareValues(left, right);
  return { '<': order < 0, '>': order > 0, '<=': order <= 0, '>=': order >= 0 }[operator] ?? false;
}

function compare(operator: string, value: FieldValue, literal: string, type: string, now: Date): boolean {
  const left = type.startsWith('DATE') ? readTime(value) : normalise(value);
  const right = readLiteral(literal, type, now);
  if (operator === '=') return isEqual(left, right, type);
  if (operator === '!=') return !isEqual(left, right, type);
  if (operator === 'LIKE') return left !== null && isLike(String(left), String(right));
  return isOrdered(operator, left, right);
}

function isSameDay(one: Comparable, other: Comparable): boolean {
  return Math.floor(Number(one) / DAY) === Math.floor(Number(other) / DAY);
}

/** Whether a value meets a condition with literals. */
export function meets(value: FieldValue, condition: ValueCondition, now: Date): boolean {
  const { operator } = condition;
  const literals = [condition.value].flat();
  const types = [condition.literalType ?? 'STRING'].flat();
  const isAmong = literals.some((literal) => compare('=', value, literal, types[0] ?? 'STRING', now));
  if (operator === 'IN') return isAmong;
  if (operator === 'NOT IN') return !isAmong;
  return compare(operator, value, literals[0] ?? '', types[0] ?? 'STRING', now);
}

type Token = '(' | ')' | 'AND' | 'OR' | 'NOT' | ValueCondition;

/** The parser gives a chain of conditions with counts of parentheses; back to a flat row of tokens. */
function toTokens(clause: WhereClause | undefined): Token[] {
  if (clause === undefined) return [];
  const left = clause.left as Partial<ValueCondition> | null;
  const opening = new Array<Token>(left?.openParen ?? 0).fill('(');
  const closing = new Array<Token>(left?.closeParen ?? 0).fill(')');
  const condition = left?.operator === undefined ? [] : [left as ValueCondition];
  const rest = 'operator' in clause ? [clause.operator, ...toTokens(clause.right)] : [];
  return [...opening, ...condition, ...closing, ...rest];
}

/** Evaluates `or := and {OR and}`, `and := not {AND not}`, `not := NOT not | ( or ) | condition`. */
export function holds(clause: WhereClause | undefined, test: ConditionTest): boolean {
  const tokens = toTokens(clause);
  if (tokens.length === 0) return true;
  const readOr = (): boolean => {
    let result = readAnd();
    while (tokens[0] === 'OR') {
      tokens.shift();
      const right = readAnd();
      result = result || right;
    }
    return result;
  };
  const readAnd = (): boolean => {
    let result = readNot();
    while (tokens[0] === 'AND') {
      tokens.shift();
      const right = readNot();
      result = result && right;
    }
    return result;
  };
  const readNot = (): boolean => {
    const token = tokens.shift();
    if (token === 'NOT') return !readNot();
    if (token !== '(') return typeof token === 'object' && test(token);
    const result = readOr();
    tokens.shift();
    return result;
  };
  return readOr();
}
