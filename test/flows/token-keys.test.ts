// The places that a key comes from: a file, standard input, a variable, and the store where a login put it.
import { expect } from 'chai';
import { readFileSync, rmSync } from 'node:fs';
import { startSimulator, type Simulator } from '../../src/simulator/server.ts';
import { deploySimulatedApp, makeKeyFiles, type KeyFiles } from '../simulated-app.ts';
import { openTerminal, PLUGIN, type Run, type Terminal } from '../terminal.ts';

describe('the key of a token', function () {
  this.timeout(60_000);
  let terminal: Terminal;
  let simulator: Simulator;
  let keys: KeyFiles;
  let key: string;
  let who: string[];

  before(async () => {
    simulator = await startSimulator();
    terminal = openTerminal();
    keys = await makeKeyFiles();
    key = readFileSync(keys.keyFile, 'utf8');
    const clientId = await deploySimulatedApp(simulator, keys.certificate);
    who = ['--client-id', clientId, '--username', simulator.admin.username];
  });
  after(async () => {
    await Promise.all([terminal.close(), simulator.close()]);
    rmSync(keys.folder, { recursive: true });
  });

  const sf = async (
    args: string[],
    options: { env?: NodeJS.ProcessEnv; input?: string } = {},
  ): Promise<Run> => terminal.run(PLUGIN, ['jwt', ...args], options);
  const expectToken = ({ code, stdout, stderr }: Run): void => {
    expect(code, stderr).to.equal(0);
    expect(stdout).to.match(/^00D\S+\n$/);
    expect(stderr).not.to.contain('PRIVATE KEY');
  };
  const place = (): string[] => ['--instance-url', simulator.origin.origin];

  it('comes from a file', async () =>
    expectToken(await sf(['token', ...who, ...place(), '--jwt-key-file', keys.keyFile])));

  it('comes from standard input', async () =>
    expectToken(await sf(['token', ...who, ...place(), '--jwt-key-file', '-'], { input: key })));

  it('comes from a variable, also with its line ends escaped', async () => {
    const env = { JWT_KEY: key.replaceAll('\n', '\\n') };
    expectToken(await sf(['token', ...who, ...place(), '--jwt-key-env', 'JWT_KEY'], { env }));
  });

  it('comes from the store where "sf jwt login" put it, and the host from "sf"', async () => {
    const login = await sf(['login', ...who, ...place(), '--jwt-key-env', 'JWT_KEY'], {
      env: { JWT_KEY: key },
    });
    expect(login.code, login.stderr).to.equal(0);
    const run = await sf(['token', ...who, '--explain']);
    expectToken(run);
    expect(run.stderr).to.match(/^Key: .*\.sf.jwt.*\.key, which "sf" has for the JWT login of this user/m);
    expect(run.stderr).to.match(/^Host: 127\.0\.0\.1:\d+, where "sf" logs in to this org\.$/m);
  });
});
