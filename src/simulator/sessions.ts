import { randomBytes } from 'node:crypto';
import type { OrgApp } from './apps.ts';
import { makeFinder } from './find-again.ts';
import { buildJwtToken, isJwtToken } from './jwt-access-token.ts';
import { findUserById } from './find-user.ts';
import { nextId, type OrgState, type Session, type User } from './org-state.ts';

const MINUTE = 60_000;
const NO_TIMEOUT = Number.MAX_SAFE_INTEGER;

function randomWord(length: number): string {
  return randomBytes(length * 2)
    .toString('base64url')
    .replaceAll('-', '.')
    .slice(0, length);
}

/** The shape of a real token (15-character org id, `!`, random characters), and a word that gives it away. */
function buildOpaqueToken(org: OrgState): string {
  return `${org.id.slice(0, 15)}!SIMULATED.${randomWord(86)}`;
}

/** Whether a session still opens anything at a time. */
export function isLiving(org: OrgState, session: Session, now: Date): boolean {
  const user = findUserById(org, session.userId);
  const hasApp = session.appId === null || org.records.components.some(({ id }) => id === session.appId);
  // An opaque session ends by inactivity, a JWT-format token at its fixed time (OAUTH-12).
  const start = isJwtToken(session.token) ? session.createdAt : session.lastUsedAt;
  const isInTime = now.getTime() - start.getTime() <= session.timeoutMinutes * MINUTE;
  // OAUTH-13: it does not outlive its user or its app.
  return !session.isRevoked && isInTime && hasApp && user?.isActive === true;
}

const findByToken = makeFinder<Session>();
const findByAppAndUser = makeFinder<Session>();

/** The session of an access token, dead or alive. */
export function findByAccessToken(org: OrgState, token: string): Session | undefined {
  return findByToken(org.sessions, token, (session) => session.token === token);
}

/** The living session of an access token; using it restarts its inactivity timer. */
export function findSession(org: OrgState, token: string, now: Date): Session | undefined {
  const session = findByAccessToken(org, token);
  if (session === undefined || !isLiving(org, session, now)) return undefined;
  session.lastUsedAt = now;
  session.useCount += 1;
  return session;
}

/** When an org has so many sessions, it looks for dead ones. */
const limits = new WeakMap<OrgState, number>();
const FIRST_LIMIT = 1000;

/** Dead sessions are forgotten in time (ORG-40): nothing shows them, and no token opens them again. */
function addSession(org: OrgState, session: Session, now: Date): void {
  org.sessions.push(session);
  if (org.sessions.length <= (limits.get(org) ?? FIRST_LIMIT)) return;
  org.sessions = org.sessions.filter((each) => isLiving(org, each, now));
  limits.set(org, Math.max(FIRST_LIMIT, 2 * org.sessions.length));
}

/** The org may hand back the token of a session that is still alive (TOKEN-48). `issuer` names the org in a JWT. */
export function openAppSession(org: OrgState, app: OrgApp, user: User, now: Date, issuer: string): Session {
  const scopes = app.scopes.join(' ');
  const living = findByAppAndUser(
    org.sessions,
    `${app.id} ${user.id}`,
    (session) =>
      session.appId === app.id &&
      session.userId === user.id &&
      session.scopes.join(' ') === scopes &&
      isJwtToken(session.token) === app.issuesJwtTokens &&
      session.lacksAssurance === app.needsHighAssurance &&
      isLiving(org, session, now),
  );
  if (living !== undefined) return Object.assign(living, { lastUsedAt: now });
  const session: Session = {
    id: nextId(org, '0Ak'),
    loginId: org.logins.findLast(({ userId }) => userId === user.id)?.id ?? null,
    token: app.issuesJwtTokens ? buildJwtToken(org, app, user, now, issuer) : buildOpaqueToken(org),
    userId: user.id,
    appId: app.id,
    appName: app.label,
    clientId: app.consumerKey,
    scopes: app.scopes,
    timeoutMinutes: app.sessionMinutes,
    lacksAssurance: app.needsHighAssurance,
    createdAt: now,
    lastUsedAt: now,
    useCount: 0,
    isRevoked: false,
  };
  addSession(org, session, now);
  return session;
}

/** The session that an earlier run of the simulator opened for its administrator. */
export function findAdminSession(org: OrgState, user: User): Session | undefined {
  return org.sessions.find(
    (session) => session.appId === null && session.userId === user.id && isLiving(org, session, org.now()),
  );
}

/** A session that no app made and no clock ends (OAUTH-14), for tests and for setting up the first app. */
export function openAdminSession(org: OrgState, user: User): Session {
  const now = org.now();
  const session: Session = {
    id: nextId(org, '0Ak'),
    loginId: null,
    token: buildOpaqueToken(org),
    userId: user.id,
    appId: null,
    appName: '',
    clientId: '',
    scopes: ['full'],
    timeoutMinutes: NO_TIMEOUT,
    lacksAssurance: false,
    createdAt: now,
    lastUsedAt: now,
    useCount: 0,
    isRevoked: false,
  };
  addSession(org, session, now);
  return session;
}

/** Only the scopes `api` and `full` open the REST API, and not where high assurance is missing (OAUTH-15). */
export function canUseRest(session: Session): boolean {
  return !session.lacksAssurance && session.scopes.some((scope) => scope === 'api' || scope === 'full');
}

/** Stands for a session in `revoke` without being a key to it. */
export function deleteTokenOf(token: string): string {
  return `delete.${token.slice(-24)}`;
}
