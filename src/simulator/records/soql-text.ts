import type { Query } from '@jetstreamapp/soql-parser-js';
import type { FactId } from '../facts/facts.ts';

/** Why a query is refused. */
export type SoqlFault = { errorCode: string; message: string; fact: FactId };

/** A refusal travels out of the depth of a query as an exception, and no further than `runQuery`. */
export class SoqlError extends Error {
  readonly errorCode: string;
  readonly fact: FactId;
  /** The word of the query that is at fault; the answer points at it. */
  readonly at: string;

  constructor(errorCode: string, message: string, fact: FactId, at = '') {
    super(message);
    this.errorCode = errorCode;
    this.fact = fact;
    this.at = at;
  }
}

const SHOWN_EACH_SIDE = 30;
/** So much of a word that begins or ends the piece. */
const WORD_START = /[^\s,]{0,60}$/;
const WORD_END = /^[^\s,]{0,60}/;

/** The piece of the query around a place, to the next ends of words, a caret below it, and where that is (SOQL-08). */
export function pointAt(soql: string, offset: number, reason: string): string {
  const lineStart = soql.lastIndexOf('\n', offset - 1) + 1;
  const row = soql.slice(0, lineStart).split('\n').length;
  const lineEnd = soql.indexOf('\n', offset);
  const line = soql.slice(lineStart, lineEnd === -1 ? undefined : lineEnd);
  const column = offset - lineStart;
  const before = WORD_START.exec(line.slice(0, Math.max(0, column - SHOWN_EACH_SIDE)))?.[0] ?? '';
  const start = Math.max(0, column - SHOWN_EACH_SIDE) - before.length;
  const end = column + SHOWN_EACH_SIDE;
  const after = WORD_END.exec(line.slice(end))?.[0] ?? '';
  const shown = line.slice(start, end) + after;
  return `\n${shown}\n${' '.repeat(column - start)}^\nERROR at Row:${row}:Column:${column + 1}\n${reason}`;
}

/** The place of a word of the query, in whatever case it is written; -1 if it does not occur. */
function placeOf(soql: string, word: string): number {
  if (word === '') return -1;
  const isWordPart = (char: string | undefined) => char !== undefined && /\w/.test(char);
  const [text, sought] = [soql.toLowerCase(), word.toLowerCase()];
  for (let at = text.indexOf(sought); at !== -1; at = text.indexOf(sought, at + 1)) {
    if (!isWordPart(text[at - 1]) && !isWordPart(text[at + sought.length])) return at;
  }
  return -1;
}

/** The refusal, pointing at its place in the query. */
export function toFault(soql: string, error: SoqlError): SoqlFault {
  const { errorCode, fact, message, at } = error;
  const place = placeOf(soql, at);
  return { errorCode, fact, message: place === -1 ? message : pointAt(soql, place, message) };
}

function malformed(message: string): SoqlFault {
  return { errorCode: 'MALFORMED_QUERY', message, fact: 'SOQL-05' };
}

/** The parser's reason in the platform's words; of a character it tells the place, of a token only the text. */
function toParseFault(soql: string, reason: string): SoqlFault {
  const [, character = '', line = '1', column = '1'] =
    /unexpected character: ->(.)<-.*\((\d+):(\d+)\)/s.exec(reason) ?? [];
  const place = `line ${line}:${Number(column) - 1}`;
  if (character === "'") return malformed(`${place} mismatched character '<EOF>' expecting '''`);
  if (character !== '') return malformed(`${place} no viable alternative at character '${character}'`);
  const [, quoted, bare] = /but found(?::| -->) (?:'(.*?)'|(\S+))/.exec(reason) ?? [];
  const token = quoted ?? bare ?? '';
  if (token === '') return malformed(pointAt(soql, soql.length, "unexpected token: '<EOF>'"));
  const message = `unexpected token: '${token}'`;
  const at = soql.indexOf(token);
  return malformed(at === soql.lastIndexOf(token) ? pointAt(soql, at, message) : message);
}

/** The answer to a query whose nesting goes deeper than the stack. */
export const tooComplicated: SoqlFault = {
  errorCode: 'QUERY_TOO_COMPLICATED',
  message: 'Query is either selecting too many fields or the filter conditions are too complicated.',
  fact: 'SOQL-09',
};

/** The platform's limit on the length of a query. */
const LONGEST = 100_000;

/** Reads a query, or says why it is none. */
export type SoqlParser = (soql: string) => Query | SoqlFault;

/** Loads the parser, which is large, when the first query comes; from then on a query is one synchronous step. */
export async function loadSoqlParser(): Promise<SoqlParser> {
  const { parseQuery } = await import('@jetstreamapp/soql-parser-js');
  return (soql) => {
    if (soql.trim() === '') return malformed('A query string has to be specified');
    if (soql.length > LONGEST) {
      return malformed(`SOQL statements cannot be longer than ${LONGEST} characters.`);
    }
    try {
      return parseQuery(soql);
    } catch (error) {
      return error instanceof RangeError ? tooComplicated : toParseFault(soql, (error as Error).message);
    }
  };
}
