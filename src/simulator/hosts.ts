import type { OrgRequest } from './answer.ts';
import { makeFinder } from './find-again.ts';
import type { OrgState } from './org-state.ts';
import type { World } from './world.ts';

export const LOGIN_NAME = 'login.salesforce.com';
export const TEST_NAME = 'test.salesforce.com';

/** A host of the platform: an org's My Domain or one of its sites, or one of the two that all orgs share. */
export type Host = {
  role: 'my-domain' | 'site' | 'login' | 'test';
  /** What it would be called in the world; clients behind the simulator's proxy call it so. */
  name: string;
  /** Where it listens on this machine. */
  origin: URL;
  /** Null for the shared hosts. */
  org: OrgState | null;
};

const NOT_LISTENING = new URL('http://127.0.0.1');

/** A host whose origin is set when the server listens. */
export function makeHost(role: Host['role'], name: string, org: OrgState | null): Host {
  return { role, name, origin: NOT_LISTENING, org };
}

/** The shared login host of the org's type; it also stands in the identity URL. */
export function sharedHostOf({ type, world }: OrgState): Host {
  return type === 'sandbox' || type === 'scratch' ? world.test : world.login;
}

export function hostsOf(org: OrgState): Host[] {
  return [org.myDomain, ...org.sites];
}

export function allHosts(world: World): Host[] {
  return [world.login, world.test, ...world.orgs.flatMap(hostsOf)];
}

/** Shipping clients write an audience with and without scheme, slash and path: only its host counts (TOKEN-43). */
export function readHost(audience: string): string {
  const text = audience.includes('://') ? audience : `https://${audience}`;
  return URL.canParse(text) ? new URL(text).host.replace(/^localhost(?=:|$)/, '127.0.0.1') : '';
}

function isLoopback(host: string): boolean {
  return /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host);
}

const findOrgOfHost = makeFinder<OrgState>();

/** The host that a request means: the one it calls by name, whichever port it came in by, else the listening one. */
export function findCalledHost(world: World, listening: Host, hostHeader: string): Host {
  if (isLoopback(hostHeader)) return listening;
  const name = hostHeader.replace(/:443$/, '').toLowerCase();
  const isCalled = (host: Host): boolean => host.name === name;
  const org = findOrgOfHost(world.orgs, name, (one) => hostsOf(one).some(isCalled));
  return [world.login, world.test, ...(org ? hostsOf(org) : [])].find(isCalled) ?? listening;
}

/**
 * The origin of a host as the caller of a request would write it: by the names of the world if it called by such a
 * name, else on this machine, so that nothing here ever points to a real host (ORG-05).
 */
export function originOf(host: Host, request: OrgRequest): string {
  const called = request.headers.host ?? '';
  const isCalledByLoopback = isLoopback(called);
  if (!isCalledByLoopback && readHost(called) === request.host.name) return `https://${host.name}`;
  if (isCalledByLoopback && host === request.host) return `${host.origin.protocol}//${called}`;
  return host.origin.origin;
}

function isNamed(host: Host, audience: string, request: OrgRequest): boolean {
  if (host.name === audience || host.origin.host === audience) return true;
  return host === request.host && readHost(request.headers.host ?? '') === audience;
}

/**
 * Whether an audience may be used at the host that was called. A shared login host takes its own name alone
 * (test with an audience of login is refused); an org's own hosts take each other's and their type's shared host (TOKEN-44).
 */
export function isAudienceAllowed(request: OrgRequest, audience: string): boolean {
  const named = readHost(audience);
  const { host } = request;
  if (named === '') return false;
  const allowed = host.org === null ? [host] : [...hostsOf(host.org), sharedHostOf(host.org)];
  return allowed.some((candidate) => isNamed(candidate, named, request));
}
