import { expect } from 'chai';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { startOrg, stopOrgs } from './org-client.ts';

const LISTENING = '0A';
const LOOPBACK = '0100007F';

/** Numbers of the sockets that this process has, as Linux counts them. */
function ownSockets(): Set<string> {
  const targets = readdirSync('/proc/self/fd').map((name) => {
    try {
      return readlinkSync(`/proc/self/fd/${name}`);
    } catch {
      return '';
    }
  });
  return new Set(targets.flatMap((target) => /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? []));
}

/** The addresses, in the kernel's own hexadecimal form, at which this process listens. */
function listeningAddresses(): string[] {
  const own = ownSockets();
  const tables = ['/proc/net/tcp', '/proc/net/tcp6'].filter((path) => existsSync(path));
  const rows = tables.flatMap((path) => readFileSync(path, 'utf8').trim().split('\n').slice(1));
  return rows
    .map((row) => row.trim().split(/\s+/))
    .filter(([, , , state, , , , , , socket = '']) => state === LISTENING && own.has(socket))
    .map(([, address = '']) => address.split(':')[0] ?? '');
}

describe('what a simulator listens to, as the kernel says', () => {
  before(function () {
    if (!existsSync('/proc/net/tcp')) this.skip();
  });
  afterEach(stopOrgs);

  it('is loopback alone, for several orgs, sites, https and the proxy', async () => {
    const before = listeningAddresses();
    await startOrg({ orgs: [{ name: 'one', sites: ['one.my.site.com'] }, { name: 'two' }], tls: true });
    await startOrg();
    const added = listeningAddresses().slice(before.length);
    // One login and one test host each, three hosts of the first two orgs and one of the third, and the proxy.
    expect(added).to.have.length(2 + 3 + 1 + 2 + 1);
    expect(new Set(listeningAddresses())).to.deep.equal(new Set([...before, LOOPBACK]));
  });

  it('would be seen if it were more', async () => {
    const server = createServer().listen(0, '0.0.0.0');
    await new Promise((resolve) => server.once('listening', resolve));
    const addresses = listeningAddresses();
    await new Promise((resolve) => server.close(resolve));
    expect(addresses).to.include('00000000');
  });

  it('is nothing once it is closed', async () => {
    const before = listeningAddresses();
    await startOrg({ tls: true });
    await stopOrgs();
    expect(listeningAddresses()).to.deep.equal(before);
  });
});
