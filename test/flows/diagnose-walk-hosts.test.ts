// The walk through causes under the real names of hosts, as a company network shows them: in processes of their own, behind a
// proxy that speaks CONNECT, with the certificate of a private authority.
import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DiagnoseResult } from '../../src/flows/diagnose.ts';
import { keyReader } from '../../src/flows/diagnose/key-facts.ts';
import { diagnoseLogin } from '../../src/flows/diagnose.ts';
import { endFaults, strike } from '../../src/simulator/fault-strikes.ts';
import { assignPermissionSet } from '../../src/simulator/org-changes.ts';
import type { SimulatorOptions } from '../../src/simulator/server.ts';
import { deploySimulatedApp, makeKeyFiles, type KeyFiles } from '../simulated-app.ts';
import { PLUGIN } from '../terminal.ts';
import { openAppOrg, openAppOrgs, type AppOrg } from './app/app-org.ts';
import { PERMISSION_SET } from './diagnose-walk.ts';
import { hostRows, type HostRow } from './walk-host-rows.ts';

const HOUR = 3_600_000;

type Network = { opened: AppOrg; clientId: string; env: NodeJS.ProcessEnv; folder: string };

async function openNetwork(keys: KeyFiles, options: SimulatorOptions): Promise<Network> {
  const orgs = [{ name: 'acme' }, { name: 'globex' }];
  const [opened] = await openAppOrgs({ orgs, tls: true, ...options, now: () => new Date(Date.now() - HOUR) });
  if (!opened) throw new Error('no org');
  const { simulator } = opened;
  const clientId = await deploySimulatedApp(simulator, keys.certificate);
  assignPermissionSet(opened.org, 'deploy@acme.example', PERMISSION_SET);
  simulator.world.now = () => new Date();
  const folder = mkdtempSync(join(tmpdir(), 'walk-'));
  const authority = join(folder, 'authority.crt');
  writeFileSync(authority, simulator.tls?.authority ?? '');
  const env = { HTTPS_PROXY: simulator.tls?.proxy.origin, NODE_EXTRA_CA_CERTS: authority };
  return { opened, clientId, env, folder };
}

/** Runs a line of the plugin, with `--json`. A login that does not work makes it fail, with the same result. */
async function run(words: string[], env: NodeJS.ProcessEnv, cwd: string): Promise<DiagnoseResult> {
  const [program = '', ...script] = PLUGIN;
  const output = await new Promise<string>((resolve) => {
    const options = { env: { ...process.env, ...env }, cwd };
    execFile(program, [...script, ...words, '--json'], options, (_, stdout) => resolve(stdout));
  });
  const { result, message } = JSON.parse(output) as { result?: DiagnoseResult; message?: string };
  if (!result) throw new Error(message);
  return result;
}

describe('the walk through causes: hosts and networks', function () {
  this.timeout(90_000);
  let keys: KeyFiles;
  let network: Network | undefined;
  let slow: { opened: AppOrg; found: Promise<DiagnoseResult> };

  before(async () => {
    keys = await makeKeyFiles();
    slow = await beginSlow(keys);
  });
  after(async () => {
    await slow.opened.close();
    rmSync(keys.folder, { recursive: true });
  });
  afterEach(async () => {
    await network?.opened.close();
    network = undefined;
  });

  const lineOf = ({ host, audience, isProject }: HostRow, { clientId }: Network): string[] => [
    ...['jwt', 'diagnose', '--client-id', clientId, '--username', 'deploy@acme.example'],
    ...['--jwt-key-file', keys.keyFile],
    ...(isProject ? [] : ['--instance-url', host]),
    ...(audience ? ['--audience', audience] : []),
  ];

  for (const row of hostRows) {
    it(`${row.cause} is the cause when ${row.when}`, async () => {
      const opening = await openNetwork(keys, row.options ?? {});
      network = opening;
      const { env, folder, opened } = opening;
      if (row.isProject)
        writeFileSync(
          join(folder, 'sfdx-project.json'),
          JSON.stringify({ packageDirectories: [{ path: '.' }], sfdcLoginUrl: row.host }),
        );
      const words = lineOf(row, opening);
      // who cannot reach the org cannot ask its administrator, either
      const target = row.isByHand ? [] : ['--target-org', opened.username];
      const found = await run([...words, ...target], { ...env, ...row.env }, folder);
      expect([found.cause?.name, found.candidates]).to.deep.equal([row.cause, []]);
      const fix = found.cause?.fix?.command ?? null;
      expect(fix !== null).to.equal(!row.isByHand);
      // what a person mends is the environment
      const repaired = await run(fix ?? words, { ...env, ...row.rightEnv?.(env) }, folder);
      expect(repaired.isHealthy, JSON.stringify(repaired.cause)).to.equal(true);
    });
  }

  // last, because the deadline is half a minute
  it('NoAnswerInTime is the cause when the org has the fault latency', async () => {
    const found = await slow.found;
    expect(found.cause?.name).to.equal('NoAnswerInTime');
    endFaults(slow.opened.simulator.world);
    expect((await lookAt(slow.opened, keys)).isHealthy).to.equal(true);
  });
});

async function beginSlow(keys: KeyFiles): Promise<{ opened: AppOrg; found: Promise<DiagnoseResult> }> {
  const opened = await openAppOrg({ name: 'slow' });
  await deploySimulatedApp(opened.simulator, keys.certificate);
  strike(opened.simulator.world, { name: 'latency', amount: 60_000, path: '/services/oauth2/token' });
  return { opened, found: lookAt(opened, keys) };
}

const lookAt = async ({ username, origin }: AppOrg, keys: KeyFiles): Promise<DiagnoseResult> =>
  diagnoseLogin(
    {
      login: {
        clientId: '3MVG9EXAMPLEkey0123456789',
        username,
        privateKey: keys.location,
        instanceUrl: origin,
      },
      readKey: keyReader(),
    },
    new Date(),
  );
