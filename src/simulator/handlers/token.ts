import { findGrant, hasSelfApproved } from '../access-grants.ts';
import { type Answer, answerJson, type OrgRequest } from '../answer.ts';
import { findAppByKey, type OrgApp } from '../apps.ts';
import { type Assertion, isSignedBy, parseAssertion } from '../assertion.ts';
import { isAudienceAllowed, isSharedHost, readHost, sharedHostOf } from '../audience.ts';
import { textMember } from '../json-values.ts';
import { hasTooManyLogins, recordLogin } from '../login-history.ts';
import { readCertificate } from '../metadata/certificate-text.ts';
import { findUser, type OrgState, type Session, type User } from '../org-state.ts';
import { type Refusal, type RefusalName, refusals } from '../refusals.ts';
import { isJwtToken, openAppSession } from '../sessions.ts';

// TOKEN-40
const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const SKEW_SECONDS = 180;
const NO_STORE = { 'cache-control': 'no-store' };

/** One exchange while it is being checked; app and user are filled in as the checks find them. */
type Exchange = {
  org: OrgState;
  now: Date;
  host: string;
  assertion: Assertion;
  app?: OrgApp;
  user?: User;
};

function refuse(
  exchange: Pick<Exchange, 'org' | 'app' | 'user' | 'host' | 'now'>,
  name: RefusalName,
): Answer {
  const { error, description, fact, loginStatus }: Refusal = refusals[name];
  const { org, app, user, host, now } = exchange;
  if (user !== undefined && loginStatus !== undefined) {
    recordLogin(org, { at: now, user, status: loginStatus, application: app?.label ?? '', host });
  }
  return answerJson(400, fact, { error, error_description: description }, NO_STORE);
}

/** Seconds, as a number or in digits; without upper bound (TOKEN-41). What is neither counts as missing (TOKEN-46). */
function readExpiry(claims: Assertion['claims']): number {
  const { exp } = claims;
  const isNumeric = typeof exp === 'number' || (typeof exp === 'string' && /^\d+$/.test(exp));
  return isNumeric ? Number(exp) : NaN;
}

function isForeignKey(org: OrgState, consumerKey: string): boolean {
  return org.foreignConsumerKeys.includes(consumerKey);
}

function checkApp(exchange: Exchange): RefusalName | undefined {
  const consumerKey = textMember(exchange.assertion.claims, 'iss');
  const app = findAppByKey(exchange.org, consumerKey, exchange.now);
  if (app !== undefined) exchange.app = app;
  return app !== undefined || isForeignKey(exchange.org, consumerKey) ? undefined : 'unknownConsumerKey';
}

function checkSignature({ app, assertion }: Exchange): RefusalName | undefined {
  // Another org's app cannot be checked here; it is refused further down.
  if (app === undefined) return undefined;
  const certificate = readCertificate(app.certificate);
  const isSigned = certificate !== undefined && isSignedBy(assertion, certificate.publicKey);
  return isSigned ? undefined : 'invalidAssertion';
}

function checkAudience({ org, host, assertion }: Exchange): RefusalName | undefined {
  const { aud } = assertion.claims;
  return typeof aud === 'string' && isAudienceAllowed(org, host, aud) ? undefined : 'invalidAudience';
}

function checkExpiry({ assertion, now }: Exchange): RefusalName | undefined {
  const expiry = readExpiry(assertion.claims);
  if (Number.isNaN(expiry)) return 'invalidAssertion';
  return expiry + SKEW_SECONDS < now.getTime() / 1000 ? 'expired' : undefined;
}

function checkAssertionId({ org, app, assertion, now }: Exchange): RefusalName | undefined {
  const { jti } = assertion.claims;
  if (typeof jti !== 'string' || app === undefined) return undefined;
  org.seenAssertionIds = org.seenAssertionIds.filter(({ forgetAt }) => forgetAt >= now);
  const isSeen = org.seenAssertionIds.some((seen) => seen.appKey === app.consumerKey && seen.jti === jti);
  return isSeen ? 'repeatedAssertionId' : undefined;
}

/** Only an accepted assertion uses up its id. */
function rememberAssertionId(org: OrgState, app: OrgApp, { claims }: Assertion): void {
  if (typeof claims.jti !== 'string') return;
  // An expiry in milliseconds may lie beyond what a Date can hold.
  const forgetAt = new Date(Math.min((readExpiry(claims) + SKEW_SECONDS) * 1000, 8.64e15));
  org.seenAssertionIds.push({ appKey: app.consumerKey, jti: claims.jti, forgetAt });
}

function checkInstalled({ app, host }: Exchange): RefusalName | undefined {
  if (app === undefined || (app.kind === 'external' && isSharedHost(host))) return 'appNotInstalled';
  return app.isEnabled ? undefined : 'appDisabled';
}

function checkUser(exchange: Exchange): RefusalName | undefined {
  const { org, host, assertion } = exchange;
  // TOKEN-42
  const username = textMember(assertion.claims, 'prn') || textMember(assertion.claims, 'sub');
  // The other type's shared host knows none of this org's users.
  const isElsewhere = isSharedHost(host) && host !== sharedHostOf(org);
  const user = isElsewhere ? undefined : findUser(org, username);
  if (user === undefined) return 'notApproved';
  exchange.user = user;
  return undefined;
}

function checkScopes({ app }: Exchange): RefusalName | undefined {
  const scopes = app?.scopes ?? [];
  if (!scopes.includes('refresh_token')) return 'refreshScopeMissing';
  // TOKEN-51: one scope besides it is needed.
  return scopes.length > 1 ? undefined : 'notApproved';
}

function checkApproval({ org, app, user, now }: Exchange): RefusalName | undefined {
  if (app === undefined || user === undefined) return 'notApproved';
  if (!app.isAdminApproved) return hasSelfApproved(org, app, user) ? undefined : 'notApproved';
  const grant = findGrant(org, app, user, now);
  if (grant === 'propagating') return 'notApproved';
  return grant === 'granted' ? undefined : 'notAdminApproved';
}

function checkLogin({ org, user, now }: Exchange): RefusalName | undefined {
  if (user?.isActive !== true) return 'inactiveUser';
  if (user.isIpRestricted) return 'ipRestricted';
  return hasTooManyLogins(org, user, now) ? 'rateExceeded' : undefined;
}

/** In the order that published attempts suggest (TOKEN-45): what is wrong first is what the org names. */
const checks = [
  checkApp,
  checkSignature,
  checkAudience,
  checkExpiry,
  checkAssertionId,
  checkInstalled,
  checkUser,
  checkScopes,
  checkApproval,
  checkLogin,
];

function answerToken(org: OrgState, session: Session): Answer {
  const body = {
    access_token: session.token,
    scope: session.scopes.filter((scope) => scope !== 'refresh_token').join(' '),
    instance_url: org.publicOrigin.origin,
    id: `https://${sharedHostOf(org)}/id/${org.id}/${session.userId}`,
    token_type: 'Bearer',
  };
  if (!isJwtToken(session.token)) return answerJson(200, 'TOKEN-30', body, NO_STORE);
  const jwtMembers = { token_format: 'jwt', issued_at: String(session.createdAt.getTime()) };
  return answerJson(200, 'TOKEN-31', { ...body, ...jwtMembers }, NO_STORE);
}

function checkAll(exchange: Exchange): Answer {
  for (const check of checks) {
    const refusal = check(exchange);
    if (refusal !== undefined) return refuse(exchange, refusal);
  }
  const { org, app, user, host, now } = exchange;
  if (app === undefined || user === undefined) return refuse(exchange, 'notApproved');
  rememberAssertionId(org, app, exchange.assertion);
  recordLogin(org, { at: now, user, status: 'Success', application: app.label, host });
  return answerToken(org, openAppSession(org, app, user, now));
}

/** `/services/oauth2/token`: exchanges a JWT assertion for an access token. */
export function exchangeAssertion(request: OrgRequest, org: OrgState, now: Date): Answer {
  const host = readHost(request.headers.host ?? '');
  const circumstances = { org, now, host };
  if (request.method !== 'POST') return refuse(circumstances, 'wrongMethod');
  const form = new URLSearchParams(request.body.toString('utf8'));
  const parameter = (name: string) => form.get(name) ?? request.query.get(name) ?? '';
  if (parameter('grant_type') !== JWT_BEARER) return refuse(circumstances, 'unknownGrantType');
  const text = parameter('assertion');
  if (text === '') return refuse(circumstances, 'assertionMissing');
  const assertion = parseAssertion(text);
  if (assertion === undefined) return refuse(circumstances, 'invalidAssertion');
  return checkAll({ ...circumstances, assertion });
}
