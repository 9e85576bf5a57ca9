import { createAdaptorServer, type HttpBindings } from '@hono/node-server';
import { createServer } from 'node:https';
import type { Server } from 'node:net';
import { createConnectProxy, type ProxyOptions } from './connect-proxy.ts';
import type { FactId } from './facts/facts.ts';
import { type Fault, strike } from './fault-strikes.ts';
import { allHosts, type Host, hostsOf } from './hosts.ts';
import { citeHttpRefusals } from './http-refusals.ts';
import { close, listen, LOOPBACK } from './listen.ts';
import { type OrgState, type OrgType, type User } from './org-state.ts';
import { makeTlsIdentity, type TlsIdentity } from './private-authority.ts';
import { buildRoutes, type Entrance, type Witness } from './routes.ts';
import { addOrg, type OrgDescription } from './scenario.ts';
import { openAdminSession } from './sessions.ts';
import { type Assumption, createWorld, type World } from './world.ts';

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
  /** The latest requests, in order. */
  requests: RecordedRequest[];
  close: () => Promise<void>;
};

const MOST_RECORDED = 10_000;

/** Of a body: packages may have megabytes. */
const MOST_RECORDED_BYTES = 100_000;

function recordInto(requests: RecordedRequest[]): Witness {
  return ({ host, method, path, search, headers, body }, { status, fact }, at) => {
    const text = body.subarray(0, MOST_RECORDED_BYTES).toString('utf8');
    requests.push({ at, host: host.name, method, path: path + search, headers, body: text, status, fact });
    if (requests.length > MOST_RECORDED) requests.splice(0, MOST_RECORDED / 10);
  };
}

function describeOrgs({ orgs, name = 'simulator', ...options }: SimulatorOptions): OrgDescription[] {
  return orgs?.map((org) => ({ ...options, ...org })) ?? [{ ...options, name }];
}

function buildWorld(options: SimulatorOptions): World {
  const world = createWorld(options.now ?? (() => new Date()));
  world.assumed = new Set(options.assume ?? []);
  world.rulesOff = new Set(options.rulesOff ?? []);
  world.foreignConsumerKeys = options.appConsumerKeyTaken ?? [];
  for (const fault of options.faults ?? []) strike(world, fault);
  for (const description of describeOrgs(options)) addOrg(world, description);
  return world;
}

type Fetch = (request: Request, env: Entrance['Bindings']) => Response | Promise<Response>;

function createHostServer(fetch: Fetch, host: Host, identity: TlsIdentity | undefined): Server {
  const serve = {
    // None of these servers speaks HTTP/2.
    fetch: (request: Request, env: unknown) => fetch(request, { ...(env as HttpBindings), listening: host }),
    overrideGlobalObjects: false,
  };
  // Node would refuse a request without host before anything here sees it.
  const plain = { requireHostHeader: false };
  const server =
    identity === undefined
      ? createAdaptorServer({ ...serve, serverOptions: plain })
      : createAdaptorServer({
          ...serve,
          createServer,
          serverOptions: { ...plain, cert: identity.certificate, key: identity.privateKey },
        });
  citeHttpRefusals(server);
  return server;
}

/** Opens a server for each host of the world; the hosts learn their origins. */
async function openHosts(
  world: World,
  fetch: Fetch,
  port: number,
  identity?: TlsIdentity,
): Promise<Server[]> {
  const servers: Server[] = [];
  const [first] = world.orgs;
  try {
    for (const host of allHosts(world)) {
      const server = createHostServer(fetch, host, identity);
      const actual = await listen(server, host === first?.myDomain ? port : 0);
      host.origin = new URL(`${identity === undefined ? 'http' : 'https'}://${LOOPBACK}:${actual}`);
      servers.push(server);
    }
    return servers;
  } catch (error) {
    await Promise.all(servers.map(close));
    throw error;
  }
}

async function openProxy(world: World, options: ProxyOptions): Promise<{ server: Server; proxy: URL }> {
  const server = createConnectProxy(world, options);
  return { server, proxy: new URL(`http://${LOOPBACK}:${await listen(server, 0)}`) };
}

function findAdministrator({ records, name }: OrgState): User {
  const admin = records.users.find(({ username }) => username === `admin@${name}.example`);
  if (admin === undefined) throw new Error(`The simulated org ${name} has no administrator`);
  return admin;
}

function toSimulatedOrg(org: OrgState): SimulatedOrg {
  const admin = findAdministrator(org);
  const { token } = openAdminSession(org, admin);
  return {
    name: org.name,
    origin: org.myDomain.origin,
    orgId: org.id,
    admin: { username: admin.username, userId: admin.id, accessToken: token },
    org,
  };
}

/** Starts simulated orgs on this machine. A port in use rejects with Node's own error. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const world = buildWorld(options);
  const requests: RecordedRequest[] = [];
  const { fetch } = buildRoutes(world, recordInto(requests));
  const names = [LOOPBACK, 'localhost', ...[world.login, world.test].map(({ name }) => name)];
  const ownNames = world.orgs.flatMap(hostsOf).map(({ name }) => name);
  const identity = options.tls ? await makeTlsIdentity([...names, ...ownNames], world.now()) : undefined;
  const servers = await openHosts(world, fetch, options.port ?? 0, identity);
  const proxyOptions = typeof options.tls === 'object' ? options.tls : {};
  const front = identity && (await openProxy(world, proxyOptions));
  const orgs = world.orgs.map(toSimulatedOrg);
  const [first] = orgs;
  if (first === undefined) throw new Error('A simulator needs an org');
  return {
    ...first,
    orgs,
    world,
    tls: identity && front ? { authority: identity.authority, proxy: front.proxy } : null,
    requests,
    close: async () => {
      await Promise.all([...servers, ...(front ? [front.server] : [])].map(close));
    },
  };
}

export type { OrgType };
