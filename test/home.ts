// Loaded before every test: a home of its own for this process, so that no test reads or writes the `sf` of the person who
// runs it, and no proxy between the test and its own servers.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const proxies = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'].flatMap((name) => [name, name.toLowerCase()]);

/** What a command needs to reach the package registry from this machine: its proxies, authorities and npm settings. */
export const registryEnvironment = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) =>
      proxies.includes(name) || name === 'NODE_EXTRA_CA_CERTS' || /^npm_config_(?!prefix)/i.test(name),
  ),
);

const home = mkdtempSync(join(tmpdir(), 'sf-jwt-test-home-'));
Object.assign(process.env, {
  HOME: home,
  USERPROFILE: home,
  SF_USE_GENERIC_UNIX_KEYCHAIN: 'true',
  SF_DISABLE_LOG_FILE: 'true',
  SF_DISABLE_TELEMETRY: 'true',
});
for (const name of proxies) Reflect.deleteProperty(process.env, name);

/** `sf` keeps here what it encrypts its store of logins with, and reads it once in a process. */
const keyFile = join(home, '.sfdx', 'key.json');
let key: Buffer | undefined;

/**
 * mocha calls these for each file that a process runs, one after the other. The key outlives the home: other processes that a
 * later file starts would make one of their own, and could not read what this process stores.
 */
export const mochaHooks = {
  beforeAll: (): void => {
    mkdirSync(dirname(keyFile), { recursive: true });
    if (key) writeFileSync(keyFile, key, { mode: 0o600 });
  },
  afterAll: (): void => {
    if (existsSync(keyFile)) key = readFileSync(keyFile);
    rmSync(home, { recursive: true, force: true });
  },
};
