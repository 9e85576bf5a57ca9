import type { Check } from './diagnosis.ts';
import type { Facts } from './facts.ts';

/** What was looked at, in the order of a login, with what was seen. */
export function listChecks({ login }: Facts): Check[] {
  return login.trouble ? [] : [];
}
