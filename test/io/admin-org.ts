// A simulated org, and the connection to it that `sf` would open: with the administrator's session from its own store.
import { AuthRemover, Org } from '@salesforce/core';
import { storeSession } from '../../src/io/auth-store.ts';
import type { OrgConnection } from '../../src/io/org-call.ts';
import { startSimulator, type Simulator, type SimulatorOptions } from '../../src/simulator/server.ts';

export type AdminOrg = { simulator: Simulator; connection: OrgConnection; close: () => Promise<void> };

/** Opens the connection before anything goes wrong with the org; it uses API version 67.0. */
export async function openAdminOrg(options: SimulatorOptions = {}): Promise<AdminOrg> {
  const simulator = await startSimulator({ deploySeconds: 0, ...options });
  const { username, accessToken } = simulator.admin;
  await storeSession({
    alias: 'simulator',
    username,
    orgId: simulator.orgId,
    instanceUrl: simulator.origin.origin,
    accessToken,
    orgEdition: 'Developer Edition',
  });
  const connection = (await Org.create({ aliasOrUsername: 'simulator' })).getConnection();
  simulator.requests.length = 0;
  const close = async (): Promise<void> => {
    await (await AuthRemover.create()).removeAuth(username);
    await simulator.close();
  };
  return { simulator, connection, close };
}
