// Orgs that we authorised, as the released `sf` uses them: after the key that we were given is gone, and after the session has
// ended.
import { expect } from 'chai';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expireSessions } from '../../src/simulator/org-changes.ts';
import { MY_DOMAIN, startMyDomain, type MyDomain } from '../my-domain.ts';
import { deployUser, testKey } from '../simulator/org-client.ts';
import { openTerminal, RELEASED_SF, ROOT, type Run, type Terminal } from '../terminal.ts';
import { CONNECTED_KEY, EXTERNAL_KEY, installJwtApps } from './jwt-apps.ts';

type Fields = Record<string, unknown>;

describe('the released sf with an org that we authorised', function () {
  this.timeout(120_000);
  let terminal: Terminal;
  let domain: MyDomain;
  let deploy: string;
  let login: string[];

  const at = (...names: string[]): string => join(terminal.cwd, ...names);
  const store = (): string => join(terminal.home, '.sf', 'jwt');
  const sf = async (args: string[], options?: Parameters<Terminal['run']>[2]): Promise<Run> => {
    const run = await terminal.run(RELEASED_SF, args, options);
    expect(run.code, `${args.join(' ')}\n${run.stdout}\n${run.stderr}`).to.equal(0);
    return run;
  };
  const sfJson = async (...args: string[]): Promise<Fields> =>
    (JSON.parse((await sf([...args, '--json'])).stdout) as { result: Fields }).result;
  const query = async (org: string): Promise<unknown> =>
    (await sfJson('data', 'query', '--query', 'SELECT Name FROM Organization', '--target-org', org))[
      'records'
    ];
  const stored = (): Fields =>
    JSON.parse(readFileSync(join(terminal.home, '.sfdx', `${deploy}.json`), 'utf8')) as Fields;

  /** Since this was asked last. */
  const takeRequests = (): string[] =>
    domain.simulator.requests
      .splice(0)
      .map(({ method, host, path, status }) => `${method} ${host}${path.replace(/\?.*/, '')} ${status}`);

  /** What a user does next, and again when the session has ended: `sf` logs in by itself, once, at the same host. */
  async function expectUse(org: string): Promise<void> {
    expect(await sfJson('org', 'display', '--target-org', org)).to.include({
      username: deploy,
      clientId: EXTERNAL_KEY,
      instanceUrl: MY_DOMAIN,
      connectedStatus: 'Connected',
    });
    expect(await query(org)).to.have.length(1);
    takeRequests();
    expireSessions(domain.simulator.org);
    expect(await query(org)).to.have.length(1);
    const logins = takeRequests().filter((line) => line.includes('/oauth2/token'));
    expect(logins).to.deep.equal(['POST acme.my.salesforce.com/services/oauth2/token 200']);
  }

  before(async () => {
    domain = await startMyDomain({ allowConnectedApps: true, isDevHub: true });
    installJwtApps(domain.simulator);
    deploy = deployUser(domain.simulator);
    terminal = openTerminal();
    Object.assign(terminal.env, domain.env);
    await sf(['plugins', 'link', ROOT, '--no-install']);
    login = ['--client-id', EXTERNAL_KEY, '--username', deploy, '--instance-url', MY_DOMAIN];
    takeRequests();
  });
  beforeEach(() => writeFileSync(at('server.key'), testKey().privateKey, { mode: 0o600 }));
  after(async () => Promise.all([terminal.close(), domain.close()]));

  it('stores the very entry that `sf org login jwt` stores, in fewer requests', async () => {
    await sf(['org', 'login', 'jwt', ...login, '--jwt-key-file', 'server.key']);
    const { accessToken, instanceApiVersion, instanceApiVersionLastRetrieved, loginUrl, ...theirs } =
      stored();
    const theirRequests = takeRequests();
    expect([accessToken, instanceApiVersion, instanceApiVersionLastRetrieved]).not.to.include(undefined);
    await sf(['jwt', 'logout', '--target-org', deploy, '--no-prompt']);
    takeRequests();
    await sf(['jwt', 'login', ...login, '--jwt-key-file', 'server.key']);
    const { accessToken: ourToken, loginUrl: ourUrl, ...ours } = stored();
    expect(ours).to.deep.equal(theirs);
    expect(ourToken).to.have.length(String(accessToken).length);
    expect(`${String(ourUrl)}/`).to.equal(loginUrl);
    const ourRequests = takeRequests();
    expect(ourRequests).to.deep.equal([
      'POST acme.my.salesforce.com/services/oauth2/token 200',
      'POST acme.my.salesforce.com/services/data/v66.0/composite 200',
    ]);
    expect(theirRequests).to.have.length(4);
  });

  it('works after a login by a variable, which is gone then', async () => {
    const env = { JWT_KEY: testKey().privateKey };
    rmSync(at('server.key'));
    const run = await sf(['jwt', 'login', ...login, '--jwt-key-env', 'JWT_KEY', '--alias', 'by-variable'], {
      env,
    });
    expect(run.stderr).to.contain('stored unencrypted');
    await expectUse('by-variable');
    expect(readdirSync(terminal.cwd)).to.deep.equal([]);
  });

  it('works after a login by standard input', async () => {
    rmSync(store(), { recursive: true, force: true });
    const args = ['jwt', 'login', ...login, '--jwt-key-file', '-', '--alias', 'by-input'];
    await sf(args, { input: testKey().privateKey });
    await expectUse('by-input');
  });

  it('works after a login with --store-key, whose file is removed then', async () => {
    rmSync(store(), { recursive: true, force: true });
    await sf(['jwt', 'login', ...login, '--jwt-key-file', 'server.key', '--store-key', '--alias', 'stored']);
    rmSync(at('server.key'));
    await expectUse('stored');
  });

  it('works after a login by an entry of the project file', async () => {
    await sf(['jwt', 'login', ...login, '--jwt-key-file', 'server.key', '--org', 'production']);
    expect(existsSync(at('sf-jwt.json'))).to.equal(true);
    expect(readFileSync(at('sf-jwt.json'), 'utf8')).not.to.match(/PRIVATE|!SIMULATED/);
    await sf(['jwt', 'login', '--org', 'production', '--alias', 'by-entry', '--set-default']);
    await expectUse('by-entry');
    expect(await sfJson('config', 'get', 'target-org')).to.have.nested.property('[0].value', 'by-entry');
  });

  it('takes it for its default org and Dev Hub, and lists it', async () => {
    await sf([
      ...['jwt', 'login', ...login, '--jwt-key-file', 'server.key', '--alias', 'hub'],
      ...['--set-default', '--set-default-dev-hub'],
    ]);
    const config = (await sfJson('config', 'list')) as unknown as Array<{ name: string; value: string }>;
    expect(Object.fromEntries(config.map(({ name, value }) => [name, value]))).to.include({
      'target-org': 'hub',
      'target-dev-hub': 'hub',
    });
    const { devHubs } = (await sfJson('org', 'list')) as { devHubs: Fields[] };
    expect(devHubs).to.have.length(1);
    expect(devHubs[0]).to.deep.include({ username: deploy, connectedStatus: 'Connected', isDevHub: true });
  });

  it('works at login.salesforce.com for a Connected App, and renews the session there', async () => {
    const way = ['--client-id', CONNECTED_KEY, '--username', deploy, '--jwt-key-file', 'server.key'];
    await sf([
      'jwt',
      'login',
      ...way,
      '--instance-url',
      'https://login.salesforce.com',
      '--alias',
      'by-login',
    ]);
    expireSessions(domain.simulator.org);
    takeRequests();
    expect(await query('by-login')).to.have.length(1);
    expect(takeRequests().filter((line) => line.includes('/oauth2/token'))).to.deep.equal([
      'POST login.salesforce.com/services/oauth2/token 200',
    ]);
  });

  it('works again after a repair, when its key file has moved', async () => {
    await sf(['jwt', 'login', ...login, '--jwt-key-file', 'server.key', '--alias', 'moved']);
    renameSync(at('server.key'), at('moved.key'));
    expireSessions(domain.simulator.org);
    const broken = await terminal.run(RELEASED_SF, [
      ...['data', 'query', '--query', 'SELECT Name FROM Organization', '--target-org', 'moved'],
    ]);
    expect(broken.code).not.to.equal(0);
    const listed = await terminal.run(RELEASED_SF, ['jwt', 'login', '--repair', '--json']);
    expect(listed.code).to.equal(1);
    expect((JSON.parse(listed.stdout) as { result: Fields }).result).to.have.nested.property(
      'repairs[0].outcome',
      'no-key',
    );
    await sf(['jwt', 'login', '--repair', '--jwt-key-file', 'moved.key']);
    await expectUse('moved');
  });

  it('forgets it by its own logout, and by ours with the key of the store', async () => {
    const keyed = [...login, '--jwt-key-file', 'server.key', '--store-key', '--alias', 'going'];
    await sf(['jwt', 'login', ...keyed]);
    await sf(['org', 'logout', '--target-org', 'going', '--no-prompt']);
    expect(existsSync(join(terminal.home, '.sfdx', `${deploy}.json`))).to.equal(false);
    await sf(['jwt', 'login', ...keyed]);
    expect(readdirSync(store())).to.have.length(1);
    const run = await sf(['jwt', 'logout', '--target-org', 'going', '--no-prompt']);
    expect(run.stdout).to.contain('session has been ended in the org');
    expect(readdirSync(store())).to.deep.equal([]);
    expect(existsSync(at('server.key'))).to.equal(true);
    expect(existsSync(join(terminal.home, '.sfdx', `${deploy}.json`))).to.equal(false);
  });
});
