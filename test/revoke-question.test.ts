// The question before all tokens of an app are revoked, as a person meets it in a terminal.
import { expect } from 'chai';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { isInstalled } from './keys/pkcs12-files.ts';
import { openTerminal, PLUGIN, ROOT, type Terminal } from './terminal.ts';

describe('the question before tokens are revoked', function () {
  this.timeout(120_000);
  let terminal: Terminal;

  before(async function () {
    terminal = openTerminal();
    if (!isInstalled('python3', '--version') || process.platform === 'win32') this.skip(); // no pseudo-terminal
    const { origin } = await terminal.startSimulator();
    await terminal.sf('jwt', 'keygen');
    const made = await terminal.sfJson(
      ...'jwt app create --target-org simulator --certificate-file server.crt'.split(' '),
      ...'--assign-to deploy@simulator.example --assign-to admin@simulator.example'.split(' '),
    );
    const clientId = String(made.result['consumerKey']);
    for (const user of ['deploy', 'admin']) {
      const login = ['--client-id', clientId, '--username', `${user}@simulator.example`];
      const key = ['--jwt-key-file', 'server.key', '--instance-url', origin];
      const { code, stderr } = await terminal.sf('jwt', 'token', ...login, ...key);
      expect(code, stderr).to.equal(0);
    }
  });
  after(async () => terminal.close());

  /** Types the command with an answer, and gives what the terminal showed. */
  function type(answer: string): { code: number | null; shown: string } {
    const command = ['jwt', 'revoke', '--target-org', 'simulator', '--name', 'Jwt_Cli'];
    const { status, stdout } = spawnSync(
      'python3',
      [join(ROOT, 'test', 'ask.py'), answer, ...PLUGIN, ...command],
      { cwd: terminal.cwd, env: { ...terminal.env, QUESTION: 'Revoke all these?' } },
    );
    return { code: status, shown: stdout.toString().replaceAll('\r\n', '\n') };
  }

  it('shows whose tokens would end and which are kept, and takes Return alone for a no', () => {
    const { code, shown } = type('\\r');
    expect(code, shown).to.equal(0);
    expect(shown)
      .to.match(/Would be revoked in http:\/\/127\S+, tokens of the app "Jwt_Cli": 1$/m)
      .and.to.match(/^ {2}deploy@simulator\.example by the app "Jwt_Cli": 1, last used \d{4}-\S+$/m)
      .and.to.match(/^ {2}kept: admin@simulator\.example by the app "Jwt_Cli": 1, last used /m)
      .and.to.match(/^.*Nothing was revoked\.$/m);
  });

  it('takes Ctrl-C for an answer', () => {
    const { code, shown } = type('\\x03');
    expect(code).to.equal(130);
    expect(shown).to.include('InterruptedError');
  });

  it('is followed by the revocation when the answer is yes', () => {
    const { code, shown } = type('y\\r');
    expect(code, shown).to.equal(0);
    expect(shown)
      .to.match(/Revoked in http:\/\/127\S+, tokens of the app "Jwt_Cli": 1$/m)
      .and.to.include('--include-own-session');
    expect(type('').shown).to.include('Nothing to revoke in ');
  });
});
