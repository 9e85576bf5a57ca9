import { StateAggregator, type SfError } from '@salesforce/core';
import { expect } from 'chai';
import { createPrivateKey } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { login } from '../../src/flows/login.ts';
import { token, type TokenOutput } from '../../src/flows/token.ts';
import type { NamedLoginInput } from '../../src/flows/login-entry.ts';
import { startSimulator, type Simulator } from '../../src/simulator/server.ts';
import { forgetLogins } from '../forget-logins.ts';
import { temporaryFolder } from '../io/temp-folder.ts';
import { deploySimulatedApp, makeKeyFiles, type KeyFiles } from '../simulated-app.ts';

describe('a token for an entry of the project file', () => {
  const folder = temporaryFolder();
  const home = process.cwd();
  let keys: KeyFiles;
  let pem: string;
  let simulator: Simulator;
  let username: string;
  let clientId: string;

  const get = async (input: NamedLoginInput): Promise<TokenOutput> =>
    token(input, new Date(), { waitMinutes: 0 });
  const failure = async (input: NamedLoginInput): Promise<SfError> =>
    get(input).then(
      () => expect.fail('there is a token'),
      (error: unknown) => error as SfError,
    );
  const write = (changes: object = {}): void =>
    writeFileSync(
      'sf-jwt.json',
      JSON.stringify({
        orgs: {
          ci: {
            ...{ username, clientId, instanceUrl: simulator.origin.origin, key: { file: 'ci.key' } },
            ...changes,
          },
          planned: { admin: 'boss' },
        },
      }),
    );
  const tokenRequests = (): number =>
    simulator.requests.filter(({ path }) => path === '/services/oauth2/token').length;

  before(async () => {
    keys = await makeKeyFiles();
    pem = readFileSync(keys.keyFile, 'utf8');
  });
  beforeEach(async () => {
    process.chdir(folder());
    simulator = await startSimulator();
    clientId = await deploySimulatedApp(simulator, keys.certificate);
    username = simulator.admin.username;
  });
  afterEach(async () => {
    process.chdir(home);
    for (const name of ['SF_JWT_KEY_CI', 'OTHER_KEY']) Reflect.deleteProperty(process.env, name);
    await forgetLogins();
    await simulator.close();
  });
  after(() => rmSync(keys.folder, { recursive: true }));

  it('needs its name alone, and stores nothing', async () => {
    write();
    writeFileSync('ci.key', pem, { mode: 0o600 });
    const { result } = await get({ org: 'ci' });
    expect(result).to.deep.include({ username, host: simulator.origin.origin });
    expect(readdirSync('.').sort()).to.deep.equal(['ci.key', 'sf-jwt.json']);
    const { orgs } = await StateAggregator.getInstance();
    expect(await orgs.list()).to.deep.equal([]);
  });

  it('takes the key from the variable of the entry where the file did not come along', async () => {
    write();
    process.env['SF_JWT_KEY_CI'] = pem.replaceAll('\n', '\\n');
    expect((await get({ org: 'ci' })).result.username).to.equal(username);
    write({ key: { env: 'OTHER_KEY' } });
    process.env['OTHER_KEY'] = pem;
    expect((await get({ org: 'ci' })).keyInput.source).to.contain('OTHER_KEY');
  });

  it('opens a protected key by the passphrase that comes with it', async () => {
    write();
    const protection = { cipher: 'aes-256-cbc', passphrase: 'correct horse' };
    writeFileSync('ci.key', createPrivateKey(pem).export({ type: 'pkcs8', format: 'pem', ...protection }));
    writeFileSync('passphrase.txt', 'correct horse');
    const { result } = await get({ org: 'ci', passphrase: { file: 'passphrase.txt' } });
    expect(result.username).to.equal(username);
  });

  it('lets what was typed win', async () => {
    write({ username: 'nobody@acme.example', key: { file: 'gone.key' } });
    const { result } = await get({ org: 'ci', username, privateKey: keys.location });
    expect(result.username).to.equal(username);
  });

  it('is refused by name for an entry that is not there, or says too little, whatever else was typed', async () => {
    write();
    const unknown = await failure({ org: 'nowhere', clientId, username, privateKey: keys.location });
    expect(unknown.name).to.equal('EntryUnknownError');
    const planned = await failure({ org: 'planned' });
    expect(planned.name).to.equal('EntryNotSetUpError');
    expect(planned.message).to.contain('username, clientId, instanceUrl');
    expect(tokenRequests()).to.equal(0);
  });

  it('says whose key is gone: that of the entry, or that of the login of sf', async () => {
    write();
    const ofEntry = await failure({ org: 'ci' });
    expect(ofEntry.name).to.equal('EntryKeyGoneError');
    writeFileSync('ci.key', pem, { mode: 0o600 });
    await login({ org: 'ci' }, new Date(), { waitMinutes: 0 });
    rmSync('ci.key');
    const ofLogin = await failure({ targetOrg: username });
    expect(ofLogin.name).to.equal('KeyFileGoneError');
    expect(ofLogin.actions?.at(-1)).to.contain('sf jwt login --repair');
    expect((await failure({ targetOrg: username, privateKey: { key: { file: 'ci.key' } } })).name).to.equal(
      'FileNotFoundError',
    );
  });
});
