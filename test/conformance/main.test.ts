import { expect } from 'chai';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../src/simulator/server.ts';
import { storeSessionIn } from '../stored-session.ts';
import { openTerminal, ROOT, type Run, start, type Terminal } from '../terminal.ts';
import { traces } from './trial-walk.ts';

const KIT = [process.execPath, join(ROOT, 'conformance', 'main.ts')];

describe('npm run conformance', function () {
  this.timeout(60_000);
  let terminal: Terminal;
  let simulator: Simulator;

  async function openOrg(options: SimulatorOptions): Promise<unknown> {
    simulator = await startSimulator(options);
    await storeSessionIn(terminal, simulator);
    return traces(simulator);
  }
  const type = (...flags: string[]): Promise<Run> =>
    terminal.run(KIT, ['--target-org', 'simulator', ...flags]);
  const written = () => simulator.requests.filter(({ method }) => method !== 'GET');

  beforeEach(() => (terminal = openTerminal()));
  afterEach(async () => {
    await terminal.close();
    await simulator.close();
  });

  it('walks the claims with the session of sf, and writes a report', async () => {
    const before = await openOrg({ type: 'developer' });
    const { code, stdout, stderr } = await type('--no-prompt');
    expect(code, stdout + stderr).to.equal(0);
    expect(stderr).to.match(/About \d logins of your user are refused on purpose/);
    expect(stdout).to.match(/^holds +TOKEN-30: /m);
    expect(stdout).to.match(
      /^\d{3} hold, 0 differ, 0 could not be tried\. The report is conformance-report\.md\.$/m,
    );
    expect(readFileSync(join(terminal.cwd, 'conformance-report.md'), 'utf8')).to.contain('developer edition');
    expect(stdout + stderr).not.to.contain(simulator.admin.accessToken);
    expect(traces(simulator)).to.deep.equal(before);
  });

  it('ends with 1 when a row does not hold', async () => {
    await openOrg({ type: 'sandbox', rulesOff: ['TOKEN-07'] });
    const { code, stdout } = await type('--no-prompt', '--report', 'other.md');
    expect(code).to.equal(1);
    expect(stdout).to.match(/^DIFFERS +TOKEN-07: /m);
    expect(existsSync(join(terminal.cwd, 'other.md'))).to.equal(true);
  });

  it('does not touch a production org without --allow-production', async () => {
    await openOrg({ type: 'production' });
    const { code, stderr } = await type('--no-prompt');
    expect(code).to.equal(2);
    expect(stderr).to.contain('--allow-production');
    expect(written()).to.deep.equal([]);
  });

  it('writes nothing where nobody can be asked', async () => {
    await openOrg({ type: 'sandbox' });
    const { code, stderr } = await type();
    expect(code).to.equal(2);
    expect(stderr).to.contain('--no-prompt');
    expect(written()).to.deep.equal([]);
  });

  it('removes what it made after Ctrl-C', async () => {
    const before = await openOrg({ type: 'sandbox' });
    const { cwd, env } = terminal;
    const child = start(KIT, ['--target-org', 'simulator', '--no-prompt'], { cwd, env });
    let output = '';
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      // once: a second Ctrl-C leaves everything where it is
      if (/TOKEN-30/.test(output) && !child.killed) child.kill('SIGINT');
    });
    expect(await ended, output).to.equal(130);
    expect(output).to.contain('Interrupted: removing what was made.');
    expect(traces(simulator)).to.deep.equal(before);
    expect(readFileSync(join(cwd, 'conformance-report.md'), 'utf8')).to.match(
      /Interrupted after \d+ of \d+ claims/,
    );
  });

  it('explains its flags when the org is not named', async () => {
    await openOrg({});
    const { code, stderr } = await terminal.run(KIT, []);
    expect(code).to.equal(2);
    expect(stderr).to.contain('--target-org ALIAS').and.to.contain('--wait MINUTES');
  });
});
