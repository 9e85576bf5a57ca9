import { Messages } from '@salesforce/core/messages';
import { lineOf } from './command-line.ts';
import type { Check, Diagnosis, Fix, ToldCause } from './diagnosis.ts';
import type { Facts } from './facts.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'report');

/**
 * A diagnosis as lines of text that tell everything without colour, and can be attached to a report: no secret, and the home
 * folder as `~`, or `$HOME` in what is to be pasted.
 */
export function renderReport(
  { isHealthy, cause, candidates, decide, checks }: Diagnosis,
  { login: { username, clientId, host, audience } }: Facts,
  home: string,
): string[] {
  const lines = [
    messages.getMessage('login', [username, host]),
    messages.getMessage('claims', [clientId, audience]),
    '',
    ...renderChecks(checks),
    '',
    ...(isHealthy ? [messages.getMessage('healthy')] : []),
    ...(cause ? renderCause(cause) : []),
    ...renderCandidates(candidates),
    ...(decide
      ? [messages.getMessage('decide', [decide.text]), ...renderFix({ ...decide, text: '' }, 0)]
      : []),
  ];
  return lines.map((line) => shortenHome(line, home));
}

/** What is another way than it was, check by check, in their order. */
export function renderChanges(before: readonly Check[], after: readonly Check[], home: string): string[] {
  const old = new Map(before.map(({ name, state }) => [name, state]));
  const changed = after.flatMap((check) => {
    const state = old.get(check.name) ?? 'skipped';
    return state === check.state ? [] : [{ ...check, label: labelOf(check), was: signs[state] }];
  });
  const width = Math.max(0, ...changed.map(({ label }) => label.length));
  return changed
    .map(({ was, state, label, evidence }) =>
      inColumn(`  ${was} -> ${signs[state]} ${label.padEnd(width)}  `, evidence),
    )
    .map((line) => shortenHome(line, home));
}

const labelOf = ({ name }: Check): string => name.replaceAll('-', ' ');

/** Words between brackets of a certain width, so that the evidence begins in one column. */
function renderChecks(checks: readonly Check[]): string[] {
  const named = checks.map((check) => ({ ...check, label: labelOf(check) }));
  const width = Math.max(0, ...named.map(({ label }) => label.length));
  return named.map(({ state, label, evidence }) =>
    inColumn(`  ${signs[state]} ${label.padEnd(width)}  `, evidence),
  );
}

/** The text behind its head, and its further lines below the first. */
const inColumn = (head: string, text: string): string =>
  head + text.replaceAll('\n', `\n${' '.repeat(head.length)}`);

/** To be told apart without colour, and by who hears them read. */
const signs: Record<Check['state'], string> = {
  passed: 'ok',
  warning: '! ',
  failed: 'x ',
  unknown: '? ',
  skipped: '- ',
};

function renderCause({ name, message, fix }: ToldCause): string[] {
  return [
    messages.getMessage('cause', [message, name]),
    ...(fix ? [messages.getMessage('fix'), ...renderFix(fix, 2)] : []),
  ];
}

function renderCandidates(candidates: readonly ToldCause[]): string[] {
  if (candidates.length === 0) return [];
  const lines = candidates.flatMap(({ name, message, fix }, index) => [
    `  ${messages.getMessage('candidate', [index + 1, message, name])}`,
    ...(fix ? renderFix(fix, 5) : []),
  ]);
  return [messages.getMessage('candidates'), ...lines];
}

/** What is to be pasted stands on a line of its own, also where it is a part of the text. */
function renderFix({ text, command }: Fix, indent: number): string[] {
  const lines =
    text === ''
      ? []
      : text.split('\n').flatMap((line) => {
          const [, words = '', pasted] = /^(.*?:) (sf .+)$/.exec(line) ?? [];
          return pasted === undefined ? [line] : [words, `  ${pasted}`];
        });
  return [...lines, ...(command ? [`  ${lineOf(command)}`] : [])].map((line) => ' '.repeat(indent) + line);
}

/** A shell reads `~` only where it is not in quotes. */
function shortenHome(line: string, home: string): string {
  if (home === '' || home === '/') return line;
  return /^\s*sf /.test(line)
    ? line.replaceAll(`"${home}/`, '"$HOME/').replaceAll(` ${home}/`, ' ~/')
    : line.replaceAll(`${home}/`, '~/').replaceAll(`${home}\\`, '~\\');
}
