// What `sf jwt export` writes, taken by the clients that it is for, as their makers publish them: curl in a shell, newman (the
// runner of Postman's collections), httpyac. Each logs in to a simulated org and calls its API. Nobody here can run PowerShell:
// its script is held against how PowerShell hands text to curl.
import { expect } from 'chai';
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasProcessFiles, keySecrets, findLeaks, watchProcesses } from '../leaks.ts';
import { openTerminal, PLUGIN, ROOT, type Run, type Terminal } from '../terminal.ts';

const NEWMAN = [process.execPath, join(ROOT, 'test/sf/node_modules/newman/bin/newman.js')];
const HTTPYAC = [process.execPath, join(ROOT, 'test/sf/node_modules/httpyac/bin/httpyac.js')];
const USER = 'admin@simulator.example';
const QUERY = 'SELECT+Id,+Name+FROM+Organization';

describe('an exported login', function () {
  this.timeout(60_000);
  let terminal: Terminal;
  let origin: string;
  let login: string[];
  let startedWith: string;

  before(async () => {
    terminal = openTerminal();
    const folder = join(terminal.home, 'bin');
    mkdirSync(folder);
    const words = PLUGIN.map((part) => `'${part}'`).join(' ');
    writeFileSync(join(folder, 'sf'), `#!/bin/sh\nexec ${words} "$@"\n`);
    chmodSync(join(folder, 'sf'), 0o755);
    // too short-lived to be met in the list of processes: it writes down what it would show there
    startedWith = join(terminal.home, 'curl.txt');
    const { stdout: curl } = await terminal.run(['sh'], ['-c', 'command -v curl']);
    writeFileSync(
      join(folder, 'curl'),
      `#!/bin/sh\n{ printf '%s\\n' "$@"; env; } >> '${startedWith}'\nexec ${curl.trim()} "$@"\n`,
    );
    chmodSync(join(folder, 'curl'), 0o755);
    // the programs of others leave the proxies of this machine alone
    Object.assign(terminal.env, { PATH: `${folder}:${terminal.env['PATH'] ?? ''}`, NO_PROXY: '*' });
    ({ origin } = await terminal.startSimulator());
    await terminal.sf('jwt', 'keygen');
    const { result } = await terminal.sfJson('jwt', 'app', 'create', '-o', 'simulator', '-c', 'server.crt');
    const who = ['--client-id', String(result['consumerKey']), '--username', USER];
    login = [...who, '--jwt-key-file', 'server.key', '--instance-url', origin];
  });
  after(async () => terminal.close());

  /** Exports into a folder of its own, and gives a file of it. */
  async function exportTo(
    folder: string,
    format: string,
    ...flags: string[]
  ): Promise<(name: string) => string> {
    const run = await terminal.sf('jwt', 'export', '--format', format, ...login, '-d', folder, ...flags);
    expect(run.code, run.stderr).to.equal(0);
    expect(run.stdout + run.stderr).not.to.include('eyJ');
    return (name) => join(terminal.cwd, folder, name);
  }
  const read = (path: string): string => readFileSync(path, 'utf8');
  const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);
  const assertionIn = (text: string): string => /eyJ[\w-]+\.[\w-]+\.[\w-]+/.exec(text)?.[0] ?? '';

  describe('as a script with curl', () => {
    it('gets a token and calls the API, with nothing secret in the file or in any process', async function () {
      const file = await exportTo('by curl', 'curl');
      expect(read(file('salesforce-jwt.sh'))).not.to.match(/eyJ|PRIVATE KEY/);
      rmSync(startedWith, { force: true });
      const watch = hasProcessFiles ? watchProcesses(terminal.home, []) : undefined;
      const run = await terminal.run(['sh'], [file('salesforce-jwt.sh')]);
      const seen = [
        ...(watch?.stop() ?? []),
        { where: 'what curl was started with', text: read(startedWith) },
      ];
      expect(run.code, run.stderr).to.equal(0);
      expect(JSON.parse(run.stdout)).to.include.keys('sobjects', 'query');
      expect(read(startedWith).match(/^assertion@-$|^--header$/gm)).to.have.length(2);
      const secrets = keySecrets(read(join(terminal.cwd, 'server.key')));
      expect(findLeaks(seen, secrets)).to.deep.equal([]);
      expect(findLeaks([{ where: 'standard error', text: run.stderr }], secrets)).to.deep.equal([]);
    });

    for (const shell of ['sh', 'bash']) {
      it(`is taken by ${shell} from a pipe`, async () => {
        const line = `sf jwt export --format curl ${login.join(' ')} | ${shell}`;
        const run = await terminal.run(['bash', '-c'], [`set -o pipefail; ${line}`]);
        expect(run.code, run.stderr).to.equal(0);
        expect(JSON.parse(run.stdout)).to.include.keys('sobjects', 'query');
      });
    }

    it('works from another folder, with the key where no shell would look for it', async () => {
      const odd = join(terminal.cwd, `it's "$HOME" \`odd\``);
      mkdirSync(odd);
      writeFileSync(join(odd, 'a key'), read(join(terminal.cwd, 'server.key')), { mode: 0o600 });
      const words = ['-f', join(odd, 'a key'), '-d', odd];
      const run = await terminal.sf(
        'jwt',
        'export',
        '--format',
        'curl',
        ...login.slice(0, 4),
        ...words,
        ...login.slice(6),
      );
      expect(run.code, run.stderr).to.equal(0);
      const called = await terminal.run(
        ['sh'],
        ['-c', 'cd / && exec sh "$0"', join(odd, 'salesforce-jwt.sh')],
      );
      expect(called.code, called.stderr).to.equal(0);
      expect(JSON.parse(called.stdout)).to.include.keys('sobjects');
    });

    it('signs by the entry of the project, with the key in its file or in the variable of a pipeline', async () => {
      const stored = await terminal.sf('jwt', 'login', '--org', 'acme', ...login);
      expect(stored.code, stored.stderr).to.equal(0);
      const { stdout } = await terminal.sf('jwt', 'export', '--format', 'curl', '--org', 'acme');
      expect(stdout).to.include('$(sf jwt sign --org acme)').and.not.include('server.key');
      const [key, away] = [join(terminal.cwd, 'server.key'), join(terminal.cwd, 'away.key')];
      const byFile = await terminal.run(['sh'], ['-c', stdout]);
      renameSync(key, away);
      const env = { SF_JWT_KEY_ACME: read(away) };
      const byVariable = await terminal.run(['sh'], ['-c', stdout], { env });
      renameSync(away, key);
      for (const { code, stdout: answer, stderr } of [byFile, byVariable]) {
        expect(code, stderr).to.equal(0);
        expect(JSON.parse(answer)).to.include.keys('sobjects');
      }
    });

    it('shows what the org says when it refuses, and fails', async () => {
      const other = login.map((word) => (word === USER ? 'nobody@simulator.example' : word));
      const { stdout } = await terminal.sf('jwt', 'export', '--format', 'curl', ...other);
      const run = await terminal.run(['sh'], ['-c', stdout]);
      expect([run.code, run.stdout]).to.deep.equal([1, '']);
      expect(run.stderr).to.match(/^\{"error":"invalid_grant"/m);
    });

    it('ends where the key is gone, before anything is sent', async () => {
      const { stdout } = await terminal.sf('jwt', 'export', '--format', 'curl', ...login);
      const run = await terminal.run(['sh'], ['-c', stdout.replace('server.key', 'gone.key')]);
      expect(run.code).not.to.equal(0);
      expect(run.stderr).to.include('FileNotFoundError').and.not.include('invalid_grant');
    });
  });

  describe('as a script for PowerShell', () => {
    it('hands curl what it takes, line ends and all', async () => {
      const file = await exportTo('for PowerShell', 'curl', '--shell', 'powershell');
      const script = read(file('salesforce-jwt.ps1'));
      const [, signing = ''] = /^\$assertion = (sf .*)$/m.exec(script) ?? [];
      const [, form = '', exchange = ''] =
        /'(data-urlencode = .*)' -f \$assertion \|\n +& \$curl (.*) \|\n/.exec(script) ?? [];
      const [, header = '', call = ''] =
        /'(header = .*)' -f \$answer\.access_token \|\n +& \$curl (.*)\n/.exec(script) ?? [];
      const assertion = (await terminal.run(['sh'], ['-c', signing])).stdout;
      const config = form.replace('{0}', assertion);
      const granted = await terminal.run(['sh'], ['-c', `curl ${exchange}`], { input: `${config}\r\n` });
      const answer = JSON.parse(granted.stdout) as Record<string, string>;
      expect(answer).to.include.keys('access_token', 'instance_url');
      const input = `${header.replace('{0}', answer['access_token'] ?? '')}\r\n`;
      const address = call.replace('$($answer.instance_url)', answer['instance_url'] ?? '');
      const called = await terminal.run(['sh'], ['-c', `curl ${address}`], { input });
      expect(JSON.parse(called.stdout)).to.include.keys('sobjects');
    });
  });

  describe('as a Postman collection with its environment', () => {
    const run = async (file: (name: string) => string, ...flags: string[]): Promise<Run> =>
      terminal.run(NEWMAN, [
        ...['run', file('salesforce-jwt.postman_collection.json')],
        ...['--environment', file('salesforce-jwt.postman_environment.json'), '--color', 'off', ...flags],
      ]);

    it('logs in and calls the API in newman, which checks each answer', async () => {
      const file = await exportTo('postman', 'postman');
      const report = join(terminal.cwd, 'report.json');
      const { code, stdout } = await run(file, '--reporters', 'cli,json', '--reporter-json-export', report);
      expect(code, stdout).to.equal(0);
      const { run: told } = JSON.parse(read(report)) as { run: NewmanReport };
      expect(told.failures).to.deep.equal([]);
      expect(told.stats.assertions).to.deep.include({ total: 3, failed: 0 });
      expect(told.executions.map(({ item, response }) => [item.name, response.code])).to.deep.equal([
        ['1. Token', 200],
        ['2. First call of the API', 200],
        ['3. Query', 200],
      ]);
    });

    it('has the secret in the environment alone, for its owner', async () => {
      const file = await exportTo('postman apart', 'postman', '--name', 'mine');
      const environment = read(file('mine.postman_environment.json'));
      expect(modeOf(file('mine.postman_environment.json'))).to.equal('600');
      expect(modeOf(file('mine.postman_collection.json'))).to.equal('644');
      expect(read(file('mine.postman_collection.json'))).not.to.match(/eyJ|PRIVATE KEY/);
      const { values } = JSON.parse(environment) as {
        values: Array<{ key: string; type: string; value: string }>;
      };
      expect(values.map(({ key, type }) => [key, type])).to.deep.equal([
        ['token_endpoint', 'default'],
        ['assertion', 'secret'],
        ['access_token', 'secret'],
        ['instance_url', 'default'],
      ]);
      expect(environment.replace(assertionIn(environment), '')).not.to.match(/eyJ|PRIVATE KEY/);
    });

    it('says how to go on when the assertion has ended, and does not send it', async () => {
      const file = await exportTo('postman late', 'postman');
      // of a second of 1970
      const ended = `eyJhbGciOiJSUzI1NiJ9.${Buffer.from('{"exp":1}').toString('base64url')}.x`;
      const { code, stdout } = await run(file, '--env-var', `assertion=${ended}`, '--folder', '1. Token');
      expect(code, stdout).to.equal(1);
      expect(stdout).to.match(/The assertion has ended\. Sign a new one/);
      expect(stdout).to.match(/sf jwt sign --client-id/);
      expect(stdout).not.to.include('eyJ');
      expect(stdout).to.match(/requests +│ +0 │/);
    });

    it('says which environment is missing', async () => {
      const file = await exportTo('postman alone', 'postman');
      const { code, stdout } = await terminal.run(NEWMAN, [
        'run',
        file('salesforce-jwt.postman_collection.json'),
      ]);
      expect(code).to.equal(1);
      expect(stdout).to.include('choose the environment that was exported with this collection');
    });

    it('shows what the org says when it refuses', async () => {
      const other = login.map((word) => (word === USER ? 'nobody@simulator.example' : word));
      await terminal.sf('jwt', 'export', '--format', 'postman', ...other, '-d', 'postman no');
      const { code, stdout } = await run((name) => join(terminal.cwd, 'postman no', name), '--bail');
      expect(code).to.equal(1);
      expect(stdout).to.include('invalid_grant').and.not.include('eyJ');
    });
  });

  describe('as an .http file', () => {
    it('logs in and calls the API in httpyac', async () => {
      const file = await exportTo('http', 'http');
      const run = await terminal.run(HTTPYAC, ['send', file('salesforce-jwt.http'), '--all', '--json']);
      expect(run.code, run.stdout + run.stderr).to.equal(0);
      const { requests } = JSON.parse(run.stdout) as { requests: HttpyacRequest[] };
      const sent = requests.filter(({ response }) => response !== undefined);
      expect(sent.map(({ response }) => [response?.statusCode, response?.request.url])).to.deep.equal([
        [200, `${origin}/services/oauth2/token`],
        [200, `${origin}/services/data/v66.0/`],
        [200, `${origin}/services/data/v66.0/query?q=${QUERY}`],
      ]);
    });

    it('fetches the token first when another request alone is sent', async () => {
      const file = await exportTo('http one', 'http');
      const args = [
        'send',
        file('salesforce-jwt.http'),
        '--name',
        '3. Query',
        '--output',
        'body',
        '--no-color',
      ];
      const run = await terminal.run(HTTPYAC, args);
      expect(run.stdout).to.match(/"totalSize": 1/);
    });

    it('has the secret in the file of variables alone, for its owner', async () => {
      const file = await exportTo('http apart', 'http');
      expect([modeOf(file('.env')), modeOf(file('salesforce-jwt.http'))]).to.deep.equal(['600', '644']);
      expect(read(file('salesforce-jwt.http'))).not.to.match(/eyJ|PRIVATE KEY/);
      // as REST Client's documentation has it: VS Code cannot be run here
      expect(read(file('salesforce-jwt.http')))
        .to.include('assertion={{$dotenv SF_JWT_ASSERTION}}')
        .and.include('Authorization: Bearer {{login.response.body.$.access_token}}');
    });
  });

  describe('as variables', () => {
    const exchange =
      'curl --silent --data grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer --data-urlencode assertion@- "$SF_JWT_TOKEN_ENDPOINT"';

    it('lets a shell exchange the assertion', async () => {
      const file = await exportTo('variables', 'env');
      const script = `set -a && . "${file('.env')}" && printf %s "$SF_JWT_ASSERTION" | ${exchange}`;
      const { stdout } = await terminal.run(['sh'], ['-c', script]);
      expect(JSON.parse(stdout)).to.include.keys('access_token');
      expect(modeOf(file('.env'))).to.equal('600');
    });

    it('is read by node as a file of variables', async () => {
      const file = await exportTo('variables node', 'env');
      const print = 'console.log(process.env.SF_JWT_USERNAME, process.env.SF_JWT_AUDIENCE)';
      const { stdout } = await terminal.run([process.execPath], [`--env-file=${file('.env')}`, '-e', print]);
      expect(stdout).to.equal(`${USER} ${origin}\n`);
    });

    it("is replaced without a copy when it was exported before, and kept when it is somebody else's", async () => {
      const file = await exportTo('variables again', 'env');
      const first = assertionIn(read(file('.env')));
      const refused = await terminal.sf(
        'jwt',
        'export',
        '--format',
        'env',
        ...login,
        '-d',
        'variables again',
      );
      expect([refused.code, refused.stderr.includes('OutputFileExistsError')]).to.deep.equal([1, true]);
      const again = await exportTo('variables again', 'env', '--force', '--lifetime', '170');
      expect(assertionIn(read(again('.env')))).not.to.equal(first);
      const listed = await terminal.run(['ls'], ['-A', 'variables again']);
      expect(listed.stdout).to.equal('.env\n');
      writeFileSync(file('.env'), 'MINE=1\n');
      await exportTo('variables again', 'env', '--force');
      const kept = await terminal.run(['sh'], ['-c', 'cat "variables again"/.env.*.bak']);
      expect(kept.stdout).to.equal('MINE=1\n');
    });
  });
});

type NewmanReport = {
  failures: unknown[];
  stats: { assertions: { total: number; failed: number } };
  executions: Array<{ item: { name: string }; response: { code: number } }>;
};
type HttpyacRequest = { response?: { statusCode: number; request: { url: string } } };
