import { Messages } from '@salesforce/core/messages';
import { alignTable } from '../app-view/rows.ts';
import { formatDistance } from '../inspection/moments.ts';
import { printable } from '../inspection/printable.ts';
import type { CheckResult } from './check-result.ts';
import { ASPECTS, type CheckVerdict, type EntryCheck, type LookState } from './entry-check.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'check-text');

/** What every terminal has, and an output that is piped. */
const WIDTH = 100;

/** A row for each org, then what was found with the command that mends it, then one line that counts. */
export function renderTable(result: CheckResult): string[] {
  const { entries, projectFile } = result;
  const headings = ['name', 'end', ...ASPECTS.slice(1)].map((column) =>
    messages.getMessage(`column.${projectFile === null && column === 'name' ? 'file' : column}`),
  );
  const rows = entries.map((entry) => [
    printable(entry.entry),
    endOf(entry, result.checkedAt),
    ...ASPECTS.slice(1).map((aspect) => signs[entry.looks[aspect]]),
  ]);
  return [
    ...alignTable([headings, ...rows], WIDTH),
    ...entries.flatMap(renderFindings),
    '',
    summaryOf(result),
  ];
}

/** To be told apart without colour, and by who hears them read. */
const signs: Record<LookState, string> = { good: 'ok', bad: 'x', 'not-there': '-', 'not-asked': '-' };

function endOf({ certificate }: EntryCheck, now: string): string {
  if (!certificate) return messages.getMessage('end.unknown');
  const { notAfter } = certificate;
  const distance = formatDistance(new Date(notAfter), new Date(now));
  return messages.getMessage('end', [notAfter.slice(0, 10), distance]);
}

function renderFindings({ entry, findings }: EntryCheck): string[] {
  return findings.flatMap(({ text, command }) => [
    '',
    ...messages.getMessage('finding', [printable(entry), text]).split('\n'),
    ...(command === undefined ? [] : [`  ${command}`]),
  ]);
}

const VERDICTS: readonly CheckVerdict[] = ['good', 'ends-soon', 'drift', 'unknown'];

/** `412 orgs: 400 good, 8 end soon, 4 do not agree`. */
function summaryOf({ entries, projectFile }: CheckResult): string {
  const parts = VERDICTS.flatMap((verdict) => {
    const count = entries.filter((entry) => entry.verdict === verdict).length;
    return count === 0 ? [] : [messages.getMessage(`count.${verdict}`, [count])];
  });
  const of = projectFile === null ? 'files' : 'orgs';
  const number = entries.length === 1 ? 'one' : 'many';
  return messages.getMessage(`summary.${of}.${number}`, [entries.length, parts.join(', ')]);
}
