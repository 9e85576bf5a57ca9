import type { Exchange } from '../exchange.ts';
import { hostsOf, originOf, sharedHostOf } from '../hosts.ts';
import { CALLER_ADDRESS, ORG_TIME_ZONE } from '../login-restrictions.ts';
import type { RefusalName } from '../refusals.ts';
import { explainNotApproved, explainNotAssigned } from './access-causes.ts';
import { explainDisabled, explainNotInstalled, explainScope, explainUnknownKey } from './app-causes.ts';
import { type Explanation, quote, quoteAll } from './explanation.ts';
import { readMembers } from './read-members.ts';
import { explainForm, explainSignature } from './signature-causes.ts';

type Explain = (exchange: Exchange, failedCheck: string) => Explanation;

function userOf({ user }: Exchange): string {
  return quote(user?.username ?? '');
}

function appOf({ app }: Exchange): string {
  return quote(app?.name ?? '');
}

function claimOf({ assertion, now }: Exchange, name: string): { value: string; note: string } {
  const claim = assertion.claims[name];
  const [member] = claim === undefined ? [] : readMembers({ [name]: claim }, now);
  return member ?? { value: 'missing', note: 'missing' };
}

function explainAudience(exchange: Exchange): Explanation {
  const { host } = exchange.request;
  const allowed = host.org === null ? [host] : [...hostsOf(host.org), sharedHostOf(host.org)];
  const origins = allowed.map((one) => originOf(one, exchange.request));
  return {
    cause: `aud is ${quote(claimOf(exchange, 'aud').value)}; ${quote(host.name)} takes ${quoteAll(origins)}.`,
    remedy: `Send ${quote(originOf(host, exchange.request))} as aud, as one text.`,
  };
}

function explainExpiry(exchange: Exchange): Explanation {
  const { value, note } = claimOf(exchange, 'exp');
  return {
    cause: `exp is ${quote(value)}: ${note}.`,
    remedy: 'Send exp as a number of seconds since 1970, a few minutes ahead.',
  };
}

function explainAssertion(exchange: Exchange, failedCheck: string): Explanation {
  if (failedCheck === 'form') return explainForm(exchange);
  return failedCheck === 'expiry' ? explainExpiry(exchange) : explainSignature(exchange);
}

/** For every refusal: the cause, as the simulator's own state tells it, and the remedy. */
const explanations: Record<RefusalName, Explain> = {
  notApproved: explainNotApproved,
  notAdminApproved: explainNotAssigned,
  unknownConsumerKey: explainUnknownKey,
  refreshScopeMissing: explainScope,
  invalidAssertion: explainAssertion,
  invalidClient: explainSignature,
  invalidAudience: explainAudience,
  appNotInstalled: explainNotInstalled,
  appDisabled: explainDisabled,
  expired: (exchange) => ({
    cause: `exp has passed by more than the three minutes of tolerance: ${claimOf(exchange, 'exp').note}.`,
    remedy: 'Sign a new assertion for each login, with exp a few minutes ahead, and compare the clocks.',
  }),
  appBlocked: (exchange) => ({
    cause: `An administrator has blocked ${appOf(exchange)}.`,
    remedy: 'Unblock the app in Setup under "Connected Apps OAuth Usage".',
  }),
  damagedApproval: (exchange) => ({
    cause: `${userOf(exchange)} approved ${appOf(exchange)}, and that approval no longer works.`,
    remedy: 'Let the user approve the app again, or set its policy to approved users.',
  }),
  orgLocked: ({ org }) => ({
    cause: `${quote(org?.name ?? '')} is locked, closed or suspended.`,
    remedy: 'Nobody can log in until Salesforce opens the org again.',
  }),
  inactiveUser: (exchange) => ({
    cause: `${userOf(exchange)} is deactivated.`,
    remedy: 'Activate the user, or log in as another.',
  }),
  frozenUser: (exchange) => ({
    cause: `${userOf(exchange)} is frozen.`,
    remedy: 'Unfreeze the user, or log in as another.',
  }),
  outsideLoginHours: (exchange) => ({
    cause: `It is outside the login hours of the profile of ${userOf(exchange)}, which are those of ${quote(ORG_TIME_ZONE)}.`,
    remedy: "Widen the profile's login hours, or log in as a user of another profile.",
  }),
  rateExceeded: (exchange) => ({
    cause: `${userOf(exchange)} has logged in 3600 times within an hour.`,
    remedy: 'Keep the access token and use it until its session ends, instead of one login a call.',
  }),
  ipRestricted: (exchange) => ({
    cause: `The caller's address, ${CALLER_ADDRESS}, lies outside the login IP ranges of the profile of ${userOf(exchange)}.`,
    remedy:
      "Add the address to the ranges of the profile. The IP relaxation of the app's policy does not count for this flow.",
  }),
  authenticationFailure: (exchange) => ({
    cause: `The org refuses logins of ${userOf(exchange)} and tells no reason; here a scenario or a test said so.`,
    remedy: 'Look at the user, the licence and the org in Setup, or log in as another user.',
  }),
  sessionLevelTooLow: (exchange) => ({
    cause: `${appOf(exchange)} demands high assurance, which this flow cannot give.`,
    remedy: "Set the session level of the app's policy to standard.",
  }),
  unknownGrantType: ({ grantType }) => ({
    cause: grantType === '' ? 'There is no grant_type.' : `grant_type is ${quote(grantType)}.`,
    remedy: 'Send `grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer` in a form body.',
  }),
  repeatedAssertionId: (exchange) => ({
    cause: `An assertion with the jti ${quote(claimOf(exchange, 'jti').value)} has been accepted before.`,
    remedy: 'Sign a new assertion for each login, with a jti of its own, or without jti.',
  }),
  wrongMethod: ({ request }) => ({
    cause: `The request is a ${quote(request.method)}.`,
    remedy: 'Send a POST with a form body.',
  }),
  assertionMissing: () => ({
    cause: 'The request has no parameter named assertion.',
    remedy: 'Send the signed JWT as assertion in a form body (application/x-www-form-urlencoded).',
  }),
};

/** What lies behind a refusal, and what would fix it. */
export function explainRefusal(name: RefusalName, exchange: Exchange, failedCheck: string): Explanation {
  return explanations[name](exchange, failedCheck);
}
