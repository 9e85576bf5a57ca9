import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Answer } from './answer.ts';
import { FACT_HEADER } from './http-refusals.ts';

/** Asks for a TCP reset; under TLS, where Node has none, the connection just ends. */
function reset(socket: Socket | null): void {
  if (socket === null) return;
  if ('encrypted' in socket) socket.destroy();
  else socket.resetAndDestroy();
}

function wait(milliseconds: number): Promise<void> {
  // Unreferenced: an answer that is due later does not hold the process.
  return new Promise((resolve) => void setTimeout(resolve, milliseconds).unref());
}

function writeHead(answer: Answer, outgoing: ServerResponse, now: Date, length: number): void {
  outgoing.writeHead(answer.status, {
    ...(answer.contentType === '' ? {} : { 'content-type': answer.contentType }),
    // RFC 9110 section 8.6: none with 204.
    ...(answer.status === 204 ? {} : { 'content-length': length }),
    date: now.toUTCString(),
    ...answer.headers,
    [FACT_HEADER]: answer.fact,
  });
}

/** Writes an answer to its socket, with the org's own time as `Date` (ORG-08); an answer may be late, cut off or never come. */
export async function sendAnswer(answer: Answer, outgoing: ServerResponse, now: Date): Promise<void> {
  const { delivery, status } = answer;
  if (delivery?.kind === 'reset') {
    reset(outgoing.socket);
    return;
  }
  if (delivery?.kind === 'late') await wait(delivery.milliseconds);
  const body = Buffer.from(status === 204 ? '' : answer.body);
  if (outgoing.destroyed) return;
  writeHead(answer, outgoing, now, body.length);
  if (delivery?.kind === 'cut') {
    outgoing.write(body.subarray(0, body.length / 2), () => outgoing.destroy());
  } else {
    outgoing.end(body);
  }
}
