/** Stand for what only an administrator can name; a line with one of them cannot be run as it stands. */
export const ADMIN_ORG = 'ADMIN_ORG';
export const APP_NAME = 'APP_NAME';
export const CERTIFICATE_FILE = 'CERTIFICATE_FILE';

const placeholders = [ADMIN_ORG, APP_NAME, CERTIFICATE_FILE];

/** Whether the words can be run as they stand. */
export const isRunnable = (words: readonly string[]): boolean =>
  !words.some((word) => placeholders.includes(word));

/** The line that a person pastes, from the words after `sf`. */
export const lineOf = (words: readonly string[]): string => ['sf', ...words].map(quote).join(' ');

/** The words after `sf` of a line, as it was printed: quotation marks hold a word together. */
export function wordsOf(line: string): string[] {
  const words = [...line.matchAll(/(?:"(?:\\.|[^"])*"|'[^']*'|[^\s"'])+/g)].map(([word]) => unquote(word));
  return words[0] === 'sf' ? words.slice(1) : words;
}

/** The words with the flag set to the value, in its place or at the end; flags that are named by `without` are left out. */
export function withFlag(words: readonly string[], flag: string, value: string): string[] {
  const place = words.indexOf(flag);
  return place < 0
    ? [...words, flag, value]
    : [...words.slice(0, place + 1), value, ...words.slice(place + 2)];
}

function quote(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  // single quotes keep a shell from reading what is inside; cmd.exe knows none, and needs none around a path of Windows
  return /["$`!]/.test(word) ? `'${word.replaceAll("'", String.raw`'\''`)}'` : `"${word}"`;
}

const unquote = (word: string): string =>
  word.replace(/"((?:\\.|[^"])*)"|'([^']*)'/g, (_, double: string | undefined, single: string | undefined) =>
    double === undefined ? (single ?? '') : double.replace(/\\(["$`\\])/g, '$1'),
  );
