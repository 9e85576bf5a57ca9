import { StateAggregator, type SfError } from '@salesforce/core';
import { expect } from 'chai';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { repairLogins, type Repair, type RepairInput } from '../../src/flows/login-repair.ts';
import { login } from '../../src/flows/login.ts';
import { storeLogin } from '../../src/io/login-store.ts';
import { addUser } from '../../src/simulator/org-state.ts';
import { assignPermissionSet, deactivateUser } from '../../src/simulator/org-changes.ts';
import { startSimulator, type Simulator } from '../../src/simulator/server.ts';
import { forgetLogins } from '../forget-logins.ts';
import { temporaryFolder } from '../io/temp-folder.ts';
import { deploySimulatedApp, makeKeyFiles, type KeyFiles } from '../simulated-app.ts';

const CI = 'ci@simulator.example';

describe('the repair of logins whose key file is gone', () => {
  const folder = temporaryFolder();
  const home = process.cwd();
  let keys: KeyFiles;
  let simulator: Simulator;
  let isOpen = false;
  let clientId: string;
  let username: string;
  let keyFile: string;
  let logins: number;

  const logIn = async (name: string, file = keyFile): Promise<unknown> =>
    login(
      { clientId, username: name, privateKey: { key: { file } }, instanceUrl: simulator.origin },
      new Date(),
      { waitMinutes: 0 },
    );
  const repair = async (input: RepairInput = {}): Promise<Repair[]> => {
    StateAggregator.clearInstance();
    simulator.requests.length = 0;
    const { repairs } = await repairLogins(input, new Date(), { waitMinutes: 0 });
    logins = simulator.requests.filter(({ path }) => path === '/services/oauth2/token').length;
    return repairs;
  };
  const storedKey = (name = username): unknown =>
    (JSON.parse(readFileSync(join(homedir(), '.sfdx', `${name}.json`), 'utf8')) as Record<string, unknown>)[
      'privateKey'
    ];

  before(async () => (keys = await makeKeyFiles()));
  beforeEach(async () => {
    process.chdir(folder());
    simulator = await startSimulator();
    isOpen = true;
    clientId = await deploySimulatedApp(simulator, keys.certificate);
    username = simulator.admin.username;
    addUser(simulator.org, { username: CI });
    assignPermissionSet(simulator.org, CI, 'Example_Access');
    keyFile = join(folder(), 'server.key');
    writeFileSync(keyFile, readFileSync(keys.keyFile), { mode: 0o600 });
    await logIn(username);
  });
  afterEach(async () => {
    process.chdir(home);
    await forgetLogins();
    if (isOpen) await simulator.close();
  });
  after(() => rmSync(keys.folder, { recursive: true }));

  it('goes on past a project file that cannot be read, and says why it was passed over', async () => {
    await logIn(CI, keys.keyFile);
    rmSync(keyFile);
    writeFileSync('sf-jwt.json', '{"orgs": secret');
    const told: string[] = [];
    StateAggregator.clearInstance();
    const { repairs } = await repairLogins({}, new Date(), {
      waitMinutes: 0,
      onUnreadable: ({ name, message }) => told.push(`${name} ${message}`),
    });
    expect(repairs.map(({ username: name, keySource }) => [name, keySource])).to.deep.equal([
      [username, 'same-app'],
    ]);
    expect(told).to.have.length(1);
    expect(told[0])
      .to.match(/^ProjectFileNoJsonError The project file /)
      .and.not.contain('secret');
  });

  it('finds nothing to do while each key is there', async () => {
    expect(await repair()).to.deep.equal([]);
    expect(logins).to.equal(0);
  });

  it('lists a login for which no key is known, and asks no org', async () => {
    rmSync(keyFile);
    expect(await repair()).to.deep.equal([
      {
        username,
        aliases: [],
        clientId,
        missingFile: keyFile,
        outcome: 'no-key',
        keySource: null,
        privateKeyFile: null,
        error: null,
      },
    ]);
    expect(logins).to.equal(0);
    expect(storedKey()).to.equal(keyFile);
  });

  it('takes the key that is named, after one login has proven it', async () => {
    renameSync(keyFile, 'moved.key');
    const [one] = await repair({ privateKey: { key: { file: 'moved.key' } } });
    expect(one).to.deep.include({ outcome: 'repaired', keySource: 'typed' });
    expect(storedKey()).to.equal(join(folder(), 'moved.key'));
    expect(logins).to.equal(1);
    expect(await repair()).to.deep.equal([]);
  });

  it('leaves the login as it was when the org refuses the key, and tries once', async () => {
    rmSync(keyFile);
    const other = await makeKeyFiles();
    const [one] = await repair({ privateKey: other.location });
    expect(one).to.deep.include({ outcome: 'refused', privateKeyFile: null });
    expect(one?.error?.name).to.equal('AssertionInvalidError');
    expect([logins, storedKey()]).to.deep.equal([1, keyFile]);
  });

  it('finds the very key in the store of this home, whose login speaks of another home', async () => {
    await login(
      {
        clientId,
        username,
        privateKey: { key: { file: keyFile } },
        storeKey: true,
        instanceUrl: simulator.origin,
      },
      new Date(),
      { waitMinutes: 0 },
    );
    const path = String(storedKey());
    const moved = path.replace(homedir(), '/home/before');
    const file = join(homedir(), '.sfdx', `${username}.json`);
    writeFileSync(file, readFileSync(file, 'utf8').replace(path, moved));
    const [one] = await repair();
    expect(one).to.deep.include({ missingFile: moved, outcome: 'repaired', keySource: 'key-store' });
    expect(storedKey()).to.equal(path);
  });

  it('takes the key that the project file names for the app', async () => {
    mkdirSync('keys');
    renameSync(keyFile, join('keys', 'ci.key'));
    const entry = {
      username: 'other@simulator.example',
      clientId,
      instanceUrl: 'https://a.my.salesforce.com',
    };
    writeFileSync(
      'sf-jwt.json',
      JSON.stringify({ orgs: { ci: { ...entry, key: { file: 'keys/ci.key' } } } }),
    );
    const [one] = await repair();
    expect(one).to.deep.include({ outcome: 'repaired', keySource: 'project-file' });
    expect(storedKey()).to.equal(join(folder(), 'keys', 'ci.key'));
  });

  it('takes the key of another login by the same app, and of no other app', async () => {
    writeFileSync('ci.key', readFileSync(keyFile), { mode: 0o600 });
    await logIn(CI, 'ci.key');
    rmSync(keyFile);
    const [one] = await repair();
    expect(one).to.deep.include({ username, outcome: 'repaired', keySource: 'same-app' });
    expect(storedKey()).to.equal(join(folder(), 'ci.key'));
    await storeElsewhere('3MVG9OTHERkey0123456789');
    const [other] = await repair();
    expect(other).to.deep.include({ username: 'else@acme.example', outcome: 'no-key' });
    expect(logins).to.equal(0);
  });

  it('does not guess which of several apps a key belongs to, and asks no org', async () => {
    await storeElsewhere('3MVG9OTHERkey0123456789');
    renameSync(keyFile, 'moved.key');
    const input = { privateKey: { key: { file: 'moved.key' } } };
    const error = await repair(input).then(
      () => expect.fail('it guessed'),
      (thrown: unknown) => thrown as SfError,
    );
    expect(error).to.deep.include({ name: 'KeyForSeveralAppsError', exitCode: 2 });
    expect(simulator.requests).to.deep.equal([]);
    const [one, ...others] = await repair({ ...input, clientId });
    expect(one).to.deep.include({ username, outcome: 'repaired' });
    expect(others).to.deep.equal([]);
  });

  it('repairs the others when one is refused', async () => {
    await logIn(CI);
    deactivateUser(simulator.org, CI);
    renameSync(keyFile, 'moved.key');
    const repairs = await repair({ privateKey: { key: { file: 'moved.key' } } });
    expect(repairs.map(({ username: name, outcome }) => [name, outcome])).to.have.deep.members([
      [username, 'repaired'],
      [CI, 'refused'],
    ]);
    expect(logins).to.equal(2);
  });

  it('says when the org cannot be reached', async () => {
    renameSync(keyFile, 'moved.key');
    await simulator.close();
    isOpen = false;
    const [one] = await repair({ privateKey: { key: { file: 'moved.key' } } });
    expect(one).to.deep.include({ outcome: 'failed' });
    expect(one?.error?.name).to.equal('HostUnreachableError');
  });

  /** A login by another app, whose key is gone. */
  async function storeElsewhere(otherApp: string): Promise<void> {
    await storeLogin({
      username: 'else@acme.example',
      clientId: otherApp,
      privateKeyFile: join(folder(), 'else.key'),
      loginUrl: simulator.origin.origin,
      orgId: '00D000000000001EAA',
      instanceUrl: simulator.origin.origin,
      accessToken: 'token',
      isDevHub: false,
    });
  }
});
