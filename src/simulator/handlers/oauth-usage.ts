import { type Answer, answerJson, answerNothing, type OrgRequest } from '../answer.ts';
import { findConsumer } from '../consumer-credentials.ts';
import { findComponent } from '../metadata/component.ts';
import { textAt } from '../metadata/xml-elements.ts';
import { isJwtToken } from '../jwt-access-token.ts';
import type { OrgState, Session } from '../org-state.ts';
import { isSameId } from '../record-ids.ts';
import { toTime } from '../records/object-table.ts';
import { deleteTokenOf } from '../sessions.ts';
import { answerNotFound } from './rest-refusals.ts';

type AppSession = Session & { appId: string };

function sessionsOf(org: OrgState, appId?: string, userId?: string): AppSession[] {
  return org.sessions.filter(
    (session): session is AppSession =>
      session.appId !== null &&
      !session.isRevoked &&
      (appId === undefined || isSameId(session.appId, appId)) &&
      (userId === undefined || isSameId(session.userId, userId)),
  );
}

function developerNameOf(org: OrgState, appId: string): string {
  return org.records.components.find(({ id }) => id === appId)?.fullName ?? '';
}

/** `GET …/apps/oauth/usage`: the apps that have tokens, and all External Client Apps with OAuth. */
export function listUsage(_request: OrgRequest, org: OrgState): Answer {
  const used = sessionsOf(org).map(({ appId }) => appId);
  const external = org.records.components.map(({ id }) => findConsumer(org, id)?.header.id ?? '');
  const ids = [...new Set([...used, ...external.filter((id) => id !== '')])];
  const apps = ids.map((identifier) => {
    const developerName = developerNameOf(org, identifier);
    const header =
      findComponent(org.records, 'ExternalClientApplication', developerName) ??
      findComponent(org.records, 'ConnectedApp', developerName);
    return { developerName, identifier, label: textAt(header?.elements ?? [], 'label') || developerName };
  });
  return answerJson(200, 'OAUTH-10', { apps, currentPageUrl: null, nextPageUrl: null });
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
export function listUserTokens(request: OrgRequest, org: OrgState): Answer {
  const { app = '', user = '' } = request.params;
  const tokens = sessionsOf(org, app, user).map((session) => toToken(org, session));
  return answerJson(200, 'OAUTH-10', { tokens });
}

/** `DELETE …/apps/oauth/usage/<app>[/<user>]/tokens`: ends all sessions of an app, or of one user with it. */
export function revokeAppTokens(request: OrgRequest, org: OrgState): Answer {
  const { app = '', user } = request.params;
  if (!org.records.components.some(({ id }) => isSameId(id, app))) {
    return answerNotFound();
  }
  for (const session of sessionsOf(org, app, user)) session.isRevoked = true;
  return answerNothing(204, 'OAUTH-11');
}
