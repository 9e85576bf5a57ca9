import { setTimeout as sleep } from 'node:timers/promises';
import { Messages } from '@salesforce/core/messages';
import type { Dispatcher, EnvHttpProxyAgent } from 'undici';
import { explainFault } from './http-faults.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'http');

export type HttpRequest = {
  url: URL;
  method: Dispatcher.HttpMethod;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  /** How long to wait for the whole answer. */
  deadlineSeconds?: number;
};

/** Header names are lower-case. `text` is Salesforce's answer, or that of whatever else answered. */
export type HttpAnswer = { status: number; headers: Record<string, string>; text: string };

/** A token endpoint takes no longer than a few seconds. */
const DEADLINE_SECONDS = 30;

/**
 * Sends one request, once, and never follows a redirect: an assertion or token goes to the host it was made for. Uses
 * HTTPS_PROXY, HTTP_PROXY and NO_PROXY; extra certificate authorities come from NODE_EXTRA_CA_CERTS, as in `sf`.
 * Throws a named error with the cause, the host and a next step when no answer comes.
 */
export async function send(
  { url, method, headers, body, deadlineSeconds = DEADLINE_SECONDS }: HttpRequest,
  signal?: AbortSignal,
): Promise<HttpAnswer> {
  const { request } = await import('undici');
  const connections = await takeConnections();
  const deadline = AbortSignal.timeout(deadlineSeconds * 1000);
  try {
    const answer = await request(url, {
      method,
      headers,
      body,
      dispatcher: connections.dispatcher,
      signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
    });
    return { status: answer.statusCode, headers: flatten(answer.headers), text: await answer.body.text() };
  } catch (error) {
    if (signal?.aborted) throw error;
    throw await explainFault(error as Error, url, deadlineSeconds);
  } finally {
    giveBack(connections);
  }
}

/** Requests that are under way together share their connections; `requests` counts them. */
type Connections = { dispatcher: Dispatcher; requests: number };

let current: Connections | undefined;

/** An org takes no more requests of one client at a time than it has to, and each connection costs a TLS handshake. */
const CONNECTIONS_PER_HOST = 50;

async function takeConnections(): Promise<Connections> {
  const { EnvHttpProxyAgent } = await import('undici');
  current ??= { dispatcher: openDispatcher(EnvHttpProxyAgent), requests: 0 };
  current.requests += 1;
  return current;
}

/** With the last request the connections end: kept alive, they would hold the process open. */
function giveBack(connections: Connections): void {
  connections.requests -= 1;
  if (connections.requests > 0) return;
  if (current === connections) current = undefined;
  void connections.dispatcher.destroy();
}

function openDispatcher(Agent: typeof EnvHttpProxyAgent): Dispatcher {
  try {
    // over HTTP/2, which undici would take, orgs end connections in a way that nothing can catch (jsforce, pull request 1824)
    return new Agent({
      connections: CONNECTIONS_PER_HOST,
      allowH2: false,
      requestTls: { allowH2: false },
    });
  } catch {
    // the value stays out of the error, because it can hold a password
    throw messages.createError('error.ProxyInvalid');
  }
}

/** The server cannot answer now; `retryAfterSeconds` when it says when to come back. */
export type Busy = { kind: 'busy'; status: number; retryAfterSeconds: number | undefined };

/** 429 and 5xx are no answer to what was asked. */
export function readBusy({ status, headers }: HttpAnswer): Busy | undefined {
  if (status !== 429 && status < 500) return undefined;
  return { kind: 'busy', status, retryAfterSeconds: readRetryAfter(headers['retry-after']) };
}

/** Seconds only; the date form (RFC 9110, 10.2.3) is not used by Salesforce's API limits. */
function readRetryAfter(header: string | undefined): number | undefined {
  return header !== undefined && /^\d+$/.test(header) ? Number(header) : undefined;
}

/** Waits, unless `signal` ends the waiting (then it throws). */
export async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal });
}

function flatten(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, [value].flat().join(', ')]),
  );
}
