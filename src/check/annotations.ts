import { Messages } from '@salesforce/core/messages';
import type { CheckResult } from './check-result.ts';
import { sortByUrgency, type EntryCheck } from './entry-check.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'check-text');

/** Where an annotation is shown: a file by its path from the root of the repository, and a line of it, where one is known. */
export type AnnotationPlace = { file: string; line?: number };

/** GitHub shows as many of a level in a step, and drops the others without a word (actions/toolkit, docs/problem-matchers.md). */
const MOST_OF_LEVEL = 10;

type Level = 'error' | 'warning';

/**
 * Workflow commands of GitHub Actions, one for each org with something to say, the worst first. Where there are more than GitHub
 * shows, the last of a level counts and names the rest.
 */
export function renderAnnotations(
  { entries }: CheckResult,
  placeOf: (entry: string) => AnnotationPlace,
): string[] {
  const found = sortByUrgency(entries.filter(({ findings }) => findings.length > 0));
  return (['error', 'warning'] as const).flatMap((level) =>
    renderLevel(
      level,
      found.filter((entry) => levelOf(entry) === level),
      placeOf,
    ),
  );
}

/** What does not agree is wrong now; what ends, or was not seen, may be. */
const levelOf = ({ verdict }: EntryCheck): Level => (verdict === 'drift' ? 'error' : 'warning');

function renderLevel(
  level: Level,
  entries: readonly EntryCheck[],
  placeOf: (entry: string) => AnnotationPlace,
): string[] {
  const shown = entries.length > MOST_OF_LEVEL ? entries.slice(0, MOST_OF_LEVEL - 1) : entries;
  const rest = entries.slice(shown.length);
  const lines = shown.map((entry) =>
    renderCommand(level, { ...placeOf(entry.entry), title: titleOf(entry) }, messageOf(entry)),
  );
  const [first] = rest;
  if (!first) return lines;
  const title = messages.getMessage('annotation.more', [rest.length]);
  const names = rest.map(({ entry }) => entry).join(', ');
  return [...lines, renderCommand(level, { ...placeOf(first.entry), title }, names)];
}

const titleOf = ({ entry, verdict }: EntryCheck): string =>
  messages.getMessage('annotation.title', [entry, messages.getMessage(`verdict.${verdict}`)]);

const messageOf = ({ findings }: EntryCheck): string =>
  findings.map(({ text, command }) => (command === undefined ? text : `${text}\n${command}`)).join('\n');

function renderCommand(
  level: Level,
  { file, line, title }: AnnotationPlace & { title: string },
  message: string,
): string {
  const place = [`file=${escapeProperty(file)}`, ...(line === undefined ? [] : [`line=${line}`])];
  return `::${level} ${[...place, `title=${escapeProperty(title)}`].join(',')}::${escapeMessage(message)}`;
}

/** As the toolkit of GitHub Actions escapes what stands behind the last `::`. */
const escapeMessage = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const escapeProperty = (text: string): string =>
  escapeMessage(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
