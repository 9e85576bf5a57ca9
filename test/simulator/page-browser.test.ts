import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { addUser } from '../../src/simulator/org-state.ts';
import { type Simulator, startSimulator } from '../../src/simulator/server.ts';
import { findChromium } from './chromium.ts';
import {
  addJwtApp,
  exchange,
  goodClaims,
  logIn,
  orgWithApp,
  sign,
  startOrg,
  stopOrgs,
} from './org-client.ts';
import { makeKey } from './openssl-keys.ts';

const executablePath = findChromium();
if (executablePath === undefined)
  console.log('  No Chromium is installed: the page of the simulator is not tested in a browser.');

const FIVE_ORGS = [
  { name: 'acme', isDevHub: true },
  { name: 'uat', type: 'sandbox' as const },
  { name: 'feature', type: 'scratch' as const },
  { name: 'lab', type: 'developer' as const },
  { name: 'partners', sites: ['partners.my.site.com'] },
];

(executablePath === undefined ? describe.skip : describe)('the page in a browser', () => {
  let profile: string;
  let browser: BrowserContext;
  let page: Page;
  let requests: string[];
  let complaints: string[];

  before(async () => {
    profile = mkdtempSync(join(tmpdir(), 'simulator-page-'));
    browser = await chromium.launchPersistentContext(profile, {
      executablePath,
      headless: true,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    });
  });
  after(async () => {
    await browser.close();
    rmSync(profile, { recursive: true, force: true });
  });
  beforeEach(async () => {
    [requests, complaints] = [[], []];
    page = await browser.newPage();
    page.on('request', (request) => requests.push(request.url()));
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('dialog', (dialog) => {
      complaints.push(`dialog ${dialog.message()}`);
      void dialog.dismiss();
    });
  });
  afterEach(async () => {
    await page.close();
    await stopOrgs();
  });

  const open = async ({ origin }: Simulator): Promise<void> => {
    await page.goto(origin.href);
    await page.locator('#connection', { hasText: 'Live' }).waitFor();
  };
  const isWide = (element: string): Promise<boolean> =>
    page.evaluate<boolean>(`${element}.scrollWidth > ${element}.clientWidth`);
  const seen = (selector: string): Promise<string> => page.locator(selector).first().innerText();

  it('says that it is a simulation, and what to type first', async () => {
    await open(await startOrg({ name: 'acme' }));
    expect(await seen('.banner')).to.match(/^Simulation – not Salesforce\./);
    expect(await seen('#attempts pre')).to.equal(
      'sf jwt keygen\nsf jwt app create --target-org acme --certificate-file server.crt',
    );
  });

  it('shows what to type whole in a narrow window, with flags unbroken, and names a user who may use the app', async () => {
    const simulator = await orgWithApp({ name: 'acme' });
    await page.setViewportSize({ width: 400, height: 900 });
    await open(simulator);
    expect(await seen('#attempts pre')).to.contain(' --username deploy@acme.example ');
    expect(await isWide('document.documentElement')).to.equal(false);
    expect(await isWide(`document.querySelector('#attempts pre')`)).to.equal(false);
    const heights = `[...document.querySelectorAll('#attempts pre span')]
      .filter(({ textContent }) => /^(sf$|--)/.test(textContent)).map(({ offsetHeight }) => offsetHeight)`;
    const [line, ...flags] = await page.evaluate<number[]>(heights);
    expect(flags)
      .to.deep.equal(flags.map(() => line))
      .and.to.have.length(4);
  });

  it('keeps the name of a claim in one line', async () => {
    const simulator = await orgWithApp();
    await logIn(simulator, { purpose_of_use: 1 });
    await open(simulator);
    const lineCounts = `[...document.querySelectorAll('.members dt')]
      .map((name) => { const range = new Range(); range.selectNodeContents(name); return [name.textContent, range.getClientRects().length]; })`;
    const lines = Object.fromEntries(await page.evaluate<[string, number][]>(lineCounts)) as object;
    expect(lines).to.include({ iss: 1, purpose_of_use: 1 });
  });

  it('shows a refusal, its cause and remedy, and then the login that works, without being loaded again', async () => {
    const simulator = await orgWithApp({ name: 'acme' });
    await open(simulator);
    const loads = requests.filter((url) => url.endsWith('/simulator/'));
    await exchange(simulator, sign(goodClaims(simulator), makeKey().privateKey));
    const attempts = page.locator('.attempt');
    await attempts.first().waitFor();
    expect(await seen('.attempt .outcome')).to.equal('invalid_grant invalid assertion');
    expect(await seen('.attempt .failed-check')).to.equal('Failed check: signature');
    expect(await seen('.explanation')).to.match(
      /^Why\nThe signature was not made[^]*\nWhat would fix it\nSign with/,
    );
    expect(await seen('.checks .failed')).to.contain('signature');
    expect(await seen('.members'))
      .to.contain('"deploy@acme.example"')
      .and.to.match(/exp\n\d+\n.*in 3 minutes/);
    expect(await page.locator('#announcement').textContent()).to.equal(
      'Refused: deploy@acme.example in acme, invalid assertion',
    );
    await logIn(simulator);
    await page.locator('.attempt.granted').waitFor();
    expect(await attempts.count()).to.equal(2);
    expect(await seen('.attempt .verdict')).to.equal('Granted');
    expect(await page.locator('.attempt[open]').count()).to.equal(1);
    expect(await attempts.first().getAttribute('open')).to.equal('');
    expect(requests.filter((url) => url.endsWith('/simulator/'))).to.deep.equal(loads);
  });

  it('keeps what a person has opened, and where the keyboard is, when more comes in', async () => {
    const simulator = await orgWithApp();
    await logIn(simulator, { exp: 1 });
    await logIn(simulator);
    await open(simulator);
    const refused = page.locator('.attempt.refused');
    await refused.locator('summary').focus();
    await page.keyboard.press('Enter');
    expect(await refused.getAttribute('open')).to.equal('');
    await logIn(simulator);
    await page.locator('.attempt').nth(2).waitFor();
    expect(await refused.getAttribute('open')).to.equal('');
    const focused = `document.activeElement.closest('.attempt').className`;
    expect(await page.evaluate<string>(focused)).to.equal('attempt refused');
  });

  it('shows five orgs as cards, and one of them whole when it is chosen', async () => {
    const simulator = await startOrg({ orgs: FIVE_ORGS });
    await addJwtApp(simulator);
    await logIn(simulator);
    await logIn({ ...simulator, ...simulator.orgs[1] });
    await open(simulator);
    expect(await page.locator('.card strong').allInnerTexts()).to.deep.equal([
      'All orgs',
      'acme',
      'uat',
      'feature',
      'lab',
      'partners',
    ]);
    expect(await page.locator('.card .tally').allInnerTexts()).to.deep.equal([
      '1 granted, 0 refused',
      '0 granted, 1 refused',
      'no login yet',
      'no login yet',
      'no login yet',
    ]);
    expect(await page.locator('.attempt').count()).to.equal(2);
    await page.getByRole('button', { name: 'uat' }).press('Enter');
    expect(await page.locator('.attempt').count()).to.equal(1);
    expect(await seen('#orgs h2')).to.equal('Org uat');
    await page.reload();
    await page.locator('.card[aria-pressed=true] strong', { hasText: 'uat' }).waitFor();
  });

  it('makes no markup of hostile names, and the browser would not run it', async () => {
    const simulator = await orgWithApp({ name: 'acme' }, { policyType: 'AllSelfAuthorized' });
    const name = `"><img src=x onerror=alert(1)><script>alert(2)</script>\`'`;
    addUser(simulator.org, { username: name });
    await logIn(simulator, { sub: name, [name]: name });
    await open(simulator);
    expect(await page.locator('.user .username').last().innerText()).to.equal(name);
    expect(await seen('.who .username')).to.equal(name);
    expect(await page.locator('.members dt').last().isVisible()).to.equal(true);
    expect(await page.locator('img').count()).to.equal(0);
    expect(complaints).to.deep.equal([]);
    const assign = `try { document.body.innerHTML = '<img src=x onerror=alert(3)>'; } catch (error) { error.name; }`;
    expect(await page.evaluate<string>(assign)).to.equal('TypeError');
  });

  it('says when the simulator has gone', async () => {
    const simulator = await startSimulator();
    await open(simulator);
    await simulator.close();
    await page.locator('.connection.lost', { hasText: 'the simulator has stopped' }).waitFor();
  });

  for (const [width, scheme] of [
    [400, 'light'],
    [400, 'dark'],
    [1600, 'light'],
  ] as const) {
    it(`fits a window of ${width} pixels, ${scheme}, asks nobody but its own origin, and has nothing to complain about`, async () => {
      const simulator = await startOrg({ orgs: FIVE_ORGS });
      await addJwtApp(simulator);
      await logIn(simulator, { aud: 'x'.repeat(300) });
      await page.emulateMedia({ colorScheme: scheme });
      await page.setViewportSize({ width, height: 900 });
      await open(simulator);
      await page.getByRole('button', { name: 'acme' }).click();
      await page.locator('#orgs h2').waitFor();
      expect(await page.evaluate<boolean>('document.documentElement.scrollWidth <= innerWidth')).to.equal(
        true,
      );
      const background = await page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
      expect(background).to.equal(scheme === 'dark' ? 'rgb(17, 21, 27)' : 'rgb(245, 246, 248)');
      expect(requests.length).to.be.greaterThan(2);
      expect(
        requests.filter((url) => !url.startsWith(`${simulator.origin.origin}/`) && !url.startsWith('data:')),
      ).to.deep.equal([]);
      expect(complaints).to.deep.equal([]);
    });
  }
});
