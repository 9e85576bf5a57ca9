import { findGrant, hasSelfApproved, isBlocked } from '../access-grants.ts';
import { type Answer, answerJson, type OrgRequest } from '../answer.ts';
import { findAppByKey, type OrgApp } from '../apps.ts';
import { type Assertion, isSignedBy, parseAssertion } from '../assertion.ts';
import { isSeen, rememberId } from '../assertion-ids.ts';
import { type Failure, recordAttempt } from '../attempts/attempt-log.ts';
import type { Exchange } from '../exchange.ts';
import { makeFinder } from '../find-again.ts';
import { isAudienceAllowed, originOf, sharedHostOf } from '../hosts.ts';
import { textMember } from '../json-values.ts';
import { hasTooManyLogins, recordLogin } from '../login-history.ts';
import { isOutsideIpRanges, isOutsideLoginHours } from '../login-restrictions.ts';
import { publicKeyOf, readCertificate } from '../metadata/certificate-text.ts';
import { settleDeploys } from '../metadata/deploy-queue.ts';
import { isJwtToken } from '../jwt-access-token.ts';
import { findUser } from '../find-user.ts';
import type { OrgState, Session, User } from '../org-state.ts';
import { type Refusal, type RefusalName, refusals } from '../refusals.ts';
import { openAppSession } from '../sessions.ts';
import { isOff, type World } from '../world.ts';

// TOKEN-40
const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const SKEW_SECONDS = 180;
const STRICT_SECONDS = 300;
const NO_STORE = { 'cache-control': 'no-store' };

/** Stands for an assertion until one has been read. */
const NO_ASSERTION: Assertion = { header: {}, claims: {}, signed: '', signature: Buffer.alloc(0) };

type Check = (exchange: Exchange) => RefusalName | undefined;
type NamedCheck = [name: string, check: Check];

function refuse(name: RefusalName): Answer {
  const { error, description, fact } = refusals[name];
  return answerJson(400, fact, { error, error_description: description }, NO_STORE);
}

/** Only a login whose user is known leaves a row in a login history (SOQL-07). */
function noteLogin({ org, app, user, request, now }: Exchange, status: string | undefined): void {
  if (org === undefined || user === undefined || status === undefined) return;
  recordLogin(org, { at: now, user, status, application: app?.label ?? '', host: request.host.name });
}

/** Seconds, as a number or in digits (TOKEN-41). What is neither counts as missing (TOKEN-46). */
function readExpiry(claims: Assertion['claims']): number {
  const { exp } = claims;
  const isNumeric = typeof exp === 'number' || (typeof exp === 'string' && /^\d+$/.test(exp));
  return isNumeric ? Number(exp) : NaN;
}

function checkMethod({ request }: Exchange): RefusalName | undefined {
  return request.method === 'POST' ? undefined : 'wrongMethod';
}

function checkGrantType({ grantType }: Exchange): RefusalName | undefined {
  return grantType === JWT_BEARER ? undefined : 'unknownGrantType';
}

function checkSent({ assertionText }: Exchange): RefusalName | undefined {
  return assertionText === '' ? 'assertionMissing' : undefined;
}

function readAssertion(exchange: Exchange): RefusalName | undefined {
  const assertion = parseAssertion(exchange.assertionText);
  if (assertion === undefined) return 'invalidAssertion';
  exchange.assertion = assertion;
  return undefined;
}

const findOrgOfApp = makeFinder<OrgState>();
const findOrgOfUser = makeFinder<OrgState>();

/** Consumer keys are known to all orgs (APP-03); that of an app outside this world cannot be looked into. */
function findApp(exchange: Exchange): RefusalName | undefined {
  const { world, assertion, now } = exchange;
  const consumerKey = textMember(assertion.claims, 'iss');
  const appOrg = findOrgOfApp(world.orgs, consumerKey, (org) => {
    settleDeploys(org, now);
    exchange.app = findAppByKey(org, consumerKey, now);
    return exchange.app !== undefined;
  });
  if (appOrg !== undefined) {
    exchange.appOrg = appOrg;
    return undefined;
  }
  return world.foreignConsumerKeys.includes(consumerKey) ? undefined : 'unknownConsumerKey';
}

function checkSignature({ world, app, assertion, now }: Exchange): RefusalName | undefined {
  // An app outside this world is refused further down.
  if (app === undefined) return undefined;
  const certificate = readCertificate(app.certificate);
  if (certificate === undefined) return 'invalidAssertion';
  if (world.assumed.has('expired-certificate-refused') && new Date(certificate.validTo) < now) {
    return 'invalidAssertion';
  }
  if (isSignedBy(assertion, publicKeyOf(certificate))) return undefined;
  return world.assumed.has('invalid-client-for-wrong-signature') ? 'invalidClient' : 'invalidAssertion';
}

function checkAudience({ request, assertion }: Exchange): RefusalName | undefined {
  const { aud } = assertion.claims;
  return typeof aud === 'string' && isAudienceAllowed(request, aud) ? undefined : 'invalidAudience';
}

function checkExpiry({ world, request, assertion, now }: Exchange): RefusalName | undefined {
  const clock = now.getTime() + (request.clockError ?? 0);
  const secondsLeft = readExpiry(assertion.claims) - clock / 1000;
  if (Number.isNaN(secondsLeft)) return 'invalidAssertion';
  if (world.assumed.has('strict-expiry') && secondsLeft > STRICT_SECONDS) return 'invalidAssertion';
  return secondsLeft + SKEW_SECONDS < 0 ? 'expired' : undefined;
}

function checkAssertionId({ appOrg, app, assertion, now }: Exchange): RefusalName | undefined {
  const { jti } = assertion.claims;
  if (typeof jti !== 'string' || appOrg === undefined || app === undefined) return undefined;
  return isSeen(appOrg, app.consumerKey, jti, now) ? 'repeatedAssertionId' : undefined;
}

/** Only an accepted assertion uses up its id. */
function rememberAssertionId(org: OrgState, app: OrgApp, { claims }: Assertion, now: Date): void {
  if (typeof claims.jti !== 'string') return;
  // An expiry in milliseconds may lie beyond what a Date can hold.
  const forgetAt = new Date(Math.min((readExpiry(claims) + SKEW_SECONDS) * 1000, 8.64e15));
  rememberId(org, { appKey: app.consumerKey, jti: claims.jti, forgetAt }, now);
}

/** An External Client App answers only in its own org, and not by way of login or test. */
function checkInstalled({ world, request, app, appOrg }: Exchange): RefusalName | undefined {
  if (app === undefined || appOrg === undefined) return 'appNotInstalled';
  const { org: calledOrg } = request.host;
  const isReached =
    calledOrg === null ? world.assumed.has('external-apps-on-shared-hosts') : calledOrg === appOrg;
  if (app.kind === 'external' && !isReached) return 'appNotInstalled';
  return app.isEnabled ? undefined : 'appDisabled';
}

function checkBlocked({ app, appOrg }: Exchange): RefusalName | undefined {
  return app !== undefined && appOrg !== undefined && isBlocked(appOrg, app) ? 'appBlocked' : undefined;
}

/** The orgs, and the kind of users, that a host lets in: a shared host knows all of its type, a site only its own users. */
function findByUsername({ world, request }: Exchange, username: string): Pick<Exchange, 'org' | 'user'> {
  const { host } = request;
  const site = host.role === 'site' ? host.name : null;
  const userOf = (org: OrgState): User | undefined => {
    const user = findUser(org, username);
    return user?.site === site ? user : undefined;
  };
  const org =
    host.org ??
    findOrgOfUser(world.orgs, username, (one) => sharedHostOf(one) === host && userOf(one) !== undefined);
  const user = org && userOf(org);
  return user === undefined ? {} : { org, user };
}

function checkUser(exchange: Exchange): RefusalName | undefined {
  const { claims } = exchange.assertion;
  // TOKEN-42
  const username = textMember(claims, 'prn') || textMember(claims, 'sub');
  Object.assign(exchange, findByUsername(exchange, username));
  return exchange.user === undefined ? 'notApproved' : undefined;
}

function checkScopes({ app }: Exchange): RefusalName | undefined {
  const scopes = app?.scopes ?? [];
  if (!scopes.includes('refresh_token')) return 'refreshScopeMissing';
  // TOKEN-51: one scope besides it is needed.
  return scopes.length > 1 ? undefined : 'notApproved';
}

function checkApproval({ org, app, appOrg, user, now }: Exchange): RefusalName | undefined {
  // TOKEN-56: a Connected App of another org is nobody's here.
  if (app === undefined || user === undefined || org === undefined || org !== appOrg) return 'notApproved';
  if (!app.isAdminApproved) {
    const approval = hasSelfApproved(org, app, user);
    return approval === 'damaged' ? 'damagedApproval' : approval === 'none' ? 'notApproved' : undefined;
  }
  const grant = findGrant(org, app, user, now);
  if (grant === 'propagating') return 'notApproved';
  return grant === 'granted' ? undefined : 'notAdminApproved';
}

/** What stops any login of a user, in the order of the login process (TOKEN-45). */
const loginRules: [name: RefusalName, isBroken: (org: OrgState, user: User, now: Date) => boolean][] = [
  ['orgLocked', (org) => org.isLocked],
  ['inactiveUser', (_org, user) => !user.isActive],
  ['frozenUser', (_org, user) => user.isFrozen],
  ['ipRestricted', isOutsideIpRanges],
  ['outsideLoginHours', isOutsideLoginHours],
  ['rateExceeded', hasTooManyLogins],
  ['authenticationFailure', (_org, user) => user.failsToAuthenticate],
];

function checkLogin({ org, user, now }: Exchange): RefusalName | undefined {
  if (org === undefined || user === undefined) return 'notApproved';
  return loginRules.find(([, isBroken]) => isBroken(org, user, now))?.[0];
}

function checkSessionLevel({ world, app }: Exchange): RefusalName | undefined {
  const isRefused = app?.needsHighAssurance === true && world.assumed.has('high-assurance-at-login');
  return isRefused ? 'sessionLevelTooLow' : undefined;
}

const requestChecks: NamedCheck[] = [
  ['method', checkMethod],
  ['grant type', checkGrantType],
  ['assertion', checkSent],
  ['form', readAssertion],
];

/** In the order that published attempts suggest (TOKEN-45): what is wrong first is what the org names. */
const checks: NamedCheck[] = [
  ['consumer key', findApp],
  ['signature', checkSignature],
  ['audience', checkAudience],
  ['expiry', checkExpiry],
  ['assertion id', checkAssertionId],
  ['installation', checkInstalled],
  ['block', checkBlocked],
  ['user', checkUser],
  ['scopes', checkScopes],
  ['approval', checkApproval],
  ['login', checkLogin],
  ['session level', checkSessionLevel],
];

/** With the rule of the order off, what an assertion itself can have wrong is looked for the other way round. */
function orderedChecks(world: World): NamedCheck[] {
  if (!isOff(world, 'TOKEN-45')) return [...requestChecks, ...checks];
  const [app, ...others] = checks.slice(0, 5);
  return [...requestChecks, ...(app ? [app] : []), ...others.toReversed(), ...checks.slice(5)];
}

/** Members that a user of an Experience Cloud site gets besides (TOKEN-32). */
function siteMembers(request: OrgRequest): object {
  return request.host.role === 'site'
    ? { sfdc_community_url: originOf(request.host, request), sfdc_community_id: '0DB000000000001AAA' }
    : {};
}

function answerToken(org: OrgState, session: Session, request: OrgRequest): Answer {
  const body = {
    access_token: session.token,
    scope: session.scopes.filter((scope) => scope !== 'refresh_token').join(' '),
    instance_url: originOf(org.myDomain, request),
    id: `${originOf(sharedHostOf(org), request)}/id/${org.id}/${session.userId}`,
    token_type: 'Bearer',
    ...siteMembers(request),
  };
  if (request.host.role === 'site') return answerJson(200, 'TOKEN-32', body, NO_STORE);
  if (!isJwtToken(session.token)) return answerJson(200, 'TOKEN-30', body, NO_STORE);
  const jwtMembers = { token_format: 'jwt', issued_at: String(session.createdAt.getTime()) };
  return answerJson(200, 'TOKEN-31', { ...body, ...jwtMembers }, NO_STORE);
}

function findFailure(exchange: Exchange): Failure | undefined {
  const { world } = exchange;
  for (const [check, run] of orderedChecks(world)) {
    const refusal = run(exchange);
    if (refusal !== undefined && !isOff(world, refusals[refusal].fact)) return { check, refusal };
  }
  return undefined;
}

function grantToken(exchange: Exchange): Answer {
  const { org, app, appOrg, user, now, assertion, request } = exchange;
  if (org === undefined || app === undefined || appOrg === undefined || user === undefined) {
    return refuse('notApproved');
  }
  rememberAssertionId(appOrg, app, assertion, now);
  noteLogin(exchange, 'Success');
  const session = openAppSession(org, app, user, now, originOf(org.myDomain, request));
  return answerToken(org, session, request);
}

function refuseExchange(exchange: Exchange, name: RefusalName): Answer {
  const { loginStatus }: Refusal = refusals[name];
  noteLogin(exchange, loginStatus);
  return refuse(name);
}

/** `/services/oauth2/token`: exchanges a JWT assertion for an access token. */
export function exchangeAssertion(request: OrgRequest, world: World, now: Date): Answer {
  const form = new URLSearchParams(request.body.toString('utf8'));
  const parameter = (name: string) => form.get(name) ?? request.query.get(name) ?? '';
  const exchange: Exchange = {
    world,
    request,
    now,
    grantType: parameter('grant_type'),
    assertionText: parameter('assertion'),
    assertion: NO_ASSERTION,
  };
  const failure = findFailure(exchange);
  const answer = failure === undefined ? grantToken(exchange) : refuseExchange(exchange, failure.refusal);
  const names = orderedChecks(world).map(([name]) => name);
  recordAttempt(exchange, names, failure, answer);
  return answer;
}
