// Makes the administrator of a simulated org, which runs in the test's own process, known to `sf` in another home.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Simulator } from '../src/simulator/server.ts';
import { ROOT, type Terminal } from './terminal.ts';

export async function storeSessionIn(
  terminal: Terminal,
  simulator: Simulator,
  alias = 'simulator',
): Promise<void> {
  const { username, accessToken } = simulator.admin;
  const session = {
    alias,
    username,
    accessToken,
    orgId: simulator.orgId,
    instanceUrl: simulator.origin.origin,
    orgEdition: 'Developer Edition',
  };
  const module = JSON.stringify(join(ROOT, 'src', 'io', 'auth-store.ts'));
  const program = `const { storeSession } = await import(${module}); await storeSession(${JSON.stringify(session)});`;
  await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], {
    cwd: ROOT,
    env: terminal.env,
  });
}
