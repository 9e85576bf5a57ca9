import { createAdaptorServer } from '@hono/node-server';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createOrg, findUser, type OrgOptions, type OrgState, type OrgType } from './org-state.ts';
import { buildRoutes, type Witness } from './routes.ts';
import { openAdminSession } from './sessions.ts';

export type SimulatorOptions = {
  /** Users are `admin@<name>.example`, `deploy@<name>.example` and `inactive@<name>.example`. Default: `simulator`. */
  name?: string;
  /** Default: any free port. */
  port?: number;
  /** The org's clock. */
  now?: () => Date;
  /** What the org takes for its My Domain, when a proxy stands before it. Default: its own loopback origin. */
  publicOrigin?: URL;
  orgType?: OrgType;
  /** Whether new Connected Apps may be created. Default: no, as in most orgs today. */
  allowConnectedApps?: boolean;
  /** How long the token endpoint does not see a new app, certificate or grant. */
  propagationSeconds?: number;
  /** How long a deploy takes. */
  deploySeconds?: number;
  /** Ascending. */
  apiVersions?: string[];
  /** Consumer keys that apps of other orgs hold. */
  appConsumerKeyTaken?: string[];
};

export type RecordedRequest = {
  at: Date;
  method: string;
  /** With the query. */
  path: string;
  headers: Record<string, string>;
  body: string;
  status: number;
  fact: string;
};

export type Simulator = {
  origin: URL;
  /** 18 characters. */
  orgId: string;
  /** A living session of a System Administrator. */
  admin: { username: string; userId: string; accessToken: string };
  /** For named changes by the functions of org-changes.ts. */
  org: OrgState;
  /** Every request so far, in order. */
  requests: RecordedRequest[];
  close: () => Promise<void>;
};

/** The simulated org never listens to anything but this machine; no option changes that. */
const LOOPBACK = '127.0.0.1';

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, LOOPBACK, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => {
      if (error === undefined) resolve();
      else reject(error);
    });
    // Idle keep-alive connections would hold the process.
    server.closeAllConnections();
  });
}

function recordInto(requests: RecordedRequest[]): Witness {
  return ({ method, path, search, headers, body }, { status, fact }, at) => {
    requests.push({ at, method, path: path + search, headers, body: body.toString('utf8'), status, fact });
  };
}

function toOrgOptions(options: SimulatorOptions): OrgOptions {
  return {
    name: options.name ?? 'simulator',
    type: options.orgType ?? 'production',
    apiVersions: options.apiVersions ?? ['64.0', '65.0', '66.0', '67.0'],
    allowConnectedApps: options.allowConnectedApps ?? false,
    propagationSeconds: options.propagationSeconds ?? 0,
    deploySeconds: options.deploySeconds ?? 0,
    foreignConsumerKeys: options.appConsumerKeyTaken ?? [],
    now: options.now ?? (() => new Date()),
  };
}

/** Starts a simulated org on this machine. A port in use rejects with Node's own error. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const org = createOrg(toOrgOptions(options));
  const requests: RecordedRequest[] = [];
  const { fetch } = buildRoutes(org, recordInto(requests));
  const server = createAdaptorServer({ fetch, overrideGlobalObjects: false }) as Server;
  const port = await listen(server, options.port ?? 0);
  org.origin = new URL(`http://${LOOPBACK}:${port}`);
  org.publicOrigin = options.publicOrigin ?? org.origin;
  const admin = findUser(org, `admin@${org.name}.example`);
  if (admin === undefined) throw new Error('The simulated org has no administrator');
  const { token } = openAdminSession(org, admin);
  return {
    origin: org.origin,
    orgId: org.id,
    admin: { username: admin.username, userId: admin.id, accessToken: token },
    org,
    requests,
    close: () => close(server),
  };
}
