// What users have: the released `sf`, with the plugin linked into it, and the released commands on the app we made.
import { expect } from 'chai';
import { join } from 'node:path';
import {
  openTerminal,
  RELEASED_SF,
  ROOT,
  type Run,
  type RunningSimulator,
  type Terminal,
} from '../terminal.ts';

describe('the released sf with the plugin linked', function () {
  this.timeout(120_000);
  let terminal: Terminal;
  let simulator: RunningSimulator;
  let clientId: string;
  const username = 'admin@simulator.example';

  const sf = async (...args: string[]): Promise<Run> => terminal.run(RELEASED_SF, args);
  async function sfJson(...args: string[]): Promise<Record<string, unknown>> {
    const run = await sf(...args, '--json');
    const answer = JSON.parse(run.stdout) as { status: number; result: Record<string, unknown> };
    expect(answer.status, `${run.stdout}\n${run.stderr}`).to.equal(0);
    return answer.result;
  }

  before(async () => {
    terminal = openTerminal();
    const linked = await sf('plugins', 'link', ROOT, '--no-install');
    expect(linked.code, linked.stderr).to.equal(0);
    simulator = await terminal.startSimulator();
  });

  after(async () => terminal.close());

  it('makes key and certificate', async () => {
    const result = await sfJson('jwt', 'keygen');
    expect(result['certificateFile']).to.equal(join(terminal.cwd, 'server.crt'));
  });

  it('creates the app in an org it is authorised to', async () => {
    const result = await sfJson(
      'jwt',
      'app',
      'create',
      '--target-org',
      'simulator',
      '--certificate-file',
      'server.crt',
    );
    expect(result['assignedTo']).to.deep.equal([username]);
    clientId = String(result['consumerKey']);
  });

  it('gets a token', async () => {
    const login = ['--client-id', clientId, '--username', username, '--jwt-key-file', 'server.key'];
    const run = await sf('jwt', 'token', ...login, '--instance-url', simulator.origin);
    expect(run.code, run.stderr).to.equal(0);
    expect(run.stdout).to.match(/^00DSIMULATED\w{3}!SIMULATED\.[\w.]+\n$/);
  });

  it('logs in with its own command, with the same key and consumer key', async () => {
    // the name is taken by the administrator's session, which `sf org login jwt` replaces
    const login = ['--client-id', clientId, '--username', username, '--jwt-key-file', 'server.key'];
    const result = await sfJson(
      'org',
      'login',
      'jwt',
      ...login,
      '--instance-url',
      simulator.origin,
      '--alias',
      'by-jwt',
    );
    expect(result).to.include({ username, instanceUrl: simulator.origin, clientId });
  });

  it('displays the org', async () => {
    const result = await sfJson('org', 'display', '--target-org', 'by-jwt');
    expect(result).to.include({
      username,
      instanceUrl: simulator.origin,
      clientId,
      connectedStatus: 'Connected',
    });
  });

  it('queries the org', async () => {
    const query = ['data', 'query', '--query', 'SELECT Id, Username FROM User', '--target-org', 'by-jwt'];
    const result = (await sfJson(...query)) as { records?: Array<{ Username: string }> };
    expect(result.records?.map(({ Username }) => Username)).to.include(username);
    const table = await sf(...query);
    expect(table.stdout).to.contain(username);
  });

  it('gives a token for an org that it is authorised to by JWT', async () => {
    const result = await sfJson('jwt', 'token', '--target-org', 'by-jwt');
    expect(result).to.include({ username, instanceUrl: simulator.origin });
  });

  it('mends a refusal with the command that the refusal names', async () => {
    const user = 'deploy@simulator.example';
    const login = ['--client-id', clientId, '--username', user, '--jwt-key-file', 'server.key'];
    const token = ['jwt', 'token', ...login, '--instance-url', simulator.origin, '--json'];
    const refused = JSON.parse((await sf(...token)).stdout) as { name: string; actions: string[] };
    expect(refused.name).to.equal('UserNotAdminApprovedError');
    const fix = refused.actions.find((action) => action.includes('sf jwt app approve')) ?? '';
    const [, words = ''] = /: sf (.*)$/.exec(fix) ?? [];
    const known: Record<string, string> = { APP_NAME: 'Jwt_Cli', ADMIN_ORG: 'by-jwt' };
    const mended = await sf(...words.split(' ').map((word) => known[word] ?? word));
    expect(mended.code, mended.stderr).to.equal(0);
    const granted = JSON.parse((await sf(...token)).stdout) as { result: { username: string } };
    expect(granted.result.username).to.equal(user);
  });

  it('lists our commands in its help', async () => {
    const { stdout } = await sf('jwt', '--help');
    for (const line of ['jwt keygen', 'jwt token', 'jwt app', 'jwt simulator'])
      expect(stdout).to.contain(line);
  });
});
