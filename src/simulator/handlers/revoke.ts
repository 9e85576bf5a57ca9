import { type Answer, answerNothing, type OrgRequest } from '../answer.ts';
import type { FactId } from '../facts/facts.ts';
import type { OrgState, Session } from '../org-state.ts';
import { OWN_WORDING } from '../refusals.ts';
import { deleteTokenOf, isLiving } from '../sessions.ts';

const NO_STORE = { 'cache-control': 'no-store' };

type Refusal = { error: string; error_description: string };

const unsupportedToken: Refusal = {
  error: 'unsupported_token_type',
  error_description: 'this token type is not supported',
};

const invalidToken: Refusal = { error: 'invalid_token', error_description: `invalid token ${OWN_WORDING}` };

/** The session that a token stands for: its access token, or the DeleteToken of its OauthToken row. */
function findRevocable(org: OrgState, token: string, now: Date): Session | undefined {
  return org.sessions.find(
    (session) =>
      (session.token === token || deleteTokenOf(session.token) === token) && isLiving(org, session, now),
  );
}

function answerScript(fact: FactId, callback: string, value: object): Answer {
  const body = `${callback}(${JSON.stringify(value)});`;
  return { status: 200, fact, contentType: 'application/javascript;charset=UTF-8', headers: NO_STORE, body };
}

/** In the form of a query string, percent-encoded (OAUTH-07). */
function answerRefusal(refusal: Refusal): Answer {
  const body = Object.entries(refusal)
    .map(([name, text]) => `${name}=${encodeURIComponent(text)}`)
    .join('&');
  const contentType = 'application/x-www-form-urlencoded;charset=UTF-8';
  return { status: 400, fact: 'OAUTH-07', contentType, headers: NO_STORE, body };
}

/** A name that a script can call, nothing that it would execute. */
function readCallback(request: OrgRequest): string | undefined {
  const callback = request.query.get('callback') ?? '';
  return /^[A-Za-z_$][\w$.]{0,99}$/.test(callback) ? callback : undefined;
}

/** `/services/oauth2/revoke`: by a form, by the query, or as a script that calls `callback`. */
export function revokeToken(request: OrgRequest, org: OrgState, now: Date): Answer {
  const form = new URLSearchParams(request.body.toString('utf8'));
  const token = form.get('token') ?? request.query.get('token') ?? '';
  const session = findRevocable(org, token, now);
  if (session !== undefined) session.isRevoked = true;
  const refusal = token === '' ? unsupportedToken : session === undefined ? invalidToken : undefined;
  const callback = readCallback(request);
  if (callback !== undefined) {
    return answerScript('OAUTH-06', callback, refusal === undefined ? {} : { error: refusal.error });
  }
  return refusal === undefined ? answerNothing(200, 'OAUTH-06') : answerRefusal(refusal);
}
