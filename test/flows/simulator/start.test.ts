import { expect } from 'chai';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type JsonAnswer, openTerminal, RELEASED_SF, type Terminal } from '../../terminal.ts';

describe('the simulated org and sf', function () {
  this.timeout(60_000);
  let terminal: Terminal;
  beforeEach(() => (terminal = openTerminal()));
  afterEach(async () => terminal.close());

  const storedOrgs = (): string[] => {
    const folder = join(terminal.home, '.sfdx');
    return existsSync(folder) ? readdirSync(folder).filter((name) => name.includes('@')) : [];
  };
  const create = async (name: string): Promise<number> =>
    (
      await terminal.sfJson(
        'jwt',
        'app',
        'create',
        '--target-org',
        'simulator',
        '-c',
        'server.crt',
        '--name',
        name,
      )
    ).status;

  it('is known while it runs and forgotten when it is stopped, which is success', async () => {
    const simulator = await terminal.startSimulator();
    expect(storedOrgs()).to.deep.equal(['admin@simulator.example.json']);
    const { code, stdout } = await simulator.stop('SIGINT');
    expect(code).to.equal(0);
    expect(stdout, 'the address alone on standard output').to.equal(`${simulator.origin}\n`);
    expect(storedOrgs()).to.deep.equal([]);
    const after = await terminal.sfJson(
      'jwt',
      'app',
      'create',
      '--target-org',
      'simulator',
      '-c',
      'server.crt',
    );
    expect(after.name).to.equal('NamedOrgNotFoundError');
  });

  it('says where its page is, and shows it from what is packed', async () => {
    const simulator = await terminal.startSimulator();
    const page = await fetch(`${simulator.origin}/simulator/`);
    expect(await page.text())
      .to.match(/^<!doctype html>/)
      .and.to.contain('new EventSource');
    const { stderr } = await simulator.stop('SIGINT');
    expect(stderr).to.contain(`${simulator.origin}/simulator/\n`);
  });

  it('says where the sites of its orgs are', async () => {
    const file = join(terminal.home, 'orgs.json');
    writeFileSync(file, '{"orgs":[{"name":"shop","sites":["shop.my.site.com"]}]}');
    const simulator = await terminal.startSimulator('--scenario', file);
    const { stderr } = await simulator.stop('SIGINT');
    const [, origin = ''] =
      /^Its site shop\.my\.site\.com is (http:\/\/127\.0\.0\.1:\d+)\.$/m.exec(stderr) ?? [];
    expect(origin).to.not.equal('').and.to.not.equal(simulator.origin);
  });

  it('clears away what a killed run left, and takes its alias again', async () => {
    const killed = await terminal.startSimulator();
    await killed.stop('SIGKILL');
    expect(storedOrgs(), 'left behind').to.have.length(1);
    await terminal.startSimulator();
    await terminal.sf('jwt', 'keygen');
    expect(await create('After_Kill')).to.equal(0);
  });

  it('clears away a killed run of another alias, too', async () => {
    const killed = await terminal.startSimulator('--alias', 'older');
    await killed.stop('SIGKILL');
    await terminal.startSimulator();
    expect(storedOrgs()).to.deep.equal(['admin@simulator.example.json']);
  });

  it('never takes an alias from another org', async () => {
    const other = await terminal.startSimulator('--alias', 'other');
    const alias = ['alias', 'set', 'simulator=admin@other.example'];
    expect((await terminal.run(RELEASED_SF, alias)).code).to.equal(0);
    const refused = await terminal.sfJson('jwt', 'simulator', 'start');
    expect(refused.name).to.equal('AliasTakenError');
    expect(refused.message).to.contain('admin@other.example');
    await other.stop();
  });

  it('says which port is taken', async () => {
    const simulator = await terminal.startSimulator();
    const port = new URL(simulator.origin).port;
    const refused = await terminal.sfJson('jwt', 'simulator', 'start', '--alias', 'second', '--port', port);
    expect(refused.name).to.equal('PortTakenError');
    expect(refused.message).to.equal(`The port ${port} cannot be used: another program listens there.`);
  });

  for (const alias of ['', 'a b', '1st', 'x'.repeat(41)]) {
    it(`takes no alias that no org of a scenario could have: "${alias}"`, async () => {
      const refused = await terminal.sfJson('jwt', 'simulator', 'start', '--alias', alias);
      expect([refused.name, refused.status]).to.deep.equal(['AliasUnusableError', 2]);
      expect(storedOrgs()).to.deep.equal([]);
    });
  }

  it('gives its addresses with --json while it runs, and nothing after that', async () => {
    const simulator = await terminal.startSimulator('--json');
    const { code, stdout } = await simulator.stop('SIGINT');
    const { status, result } = JSON.parse(stdout) as JsonAnswer;
    expect([code, status, result['origin']]).to.deep.equal([0, 0, simulator.origin]);
  });
});
