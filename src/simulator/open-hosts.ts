import { createAdaptorServer, type HttpBindings } from '@hono/node-server';
import { createServer } from 'node:https';
import type { Server } from 'node:net';
import { allHosts, type Host } from './hosts.ts';
import { citeHttpRefusals } from './http-refusals.ts';
import { close, listen, LOOPBACK } from './listen.ts';
import type { TlsIdentity } from './private-authority.ts';
import type { Entrance } from './routes.ts';
import type { World } from './world.ts';

export type Fetch = (request: Request, env: Entrance['Bindings']) => Response | Promise<Response>;

/** A host that did not get the port it had before, because something else listens there now. */
export type MovedHost = { name: string; from: number; to: number };

/** A port to listen to: what is demanded or nothing, or rather this one than any other. */
export type WantedPort = { port: number; isDemanded: boolean };

function createHostServer(fetch: Fetch, host: Host, identity: TlsIdentity | null): Server {
  const serve = {
    // None of these servers speaks HTTP/2.
    fetch: (request: Request, env: unknown) => fetch(request, { ...(env as HttpBindings), listening: host }),
    overrideGlobalObjects: false,
  };
  // Node would refuse a request without host before anything here sees it.
  const plain = { requireHostHeader: false };
  const server =
    identity === null
      ? createAdaptorServer({ ...serve, serverOptions: plain })
      : createAdaptorServer({
          ...serve,
          createServer,
          serverOptions: { ...plain, cert: identity.certificate, key: identity.privateKey },
        });
  citeHttpRefusals(server);
  return server;
}

/** Listens to the wanted port, or to any free one where another may do, too. Rejects with Node's own error. */
export async function listenNear(server: Server, { port, isDemanded }: WantedPort): Promise<number> {
  try {
    return await listen(server, port);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (isDemanded || !['EADDRINUSE', 'EACCES'].includes(code)) throw error;
    return listen(server, 0);
  }
}

/** A port that was asked for is demanded; one that a host had before is only the best. */
function wantedPortOf(host: Host, world: World, firstPort: number): WantedPort {
  const isDemanded = host === world.orgs[0]?.myDomain && firstPort !== 0;
  return { isDemanded, port: isDemanded ? firstPort : Number(host.origin.port) };
}

export type OpenHosts = { servers: Server[]; moved: MovedHost[] };

/** Opens a server for each host of the world; the hosts learn their origins. */
export async function openHosts(
  world: World,
  fetch: Fetch,
  firstPort: number,
  identity: TlsIdentity | null,
): Promise<OpenHosts> {
  const servers: Server[] = [];
  const moved: MovedHost[] = [];
  try {
    for (const host of allHosts(world)) {
      const server = createHostServer(fetch, host, identity);
      const before = Number(host.origin.port);
      const port = await listenNear(server, wantedPortOf(host, world, firstPort));
      servers.push(server);
      host.origin = new URL(`${identity === null ? 'http' : 'https'}://${LOOPBACK}:${port}`);
      if (before !== 0 && before !== port) moved.push({ name: host.name, from: before, to: port });
    }
    return { servers, moved };
  } catch (error) {
    await Promise.all(servers.map(close));
    throw error;
  }
}
