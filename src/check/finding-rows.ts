import { Messages } from '@salesforce/core/messages';
import { lineOf } from '../diagnosis/command-line.ts';
import { printable } from '../inspection/printable.ts';
import { appRows } from './app-rows.ts';
import type { CheckFacts } from './check-facts.ts';
import type { CheckFinding } from './entry-check.ts';
import type { FindingRow } from './finding-row.ts';
import { localRows } from './local-rows.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'entry-check');

/** Everything that can be found, in the order in which a person wants to hear it. */
export const findingRows: readonly FindingRow[] = [...localRows, ...appRows];

/** Each row that applies, as a finding with its text and the command that mends it, or that decides. */
export function findAll(facts: CheckFacts): CheckFinding[] {
  return findingRows.flatMap(({ name, about, verdict, find }) => {
    const found = find(facts);
    if (!found) return [];
    const { values, command } = found;
    const shown = values.map((value) => (typeof value === 'number' ? value : printable(value)));
    const text = messages.getMessage(`finding.${name}`, shown);
    return [{ name, about, verdict, text, ...(command && { command: lineOf(command) }) }];
  });
}
