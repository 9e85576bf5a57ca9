import { AuthInfo, StateAggregator } from '@salesforce/core';
import { expect } from 'chai';
import { createPrivateKey } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { SfError } from '@salesforce/core';
import { login, type LoginOutput, type StoringInput } from '../../src/flows/login.ts';
import { startSimulator, type Simulator, type SimulatorOptions } from '../../src/simulator/server.ts';
import { addUser } from '../../src/simulator/org-state.ts';
import { assignPermissionSet, blockApp } from '../../src/simulator/org-changes.ts';
import { exportPrivateKey } from '../../src/keys/generate.ts';
import { forgetLogins } from '../forget-logins.ts';
import { temporaryFolder } from '../io/temp-folder.ts';
import { deploySimulatedApp, makeKeyFiles, type KeyFiles } from '../simulated-app.ts';

type Fields = Record<string, unknown>;

describe('the login flow', () => {
  const folder = temporaryFolder();
  const home = process.cwd();
  let keys: KeyFiles;
  let pem: string;
  let simulator: Simulator;
  let username: string;
  let input: StoringInput & { instanceUrl: URL };

  async function begin(options: SimulatorOptions = {}): Promise<void> {
    simulator = await startSimulator(options);
    const clientId = await deploySimulatedApp(simulator, keys.certificate);
    username = simulator.admin.username;
    input = { clientId, username, privateKey: keys.location, instanceUrl: simulator.origin };
    simulator.requests.length = 0;
  }
  const logIn = async (changes: Partial<StoringInput> = {}): Promise<LoginOutput> =>
    login({ ...input, ...changes }, new Date(), { waitMinutes: 0 });
  const refusal = async (changes: Partial<StoringInput> = {}): Promise<SfError> =>
    logIn(changes).then(
      () => expect.fail('the login was granted'),
      (error: unknown) => error as SfError,
    );
  const stored = (name = username): Fields =>
    JSON.parse(readFileSync(join(homedir(), '.sfdx', `${name}.json`), 'utf8')) as Fields;
  const isStored = (name = username): boolean => existsSync(join(homedir(), '.sfdx', `${name}.json`));
  const store = (): string => join(homedir(), '.sf', 'jwt');
  const storedKeys = (): string[] => (existsSync(store()) ? readdirSync(store()) : []);
  const requests = (): string[] => simulator.requests.map(({ method, path }) => `${method} ${path}`);

  before(async () => {
    keys = await makeKeyFiles();
    pem = readFileSync(keys.keyFile, 'utf8');
  });
  beforeEach(() => process.chdir(folder()));
  afterEach(async () => {
    process.chdir(home);
    await forgetLogins();
    Reflect.deleteProperty(process.env, 'JWT_KEY');
    await simulator.close();
  });
  after(() => rmSync(keys.folder, { recursive: true }));

  it('logs in by one assertion and one call, and stores what core would', async () => {
    await begin({ isDevHub: true });
    const { result, keptKey } = await logIn({ naming: { alias: 'acme' } });
    expect(requests()).to.deep.equal(['POST /services/oauth2/token', 'POST /services/data/v66.0/composite']);
    expect(result).to.deep.include({
      username,
      orgId: simulator.orgId,
      userId: simulator.admin.userId,
      alias: 'acme',
      instanceUrl: simulator.origin.origin,
      loginUrl: simulator.origin.origin,
      privateKeyFile: keys.keyFile,
      isKeyStored: false,
      isDevHub: true,
      projectFile: null,
      communityUrl: null,
    });
    expect(JSON.stringify(result)).not.to.contain('!SIMULATED');
    expect(keptKey).to.deep.equal({ path: keys.keyFile, isStored: false, isNew: false });
    expect(storedKeys()).to.deep.equal([]);
    const { accessToken, ...fields } = stored();
    expect(accessToken).to.be.a('string');
    expect(fields).to.deep.equal({
      username,
      orgId: simulator.orgId,
      loginUrl: simulator.origin.origin,
      instanceUrl: simulator.origin.origin,
      privateKey: keys.keyFile,
      clientId: input.clientId,
      isDevHub: true,
      name: 'Simulated org simulator',
      instanceName: 'SIM1',
      namespacePrefix: null,
      isSandbox: false,
      isScratch: false,
      trailExpirationDate: null,
      orgEdition: 'Enterprise Edition',
    });
  });

  const types = [
    { type: 'production', isSandbox: false, isScratch: false, isTrial: false, edition: 'Enterprise Edition' },
    { type: 'sandbox', isSandbox: true, isScratch: false, isTrial: false, edition: 'Enterprise Edition' },
    { type: 'scratch', isSandbox: false, isScratch: true, isTrial: true, edition: 'Developer Edition' },
    { type: 'developer', isSandbox: false, isScratch: false, isTrial: false, edition: 'Developer Edition' },
  ] as const;
  for (const { type, isTrial, edition, ...kinds } of types) {
    it(`stores of what type the org is: ${type}`, async () => {
      await begin({ type });
      const { result } = await logIn();
      expect(stored()).to.deep.include({ ...kinds, isDevHub: false, orgEdition: edition });
      expect(stored()['trailExpirationDate'] !== null).to.equal(isTrial);
      expect(result.org).to.deep.include(kinds);
    });
  }

  it('lets core renew the session by itself, with one assertion to the same host', async () => {
    await begin();
    process.env['JWT_KEY'] = pem;
    await logIn({ privateKey: { key: { variable: 'JWT_KEY' } } });
    simulator.requests.length = 0;
    StateAggregator.clearInstance();
    const authInfo = await AuthInfo.create({ username });
    const { refreshFn } = authInfo.getConnectionOptions();
    const token = await new Promise((resolve, reject) => {
      void refreshFn?.(
        {} as never,
        ((error: Error | null, accessToken: string) =>
          error ? reject(error) : resolve(accessToken)) as never,
      );
    });
    expect(token).to.match(/^00DSIMULATED\w{3}!SIMULATED/);
    expect(requests()[0]).to.equal('POST /services/oauth2/token');
    expect(requests().filter((line) => line.includes('oauth2/token'))).to.have.length(1);
  });

  describe('the key', () => {
    const inForms: Array<[name: string, give: () => Partial<StoringInput>, reason: string | undefined]> = [
      [
        'that came by a variable',
        () => {
          process.env['JWT_KEY'] = pem;
          return { privateKey: { key: { variable: 'JWT_KEY' } } };
        },
        'no-file',
      ],
      ['of a file, when asked', () => ({ storeKey: true }), undefined],
      [
        'that is protected, whose passphrase sf would not know',
        () => {
          writeFileSync('protected.key', exportProtected(pem), { mode: 0o600 });
          writeFileSync('passphrase.txt', 'correct horse', { mode: 0o600 });
          return {
            privateKey: { key: { file: 'protected.key' }, passphrase: { file: 'passphrase.txt' } },
          };
        },
        'unreadable',
      ],
      [
        'in DER',
        () => {
          const der = createPrivateKey(pem).export({ type: 'pkcs8', format: 'der' });
          writeFileSync('server.der', der, { mode: 0o600 });
          return { privateKey: { key: { file: 'server.der' } } };
        },
        'unreadable',
      ],
      [
        'with line breaks that a pipeline wrote out',
        () => {
          writeFileSync('broken.key', pem.replaceAll('\n', String.raw`\n`), { mode: 0o600 });
          return { privateKey: { key: { file: 'broken.key' } } };
        },
        'unreadable',
      ],
    ];
    for (const [name, give, reason] of inForms) {
      it(`${name} goes to the key store, as core reads it`, async () => {
        await begin();
        const { result, keptKey } = await logIn(give());
        expect(storedKeys()).to.have.length(1);
        expect(result).to.deep.include({
          isKeyStored: true,
          privateKeyFile: join(store(), storedKeys()[0] ?? ''),
        });
        expect(keptKey.reason).to.equal(reason);
        expect(readFileSync(result.privateKeyFile, 'utf8')).to.equal(exportPrivateKey(createPrivateKey(pem)));
        expect(stored()['privateKey']).to.equal(result.privateKeyFile);
      });
    }

    it('is not stored when the org refuses the login, and neither is the org', async () => {
      await begin();
      blockApp(simulator.org, 'Example_App');
      await refusal({ storeKey: true });
      expect([isStored(), storedKeys()]).to.deep.equal([false, []]);
    });

    it('stays when the login is stored, and only its name cannot be', async () => {
      await begin();
      const config = join(homedir(), '.sf', 'config.json');
      mkdirSync(config, { recursive: true });
      try {
        const error = await refusal({ storeKey: true, naming: { isDefault: true } });
        expect(error).to.deep.include({ name: 'OrgNotNamedError' });
        expect(error.message).to.contain(`authorised as ${username}`).and.to.contain('EISDIR');
        expect(existsSync(String(stored()['privateKey']))).to.equal(true);
      } finally {
        rmSync(config, { recursive: true });
      }
    });

    it('is taken from where the last login left it', async () => {
      await begin();
      await logIn({ storeKey: true, naming: { alias: 'acme' } });
      const { result } = await login({ targetOrg: 'acme' }, new Date(), { waitMinutes: 0 });
      expect(result).to.deep.include({ username, isKeyStored: true, alias: 'acme' });
    });

    it('that is gone is named, with the ways out', async () => {
      await begin();
      writeFileSync('server.key', pem, { mode: 0o600 });
      await logIn({ privateKey: { key: { file: 'server.key' } } });
      rmSync('server.key');
      const error = await login({ targetOrg: username }, new Date(), { waitMinutes: 0 }).catch(
        (thrown: unknown) => thrown as SfError,
      );
      expect(error).to.deep.include({ name: 'KeyFileGoneError' });
      expect((error as SfError).actions?.at(-1)).to.match(/: sf jwt login --repair$/);
      await login({ targetOrg: username, privateKey: keys.location }, new Date(), { waitMinutes: 0 });
      expect(stored()['privateKey']).to.equal(keys.keyFile);
    });
  });

  describe('an alias', () => {
    it('of another user is refused before anything is sent', async () => {
      await begin();
      await logIn({ naming: { alias: 'acme' } });
      simulator.requests.length = 0;
      const error = await refusal({ username: 'deploy@simulator.example', naming: { alias: 'acme' } });
      expect(error).to.deep.include({ name: 'AliasTakenError', exitCode: 2 });
      expect(error.message).to.contain(`"acme" belongs to ${username}`);
      expect(requests()).to.deep.equal([]);
    });

    it('of a user whom sf has forgotten is free', async () => {
      await begin();
      await logIn({ naming: { alias: 'acme' } });
      rmSync(join(homedir(), '.sfdx', `${username}.json`));
      StateAggregator.clearInstance();
      addUser(simulator.org, { username: 'ci@simulator.example' });
      assignPermissionSet(simulator.org, 'ci@simulator.example', 'Example_Access');
      const { result } = await logIn({ username: 'ci@simulator.example', naming: { alias: 'acme' } });
      expect(result.alias).to.equal('acme');
    });

    for (const alias of ['a b', 'a=b', '']) {
      it(`"${alias}" is none`, async () => {
        await begin();
        expect((await refusal({ naming: { alias } })).name).to.equal('AliasInvalidError');
      });
    }
  });

  it('logs in a user of an Experience Cloud site at the site, and stores where the API is', async () => {
    simulator = await startSimulator({ sites: ['acme.my.site.com'] });
    const { org } = simulator;
    const clientId = await deploySimulatedApp(simulator, keys.certificate);
    username = 'customer@acme.example';
    addUser(org, { username, lastName: 'Customer', site: 'acme.my.site.com' });
    assignPermissionSet(org, username, 'Example_Access');
    const [site] = org.sites;
    const instanceUrl = site?.origin ?? expect.fail('there is no site');
    input = { clientId, username, privateKey: keys.location, instanceUrl };
    const { result } = await logIn();
    expect(result).to.deep.include({
      loginUrl: instanceUrl.origin,
      instanceUrl: simulator.origin.origin,
      communityUrl: instanceUrl.origin,
    });
    expect(stored()).to.include({ loginUrl: instanceUrl.origin, instanceUrl: simulator.origin.origin });
  });
});

function exportProtected(pem: string): string {
  return createPrivateKey(pem)
    .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'correct horse' })
    .toString();
}
