import { Messages } from '@salesforce/core/messages';
import {
  findAlias,
  listStoredOrgs,
  removeStoredOrg,
  storeSession,
  type StoredOrg,
} from '../../io/auth-store.ts';
import { send } from '../../io/http.ts';
import { readInputFile } from '../../io/input-file.ts';
import { writeTemporaryFile } from '../../io/temporary-file.ts';
import { type Fault, readFault } from '../../simulator/fault-strikes.ts';
import { faultNames, faults } from '../../simulator/faults.ts';
import { type OrgState, type OrgType, orgTypes } from '../../simulator/org-state.ts';
import { isOrgName, type OrgDescription, readScenario } from '../../simulator/scenario.ts';
import {
  type SimulatedOrg,
  type Simulator,
  type SimulatorOptions,
  startSimulator,
} from '../../simulator/server.ts';
import { type Assumption, assumptions } from '../../simulator/world.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'simulator');

const assumptionNames = Object.keys(assumptions) as Assumption[];

/** The words that flags of the command take, and what they mean. */
export const simulatorChoices = {
  orgTypes,
  assumptions: assumptionNames.map((name) => ({ name, says: assumptions[name].says })),
  faults: faultNames.map((name) => ({ name, says: faults[name].says })),
};

export type SimulatorInput = {
  /** Of the only org: its name, and the alias under which `sf` knows `admin@<alias>.example`. Default: `simulator`. */
  alias?: string;
  type?: OrgType;
  isDevHub?: boolean;
  /** A JSON file that describes several orgs, which take their own names as aliases. */
  scenarioFile?: string;
  port?: number;
  allowConnectedApps?: boolean;
  propagationSeconds?: number;
  deploySeconds?: number;
  assume?: Assumption[];
  /** Each as `NAME`, `NAME:AMOUNT`, `NAME=TIMES` or `NAME@/path`. */
  faults?: string[];
  tls?: boolean;
  /** Keeps the orgs from run to run. */
  stateFile?: string;
};

export type RunningOrg = {
  name: string;
  type: OrgType;
  alias: string;
  username: string;
  orgId: string;
  origin: string;
  /** The name of its My Domain in the world; with `tls` it leads here through the proxy. */
  myDomain: string;
  /** Its Experience Cloud sites, with their names in the world. */
  sites: { name: string; origin: string }[];
};

/** What runs. Of several orgs, the first one stands beside the list, too. */
export type SimulatorRun = Omit<RunningOrg, 'name' | 'type' | 'myDomain' | 'sites'> & {
  orgs: RunningOrg[];
  /** Origins that stand for login.salesforce.com and test.salesforce.com. */
  login: string;
  test: string;
  /** The certificate authority to trust, and the proxy to use. */
  tls: { authorityFile: string; proxy: string } | null;
  /** Hosts of a state file whose ports were taken by another program. */
  moved: { name: string; from: number; to: number }[];
  stop: () => Promise<void>;
};

const USAGE = 2;

/** Ids of simulated orgs begin like this, so that what a killed run left behind is recognised. */
const SIMULATED_ORG = '00DSIMULATED';

/** Starts simulated orgs and makes their administrators known to `sf`; `stop` ends and forgets them. */
export async function startSimulatedOrg(input: SimulatorInput): Promise<SimulatorRun> {
  const options = await readOptions(input);
  await removeLeftovers();
  const simulator = await listen(options);
  try {
    for (const org of simulator.orgs) await refuseTakenAlias(org);
  } catch (error) {
    await simulator.close();
    throw error;
  }
  try {
    for (const org of simulator.orgs) await introduce(org);
    return await describeRun(simulator);
  } catch (error) {
    await forget(simulator);
    throw error;
  }
}

/** What is not said is left out: a state file says it, or the simulator's own defaults. */
async function readOptions({
  alias,
  scenarioFile,
  faults = [],
  ...options
}: SimulatorInput): Promise<SimulatorOptions> {
  if (alias !== undefined && !isOrgName(alias))
    throw messages.createError('error.AliasUnusable', [alias], [], USAGE);
  const strikes = faults.map(readFaultFlag);
  const orgs = scenarioFile === undefined ? undefined : await readOrgs(scenarioFile);
  return { ...options, faults: strikes, ...(orgs === undefined ? { name: alias } : { orgs }) };
}

async function readOrgs(scenarioFile: string): Promise<OrgDescription[]> {
  const { path, contents } = await readInputFile(scenarioFile, '--scenario');
  const scenario = readScenario(contents.toString('utf8'));
  if ('problems' in scenario) {
    throw messages.createError('error.ScenarioUnusable', [path, scenario.problems.join('\n')]);
  }
  return scenario.orgs;
}

function readFaultFlag(text: string): Fault {
  const fault = readFault(text);
  if ('problem' in fault) throw messages.createError('error.FaultUnusable', [text, fault.problem], [], USAGE);
  return fault;
}

/** Makes an org's administrator known to `sf` under the org's name. */
async function introduce({ name, admin, orgId, origin, org }: SimulatedOrg): Promise<void> {
  await storeSession({
    alias: name,
    username: admin.username,
    orgId,
    instanceUrl: origin.origin,
    accessToken: admin.accessToken,
    orgEdition: editionOf(org),
    isDevHub: org.isDevHub,
    isSandbox: org.type === 'sandbox',
    isScratch: org.type === 'scratch',
  });
}

function editionOf({ type }: OrgState): string {
  return type === 'production' || type === 'sandbox' ? 'Enterprise Edition' : 'Developer Edition';
}

async function forget(simulator: Simulator): Promise<void> {
  await simulator.close();
  for (const { admin } of simulator.orgs) await removeStoredOrg(admin.username);
}

async function describeRun(simulator: Simulator): Promise<SimulatorRun> {
  const orgs = simulator.orgs.map(describeOrg);
  const { alias, username, orgId, origin } = describeOrg(simulator);
  const authority = simulator.tls && (await writeTemporaryFile('authority.crt', simulator.tls.authority));
  return {
    origin,
    alias,
    username,
    orgId,
    orgs,
    login: simulator.world.login.origin.origin,
    test: simulator.world.test.origin.origin,
    tls: simulator.tls && authority && { authorityFile: authority.path, proxy: simulator.tls.proxy.origin },
    moved: simulator.moved,
    stop: async () => {
      await Promise.all([forget(simulator), authority?.remove()]);
    },
  };
}

function describeOrg({ name, origin, orgId, admin, org }: SimulatedOrg): RunningOrg {
  const { username } = admin;
  return {
    name,
    type: org.type,
    alias: name,
    username,
    orgId,
    origin: origin.origin,
    myDomain: org.myDomain.name,
    sites: org.sites.map((site) => ({ name: site.name, origin: site.origin.origin })),
  };
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
  } catch (error) {
    // One that serves https under its own authority, which this process does not trust, does run.
    return (error as Error).name === 'TlsNotTrustedError';
  }
}

/** The alias, and the username that would be stored under it, must be free: another org is never overwritten. */
async function refuseTakenAlias({ name, admin }: SimulatedOrg): Promise<void> {
  const stored = await listStoredOrgs();
  const own = stored.find(({ username }) => username === admin.username);
  const username = (await findAlias(name)) ?? own?.username;
  if (username === undefined) return;
  throw messages.createError('error.AliasTaken', [name, username], [name]);
}

async function listen(options: SimulatorOptions): Promise<Simulator> {
  try {
    return await startSimulator(options);
  } catch (error) {
    const { code, name, message } = error as NodeJS.ErrnoException;
    const port = options.port ?? 0;
    if (code === 'EADDRINUSE') throw messages.createError('error.PortTaken', [port]);
    if (code === 'EACCES') throw messages.createError('error.PortForbidden', [port]);
    if (name === 'StateFileError') throw messages.createError('error.StateFileUnusable', [message]);
    throw error;
  }
}
