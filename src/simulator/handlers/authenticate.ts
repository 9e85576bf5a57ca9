import { type Answer, answerRestError, type OrgRequest } from '../answer.ts';
import type { FactId } from '../facts/facts.ts';
import { isJwtToken } from '../jwt-access-token.ts';
import type { OrgState, Session, User } from '../org-state.ts';
import { hasPermission } from '../permissions.ts';
import { canUseRest, findSession } from '../sessions.ts';

export type Caller = { session: Session; user: User };

/** A handler of a resource that needs a session. */
export type RestHandler = (
  request: OrgRequest,
  org: OrgState,
  now: Date,
  caller: Caller,
) => Answer | Promise<Answer>;

const JWT_SHAPE = /^[\w-]+\.[\w-]+\.[\w-]+$/;

function refuse(status: number, fact: FactId, errorCode: string, message: string): Answer {
  return answerRestError(status, fact, { message, errorCode });
}

/** The token after `Bearer` or the older word `OAuth`; undefined for another scheme, empty for no header. */
export function readToken(request: OrgRequest): string | undefined {
  const header = request.headers.authorization;
  if (header === undefined) return '';
  return /^(?:Bearer|OAuth) +(\S+)$/i.exec(header)?.[1];
}

/** The caller of a REST resource, or the answer that turns them away. */
export function authenticate(request: OrgRequest, org: OrgState, now: Date): Caller | Answer {
  const token = readToken(request);
  if (token === undefined) return refuse(401, 'REST-12', 'INVALID_AUTH_HEADER', 'INVALID_HEADER_TYPE');
  if (isJwtToken(token) && !JWT_SHAPE.test(token)) {
    return refuse(401, 'REST-13', 'INVALID_AUTH_HEADER', 'INVALID_JWT_FORMAT');
  }
  const session = findSession(org, token, now);
  const user = org.records.users.find(({ id }) => id === session?.userId);
  if (session === undefined || user === undefined) {
    return refuse(401, 'REST-10', 'INVALID_SESSION_ID', 'Session expired or invalid');
  }
  if (!canUseRest(session)) {
    return refuse(
      401,
      'REST-11',
      'INVALID_SESSION_ID',
      'This session is not valid for use with the REST API',
    );
  }
  const refusal = refuseApi(org, user, now) ?? refuseByQuota(org, session);
  if (refusal === undefined) countRequest(org, session);
  return refusal ?? { session, user };
}

function refuseApi(org: OrgState, user: User, now: Date): Answer | undefined {
  if (org.isRestApiDisabled) {
    return refuse(
      403,
      'REST-14',
      'API_DISABLED_FOR_ORG',
      'The REST API is not enabled for this Organization.',
    );
  }
  if (!hasPermission(org, user, 'ApiEnabled', now)) {
    return refuse(403, 'REST-15', 'API_CURRENTLY_DISABLED', 'API is disabled for this User');
  }
  if (org.apiUsage >= org.apiLimit) {
    return refuse(403, 'REST-16', 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.');
  }
  return undefined;
}

function quotaOf(org: OrgState, { appId }: Session) {
  return org.appQuotas.find((quota) => quota.appId === appId);
}

/** An app that has a quota of its own is stopped by it, too. */
function refuseByQuota(org: OrgState, session: Session): Answer | undefined {
  const quota = quotaOf(org, session);
  return quota !== undefined && quota.used >= quota.limit
    ? refuse(403, 'REST-16', 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.')
    : undefined;
}

function countRequest(org: OrgState, session: Session): void {
  const quota = quotaOf(org, session);
  org.apiUsage += 1;
  if (quota !== undefined) quota.used += 1;
}
