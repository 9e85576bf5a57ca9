// Loaded before every test: a home of its own for this process, so that no test reads or writes the `sf` of the person who
// runs it, and no proxy between the test and its own servers.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

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

/** mocha calls these for each file that a process runs, one after the other. */
export const mochaHooks = {
  beforeAll: (): unknown => mkdirSync(home, { recursive: true }),
  afterAll: (): void => rmSync(home, { recursive: true, force: true }),
};
