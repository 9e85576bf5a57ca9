import type { Server } from 'node:net';
import type { AddressInfo } from 'node:net';

/** The simulated org never listens to anything but this machine; no option changes that. */
export const LOOPBACK = '127.0.0.1';

/** Listens on loopback, on any free port for 0, and answers the port. Rejects with Node's own error. */
export function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, LOOPBACK, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

export function close(server: Server & { closeAllConnections?: () => void }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => {
      if (error === undefined) resolve();
      else reject(error);
    });
    // Idle keep-alive connections would hold the process.
    server.closeAllConnections?.();
  });
}
