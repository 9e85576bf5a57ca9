import { PassThrough } from 'node:stream';
import type { Connection } from '@salesforce/core';
import { send, type HttpAnswer } from './http.ts';
import { findFault, OrgFault, wordsOf } from './org-fault.ts';

type Transport = Connection['_transport'];
type JsforceRequest = Parameters<Transport['httpRequest']>[0];
type JsforceAnswer = Awaited<ReturnType<Transport['httpRequest']>>;

/** A write that is given up has an unknown end, so an org is given longer than a token endpoint; jsforce would give it half an hour. */
const DEADLINE_SECONDS = 120;

/**
 * Sends jsforce's requests as all others of ours: through the proxies of the environment, with a deadline, once, and to no other
 * host. Left to itself, jsforce follows a redirect with the access token, ends the process when a body ends too early, and
 * sends some requests six times.
 */
export function useOwnTransport(connection: Connection): void {
  connection._transport = transport;
}

const transport = {
  httpRequest: (request: JsforceRequest) =>
    // jsforce's promises have a stream for who wants to read as the answer comes; nobody does
    Object.assign(answerTo(request), { stream: () => new PassThrough() }),
} as unknown as Transport;

async function answerTo(request: JsforceRequest): Promise<JsforceAnswer> {
  const { url, method, headers, body } = request;
  const answer = await send({
    url: new URL(url),
    method,
    headers,
    body: body as string | Uint8Array | undefined,
    deadlineSeconds: DEADLINE_SECONDS,
  });
  const isSoap = url.includes('/services/Soap/');
  const fault = findFault(answer, isSoap) ?? refuseAgain(request, answer);
  if (fault) throw fault;
  // the body is in the API's form, whatever somebody on the way declared it to be
  const type = isSoap ? 'text/xml' : 'application/json';
  return {
    statusCode: answer.status,
    headers: { ...answer.headers, 'content-type': type },
    body: answer.text,
  };
}

const refusedSessions = new WeakSet<JsforceRequest>();

/**
 * jsforce gets a new access token for a request that the org refuses for its session, and sends the same request again: for
 * ever, where the new token is refused as well.
 */
function refuseAgain(request: JsforceRequest, { status, text }: HttpAnswer): OrgFault | undefined {
  if (status !== 401 && !/<faultcode>\w+:INVALID_SESSION_ID</.test(text)) return undefined;
  if (refusedSessions.has(request)) return new OrgFault('session', wordsOf({ status, text }));
  refusedSessions.add(request);
  return undefined;
}
