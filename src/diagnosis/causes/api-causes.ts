import { advise, known, say, type Cause } from '../cause.ts';
import type { Facts } from '../facts.ts';
import { appOf, isTokenOfOrg, userOf } from '../readings.ts';
import { mendApp } from './mend-app.ts';

/** What the token was granted says more than the app's settings, which can be younger. */
function hasApiScope({ exchange, org }: Facts): boolean | undefined {
  if (exchange?.kind === 'granted' && exchange.scope !== '')
    return /(^|\s)(api|full)(\s|$)/.test(exchange.scope);
  return org?.app ? org.app.scopes.some((scope) => ['Api', 'Full'].includes(scope)) : undefined;
}

export const apiScopeMissing: Cause = {
  name: 'ApiScopeMissing',
  verdict: (facts) => {
    const has = hasApiScope(facts);
    return has === undefined ? 'open' : known(!has);
  },
  message: (facts) => {
    const app = appOf(facts);
    return app ? say('ApiScopeMissing.org', [app.name]) : say('ApiScopeMissing');
  },
  fix: (facts) => {
    const scopes = [...new Set([...(appOf(facts)?.scopes ?? []), 'Api', 'RefreshToken'])];
    return mendApp('ApiScopeMissing', facts, ['--scopes', scopes.join(',')]);
  },
};

export const apiAccessControl: Cause = {
  name: 'ApiAccessControl',
  verdict: () => 'open',
  message: () => say('ApiAccessControl'),
  fix: () => advise('ApiAccessControl'),
};

export const userWithoutApi: Cause = {
  name: 'UserWithoutApi',
  verdict: (facts) => (userOf(facts)?.hasApiAccess === true ? 'open' : 'yes'),
  message: ({ login }) => say('UserWithoutApi', [login.username]),
  fix: ({ login }) => advise('UserWithoutApi', [login.username]),
};

/** An org that tells an administrator something has the API. */
export const orgWithoutApi: Cause = {
  name: 'OrgWithoutApi',
  verdict: (facts) => (isAdminServed(facts) ? 'no' : 'open'),
  message: () => say('OrgWithoutApi'),
  fix: () => advise('OrgWithoutApi'),
};

export const orgNotReady: Cause = {
  name: 'OrgNotReady',
  verdict: () => 'open',
  message: () => say('OrgNotReady'),
  fix: () => advise('OrgNotReady'),
};

const isAdminServed = (facts: Facts): boolean => isTokenOfOrg(facts) === true;

/** The same code says that too many requests run at once (REST guide, status codes). */
const isDailyLimit = ({ api }: Facts): boolean =>
  api?.kind === 'refused' && api.message.startsWith('TotalRequests');

/** An administrator whose calls the same org answers shows that its requests are not used up. */
export const orgRequestsUsedUp: Cause = {
  name: 'OrgRequestsUsedUp',
  verdict: (facts) => (isAdminServed(facts) ? 'no' : 'open'),
  message: () => say('OrgRequestsUsedUp'),
  fix: () => advise('OrgRequestsUsedUp'),
};

export const appRequestsUsedUp: Cause = {
  name: 'AppRequestsUsedUp',
  verdict: (facts) => (isAdminServed(facts) && isDailyLimit(facts) ? 'yes' : 'open'),
  message: () => say('AppRequestsUsedUp'),
  fix: () => advise('AppRequestsUsedUp'),
};

export const tokenDamaged: Cause = {
  name: 'TokenDamaged',
  verdict: () => 'yes',
  message: () => say('TokenDamaged'),
  fix: () => advise('TokenDamaged'),
};

export const sessionEnded: Cause = {
  name: 'SessionEnded',
  verdict: () => 'open',
  message: () => say('SessionEnded'),
  fix: () => advise('SessionEnded'),
};
