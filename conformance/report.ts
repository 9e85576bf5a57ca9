import { factIds, type FactId, facts } from '../src/simulator/facts/facts.ts';
import type { Claim } from './claim.ts';
import type { OrgKind } from './meet-org.ts';
import { untriedRows } from './untried-rows.ts';
import type { Result, Walk } from './walk.ts';

export type ReportInput = {
  walk: Walk;
  claims: readonly Claim[];
  kind: OrgKind;
  apiVersion: string;
  now: Date;
};

type Counts = Record<Result['outcome']['kind'], number>;

export function countOutcomes(results: readonly Result[]): Counts {
  const count = (kind: Result['outcome']['kind']) =>
    results.filter(({ outcome }) => outcome.kind === kind).length;
  return { holds: count('holds'), differs: count('differs'), untried: count('untried') };
}

/** A Markdown report that may be published: all that it quotes of the org was redacted when it was seen. */
export function writeReport({ walk, claims, kind, apiVersion, now }: ReportInput): string {
  const { holds, differs, untried } = countOutcomes(walk.results);
  const interruption = walk.isInterrupted
    ? `Interrupted after ${walk.results.length} of ${claims.length} claims.\n\n`
    : '';
  return `# Conformance report

${now.toISOString().slice(0, 10)} · API ${apiVersion} · ${kind} · ${holds} hold, ${differs} differ, ${untried} could not be tried

${interruption}Each row is a statement of \`src/simulator/facts\` about real orgs. Texts of the org are quoted without ids, names, hosts, keys and
tokens.

${writeTable('Differs', walk.results, 'differs')}${writeTable('Could not be tried', walk.results, 'untried')}${writeTable('Holds', walk.results, 'holds')}${writeWaits(walk.waits)}${writeUntriedRows(claims)}`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replace(/\s+/g, ' ');
}

function tableRow(cells: string[]): string {
  return `| ${cells.map(cell).join(' | ')} |`;
}

function detailsOf({ outcome }: Result): string {
  if (outcome.kind === 'untried') return outcome.reason;
  return outcome.kind === 'holds' ? outcome.seen : `expected ${outcome.expected}; seen ${outcome.seen}`;
}

const surenessOf = (ids: readonly FactId[]): string =>
  [...new Set(ids.flatMap((id) => facts[id].confidence))].join(', ');

function writeTable(title: string, results: readonly Result[], kind: Result['outcome']['kind']): string {
  const rows = results.filter(({ outcome }) => outcome.kind === kind);
  if (rows.length === 0) return '';
  const lines = rows.map((result) => {
    const { facts: ids, says } = result.claim;
    return tableRow([ids.join(' '), says, surenessOf(ids), detailsOf(result)]);
  });
  const head = `| row | claim | was | ${kind === 'untried' ? 'why not' : 'seen'} |\n|---|---|---|---|`;
  return `## ${title}\n\n${head}\n${lines.join('\n')}\n\n`;
}

/** What a new app answers until it has taken effect, and for how long (TOKEN-49). */
function writeWaits(waits: Walk['waits']): string {
  if (waits.length === 0) return '';
  const lines = waits.map(({ app, seconds, answers, isReady }) =>
    tableRow([app, `${seconds} s${isReady ? '' : ', in vain'}`, answers.join('; ')]),
  );
  return `## While waiting\n\n| app | waited | the token endpoint said |\n|---|---|---|\n${lines.join('\n')}\n\n`;
}

function writeUntriedRows(claims: readonly Claim[]): string {
  const tried = new Set(claims.flatMap(({ facts: ids }) => ids));
  const rows = factIds.filter((id) => !tried.has(id));
  const lines = rows.map((id) => tableRow([id, untriedRows[id] ?? 'there is no claim for it yet']));
  return `## Rows that no claim tries\n\n| row | why |\n|---|---|\n${lines.join('\n')}\n`;
}
