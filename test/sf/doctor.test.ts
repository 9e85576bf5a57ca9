// `sf doctor` of the released sf, with the plugin linked: what it says of a machine where something is wrong, and of one in order.
import { expect } from 'chai';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openTerminal, RELEASED_SF, ROOT, type Run, type Terminal } from '../terminal.ts';

type Diagnosis = {
  diagnosticResults: Array<{ testName: string; status: string }>;
  suggestions: string[];
  pluginSpecificData: Record<string, Array<Record<string, unknown>>>;
};

describe('sf doctor, with the plugin', function () {
  this.timeout(240_000);
  let terminal: Terminal;
  const username = 'admin@simulator.example';

  const sf = async (args: string[], env: NodeJS.ProcessEnv = {}): Promise<Run> =>
    terminal.run(RELEASED_SF, args, { env });

  async function must(args: string[]): Promise<Run> {
    const run = await sf(args);
    expect(run.code, `${args.join(' ')}\n${run.stdout}\n${run.stderr}`).to.equal(0);
    return run;
  }

  async function diagnose(env: NodeJS.ProcessEnv = {}): Promise<Diagnosis> {
    const run = await sf(['doctor', '--plugin', 'sf-plugin-jwt', '--json'], env);
    const { status, result } = JSON.parse(run.stdout) as { status: number; result: Diagnosis };
    expect(status, run.stderr).to.equal(0);
    return result;
  }

  const failing = ({ diagnosticResults }: Diagnosis): string[] =>
    diagnosticResults.filter(({ status }) => status !== 'pass').map(({ testName }) => testName);

  before(async () => {
    terminal = openTerminal();
    await must(['plugins', 'link', ROOT, '--no-install']);
    const { origin } = await terminal.startSimulator();
    await must(['jwt', 'keygen']);
    const create = 'jwt app create --target-org simulator --certificate-file server.crt --json'.split(' ');
    const { stdout } = await must(create);
    const { result } = JSON.parse(stdout) as { result: { consumerKey: string } };
    const login = ['--client-id', result.consumerKey, '--username', username, '--instance-url', origin];
    await must(['org', 'login', 'jwt', ...login, '--jwt-key-file', 'server.key', '--alias', 'by-jwt']);
  });
  after(async () => terminal.close());

  it('finds nothing wrong where nothing is, and shows each check', async () => {
    const run = await must(['doctor', '--plugin', 'sf-plugin-jwt']);
    expect(run.stdout).to.match(/^pass - \[sf-plugin-jwt\] The key files of logins by JWT are there$/m);
    expect(run.stdout).not.to.match(/^(warn|fail) - /m);
    const diagnosis = await diagnose();
    expect(diagnosis.diagnosticResults).to.have.length(7);
    expect(failing(diagnosis)).to.deep.equal([]);
    expect(diagnosis.suggestions.join('\n')).not.to.match(/JWT|key/i);
    expect(diagnosis.pluginSpecificData['sf-plugin-jwt']?.[0]).to.deep.include({
      loginsByJwt: 1,
      loginsWithoutKeyFile: 0,
      unusedStoredKeys: 0,
    });
  });

  it('names what is wrong, with what mends it, and shows no secret', async () => {
    const key = join(terminal.cwd, 'server.key');
    chmodSync(key, 0o644);
    const store = join(terminal.home, '.sf', 'jwt');
    mkdirSync(store, { recursive: true });
    const stray = join(store, `${'0'.repeat(64)}.key`);
    writeFileSync(stray, readFileSync(key), { mode: 0o600 });
    const wrong = { HTTPS_PROXY: 'me:secret-of-mine@proxy', NODE_EXTRA_CA_CERTS: '/nowhere/root.pem' };
    const diagnosis = await diagnose(wrong);
    expect(failing(diagnosis)).to.deep.equal([
      '[sf-plugin-jwt] The key files of logins by JWT are readable by you alone',
      '[sf-plugin-jwt] Every key of the key store has a login',
      '[sf-plugin-jwt] Proxy variables hold addresses',
      '[sf-plugin-jwt] NODE_EXTRA_CA_CERTS names a file',
    ]);
    const said = diagnosis.suggestions.join('\n');
    expect(said).to.include(`chmod 600 "${key}"`).and.include(`rm "${stray}"`);
    expect(said).to.include('HTTPS_PROXY').and.include('/nowhere/root.pem');
    const ours = JSON.stringify([diagnosis.pluginSpecificData, diagnosis.suggestions]);
    expect(ours).not.to.include('secret-of-mine').and.not.include('PRIVATE KEY');
    rmSync(stray);
    chmodSync(key, 0o600);
  });

  it('finds a login whose key file is gone, and names the command that mends it', async () => {
    const key = join(terminal.cwd, 'server.key');
    const contents = readFileSync(key);
    rmSync(key);
    const diagnosis = await diagnose();
    expect(failing(diagnosis)).to.deep.equal(['[sf-plugin-jwt] The key files of logins by JWT are there']);
    expect(diagnosis.suggestions.join('\n')).to.include(username).and.include('sf jwt login --repair');
    writeFileSync(key, contents, { mode: 0o600 });
    expect(existsSync(key)).to.equal(true);
  });
});
