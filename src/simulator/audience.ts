import type { OrgState } from './org-state.ts';

const LOGIN_HOST = 'login.salesforce.com';
const TEST_HOST = 'test.salesforce.com';

/** The shared login host of the org's type; it also stands in the identity URL. */
export function sharedHostOf(org: OrgState): string {
  return org.type === 'production' ? LOGIN_HOST : TEST_HOST;
}

export function isSharedHost(host: string): boolean {
  return host === LOGIN_HOST || host === TEST_HOST;
}

/** Shipping clients write an audience with and without scheme, slash and path: only its host counts (TOKEN-43). */
export function readHost(audience: string): string {
  const text = audience.includes('://') ? audience : `https://${audience}`;
  return URL.canParse(text) ? new URL(text).host.replace(/^localhost(?=:|$)/, '127.0.0.1') : '';
}

/**
 * Whether an audience may be used at the host that was called. A shared login host takes its own name alone
 * (test with an audience of login is refused); the org's My Domain also takes its type's shared host (TOKEN-44).
 */
export function isAudienceAllowed(org: OrgState, calledHost: string, audience: string): boolean {
  const host = readHost(audience);
  if (host === '') return false;
  if (isSharedHost(calledHost)) return host === calledHost;
  return [org.origin.host, org.publicOrigin.host, sharedHostOf(org)].includes(host);
}
