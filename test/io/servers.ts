// Small servers on loopback, and an environment without the machine's own proxies.
import { once } from 'node:events';
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type RequestListener,
  type Server as HttpServer,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';

export type Received = { method: string; url: string; headers: IncomingMessage['headers']; body: string };

/** An answer to each request, as plain data. */
export type Answer = { status: number; headers?: Record<string, string>; body?: string };

export type Recorder = { url: URL; received: Received[] };

const PROXY_VARIABLES = ['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY', 'https_proxy', 'http_proxy', 'no_proxy'];

/** Call it inside `describe`: closes what a test started and gives it an environment without proxies. */
export function loopback(): {
  answer: (answer: Answer) => Promise<Recorder>;
  answerTls: (credentials: { key: string; cert: string }, answer: Answer) => Promise<Recorder>;
  raw: (onConnection: (socket: Socket) => void) => Promise<URL>;
  proxy: (answer?: string) => Promise<{ url: URL; tunnels: string[]; seen: () => string }>;
} {
  const servers: Server[] = [];
  const sockets = new Set<Duplex>();
  let environment: Record<string, string | undefined> = {};

  beforeEach(() => {
    environment = Object.fromEntries(PROXY_VARIABLES.map((name) => [name, process.env[name]]));
    for (const name of PROXY_VARIABLES) Reflect.deleteProperty(process.env, name);
  });
  afterEach(async () => {
    for (const [name, value] of Object.entries(environment)) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
    for (const socket of sockets) socket.destroy();
    await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
  });

  const listen = async (server: Server, scheme: string): Promise<URL> => {
    servers.push(server);
    server.on('connection', (socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return new URL(`${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`);
  };

  return {
    answer: async (answer) => {
      const received: Received[] = [];
      return { url: await listen(createHttpServer(recorder(answer, received)), 'http'), received };
    },
    answerTls: async (credentials, answer) => {
      const received: Received[] = [];
      return {
        url: await listen(createHttpsServer(credentials, recorder(answer, received)), 'https'),
        received,
      };
    },
    raw: async (onConnection) => listen(createServer(onConnection), 'http'),
    proxy: async (answer = 'HTTP/1.1 200 Connection established\r\n\r\n') => {
      const tunnels: string[] = [];
      const chunks: Buffer[] = [];
      const url = await listen(tunnelling(tunnels, chunks, answer), 'http');
      return { url, tunnels, seen: () => Buffer.concat(chunks).toString('latin1') };
    },
  };
}

function recorder({ status, headers = {}, body = '' }: Answer, received: Received[]): RequestListener {
  return (request, response) => {
    void text(request).then((sent) => {
      const { method = '', url = '' } = request;
      received.push({ method, url, headers: request.headers, body: sent });
      response.writeHead(status, headers).end(body);
    });
  };
}

/** A proxy that opens tunnels (CONNECT), and notes where to and every byte that passes towards the host. */
function tunnelling(tunnels: string[], chunks: Buffer[], answer: string): HttpServer {
  return createHttpServer().on('connect', (request: IncomingMessage, client: Duplex, head: Buffer) => {
    tunnels.push(request.url ?? '');
    chunks.push(Buffer.from(request.rawHeaders.join('\n')));
    client.on('error', () => undefined);
    client.write(answer);
    if (!answer.includes(' 200 ')) return client.end();
    const { hostname, port } = new URL(`http://${request.url ?? ''}`);
    const host = connect(Number(port), hostname, () => {
      host.write(head);
      client.on('data', (chunk: Buffer) => chunks.push(chunk));
      client.pipe(host).pipe(client);
    });
    host.on('error', () => client.destroy());
    return client;
  });
}
