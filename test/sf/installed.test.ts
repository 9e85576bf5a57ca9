// What a pipeline does: install the packed plugin into the released `sf`, without a terminal, and use it.
import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { registryEnvironment } from '../home.ts';
import { openTerminal, RELEASED_SF, ROOT, type Run, type Terminal } from '../terminal.ts';

type Packed = { filename: string; files: Array<{ path: string }> };

describe('the packed plugin', function () {
  this.timeout(180_000);
  let terminal: Terminal;
  let packed: Packed;
  let folder: string;
  const sf = async (...args: string[]): Promise<Run> => terminal.run(RELEASED_SF, args);

  before(() => {
    terminal = openTerminal();
    // npm takes no space in the address of a package
    folder = mkdtempSync(join(tmpdir(), 'sf-plugin-jwt-packed-'));
    // `npm test` has built already
    const args = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
    [packed] = JSON.parse(
      execFileSync('npm', args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
    ) as [Packed];
  });
  after(async () => {
    await terminal.close();
    rmSync(folder, { recursive: true });
  });

  it('holds what users need and nothing else', () => {
    const paths = packed.files.map(({ path }) => path);
    const folders = new Set(paths.map((path) => path.split('/')[0]));
    expect([...folders]).to.have.members([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'SECURITY.md',
      'bin',
      'lib',
      'messages',
      'oclif.manifest.json',
      'package.json',
      'schemas',
    ]);
    const page = ['page.css', 'page.html'].map((name) => `lib/simulator/page/browser/${name}`);
    expect(paths.filter((path) => path.startsWith('lib/') && !path.endsWith('.js'))).to.deep.equal(page);
    expect(paths.filter((path) => path.startsWith('messages/') && !path.endsWith('.md'))).to.deep.equal([]);
  });

  it('installs without a question where it is allow-listed', async () => {
    const spec = `file:${join(folder, packed.filename)}`;
    const settings = join(terminal.home, '.config', 'sf');
    mkdirSync(settings, { recursive: true });
    writeFileSync(join(settings, 'unsignedPluginAllowList.json'), JSON.stringify([spec]));
    const run = await terminal.run(RELEASED_SF, ['plugins', 'install', spec], { env: registryEnvironment });
    expect(run.code, `${run.stdout}\n${run.stderr}`).to.equal(0);
    expect(run.stderr).not.to.contain('may not work as expected');
  });

  it('runs the same commands', async () => {
    const simulator = await terminal.startSimulatorWith(RELEASED_SF);
    const made = await sf('jwt', 'keygen');
    expect(made.code, made.stderr).to.equal(0);
    const created = await sf(
      'jwt',
      'app',
      'create',
      '--target-org',
      'simulator',
      '--certificate-file',
      'server.crt',
      '--json',
    );
    const { result } = JSON.parse(created.stdout) as { result: { consumerKey: string } };
    const login = [
      '--client-id',
      result.consumerKey,
      '--username',
      'admin@simulator.example',
      '--jwt-key-file',
      'server.key',
    ];
    const granted = await sf('jwt', 'token', ...login, '--instance-url', simulator.origin);
    expect(granted.code, granted.stderr).to.equal(0);
    expect(granted.stdout).to.match(/^00DSIMULATED\S+\n$/);
  });
});
