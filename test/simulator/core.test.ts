import type { Simulator } from '../../src/simulator/server.ts';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { CONSUMER_KEY } from './app-files.ts';
import { addJwtApp, deployUser, startOrg, stopOrgs, testKey } from './org-client.ts';

const SCRIPT = fileURLToPath(new URL('core-login.ts', import.meta.url));

async function logInWithCore(simulator: Simulator): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'simulator-core-'));
  const keyFile = join(home, 'server.key');
  await writeFile(keyFile, testKey().privateKey, { mode: 0o600 });
  const env = {
    ...process.env,
    HOME: home,
    USERPROFILE: home,
    SF_USE_GENERIC_UNIX_KEYCHAIN: 'true',
    SF_DISABLE_LOG_FILE: 'true',
  };
  const parameters = [SCRIPT, deployUser(simulator), keyFile, CONSUMER_KEY, simulator.origin.origin];
  try {
    const { stdout } = await promisify(execFile)(process.execPath, parameters, { env });
    return stdout;
  } finally {
    await rm(home, { recursive: true });
  }
}

describe('@salesforce/core against the org', () => {
  afterEach(stopOrgs);

  it('logs in by JWT, queries and refreshes, in one attempt', async () => {
    const simulator = await startOrg({ type: 'sandbox' });
    await addJwtApp(simulator);
    expect(JSON.parse(await logInWithCore(simulator))).to.deep.equal({
      orgId: simulator.orgId,
      isDevHub: false,
      isSandbox: true,
      instanceApiVersion: '67.0',
      name: 'Simulated org simulator',
      username: deployUser(simulator),
    });
    const paths = simulator.requests.map(
      ({ method, path, status }) => `${method} ${path.split('?')[0] ?? ''} ${status}`,
    );
    expect(paths.filter((path) => path === 'POST /services/oauth2/token 200')).to.have.length(1);
    // No Dev Hub: the CLI's probe for scratch org records must fail.
    expect(paths).to.include('GET /services/data/v51.0/query 400');
  });
});
