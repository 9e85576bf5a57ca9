// A simulator with a state file in a process of its own, to be killed there, and changes that can be counted afterwards.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import type { Simulator } from '../../src/simulator/server.ts';

/** What a client needs of a simulator. */
export type Reached = { origin: URL; admin: { accessToken: string } };

export type KeptSimulator = Reached & { pid: number; kill: () => Promise<void> };

const SETS = '/services/data/v66.0/sobjects/PermissionSet';

function ask({ origin, admin }: Reached, path: string, init: RequestInit = {}): Promise<Response> {
  const headers = { authorization: `Bearer ${admin.accessToken}`, 'content-type': 'application/json' };
  return fetch(new URL(path, origin), { ...init, headers });
}

/** Adds a permission set; the status of the answer. */
export async function addNamed(simulator: Reached, name: string, description = ''): Promise<number> {
  const body = JSON.stringify({ Name: name, Label: name, Description: description });
  const response = await ask(simulator, SETS, { method: 'POST', body });
  await response.arrayBuffer();
  return response.status;
}

/** The permission sets that were added. */
export async function namesIn(simulator: Reached): Promise<string[]> {
  const soql = 'SELECT Name FROM PermissionSet WHERE IsOwnedByProfile = false';
  const response = await ask(simulator, `/services/data/v66.0/query?q=${encodeURIComponent(soql)}`);
  const { records } = (await response.json()) as { records: { Name: string }[] };
  return records.map(({ Name }) => Name);
}

/** Starts a simulator in another process; `kill` is kill -9. */
export async function startKept(
  stateFile: string,
  [program = process.execPath, ...prefix]: string[] = [],
): Promise<KeptSimulator> {
  const server = JSON.stringify(join(import.meta.dirname, '../../src/simulator/server.ts'));
  const options = JSON.stringify({ stateFile });
  const code = `const { startSimulator } = await import(${server});
    const { origin, admin } = await startSimulator(${options});
    console.log(JSON.stringify({ origin, admin }));
    // ends with the test at the latest
    process.stdin.resume().on('end', () => process.exit());`;
  const child = spawn(program, [...prefix, '--input-type=module', '-e', code], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close');
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const { origin, admin } = JSON.parse(line) as { origin: string; admin: Simulator['admin'] };
  return {
    origin: new URL(origin),
    admin,
    pid: child.pid ?? 0,
    kill: async () => {
      child.kill('SIGKILL');
      await closed;
    },
  };
}
