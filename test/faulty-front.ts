// A server before a simulated org that answers some requests for one path with a fault, and all others as the org does.
import { createServer, request as sendRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Simulator } from '../src/simulator/server.ts';

/** The first `after` requests for the path are answered as the org does, the next `times` with the fault. */
export type Fault = {
  path: string;
  after?: number;
  times: number;
  status: number;
  headers?: Record<string, string>;
  body: string;
};
export type FaultyFront = { origin: URL; asked: string[]; close: () => void };

/** `org` is asked for at each request, so that it can be started after its front. */
export async function startFaultyFront(fault: Fault, org: () => Simulator): Promise<FaultyFront> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const { url = '', method, headers } = request;
    asked.push(url);
    const turn = asked.filter((each) => each === fault.path).length - (fault.after ?? 0);
    if (url === fault.path && turn > 0 && turn <= fault.times) {
      request.resume();
      response.writeHead(fault.status, fault.headers).end(fault.body);
      return;
    }
    const { port } = org().origin;
    const upstream = sendRequest({ port, path: url, method, headers }, (answer) =>
      answer.pipe(response.writeHead(answer.statusCode ?? 0, answer.headers)),
    );
    request.pipe(upstream);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const close = (): void => {
    server.close();
    server.closeAllConnections();
  };
  return { origin, asked, close };
}
