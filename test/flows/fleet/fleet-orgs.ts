// A fleet for tests: several simulated orgs in one process, each with an app of the same certificate, and a project file in the
// current folder that names them.
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import type { ProjectEntry } from '../../../src/project/entry.ts';
import { startSimulator, type SimulatedOrg, type Simulator } from '../../../src/simulator/server.ts';
import { deploySimulatedApp, type KeyFiles } from '../../simulated-app.ts';

export type Fleet = {
  simulator: Simulator;
  orgs: SimulatedOrg[];
  /** An org by its name: `org0` is the first. */
  org: (name: string) => SimulatedOrg;
  /** The project file as it is now. */
  entries: () => Record<string, ProjectEntry>;
  /** Changes an entry of the project file; an undefined member goes. */
  change: (name: string, members: Record<string, unknown>) => void;
  /** How often each org was asked for a token, by its name; those that were not are not there. */
  logins: () => Record<string, number>;
  close: () => Promise<void>;
};

/** The host of an org in the world of the simulator. */
export const hostOf = (name: string): string => `${name}.my.salesforce.com`;

/** The names of the entries are those of the orgs. The key lies beside the project file, as `server.key`. */
export async function openFleet(count: number, keys: KeyFiles): Promise<Fleet> {
  const simulator = await startSimulator({
    orgs: Array.from({ length: count }, (_, index) => ({ name: `org${index}` })),
  });
  const orgs: Record<string, ProjectEntry> = {};
  for (const [index, org] of simulator.orgs.entries()) {
    const clientId = await deploySimulatedApp({ ...simulator, ...org }, keys.certificate, {
      consumerKey: `3MVG9FLEETkey${String(index).padStart(10, '0')}`,
    });
    const { username } = org.admin;
    const key = { file: 'server.key' };
    orgs[org.name] = { username, clientId, instanceUrl: org.origin.origin, orgId: org.orgId, key };
  }
  copyFileSync(keys.keyFile, 'server.key');
  const write = (value: object): void => writeFileSync('sf-jwt.json', `${JSON.stringify(value, null, 2)}\n`);
  write({ orgs });
  simulator.requests.length = 0;
  const read = (): { orgs: Record<string, ProjectEntry> } =>
    JSON.parse(readFileSync('sf-jwt.json', 'utf8')) as { orgs: Record<string, ProjectEntry> };
  return {
    simulator,
    orgs: simulator.orgs,
    org: (name) => {
      const found = simulator.orgs.find((one) => one.name === name);
      if (!found) throw new Error(`No simulated org ${name}`);
      return found;
    },
    entries: () => read().orgs,
    change: (name, members) => {
      const file = read();
      write({ orgs: { ...file.orgs, [name]: { ...file.orgs[name], ...members } } });
    },
    logins: () => {
      const counts: Record<string, number> = {};
      for (const { host, path } of simulator.requests) {
        const name = host.split('.')[0] ?? '';
        if (path === '/services/oauth2/token') counts[name] = (counts[name] ?? 0) + 1;
      }
      return counts;
    },
    close: simulator.close,
  };
}
