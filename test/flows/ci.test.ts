import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { CLI_VERSION, makePipeline, type CiInput, type CiResult } from '../../src/flows/ci.ts';
import type { Notice } from '../../src/flows/progress.ts';
import { ROOT } from '../terminal.ts';

const NOW = new Date('2026-11-25T08:00:00Z');

const newPem = (): string =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  }).privateKey;

const [PEM, OTHER_PEM] = [newPem(), newPem()];

type Key = { file: string } | { env: string };
type SfError = Error & { actions?: string[]; exitCode?: number };

describe('makePipeline', () => {
  const before = { cwd: process.cwd(), path: process.env['PATH'] };
  let root: string;
  let bin: string;
  let notices: Notice[];

  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'sf jwt ci ')));
    bin = join(root, 'bin');
    mkdirSync(bin);
    notices = [];
    process.chdir(root);
    process.env['PATH'] = [bin, before.path].join(delimiter);
    writeProject({ production: { file: 'certs/production.key' } });
    mkdirSync('certs');
    writeFileSync('certs/production.key', PEM, { mode: 0o600 });
    mkdirSync('force-app');
    writeFileSync('sfdx-project.json', JSON.stringify({ packageDirectories: [{ path: 'force-app' }] }));
  });
  afterEach(() => {
    process.chdir(before.cwd);
    process.env['PATH'] = before.path;
    Reflect.deleteProperty(process.env, 'SF_JWT_KEY_PRODUCTION');
    rmSync(root, { recursive: true });
  });

  function writeProject(keys: Record<string, Key | undefined>): void {
    const orgs = Object.entries(keys).map(([name, key]) => [
      name,
      {
        username: `deploy@${name}.example`,
        clientId: '3MVG9EXAMPLEkey0123456789',
        instanceUrl: 'https://acme.my.salesforce.com',
        ...(key && { key }),
      },
    ]);
    writeFileSync('sf-jwt.json', JSON.stringify({ orgs: Object.fromEntries(orgs) as object }));
  }

  const make = async (input: Partial<CiInput> = {}): Promise<CiResult> =>
    makePipeline(
      {
        provider: 'github',
        shards: 1,
        force: false,
        isSet: false,
        plugin: { name: 'sf-plugin-jwt', version: '0.1.0' },
        command: 'sf jwt ci',
        ...input,
      },
      NOW,
      { onNotice: (notice) => notices.push(notice) },
    );

  const refusal = async (input: Partial<CiInput> = {}): Promise<SfError> =>
    make(input).then(
      () => expect.fail('it was made'),
      (error: unknown) => error as SfError,
    );

  /** A program that appends to `calls` what it was given, and ends as `ending` says. */
  function program(name: string, ending = 'exit 0'): void {
    const lines = [
      '#!/bin/sh',
      'input=$(cat)',
      `printf '%s\\n' "$PWD" "$*" "$input" "$(env | grep ^AZURE_DEVOPS_EXT || true)" '=' >> '${root}/calls'`,
      ending,
    ];
    writeFileSync(join(bin, name), lines.join('\n'));
    chmodSync(join(bin, name), 0o755);
  }

  const calls = (): string[] =>
    existsSync('calls') ? readFileSync('calls', 'utf8').split('\n=\n').slice(0, -1) : [];

  const argsOf = (call: string): string => call.split('\n')[1] ?? '';

  const git = (...args: string[]): void => void execFileSync('git', args, { stdio: 'ignore' });

  function originIs(address: string): void {
    git('init');
    git('remote', 'add', 'origin', address);
  }

  it('pins the release of sf that the plugin is tested with', () => {
    const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'test', 'sf', 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    expect(CLI_VERSION).to.equal(dependencies['@salesforce/cli']);
  });

  it('tells what the provider has to know, and shows no key', async () => {
    const result = await make();
    expect(result.secrets).to.deep.equal([
      {
        name: 'SF_JWT_KEY_PRODUCTION',
        orgs: ['production'],
        keyFile: 'certs/production.key',
        command: 'gh secret set SF_JWT_KEY_PRODUCTION < certs/production.key',
      },
    ]);
    expect(result).to.include({
      file: '.github/workflows/sf-jwt.yml',
      path: null,
      backup: null,
      prepare: null,
    });
    expect(result.pipeline).to.contain('sf jwt login --org production --alias production\n');
    expect(JSON.stringify(result)).not.to.contain(PEM.split('\n')[1]);
    expect(notices).to.deep.equal([]);
  });

  it('needs no key on this machine', async () => {
    rmSync('certs', { recursive: true });
    expect((await make()).secrets.map(({ name }) => name)).to.deep.equal(['SF_JWT_KEY_PRODUCTION']);
  });

  it('writes the file where the provider looks for it', async () => {
    const { path, pipeline } = await make({ provider: 'circleci', outputDir: '.' });
    expect(path).to.equal(join(root, '.circleci', 'config.yml'));
    expect(readFileSync(path!, 'utf8')).to.equal(pipeline);
    const same = await make({ provider: 'circleci', outputDir: '.', force: true });
    expect([same.path, same.backup]).to.deep.equal([path, null]);
    writeFileSync(path!, '# ours\n');
    expect((await refusal({ provider: 'circleci', outputDir: '.' })).name).to.equal('OutputFileExistsError');
    const again = await make({ provider: 'circleci', outputDir: '.', force: true });
    expect(readFileSync(again.backup!, 'utf8')).to.equal('# ours\n');
  });

  it('goes by the repository: its folder, its first branch, where it is, and not who logs in there', async () => {
    mkdirSync('apps/sales cloud', { recursive: true });
    for (const file of ['sf-jwt.json', 'sfdx-project.json'])
      writeFileSync(join('apps/sales cloud', file), readFileSync(file));
    git('init');
    git('remote', 'add', 'origin', 'https://someone:ghp_token@github.com/acme/app.git');
    git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/release/next');
    process.chdir('apps/sales cloud');
    const { pipeline, secrets, branch } = await make({ provider: 'circleci' });
    expect(branch).to.equal('release/next');
    expect(pipeline).to.contain("cd 'apps/sales cloud'\n").and.contain("ignore: 'release/next'\n");
    expect(secrets[0]?.command).to.contain('circleci context store-secret github acme sf-jwt ');
    expect(JSON.stringify([pipeline, secrets])).not.to.contain('ghp_token');
  });

  it('deploys what the project says its source is', async () => {
    const packages = { packageDirectories: [{ path: 'force-app' }, { path: 'more apps/main' }] };
    writeFileSync('sfdx-project.json', JSON.stringify(packages));
    expect((await make()).pipeline).to.contain(
      "--source-dir force-app --source-dir 'more apps/main' --test-level",
    );
  });

  it('says so where there is no source', async () => {
    rmSync('sfdx-project.json');
    expect((await make()).pipeline).to.contain('--source-dir force-app ');
    expect(notices).to.deep.equal([{ name: 'NoSource', values: [root] }]);
  });

  it('puts no path into the file that its languages would read', async () => {
    for (const path of ['${{ secrets.X }}', '$(id)', 'a;b', '<< x >>', "a'b"]) {
      writeFileSync('sfdx-project.json', JSON.stringify({ packageDirectories: [{ path }] }));
      expect((await refusal()).name, path).to.equal('PathNotPlainError');
    }
  });

  it('says when a repository cannot have as many secrets', async () => {
    writeProject(
      Object.fromEntries(
        Array.from({ length: 101 }, (_, index) => [`org${index}`, { file: `${index}.key` }]),
      ),
    );
    expect((await make()).secrets).to.have.length(101);
    expect(notices).to.deep.equal([{ name: 'TooManySecrets', values: ['GitHub Actions', '100', '101'] }]);
  });

  it('refuses two keys for one variable, an org that is not set up, and more jobs than orgs', async () => {
    writeProject({ 'uat-1': { file: 'one.key' }, 'uat.1': { file: 'other.key' } });
    const twice = await refusal();
    expect(twice.name).to.equal('VariableTwiceError');
    expect(twice.message).to.contain('"uat-1"').and.contain('"uat.1"').and.contain('SF_JWT_KEY_UAT_1');
    const many = await refusal({ shards: 3 });
    expect([many.name, many.exitCode]).to.deep.equal(['TooManyShardsError', 2]);
    writeFileSync('sf-jwt.json', '{"orgs":{"new":{"admin":"me"}}}');
    expect((await refusal()).name).to.equal('EntryNotSetUpError');
  });

  describe('with --set', () => {
    it('hands the key over by standard input', async () => {
      program('gh');
      expect((await make({ isSet: true })).stored).to.deep.equal(['SF_JWT_KEY_PRODUCTION']);
      const [call = ''] = calls();
      expect(call.split('\n').slice(0, 2)).to.deep.equal([root, 'secret set SF_JWT_KEY_PRODUCTION']);
      expect(call).to.contain(PEM);
    });

    it('hands it to az by a variable, on one line', async () => {
      program('az');
      originIs('https://dev.azure.com/acme/crm/_git/app');
      await make({ provider: 'azure', isSet: true });
      const [pipeline = '', call = ''] = calls();
      expect(argsOf(pipeline)).to.equal(
        'pipelines create --name app --yml-path azure-pipelines.yml --skip-first-run true',
      );
      expect(pipeline).not.to.contain('AZURE_DEVOPS_EXT');
      expect(argsOf(call)).to.equal(
        'pipelines variable create --pipeline-name app --name SF_JWT_KEY_PRODUCTION --secret true',
      );
      const line = `AZURE_DEVOPS_EXT_PIPELINE_VAR_SF_JWT_KEY_PRODUCTION=${Buffer.from(PEM).toString('base64')}`;
      expect(call).to.contain(line);
    });

    it('hands it over as a PEM, whatever it lies on the disk as', async () => {
      program('gh');
      const jwk = JSON.stringify(createPrivateKey(PEM).export({ format: 'jwk' }));
      writeFileSync('certs/production.key', jwk);
      await make({ isSet: true });
      expect(calls()[0]).to.contain(PEM);
    });

    it('takes it from its variable where its file is not', async () => {
      program('gh');
      rmSync('certs/production.key');
      process.env['SF_JWT_KEY_PRODUCTION'] = PEM;
      await make({ isSet: true });
      expect(calls()[0]).to.contain(PEM);
    });

    it('replaces a secret that is there', async () => {
      program('glab', 'test "$2" = update');
      expect((await make({ provider: 'gitlab', isSet: true })).stored).to.have.length(1);
      expect(calls().map(argsOf)).to.deep.equal([
        'variable set SF_JWT_KEY_PRODUCTION --masked --raw',
        'variable update SF_JWT_KEY_PRODUCTION --masked --raw',
      ]);
    });

    it('does not mind that what it prepares is there', async () => {
      program('circleci', 'test "$2" = store-secret');
      originIs('git@github.com:acme/app.git');
      expect((await make({ provider: 'circleci', isSet: true })).stored).to.have.length(1);
      expect(calls().map((call) => argsOf(call).split(' ')[1])).to.deep.equal(['create', 'store-secret']);
    });

    it('stores one for orgs that have a key with each other', async () => {
      program('java');
      const key = { file: 'certs/production.key' };
      writeProject({ production: key, staging: key });
      expect((await make({ provider: 'jenkins', isSet: true })).stored).to.deep.equal([
        'SF_JWT_KEY_PRODUCTION',
      ]);
      expect(calls()).to.have.length(1);
      expect(calls()[0]).to.contain(`<secret>${Buffer.from(PEM).toString('base64')}</secret>`);
    });

    it('stores nothing when one of the keys is not there, or cannot be read', async () => {
      program('gh');
      writeProject({ production: { file: 'certs/production.key' }, staging: { file: 'certs/staging.key' } });
      expect((await refusal({ isSet: true })).name).to.equal('FileNotFoundError');
      const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
      const sealed = privateKey.export({
        type: 'pkcs8',
        format: 'pem',
        cipher: 'aes-256-cbc',
        passphrase: 'x',
      });
      writeFileSync('certs/staging.key', sealed);
      expect((await refusal({ isSet: true })).name).to.equal('KeyIsEncryptedError');
      writeProject({ production: { file: 'certs/production.key' }, staging: undefined });
      const unknown = await refusal({ isSet: true });
      expect(unknown.name).to.equal('KeyUnknownError');
      expect(unknown.actions?.at(-1)).to.contain('export SF_JWT_KEY_STAGING="$(cat server.key)"');
      expect(calls()).to.deep.equal([]);
    });

    it('says which program is not there', async () => {
      process.env['PATH'] = bin;
      const error = await refusal({ provider: 'gitlab', isSet: true });
      expect([error.name, error.message.includes('"glab"')]).to.deep.equal(['ProgramMissingError', true]);
    });

    it('says what the program said, and what was stored before', async () => {
      program('gh', 'case "$3" in *STAGING) echo "HTTP 403: no access" >&2; exit 4;; esac');
      writeFileSync('certs/staging.key', OTHER_PEM);
      writeProject({ production: { file: 'certs/production.key' }, staging: { file: 'certs/staging.key' } });
      const error = await refusal({ isSet: true });
      expect(error.name).to.equal('SecretNotStoredError');
      expect(error.message).to.contain('SF_JWT_KEY_STAGING (exit code 4)');
      expect(error.message).to.contain('HTTP 403: no access');
      expect(error.message).to.contain('Stored before it: SF_JWT_KEY_PRODUCTION.');
    });

    it('does not repeat a program that repeats the key', async () => {
      program('gh', 'echo "$input" >&2; exit 1');
      const error = await refusal({ isSet: true });
      expect(error.message).to.contain('nothing that can be shown').and.not.contain(PEM.split('\n')[3]);
      program('glab', 'echo "cannot store $input" >&2; exit 1');
      const other = await refusal({ provider: 'gitlab', isSet: true });
      expect(other.message).not.to.contain(Buffer.from(PEM).toString('base64').slice(200, 260));
      program('gh', 'echo "cannot store $(printf %s "$input" | cut -c 5-34 | tail -n 3)" >&2; exit 1');
      expect((await refusal({ isSet: true })).message).to.contain('nothing that can be shown');
    });
  });
});
