import { expect } from 'chai';
import { join } from 'node:path';
import { openTerminal, ROOT, type Terminal } from './terminal.ts';

describe('npm run demo', function () {
  this.timeout(60_000);
  let terminal: Terminal;
  before(() => (terminal = openTerminal()));
  after(async () => terminal.close());

  it('shows the whole way and ends well, without touching the home of the person', async () => {
    const { code, stdout, stderr } = await terminal.run(
      [process.execPath],
      [join(ROOT, 'scripts', 'demo.ts')],
    );
    expect(code, `${stdout}\n${stderr}`).to.equal(0);
    for (const command of ['jwt simulator start', 'jwt keygen', 'jwt app create', 'jwt token'])
      expect(stdout).to.contain(`$ sf ${command}`);
    expect(stdout).to.match(/^Verified: admin@simulator\.example/m);
    expect(stdout).to.contain('UserNotAdminApprovedError');
    expect(stdout).to.contain('"Username": "admin@simulator.example"');
    const { stdout: left } = await terminal.run(['ls'], ['-A', terminal.home]);
    expect(left).to.equal('');
  });
});
