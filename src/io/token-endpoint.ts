import { Messages } from '@salesforce/core/messages';
import { tokenEndpointOf } from '../assertion/audience.ts';
import type { Assertion } from '../assertion/sign.ts';
import type { Refusal } from '../diagnosis/refusals.ts';
import { readBusy, send, type Busy, type HttpAnswer } from './http.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'token-endpoint');

/** Registered for this grant by RFC 7523, section 2.1. */
const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

/**
 * What the org grants: a secret token, and who and where it is for. Ids have 18 characters. `isJwtToken`: in the format that
 * SOAP APIs refuse.
 */
export type GrantedToken = {
  accessToken: string;
  isJwtToken: boolean;
  instanceUrl: string;
  scope: string;
  orgId: string;
  userId: string;
  /** The Experience Cloud site whose user this is; not there for users of the org itself. */
  communityUrl?: string;
};

/** `serverDate`: the host's clock, from the Date header of its answer (RFC 9110, 6.6.1), to the second. */
export type TokenOutcome =
  | { kind: 'granted'; token: GrantedToken; serverDate: Date | undefined }
  | { kind: 'refused'; refusal: Refusal; serverDate: Date | undefined }
  | Busy;

/**
 * POSTs the assertion to the token endpoint of `host`, once. A refusal is a result; an answer that is not Salesforce's, and
 * silence, are errors.
 */
export async function requestToken(
  host: URL,
  assertion: Assertion,
  signal?: AbortSignal,
): Promise<TokenOutcome> {
  const answer = await send(
    {
      url: tokenEndpointOf(host),
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: new URLSearchParams({ grant_type: JWT_BEARER, assertion }).toString(),
    },
    signal,
  );
  return readOutcome(answer, host);
}

function readOutcome(answer: HttpAnswer, host: URL): TokenOutcome {
  const { status } = answer;
  const body = parseObject(answer.text);
  if (!body && isGone(answer)) throw messages.createError('error.OrgDataNotAvailable', [host.host, status]);
  const busy = readBusy(answer);
  if (busy) return busy;
  return readAnswer(answer, body, host);
}

function readAnswer(
  { status, headers }: HttpAnswer,
  body: Record<string, unknown> | undefined,
  host: URL,
): TokenOutcome {
  const serverDate = readDate(headers['date']);
  if (status === 200 && typeof body?.['access_token'] === 'string') {
    return { kind: 'granted', token: readToken(body, host), serverDate };
  }
  if (status >= 400 && typeof body?.['error'] === 'string') {
    return { kind: 'refused', refusal: readRefusal(body['error'], body['error_description']), serverDate };
  }
  if (status >= 300 && status < 400) {
    const target = hostOf(headers['location'], host);
    throw messages.createError('error.RedirectRefused', [host.host, status, target]);
  }
  throw messages.createError('error.NotSalesforce', [host.host, status, headers['content-type'] ?? 'none']);
}

/** Deleted and expired orgs have a status of their own, or this sentence on a page (core, authInfo.ts; jsforce, request.ts). */
const isGone = ({ status, text }: HttpAnswer): boolean => status === 420 || /Data Not Available/i.test(text);

const readRefusal = (error: string, description: unknown): Refusal => ({
  error,
  description: typeof description === 'string' ? description : '',
});

function readDate(header: string | undefined): Date | undefined {
  const date = new Date(header ?? '');
  return Number.isNaN(date.getTime()) ? undefined : date;
}

function readToken(body: Record<string, unknown>, host: URL): GrantedToken {
  const { access_token: accessToken, instance_url: instanceUrl, scope, id } = body;
  const [, orgId = '', userId = ''] = /\/id\/(\w{15,18})\/(\w{15,18})$/.exec(String(id)) ?? [];
  return {
    accessToken: String(accessToken),
    // observed with tokens in JWT format; one without it shows by its three segments
    isJwtToken: body['token_format'] === 'jwt' || /^[\w-]+\.[\w-]+\.[\w-]+$/.test(String(accessToken)),
    instanceUrl: typeof instanceUrl === 'string' && URL.canParse(instanceUrl) ? instanceUrl : host.origin,
    scope: typeof scope === 'string' ? scope : '',
    orgId,
    userId,
    ...(typeof body['sfdc_community_url'] === 'string' && { communityUrl: body['sfdc_community_url'] }),
  };
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** Only the host: the rest of a Location can hold what was sent. */
function hostOf(location: string | undefined, base: URL): string {
  return location !== undefined && URL.canParse(location, base.href)
    ? new URL(location, base).host
    : 'nowhere';
}
