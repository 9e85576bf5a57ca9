import { Messages } from '@salesforce/core/messages';
import {
  findAlias,
  listStoredOrgs,
  removeStoredOrg,
  storeSession,
  type StoredOrg,
} from '../../io/auth-store.ts';
import { send } from '../../io/http.ts';
import { startSimulator, type Simulator, type SimulatorOptions } from '../../simulator/server.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'simulator');

export type SimulatorInput = Pick<SimulatorOptions, 'port' | 'allowConnectedApps' | 'propagationSeconds'> & {
  /** Under which `sf` knows the simulated org's administrator, `admin@<alias>.example`. */
  alias: string;
};

export type SimulatorRun = {
  origin: string;
  alias: string;
  username: string;
  orgId: string;
  stop: () => Promise<void>;
};

/** Ids of simulated orgs begin like this, so that what a killed run left behind is recognised. */
const SIMULATED_ORG = '00DSIMULATED';

const SIMULATED_EDITION = 'Developer Edition';

/** Starts a simulated org and makes its administrator known to `sf`; `stop` ends and forgets it. */
export async function startSimulatedOrg(input: SimulatorInput): Promise<SimulatorRun> {
  const { alias, port, ...options } = input;
  await removeLeftovers();
  await refuseTakenAlias(alias);
  const simulator = await listen({ name: alias, port, ...options });
  const { username, accessToken } = simulator.admin;
  const { orgId, origin } = simulator;
  try {
    await storeSession({
      alias,
      username,
      orgId,
      instanceUrl: origin.origin,
      accessToken,
      orgEdition: SIMULATED_EDITION,
    });
  } catch (error) {
    await simulator.close();
    throw error;
  }
  const stop = async (): Promise<void> => {
    await Promise.all([simulator.close(), removeStoredOrg(username)]);
  };
  return { origin: origin.origin, alias, username, orgId, stop };
}

async function removeLeftovers(): Promise<void> {
  const simulated = (await listStoredOrgs()).filter(({ orgId }) => orgId.startsWith(SIMULATED_ORG));
  for (const org of simulated) {
    if (!(await isRunning(org))) await removeStoredOrg(org.username);
  }
}

/** True when the origin answers as that very org: another one may have got the port since. */
async function isRunning({ instanceUrl, orgId }: StoredOrg): Promise<boolean> {
  try {
    const { text } = await send({
      url: new URL('/.well-known/auth-configuration', instanceUrl),
      method: 'GET',
    });
    const { OrgId } = JSON.parse(text) as { OrgId?: string };
    return OrgId !== undefined && orgId.startsWith(OrgId);
  } catch {
    return false;
  }
}

/** The alias, and the username that would be stored under it, must be free: another org is never overwritten. */
async function refuseTakenAlias(alias: string): Promise<void> {
  const own = `admin@${alias}.example`;
  const stored = await listStoredOrgs();
  const username = (await findAlias(alias)) ?? stored.find((org) => org.username === own)?.username;
  if (username === undefined) return;
  throw messages.createError('error.AliasTaken', [alias, username], [alias]);
}

async function listen(options: SimulatorOptions): Promise<Simulator> {
  try {
    return await startSimulator(options);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE' || code === 'EACCES')
      throw messages.createError('error.PortTaken', [options.port ?? 0, code]);
    throw error;
  }
}
