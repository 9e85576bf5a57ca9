import { type Answer, answerJson, answerNothing, type OrgRequest } from '../answer.ts';
import { findConsumer } from '../consumer-credentials.ts';
import { findComponent } from '../metadata/component.ts';
import { textAt } from '../metadata/xml-elements.ts';
import { isJwtToken } from '../jwt-access-token.ts';
import type { OrgState, Session } from '../org-state.ts';
import { isSameId } from '../record-ids.ts';
import { toTime } from '../records/object-table.ts';
import { deleteTokenOf, isLiving } from '../sessions.ts';
import { answerNotFound } from './rest-refusals.ts';

type AppSession = Session & { appId: string };

function sessionsOf(org: OrgState, now: Date, appId?: string, userId?: string): AppSession[] {
  return org.sessions.filter(
    (session): session is AppSession =>
      session.appId !== null &&
      isLiving(org, session, now) &&
      (appId === undefined || isSameId(session.appId, appId)) &&
      (userId === undefined || isSameId(session.userId, userId)),
  );
}

function developerNameOf(org: OrgState, appId: string): string {
  return org.records.components.find(({ id }) => id === appId)?.fullName ?? '';
}

const PAGE_SIZE = 100;

function readCount(request: OrgRequest, name: string, otherwise: number): number {
  const text = request.query.get(name) ?? '';
  return /^\d{1,6}$/.test(text) ? Number(text) : otherwise;
}

/** One page of a list, by the parameters `page`, from 0, and `pageSize`. */
function answerPage(request: OrgRequest, name: string, items: object[]): Answer {
  const page = readCount(request, 'page', 0);
  const pageSize = readCount(request, 'pageSize', PAGE_SIZE) || PAGE_SIZE;
  const urlOf = (number: number) => `${request.path}?page=${number}&pageSize=${pageSize}`;
  const begin = page * pageSize;
  return answerJson(200, 'OAUTH-10', {
    [name]: items.slice(begin, begin + pageSize),
    currentPageUrl: urlOf(page),
    nextPageUrl: begin + pageSize < items.length ? urlOf(page + 1) : null,
  });
}

/** `GET …/apps/oauth/usage`: the apps that have tokens, and all External Client Apps with OAuth. */
export function listUsage(request: OrgRequest, org: OrgState, now: Date): Answer {
  const used = sessionsOf(org, now).map(({ appId }) => appId);
  const external = org.records.components.map(({ id }) => findConsumer(org, id)?.header.id ?? '');
  const ids = [...new Set([...used, ...external.filter((id) => id !== '')])];
  const apps = ids.map((identifier) => {
    const developerName = developerNameOf(org, identifier);
    const header =
      findComponent(org.records, 'ExternalClientApplication', developerName) ??
      findComponent(org.records, 'ConnectedApp', developerName);
    return { developerName, identifier, label: textAt(header?.elements ?? [], 'label') || developerName };
  });
  return answerPage(request, 'apps', apps);
}

function toToken(org: OrgState, session: AppSession): object {
  const id = deleteTokenOf(session.token);
  return {
    id,
    accessTokenFormat: isJwtToken(session.token) ? 'JWT' : 'Opaque',
    appDeveloperName: developerNameOf(org, session.appId),
    appIdentifier: session.appId,
    initialConnectionAt: toTime(session.createdAt),
    lastUsedAt: toTime(session.lastUsedAt),
    revocationUrl: `/services/oauth2/revoke?token=${id}`,
    useCount: session.useCount,
    userIdentifier: session.userId,
    username: org.records.users.find(({ id: userId }) => userId === session.userId)?.username ?? '',
  };
}

/** `GET …/apps/oauth/usage/<app>/<user>/tokens`. */
export function listUserTokens(request: OrgRequest, org: OrgState, now: Date): Answer {
  const { app = '', user = '' } = request.params;
  const tokens = sessionsOf(org, now, app, user).map((session) => toToken(org, session));
  return answerJson(200, 'OAUTH-10', { tokens });
}

/** `DELETE …/apps/oauth/usage/<app>[/<user>]/tokens`: ends all sessions of an app, or of one user with it. */
export function revokeAppTokens(request: OrgRequest, org: OrgState, now: Date): Answer {
  const { app = '', user } = request.params;
  if (!org.records.components.some(({ id }) => isSameId(id, app))) {
    return answerNotFound();
  }
  for (const session of sessionsOf(org, now, app, user)) session.isRevoked = true;
  return answerNothing(204, 'OAUTH-11');
}

/** `GET …/apps/oauth/usage/<app>/users`: who has tokens of an app. */
export function listAppUsers(request: OrgRequest, org: OrgState, now: Date): Answer {
  const sessions = sessionsOf(org, now, request.params.app ?? '');
  const users = org.records.users.flatMap(({ id, username }) => {
    const count = sessions.filter(({ userId }) => userId === id).length;
    return count === 0 ? [] : [{ userIdentifier: id, username, tokenCount: count }];
  });
  return answerPage(request, 'users', users);
}

/** `DELETE …/apps/oauth/usage/tokens/<token>`, by the id that the lists show. */
export function revokeListedToken(request: OrgRequest, org: OrgState, now: Date): Answer {
  const { token = '' } = request.params;
  const session = sessionsOf(org, now).find((candidate) => deleteTokenOf(candidate.token) === token);
  if (session === undefined) return answerNotFound();
  session.isRevoked = true;
  return answerNothing(204, 'OAUTH-11');
}
