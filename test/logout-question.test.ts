// The question before a login is undone, as a person meets it in a terminal.
import { expect } from 'chai';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isInstalled } from './keys/pkcs12-files.ts';
import { openTerminal, PLUGIN, ROOT, type Terminal } from './terminal.ts';

describe('the question before a login is undone', function () {
  this.timeout(120_000);
  let terminal: Terminal;

  before(async function () {
    terminal = openTerminal();
    if (!isInstalled('python3', '--version') || process.platform === 'win32') this.skip(); // no pseudo-terminal
    const { origin } = await terminal.startSimulator();
    await terminal.sf('jwt', 'keygen');
    const { result } = await terminal.sfJson('jwt', 'app', 'create', '-o', 'simulator', '-c', 'server.crt');
    const who = ['--client-id', String(result['consumerKey']), '--username', 'admin@simulator.example'];
    const { code, stderr } = await terminal.sf('jwt', 'login', ...who, '-f', 'server.key', '-r', origin);
    expect(code, stderr).to.equal(0);
  });
  after(async () => terminal.close());

  /** Types the command with an answer, and gives what the terminal showed. */
  function type(answer: string): { code: number | null; shown: string } {
    const command = ['jwt', 'logout', '--target-org', 'simulator'];
    const { status, stdout } = spawnSync(
      'python3',
      [join(ROOT, 'test', 'ask.py'), answer, ...PLUGIN, ...command],
      { cwd: terminal.cwd, env: { ...terminal.env, QUESTION: 'Log out of this?' } },
    );
    return { code: status, shown: stdout.toString().replaceAll('\r\n', '\n') };
  }
  const isKnown = (): boolean => existsSync(join(terminal.home, '.sfdx', 'admin@simulator.example.json'));

  it('shows who it is about, and takes Return alone for a no', () => {
    const { code, shown } = type('\\r');
    expect([code, isKnown()]).to.deep.equal([0, true]);
    expect(shown)
      .to.match(/^admin@simulator\.example \(simulator\), with the key .*server\.key$/m)
      .and.to.match(/^.*Nothing was changed\.$/m);
  });

  it('takes Ctrl-C for an answer', () => {
    const { code, shown } = type('\\x03');
    expect([code, isKnown()]).to.deep.equal([130, true]);
    expect(shown).to.include('InterruptedError');
  });

  it('is followed by the logout when the answer is yes', () => {
    const { code, shown } = type('y\\r');
    expect([code, isKnown()]).to.deep.equal([0, false]);
    expect(shown).to.match(/has forgotten admin@simulator\.example/);
    expect(existsSync(join(terminal.cwd, 'server.key'))).to.equal(true);
  });
});
