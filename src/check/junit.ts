import { Messages } from '@salesforce/core/messages';
import type { CheckResult } from './check-result.ts';
import { ASPECTS, type CheckAspect, type CheckFinding, type EntryCheck } from './entry-check.ts';
import { markup, type Markup } from './markup.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'check-text');

/**
 * JUnit XML, as pipelines read it: a suite for each org, a case for each thing that is compared. What could not be checked is an
 * error, all else that is found a failure; what was not looked at is skipped. The form is that of junit-10.xsd of Jenkins' xUnit
 * plugin, which knows no more than other readers do.
 */
export function renderJunit({ entries, checkedAt }: CheckResult): string {
  const suites = entries.map((entry) => renderSuite(entry, checkedAt));
  const count = (kind: CaseKind): number => sumOf(entries.map((entry) => countOf(entry, kind)));
  const attributes = markup`name="sf jwt check" tests="${entries.length * ASPECTS.length}" failures="${count('failure')}" errors="${count('error')}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${markup`<testsuites ${attributes}>\n${suites}</testsuites>`.markup}\n`;
}

type CaseKind = 'passed' | 'failure' | 'error' | 'skipped';

const sumOf = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);

const countOf = (entry: EntryCheck, kind: CaseKind): number =>
  ASPECTS.filter((aspect) => kindOf(entry, aspect) === kind).length;

const findingsOf = ({ findings }: EntryCheck, aspect: CheckAspect): CheckFinding[] =>
  findings.filter(({ about }) => about === aspect);

function kindOf(entry: EntryCheck, aspect: CheckAspect): CaseKind {
  const findings = findingsOf(entry, aspect);
  if (findings.length > 0)
    return findings.every(({ verdict }) => verdict === 'unknown') ? 'error' : 'failure';
  return entry.looks[aspect] === 'good' ? 'passed' : 'skipped';
}

function renderSuite(entry: EntryCheck, checkedAt: string): Markup {
  const count = (kind: CaseKind): number => countOf(entry, kind);
  const cases = ASPECTS.map((aspect) => renderCase(entry, aspect));
  // without a time zone, as readers of this form expect it
  const timestamp = checkedAt.slice(0, 19);
  return markup`  <testsuite name="${entry.entry}" tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}" skipped="${count('skipped')}" timestamp="${timestamp}" time="0">
${cases}  </testsuite>
`;
}

function renderCase(entry: EntryCheck, aspect: CheckAspect): Markup {
  const attributes = markup`name="${messages.getMessage(`aspect.${aspect}`)}" classname="sf-jwt.${entry.entry}" time="0"`;
  const inside = renderOutcome(entry, aspect);
  return inside
    ? markup`    <testcase ${attributes}>${inside}</testcase>\n`
    : markup`    <testcase ${attributes}/>\n`;
}

function renderOutcome(entry: EntryCheck, aspect: CheckAspect): Markup | undefined {
  const kind = kindOf(entry, aspect);
  if (kind === 'passed') return undefined;
  if (kind === 'skipped')
    return markup`<skipped message="${messages.getMessage(`look.${entry.looks[aspect]}`)}"/>`;
  const findings = findingsOf(entry, aspect);
  const message = findings.map(({ text }) => text).join(' ');
  const type = findings.map(({ name }) => name).join(' ');
  const lines = findings.map(({ text, command }) => (command === undefined ? text : `${text}\n${command}`));
  return kind === 'error'
    ? markup`<error type="${type}" message="${message}">${lines.join('\n')}</error>`
    : markup`<failure type="${type}" message="${message}">${lines.join('\n')}</failure>`;
}
