// `--fix`: the printed command runs as a process of its own, and the login is looked into again.
import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import { copyFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { diagnoseLogin } from '../../src/flows/diagnose.ts';
import { keyReader } from '../../src/flows/diagnose/key-facts.ts';
import {
  fixLogin,
  type FixedDiagnosis,
  type FixOptions,
  type FixPlan,
} from '../../src/flows/diagnose/fix.ts';
import type { LoginInput } from '../../src/flows/login-input.ts';
import { disableApp, setPropagation } from '../../src/simulator/org-changes.ts';
import type { SimulatorOptions } from '../../src/simulator/server.ts';
import { deploySimulatedApp, makeKeyFiles, type KeyFiles } from '../simulated-app.ts';
import { PLUGIN } from '../terminal.ts';
import { openAppOrg, type AppOrg } from './app/app-org.ts';

describe('the fix of a diagnosed login', function () {
  this.timeout(60_000);
  let keys: KeyFiles;
  let otherKeys: KeyFiles;
  let opened: AppOrg;
  let login: LoginInput;

  async function begin(options: SimulatorOptions = {}): Promise<void> {
    opened = await openAppOrg(options);
    const { simulator } = opened;
    login = {
      clientId: await deploySimulatedApp(simulator, keys.certificate),
      username: simulator.admin.username,
      privateKey: keys.location,
      instanceUrl: simulator.origin,
    };
  }

  /** Looks, with an administrator unless `isAlone`, and mends what is found. `plans`: what was shown before anything was run. */
  async function fix(
    changes: Partial<LoginInput>,
    { isAlone = false, ...options }: Partial<FixOptions> & { isAlone?: boolean } = {},
  ): Promise<FixedDiagnosis & { plans: FixPlan[] }> {
    const input = {
      login: { ...login, ...changes },
      adminOrg: isAlone ? undefined : opened.username,
      readKey: keyReader(),
    };
    const plans: FixPlan[] = [];
    const before = await diagnoseLogin(input, new Date());
    opened.forgetRequests();
    const outcome = await fixLogin(input, before, new Date(), {
      waitMinutes: 0,
      isCaptured: true,
      entry: PLUGIN,
      onPlan: (plan) => plans.push(plan),
      ...options,
    });
    return { ...outcome, plans };
  }

  const program = (text: string): string[] => {
    const file = join(keys.folder, 'program.mjs');
    writeFileSync(file, text);
    return [process.execPath, file];
  };

  before(async () => ([keys, otherKeys] = await Promise.all([makeKeyFiles(), makeKeyFiles()])));
  after(() => [keys, otherKeys].forEach(({ folder }) => rmSync(folder, { recursive: true })));
  afterEach(async () => opened.close());

  it('puts the certificate of the key into the app, and says before whose key it replaces', async () => {
    await begin();
    const { result, fixed, plans } = await fix({ privateKey: otherKeys.location });
    expect(fixed.kind, fixed.output).to.equal('mended');
    expect(fixed).to.deep.include({ exitCode: 0 });
    expect(fixed.command).to.include.members(['jwt', 'app', otherKeys.certificateFile]);
    expect(plans.map(({ replacesKeyOf }) => replacesKeyOf)).to.deep.equal(['Example_App']);
    expect(result.isHealthy).to.equal(true);
  });

  it('admits the user', async () => {
    await begin();
    const { result, fixed, plans } = await fix({ username: 'deploy@simulator.example' });
    expect(fixed.kind, fixed.output).to.equal('mended');
    expect(fixed.cause?.name).to.equal('UserNotAdmitted');
    expect(plans.map(({ replacesKeyOf }) => replacesKeyOf)).to.deep.equal([null]);
    expect(result.isHealthy).to.equal(true);
  });

  it('waits until the org has taken the change over', async () => {
    await begin();
    setPropagation(opened.org, 'certificate', 3600);
    let waits = 0;
    const { result, fixed } = await fix(
      { privateKey: otherKeys.location },
      {
        waitMinutes: 1,
        onStage: ({ name }) => {
          if (name !== 'fix-wait') return;
          waits += 1;
          setPropagation(opened.org, 'certificate', 0);
        },
      },
    );
    expect(waits).to.equal(1);
    expect(fixed.kind, fixed.output).to.equal('mended');
    expect(result.isHealthy).to.equal(true);
  });

  it('says, where there is no time to wait, that the login does not work yet', async () => {
    await begin();
    setPropagation(opened.org, 'certificate', 3600);
    const { result, fixed } = await fix({ privateKey: otherKeys.location });
    expect(fixed).to.deep.include({ kind: 'unmended', exitCode: 0 });
    expect(result.cause?.name).to.equal('ChangeNotTakenOver');
  });

  it('waits for an org that has to take an earlier change over, and shows no token', async () => {
    await begin();
    setPropagation(opened.org, 'app', 3600);
    const entry = program('process.exitCode = 99;');
    const onStage = ({ name }: { name: string }): void => {
      if (name === 'fix-wait') setPropagation(opened.org, 'app', 0);
    };
    const { fixed } = await fix({}, { waitMinutes: 1, entry, onStage });
    expect(fixed.cause?.name).to.equal('ChangeNotTakenOver');
    expect(fixed).to.deep.include({ kind: 'mended', exitCode: null, output: '' });
  });

  it('asks for a passphrase once, however often it looks', async () => {
    await begin();
    const file = join(otherKeys.folder, 'encrypted.key');
    const from = ['-in', otherKeys.keyFile, '-passout', 'pass:secret'];
    execFileSync('openssl', ['pkcs8', '-topk8', ...from, '-out', file], { stdio: 'pipe' });
    const asked: string[] = [];
    const askPassphrase = async (source: string): Promise<string> => {
      asked.push(source);
      return Promise.resolve('secret');
    };
    copyFileSync(otherKeys.certificateFile, join(otherKeys.folder, 'encrypted.crt'));
    const { fixed } = await fix({ privateKey: { key: { file }, askPassphrase } });
    expect(fixed.kind, fixed.output).to.equal('mended');
    expect(asked).to.deep.equal([file]);
  });

  it('runs nothing for causes that are only possible', async () => {
    await begin();
    const entry = program('process.exitCode = 99;');
    const { fixed, plans } = await fix({ privateKey: otherKeys.location }, { isAlone: true, entry });
    expect(fixed).to.deep.equal({ kind: 'unproven', cause: null, command: null, exitCode: null, output: '' });
    expect([plans, opened.requestLines()]).to.deep.equal([[], []]);
  });

  it('runs nothing for what only a person can mend', async () => {
    await begin();
    disableApp(opened.org, 'Example_App');
    const { fixed, plans, result } = await fix({});
    expect(fixed).to.deep.include({ kind: 'by-hand', command: null, exitCode: null });
    expect(result.cause?.fix?.text).to.be.a('string');
    expect([plans, opened.requestLines()]).to.deep.equal([[], []]);
  });

  it('runs nothing when the answer is no', async () => {
    await begin();
    const confirm = async (): Promise<boolean> => Promise.resolve(false);
    const { fixed, plans } = await fix({ privateKey: otherKeys.location }, { confirm });
    expect(fixed).to.deep.include({ kind: 'declined', exitCode: null });
    expect(plans).to.have.length(1);
    expect(opened.requestLines()).to.deep.equal([]);
  });

  it('tells a command that failed, and asks the org for nothing more', async () => {
    await begin();
    const entry = program("console.error('no such command'); process.exitCode = 127;");
    const { fixed } = await fix({ privateKey: otherKeys.location }, { entry });
    expect(fixed).to.deep.include({ kind: 'failed', exitCode: 127, output: 'no such command\n' });
    expect(opened.requestLines()).to.deep.equal([]);
  });

  it('runs nothing for a wrong part of the login, and looks with the right one', async () => {
    await begin();
    const entry = program('process.exitCode = 99;');
    const username = `${opened.username}.sandbox`;
    const { fixed, result } = await fix({ username }, { entry });
    expect(fixed.kind).to.equal('mended');
    expect(fixed.command?.slice(0, 2)).to.deep.equal(['jwt', 'diagnose']);
    expect(result.facts.login.username).to.equal(opened.username);
  });
});
