import { expect } from 'chai';
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fleetCheck, type FleetCheckOutput } from '../../../src/flows/fleet/check.ts';
import { fleetLogin } from '../../../src/flows/fleet/login.ts';
import { fleetSetup, type FleetSetupInput, type FleetSetupOutput } from '../../../src/flows/fleet/setup.ts';
import type { ProjectEntry } from '../../../src/project/entry.ts';
import { removeCertificate } from '../../../src/simulator/org-changes.ts';
import { forgetLogins } from '../../forget-logins.ts';
import { temporaryFolder } from '../../io/temp-folder.ts';
import { makeKeyFiles, type KeyFiles } from '../../simulated-app.ts';
import { closeAppOrgs, openAppOrgs, type AppOrg } from '../app/app-org.ts';

const NAMES = ['fleeta', 'fleetb', 'fleetc', 'fleetd'];

describe('fleet setup and fleet check', function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  const home = process.cwd();
  let keys: KeyFiles;
  let orgs: AppOrg[];

  const setUp = async (
    changes: Partial<FleetSetupInput> = {},
    options: Parameters<typeof fleetSetup>[2] = {},
  ): Promise<FleetSetupOutput> =>
    fleetSetup({ concurrency: 4, waitMinutes: 0, ...changes }, new Date(), options);
  const check = async (isOnline: boolean, isFailedOnly = false): Promise<FleetCheckOutput> =>
    fleetCheck({ concurrency: 4, expiresInDays: 30, isOnline, isFailedOnly }, new Date());
  const entries = (): Record<string, ProjectEntry> =>
    (JSON.parse(readFileSync('sf-jwt.json', 'utf8')) as { orgs: Record<string, ProjectEntry> }).orgs;
  const write = (orgsOfFile: object): void =>
    writeFileSync('sf-jwt.json', JSON.stringify({ orgs: orgsOfFile }));
  const statesOf = ({ result }: FleetSetupOutput): string[] =>
    result.orgs.map(({ setup, failure, outcome }) => setup?.outcome ?? failure?.name ?? outcome);
  const org = (name: string): AppOrg => {
    const found = orgs.find(({ username }) => username.endsWith(`@${name}.example`));
    if (!found) throw new Error(`No org ${name}`);
    return found;
  };

  before(async () => {
    keys = await makeKeyFiles();
  });
  beforeEach(async () => {
    process.chdir(folder());
    orgs = await openAppOrgs({ orgs: NAMES.map((name) => ({ name })) });
    write(Object.fromEntries(NAMES.map((name) => [name, { admin: name }])));
  });
  afterEach(async () => {
    process.chdir(home);
    await closeAppOrgs();
    await forgetLogins();
    rmSync(join(homedir(), '.sf', 'jwt-fleet'), { recursive: true, force: true });
  });
  after(() => rmSync(keys.folder, { recursive: true }));

  it('sets up orgs of which only the administrators are known, each with a key of its own, and finds them as they were', async () => {
    const first = await setUp();
    expect(statesOf(first)).to.deep.equal(['set-up', 'set-up', 'set-up', 'set-up']);
    expect(first.exitCode).to.equal(0);
    expect(readdirSync('certs').sort()).to.deep.equal(
      ['.gitignore', ...NAMES.flatMap((name) => [`${name}.crt`, `${name}.key`])].sort(),
    );
    for (const name of NAMES)
      expect(entries()[name]).to.deep.include({ admin: name, key: { file: `certs/${name}.key` } });
    const text = readFileSync('sf-jwt.json', 'utf8');
    expect(statesOf(await setUp())).to.deep.equal(['unchanged', 'unchanged', 'unchanged', 'unchanged']);
    expect(readFileSync('sf-jwt.json', 'utf8')).to.equal(text);
    const { result } = await fleetLogin({ concurrency: 4, waitMinutes: 0 }, new Date());
    expect(result.done).to.equal(4);
  });

  it('gives the apps of all orgs one certificate', async () => {
    const input = { keyFile: keys.keyFile, certificateFile: keys.certificateFile };
    const { result } = await setUp(input);
    expect(result.done).to.equal(4);
    const certificates = NAMES.map((name) => entries()[name]?.certificate?.sha256);
    expect(new Set(certificates).size).to.equal(1);
    expect(certificates[0]).to.equal(keys.certificate.fingerprint256);
    expect(existsSync('certs')).to.equal(false);
  });

  it('finds once that the one key is not there, and asks no org', async () => {
    for (const one of orgs) one.forgetRequests();
    const error = await setUp({ keyFile: 'gone.key' }).catch((thrown: unknown) => thrown as Error);
    expect(error).to.deep.include({ name: 'FileNotFoundError' });
    expect(orgs[0]?.simulator.requests).to.deep.equal([]);
  });

  it('plans, and writes nothing', async () => {
    const before = readFileSync('sf-jwt.json', 'utf8');
    expect(statesOf(await setUp({ isDryRun: true }))).to.deep.equal(Array(4).fill('planned'));
    expect(readdirSync('.')).to.deep.equal(['sf-jwt.json']);
    expect(readFileSync('sf-jwt.json', 'utf8')).to.equal(before);
    expect(existsSync(join(homedir(), '.sf', 'jwt-fleet'))).to.equal(false);
  });

  it('names what fails for an org, does the rest, and then only what failed', async () => {
    write({ ...entries(), fleetb: {}, fleetc: { admin: 'nobody' } });
    const first = await setUp();
    expect(statesOf(first)).to.deep.equal([
      'set-up',
      'EntryWithoutAdminError',
      'AdminNotKnownError',
      'set-up',
    ]);
    expect(first.exitCode).to.equal(1);
    expect(first.result.orgs[1]?.failure?.command).to.equal('sf jwt setup --target-org ADMIN --org fleetb');
    write({ ...entries(), fleetb: { admin: 'fleetb' }, fleetc: { admin: 'fleetc' } });
    const second = await setUp({ isFailedOnly: true });
    expect(second.result.orgs.map(({ entry }) => entry)).to.deep.equal(['fleetb', 'fleetc']);
    expect(second.result.done).to.equal(2);
  });

  it('sets up two apps of one org one after the other', async () => {
    write({
      one: { admin: 'fleeta', app: { name: 'First_App', type: 'external-client-app' } },
      two: { admin: org('fleeta').username, app: { name: 'Second_App', type: 'external-client-app' } },
    });
    const ended: string[] = [];
    const { result } = await setUp({}, { onResult: ({ last }) => ended.push(last.entry.name) });
    expect(result.done).to.equal(2);
    expect(ended).to.deep.equal(['one', 'two']);
    expect(entries()['one']?.clientId).not.to.equal(entries()['two']?.clientId);
  });

  it('checks all orgs without asking any, and with their administrators when told to', async () => {
    await setUp();
    for (const one of orgs) one.forgetRequests();
    const offline = await check(false);
    expect([offline.result.verdict, offline.exitCode, offline.result.total]).to.deep.equal(['good', 0, 4]);
    expect(orgs[0]?.simulator.requests).to.deep.equal([]);
    removeCertificate(org('fleetc').org, 'Jwt_Cli');
    const online = await check(true);
    expect(online.result.entries.map(({ verdict }) => verdict)).to.deep.equal([
      'good',
      'good',
      'drift',
      'good',
    ]);
    expect(online.exitCode).to.equal(11);
    const again = await check(true, true);
    expect(again.result.entries.map(({ entry }) => entry)).to.deep.equal(['fleetc']);
  });

  it('asks by a login where the administrator is not known', async () => {
    await setUp();
    write(Object.fromEntries(NAMES.map((name) => [name, { ...entries()[name], admin: 'nobody' }])));
    removeCertificate(org('fleetb').org, 'Jwt_Cli');
    for (const one of orgs) one.forgetRequests();
    const { result } = await check(true);
    expect(result.entries.map(({ verdict }) => verdict === 'good')).to.deep.equal([true, false, true, true]);
    const logins = orgs[0]?.simulator.requests.filter(({ path }) => path === '/services/oauth2/token');
    expect(logins).to.have.length(4);
  });

  it('ends a set-up of many by Ctrl-C, reports the rest as not done, and the next run does it', async () => {
    const controller = new AbortController();
    const { result, exitCode } = await setUp(
      { concurrency: 1 },
      { signal: controller.signal, onResult: ({ ended }) => (ended === 2 ? controller.abort() : undefined) },
    );
    expect([result.done, result.notDone, exitCode]).to.deep.equal([2, 2, 130]);
    expect((await setUp({ isFailedOnly: true })).result.done).to.equal(2);
  });
});
