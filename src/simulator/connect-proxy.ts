import { createServer, type IncomingMessage, type Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { allHosts } from './hosts.ts';
import type { World } from './world.ts';

export type ProxyOptions = {
  /** `user:password` that clients must bring. Default: none is asked for. */
  credentials?: string;
  /** Hears every host that is asked for, as `name:port`. */
  witness?: (target: string) => void;
};

/** The local port that stands for a target such as `login.salesforce.com:443`; undefined for all that is not ours. */
function findPort(world: World, target: string): number | undefined {
  const [name = '', port = ''] = target.toLowerCase().split(':');
  const isLocal = name === '127.0.0.1' || name === 'localhost';
  const host = allHosts(world).find((candidate) =>
    isLocal ? candidate.origin.port === port : candidate.name === name && port === '443',
  );
  return host && Number(host.origin.port);
}

function refuse(socket: Duplex, status: string, headers = ''): void {
  socket.end(`HTTP/1.1 ${status}\r\n${headers}Content-Length: 0\r\nConnection: close\r\n\r\n`);
}

function isAuthorised({ headers }: IncomingMessage, credentials: string | undefined): boolean {
  const expected = credentials && `Basic ${Buffer.from(credentials).toString('base64')}`;
  return expected === undefined || headers['proxy-authorization'] === expected;
}

function join(client: Duplex, head: Buffer, port: number): void {
  const upstream: Socket = connect(port, '127.0.0.1', () => {
    client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    upstream.write(head);
    upstream.pipe(client);
    client.pipe(upstream);
  });
  const end = () => {
    client.destroy();
    upstream.destroy();
  };
  for (const socket of [client, upstream]) socket.on('error', end).on('close', end);
}

/**
 * A proxy that speaks CONNECT and knows the simulator's hosts alone, so that clients reach them by their real names.
 * Whatever else is asked for is refused: no request of a trial leaves this machine.
 */
export function createConnectProxy(world: World, { credentials, witness }: ProxyOptions = {}): Server {
  const server = createServer((_request, response) => {
    response.writeHead(405, { 'content-type': 'text/plain' }).end('This proxy takes CONNECT only.\n');
  });
  const clients = new Set<Duplex>();
  server.on('connect', (request: IncomingMessage, client: Duplex, head: Buffer) => {
    clients.add(client);
    client.on('close', () => clients.delete(client)).on('error', () => client.destroy());
    const target = request.url ?? '';
    witness?.(target);
    if (!isAuthorised(request, credentials)) {
      const challenge = 'Proxy-Authenticate: Basic realm="simulator"\r\n';
      refuse(client, '407 Proxy Authentication Required', challenge);
      return;
    }
    const port = findPort(world, target);
    if (port === undefined) refuse(client, '403 Not Simulated');
    else join(client, head, port);
  });
  const closeServer = server.close.bind(server);
  server.close = (callback) => {
    for (const client of clients) client.destroy();
    return closeServer(callback);
  };
  return server;
}
