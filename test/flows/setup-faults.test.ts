// Every fault that a simulated org has, at every request of a set-up: the next run finishes, and nothing is there twice.
import { expect } from 'chai';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setUp, type SetupResult } from '../../src/flows/setup.ts';
import type { AppOrg } from './app/app-org.ts';
import { eachFault, isNamed, type FaultOptions } from './app/each-fault.ts';

const APP = 'Jwt_Cli';

describe('a set-up that meets a fault', function () {
  this.timeout(300_000);
  const before = process.cwd();
  const folders: string[] = [];

  /** Each run has a folder of its own, in which it is run again. */
  const prepare = async (): Promise<void> => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'setup-faults-')));
    folders.push(folder);
    process.chdir(folder);
    return Promise.resolve();
  };
  const flow = ({ connection }: AppOrg): Promise<SetupResult> =>
    setUp({ connection, admin: 'simulator', waitMinutes: 0, again: 'sf jwt setup' }, new Date());

  afterEach(() => {
    process.chdir(before);
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  });

  /** What there is of everything, as a line: one app, set, assignment and entry, whose key and certificate fit. */
  async function check(where: string, { org, ...opened }: AppOrg, result: SetupResult): Promise<void> {
    const { components, permissionSets, assignments } = org.records;
    const apps = components.filter(({ type }) => type === 'ExternalClientApplication');
    expect(
      apps.map(({ fullName }) => fullName),
      where,
    ).to.deep.equal([APP]);
    const ours = permissionSets.filter(({ name }) => name === 'Jwt_Cli_Access');
    expect(ours.length, where).to.equal(1);
    expect(
      assignments.filter(({ permissionSetId }) => permissionSetId === ours[0]!.id).length,
      where,
    ).to.equal(1);
    expect(readdirSync('certs').sort(), where).to.deep.equal([
      '.gitignore',
      'simulator.crt',
      'simulator.key',
    ]);
    const certificate = new X509Certificate(readFileSync('certs/simulator.crt'));
    expect(
      certificate.checkPrivateKey(createPrivateKey(readFileSync('certs/simulator.key'))),
      where,
    ).to.equal(true);
    const { orgs } = JSON.parse(readFileSync('sf-jwt.json', 'utf8')) as {
      orgs: Record<string, { clientId: string }>;
    };
    expect(Object.keys(orgs), where).to.deep.equal(['simulator']);
    expect(orgs['simulator']!.clientId, where).to.equal(result.consumerKey);
    const location = { key: { file: result.keyFile } };
    await opened.logIn(result.consumerKey!, { location } as Parameters<AppOrg['logIn']>[1]);
  }

  async function walk(options: FaultOptions): Promise<string[]> {
    const odd: string[] = [];
    for await (const run of eachFault(flow, { ...options, prepare })) {
      const where = `${run.fault} ${run.n} ${run.line}`;
      const { outcome, org } = run;
      if (outcome.kind === 'failed' && !isNamed(outcome.error))
        odd.push(`${where}: ${outcome.error.message}`);
      const second = await run.again();
      if (second.outcome.kind !== 'done') {
        odd.push(`${where}: again ${second.outcome.error.name}: ${second.outcome.error.message}`);
        continue;
      }
      await check(where, org, second.outcome.value);
    }
    return odd;
  }

  it('is finished by the next run', async () => {
    expect(await walk({})).to.deep.equal([]);
  });

  it('is finished by the next run, also when the fault lasted for good', async () => {
    // of those that try a request again, and those that leave something behind
    const faults = ['connection-reset', 'server-error', 'rate-limit', 'deploy-half-failed'] as const;
    expect(await walk({ times: 'for good', faults })).to.deep.equal([]);
  });
});
