import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { listJwtLogins } from './auth-store.ts';
import { fingerprintOfPath, keyStoreFolder } from './key-store.ts';

/** What this machine has for logins by JWT: names and paths, no contents. */
export type Machine = {
  nodeVersion: string;
  logins: MachineLogin[];
  /** Of the key store, but for those that `sf` logs in with. */
  unusedKeys: string[];
  /** Variables that hold something else than the address of a proxy. */
  badProxyVariables: string[];
  /** A file that NODE_EXTRA_CA_CERTS names and that is not there. */
  missingAuthorities: string | undefined;
};

/** `isOpenToOthers`: group or world may read the key. */
export type MachineLogin = {
  username: string;
  privateKeyFile: string;
  isKeyThere: boolean;
  isOpenToOthers: boolean;
};

const PROXY_VARIABLES = ['HTTPS_PROXY', 'HTTP_PROXY', 'https_proxy', 'http_proxy'];

/** Looks at what is here, without a request. */
export async function readMachine(env: NodeJS.ProcessEnv = process.env): Promise<Machine> {
  const logins = (await listJwtLogins()).map(({ username, privateKeyFile, isKeyThere }) => ({
    username,
    privateKeyFile,
    isKeyThere,
    isOpenToOthers: isKeyThere && isOpen(privateKeyFile),
  }));
  const used = new Set(logins.map(({ privateKeyFile }) => privateKeyFile));
  const authorities = env['NODE_EXTRA_CA_CERTS'];
  return {
    nodeVersion: process.versions.node,
    logins,
    unusedKeys: listStoredKeys().filter((file) => !used.has(file)),
    badProxyVariables: PROXY_VARIABLES.filter((name) => env[name] && !isProxy(env[name])),
    missingAuthorities: authorities && !isFile(authorities) ? authorities : undefined,
  };
}

function listStoredKeys(): string[] {
  const folder = keyStoreFolder();
  try {
    return readdirSync(folder)
      .map((name) => join(folder, name))
      .filter((file) => fingerprintOfPath(file) !== undefined);
  } catch {
    // no key was ever stored
    return [];
  }
}

const isOpen = (file: string): boolean =>
  process.platform !== 'win32' && (statSync(file, { throwIfNoEntry: false })?.mode ?? 0) % 0o100 !== 0;

const isFile = (file: string): boolean => statSync(file, { throwIfNoEntry: false })?.isFile() === true;

/** What undici takes for one. */
const isProxy = (value: string): boolean => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
