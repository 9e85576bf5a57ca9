import { expect } from 'chai';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fleetLogin, type FleetLoginInput, type FleetLoginOutput } from '../../../src/flows/fleet/login.ts';
import { strike } from '../../../src/simulator/fault-strikes.ts';
import {
  blockApp,
  deactivateUser,
  exhaustLogins,
  removeCertificate,
} from '../../../src/simulator/org-changes.ts';
import { forgetLogins } from '../../forget-logins.ts';
import { temporaryFolder } from '../../io/temp-folder.ts';
import { makeKeyFiles, type KeyFiles } from '../../simulated-app.ts';
import { hostOf, openFleet, type Fleet } from './fleet-orgs.ts';

type Fields = Record<string, unknown>;

describe('fleet login', function () {
  this.timeout(20_000);
  const folder = temporaryFolder();
  const home = process.cwd();
  let keys: KeyFiles;
  let fleet: Fleet;
  let notices: Array<{ name: string; values: string[] }>;

  const logIn = async (
    changes: Partial<FleetLoginInput> = {},
    signal?: AbortSignal,
  ): Promise<FleetLoginOutput> =>
    fleetLogin({ concurrency: 4, waitMinutes: 0, ...changes }, new Date(), {
      signal,
      onNotice: (notice) => notices.push(notice),
    });
  const sfdx = (name: string): string => join(homedir(), '.sfdx', name);
  const stored = (username: string): Fields =>
    JSON.parse(readFileSync(sfdx(`${username}.json`), 'utf8')) as Fields;
  const aliases = (): Fields =>
    (JSON.parse(readFileSync(sfdx('alias.json'), 'utf8')) as { orgs: Fields }).orgs;
  const outcomes = ({ result }: FleetLoginOutput): Record<string, string> =>
    Object.fromEntries(result.orgs.map(({ entry, outcome, failure }) => [entry, failure?.name ?? outcome]));
  const named = (...names: string[]): Record<string, string> =>
    Object.fromEntries(names.map((name) => [name, 'done']));
  const names = (from: number, to: number): string[] =>
    Array.from({ length: to - from }, (_, index) => `org${from + index}`);

  before(async () => {
    keys = await makeKeyFiles();
  });
  beforeEach(async () => {
    process.chdir(folder());
    notices = [];
    fleet = await openFleet(12, keys);
  });
  afterEach(async () => {
    process.chdir(home);
    for (const name of Object.keys(process.env))
      if (name.startsWith('SF_JWT_KEY_')) Reflect.deleteProperty(process.env, name);
    await forgetLogins();
    rmSync(join(homedir(), '.sf', 'jwt-fleet'), { recursive: true, force: true });
    await fleet.close();
  });
  after(() => rmSync(keys.folder, { recursive: true }));

  it('logs in to every org by one assertion and one call each, and stores what one login would', async () => {
    const before = readFileSync('sf-jwt.json', 'utf8');
    const { result, exitCode } = await logIn();
    expect(result).to.deep.include({ total: 12, done: 12, failed: 0, notDone: 0 });
    expect(exitCode).to.equal(0);
    expect(result.orgs.map(({ entry }) => entry)).to.deep.equal(names(0, 12));
    expect(fleet.simulator.requests).to.have.length(24);
    for (const { name, orgId, origin, admin } of fleet.orgs) {
      expect(stored(admin.username)).to.deep.include({
        orgId,
        instanceUrl: origin.origin,
        loginUrl: origin.origin,
        privateKey: join(process.cwd(), 'server.key'),
      });
      expect(aliases()[name]).to.equal(admin.username);
    }
    expect(readFileSync('sf-jwt.json', 'utf8')).to.equal(before);
    expect(JSON.stringify(result)).not.to.contain('!SIMULATED');
    expect(notices).to.deep.equal([]);
  });

  it('names each org that fails with its cause and the command that looks into it, and does the rest', async () => {
    removeCertificate(fleet.org('org1').org, 'Example_App');
    deactivateUser(fleet.org('org3').org, fleet.org('org3').admin.username);
    blockApp(fleet.org('org5').org, 'Example_App');
    fleet.change('org6', { clientId: undefined });
    fleet.change('org7', { key: { file: 'gone.key' } });
    fleet.change('org8', { instanceUrl: 'http://127.0.0.1:9' });
    fleet.change('org3', { admin: 'boss' });
    const output = await logIn();
    expect(output.exitCode).to.equal(1);
    expect(output.result).to.deep.include({ total: 12, done: 6, failed: 6, notDone: 0 });
    const failures = Object.fromEntries(
      output.result.orgs.flatMap(({ entry, failure }) =>
        failure ? [[entry, [failure.name, failure.command]]] : [],
      ),
    );
    expect(failures).to.deep.equal({
      org1: ['AssertionInvalidError', 'sf jwt diagnose --org org1'],
      org3: ['UserInactiveError', 'sf jwt diagnose --org org3 --target-org boss'],
      org5: ['AppBlockedError', 'sf jwt diagnose --org org5'],
      org6: ['EntryNotSetUpError', failures['org6']?.[1]],
      org7: ['EntryKeyGoneError', 'sf jwt login --org org7 --jwt-key-file server.key'],
      org8: ['HostUnreachableError', failures['org8']?.[1]],
    });
    const { failure } = output.result.orgs[1] ?? {};
    expect(failure?.message).to.contain('"invalid assertion" (invalid_grant)').and.to.contain('1. ');
    expect(existsSync(sfdx(`${fleet.org('org1').admin.username}.json`))).to.equal(false);
  });

  it('does only the orgs that are named, in the order of the file, and refuses a name that is not there', async () => {
    const { result } = await logIn({ names: ['org7', 'org2'] });
    expect(result.orgs.map(({ entry }) => entry)).to.deep.equal(['org2', 'org7']);
    expect(Object.keys(fleet.logins())).to.have.members(['org2', 'org7']);
    const error = await logIn({ names: ['org2', 'nowhere'] }).catch((thrown: unknown) => thrown as Error);
    expect(error).to.deep.include({ name: 'EntryUnknownError' });
    // what stands between two commas, and what no command should be made of
    for (const odd of ['', 'org2; rm -rf .']) {
      const refused = await logIn({ names: ['org2', odd] }).catch((thrown: unknown) => thrown as Error);
      expect(refused).to.deep.include({ name: 'EntryNameInvalidError' });
    }
  });

  it('parts the fleet so that all parts together are the whole', async () => {
    const parts: string[][] = [];
    for (const index of [1, 2, 3, 4]) {
      const { result, exitCode } = await logIn({ shard: { index, count: 4 } });
      expect(exitCode).to.equal(0);
      parts.push(result.orgs.map(({ entry }) => entry));
    }
    expect(parts.flat().sort()).to.deep.equal(names(0, 12).sort());
    expect(fleet.logins()).to.deep.equal(Object.fromEntries(names(0, 12).map((name) => [name, 1])));
  });

  it('does with --failed-only what the last run did not get done, and forgets what succeeds', async () => {
    blockApp(fleet.org('org1').org, 'Example_App');
    const gone = fleet.entries()['org4']?.key;
    fleet.change('org4', { key: { file: 'gone.key' } });
    await logIn();
    fleet.change('org4', { key: gone });
    fleet.simulator.requests.length = 0;
    expect(outcomes(await logIn({ isFailedOnly: true }))).to.deep.equal({
      org1: 'AppBlockedError',
      org4: 'done',
    });
    // a run for others in between takes nothing away
    await logIn({ names: ['org8'] });
    const { result } = await logIn({ isFailedOnly: true });
    expect(result.orgs.map(({ entry }) => entry)).to.deep.equal(['org1']);
    expect(fleet.logins()).to.deep.equal({ org1: 2, org4: 1, org8: 1 });
    const record = join(homedir(), '.sf', 'jwt-fleet');
    const [file = ''] = readdirSync(record);
    expect(readdirSync(record)).to.have.length(1);
    expect(statSync(join(record, file)).mode & 0o777).to.equal(0o600);
    expect(statSync(record).mode & 0o777).to.equal(0o700);
    expect(readFileSync(join(record, file), 'utf8')).not.to.match(/SIMULATED|BEGIN|eyJ/);
  });

  it('says that there was no run before, when only what failed is to be done', async () => {
    const error = await logIn({ isFailedOnly: true }).catch((thrown: unknown) => thrown as Error);
    expect(error).to.deep.include({ name: 'NoLastResultError', exitCode: 2 });
    expect(fleet.simulator.requests).to.deep.equal([]);
  });

  it('asks an org no more for a user who had too many logins, and goes on with the others', async () => {
    const { admin, org, origin } = fleet.org('org0');
    exhaustLogins(org, admin.username);
    for (const name of ['org1', 'org2', 'org3'])
      fleet.change(name, { ...fleet.entries()['org0'], orgId: fleet.org(name).orgId });
    const output = await logIn();
    expect(outcomes(output)).to.deep.equal({
      ...named(...names(4, 12)),
      org0: 'LoginRateExceededError',
      org1: 'LoginRateHeldError',
      org2: 'LoginRateHeldError',
      org3: 'LoginRateHeldError',
    });
    expect(fleet.logins()['org0']).to.equal(1);
    expect(output.result.orgs[1]?.failure?.message).to.contain(admin.username).and.to.contain('"org0"');
    expect(output.result.orgs[1]?.instanceUrl).to.equal(origin.origin);
  });

  it('never has two logins of a user under way', async () => {
    for (const name of ['org1', 'org2', 'org3']) fleet.change(name, { ...fleet.entries()['org0'] });
    strike(fleet.simulator.world, {
      name: 'latency',
      amount: 60,
      host: hostOf('org0'),
      path: '/services/oauth2/token',
    });
    await logIn({ names: names(0, 4) });
    const at = fleet.simulator.requests
      .filter(({ path, host }) => path === '/services/oauth2/token' && host === hostOf('org0'))
      .map((request) => request.at.getTime());
    expect(at).to.have.length(4);
    for (const [index, time] of at.slice(1).entries()) expect(time - (at[index] ?? 0)).to.be.at.least(60);
  });

  it('waits as long as a busy org says, and does not take the others with it', async () => {
    strike(fleet.simulator.world, { name: 'rate-limit', amount: 1, times: 1, host: hostOf('org2') });
    const output = await logIn();
    expect(output.result.done).to.equal(12);
    const [first, second] = fleet.simulator.requests.filter(({ host }) => host === hostOf('org2'));
    expect(first?.status).to.equal(429);
    expect((second?.at.getTime() ?? 0) - (first?.at.getTime() ?? 0)).to.be.at.least(990);
  });

  it('reads the key of each org from its variable where the file is not there, and keeps each once', async () => {
    const pem = readFileSync('server.key', 'utf8');
    rmSync('server.key');
    for (const name of names(0, 11)) process.env[`SF_JWT_KEY_${name.toUpperCase()}`] = pem;
    const output = await logIn();
    expect(outcomes(output)).to.deep.equal({ ...named(...names(0, 11)), org11: 'EntryKeyGoneError' });
    const store = join(homedir(), '.sf', 'jwt');
    const [file = ''] = readdirSync(store);
    expect(readdirSync(store)).to.have.length(1);
    expect(stored(fleet.org('org3').admin.username)['privateKey']).to.equal(join(store, file));
    expect(fleet.entries()['org3']?.key).to.deep.equal({ file: 'server.key' });
  });

  it('leaves no key behind that no login reads', async () => {
    const pem = readFileSync('server.key', 'utf8');
    rmSync('server.key');
    process.env['SF_JWT_KEY_ORG1'] = pem;
    blockApp(fleet.org('org1').org, 'Example_App');
    await logIn({ names: ['org1'] });
    expect(
      existsSync(join(homedir(), '.sf', 'jwt')) ? readdirSync(join(homedir(), '.sf', 'jwt')) : [],
    ).to.deep.equal([]);
  });

  it('tells of each login in a browser that it replaced, as one login would', async () => {
    const { admin, origin, orgId } = fleet.org('org2');
    mkdirSync(sfdx('.'), { recursive: true });
    writeFileSync(
      sfdx(`${admin.username}.json`),
      JSON.stringify({ username: admin.username, orgId, refreshToken: '5Aep861' }),
    );
    const { replaced } = await logIn({ names: ['org1', 'org2'] });
    expect(replaced).to.deep.equal([
      { username: admin.username, instanceUrl: origin.origin, alias: 'org2', isDevHub: false },
    ]);
    expect(stored(admin.username)).not.to.have.property('refreshToken');
  });

  it('takes no alias away from another user', async () => {
    await logIn({ names: ['org1'] });
    const { username } = fleet.org('org1').admin;
    const { orgs } = JSON.parse(readFileSync(sfdx('alias.json'), 'utf8')) as { orgs: Fields };
    writeFileSync(
      sfdx('alias.json'),
      JSON.stringify({ orgs: { ...orgs, org2: username, org3: 'gone@x.example' } }),
    );
    const { StateAggregator } = await import('@salesforce/core');
    StateAggregator.clearInstance();
    const { result } = await logIn({ names: ['org2', 'org3'] });
    expect(result.orgs.map(({ alias }) => alias)).to.deep.equal(['org2-jwt', 'org3']);
    expect(aliases()).to.deep.equal({
      org1: username,
      org2: username,
      'org2-jwt': fleet.org('org2').admin.username,
      org3: fleet.org('org3').admin.username,
    });
  });

  it('writes the ids of all orgs at once, and tells of one that is another than before', async () => {
    fleet.change('org1', { orgId: undefined, mine: [1] });
    fleet.change('org2', { orgId: '00D000000000009EAA' });
    await logIn();
    expect(fleet.entries()['org1']).to.deep.include({ orgId: fleet.org('org1').orgId, mine: [1] });
    expect(fleet.entries()['org2']?.orgId).to.equal(fleet.org('org2').orgId);
    expect(notices).to.deep.equal([
      { name: 'EntryMoved', values: ['org2', '00D000000000009EAA', fleet.org('org2').orgId] },
    ]);
  });

  it('tells what could not be written at the end, and keeps the logins', async () => {
    fleet.change('org1', { orgId: undefined });
    mkdirSync(join(homedir(), '.sf'), { recursive: true });
    writeFileSync(join(homedir(), '.sf', 'jwt-fleet'), 'in the way');
    rmSync(sfdx('alias.json'), { force: true });
    mkdirSync(sfdx('alias.json'));
    try {
      const { result, exitCode } = await logIn({ names: ['org1'] });
      expect([result.done, exitCode]).to.deep.equal([1, 0]);
      expect(notices.map(({ name }) => name)).to.include.members(['AliasesNotWritten', 'RecordNotWritten']);
      expect(stored(fleet.org('org1').admin.username)).to.have.property('accessToken');
    } finally {
      rmSync(sfdx('alias.json'), { recursive: true });
      rmSync(join(homedir(), '.sf', 'jwt-fleet'));
    }
  });

  it('ends what is going on when it is interrupted, and reports the rest as not done', async () => {
    const controller = new AbortController();
    strike(fleet.simulator.world, { name: 'latency', amount: 10_000, host: hostOf('org5') });
    const running = fleetLogin({ concurrency: 2, waitMinutes: 0 }, new Date(), {
      signal: controller.signal,
      onResult: ({ last }) => (last.entry.name === 'org7' ? controller.abort() : undefined),
    });
    const output = await running;
    expect(output.exitCode).to.equal(130);
    const all = outcomes(output);
    expect(all).to.deep.include({
      ...named(...names(0, 5), 'org6', 'org7'),
      org5: 'not-done',
      org11: 'not-done',
    });
    expect(aliases()['org7']).to.equal(fleet.org('org7').admin.username);
    // the rest, by the next run
    const next = fleetLogin(
      { concurrency: 4, waitMinutes: 0, isFailedOnly: true, names: names(8, 12) },
      new Date(),
    );
    expect((await next).result.done).to.be.at.least(3);
  });
});
