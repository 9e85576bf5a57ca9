// A simulated org under its real address, https://acme.my.salesforce.com, as a company network would show it: reached
// through a proxy that only speaks CONNECT, with a certificate of a private authority. No name is looked up in the DNS.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSimulator, type Simulator, type SimulatorOptions } from '../src/simulator/server.ts';

export const MY_DOMAIN = 'https://acme.my.salesforce.com';

export type MyDomain = {
  simulator: Simulator;
  /** For a process that has to find the org: proxy, authority, no DNS. */
  env: NodeJS.ProcessEnv;
  /** Hosts that the proxy was asked for, in order. */
  connections: string[];
  close: () => Promise<void>;
};

export async function startMyDomain(options: SimulatorOptions = {}): Promise<MyDomain> {
  const folder = mkdtempSync(join(tmpdir(), 'my-domain-'));
  const connections: string[] = [];
  const witness = (target: string): unknown => connections.push(target.replace(/:\d+$/, ''));
  const proxy = typeof options.tls === 'object' ? options.tls : {};
  const simulator = await startSimulator({ name: 'acme', ...options, tls: { ...proxy, witness } });
  const authority = join(folder, 'authority.crt');
  writeFileSync(authority, simulator.tls!.authority);
  return {
    simulator,
    connections,
    env: {
      HTTPS_PROXY: simulator.tls!.proxy.origin,
      NODE_EXTRA_CA_CERTS: authority,
      // the same for curl
      CURL_CA_BUNDLE: authority,
      SF_DISABLE_DNS_CHECK: 'true',
      SFDX_DISABLE_DNS_CHECK: 'true',
    },
    close: async () => {
      await simulator.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
