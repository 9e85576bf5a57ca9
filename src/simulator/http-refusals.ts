import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Server, Socket } from 'node:net';
import type { FactId } from './facts/facts.ts';

/** The header that every answer has: the row of facts/ that it rests on. */
export const FACT_HEADER = 'x-simulated-fact';

const FACT: FactId = 'ORG-10';

/** Lets also what never reaches a route cite its row: requests that Node, or the adapter of the routes, refuses. */
export function citeHttpRefusals(server: Server): void {
  server.prependListener('request', (_request: IncomingMessage, response: ServerResponse) => {
    response.setHeader(FACT_HEADER, FACT);
  });
  server.on('checkExpectation', (_request: IncomingMessage, response: ServerResponse) => {
    response.writeHead(417, { [FACT_HEADER]: FACT }).end();
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    const status =
      error.code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request';
    if (socket.writable)
      socket.end(`HTTP/1.1 ${status}\r\n${FACT_HEADER}: ${FACT}\r\nConnection: close\r\n\r\n`);
    else socket.destroy();
  });
}
