// Clients that nobody here wrote, or that share nothing with the plugin, log in to simulated orgs by JWT.
import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { type Simulator, startSimulator } from '../../src/simulator/server.ts';
import { MY_DOMAIN, type MyDomain, startMyDomain } from '../my-domain.ts';
import { deployUser, testKey } from '../simulator/org-client.ts';
import type { LoggedIn, Login, Refused } from './clients/login.ts';
import { CONNECTED_KEY, EXTERNAL_KEY, installJwtApps } from './jwt-apps.ts';

const LOGIN = 'https://login.salesforce.com';
const program = (name: string): string => join(import.meta.dirname, 'clients', name);

const clients: [name: string, command: string[]][] = [
  ['jsforce', [process.execPath, program('jsforce.ts')]],
  ['salesforce-jwt-bearer-token-flow', [process.execPath, program('token-flow.ts')]],
  ["Python's standard library", ['python3', program('standard_library.py')]],
];

describe('other clients in simulated orgs', function () {
  this.timeout(60_000);
  let folder: string;
  let keyFile: string;
  let local: Simulator;
  let domain: MyDomain;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'clients-'));
    keyFile = join(folder, 'server.key');
    writeFileSync(keyFile, testKey().privateKey, { mode: 0o600 });
    local = await startSimulator({ allowConnectedApps: true });
    domain = await startMyDomain({ allowConnectedApps: true });
    for (const simulator of [local, domain.simulator]) installJwtApps(simulator);
  });
  after(async () => {
    await Promise.all([local.close(), domain.close()]);
    rmSync(folder, { recursive: true });
  });

  async function run([file = '', ...args]: string[], login: Login, isBehindProxy: boolean) {
    const { HTTPS_PROXY, NODE_EXTRA_CA_CERTS } = domain.env;
    // Python's name for the authorities to trust
    const proxied = { HTTPS_PROXY, NODE_EXTRA_CA_CERTS, SSL_CERT_FILE: NODE_EXTRA_CA_CERTS };
    const env = { ...process.env, ...(isBehindProxy ? proxied : {}) };
    const { stdout } = await promisify(execFile)(file, [...args, JSON.stringify(login)], { env });
    return JSON.parse(stdout) as LoggedIn | Refused;
  }

  for (const [name, command] of clients) {
    describe(name, () => {
      before(function () {
        if (spawnSync(command[0] ?? '', ['--version']).status === 0) return;
        console.error(`    There is no ${String(command[0])} here: ${name} is not tried.`);
        this.skip();
      });

      it('logs in at an address of this machine', async () => {
        const { orgId, origin, world } = local;
        const username = deployUser(local);
        const login = { loginUrl: origin.origin, clientId: EXTERNAL_KEY, username, keyFile };
        expect(await run(command, login, false)).to.deep.equal({
          instanceUrl: origin.origin,
          id: `${world.login.origin.origin}/id/${orgId}/${userIdOf(local, username)}`,
          username,
          orgId,
        });
        expect(badRequests(local)).to.deep.equal([]);
      });

      const ways: [at: string, loginUrl: string, clientId: string][] = [
        ['the name of a My Domain', MY_DOMAIN, EXTERNAL_KEY],
        ['login.salesforce.com', LOGIN, CONNECTED_KEY],
      ];
      for (const [at, loginUrl, clientId] of ways) {
        it(`logs in at ${at}, through the proxy`, async () => {
          const { simulator, connections } = domain;
          const username = deployUser(simulator);
          connections.length = 0;
          const login = { loginUrl, clientId, username, keyFile };
          expect(await run(command, login, true)).to.deep.equal({
            instanceUrl: MY_DOMAIN,
            id: `${LOGIN}/id/${simulator.orgId}/${userIdOf(simulator, username)}`,
            username,
            orgId: simulator.orgId,
          });
          expect(connections[0]).to.equal(new URL(loginUrl).host);
          expect(badRequests(simulator)).to.deep.equal([]);
        });
      }

      it('is told why it is refused', async () => {
        const login = { loginUrl: local.origin.origin, clientId: EXTERNAL_KEY, keyFile };
        const refused = {
          error: 'invalid_app_access',
          description: 'user is not admin approved to access this app',
        };
        const { username } = local.admin;
        expect(await run(command, { ...login, username }, false)).to.deep.equal(refused);
        local.requests.length = 0;
      });
    });
  }
});

function userIdOf({ org }: Simulator, username: string): string | undefined {
  return org.records.users.find((user) => user.username === username)?.id;
}

/** Requests that were not answered with 200. */
function badRequests({ requests }: Simulator): string[] {
  return requests
    .filter(({ status }) => status !== 200)
    .map(({ method, path, status }) => `${method} ${path} ${status}`);
}
