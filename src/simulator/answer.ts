import type { FactId } from './facts/facts.ts';
import type { Host } from './hosts.ts';

/** A request as the org's handlers see it: values only, nothing of the socket. */
export type OrgRequest = {
  /** The host that was called. */
  host: Host;
  method: string;
  path: string;
  /** The query as it was sent, with its question mark. */
  search: string;
  params: Record<string, string>;
  query: URLSearchParams;
  headers: Record<string, string>;
  body: Buffer;
  /** How far the org's clock is ahead while it answers, in milliseconds; a fault. */
  clockError?: number;
};

/** How an answer leaves the simulator if not whole and at once: cut off in the middle of its body, or not at all. */
export type Delivery = { kind: 'late'; milliseconds: number } | { kind: 'cut' } | { kind: 'reset' };

/** What a handler answers; `fact` names the row of facts/ that the answer rests on. */
export type Answer = {
  status: number;
  fact: FactId;
  contentType: string;
  headers: Record<string, string>;
  body: string;
  delivery?: Delivery;
};

export type RestError = { message: string; errorCode: string; fields?: string[] };

export function answerJson(
  status: number,
  fact: FactId,
  value: unknown,
  headers: Record<string, string> = {},
): Answer {
  return {
    status,
    fact,
    contentType: 'application/json;charset=UTF-8',
    headers,
    body: JSON.stringify(value),
  };
}

export function answerText(status: number, fact: FactId, body: string): Answer {
  return { status, fact, contentType: 'text/plain;charset=UTF-8', headers: {}, body };
}

export function answerNothing(status: number, fact: FactId): Answer {
  return { status, fact, contentType: '', headers: {}, body: '' };
}

/** The REST API reports errors as an array of message and code. */
export function answerRestError(status: number, fact: FactId, ...errors: RestError[]): Answer {
  return answerJson(status, fact, errors);
}
