// The released `sf`, unmodified and without the plugin, in a simulated org that it reaches by real names: a session from the
// first login to the last logout.
import { expect } from 'chai';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assignPermissionSet, expireSessions } from '../../src/simulator/org-changes.ts';
import { addUser } from '../../src/simulator/org-state.ts';
import { MY_DOMAIN, type MyDomain, startMyDomain } from '../my-domain.ts';
import { addNamed, startKept } from '../simulator/kept-simulator.ts';
import { deployUser, testKey } from '../simulator/org-client.ts';
import { openTerminal, RELEASED_SF, type Run, type Terminal } from '../terminal.ts';
import { CONNECTED_KEY, EXTERNAL_KEY, installJwtApps } from './jwt-apps.ts';

type OrgFields = Record<string, unknown>;

describe('the released sf in a simulated org', function () {
  this.timeout(120_000);
  let terminal: Terminal;
  let domain: MyDomain;
  let deploy: string;
  let orgId: string;
  const ci = 'ci@acme.example';

  before(async () => {
    domain = await startMyDomain({ allowConnectedApps: true, isDevHub: true });
    const { simulator } = domain;
    installJwtApps(simulator);
    addUser(simulator.org, { username: ci });
    assignPermissionSet(simulator.org, ci, 'Jwt_CI_Access');
    [deploy, orgId] = [deployUser(simulator), simulator.orgId];
    terminal = openTerminal();
    Object.assign(terminal.env, domain.env);
    writeFileSync(join(terminal.cwd, 'server.key'), testKey().privateKey, { mode: 0o600 });
  });
  after(async () => Promise.all([terminal.close(), domain.close()]));

  const sf = (...args: string[]): Promise<Run> => terminal.run(RELEASED_SF, args);
  async function sfJson<Result>(...args: string[]): Promise<Result> {
    const { stdout, stderr } = await sf(...args, '--json');
    const answer = JSON.parse(stdout) as { status: number; result: Result };
    expect(answer.status, `${stdout}\n${stderr}`).to.equal(0);
    return answer.result;
  }

  /** Since this was asked last: methods, hosts, paths without query, and statuses. */
  function takeRequests(): string[] {
    return domain.simulator.requests
      .splice(0)
      .map(({ method, host, path, status }) => `${method} ${host}${path.replace(/\?.*/, '')} ${status}`);
  }
  const refused = (): string[] => takeRequests().filter((line) => !line.endsWith(' 200'));

  const login = ['org', 'login', 'jwt', '--jwt-key-file', 'server.key'];
  const names = {
    instanceUrl: MY_DOMAIN,
    isDevHub: true,
    isSandbox: false,
    orgEdition: 'Enterprise Edition',
  };

  it('logs in by JWT at a My Domain', async () => {
    const way = ['--client-id', EXTERNAL_KEY, '--username', deploy, '--instance-url', MY_DOMAIN];
    const result = await sfJson<OrgFields>(...login, ...way, '--alias', 'by-domain');
    expect(result).to.include({ ...names, orgId, username: deploy, clientId: EXTERNAL_KEY });
    const [first, ...others] = takeRequests();
    expect(first).to.equal('POST acme.my.salesforce.com/services/oauth2/token 200');
    for (const request of others)
      expect(request).to.match(/^GET acme\.my\.salesforce\.com\/services\/.* 200$/);
  });

  it('logs in by JWT without a My Domain, at login.salesforce.com', async () => {
    const way = ['--client-id', CONNECTED_KEY, '--username', ci, '--set-default'];
    const result = await sfJson<OrgFields>(...login, ...way, '--alias', 'by-login');
    expect(result).to.include({ ...names, orgId, username: ci, clientId: CONNECTED_KEY });
    const [first, ...others] = takeRequests();
    expect(first).to.equal('POST login.salesforce.com/services/oauth2/token 200');
    for (const request of others)
      expect(request).to.match(/^GET acme\.my\.salesforce\.com\/services\/.* 200$/);
  });

  it('is told literally why it cannot log in', async () => {
    const way = [
      '--client-id',
      EXTERNAL_KEY,
      '--username',
      'nobody@acme.example',
      '--instance-url',
      MY_DOMAIN,
    ];
    const { code, stdout } = await sf(...login, ...way, '--json');
    expect(code).to.equal(1);
    expect((JSON.parse(stdout) as { message: string }).message).to.contain(
      "user hasn't approved this consumer",
    );
    // It tries each host with each audience that may be meant.
    expect(takeRequests()).to.deep.equal([
      'POST acme.my.salesforce.com/services/oauth2/token 400',
      'POST test.salesforce.com/services/oauth2/token 400',
      'POST login.salesforce.com/services/oauth2/token 400',
      'POST acme.my.salesforce.com/services/oauth2/token 400',
      'POST acme.my.salesforce.com/services/oauth2/token 400',
    ]);
  });

  it('logs in with an access token', async () => {
    const { accessToken } = domain.simulator.admin;
    const way = ['--instance-url', MY_DOMAIN, '--no-prompt', '--alias', 'by-token'];
    const env = { SF_ACCESS_TOKEN: accessToken };
    const { code, stderr } = await terminal.run(RELEASED_SF, ['org', 'login', 'access-token', ...way], {
      env,
    });
    expect(code, stderr).to.equal(0);
    expect(refused()).to.deep.equal([]);
  });

  it('displays an org', async () => {
    const result = await sfJson<OrgFields>('org', 'display', '--target-org', 'by-token');
    const username = domain.simulator.admin.username;
    expect(result).to.include({ id: orgId, username, connectedStatus: 'Connected', apiVersion: '67.0' });
    expect(refused()).to.deep.equal([]);
  });

  it('lists its orgs, all of them connected', async () => {
    const { nonScratchOrgs } = await sfJson<{ nonScratchOrgs: OrgFields[] }>('org', 'list');
    const shown = nonScratchOrgs.map(
      ({ alias, connectedStatus }) => `${String(alias)} ${String(connectedStatus)}`,
    );
    expect(shown).to.have.members(['by-domain Connected', 'by-login Connected', 'by-token Connected']);
    expect(refused()).to.deep.equal([]);
  });

  it('queries', async () => {
    const query = ['--query', 'SELECT Username FROM User ORDER BY Username', '--result-format', 'csv'];
    const { code, stdout, stderr } = await sf('data', 'query', ...query, '--target-org', 'by-domain');
    expect(code, stderr).to.equal(0);
    expect(stdout).to.equal(`Username\nadmin@acme.example\n${ci}\n${deploy}\ninactive@acme.example\n`);
    expect(refused()).to.deep.equal([]);
  });

  it('logs in again by itself when its session has ended', async () => {
    expireSessions(domain.simulator.org, deploy);
    const query = ['--query', 'SELECT Name FROM Organization', '--target-org', 'by-domain'];
    const { records } = await sfJson<{ records: { Name: string }[] }>('data', 'query', ...query);
    expect(records.map(({ Name }) => Name)).to.deep.equal(['Simulated org acme']);
    const requests = takeRequests();
    expect(requests[0]).to.match(/^GET .* 401$/);
    expect(requests).to.include('POST acme.my.salesforce.com/services/oauth2/token 200');
  });

  it('makes REST requests', async () => {
    const { code, stdout, stderr } = await sf(
      'api',
      'request',
      'rest',
      '/services/data/v67.0/sobjects/User/describe',
    );
    expect(code, stderr).to.equal(0);
    expect(JSON.parse(stdout)).to.include({ name: 'User', keyPrefix: '005' });
    expect(refused()).to.deep.equal([]);
  });

  it('logs out, and knows no org then', async () => {
    const loggedOut = await sfJson<string[]>('org', 'logout', '--all', '--no-prompt');
    expect(loggedOut).to.have.members([deploy, ci, domain.simulator.admin.username]);
    const { nonScratchOrgs } = await sfJson<{ nonScratchOrgs: OrgFields[] }>('org', 'list');
    expect(nonScratchOrgs).to.deep.equal([]);
  });

  it('has reached nothing but the simulated hosts', () => {
    expect(new Set(domain.connections)).to.deep.equal(
      new Set(['acme.my.salesforce.com', 'login.salesforce.com', 'test.salesforce.com']),
    );
  });
});

describe('the released sf and an org whose simulator was killed', function () {
  this.timeout(60_000);

  it('goes on with the org that it knows, once a simulator has its state file again', async () => {
    const terminal = openTerminal();
    const stateFile = join(terminal.cwd, 'orgs.json');
    const first = await startKept(stateFile);
    const way = ['--instance-url', first.origin.origin, '--no-prompt', '--set-default'];
    const env = { SF_ACCESS_TOKEN: first.admin.accessToken };
    const login = await terminal.run(RELEASED_SF, ['org', 'login', 'access-token', ...way], { env });
    expect(login.code, login.stderr).to.equal(0);
    expect(await addNamed(first, 'Before')).to.equal(201);
    await first.kill();
    const second = await startKept(stateFile);
    const soql = "SELECT Name FROM PermissionSet WHERE Name = 'Before'";
    const query = ['data', 'query', '--query', soql, '--result-format', 'csv'];
    const { code, stdout, stderr } = await terminal.run(RELEASED_SF, query);
    expect(code, stderr).to.equal(0);
    expect(stdout).to.equal('Name\nBefore\n');
    await Promise.all([second.kill(), terminal.close()]);
  });
});
