// Plants secrets (a private key, its passphrase, sessions, tokens and assertions), runs every command that logs in, looks into a
// login or ends one, right and wrong, with all debug output on, and searches everything that was printed, every file that was
// written, and the arguments and environments of all processes meanwhile.
import { expect } from 'chai';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { strike } from '../src/simulator/fault-strikes.ts';
import { unassignPermissionSet } from '../src/simulator/org-changes.ts';
import { startSimulator, type Simulator } from '../src/simulator/server.ts';
import { deleteTokenOf } from '../src/simulator/sessions.ts';
import {
  filesBelow,
  findLeaks,
  hasProcessFiles,
  keySecrets,
  watchProcesses,
  type Place,
  type Secret,
} from './leaks.ts';
import { storeSessionIn } from './stored-session.ts';
import { openTerminal, PLUGIN, RELEASED_SF, ROOT, type Run, type Terminal } from './terminal.ts';

const ADMIN = 'admin@simulator.example';
const USER = 'deploy@simulator.example';
const PASSPHRASE = 'correct-horse-battery-staple';

describe('secrets of logins', function () {
  this.timeout(600_000);
  let terminal: Terminal;
  let simulator: Simulator;
  let login: string;
  let key: string;
  const runs: Place[] = [];
  const logged = {
    SF_LOG_LEVEL: 'trace',
    SF_DISABLE_LOG_FILE: 'false',
    NODE_DEBUG: 'http,net,tls,fetch,undici',
  };
  const loud = { DEBUG: '*', SF_ENV: 'development' };

  type Typed = { env?: NodeJS.ProcessEnv; input?: string; program?: string[]; code?: number };

  /** Runs a line, expects its exit code, and keeps what it printed, but for the field that is the token itself. */
  async function type(line: string, { program = PLUGIN, code = 0, ...options }: Typed = {}): Promise<Run> {
    const run = await terminal.run(program, line.split(' '), options);
    expect(run.code, `${line}\n${run.stdout}\n${run.stderr}`).to.equal(code);
    const isToken = line.startsWith('jwt token');
    const stdout = isToken ? run.stdout.replace(/00D\w{12}!SIMULATED[\w.]+/, '') : run.stdout;
    runs.push({ where: `what "sf ${line}" printed`, text: stdout + run.stderr });
    return run;
  }

  /** A living token of the user, to be revoked: in token.txt, and in the variable it gives. */
  async function grantToken(): Promise<NodeJS.ProcessEnv> {
    const { stdout } = await type(`jwt token ${login} --jwt-key-file server.key --json`);
    const { result } = JSON.parse(stdout) as { result: { accessToken: string } };
    writeFileSync(join(terminal.cwd, 'token.txt'), result.accessToken, { mode: 0o600 });
    return { TOKEN: result.accessToken };
  }

  before(async () => {
    terminal = openTerminal();
    Object.assign(terminal.env, logged);
    simulator = await startSimulator();
    await storeSessionIn(terminal, simulator);
    await type('jwt keygen');
    await type('jwt keygen --name wrong');
    const create = 'jwt app create --target-org simulator --certificate-file server.crt --json';
    const { stdout } = await type(`${create} --assign-to ${USER} --assign-to ${ADMIN}`);
    const { consumerKey } = (JSON.parse(stdout) as { result: { consumerKey: string } }).result;
    login = `--client-id ${consumerKey} --username ${USER} --instance-url ${simulator.origin.origin}`;
    key = readFileSync(join(terminal.cwd, 'server.key'), 'utf8');
    writeFileSync(join(terminal.cwd, 'passphrase.txt'), PASSPHRASE, { mode: 0o600 });
    await type('jwt key encrypt --jwt-key-file server.key --passphrase-file passphrase.txt', { env: loud });
  });
  after(async () => {
    await terminal.close();
    await simulator.close();
  });

  async function logIn(): Promise<void> {
    const named = `jwt login ${login} --alias ci`;
    await type(`${named} --jwt-key-env JWT_KEY`, { env: { ...loud, JWT_KEY: key } });
    await type(`${named} --jwt-key-env JWT_KEY --json`, { env: { ...loud, JWT_KEY: key } });
    await type(`${named} --jwt-key-file - --set-default`, { env: loud, input: key });
    await type(`${named} --jwt-key-file server.key.jwe --passphrase-file passphrase.txt`, { env: loud });
    await type(`${named} --jwt-key-file server.key --store-key --json`, { env: loud });
    await type(`${named} --jwt-key-file wrong.key`, { env: loud, code: 1 });
    await type(`${named} --jwt-key-file wrong.key --json`, { code: 1 });
    await type('jwt login --repair', { env: loud });
    await type('jwt token --target-org ci --explain', { env: loud });
    await type('jwt token --target-org ci --output header', { env: loud });
    await type('jwt token --target-org ci --output env', { env: loud });
    await type('jwt token --target-org ci --json', { env: loud });
  }

  async function diagnose(): Promise<void> {
    await type('jwt diagnose --login ci', { env: loud });
    await type('jwt diagnose --login ci --target-org simulator --json', { env: loud });
    await type(`jwt diagnose ${login} --jwt-key-file wrong.key --target-org simulator`, {
      env: loud,
      code: 1,
    });
    await type(`jwt diagnose ${login} --jwt-key-file wrong.key --json`, { env: loud, code: 1 });
    const sealed = '--jwt-key-file server.key.jwe --passphrase-file passphrase.txt';
    await type(`jwt diagnose ${login} ${sealed}`, { env: loud });
    unassignPermissionSet(simulator.org, USER, 'Jwt_Cli_Access');
    // what mends it is run as a process of its own
    await type('jwt diagnose --login ci --target-org simulator --fix --no-prompt', { env: loud });
  }

  async function revoke(): Promise<void> {
    await grantToken();
    strike(simulator.world, { name: 'server-error', path: '/services/oauth2/revoke', times: 3 });
    await type('jwt revoke --token-file token.txt', { env: loud, code: 1 });
    await type('jwt revoke --token-file token.txt', { env: loud });
    await type('jwt revoke --token-file token.txt --json', { env: loud });
    await type('jwt revoke --token-env TOKEN --json', { env: { ...loud, ...(await grantToken()) } });
    await type('jwt revoke --token-file server.key', { env: loud, code: 1 });
    await grantToken();
    const all = 'jwt revoke --target-org simulator --name Jwt_Cli';
    await type(`${all} --dry-run`, { env: loud });
    strike(simulator.world, { name: 'redirect', path: '/services/oauth2/revoke', times: 1 });
    await type(`${all} --no-prompt --json`, { env: loud, code: 1 });
    await type(`${all} --no-prompt --json`, { env: loud });
    await type('jwt revoke --target-org ci --session', { env: loud });
  }

  async function examine(): Promise<void> {
    await type(`plugins link ${ROOT} --no-install`, { program: RELEASED_SF });
    await type('doctor --plugin sf-plugin-jwt', { program: RELEASED_SF, env: loud });
    await type('doctor --plugin sf-plugin-jwt --json', { program: RELEASED_SF });
  }

  function plantedSecrets(): Secret[] {
    const assertions = simulator.requests
      .map(({ body }) => new URLSearchParams(body).get('assertion'))
      .filter((text) => text !== null);
    const tokens = simulator.org.sessions.map(({ token }) => token);
    expect(assertions.length, 'assertions that were sent').to.be.at.least(10);
    expect(tokens.length, 'tokens that were granted').to.be.at.least(4);
    return [
      { what: 'a passphrase', text: PASSPHRASE },
      ...keySecrets(key),
      ...keySecrets(readFileSync(join(terminal.cwd, 'wrong.key'), 'utf8')),
      ...tokens.map((text) => ({ what: 'a token', text })),
      ...tokens.map((text) => ({ what: 'what revokes a token', text: deleteTokenOf(text) })),
      ...assertions.map((text) => ({ what: 'an assertion', text })),
      ...assertions.map((text) => ({ what: 'a signature', text: text.split('.')[2] ?? '' })),
    ];
  }

  it('stay where they belong, whatever is run, printed, logged, and seen in the list of processes', async function () {
    if (!hasProcessFiles) this.skip();
    const watch = watchProcesses(terminal.home, ['JWT_KEY', 'TOKEN']);
    await logIn();
    await diagnose();
    await revoke();
    await examine();
    await type('jwt logout --target-org ci --no-prompt', { env: loud });
    await type(`jwt login ${login} --jwt-key-file server.key --alias ci`);
    await type('jwt logout --target-org ci --no-prompt --json', { env: loud });
    const processes = watch.stop();
    rmSync(join(terminal.cwd, 'token.txt'));
    const owners = /\.(key|key\.jwe)$|passphrase\.txt$/;
    const written = [terminal.home, terminal.cwd]
      .flatMap(filesBelow)
      .filter(({ where }) => !owners.test(where));
    expect(
      written.some(({ where }) => /sf-.*\.log$/.test(where)),
      'a log',
    ).to.equal(true);
    const commands = processes.map(({ text }) => text).join('\n');
    for (const command of ['jwt login', 'jwt diagnose', 'jwt revoke', 'jwt logout', 'doctor --plugin'])
      expect(commands, 'the list of processes').to.include(command);
    expect(findLeaks([...runs, ...written, ...processes], plantedSecrets())).to.deep.equal([]);
  });

  it('are found in the list of processes when they are leaked on purpose', async function () {
    if (!hasProcessFiles) this.skip();
    const { accessToken } = simulator.admin;
    const watch = watchProcesses(terminal.home, []);
    const wait = 'process.stdin.resume()';
    const leaking = terminal.run([process.execPath], ['-e', wait, accessToken], { env: { LEAK: key } });
    await leaking;
    const leaks = findLeaks(watch.stop(), [{ what: 'the session', text: accessToken }, ...keySecrets(key)]);
    expect(leaks).to.include('the session in the arguments of a process');
    expect(leaks.some((leak) => /^a line of the private key in the environment of /.test(leak))).to.equal(
      true,
    );
  });
});
