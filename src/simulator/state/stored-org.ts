import { z } from 'zod';
import { type Host, makeHost } from '../hosts.ts';
import type { OrgJwtKey } from '../jwt-access-token.ts';
import { changeKinds, type LoginEntry, type OrgState, orgTypes, type Session } from '../org-state.ts';
import type { QueryCursor } from '../records/query-cursors.ts';
import type { World } from '../world.ts';
import { deploy, retrieve, writeDeploys, writeRetrieves } from './stored-deploys.ts';
import { orgRecords } from './stored-records.ts';
import { date, jsonOf, type Members, privateKey, stored } from './stored-values.ts';

/** What follows from the rest and is made anew. Any other member of an org has to be stored. */
type Derived = 'world' | 'now';

/** A host as a file keeps it: which port of this machine it listened to. */
export type StoredHost = { name: string; port: number };

type StoredOrg = Omit<OrgState, Derived | 'myDomain' | 'sites'> & {
  myDomain: StoredHost;
  sites: StoredHost[];
};

export const storedHost = stored<StoredHost>({
  name: z.string().min(1),
  port: z.number().int().min(1).max(65_535),
});

const session = stored<Session>({
  id: z.string(),
  loginId: z.string().nullable(),
  token: z.string(),
  userId: z.string(),
  appId: z.string().nullable(),
  appName: z.string(),
  clientId: z.string(),
  scopes: z.array(z.string()),
  timeoutMinutes: z.number(),
  lacksAssurance: z.boolean(),
  createdAt: date,
  lastUsedAt: date,
  useCount: z.number(),
  isRevoked: z.boolean(),
});

const login = stored<LoginEntry>({
  id: z.string(),
  at: date,
  userId: z.string(),
  status: z.string(),
  application: z.string(),
  loginUrl: z.string(),
});

const queryCursor = stored<QueryCursor>({
  id: z.string(),
  userId: z.string(),
  openedAt: date,
  totalSize: z.number(),
  pageSize: z.number(),
  path: z.string(),
  records: z.array(jsonOf<QueryCursor['records'][number]>()),
});

const members: Members<StoredOrg> = {
  name: z.string().min(1),
  id: z.string(),
  type: z.enum(orgTypes),
  isDevHub: z.boolean(),
  createdAt: date,
  apiVersions: z.array(z.string()).nonempty(),
  myDomain: storedHost,
  sites: z.array(storedHost),
  allowConnectedApps: z.boolean(),
  propagationSeconds: z.number(),
  propagationOf: z.partialRecord(z.enum(changeKinds), z.number()),
  deploySeconds: z.number(),
  lastSerial: z.number(),
  apiUsage: z.number(),
  apiLimit: z.number(),
  appQuotas: z.array(
    stored<OrgState['appQuotas'][number]>({ appId: z.string(), used: z.number(), limit: z.number() }),
  ),
  formerConsumerKeys: z.array(z.string()),
  isRestApiDisabled: z.boolean(),
  isLocked: z.boolean(),
  jwtKey: stored<OrgJwtKey>({ kid: z.string(), pem: privateKey }).nullable(),
  records: orgRecords,
  sessions: z.array(session),
  seenAssertionIds: z.array(
    stored<OrgState['seenAssertionIds'][number]>({ appKey: z.string(), jti: z.string(), forgetAt: date }),
  ),
  logins: z.array(login),
  deploys: z.array(deploy),
  retrieves: z.array(retrieve),
  queryCursors: z.array(queryCursor),
};

/** An org as a file keeps it. */
export const storedOrg = stored<StoredOrg>(members);

export function writeHost({ name, origin }: Host): StoredHost {
  return { name, port: Number(origin.port) };
}

/** An org for `JSON.stringify`, which writes dates as ISO texts. Only members that are named here are written. */
export function writeOrg(org: OrgState): Record<keyof StoredOrg, unknown> {
  const plain = Object.fromEntries(Object.keys(members).map((name) => [name, org[name as keyof StoredOrg]]));
  return {
    ...(plain as Record<keyof StoredOrg, unknown>),
    myDomain: writeHost(org.myDomain),
    sites: org.sites.map(writeHost),
    deploys: writeDeploys(org.deploys),
    retrieves: writeRetrieves(org.retrieves),
  };
}

/**
 * The same without what mere reading changes: when and how often a session was used, and the counts of API requests.
 * Such news alone is not worth a write; it is kept with the next change, and lost if that never comes.
 */
export function writeOrgWithoutUse(org: OrgState): unknown {
  return {
    ...writeOrg(org),
    apiUsage: undefined,
    appQuotas: org.appQuotas.map((item) => ({ ...item, used: undefined })),
    sessions: org.sessions.map((item) => ({ ...item, lastUsedAt: undefined, useCount: undefined })),
  };
}

/** The host of a world, with the port that it had. */
export function restoreHost(host: Host, { port }: StoredHost, scheme: string): void {
  host.origin = new URL(`${scheme}://127.0.0.1:${port}`);
}

/** Adds an org to a world as it was stored; its hosts have the origins that they had. */
export function restoreOrg(world: World, { myDomain, sites, ...rest }: StoredOrg, scheme: string): void {
  const org: OrgState = {
    ...rest,
    world,
    now: () => world.now(),
    myDomain: makeHost('my-domain', myDomain.name, null),
    sites: [],
  };
  org.myDomain.org = org;
  org.sites = sites.map(({ name }) => makeHost('site', name, org));
  restoreHost(org.myDomain, myDomain, scheme);
  for (const [index, host] of org.sites.entries()) {
    const known = sites[index];
    if (known !== undefined) restoreHost(host, known, scheme);
  }
  world.orgs.push(org);
}
