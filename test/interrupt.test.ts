// Ctrl-C half way, on the compiled plugin.
import { expect } from 'chai';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openTerminal, PLUGIN, start, type Terminal } from './terminal.ts';

describe('a login that waits for the org, interrupted', function () {
  this.timeout(60_000);
  let terminal: Terminal;
  let login: string[];

  before(async () => {
    terminal = openTerminal();
    const { origin } = await terminal.startSimulator('--propagation-seconds', '3600');
    await terminal.sf('jwt', 'keygen');
    const { result } = await terminal.sfJson('jwt', 'app', 'create', '-o', 'simulator', '-c', 'server.crt');
    const who = ['--client-id', String(result['consumerKey']), '--username', 'admin@simulator.example'];
    login = ['jwt', 'token', ...who, '-f', 'server.key', '-r', origin, '--wait', '10'];
  });
  after(async () => terminal.close());

  it('says what it waits for, and ends with exit code 130 and nothing on standard output', async () => {
    const child = start(PLUGIN, login, terminal);
    let stdout = '';
    let stderr = '';
    child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
      if (stderr.includes('next try') && !child.killed) child.kill('SIGINT');
    });
    const [code] = (await once(child, 'close')) as [number];
    expect(code).to.equal(130);
    expect(stderr).to.match(
      /^The org has not taken over the app yet \("client identifier invalid"\); next try in 2 s/m,
    );
    expect(stderr).to.contain('InterruptedError');
    expect(stdout).to.equal('');
  });

  it('stores no login and no key', async () => {
    const entry = join(terminal.home, '.sfdx', 'admin@simulator.example.json');
    const before = readFileSync(entry, 'utf8');
    const storing = ['--store-key', '--org', 'production', '--alias', 'acme'];
    const child = start(PLUGIN, ['jwt', 'login', ...login.slice(2), ...storing], terminal);
    let stderr = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
      if (stderr.includes('next try') && !child.killed) child.kill('SIGINT');
    });
    const [code] = (await once(child, 'close')) as [number];
    expect(code, stderr).to.equal(130);
    expect(readFileSync(entry, 'utf8')).to.equal(before);
    expect(readdirSync(join(terminal.home, '.sf'))).not.to.include('jwt');
    expect(readdirSync(terminal.cwd)).to.have.members(['server.crt', 'server.key']);
    expect(readFileSync(join(terminal.home, '.sfdx', 'alias.json'), 'utf8')).not.to.contain('acme');
  });
});

/** One Ctrl-C in the moment in which something begins to listen to it. */
const AT_ONCE = `process.on('newListener', function listen(name) {
  if (name !== 'SIGINT') return;
  process.off('newListener', listen);
  process.kill(process.pid, name);
})`;

describe('a command that is interrupted before it has begun', function () {
  this.timeout(20_000);
  let terminal: Terminal;
  before(() => (terminal = openTerminal()));
  after(async () => terminal.close());

  it('ends with exit code 130, and leaves nothing', async () => {
    const [node = '', ...plugin] = PLUGIN;
    const command = [node, '--import', `data:text/javascript,${encodeURIComponent(AT_ONCE)}`, ...plugin];
    const { code, stdout, stderr } = await terminal.run(command, ['jwt', 'keygen']);
    expect([code, stdout]).to.deep.equal([130, '']);
    // nothing, or, when its work takes the signal over, that it was interrupted
    expect(stderr).to.match(/^$|^Error \(InterruptedError\)/);
    expect(readdirSync(terminal.cwd)).to.deep.equal([]);
  });
});
