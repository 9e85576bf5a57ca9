// A simulated org as the flows of apps meet it: `sf` knows its administrator, and the flow has the connection that a
// command would hand it.
import { AuthRemover, Org } from '@salesforce/core';
import { token, type TokenOutput } from '../../../src/flows/token.ts';
import { storeSession } from '../../../src/io/auth-store.ts';
import type { OrgConnection } from '../../../src/io/org-call.ts';
import { addUser, type User } from '../../../src/simulator/org-state.ts';
import {
  type SimulatedOrg,
  type Simulator,
  type SimulatorOptions,
  startSimulator,
} from '../../../src/simulator/server.ts';
import { openAdminSession } from '../../../src/simulator/sessions.ts';
import type { KeyFiles } from '../../simulated-app.ts';

export type AppOrg = {
  simulator: Simulator;
  /** For changes by name (org-changes.ts); of several orgs in one simulator, this one. */
  org: SimulatedOrg['org'];
  /** The administrator, whom `sf` is authorised as. */
  username: string;
  origin: URL;
  connection: OrgConnection;
  /** Connects as another administrator, who is added unless the org has a user of that name. */
  connectAs: (username: string) => Promise<OrgConnection>;
  /** Replaces `connection` by a new one with a new session: what the next command would have, after a login. */
  reconnect: () => Promise<void>;
  /** Logs in by JWT with a pair of key files, as the administrator unless another user is named, and without waiting. */
  logIn: (clientId: string, keys: KeyFiles, username?: string) => Promise<TokenOutput>;
  query: <Row = Record<string, unknown>>(soql: string) => Promise<Row[]>;
  /** What this org was asked, in order: method and path, without the query. */
  requestLines: () => string[];
  /** Begins the list of requests anew. */
  forgetRequests: () => void;
  /** Stops the simulator, with all its orgs, and lets `sf` forget them. */
  close: () => Promise<void>;
};

const living = new Set<() => Promise<void>>();

/** Starts a simulated org. Orgs of two simulators at once need names of their own: usernames and aliases come from them. */
export async function openAppOrg(options: SimulatorOptions = {}): Promise<AppOrg> {
  const [first] = await openAppOrgs(options);
  if (first === undefined) throw new Error('A simulator needs an org');
  return first;
}

/** Starts one simulator with several orgs (`orgs` names them), which have one world of consumer keys and users. */
export async function openAppOrgs(options: SimulatorOptions): Promise<AppOrg[]> {
  const simulator = await startSimulator(options);
  const usernames = new Set<string>();
  const close = async (): Promise<void> => {
    living.delete(close);
    for (const username of usernames) await forget(username);
    await simulator.close();
  };
  living.add(close);
  const opened: AppOrg[] = [];
  for (const org of simulator.orgs) opened.push(await openOne({ simulator, org, usernames, close }));
  return opened;
}

/** Ends every org that is still open: `afterEach(closeAppOrgs)`. */
export async function closeAppOrgs(): Promise<void> {
  for (const close of living) await close();
}

type Opening = {
  simulator: Simulator;
  org: SimulatedOrg;
  /** Of those whom `sf` gets to know. */
  usernames: Set<string>;
  close: () => Promise<void>;
};

async function openOne(opening: Opening): Promise<AppOrg> {
  const { simulator, org: simulated, close } = opening;
  const { admin, origin, org } = simulated;
  const connectAs = (username: string): Promise<OrgConnection> =>
    connect(opening, username, openAdminSession(org, findOrAddAdmin(org, username)).token);
  // a shared login host serves all orgs; the other My Domains are the other orgs' own
  const others = simulator.orgs
    .map((one) => one.org.myDomain.name)
    .filter((name) => name !== org.myDomain.name);
  const opened: AppOrg = {
    simulator,
    org,
    username: admin.username,
    origin,
    connection: await connect(opening, admin.username, admin.accessToken),
    connectAs,
    reconnect: async () => {
      opened.connection = await connectAs(admin.username);
    },
    logIn: (clientId, { location: privateKey }, username = admin.username) =>
      token({ clientId, username, privateKey, instanceUrl: origin }, new Date(), { waitMinutes: 0 }),
    query: async <Row>(soql: string) => (await opened.connection.query(soql)).records as Row[],
    requestLines: () =>
      simulator.requests
        .filter(({ host }) => !others.includes(host))
        .map(({ method, path }) => `${method} ${path.split('?')[0] ?? ''}`),
    forgetRequests: () => {
      simulator.requests.length = 0;
    },
    close,
  };
  return opened;
}

/** A new one has the profile of the first user, who is an administrator in every simulated org. */
function findOrAddAdmin(org: SimulatedOrg['org'], username: string): User {
  const { users, profiles } = org.records;
  const known = users.find((user) => user.username === username);
  const profile = profiles.find(({ id }) => id === users[0]?.profileId)?.name;
  return known ?? addUser(org, { username, lastName: 'Second', profile });
}

/** As `sf` would: from a session in its own store, under an alias (the org's name for its first administrator). */
async function connect(
  { org: { name, orgId, origin, org, admin }, usernames }: Opening,
  username: string,
  accessToken: string,
): Promise<OrgConnection> {
  const alias = username === admin.username ? name : username;
  if (usernames.has(username)) await forget(username);
  usernames.add(username);
  await storeSession({
    alias,
    username,
    orgId,
    instanceUrl: origin.origin,
    accessToken,
    orgEdition: 'Developer Edition',
    isDevHub: org.isDevHub,
    isSandbox: org.type === 'sandbox',
    isScratch: org.type === 'scratch',
  });
  return (await Org.create({ aliasOrUsername: alias })).getConnection();
}

async function forget(username: string): Promise<void> {
  await (await AuthRemover.create()).removeAuth(username);
}
