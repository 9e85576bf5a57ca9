// A registry of packages that has this plugin, as if it had been released, and sends who asks for anything else on to the registry
// of this machine.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { registryEnvironment } from '../home.ts';
import { ROOT } from '../terminal.ts';

export type PackageRegistry = { env: NodeJS.ProcessEnv; close: () => void };

/** `folder` is where the package is made; `env` is for programs that are to ask this registry. */
export async function startRegistry(folder: string): Promise<PackageRegistry> {
  const tarball = pack(folder);
  const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
  };
  const { name, version } = manifest;
  const next = execFileSync('npm', ['config', 'get', 'registry'], { cwd: ROOT, encoding: 'utf8' }).trim();
  const server = createServer(({ url = '', headers: { host } }, response) => {
    const file = `/${name}/-/${name}-${version}.tgz`;
    if (url === file) return void response.end(tarball);
    if (url.split('?')[0] !== `/${name}`) {
      redirect(response, new URL(url.slice(1), next).href);
      return;
    }
    const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
    const dist = { tarball: `http://${host}${file}`, integrity };
    const versions = { [version]: { ...manifest, dist } };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ name, 'dist-tags': { latest: version }, versions }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const { NO_PROXY = '' } = registryEnvironment;
  return {
    env: {
      ...registryEnvironment,
      npm_config_registry: origin,
      SF_NPM_REGISTRY: origin,
      NO_PROXY: [NO_PROXY, '127.0.0.1'].filter(Boolean).join(','),
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function pack(folder: string): Buffer {
  const args = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
  // `npm test` has built already
  const text = execFileSync('npm', args, {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [{ filename }] = JSON.parse(text) as [{ filename: string }];
  return readFileSync(join(folder, filename));
}

function redirect(response: ServerResponse, location: string): void {
  response.writeHead(302, { location }).end();
}
