import { ConfigAggregator, StateAggregator, type SfError } from '@salesforce/core';
import { expect } from 'chai';
import { existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { login, type StoringInput } from '../../src/flows/login.ts';
import { logout, type LogoutInput, type LogoutResult } from '../../src/flows/logout.ts';
import { storeSession } from '../../src/io/auth-store.ts';
import { addUser } from '../../src/simulator/org-state.ts';
import { assignPermissionSet, expireSessions } from '../../src/simulator/org-changes.ts';
import { startSimulator, type Simulator } from '../../src/simulator/server.ts';
import { forgetLogins } from '../forget-logins.ts';
import { deploySimulatedApp, makeKeyFiles, type KeyFiles } from '../simulated-app.ts';

const CI = 'ci@simulator.example';

describe('the logout flow', () => {
  let keys: KeyFiles;
  let simulator: Simulator;
  let isOpen = false;
  let clientId: string;
  let username: string;

  const logIn = async (changes: Partial<StoringInput> = {}): Promise<string> => {
    const input = { clientId, username, privateKey: keys.location, instanceUrl: simulator.origin };
    const { result } = await login({ ...input, ...changes }, new Date(), { waitMinutes: 0 });
    return result.privateKeyFile;
  };
  const logOut = async (targetOrgs = ['acme'], confirm?: LogoutInput['confirm']): Promise<LogoutResult> => {
    StateAggregator.clearInstance();
    simulator.requests.length = 0;
    return logout({ targetOrgs, confirm }, {});
  };
  const refusal = async (target: string): Promise<SfError> =>
    logOut([target]).then(
      () => expect.fail('it logged out'),
      (error: unknown) => error as SfError,
    );
  const isStored = (name = username): boolean => existsSync(join(homedir(), '.sfdx', `${name}.json`));
  const sessions = (): number =>
    simulator.org.sessions.filter(({ isRevoked, appId }) => !isRevoked && appId !== null).length;

  before(async () => (keys = await makeKeyFiles()));
  beforeEach(async () => {
    simulator = await startSimulator();
    isOpen = true;
    clientId = await deploySimulatedApp(simulator, keys.certificate);
    username = simulator.admin.username;
    addUser(simulator.org, { username: CI });
    assignPermissionSet(simulator.org, CI, 'Example_Access');
  });
  afterEach(async () => {
    await forgetLogins();
    if (isOpen) await simulator.close();
  });
  after(() => rmSync(keys.folder, { recursive: true }));

  it('ends the session and forgets the org, its alias and the default; a file of the user stays', async () => {
    await logIn({ naming: { alias: 'acme', isDefault: true } });
    expect(sessions()).to.equal(1);
    expect(await logOut()).to.deep.equal({
      outcome: 'done',
      orgs: [
        {
          username,
          aliases: ['acme'],
          session: 'revoked',
          reason: null,
          removedKey: null,
          sharedKey: null,
          damagedEntries: [],
        },
      ],
    });
    expect([sessions(), isStored(), existsSync(keys.keyFile)]).to.deep.equal([0, false, true]);
    const config = await ConfigAggregator.create();
    await config.reload();
    expect(config.getPropertyValue('target-org')).to.equal(undefined);
    expect((await StateAggregator.getInstance()).aliases.getUsername('acme')).to.equal(null);
    expect(simulator.requests.map(({ method, path }) => `${method} ${path}`)).to.deep.equal([
      'POST /services/oauth2/revoke',
    ]);
  });

  it('removes the key from the key store with the last login that reads it', async () => {
    const path = await logIn({ naming: { alias: 'acme' }, storeKey: true });
    await logIn({ username: CI, naming: { alias: 'ci' }, storeKey: true });
    const [first] = (await logOut(['acme'])).orgs;
    expect(first).to.deep.include({ removedKey: null, sharedKey: path });
    const [second] = (await logOut(['ci'])).orgs;
    expect(second).to.deep.include({ removedKey: path, sharedKey: null });
    expect(existsSync(path)).to.equal(false);
  });

  it('keeps a key that another entry names in another spelling', async () => {
    const path = await logIn({ naming: { alias: 'acme' }, storeKey: true });
    await logIn({ username: CI, storeKey: true });
    const entry = join(homedir(), '.sfdx', `${CI}.json`);
    const other = join(dirname(keys.keyFile), 'home');
    symlinkSync(homedir(), other);
    const spelt = path.replace(homedir(), other);
    writeFileSync(entry, readFileSync(entry, 'utf8').replace(path, spelt));
    expect((await logOut()).orgs[0]).to.deep.include({ removedKey: null, sharedKey: path });
    expect(existsSync(path)).to.equal(true);
  });

  it('keeps a key while an entry that cannot be read may name it, and says so', async () => {
    const path = await logIn({ naming: { alias: 'acme' }, storeKey: true });
    const entry = join(homedir(), '.sfdx', `${CI}.json`);
    writeFileSync(entry, '{"username": ');
    const kept = { removedKey: null, sharedKey: null, damagedEntries: [`${CI}.json`] };
    try {
      expect((await logOut()).orgs[0]).to.deep.include(kept);
      expect([isStored(), existsSync(path)]).to.deep.equal([false, true]);
    } finally {
      rmSync(entry);
    }
  });

  it('logs out of several, each once, by alias or username', async () => {
    await logIn({ naming: { alias: 'acme' } });
    await logIn({ username: CI });
    const { orgs } = await logOut(['acme', CI, username]);
    expect(orgs.map(({ username: name }) => name)).to.deep.equal([username, CI]);
    expect([isStored(), isStored(CI)]).to.deep.equal([false, false]);
  });

  it('does nothing where one of them is unknown, or is no login by JWT', async () => {
    await logIn({ naming: { alias: 'acme' } });
    const error = await logOut(['acme', 'nowhere']).catch((thrown: unknown) => thrown as SfError);
    expect(error).to.deep.include({ name: 'NotLoggedInError' });
    expect([isStored(), sessions()]).to.deep.equal([true, 1]);
    await storeSession({
      alias: 'by-session',
      username: 'boss@simulator.example',
      orgId: simulator.orgId,
      instanceUrl: simulator.origin.origin,
      accessToken: simulator.admin.accessToken,
      orgEdition: 'Developer Edition',
    });
    const other = await refusal('by-session');
    expect(other.name).to.equal('NotLoggedInByJwtError');
    expect(other.actions?.at(-1)).to.match(/: sf org logout --target-org by-session$/);
    expect(isStored('boss@simulator.example')).to.equal(true);
  });

  it('asks with all that goes, and does nothing on a no', async () => {
    await logIn({ naming: { alias: 'acme' } });
    const asked: string[][] = [];
    const answer = await logOut(['acme'], async (logins) => {
      asked.push(logins.map(({ username: name }) => name));
      return Promise.resolve(false);
    });
    expect(answer).to.deep.equal({ outcome: 'declined', orgs: [] });
    expect(asked).to.deep.equal([[username]]);
    expect([isStored(), sessions()]).to.deep.equal([true, 1]);
  });

  it('says when the session had ended already', async () => {
    await logIn({ naming: { alias: 'acme' } });
    expireSessions(simulator.org);
    expect((await logOut()).orgs[0]).to.deep.include({ session: 'unknown' });
    expect(isStored()).to.equal(false);
  });

  it('forgets an org that cannot be reached, and says that the session goes on', async () => {
    const path = await logIn({ naming: { alias: 'acme' }, storeKey: true });
    await simulator.close();
    isOpen = false;
    const [one] = (await logOut()).orgs;
    expect(one).to.deep.include({ session: 'left', removedKey: path });
    expect(one?.reason).to.match(/127\.0\.0\.1:\d+.*ECONNREFUSED/);
    expect([isStored(), existsSync(path)]).to.deep.equal([false, false]);
  });

  it('logs out where the key is gone', async () => {
    const path = await logIn({ naming: { alias: 'acme' }, storeKey: true });
    rmSync(path);
    expect((await logOut()).orgs[0]).to.deep.include({ session: 'revoked', removedKey: null });
  });

  it('does nothing after an interruption', async () => {
    await logIn({ naming: { alias: 'acme' } });
    StateAggregator.clearInstance();
    const controller = new AbortController();
    controller.abort();
    const error = await logout({ targetOrgs: ['acme'] }, { signal: controller.signal }).catch(
      (thrown: unknown) => thrown as Error,
    );
    expect(error).to.deep.include({ name: 'AbortError' });
    expect(isStored()).to.equal(true);
    expect(readFileSync(keys.keyFile, 'utf8')).to.contain('PRIVATE KEY');
  });
});
