import { appLooks, sessionLevelLook } from './checks/app-looks.ts';
import { localLooks } from './checks/local-looks.ts';
import type { Look } from './checks/look.ts';
import { adminLooks, historyLook, userLooks } from './checks/user-looks.ts';
import { apiLook, wayLooks } from './checks/way-looks.ts';
import type { Check } from './diagnosis.ts';
import type { Facts } from './facts.ts';

/** In the order of a login. */
const looks: readonly Look[] = [
  ...localLooks,
  ...wayLooks,
  ...adminLooks,
  ...appLooks,
  ...userLooks,
  sessionLevelLook,
  historyLook,
  apiLook,
];

/** What was looked at, in the order of a login, with what was seen. */
export function listChecks(facts: Facts): Check[] {
  return looks.flatMap(({ name, see }) => {
    const seen = see(facts);
    return seen ? { name, ...seen } : [];
  });
}
