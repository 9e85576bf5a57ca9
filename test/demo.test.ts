import { expect } from 'chai';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { openTerminal, ROOT, start, type Terminal } from './terminal.ts';

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
    for (const command of ['jwt simulator start', 'jwt setup', 'jwt token', 'jwt export'])
      expect(stdout).to.contain(`$ sf ${command}`);
    expect(stdout).to.match(/^Verified as admin@simulator\.example/m);
    expect(stdout).to.match(/^Verified: admin@simulator\.example/m);
    expect(stdout).to.match(/^assertion=\$\(sf jwt sign /m);
    expect(stdout).not.to.include('PRIVATE KEY');
    expect(stdout).to.contain('UserNotAdminApprovedError');
    expect(stdout).to.contain('"Username": "admin@simulator.example"');
    const { stdout: left } = await terminal.run(['ls'], ['-A', terminal.home]);
    expect(left).to.equal('');
  });

  it('leaves nothing behind when it is interrupted half way', async () => {
    const { cwd, env } = terminal;
    const demo = start([process.execPath], [join(ROOT, 'scripts', 'demo.ts')], {
      cwd,
      env: { ...env, TMPDIR: cwd },
    });
    let output = '';
    for await (const chunk of demo.stdout!.setEncoding('utf8')) {
      output += String(chunk);
      if (output.includes('$ sf jwt setup')) break;
    }
    const origin = /http:\/\/\S+/.exec(output)![0];
    demo.kill('SIGINT');
    const [code] = (await once(demo, 'exit')) as [number];
    expect([code, readdirSync(cwd)]).to.deep.equal([130, []]);
    const answer = await fetch(origin).catch((error: unknown) => (error as Error).message);
    expect(answer).to.equal('fetch failed');
  });
});
