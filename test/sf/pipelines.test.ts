// The pipeline of each provider, executed: its file is parsed, and its scripts are run one after the other by the shell that the
// provider starts, in a fresh clone of the repository and a new home, with the released sf on the path, the plugin installed by the
// lines of the pipeline, and no variables but those that the provider sets and the secrets that `sf jwt ci` names.
import { expect } from 'chai';
import { execFile, execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { PROVIDERS, type ProviderName } from '../../src/pipelines/pipeline.ts';
import { startSimulator, type Simulator } from '../../src/simulator/server.ts';
import {
  environmentOf,
  machineEnvironments,
  readJobs,
  type JobStep,
  type Part,
} from '../pipelines/read-jobs.ts';
import { deploySimulatedApp, makeKeyFiles } from '../simulated-app.ts';
import { openTerminal, PLUGIN, RELEASED_SF, ROOT, type Run, type Terminal } from '../terminal.ts';
import { ORGS, recordCertificates, storedSecrets, type Made } from './pipeline-project.ts';
import { startRegistry, type PackageRegistry } from './package-registry.ts';

type Named = Record<string, string>;

const { version: CLI_VERSION } = JSON.parse(
  readFileSync(join(dirname(RELEASED_SF[1]!), '..', 'package.json'), 'utf8'),
) as { version: string };
const { version: PLUGIN_VERSION } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  version: string;
};

describe('the pipelines, executed', function () {
  this.timeout(240_000);
  const simulators: Simulator[] = [];
  let folder: string;
  let registry: PackageRegistry;
  /** Programs of the machine, and where the plugin has been installed once. */
  let bin: string;
  let installed: string;
  let developer: Terminal;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sf-jwt-pipelines-'));
    registry = await startRegistry(folder);
    bin = join(folder, 'bin');
    installed = join(folder, 'installed');
    mkdirSync(bin);
    const words = RELEASED_SF.map((word) => `'${word}'`).join(' ');
    writeFileSync(join(bin, 'sf'), `#!/bin/sh\nexec ${words} "$@"\n`);
    chmodSync(join(bin, 'sf'), 0o755);
    developer = openTerminal();
    await makeProject();
  });
  after(async () => {
    registry.close();
    await developer.close();
    await Promise.all(simulators.map(async (each) => each.close()));
    rmSync(folder, { recursive: true, force: true });
  });

  const git = (cwd: string, ...args: string[]): void => {
    const options = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com'];
    execFileSync('git', [...options, ...args], { cwd, stdio: 'ignore' });
  };

  /** A repository with a DX project and three orgs, two of which have a key with each other; the keys are ignored. */
  async function makeProject(): Promise<void> {
    const { cwd } = developer;
    git(cwd, 'init', '--initial-branch', 'main');
    writeFileSync(join(cwd, '.gitignore'), 'certs/\n');
    mkdirSync(join(cwd, 'certs'));
    const project = { packageDirectories: [{ path: 'force-app', default: true }], sourceApiVersion: '66.0' };
    writeFileSync(join(cwd, 'sfdx-project.json'), JSON.stringify(project));
    const sets = join(cwd, 'force-app', 'main', 'default', 'permissionsets');
    mkdirSync(sets, { recursive: true });
    writeFileSync(join(sets, 'Validated.permissionset-meta.xml'), PERMISSION_SET);
    const keys = [await makeKeyFiles(), await makeKeyFiles()];
    keys.forEach((key, index) => {
      cpSync(key.keyFile, join(cwd, 'certs', `${index}.key`));
      rmSync(key.folder, { recursive: true });
    });
    for (const [index, org] of ORGS.entries()) {
      const simulator = await startSimulator({ name: org });
      simulators.push(simulator);
      const pair = Math.min(index, 1);
      const clientId = await deploySimulatedApp(simulator, keys[pair]!.certificate);
      const login = [
        ...['--org', org, '--client-id', clientId, '--username', simulator.admin.username],
        ...['--jwt-key-file', `certs/${pair}.key`, '--instance-url', simulator.origin.origin],
      ];
      const made = await developer.sf('jwt', 'login', ...login);
      expect(made.code, made.stderr).to.equal(0);
    }
    recordCertificates(
      cwd,
      keys.map(({ certificate }) => certificate),
    );
  }

  async function generate(
    provider: ProviderName,
    ...flags: string[]
  ): Promise<{ made: Made; clone: string }> {
    const { cwd } = developer;
    const run = await developer.run(PLUGIN, [
      ...['jwt', 'ci', '--provider', provider, ...flags],
      ...['--output-dir', '.', '--force', '--json'],
    ]);
    expect(run.code, run.stdout).to.equal(0);
    git(cwd, 'add', '.');
    git(cwd, 'commit', '--allow-empty', '--message', 'pipeline');
    const clone = join(folder, `${provider}-${readdirSync(folder).length}`);
    git(folder, 'clone', cwd, clone);
    expect(existsSync(join(clone, 'certs'))).to.equal(false);
    return { made: (JSON.parse(run.stdout) as { result: Made }).result, clone };
  }

  type Machine = { home: string; clone: string; temporary: string; base: Named };

  function openMachine(clone: string): Machine {
    const home = mkdtempSync(join(folder, 'home-'));
    const temporary = mkdtempSync(join(folder, 'workspace@tmp-'));
    // where it runs, and what keeps it from the network that is not under test
    const base = {
      PATH: [bin, dirname(process.execPath), '/usr/bin', '/bin'].join(':'),
      HOME: home,
      SF_DISABLE_TELEMETRY: 'true',
      SF_SKIP_NEW_VERSION_CHECK: 'true',
    };
    return { home, clone, temporary, base };
  }

  /** Of a step: run as it stands, except that `sf` is there already. */
  async function runStep(each: JobStep, { clone, base }: Machine, env: Named): Promise<Run> {
    const [shell = '', ...args] = each.shell;
    const script = each.script.replace(/^\s*npm install --global .*@salesforce\/cli@.*$/m, ':');
    return promisify(execFile)(shell, [...args, script], { cwd: clone, env: { ...base, ...env } }).then(
      (ended) => ({ code: 0, ...ended }),
      (error: unknown) => error as Run,
    );
  }

  /** The home that `sf` has there: Jenkins sets one. */
  const homeOf = (provider: ProviderName, { home, temporary }: Machine): string =>
    provider === 'jenkins' ? join(temporary, 'sf-jwt') : home;

  /** Installing takes half a minute: the lines of one provider are run, those of the others are the same, and find it there. */
  function lendPlugin(home: string): boolean {
    if (!existsSync(installed)) return false;
    const share = join(home, '.local', 'share');
    mkdirSync(share, { recursive: true });
    symlinkSync(installed, join(share, 'sf'));
    return true;
  }

  async function runJob(
    provider: ProviderName,
    steps: JobStep[],
    machine: Machine,
    secrets: Named,
    part: Part = { index: 1, total: 1 },
    onStep?: (each: JobStep, run: Run) => Promise<void>,
  ): Promise<Run[]> {
    const outside = machineEnvironments[provider](part, secrets, machine.temporary);
    const runs: Run[] = [];
    const isLent = lendPlugin(homeOf(provider, machine));
    for (const each of steps) {
      const isBroken = runs.some(({ code }) => code !== 0);
      if (isBroken && !each.isLast) continue;
      const isInstall = each.script.includes('sf plugins install');
      const run = await runStep(isLent ? withoutInstalling(each) : each, machine, {
        ...outside,
        ...environmentOf(each, secrets, part),
        ...(isInstall && (registry.env as Named)),
      });
      runs.push(run);
      if (isInstall && !isLent)
        renameSync(join(homeOf(provider, machine), '.local', 'share', 'sf'), installed);
      if (isInstall && !isLent) lendPlugin(homeOf(provider, machine));
      await onStep?.(each, run);
    }
    return runs;
  }

  const withoutInstalling = (each: JobStep): JobStep => ({
    ...each,
    script: each.script.replace(/^\s*sf plugins (?:trust|install) .*$/gm, ':'),
  });

  const textOf = (runs: Run[]): string => runs.map(({ stdout, stderr }) => `${stdout}\n${stderr}`).join('\n');

  for (const provider of PROVIDERS) {
    it(`${provider}: one org is logged in to, asked to take the source, and forgotten`, async () => {
      const { made, clone } = await generate(provider, '--org', 'production');
      expect(made.secrets.map(({ name }) => name)).to.deep.equal(['SF_JWT_KEY_PRODUCTION']);
      const text = readFileSync(join(clone, made.file), 'utf8');
      expect(text).to.contain(`@salesforce/cli@${CLI_VERSION}`);
      expect(text).to.contain(`sf plugins install sf-plugin-jwt@${PLUGIN_VERSION}`);
      const machine = openMachine(clone);
      const home = homeOf(provider, machine);
      const secrets = storedSecrets(made, folder, developer.cwd);
      const { validate } = readJobs(provider, text);
      let query: Run | undefined;
      const runs = await runJob(provider, validate, machine, secrets, undefined, async ({ script }) => {
        if (!script.includes('sf jwt login')) return;
        const line = 'sf data query --query "SELECT Id, Username FROM User" --target-org production --json';
        const where = { ...machine, base: { ...machine.base, HOME: home } };
        query = await runStep({ script: line, shell: ['sh', '-c'], env: {}, isLast: false }, where, {});
      });
      expect(
        runs.map(({ code }) => code),
        textOf(runs),
      ).to.deep.equal(validate.map(() => 0));
      expect(query?.code, query?.stdout).to.equal(0);
      expect(query?.stdout).to.contain('"Username"');
      expect(textOf(runs))
        .to.contain('Validated')
        .and.not.contain(secrets['SF_JWT_KEY_PRODUCTION']!.slice(60, 120));
      expect(simulators[0]!.org.records.permissionSets.map(({ name }) => name)).not.to.include('Validated');
      const keys = join(home, '.sf', 'jwt');
      expect(existsSync(keys) ? readdirSync(keys) : []).to.deep.equal([]);
    });

    it(`${provider}: the certificates are checked, with nothing but the project file and the keys`, async () => {
      const { made, clone } = await generate(provider);
      const machine = openMachine(clone);
      const secrets = storedSecrets(made, folder, developer.cwd);
      const { check } = readJobs(provider, readFileSync(join(clone, made.file), 'utf8'));
      const runs = await runJob(provider, check, machine, secrets);
      // the certificates end in 30 days
      expect(runs.find(({ code }) => code !== 0)?.code, textOf(runs)).to.equal(10);
      const reports = ['sf-jwt-check.xml', 'test-reports/sf-jwt-check.xml', 'test-results/sf-jwt-check.xml'];
      const report = reports.map((file) => join(clone, file)).find((file) => existsSync(file));
      const told = report === undefined ? textOf(runs) : readFileSync(report, 'utf8');
      for (const org of ORGS) expect(told).to.contain(org);
      expect(told).to.match(provider === 'github' ? /::(warning|error) / : /<testsuites?\b/);
    });

    it(`${provider}: each of two jobs logs in to its part of the orgs, and both to all`, async () => {
      const { made, clone } = await generate(provider, '--shards', '2');
      expect(made.secrets.map(({ name, orgs }) => [name, orgs])).to.deep.equal([
        ['SF_JWT_KEY_PRODUCTION', ['production']],
        ['SF_JWT_KEY_STAGING', ['staging', 'no']],
      ]);
      const { validate } = readJobs(provider, readFileSync(join(clone, made.file), 'utf8'));
      const upToLogin = validate.filter(({ isLast }) => !isLast).map(withoutDeploying);
      const secrets = storedSecrets(made, folder, developer.cwd);
      const found: string[] = [];
      for (const index of [1, 2]) {
        const runs = await runJob(provider, upToLogin, openMachine(clone), secrets, { index, total: 2 });
        expect(
          runs.every(({ code }) => code === 0),
          textOf(runs),
        ).to.equal(true);
        found.push(...loginsIn(clone).map(({ entry, outcome }) => `${entry} ${outcome}`));
      }
      expect(found.sort()).to.deep.equal(['no done', 'production done', 'staging done']);
    });
  }

  it('an org that cannot be logged in to is named, and the others are validated', async () => {
    const { made, clone } = await generate('github');
    const machine = openMachine(clone);
    const { SF_JWT_KEY_STAGING: other = '', ...rest } = storedSecrets(made, folder, developer.cwd);
    const { validate } = readJobs('github', readFileSync(join(clone, made.file), 'utf8'));
    const runs = await runJob('github', validate, machine, {
      ...rest,
      SF_JWT_KEY_STAGING: other,
      SF_JWT_KEY_PRODUCTION: other,
    });
    expect(
      runs.map(({ code }) => code),
      textOf(runs),
    ).to.deep.equal([0, 0, 1, 0]);
    expect(runs[1]?.stdout).to.contain('AssertionInvalidError').and.contain('"production"');
    expect(runs[2]?.stderr).to.match(/Not valid for: production$/m);
    expect(runs[2]?.stdout.match(/Dry-run complete/g), runs[2]?.stdout).to.have.length(2);
  });

  it('a secret that is missing is named', async () => {
    const { made, clone } = await generate('gitlab', '--org', 'production');
    const { validate } = readJobs('gitlab', readFileSync(join(clone, made.file), 'utf8'));
    const runs = await runJob('gitlab', validate, openMachine(clone), {});
    expect(runs[0]?.code).to.equal(1);
    expect(runs[0]?.stderr).to.contain('EntryKeyGoneError').and.contain('SF_JWT_KEY_PRODUCTION');
  });
});

type Login = { entry: string; outcome: string };

const loginsIn = (clone: string): Login[] =>
  (JSON.parse(readFileSync(join(clone, 'sf-jwt-logins.json'), 'utf8')) as { result: { orgs: Login[] } })
    .result.orgs;

const withoutDeploying = (each: JobStep): JobStep => ({
  ...each,
  script: each.script.replace(/sf project deploy start /g, ': '),
});

const PERMISSION_SET = `<?xml version="1.0" encoding="UTF-8"?>
<PermissionSet xmlns="http://soap.sforce.com/2006/04/metadata">
    <label>Validated</label>
</PermissionSet>
`;
