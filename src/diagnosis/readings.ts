import { ADMIN_ORG, APP_NAME } from './command-line.ts';
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

/** Addresses of an org's own: each is of one org alone. */
const MY_DOMAIN = /\.my\.(salesforce\.com|salesforce\.mil|sfcrmproducts\.cn|sfcrmapps\.cn)$/;

/**
 * Whether the login went to the org that an administrator showed: to its own address, by a host that all orgs of its type
 * share, or to another org's. Of sites, custom domains and simulated hosts nobody can tell (`undefined`).
 */
export function hostReached({ login, org }: Facts): 'own' | 'shared' | 'other' | undefined {
  if (org === null) return undefined;
  if (login.host === org.host) return 'own';
  const { hostname } = new URL(login.host);
  const isForSandboxes = sharedHosts[hostname];
  if (isForSandboxes !== undefined && org.isSandbox !== null)
    return isForSandboxes === org.isSandbox ? 'shared' : 'other';
  return MY_DOMAIN.test(hostname) ? 'other' : undefined;
}

/** Whether they are for sandboxes. */
const sharedHosts: Record<string, boolean> = {
  'login.salesforce.com': false,
  'test.salesforce.com': true,
};

/** A host that all orgs share. */
export const isSharedHost = (host: string): boolean => new URL(host).hostname in sharedHosts;

/** Whether the login was one of a user of the org that was shown, as far as can be told. */
export const isLoginHere = (facts: Facts): boolean =>
  userOf(facts) !== undefined && hostReached(facts) !== 'other';

const MINUTE = 60_000;

/** How many minutes ago the app, or who may use it, was changed. */
export function minutesSinceChange(facts: Facts): number | undefined {
  const changedAt = appOf(facts)?.changedAt;
  return changedAt ? (Date.parse(facts.now) - Date.parse(changedAt)) / MINUTE : undefined;
}
