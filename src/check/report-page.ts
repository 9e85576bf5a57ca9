import { createHash } from 'node:crypto';
import { Messages } from '@salesforce/core/messages';
import { formatDuration } from '../inspection/moments.ts';
import type { CheckResult } from './check-result.ts';
import { sortByUrgency, type CheckVerdict, type EntryCheck } from './entry-check.ts';
import { DAY_MILLISECONDS } from './looks.ts';
import { markup, type Markup } from './markup.ts';
import { renderAxis, renderEntry, renderMonths } from './report-lines.ts';
import { REPORT_STYLE } from './report-style.ts';
import { nameDay, scaleFor } from './time-scale.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'report-page');

/** Tells a page of ours from another file; it stands at the beginning of each. */
export const REPORT_MARK = '<meta name="generator" content="sf jwt check">';

/**
 * The fleet on one page of HTML that needs nothing else: no script, no request, no style but the one whose hash it names. For who
 * decides, and for who mends it.
 */
export function renderReportPage(result: CheckResult): string {
  const { entries, checkedAt } = result;
  const title = messages.getMessage(entries.length === 1 ? 'title.one' : 'title', [entries.length]);
  const hash = createHash('sha256').update(REPORT_STYLE).digest('base64');
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
  const raw = (text: string): Markup => ({ markup: text });
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
${raw(REPORT_MARK)}
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${raw(REPORT_STYLE)}</style>
</head>
<body>
<header><h1>${title}</h1><p class="lead">${leadOf(result)}</p><p class="when">${messages.getMessage('checked')} <time datetime="${checkedAt}">${nameDay(new Date(checkedAt))}, ${checkedAt.slice(11, 16)} UTC</time></p></header>
<main>
${renderCounts(result)}
${renderMonths(result)}
${renderFleet(result)}
</main>
<footer><p>${messages.getMessage('footer')}</p></footer>
</body>
</html>
`;
  return page.markup;
}

const VERDICTS: readonly CheckVerdict[] = ['drift', 'ends-soon', 'unknown', 'good'];

const isBad = ({ verdict }: EntryCheck): boolean => verdict !== 'good';

/** The one sentence that is read when no other is. */
function leadOf({ entries, checkedAt }: CheckResult): string {
  const count = entries.filter(isBad).length;
  if (count > 0) return messages.getMessage(count === 1 ? 'lead.one' : 'lead.many', [count, entries.length]);
  const next = entries
    .flatMap(({ certificate, entry }) => (certificate ? [{ ...certificate, entry }] : []))
    .filter(({ notAfter }) => notAfter > checkedAt)
    .sort((one, other) => one.notAfter.localeCompare(other.notAfter))[0];
  return next
    ? messages.getMessage('lead.next', [next.entry, nameDay(new Date(next.notAfter))])
    : messages.getMessage('lead.good');
}

function renderCounts({ entries, expiresInDays }: CheckResult): Markup {
  const soon = formatDuration(expiresInDays * DAY_MILLISECONDS);
  const cards = VERDICTS.map((verdict) => {
    const count = entries.filter((entry) => entry.verdict === verdict).length;
    return markup`<li class="${verdict}${count === 0 ? ' none' : ''}"><strong>${count}</strong> <span>${messages.getMessage(`card.${verdict}`, [soon])}</span></li>\n`;
  });
  return markup`<ul class="cards">\n${cards}</ul>`;
}

function renderFleet(result: CheckResult): Markup {
  const scale = scaleFor(result);
  const bodies = sortByUrgency(result.entries).map((entry) => renderEntry(entry, result, scale));
  const text = (name: string): string => messages.getMessage(name);
  return markup`<section class="fleet"><h2>${text('fleet')}</h2>
${result.entries.some(isBad) ? renderChoice() : markup``}
<table>
<caption>${messages.getMessage('caption', [formatDuration(result.expiresInDays * DAY_MILLISECONDS)])}</caption>
<colgroup><col class="org"><col class="state"><col><col class="end"></colgroup>
<thead><tr><th scope="col">${text('column.org')}</th><th scope="col">${text('column.state')}</th><th scope="col" class="time"><span class="hidden">${text('column.time')}</span>${renderAxis(scale)}</th><th scope="col">${text('column.end')}</th></tr></thead>
${bodies}</table></section>`;
}

/** Works without a script: the style hides what is good while the second is chosen. */
function renderChoice(): Markup {
  return markup`<fieldset class="choice"><legend class="hidden">${messages.getMessage('choice')}</legend><label><input type="radio" name="show" value="all" checked> ${messages.getMessage('choice.all')}</label><label><input type="radio" name="show" value="bad" id="show-bad"> ${messages.getMessage('choice.bad')}</label></fieldset>`;
}
