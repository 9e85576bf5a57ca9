// The server's half of bench/simulator.ts: a process that starts simulated orgs when it is told to, and measures itself.
import { addPermissionSet, assignPermissionSet } from '../src/simulator/org-changes.ts';
import { addUser } from '../src/simulator/org-state.ts';
import { startSimulator, type SimulatedOrg } from '../src/simulator/server.ts';
import { connectedApp, externalApp, filesOf, type Piece, zipOf } from '../test/simulator/app-files.ts';

export type Load = {
  orgs: number;
  /** In the last org, all of whom may use its app. */
  users: number;
  /** The kind of the apps: logins go to the My Domain for one, and to login for the other. */
  kind: 'external' | 'connected';
  certificate: string;
  /** How many seconds of the orgs pass in one of ours. */
  clockSpeed: number;
};

/** What to do before measuring, if anything. */
export type Wish = { start?: Load };

export type Measured = {
  /** Where the users of the last org log in, and the key of its app. */
  url: string;
  consumerKey: string;
  rss: number;
  heap: number;
  cpuSeconds: number;
  sessions: number;
};

const SET = 'Jwt_CI_Access';

let place = { url: '', consumerKey: '', sessions: (): number => 0 };

process.on('message', (wish: Wish) => void answer(wish));
process.on('disconnect', () => process.exit());

async function answer({ start }: Wish): Promise<void> {
  if (start !== undefined) place = await startOrgs(start);
  (globalThis as { gc?: () => void }).gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  const { url, consumerKey, sessions } = place;
  const cpuSeconds = (user + system) / 1_000_000;
  process.send?.({ url, consumerKey, rss, heap: heapUsed, cpuSeconds, sessions: sessions() });
}

async function startOrgs(load: Load): Promise<typeof place> {
  const start = Date.now();
  const simulator = await startSimulator({
    orgs: Array.from({ length: load.orgs }, (_, index) => ({ name: `bench${index}` })),
    allowConnectedApps: true,
    now: () => new Date(start + (Date.now() - start) * load.clockSpeed),
  });
  for (const [index, org] of simulator.orgs.entries()) {
    addPermissionSet(org.org, SET);
    await deployApp(org, load, keyOf(index));
  }
  const last = simulator.orgs.at(-1) ?? simulator;
  for (let user = 0; user < load.users; user += 1) {
    const { username } = addUser(last.org, { username: `user${user}@bench.example` });
    assignPermissionSet(last.org, username, SET);
  }
  const { origin } = load.kind === 'external' ? last : simulator.world.login;
  return {
    url: origin.href,
    consumerKey: keyOf(simulator.orgs.length - 1),
    sessions: () => last.org.sessions.length,
  };
}

function keyOf(index: number): string {
  return `BenchConsumerKey${index}`;
}

async function deployApp({ origin, admin }: SimulatedOrg, load: Load, consumerKey: string): Promise<void> {
  const { certificate } = load;
  const pieces: Piece[] =
    load.kind === 'external'
      ? externalApp({ certificate, consumerKey, permissionSet: SET })
      : [connectedApp({ certificate, consumerKey, permissionSet: SET })];
  const form = new FormData();
  const deployOptions = { rollbackOnError: true, singlePackage: true };
  form.append('json', new Blob([JSON.stringify({ deployOptions })], { type: 'application/json' }));
  form.append('file', new Blob([new Uint8Array(zipOf(filesOf(pieces)))]));
  const url = new URL('/services/data/v66.0/metadata/deployRequest', origin);
  const headers = { authorization: `Bearer ${admin.accessToken}` };
  const response = await fetch(url, { method: 'POST', headers, body: form });
  const text = await response.text();
  if (response.status !== 201) throw new Error(text);
}
