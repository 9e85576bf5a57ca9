// The ways to an org in a company's network: through proxies, and under a private authority. Each login is a process of its
// own, because its environment says which way to go.
import { expect } from 'chai';
import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { MY_DOMAIN, startMyDomain, type MyDomain } from '../my-domain.ts';
import { deploySimulatedApp, makeKeyFiles } from '../simulated-app.ts';
import { openTerminal, PLUGIN, type Run, type Terminal } from '../terminal.ts';

type Way = {
  what: string;
  /** Added to the environment of a machine that knows proxy and authority; `undefined` takes a variable away. */
  env: (domain: MyDomain) => Record<string, string | undefined>;
  host?: (domain: MyDomain) => string;
  error?: string;
  says?: RegExp[];
};

const withCredentials = ({ env }: MyDomain, credentials: string): string =>
  String(env['HTTPS_PROXY']).replace('//', `//${credentials}@`);

const open: Way[] = [
  { what: 'through a proxy, under a private authority', env: () => ({}) },
  {
    what: 'past a proxy that is not there, where NO_PROXY names the host',
    env: () => ({ HTTPS_PROXY: 'http://127.0.0.1:1', NO_PROXY: 'other.example,127.0.0.1' }),
    host: ({ simulator }) => simulator.origin.origin,
  },
  {
    what: 'to a proxy that is not there',
    env: () => ({ HTTPS_PROXY: 'http://127.0.0.1:1' }),
    error: 'ProxyUnreachableError',
    says: [/The proxy 127\.0\.0\.1:1 does not take connections/, /unset HTTPS_PROXY/],
  },
  {
    what: 'to a host that the proxy does not allow',
    env: () => ({}),
    host: () => 'https://other.my.salesforce.com',
    error: 'ProxyForbidsHostError',
    says: [/does not let this machine through to other\.my\.salesforce\.com/],
  },
  {
    what: 'to a proxy whose address has the wrong scheme',
    env: ({ env }) => ({ HTTPS_PROXY: String(env['HTTPS_PROXY']).replace('http:', 'https:') }),
    error: 'TlsNotSpokenError',
    says: [/HTTPS_PROXY=http:\/\//],
  },
  {
    what: 'to a host whose authority this machine does not know',
    env: () => ({ NODE_EXTRA_CA_CERTS: undefined }),
    error: 'TlsNotTrustedError',
    says: [
      /acme\.my\.salesforce\.com is not trusted: it was issued by "CN=Simulated org \(not Salesforce\)"/,
      /NODE_EXTRA_CA_CERTS=/,
    ],
  },
];

const closed: Way[] = [
  {
    what: 'through a proxy that wants credentials, with them',
    env: (domain) => ({ HTTPS_PROXY: withCredentials(domain, 'me:p%40ss') }),
  },
  {
    what: 'to a proxy that wants credentials, without',
    env: () => ({}),
    error: 'ProxyWantsCredentialsError',
    says: [/named by HTTPS_PROXY/, /HTTPS_PROXY=http:\/\/USER:PASSWORD@/],
  },
  {
    what: 'to a proxy that wants other credentials',
    env: (domain) => ({ HTTPS_PROXY: undefined, https_proxy: withCredentials(domain, 'me:wrong-one') }),
    error: 'ProxyWantsCredentialsError',
    says: [/named by https_proxy/],
  },
];

const commands: Array<[command: string[], done: RegExp]> = [[['jwt', 'token'], /^Verified: /m]];

function walk(ways: Way[], start: () => Promise<MyDomain>): void {
  let domain: MyDomain;
  let terminal: Terminal;
  let login: string[];

  before(async () => {
    domain = await start();
    terminal = openTerminal();
    const keys = await makeKeyFiles();
    renameSync(keys.keyFile, join(terminal.cwd, 'server.key'));
    rmSync(keys.folder, { recursive: true });
    const clientId = await deploySimulatedApp(domain.simulator, keys.certificate);
    const { username } = domain.simulator.admin;
    login = ['--client-id', clientId, '--username', username, '--jwt-key-file', 'server.key'];
  });
  after(async () => Promise.all([terminal.close(), domain.close()]));

  for (const [command, done] of commands) {
    for (const { what, env, host = () => MY_DOMAIN, error, says = [] } of ways) {
      it(`"sf ${command.join(' ')}" ${error ? `says ${error} on the way` : 'works'} ${what}`, async () => {
        domain.simulator.requests.length = 0;
        const { code, stdout, stderr }: Run = await terminal.run(
          PLUGIN,
          [...command, ...login, '--instance-url', host(domain)],
          { env: { ...domain.env, ...env(domain) } },
        );
        expect(stderr).not.to.match(/wrong-one|p%40ss|p@ss|NODE_TLS_REJECT_UNAUTHORIZED/);
        if (error === undefined) {
          expect(code, stderr).to.equal(0);
          expect(stderr).to.match(done);
          return;
        }
        expect([code, stdout]).to.deep.equal([1, '']);
        for (const words of [new RegExp(error), ...says]) expect(stderr).to.match(words);
        expect(domain.simulator.requests, 'what came to the org').to.deep.equal([]);
      });
    }
  }
}

describe('the way to an org', function () {
  this.timeout(60_000);
  describe('with a proxy for everybody', () => walk(open, () => startMyDomain()));
  describe('with a proxy that wants credentials', () =>
    walk(closed, () => startMyDomain({ tls: { credentials: 'me:p@ss' } })));
});
