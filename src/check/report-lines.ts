import { Messages } from '@salesforce/core/messages';
import { formatDistance } from '../inspection/moments.ts';
import type { CheckResult } from './check-result.ts';
import type { CheckFinding, EntryCheck } from './entry-check.ts';
import { DAY_MILLISECONDS } from './looks.ts';
import { markup, type Markup } from './markup.ts';
import { nameDay, nameMonth, type TimeScale } from './time-scale.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'report-page');

const percent = (value: number): string => `${Math.round(value * 100) / 100}%`;

/** The words of the line of time, above all rows. */
export function renderAxis({ ticks, now }: TimeScale): Markup {
  const today = messages.getMessage('today');
  // words that would lie on each other cannot be read
  const labels = ticks
    .filter(({ at }) => Math.abs(at - now) > 12)
    .map(({ at, label }) => markup`<text x="${percent(at)}" y="12">${label}</text>`);
  return markup`<svg class="axis" width="100%" height="16" aria-hidden="true">${labels}<text class="now" x="${percent(now)}" y="12">${today}</text></svg>`;
}

/** One certificate on the line, in words for who cannot see it. */
export function renderLine(entry: EntryCheck, result: CheckResult, scale: TimeScale): Markup {
  const { certificate } = entry;
  const soon = new Date(new Date(result.checkedAt).getTime() + result.expiresInDays * DAY_MILLISECONDS);
  const grid = scale.ticks.map(
    ({ at }) => markup`<line class="tick" x1="${percent(at)}" x2="${percent(at)}" y1="0" y2="28"/>`,
  );
  const zone = markup`<rect class="soon" x="${percent(scale.now)}" width="${percent(scale.at(soon) - scale.now)}" y="0" height="28"/>`;
  const today = markup`<line class="now" x1="${percent(scale.now)}" x2="${percent(scale.now)}" y1="0" y2="28"/>`;
  const bar = certificate ? renderBar(certificate, scale) : markup``;
  return markup`<svg class="line" width="100%" height="28" role="img" aria-label="${describeLine(entry)}">${grid}${zone}${bar}${today}</svg>`;
}

type Certificate = NonNullable<EntryCheck['certificate']>;

/** Where nobody knows the beginning, the bar begins at the left edge. Beyond the right edge, an arrow says so. */
function renderBar({ notBefore, notAfter }: Certificate, scale: TimeScale): Markup {
  const end = new Date(notAfter);
  const from = notBefore === null ? 0 : scale.at(new Date(notBefore));
  const to = scale.at(end);
  const bar = markup`<rect class="bar" x="${percent(from)}" width="${percent(Math.max(0, to - from))}" y="9" height="10" rx="3"/>`;
  const sign = scale.isBeyond(end)
    ? markup`<text class="beyond" x="100%" y="19">»</text>`
    : markup`<circle class="end" cx="${percent(to)}" cy="14" r="5"/>`;
  return markup`${bar}${sign}`;
}

function describeLine({ certificate }: EntryCheck): string {
  if (!certificate) return messages.getMessage('line.unknown');
  const end = nameDay(new Date(certificate.notAfter));
  return certificate.notBefore === null
    ? messages.getMessage('line.until', [end])
    : messages.getMessage('line.fromUntil', [nameDay(new Date(certificate.notBefore)), end]);
}

/** An org: what a manager looks for in one row, and what an administrator does about it in the next. */
export function renderEntry(entry: EntryCheck, result: CheckResult, scale: TimeScale): Markup {
  const { verdict, findings } = entry;
  const details =
    findings.length === 0
      ? markup``
      : markup`<tr class="findings"><td colspan="4"><ul>${findings.map(renderFinding)}</ul></td></tr>\n`;
  return markup`<tbody class="${verdict}">
<tr><th scope="row"><span class="name">${entry.entry}</span>${renderWho(entry)}</th><td><span class="badge">${messages.getMessage(badgeOf(entry))}</span></td><td class="time">${renderLine(entry, result, scale)}</td><td class="ends">${renderEnd(entry, result.checkedAt)}</td></tr>
${details}</tbody>
`;
}

/** What has ended does not only end soon. */
function badgeOf({ verdict, certificate }: EntryCheck): string {
  const hasEnded = verdict === 'ends-soon' && certificate !== null && certificate.daysLeft < 0;
  return hasEnded ? 'badge.ended' : `badge.${verdict}`;
}

function renderWho({ username, instanceUrl }: EntryCheck): Markup {
  const parts = [username, hostOf(instanceUrl)].filter((part) => part !== null);
  return parts.length === 0
    ? markup``
    : markup`<small title="${parts.join(' · ')}">${parts.join(' · ')}</small>`;
}

const hostOf = (address: string | null): string | null =>
  address !== null && URL.canParse(address) ? new URL(address).host : address;

function renderEnd({ certificate }: EntryCheck, checkedAt: string): Markup {
  if (!certificate) return markup`${messages.getMessage('end.unknown')}`;
  const end = new Date(certificate.notAfter);
  return markup`<time datetime="${certificate.notAfter}">${nameDay(end)}</time><small>${formatDistance(end, new Date(checkedAt))}</small>`;
}

function renderFinding({ text, command, verdict }: CheckFinding): Markup {
  const line = command === undefined ? markup`` : markup`<code>${command}</code>`;
  return markup`<li class="${verdict}">${text}${line}</li>`;
}

const MONTHS = 24;

/** How many certificates end in each of the next months: what has to be planned for. */
export function renderMonths({ entries, checkedAt }: CheckResult): Markup {
  const now = new Date(checkedAt);
  const ends = entries.flatMap(({ certificate }) => (certificate ? [new Date(certificate.notAfter)] : []));
  const months = Array.from({ length: MONTHS }, (_, index) => monthAfter(now, index)).map((begin, index) => ({
    begin,
    count: ends.filter((end) => end > now && end >= begin && end < monthAfter(now, index + 1)).length,
  }));
  const most = Math.max(1, ...months.map(({ count }) => count));
  const bars = months.map(({ begin, count }, index) => renderMonth(begin, count, { index, most }));
  const later = ends.filter((end) => end >= monthAfter(now, MONTHS)).length;
  const note = later === 0 ? markup`` : markup`<p>${messages.getMessage('months.later', [later])}</p>`;
  return markup`<section class="months"><h2>${messages.getMessage('months')}</h2><svg width="100%" height="128" role="img" aria-label="${describeMonths(months)}">${bars}</svg>${note}</section>`;
}

const monthAfter = (moment: Date, months: number): Date =>
  new Date(Date.UTC(moment.getUTCFullYear(), moment.getUTCMonth() + months));

function renderMonth(begin: Date, count: number, { index, most }: { index: number; most: number }): Markup {
  const wide = 100 / MONTHS;
  const [left, middle] = [percent(index * wide + wide * 0.15), percent((index + 0.5) * wide)];
  const height = Math.round((count / most) * 76);
  // words of neighbours would lie on each other
  const isLabelled = index === 0 || (index > 1 && begin.getUTCMonth() % 3 === 0);
  const label = isLabelled
    ? markup`<text class="month" x="${middle}" y="122">${nameMonth(begin)}</text>`
    : markup``;
  const bar =
    count === 0
      ? markup``
      : markup`<rect class="bar" x="${left}" width="${percent(wide * 0.7)}" y="${102 - height}" height="${height}" rx="2"/><text x="${middle}" y="${97 - height}">${count}</text>`;
  return markup`<line class="base" x1="${percent(index * wide)}" x2="${percent((index + 1) * wide)}" y1="102" y2="102"/>${bar}${label}`;
}

function describeMonths(months: ReadonlyArray<{ begin: Date; count: number }>): string {
  const parts = months
    .filter(({ count }) => count > 0)
    .map(({ begin, count }) => `${nameMonth(begin)}: ${count}`);
  return parts.length === 0 ? messages.getMessage('months.none') : parts.join(', ');
}
