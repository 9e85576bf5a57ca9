import { type Answer, answerRestError, type OrgRequest } from '../answer.ts';
import type { FactId } from '../facts/facts.ts';
import { isJwtToken } from '../jwt-access-token.ts';
import { findUserById } from '../find-user.ts';
import type { OrgState, Session, User } from '../org-state.ts';
import { hasPermission } from '../permissions.ts';
import { canUseRest, findSession } from '../sessions.ts';

/** Why the API turns a known caller away. */
export type ApiRefusal = { fact: FactId; errorCode: string; message: string };

/** Who calls, and with which session. */
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
  const user = findUserById(org, session?.userId);
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
  const refusal = org.isRestApiDisabled ? API_DISABLED : admitToApi(org, user, session, now);
  if (refusal === undefined) return { session, user };
  return refuse(403, refusal.fact, refusal.errorCode, refusal.message);
}

const API_DISABLED: ApiRefusal = {
  fact: 'REST-14',
  errorCode: 'API_DISABLED_FOR_ORG',
  message: 'The REST API is not enabled for this Organization.',
};

/** Why a living session may not make a request of any API; one that may is counted. */
export function admitToApi(org: OrgState, user: User, session: Session, now: Date): ApiRefusal | undefined {
  if (!hasPermission(org, user, 'ApiEnabled', now)) {
    return { fact: 'REST-15', errorCode: 'API_CURRENTLY_DISABLED', message: 'API is disabled for this User' };
  }
  if (org.apiUsage >= org.apiLimit || isOverQuota(org, session)) {
    const message = 'TotalRequests Limit exceeded.';
    return { fact: 'REST-16', errorCode: 'REQUEST_LIMIT_EXCEEDED', message };
  }
  countRequest(org, session);
  return undefined;
}

function quotaOf(org: OrgState, { appId }: Session) {
  return org.appQuotas.find((quota) => quota.appId === appId);
}

/** An app that has a quota of its own is stopped by it, too. */
function isOverQuota(org: OrgState, session: Session): boolean {
  const quota = quotaOf(org, session);
  return quota !== undefined && quota.used >= quota.limit;
}

function countRequest(org: OrgState, session: Session): void {
  const quota = quotaOf(org, session);
  org.apiUsage += 1;
  if (quota !== undefined) quota.used += 1;
}
