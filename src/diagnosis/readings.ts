import { isSandboxName, kindOfHost } from '../assertion/hosts.ts';
import { ADMIN_ORG, APP_NAME, withFlag } from './command-line.ts';
import type { AppFact, Facts, UserFact } from './facts.ts';

/** What the facts say, read once for all rows: `undefined` where nobody told. */

export const userOf = ({ org }: Facts): UserFact | undefined => org?.user || undefined;

export const appOf = ({ org }: Facts): AppFact | undefined => org?.app || undefined;

/** For commands; a placeholder where no administrator's org was asked. */
export const adminOf = ({ org }: Facts): string => org?.targetOrg ?? ADMIN_ORG;

/** The flags that name the app. The type is that of the plugin's default where nobody told it. */
export function appFlags(facts: Facts): string[] {
  const app = appOf(facts);
  return app ? ['--name', app.name, '--type', app.type] : ['--name', APP_NAME];
}

/**
 * Whether the login went to the org that an administrator showed: to its own address, by a host that all orgs of its type
 * share, or to another org's. Of sites, custom domains, instances and simulated hosts nobody can tell (`undefined`).
 */
export function hostReached({ login, org, exchange }: Facts): 'own' | 'shared' | 'other' | undefined {
  if (org === null) return undefined;
  if (isTokenOfOrg({ org, exchange }) === false) return 'other';
  const host = new URL(login.host);
  if (host.origin === org.host) return 'own';
  const { name } = kindOfHost(host);
  if (isShared(name))
    return org.isSandbox === null ? undefined : (name === 'test') === org.isSandbox ? 'shared' : 'other';
  return ownKinds.includes(name) && !isSameOrg(host, new URL(org.host)) ? 'other' : undefined;
}

/** Kinds of addresses of which each is that of one org. */
const ownKinds = ['my-domain', 'government', 'china'];

const isShared = (name: string): boolean => name === 'login' || name === 'test';

/** An org can have an address of before, which begins alike. */
const isSameOrg = (one: URL, other: URL): boolean =>
  one.hostname.split('.')[0] === other.hostname.split('.')[0] && isSandboxName(one) === isSandboxName(other);

/** Whether the org that an administrator showed is the one that gave the token. Ids have 15 characters, or 18. */
export const isTokenOfOrg = ({ org, exchange }: Pick<Facts, 'org' | 'exchange'>): boolean | undefined =>
  org && exchange?.kind === 'granted' ? exchange.orgId.slice(0, 15) === org.orgId.slice(0, 15) : undefined;

/** A host that all orgs of a type share. */
export const isSharedHost = (host: string): boolean => isShared(kindOfHost(new URL(host)).name);

/** Whether the login was one of a user of the org that was shown, as far as can be told. */
export const isLoginHere = (facts: Facts): boolean =>
  userOf(facts) !== undefined && hostReached(facts) !== 'other';

/**
 * Whether what the org does not have is missing from the org of the login. An administrator of another org proves nothing by it: a
 * shared host serves them all, and a sandbox has copies of the apps. A user is in one org alone.
 */
export const isOrgOfLogin = (facts: Facts): boolean =>
  hostReached(facts) === 'own' || userOf(facts) !== undefined;

const MINUTE = 60_000;

/** How many minutes ago the app, or who may use it, was changed. */
export function minutesSinceChange(facts: Facts): number | undefined {
  const changedAt = appOf(facts)?.changedAt;
  return changedAt ? (Date.parse(facts.now) - Date.parse(changedAt)) / MINUTE : undefined;
}

/**
 * The line of the login with other parts. A login that `sf` has stored is stored anew, so that it is mended there, too; but `sf`
 * stores no audience.
 */
export function corrected({ command: { again, entry } }: Facts, parts: Record<string, string>): string[] {
  const isStored = entry !== null && !('--audience' in parts);
  const line = isStored ? ['jwt', 'login', '--target-org', entry] : again;
  return Object.entries(parts).reduce((words, [flag, value]) => withFlag(words, flag, value), line);
}
