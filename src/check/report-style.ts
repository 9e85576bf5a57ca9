/**
 * The style of the report. Colours are pairs of light and dark, each text with a contrast of 4.5 or more to what it stands on
 * (WCAG 2.2, 1.4.3); none says anything that words do not.
 */
export const REPORT_STYLE = `
:root {
  color-scheme: light dark;
  --page: #f6f7f9; --paper: #fff; --ink: #1c2430; --faint: #596577; --rule: #dde2ea;
  --good: #136b3d; --soon: #9a5b00; --drift: #b3261e; --unknown: #5a6472;
  --good-back: #e5f4ec; --soon-back: #fdf0d9; --drift-back: #fbe6e4; --unknown-back: #eceff3; --code: #eef1f5;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #12161c; --paper: #1a2029; --ink: #e7ebf1; --faint: #a3afbf; --rule: #303947;
    --good: #5fd39a; --soon: #f0b658; --drift: #ff8f86; --unknown: #b3bdca;
    --good-back: #173226; --soon-back: #3a2c12; --drift-back: #43201d; --unknown-back: #2a323e; --code: #262e3a;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.45 system-ui, sans-serif; }
header, main, footer { max-width: 1200px; margin: 0 auto; padding: 0 24px; }
header { padding-top: 32px; }
h1 { margin: 0; font-size: 26px; line-height: 1.2; }
h2 { margin: 0 0 12px; font-size: 17px; }
.lead { margin: 8px 0 0; font-size: 18px; }
.when, footer, small, caption { color: var(--faint); }
.when { margin: 4px 0 20px; }
section, .cards li { background: var(--paper); border: 1px solid var(--rule); border-radius: 10px; }
section { margin: 0 0 20px; padding: 18px 20px; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(190px, 1fr)); gap: 14px; margin: 0 0 20px; padding: 0; list-style: none; }
.cards li { padding: 12px 16px; border-left: 5px solid var(--state); }
.cards strong { display: block; color: var(--state); font-size: 30px; line-height: 1.15; }
.cards .none { border-left-color: var(--rule); }
.cards .none strong { color: var(--faint); }
.good { --state: var(--good); --back: var(--good-back); }
.ends-soon { --state: var(--soon); --back: var(--soon-back); }
.drift { --state: var(--drift); --back: var(--drift-back); }
.unknown { --state: var(--unknown); --back: var(--unknown-back); }
svg { display: block; overflow: visible; }
svg text { fill: var(--ink); font-size: 12px; text-anchor: middle; }
.months .bar { fill: var(--good); }
.months .base { stroke: var(--rule); stroke-width: 2; }
.months .month, .axis text { fill: var(--faint); }
.months p { margin: 8px 0 0; color: var(--faint); }
.choice { display: flex; gap: 18px; margin: 0 0 8px; padding: 0; border: 0; }
body:has(#show-bad:checked) tbody.good { display: none; }
table { width: 100%; border-collapse: collapse; table-layout: fixed; }
.org { width: 30%; } .state { width: 132px; } .end { width: 130px; }
caption { padding: 0 0 8px; text-align: left; }
th, td { padding: 5px 10px 5px 0; text-align: left; vertical-align: middle; font-weight: normal; }
thead th { position: sticky; top: 0; z-index: 1; padding: 8px 10px 8px 0; background: var(--paper); border-bottom: 2px solid var(--rule); font-weight: 600; }
.axis text { font-weight: normal; }
.axis .now { fill: var(--ink); font-weight: 600; }
tbody { border-bottom: 1px solid var(--rule); break-inside: avoid; }
.name { display: block; font-weight: 600; overflow-wrap: anywhere; }
small { display: block; overflow: hidden; font-size: .84em; text-overflow: ellipsis; white-space: nowrap; }
.badge { display: inline-block; padding: 1px 9px; border-radius: 20px; background: var(--back); color: var(--state); font-size: .87em; font-weight: 600; }
.time { padding-right: 24px; }
.line .tick { stroke: var(--rule); }
.line .soon { fill: var(--soon-back); }
.line .now { stroke: var(--ink); stroke-width: 1.5; stroke-dasharray: 3 2; }
.line .bar { fill: var(--state); fill-opacity: .45; }
.line .end { fill: var(--state); stroke: var(--paper); stroke-width: 1.5; }
.line .beyond { fill: var(--state); font-size: 18px; text-anchor: end; }
.findings td { padding: 0 0 10px; }
.findings ul { margin: 0; padding: 0; list-style: none; }
.findings li { margin: 4px 0 0; padding: 6px 12px; border-left: 3px solid var(--state); background: var(--back); border-radius: 0 6px 6px 0; overflow-wrap: anywhere; }
code { display: block; margin: 4px 0 0; padding: 4px 8px; background: var(--code); border-radius: 4px; font: .87em/1.4 ui-monospace, monospace; overflow-wrap: anywhere; user-select: all; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
footer { padding-bottom: 32px; font-size: 13px; }
input:focus-visible { outline: 3px solid var(--good); outline-offset: 2px; }
@media (max-width: 720px) {
  header, main, footer { padding-left: 12px; padding-right: 12px; }
  .time, .months, thead, colgroup { display: none; }
  table, caption, tbody { display: block; }
  .choice { flex-wrap: wrap; }
  tbody tr { display: grid; grid-template-columns: minmax(0, 1fr) auto 96px; align-items: center; }
  tbody .findings { display: block; }
  td.ends { padding-right: 0; text-align: right; }
  .findings td { display: block; }
}
@media print {
  :root {
    color-scheme: light;
    --page: #fff; --paper: #fff; --ink: #000; --faint: #444; --rule: #bbb;
    --good: #136b3d; --soon: #9a5b00; --drift: #b3261e; --unknown: #5a6472;
    --good-back: #e5f4ec; --soon-back: #fdf0d9; --drift-back: #fbe6e4; --unknown-back: #eceff3; --code: #eef1f5;
  }
  body { font-size: 11px; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  header, main, footer { max-width: none; padding: 0; }
  section { padding: 10px; }
  .choice { display: none; }
  small { white-space: normal; overflow-wrap: anywhere; }
  thead th { position: static; }
}
`;
