// A simulated org under its real address, https://acme.my.salesforce.com, as a company network would show it: reached
// through a proxy that only speaks CONNECT, with a certificate of a private authority. No name is looked up in the DNS.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { startSimulator, type Simulator } from '../src/simulator/server.ts';

export const MY_DOMAIN = 'https://acme.my.salesforce.com';

export type MyDomain = {
  simulator: Simulator;
  /** For a process that has to find the org: proxy, authority, no DNS. */
  env: NodeJS.ProcessEnv;
  /** Hosts that the proxy was asked for, in order. */
  connections: string[];
  close: () => Promise<void>;
};

export async function startMyDomain(): Promise<MyDomain> {
  const folder = mkdtempSync(join(tmpdir(), 'my-domain-'));
  makeCertificates(folder);
  const simulator = await startSimulator({ name: 'acme', publicOrigin: new URL(MY_DOMAIN) });
  const sockets = new Set<Socket>();
  const front = createTlsServer(
    { key: readFileSync(join(folder, 'host.key')), cert: readFileSync(join(folder, 'host.crt')) },
    (socket) => forward(socket, Number(simulator.origin.port), sockets),
  );
  const frontPort = await listen(front);
  const connections: string[] = [];
  const proxy = createServer().on('connect', (request, socket: Socket) => {
    const [host = '', port = ''] = (request.url ?? '').split(':');
    connections.push(host);
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    // jsforce sends even loopback addresses through a proxy
    forward(socket, host === '127.0.0.1' ? Number(port) : frontPort, sockets);
  });
  const proxyPort = await listen(proxy);
  return {
    simulator,
    connections,
    env: {
      HTTPS_PROXY: `http://127.0.0.1:${proxyPort}`,
      NODE_EXTRA_CA_CERTS: join(folder, 'authority.crt'),
      SF_DISABLE_DNS_CHECK: 'true',
      SFDX_DISABLE_DNS_CHECK: 'true',
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      for (const server of [front, proxy]) server.close();
      await simulator.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function forward(socket: Socket, port: number, sockets: Set<Socket>): void {
  const upstream = connect(port, '127.0.0.1');
  for (const end of [socket, upstream]) {
    sockets.add(end);
    end.on('error', () => [socket, upstream].forEach((each) => each.destroy()));
  }
  socket.pipe(upstream).pipe(socket);
}

async function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

/** A private authority, and a certificate of it for the hosts of the tests, by openssl. */
function makeCertificates(folder: string): void {
  const openssl = (...args: string[]): unknown =>
    execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const authority = ['-subj', '/CN=Test authority', '-keyout', 'authority.key', '-out', 'authority.crt'];
  openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...authority);
  const names = ['acme.my.salesforce.com', 'login.salesforce.com', 'test.salesforce.com'].map(
    (name) => `DNS:${name}`,
  );
  const host = ['-subj', '/CN=acme.my.salesforce.com', '-addext', `subjectAltName=${names.join(',')}`];
  openssl('req', '-newkey', 'rsa:2048', '-nodes', ...host, '-keyout', 'host.key', '-out', 'host.csr');
  const signing = [
    '-CA',
    'authority.crt',
    '-CAkey',
    'authority.key',
    '-CAcreateserial',
    '-copy_extensions',
    'copy',
  ];
  openssl('x509', '-req', '-in', 'host.csr', '-days', '2', ...signing, '-out', 'host.crt');
}
