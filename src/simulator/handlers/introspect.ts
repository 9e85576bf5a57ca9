import { type Answer, answerJson, type OrgRequest } from '../answer.ts';
import { findAppByKey, type OrgApp } from '../apps.ts';
import type { FactId } from '../facts/facts.ts';
import { isJwtToken } from '../jwt-access-token.ts';
import { findUserById } from '../find-user.ts';
import type { OrgState, Session } from '../org-state.ts';
import { OWN_WORDING } from '../refusals.ts';
import { findByAccessToken, isLiving } from '../sessions.ts';
import { identityUrl } from './identity.ts';

const NO_STORE = { 'cache-control': 'no-store' };

type Credentials = { clientId: string; secret: string };

/** From the form, or from a header of the scheme Basic, whose halves are percent-encoded. */
export function readCredentials(request: OrgRequest, form: URLSearchParams): Credentials {
  const [, encoded = ''] = /^Basic +(\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
  const [clientId = '', secret = ''] = Buffer.from(encoded, 'base64').toString('utf8').split(':').map(decode);
  return { clientId: form.get('client_id') ?? clientId, secret: form.get('client_secret') ?? secret };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function refuse(status: number, fact: FactId, error: string, description: string): Answer {
  return answerJson(status, fact, { error, error_description: description }, NO_STORE);
}

function findClient(org: OrgState, credentials: Credentials, now: Date): OrgApp | Answer {
  const app = findAppByKey(org, credentials.clientId, now);
  if (app === undefined) return refuse(400, 'OAUTH-17', 'invalid_client_id', 'client identifier invalid');
  if (credentials.secret !== '' && app.consumerSecret === credentials.secret) return app;
  return refuse(400, 'OAUTH-17', 'invalid_client', 'invalid client credentials');
}

function toSeconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000);
}

/** An opaque token's end moves with its use; asking about a token is no use of it. */
function expiryOf(session: Session): number {
  const start = isJwtToken(session.token) ? session.createdAt : session.lastUsedAt;
  return toSeconds(start.getTime() + session.timeoutMinutes * 60_000);
}

/** An app sees its own tokens, and those of all apps if it was set up for that. */
function findVisible(org: OrgState, client: OrgApp, token: string, now: Date): Session | undefined {
  const session = findByAccessToken(org, token);
  if (session === undefined || session.appId === null || !isLiving(org, session, now)) return undefined;
  return session.appId === client.id || client.introspectsAllTokens ? session : undefined;
}

/** `POST /services/oauth2/introspect`: what a token is, for the app that it was issued to. */
export function introspectToken(request: OrgRequest, org: OrgState, now: Date): Answer {
  if (request.method !== 'POST') return refuse(400, 'OAUTH-17', 'invalid_request', 'Must use HTTP POST');
  const form = new URLSearchParams(request.body.toString('utf8'));
  const client = findClient(org, readCredentials(request, form), now);
  if ('status' in client) return client;
  const token = form.get('token') ?? '';
  if (token === '') return refuse(400, 'OAUTH-17', 'invalid_request', `missing token ${OWN_WORDING}`);
  const session = findVisible(org, client, token, now);
  const user = findUserById(org, session?.userId);
  if (session === undefined || user === undefined) {
    return answerJson(200, 'OAUTH-16', { active: false }, NO_STORE);
  }
  const issuedAt = toSeconds(session.createdAt.getTime());
  const body = {
    active: true,
    scope: session.scopes.join(' '),
    client_id: session.clientId,
    username: user.username,
    sub: identityUrl(request, org, user),
    token_type: 'access_token',
    exp: expiryOf(session),
    iat: issuedAt,
    nbf: issuedAt,
  };
  return answerJson(200, 'OAUTH-16', body, NO_STORE);
}
