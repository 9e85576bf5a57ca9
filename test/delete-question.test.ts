// The question before an app is deleted, as a person meets it in a terminal.
import { expect } from 'chai';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { isInstalled } from './keys/pkcs12-files.ts';
import { openTerminal, PLUGIN, ROOT, type Terminal } from './terminal.ts';

describe('the question before an app is deleted', function () {
  this.timeout(120_000);
  let terminal: Terminal;

  before(async function () {
    terminal = openTerminal();
    if (!isInstalled('python3', '--version') || process.platform === 'win32') this.skip(); // no pseudo-terminal
    await terminal.startSimulator('--allow-connected-apps');
    await terminal.sf('jwt', 'keygen');
    for (const type of ['external-client-app', 'connected-app']) {
      const create = [
        'jwt',
        'app',
        'create',
        '--target-org',
        'simulator',
        '--certificate-file',
        'server.crt',
      ];
      const { code, stderr } = await terminal.sf(...create, '--type', type);
      expect(code, stderr).to.equal(0);
    }
  });
  after(async () => terminal.close());

  /** Types the command with an answer, and gives what the terminal showed. */
  function type(answer: string, ...args: string[]): { code: number | null; shown: string } {
    const command = ['jwt', 'app', 'delete', '--target-org', 'simulator', '--name', 'Jwt_Cli', ...args];
    const { status, stdout } = spawnSync(
      'python3',
      [join(ROOT, 'test', 'ask.py'), answer, ...PLUGIN, ...command],
      { cwd: terminal.cwd, env: { ...terminal.env, QUESTION: 'Delete all this?' } },
    );
    return { code: status, shown: stdout.toString().replaceAll('\r\n', '\n') };
  }

  it('shows what would go, and takes Return alone for a no', () => {
    const { code, shown } = type('\\r');
    expect(code).to.equal(0);
    expect(shown)
      .to.match(/^This would be deleted: the External Client App "Jwt_Cli" in http:\/\/127/m)
      .and.to.match(/^Consumer key {4}[A-Za-z0-9]{64}; no login with it will work any more$/m)
      .and.to.match(/^Lose the app {4}admin@simulator\.example$/m)
      .and.to.match(/^Access tokens {3}none in use$/m)
      .and.to.match(/^Permission set {2}Jwt_Cli_Access stays: it opens something else, too$/m)
      .and.to.match(/^.*Nothing was deleted\.$/m);
  });

  it('takes Ctrl-C for an answer', () => {
    const { code, shown } = type('\\x03');
    expect(code).to.equal(130);
    expect(shown).to.include('InterruptedError');
  });

  it('says before that a Connected App cannot be made again', () => {
    const { shown } = type('n\\r', '--type', 'connected-app');
    const [warning, question] = [
      shown.indexOf('cannot be made again without'),
      shown.indexOf('Delete all this?'),
    ];
    expect(warning).to.be.greaterThan(-1).and.lessThan(question);
  });

  it('is followed by the deletion when the answer is yes', () => {
    const { code, shown } = type('y\\r');
    expect(code).to.equal(0);
    expect(shown).to.match(/Deleted the External Client App "Jwt_Cli" from http:\/\/127/);
    expect(type('').shown).to.include('AppNotFoundError');
  });
});
