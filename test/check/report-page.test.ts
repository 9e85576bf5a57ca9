import { expect } from 'chai';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import type { CheckResult } from '../../src/check/check-result.ts';
import { judgeEntry } from '../../src/check/entry-check.ts';
import { renderJunit } from '../../src/check/junit.ts';
import { renderReportPage } from '../../src/check/report-page.ts';
import { findChromium } from '../simulator/chromium.ts';
import { endingIn, fleetOf, goodFacts, resultOf } from './check-samples.ts';

const executablePath = findChromium();
if (executablePath === undefined)
  console.log('  No Chromium is installed: the report is not tested in a browser.');

/** In a text, an attribute, a style or a script, each of these would do something. */
const HOSTILE = [
  '"><script>alert(1)</script>',
  `'"><img src="https://evil.example/x.png" onerror="alert(2)">`,
  '</style><style>body{background:url(https://evil.example/y.png)}</style>',
  '</title><svg onload=alert(3)>',
  '<a href="javascript:alert(4)">x</a>',
  '&lt;script&gt;alert(5)&lt;/script&gt;${alert(6)}\u202egnp.\u0000',
];

function hostileFleet(): CheckResult {
  const { org, stored, recorded } = goodFacts;
  return resultOf(
    HOSTILE.map((text) =>
      judgeEntry({
        ...goodFacts,
        name: text,
        recorded: { ...recorded, username: text, instanceUrl: text, clientId: text },
        stored: { ...stored, clientId: `${text} `, keyFile: text },
        adminOrg: text,
        org: { ...org, app: { ...org.app, name: text } },
      }),
    ),
  );
}

(executablePath === undefined ? describe.skip : describe)('the report in a browser', function () {
  this.timeout(60_000);
  let folder: string;
  let browser: Browser;
  let page: Page;
  let requests: string[];
  let complaints: string[];

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'check-report-'));
    const args = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'];
    browser = await chromium.launch({ executablePath, headless: true, args });
  });
  after(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });
  afterEach(async () => page.close());

  const open = async (result: CheckResult, options: BrowserContextOptions = {}): Promise<void> => {
    const file = join(folder, 'report.html');
    writeFileSync(file, renderReportPage(result));
    [requests, complaints] = [[], []];
    page = await browser.newPage({ viewport: { width: 1200, height: 900 }, ...options });
    page.on('request', (request) => requests.push(request.url()));
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('dialog', (dialog) => {
      complaints.push(`dialog ${dialog.message()}`);
      void dialog.dismiss();
    });
    await page.goto(pathToFileURL(file).href);
  };
  const expectQuiet = (): void => {
    expect(complaints).to.deep.equal([]);
    expect(requests).to.deep.equal([pathToFileURL(join(folder, 'report.html')).href]);
  };
  const text = (selector: string): Promise<string> => page.locator(selector).first().innerText();
  const isWide = (): Promise<boolean> =>
    page.evaluate<boolean>('document.documentElement.scrollWidth > document.documentElement.clientWidth');

  it('says first what a manager asks, and asks nobody else for anything', async () => {
    await open(fleetOf(120));
    expect(await text('h1')).to.equal('Salesforce certificates of 120 orgs');
    expect(await text('.lead')).to.equal('10 of 120 need somebody to look at them.');
    expect(await text('.cards .drift')).to.match(/^2\s+differ from what was written down$/);
    expect(await text('.cards .ends-soon')).to.match(/^5\s+end within 30 days, or have ended$/);
    expect(await page.locator('tbody').count()).to.equal(120);
    expect(await text('tbody .name')).to.equal('org-022');
    expect(await text('tbody code')).to.equal('sf jwt login --org org-022');
    expectQuiet();
  });

  it('has its style, under a policy that permits no other', async () => {
    await open(fleetOf(3));
    const paper = await page.evaluate<string>(
      `getComputedStyle(document.querySelector('section')).backgroundColor`,
    );
    expect(paper).to.equal('rgb(255, 255, 255)');
    await page.evaluate(
      `document.body.insertAdjacentHTML('beforeend', '<style>section{background:red}</style><p style="color:red" onclick="1">x</p>')`,
    );
    expect(complaints.join('\n')).to.match(/Content Security Policy/);
    expect(
      await page.evaluate<string>(`getComputedStyle(document.querySelector('section')).backgroundColor`),
    ).to.equal(paper);
  });

  it('nothing that an org or a file is called becomes anything but text', async () => {
    await open(hostileFleet());
    await page.locator('tbody').first().waitFor();
    expectQuiet();
    const elements = await page.evaluate<string[]>(
      `[...new Set([...document.querySelectorAll('*')].map(({ localName }) => localName))]`,
    );
    expect(elements).not.to.include.members(['script']);
    expect(
      elements.filter((name) => ['script', 'img', 'a', 'iframe', 'link', 'object'].includes(name)),
    ).to.deep.equal([]);
    expect(await page.locator('style').count()).to.equal(1);
    const names = await page.locator('tbody .name').allTextContents();
    expect(names).to.include.members(HOSTILE.slice(0, 5));
    expect(
      await page.evaluate(
        `[...document.querySelectorAll('*')].flatMap(({ attributes }) => [...attributes]).filter(({ name }) => name.startsWith('on') || name === 'style').length`,
      ),
    ).to.equal(0);
  });

  it('stands each certificate where its time is', async () => {
    await open(
      resultOf([
        judgeEntry(endingIn('long', 1500, 3000)),
        judgeEntry(endingIn('short', 200)),
        judgeEntry(endingIn('ended', -40)),
      ]),
    );
    const box = async (selector: string): Promise<{ left: number; right: number }> =>
      page.evaluate(
        `(() => { const { left, right } = document.querySelector('${selector}').getBoundingClientRect(); return { left, right }; })()`,
      );
    const rows = await page.locator('tbody .name').allTextContents();
    expect(rows).to.deep.equal(['ended', 'short', 'long']);
    const today = (await box('tbody .now')).left;
    expect((await box('tbody:nth-of-type(1) .end')).right).to.be.lessThan(today);
    expect((await box('tbody:nth-of-type(2) .bar')).left).to.be.lessThan(today);
    expect((await box('tbody:nth-of-type(2) .end')).left).to.be.greaterThan(today);
    expect(await page.locator('tbody:nth-of-type(3) .beyond').textContent()).to.equal('»');
    expect(await page.locator('tbody:nth-of-type(2) .line').getAttribute('aria-label')).to.equal(
      'Valid from 13 Jun 2026 until 13 Jun 2027.',
    );
    expect(await text('tbody:nth-of-type(1) .badge')).to.equal('Ended');
    // today, a year and more from now, and the marks between, do not run into each other
    const words = await page.evaluate<Array<[number, number]>>(
      `[...document.querySelectorAll('.axis text')].map((word) => { const { left, right } = word.getBoundingClientRect(); return [left, right]; }).sort(([a], [b]) => a - b)`,
    );
    words.slice(1).forEach(([left], index) => expect(left).to.be.greaterThan(words[index]![1]));
  });

  it('shows only those that need somebody when that is chosen, without a script', async () => {
    await open(fleetOf(120), { javaScriptEnabled: false });
    const seen = async (): Promise<number> => page.locator('tbody:visible').count();
    expect(await seen()).to.equal(120);
    await page.getByLabel('Only those that need somebody').check();
    expect(await seen()).to.equal(10);
    await page.getByLabel('All orgs').check();
    expect(await seen()).to.equal(120);
    expectQuiet();
  });

  it('keeps its headings in sight over hundreds of orgs, each in a row of two lines', async () => {
    await open(fleetOf(400));
    const heights = await page.evaluate<number[]>(
      `[...document.querySelectorAll('tbody.good tr')].map(({ offsetHeight }) => offsetHeight)`,
    );
    expect(Math.max(...heights)).to.be.lessThan(56);
    await page.evaluate('window.scrollTo(0, 9000)');
    const top = await page.evaluate<number>(`document.querySelector('thead th').getBoundingClientRect().top`);
    expect(top).to.equal(0);
    expect(await isWide()).to.equal(false);
  });

  it('fits into a narrow window', async () => {
    await open(fleetOf(60), { viewport: { width: 380, height: 800 } });
    expect(await isWide()).to.equal(false);
    expect(await text('tbody .badge')).to.equal('Differs');
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`has a contrast of 4.5 in each of its texts, ${colorScheme}`, async () => {
      await open(fleetOf(120), { colorScheme });
      const poor = await page.evaluate<unknown[]>(`(${findPoorContrast.toString()})()`);
      expect(poor).to.deep.equal([]);
    });
  }

  it('is printed light, whole, without what can be clicked', async () => {
    await open(fleetOf(60), { colorScheme: 'dark' });
    await page.emulateMedia({ media: 'print' });
    expect(await page.evaluate<string>('getComputedStyle(document.body).backgroundColor')).to.equal(
      'rgb(255, 255, 255)',
    );
    expect(await page.locator('.choice').isVisible()).to.equal(false);
    expect(await page.locator('tbody:visible').count()).to.equal(60);
  });

  it('is told by its roles to who hears it', async () => {
    await open(fleetOf(12));
    expect(await page.getByRole('heading', { level: 1 }).count()).to.equal(1);
    expect(await page.getByRole('columnheader').allInnerTexts()).to.have.length(4);
    expect(await page.getByRole('rowheader').count()).to.equal(12);
    expect(
      await page
        .getByRole('row', { name: /^org-008.*Ends soon Valid from .* until .* in 24 hours$/ })
        .count(),
    ).to.equal(1);
    expect(await page.evaluate<string>('document.documentElement.lang')).to.equal('en');
  });

  it('of one good org says when it ends, and of none that nothing is to do', async () => {
    await open(resultOf([judgeEntry({ ...goodFacts, org: null })]));
    expect(await text('h1')).to.equal('Salesforce certificate of 1 org');
    expect(await text('.lead')).to.equal(
      'Nothing to do. The next certificate to end is that of production, on 25 Nov 2027.',
    );
    expect(await page.locator('.choice').count()).to.equal(0);
    expectQuiet();
  });

  it('and the JUnit report of hostile names are well-formed to its parser', async () => {
    await open(hostileFleet());
    const xml = JSON.stringify(renderJunit(hostileFleet()));
    const faults = `[...new DOMParser().parseFromString(${xml}, 'application/xml').querySelectorAll('parsererror')].map(({ textContent }) => textContent)`;
    expect(await page.evaluate<string[]>(faults)).to.deep.equal([]);
  });
});

/** Runs in the page: the texts whose colour is too near to that behind them (WCAG 2.2, 1.4.3). */
function findPoorContrast(): unknown[] {
  type Shade = [red: number, green: number, blue: number, alpha: number];
  const page = globalThis as unknown as {
    document: { querySelectorAll: (selector: string) => Iterable<Node> };
    getComputedStyle: (node: Node) => Record<'color' | 'fill' | 'backgroundColor', string>;
  };
  type Node = {
    parentElement: Node | null;
    localName: string;
    childNodes: Iterable<{ nodeType: number; nodeValue: string }>;
  };
  const shade = (css: string): Shade => {
    const [red = 0, green = 0, blue = 0, alpha = 1] = (css.match(/[\d.]+/g) ?? []).map(Number);
    return [red, green, blue, alpha];
  };
  const light = (colour: Shade): number => {
    const [red = 0, green = 0, blue = 0] = colour
      .slice(0, 3)
      .map((value) => value / 255)
      .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const behind = (node: Node): Shade => {
    const back = shade(page.getComputedStyle(node).backgroundColor);
    return back[3] === 1 || !node.parentElement ? back : behind(node.parentElement);
  };
  const hasText = ({ childNodes }: Node): boolean =>
    [...childNodes].some(({ nodeType, nodeValue }) => nodeType === 3 && nodeValue.trim() !== '');
  return [...page.document.querySelectorAll('body *')].filter(hasText).flatMap((node) => {
    const style = page.getComputedStyle(node);
    const [front, back] = [shade(node.localName === 'text' ? style.fill : style.color), behind(node)];
    const [one, other] = [light(front), light(back)];
    const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    return contrast >= 4.5 ? [] : [[node.localName, front, back, contrast]];
  });
}
