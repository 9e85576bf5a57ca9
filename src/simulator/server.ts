import type { Server } from 'node:net';
import { createConnectProxy, type ProxyOptions } from './connect-proxy.ts';
import type { FactId } from './facts/facts.ts';
import { type Fault, FAULT_HEADER } from './fault-strikes.ts';
import { close, LOOPBACK } from './listen.ts';
import { listenNear, type MovedHost, openHosts } from './open-hosts.ts';
import { type OrgState, type OrgType, type User } from './org-state.ts';
import { buildRoutes, type Witness } from './routes.ts';
import type { OrgDescription } from './scenario.ts';
import { findAdminSession, openAdminSession } from './sessions.ts';
import { findState } from './state/find-state.ts';
import { keepState } from './state/keep-state.ts';
import { openStateFile, type StateFile } from './state/state-file.ts';
import type { KeptTls } from './state/stored-world.ts';
import type { Assumption, World } from './world.ts';

export type SimulatorOptions = Partial<OrgDescription> & {
  /** Of the first org's My Domain. Default, and for all others: any free port. */
  port?: number;
  /** The clock of all orgs. */
  now?: () => Date;
  /** Several orgs; what else is said of one org then counts for each that does not say it itself. */
  orgs?: OrgDescription[];
  /** Consumer keys that apps of orgs outside the simulation hold. */
  appConsumerKeyTaken?: string[];
  /** Guesses to be made the other way. */
  assume?: Assumption[];
  /** Rules that do not hold: to show that a trial of them notices. */
  rulesOff?: FactId[];
  /** What goes wrong from the start. */
  faults?: Fault[];
  /** Serve https under a private authority, with a proxy that leads the hosts' real names here. */
  tls?: boolean | ProxyOptions;
  /**
   * Where the world is kept from run to run. A file that is there says what the world is: options that say anything else
   * are refused, as is a file that another simulator uses, with a StateFileError.
   */
  stateFile?: string;
};

export type RecordedRequest = {
  at: Date;
  /** The called host's name in the world. */
  host: string;
  method: string;
  /** With the query. */
  path: string;
  headers: Record<string, string>;
  body: string;
  status: number;
  fact: FactId;
  /** The name of the fault that touched the answer. */
  fault?: string;
};

/** One org of a running simulator. */
export type SimulatedOrg = {
  name: string;
  /** Of its My Domain, on this machine. */
  origin: URL;
  /** 18 characters. */
  orgId: string;
  /** A living session of a System Administrator. */
  admin: { username: string; userId: string; accessToken: string };
  /** For named changes by the functions of org-changes.ts. */
  org: OrgState;
};

/** A running simulator; its first (and often only) org stands for it. */
export type Simulator = SimulatedOrg & {
  orgs: SimulatedOrg[];
  world: World;
  /** With `tls`: the authority to trust, in PEM, and the proxy to use. */
  tls: { authority: string; proxy: URL } | null;
  /** Hosts of a state file whose ports were taken: clients that know the old ones do not find them. */
  moved: MovedHost[];
  /** The latest requests, in order. */
  requests: RecordedRequest[];
  close: () => Promise<void>;
};

const MOST_RECORDED = 10_000;

/** Of a body: packages may have megabytes. */
const MOST_RECORDED_BYTES = 100_000;

function recordInto(requests: RecordedRequest[]): Witness {
  return ({ host, method, path, search, headers, body }, { status, fact, headers: told }, at) => {
    const text = body.subarray(0, MOST_RECORDED_BYTES).toString('utf8');
    const fault = told[FAULT_HEADER];
    const answered = fault === undefined ? { status, fact } : { status, fact, fault };
    requests.push({ at, host: host.name, method, path: path + search, headers, body: text, ...answered });
    if (requests.length > MOST_RECORDED) requests.splice(0, MOST_RECORDED / 10);
  };
}

/** The first user of an org; nobody deletes users, and their names may change. */
function findAdministrator({ records, name }: OrgState): User {
  const [admin] = records.users;
  if (admin === undefined) throw new Error(`The simulated org ${name} has no administrator`);
  return admin;
}

function toSimulatedOrg(org: OrgState): SimulatedOrg {
  const admin = findAdministrator(org);
  const { token } = findAdminSession(org, admin) ?? openAdminSession(org, admin);
  return {
    name: org.name,
    origin: org.myDomain.origin,
    // a refresh gives a sandbox another one
    get orgId() {
      return org.id;
    },
    admin: { username: admin.username, userId: admin.id, accessToken: token },
    org,
  };
}

/** Opens the proxy in front of an https world, at the port that it had. */
async function openProxy(world: World, tls: KeptTls, options: ProxyOptions): Promise<Server> {
  const server = createConnectProxy(world, options);
  tls.proxyPort = await listenNear(server, { port: tls.proxyPort, isDemanded: false });
  return server;
}
async function run(options: SimulatorOptions, file: StateFile | null): Promise<Simulator> {
  const state = await findState(options, file);
  const { world, tls } = state;
  const keeper = file && keepState(file, state);
  const requests: RecordedRequest[] = [];
  const { fetch } = buildRoutes(world, recordInto(requests), keeper?.commit);
  const { servers, moved } = await openHosts(world, fetch, options.port ?? 0, tls);
  try {
    const proxy = tls && (await openProxy(world, tls, typeof options.tls === 'object' ? options.tls : {}));
    if (proxy) servers.push(proxy);
    const orgs = world.orgs.map(toSimulatedOrg);
    const [first] = orgs;
    if (first === undefined) throw new Error('A simulator needs an org');
    await keeper?.commit();
    return {
      ...first,
      orgs,
      world,
      tls: tls && { authority: tls.authority, proxy: new URL(`http://${LOOPBACK}:${tls.proxyPort}`) },
      moved,
      requests,
      close: async () => {
        await Promise.all(servers.map(close));
        await keeper?.close();
      },
    };
  } catch (error) {
    await Promise.all(servers.map(close));
    throw error;
  }
}

/**
 * Starts simulated orgs on this machine. A port in use rejects with Node's own error, a state file that cannot be used
 * with a StateFileError.
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const file = options.stateFile === undefined ? null : await openStateFile(options.stateFile);
  try {
    return await run(options, file);
  } catch (error) {
    await file?.release();
    throw error;
  }
}

export type { OrgType };
