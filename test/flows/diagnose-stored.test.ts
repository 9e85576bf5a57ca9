// Logins that sf or the project file has stored, looked into and mended where they are stored.
import { expect } from 'chai';
import { copyFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { diagnoseLogin } from '../../src/flows/diagnose.ts';
import type { DiagnoseInput } from '../../src/flows/diagnose/collect.ts';
import { fixLogin, type FixedDiagnosis } from '../../src/flows/diagnose/fix.ts';
import { login } from '../../src/flows/login.ts';
import { readStoredLogin } from '../../src/io/auth-store.ts';
import { forgetLogins } from '../forget-logins.ts';
import { temporaryFolder } from '../io/temp-folder.ts';
import { startFaultyFront } from '../faulty-front.ts';
import { deploySimulatedApp, makeKeyFiles, type KeyFiles } from '../simulated-app.ts';
import { PLUGIN } from '../terminal.ts';
import { openAppOrg, type AppOrg } from './app/app-org.ts';

const ALIAS = 'my-ci-org';
const USER = 'deploy@simulator.example';

describe('the diagnosis of a stored login', function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  const home = process.cwd();
  let keys: KeyFiles;
  let opened: AppOrg;
  let clientId: string;
  let keyFile: string;

  before(async () => (keys = await makeKeyFiles()));
  after(() => rmSync(keys.folder, { recursive: true }));
  beforeEach(async () => {
    process.chdir(folder());
    opened = await openAppOrg();
    const { simulator } = opened;
    const app = { profiles: ['Minimum Access - API Only Integrations'], permissionSets: ['Example_Access'] };
    clientId = await deploySimulatedApp(simulator, keys.certificate, app);
    keyFile = join(folder(), 'server.key');
    copyFileSync(keys.keyFile, keyFile);
  });
  afterEach(async () => {
    process.chdir(home);
    await opened.close();
    await forgetLogins();
  });

  const store = async (instanceUrl = opened.origin): Promise<unknown> => {
    const privateKey = { key: { file: keyFile } };
    const input = { clientId, username: USER, privateKey, instanceUrl, naming: { alias: ALIAS } };
    return login(input, new Date(), { waitMinutes: 0 });
  };

  const fix = async (input: DiagnoseInput): Promise<FixedDiagnosis> => {
    const before = await diagnoseLogin(input, new Date());
    return fixLogin(input, before, new Date(), { waitMinutes: 0, isCaptured: true, entry: PLUGIN });
  };

  it('knows a login by its alias, and says it again in the same way', async () => {
    await store();
    opened.forgetRequests();
    const { isHealthy, facts } = await diagnoseLogin({ login: { targetOrg: ALIAS } }, new Date());
    expect(isHealthy).to.equal(true);
    expect(facts.login).to.deep.include({ clientId, username: USER, host: opened.origin.origin });
    expect(facts.command).to.deep.include({ again: ['jwt', 'diagnose', '--login', ALIAS], entry: ALIAS });
    expect(opened.requestLines()).to.deep.equal(['POST /services/oauth2/token', 'GET /services/data/v66.0/']);
  });

  it('lets a login be repaired whose key file is gone, where the key is known', async () => {
    await store();
    const elsewhere = join(folder(), 'moved.key');
    copyFileSync(keyFile, elsewhere);
    rmSync(keyFile);
    const entry = { username: USER, clientId, instanceUrl: opened.origin.origin, key: { file: 'moved.key' } };
    writeFileSync('sf-jwt.json', JSON.stringify({ orgs: { ci: entry } }));
    const { fixed, result } = await fix({ login: { targetOrg: ALIAS } });
    expect(fixed.cause?.name).to.equal('FileNotFound');
    expect(fixed.command).to.deep.equal(['jwt', 'login', '--repair', '--target-org', ALIAS]);
    expect(fixed.kind, fixed.output).to.equal('mended');
    expect(result.facts.key?.path).to.equal(elsewhere);
  });

  it('mends the address where it is stored', async () => {
    const closed = { path: '/', times: 0, status: 500, body: '' };
    const front = await startFaultyFront(closed, () => opened.simulator);
    await store(front.origin);
    front.close();
    const { fixed } = await fix({ login: { targetOrg: ALIAS }, adminOrg: opened.username });
    expect(fixed.command).to.deep.equal([
      ...['jwt', 'login', '--target-org', ALIAS],
      ...['--instance-url', opened.origin.origin],
    ]);
    expect(fixed.kind, fixed.output).to.equal('mended');
    expect((await readStoredLogin(ALIAS)).loginUrl).to.equal(opened.origin.origin);
  });

  it('knows a login by its name in the project file', async () => {
    const entry = {
      username: USER,
      clientId,
      instanceUrl: opened.origin.origin,
      key: { file: 'server.key' },
    };
    writeFileSync('sf-jwt.json', JSON.stringify({ orgs: { ci: entry } }));
    const { isHealthy, facts } = await diagnoseLogin({ login: {}, org: 'ci' }, new Date());
    expect(isHealthy).to.equal(true);
    expect(facts.key?.path).to.equal(keyFile);
    expect(facts.command).to.deep.include({ again: ['jwt', 'diagnose', '--org', 'ci'], entry: null });
  });
});
