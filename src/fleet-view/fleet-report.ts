import { Messages } from '@salesforce/core/messages';
import { alignTable } from '../app-view/rows.ts';
import type { FleetFailure } from '../flows/fleet/failure.ts';
import { printable } from '../inspection/printable.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'fleet-view');

/** What became of one org; `detail` is what a table shows of one that is done. */
export type FleetRow = {
  entry: string;
  username: string | null;
  outcome: 'done' | 'failed' | 'not-done';
  detail: string;
  failure: FleetFailure | null;
};

/** What every terminal has, and an output that is piped. */
const WIDTH = 80;
const INDENT = '  ';

/** A table of all orgs, then each failure with its cause and the command to type next. */
export function renderFleet(rows: readonly FleetRow[]): string[] {
  const headings = ['org', 'user', 'result'].map((name) => messages.getMessage(`column.${name}`));
  const cells = rows.map((row) => [row.entry, printable(row.username ?? ''), resultOf(row)]);
  const failures = rows.flatMap(({ entry, failure }) =>
    failure ? ['', ...renderFailure(entry, failure)] : [],
  );
  return [...alignTable([headings, ...cells], WIDTH), ...failures];
}

function resultOf({ outcome, detail, failure }: FleetRow): string {
  if (outcome === 'done') return detail;
  return failure ? failure.name : messages.getMessage(`outcome.${outcome}`);
}

/** An error's text can quote what a host answered. */
function renderFailure(entry: string, { name, message, command }: FleetFailure): string[] {
  const lines = message.split('\n').map((line) => INDENT + printable(line));
  return [`${entry}: ${name}`, ...lines, `${INDENT}→ ${command}`];
}
