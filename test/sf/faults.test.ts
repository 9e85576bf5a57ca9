// What the released `sf`, unmodified, sees of faults: a session at an org on a bad day.
import { expect } from 'chai';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { endFaults, strike } from '../../src/simulator/fault-strikes.ts';
import { MY_DOMAIN, type MyDomain, startMyDomain } from '../my-domain.ts';
import { deployUser, testKey } from '../simulator/org-client.ts';
import { openTerminal, RELEASED_SF, type Run, type Terminal } from '../terminal.ts';
import { EXTERNAL_KEY, installJwtApps } from './jwt-apps.ts';

describe('the released sf in a simulated org with faults', function () {
  this.timeout(60_000);
  let terminal: Terminal;
  let domain: MyDomain;

  before(async () => {
    domain = await startMyDomain({ allowConnectedApps: true });
    installJwtApps(domain.simulator);
    terminal = openTerminal();
    Object.assign(terminal.env, domain.env);
    writeFileSync(join(terminal.cwd, 'server.key'), testKey().privateKey, { mode: 0o600 });
  });
  afterEach(() => endFaults(domain.simulator.world));
  after(async () => Promise.all([terminal.close(), domain.close()]));

  const sf = (...args: string[]): Promise<Run> => terminal.run(RELEASED_SF, args);
  const logIn = (): Promise<Run> => {
    const way = ['--client-id', EXTERNAL_KEY, '--username', deployUser(domain.simulator)];
    const place = ['--instance-url', MY_DOMAIN, '--alias', 'acme'];
    return sf('org', 'login', 'jwt', '--jwt-key-file', 'server.key', ...way, ...place, '--json');
  };
  const takeStatuses = (): number[] => domain.simulator.requests.splice(0).map(({ status }) => status);

  it('shows the page of an org under maintenance as the reason why it cannot log in', async () => {
    strike(domain.simulator.world, { name: 'maintenance' });
    const { code, stdout } = await logIn();
    const { name, message } = JSON.parse(stdout) as { name: string; message: string };
    expect([code, name]).to.deep.equal([1, 'JwtGrantError']);
    expect(message).to.contain('<title>We are down for maintenance.</title>');
    expect(takeStatuses()).to.deep.equal([503, 503, 503, 503, 503]);
  });

  it('asks once more for what it only reads, when the maintenance is over', async () => {
    strike(domain.simulator.world, { name: 'maintenance', times: 1, path: '/services/data' });
    const { code, stdout } = await logIn();
    expect(code, stdout).to.equal(0);
    expect(takeStatuses()).to.deep.equal([200, 503, 400, 200, 200]);
  });

  it('falls over an answer that is cut off', async () => {
    strike(domain.simulator.world, { name: 'truncated-json' });
    const query = ['--query', 'SELECT Name FROM Organization', '--target-org', 'acme', '--json'];
    const { code, stdout, stderr } = await sf('data', 'query', ...query);
    expect([code, stdout]).to.deep.equal([1, '']);
    expect(stderr).to.contain("Unhandled 'error' event").and.to.contain('TypeError: terminated');
  });
});
