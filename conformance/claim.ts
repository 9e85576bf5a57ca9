import type { FactId } from '../src/simulator/facts/facts.ts';
import type { AppState } from './apps.ts';
import { type Answer, jsonOf, valueAt } from './http.ts';
import type { Trial } from './trial.ts';

/** How a claim fared. What was seen is kept also where it holds: the org's own words are often what is not known. */
export type Outcome =
  | { kind: 'holds'; seen: string }
  | { kind: 'differs'; expected: string; seen: string }
  | { kind: 'untried'; reason: string };

/** One statement about a real org, and how it is tried. */
export type Claim = {
  facts: [FactId, ...FactId[]];
  says: string;
  /** Disposable apps that it needs; they are deployed before the first claim is tried. */
  apps?: AppState[];
  /** Refused logins that name the session's own user. */
  failedLogins?: number;
  run: (trial: Trial) => Promise<Outcome>;
};

/** Thrown by a claim that this org, or this session, does not let one try. */
export class CannotTry extends Error {}

/** A JSON answer, or one made like it, that is held against an expectation. */
export type Seen = { status: number; headers?: Record<string, string>; text: string; value: unknown };

type Value = string | number | boolean | null | RegExp;

export type Expected = {
  status?: number;
  /** Names that must be there, separated by blanks; a dot leads into a member. */
  members?: string;
  /** What stands at a path: the value itself, or text that matches. */
  values?: Record<string, Value>;
  /** The whole body. */
  text?: string | RegExp;
  headers?: Record<string, RegExp>;
};

const LONGEST_SHOWN = 400;

export function seenIn(answer: Answer): Seen {
  return { ...answer, value: jsonOf(answer) };
}

function matches(actual: unknown, expected: Value): boolean {
  return expected instanceof RegExp
    ? (typeof actual === 'string' || typeof actual === 'number') && expected.test(String(actual))
    : actual === expected;
}

function show(value: Value): string {
  return value instanceof RegExp ? String(value) : JSON.stringify(value);
}

/** What of an expectation is not met, in words. */
function findDifferences(seen: Seen, expected: Expected): string[] {
  const { status, members = '', values = {}, text, headers = {} } = expected;
  const missing = members.split(' ').filter((path) => path !== '' && valueAt(seen.value, path) === undefined);
  return [
    ...(status === undefined || seen.status === status ? [] : [`HTTP ${status}`]),
    ...missing.map((path) => `a member ${path}`),
    ...Object.entries(values)
      .filter(([path, value]) => !matches(valueAt(seen.value, path), value))
      .map(([path, value]) => `${path} ${show(value)}`),
    ...(text === undefined || matches(seen.text, text) ? [] : [`the body ${show(text)}`]),
    ...Object.entries(headers)
      .filter(([name, form]) => !form.test(seen.headers?.[name] ?? ''))
      .map(([name, form]) => `a header ${name} ${show(form)}`),
  ];
}

/** The REST API's list with one error in it. */
export function restError(status: number, errorCode: string, message?: string | RegExp): Expected {
  return {
    status,
    values: { '0.errorCode': errorCode, ...(message === undefined ? {} : { '0.message': message }) },
  };
}

function shorten(text: string): string {
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)} …` : text;
}

/** The names of members, two levels deep, without what they hold. */
function shapeOf(value: unknown, depth = 2): string {
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[${shapeOf(value[0], depth)}]`;
  if (typeof value !== 'object' || value === null || depth === 0) return '…';
  const members = Object.entries(value).map(([name, member]) =>
    typeof member === 'object' && member !== null && depth > 1
      ? `${name} ${shapeOf(member, depth - 1)}`
      : name,
  );
  return `{${members.join(', ')}}`;
}

/** A refusal in its own words; of anything else only the shape, because its values tell of people and orgs. */
export function summarise({ status, text, value }: Seen): string {
  if (status >= 400) return shorten(`HTTP ${status} ${text}`);
  return shorten(value === undefined ? `HTTP ${status}` : `HTTP ${status} ${shapeOf(value)}`);
}

/** Holds an answer against what the claim expects of it. */
export function judge(seen: Seen, expected: Expected): Outcome {
  const differences = findDifferences(seen, expected);
  if (differences.length === 0) return { kind: 'holds', seen: summarise(seen) };
  const actual = Object.keys(expected.values ?? {}).map(
    (path) => `${path} ${JSON.stringify(valueAt(seen.value, path))}`,
  );
  const details = seen.status < 400 && actual.length > 0 ? ` with ${actual.join(', ')}` : '';
  return { kind: 'differs', expected: differences.join(', '), seen: shorten(summarise(seen) + details) };
}

/** For what is no single answer. */
export function judgeFact(isSo: boolean, expected: string, seen: string): Outcome {
  return isSo ? { kind: 'holds', seen: shorten(seen) } : { kind: 'differs', expected, seen: shorten(seen) };
}

/** Tries one step after the other, up to the first that does not hold. */
export async function eachHolds(...steps: (() => Promise<Outcome>)[]): Promise<Outcome> {
  let last: Outcome = { kind: 'untried', reason: 'there is nothing to try' };
  for (const step of steps) {
    last = await step();
    if (last.kind !== 'holds') return last;
  }
  return last;
}
