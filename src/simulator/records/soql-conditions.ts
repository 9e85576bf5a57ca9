import type { Condition, FunctionExp, Query, ValueCondition } from '@jetstreamapp/soql-parser-js';
import { isRecordId } from '../record-ids.ts';
import type { FieldType, FieldValue } from './object-table.ts';
import { type Period, readDateLiteral, readDay } from './soql-dates.ts';
import { comparable } from './soql-scope.ts';
import { OWN_WORDING } from '../refusals.ts';
import { SoqlError } from './soql-text.ts';

/** A value that conditions test: where it stands in the query, and of what type it is. */
export type Subject = { name: string; type: FieldType | 'date' };

/** Whether a value meets a condition. */
export type ValueTest = (value: FieldValue) => boolean;

/** What literals mean depends on the user's clock. */
export type Clock = { now: Date; timeZone: string };

const typeNames: Partial<Record<Subject['type'], string>> = {
  boolean: 'boolean',
  int: 'int',
  datetime: 'dateTime',
  date: 'date',
};

const accepted: Partial<Record<Subject['type'], string[]>> = {
  boolean: ['BOOLEAN'],
  int: ['INTEGER', 'DECIMAL'],
  datetime: ['DATETIME', 'DATE_LITERAL', 'DATE_N_LITERAL'],
  date: ['DATE', 'DATE_LITERAL', 'DATE_N_LITERAL'],
};

/** A literal must be of the field's type: SOQL-12. */
function checkType({ name, type }: Subject, literalType: string): void {
  if (literalType === 'NULL' || (accepted[type] ?? ['STRING']).includes(literalType)) return;
  const expected = typeNames[type];
  const rule =
    expected === undefined
      ? 'string and should be enclosed in quotes'
      : `${expected} and should not be enclosed in quotes`;
  const message = `value of filter criterion for field '${name}' must be of type ${rule}`;
  throw new SoqlError('INVALID_FIELD', message, 'SOQL-12', name);
}

function unquote(literal: string): string {
  return literal.replace(/^'|'$/g, '').replace(/\\([^%_])/g, '$1');
}

function checkId({ name, type }: Subject, text: string): void {
  if ((type !== 'id' && type !== 'reference') || isRecordId(text)) return;
  throw new SoqlError('INVALID_QUERY_FILTER_OPERATOR', `invalid ID field: ${text}`, 'SOQL-13', name);
}

const ANY_TEXT = Symbol('%');
const ANY_CHARACTER = Symbol('_');

/** `%` stands for any text, `_` for one character, a backslash takes their meaning away. */
function readPattern(pattern: string): (string | symbol)[] {
  return [...pattern.toLowerCase().matchAll(/\\([%_])|[^]/g)].map(([char, plain]) => {
    if (plain !== undefined) return plain;
    return char === '%' ? ANY_TEXT : char === '_' ? ANY_CHARACTER : char;
  });
}

/** Without a regular expression, which a hostile pattern could keep busy for ever. */
export function isLike(value: string, pattern: (string | symbol)[]): boolean {
  const text = value.toLowerCase();
  let [at, next, retryAt, retryNext] = [0, 0, -1, -1];
  while (at < text.length) {
    const wanted = pattern[next];
    if (wanted === ANY_TEXT) {
      next += 1;
      [retryAt, retryNext] = [at, next];
    } else if (wanted === ANY_CHARACTER || wanted === text[at]) {
      [at, next] = [at + 1, next + 1];
    } else if (retryNext !== -1) {
      retryAt += 1;
      [at, next] = [retryAt, retryNext];
    } else {
      return false;
    }
  }
  return pattern.slice(next).every((wanted) => wanted === ANY_TEXT);
}

function toPeriod(literal: string, literalType: string, { now, timeZone }: Clock): Period {
  if (literalType === 'DATETIME') {
    const at = Date.parse(literal);
    return { from: at, to: at + 1 };
  }
  if (literalType === 'DATE') return readDay(literal, timeZone);
  const period = readDateLiteral(literal, now, timeZone);
  if (period !== undefined) return period;
  throw new SoqlError('MALFORMED_QUERY', `unexpected token: '${literal}'`, 'SOQL-05', literal);
}

function readTime(value: FieldValue, timeZone: string): number | null {
  if (value === null) return null;
  const text = String(value);
  return text.length === 10 ? readDay(text, timeZone).from : Date.parse(text.replace('+0000', 'Z'));
}

/** A moment before, in or after a period, by the operator. */
function compareToPeriod(operator: string, at: number | null, { from, to }: Period): boolean {
  if (at === null) return operator === '!=';
  const isIn = at >= from && at < to;
  const results: Record<string, boolean> = {
    '=': isIn,
    '!=': !isIn,
    '<': at < from,
    '<=': at < to,
    '>': at >= to,
    '>=': at >= from,
  };
  return results[operator] ?? false;
}

function timeTest(operator: string, literal: string, literalType: string, clock: Clock): ValueTest {
  if (literalType === 'NULL') return (value) => (value === null) === (operator === '=');
  const period = toPeriod(literal, literalType, clock);
  return (value) => compareToPeriod(operator, readTime(value, clock.timeZone), period);
}

function isOrdered(operator: string, left: string | number, right: string | number): boolean {
  const [one, other] =
    typeof left === 'number' && typeof right === 'number' ? [left, right] : [String(left), String(right)];
  const results: Record<string, boolean> = {
    '<': one < other,
    '<=': one <= other,
    '>': one > other,
    '>=': one >= other,
  };
  return results[operator] ?? false;
}

function toComparable(subject: Subject, literal: string, literalType: string): string | number | null {
  if (literalType === 'NULL') return null;
  if (literalType === 'INTEGER' || literalType === 'DECIMAL') return Number(literal);
  if (literalType !== 'STRING') return comparable(literal);
  const text = unquote(literal);
  checkId(subject, text);
  return comparable(text);
}

function singleTest(
  subject: Subject,
  operator: string,
  literal: string,
  type: string,
  clock: Clock,
): ValueTest {
  if (subject.type === 'datetime' || subject.type === 'date') return timeTest(operator, literal, type, clock);
  if (operator === 'LIKE') {
    if (subject.type === 'id' || subject.type === 'reference') {
      throw new SoqlError('INVALID_OPERATOR', 'invalid operator on id field', 'SOQL-13', subject.name);
    }
    const pattern = readPattern(unquote(literal));
    return (value) => value !== null && isLike(String(value), pattern);
  }
  const right = toComparable(subject, literal, type);
  if (operator === '=') return (value) => comparable(value) === right;
  if (operator === '!=') return (value) => comparable(value) !== right;
  return (value) => {
    const left = comparable(value);
    return left !== null && right !== null && isOrdered(operator, left, right);
  };
}

/** `IN` over many literals looks its value up in a set; over periods it tries each. */
function listTest(subject: Subject, literals: string[], types: string[], clock: Clock): ValueTest {
  if (subject.type === 'datetime' || subject.type === 'date') {
    const tests = literals.map((literal, index) => timeTest('=', literal, types[index] ?? 'NULL', clock));
    return (value) => tests.some((test) => test(value));
  }
  const set = new Set(
    literals.map((literal, index) => toComparable(subject, literal, types[index] ?? 'NULL')),
  );
  return (value) => set.has(comparable(value));
}

/** The test that a condition with literals makes of a value. */
export function literalTest(subject: Subject, condition: ValueCondition, clock: Clock): ValueTest {
  const { operator } = condition;
  const literals = [condition.value].flat();
  const kinds = [condition.literalType ?? 'STRING'].flat();
  const types = literals.map((_, index) => kinds[index] ?? kinds[0] ?? 'STRING');
  for (const type of types) checkType(subject, type);
  if (operator === 'IN') return listTest(subject, literals, types, clock);
  if (operator === 'NOT IN') {
    const isAmong = listTest(subject, literals, types, clock);
    return (value) => !isAmong(value);
  }
  return singleTest(subject, operator, literals[0] ?? '', types[0] ?? 'STRING', clock);
}

/** A condition as the parser gives it: about a field, a function or the rows of another query. */
export type AnyCondition = Condition & {
  field?: string;
  fn?: FunctionExp;
  operator?: string;
  valueQuery?: Query;
};

/** The clauses of WHERE and HAVING alike: a chain to the right. */
export type Clause = { left: unknown; operator?: string; right?: Clause };

type Token = '(' | ')' | 'AND' | 'OR' | 'NOT' | AnyCondition;

/** The parser gives a chain of conditions with counts of parentheses; back to a flat row of tokens. */
function toTokens(clause: Clause | undefined): Token[] {
  const tokens: Token[] = [];
  for (let link = clause; link !== undefined; link = link.right) {
    const left = link.left as (AnyCondition & { openParen?: number; closeParen?: number }) | null;
    for (let count = left?.openParen ?? 0; count > 0; count -= 1) tokens.push('(');
    if (left?.operator !== undefined) tokens.push(left);
    for (let count = left?.closeParen ?? 0; count > 0; count -= 1) tokens.push(')');
    if (link.operator !== undefined) tokens.push(link.operator as 'AND' | 'OR' | 'NOT');
  }
  return tokens;
}

const MOST_SEMI_JOINS = 2;

function countSemiJoins(tokens: Token[]): number {
  return tokens.filter((token) => typeof token === 'object' && token.valueQuery !== undefined).length;
}

/** Whether conditions ask for the rows of another query. */
export function hasSemiJoin(clause: Clause | undefined): boolean {
  return countSemiJoins(toTokens(clause)) > 0;
}

function refuseSemiJoin(errorCode: string, message: string): SoqlError {
  return new SoqlError(errorCode, message, 'SOQL-15');
}

/** Builds one test from `or := and {OR and}`, `and := not {AND not}`, `not := NOT not | ( or ) | condition`. */
export function buildTest<Row>(
  clause: Clause | undefined,
  compile: (condition: AnyCondition) => (row: Row) => boolean,
): (row: Row) => boolean {
  const tokens = toTokens(clause);
  if (tokens.length === 0) return () => true;
  if (countSemiJoins(tokens) > MOST_SEMI_JOINS) {
    const message = `A query has at most ${MOST_SEMI_JOINS} semi joins ${OWN_WORDING}`;
    throw refuseSemiJoin('EXCEEDED_MAX_SEMIJOIN_SUBSELECTS', message);
  }
  let next = 0;
  const readOr = (): ((row: Row) => boolean) => {
    const first = next;
    const parts = [readAnd()];
    while (tokens[next] === 'OR') {
      next += 1;
      parts.push(readAnd());
    }
    if (parts.length > 1 && countSemiJoins(tokens.slice(first, next)) > 0) {
      throw refuseSemiJoin('MALFORMED_QUERY', "Semi join sub-selects are not allowed with the 'OR' operator");
    }
    return (row) => parts.some((test) => test(row));
  };
  const readAnd = (): ((row: Row) => boolean) => {
    const parts = [readNot()];
    while (tokens[next] === 'AND') {
      next += 1;
      parts.push(readNot());
    }
    return (row) => parts.every((test) => test(row));
  };
  const readNot = (): ((row: Row) => boolean) => {
    const token = tokens[next];
    next += 1;
    if (token === 'NOT') {
      const test = readNot();
      return (row) => !test(row);
    }
    if (token === '(') {
      const test = readOr();
      next += 1;
      return test;
    }
    return typeof token === 'object' ? compile(token) : () => true;
  };
  return readOr();
}
