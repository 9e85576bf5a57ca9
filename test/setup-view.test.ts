// What a person sees of a set-up in a terminal: steps with ticks, and one moving line below them.
import { expect } from 'chai';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isInstalled } from './keys/pkcs12-files.ts';
import { openTerminal, PLUGIN, ROOT, type Terminal } from './terminal.ts';

/** Back to the beginning of the line, which is emptied. */
const AWAY = '\r\u001B[2K';

/** What is left on the screen. */
const visibleLines = (shown: string): string[] =>
  shown.split('\n').map((line) => line.split(AWAY).at(-1) ?? '');

describe('a set-up in a terminal', function () {
  this.timeout(120_000);
  let terminal: Terminal;

  before(async function () {
    terminal = openTerminal();
    if (!isInstalled('python3', '--version') || process.platform === 'win32') this.skip(); // no pseudo-terminal
    await terminal.startSimulator('--propagation-seconds', '3600', '--alias', 'waiting');
  });
  after(async () => terminal.close());

  function type(target: string, question: string, answer: string): { code: number | null; shown: string } {
    const command = ['jwt', 'setup', '--target-org', target];
    const { status, stdout } = spawnSync(
      'python3',
      [join(ROOT, 'test', 'ask.py'), answer, ...PLUGIN, ...command],
      { cwd: terminal.cwd, env: { ...terminal.env, QUESTION: question } },
    );
    return { code: status, shown: stdout.toString().replaceAll('\r\n', '\n') };
  }

  it('shows what is done, and what is waited for, until Ctrl-C; the next run goes on', async () => {
    const { code, shown } = type('waiting', 'next try', '\\x03');
    expect(code, shown).to.equal(130);
    expect(shown).to.match(/\r\u001B\[2K\S \d+ s {2}Deploying Jwt_Cli/);
    expect(shown).to.match(/\r\u001B\[2K\S \d+ s {2}next try in 2 s, 600 s left: The org has not/);
    const lines = visibleLines(shown);
    expect(lines.filter((line) => line.startsWith('✓'))).to.have.length(3);
    expect(lines.some((line) => line.includes('InterruptedError'))).to.equal(true);
    expect(existsSync(join(terminal.cwd, 'sf-jwt.json'))).to.equal(false);
    const again = await terminal.sf('jwt', 'setup', '--target-org', 'waiting', '--dry-run');
    expect(again.stdout).to.match(/^✓ Key and certificate: .*\(as it was\)$/m);
    expect(again.stdout).to.match(/^✓ App: Jwt_Cli \(as it was\)$/m);
  });

  it('leaves the steps and the result, and nothing of the line that moved', async () => {
    await terminal.startSimulator('--alias', 'ready');
    const { code, shown } = type('ready', 'nothing is asked', '');
    expect(code, shown).to.equal(0);
    const left = visibleLines(shown);
    expect(left.filter((line) => line.includes('✓')).map((line) => line.replace(/:.*/, ''))).to.deep.equal([
      '✓ Key and certificate',
      '✓ App',
      '✓ Access',
      '✓ Login',
      '✓ Login of "sf"',
      '✓ Project file',
    ]);
    expect(shown).to.match(/^Verified as /m);
  });
});
