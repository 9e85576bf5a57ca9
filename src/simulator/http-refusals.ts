import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Server, Socket } from 'node:net';
import type { FactId } from './facts/facts.ts';

/** The header that every answer has: the row of facts/ that it rests on. */
export const FACT_HEADER = 'x-simulated-fact';

const FACT: FactId = 'ORG-10';

type ClientError = NodeJS.ErrnoException & { rawPacket?: Buffer };

/** Node's limit for path and headers together is the platform's, too, in bytes. */
const MOST_HEAD_BYTES = 16_384;

function statusOf({ code, rawPacket }: ClientError): string {
  if (code !== 'HPE_HEADER_OVERFLOW') return '400 Bad Request';
  const lineEnd = rawPacket?.indexOf('\r\n') ?? 0;
  const isLongPath =
    lineEnd > MOST_HEAD_BYTES || (lineEnd < 0 && Number(rawPacket?.length) > MOST_HEAD_BYTES);
  return isLongPath ? '414 URI Too Long' : '431 Request Header Fields Too Large';
}

/** Lets also what never reaches a route cite its row: requests that Node, or the adapter of the routes, refuses. */
export function citeHttpRefusals(server: Server): void {
  server.prependListener('request', (_request: IncomingMessage, response: ServerResponse) => {
    response.setHeader(FACT_HEADER, FACT);
  });
  server.on('checkExpectation', (_request: IncomingMessage, response: ServerResponse) => {
    response.writeHead(417, { [FACT_HEADER]: FACT }).end();
  });
  server.on('clientError', (error: ClientError, socket: Socket) => {
    const status = statusOf(error);
    if (socket.writable)
      socket.end(`HTTP/1.1 ${status}\r\n${FACT_HEADER}: ${FACT}\r\nConnection: close\r\n\r\n`);
    else socket.destroy();
  });
}
