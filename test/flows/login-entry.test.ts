import { expect } from 'chai';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StateAggregator, type SfError } from '@salesforce/core';
import { login, type LoginOutput, type StoringInput } from '../../src/flows/login.ts';
import { token } from '../../src/flows/token.ts';
import { storeSession } from '../../src/io/auth-store.ts';
import { blockApp } from '../../src/simulator/org-changes.ts';
import { startSimulator, type Simulator } from '../../src/simulator/server.ts';
import { forgetLogins } from '../forget-logins.ts';
import { temporaryFolder } from '../io/temp-folder.ts';
import { deploySimulatedApp, makeKeyFiles, type KeyFiles } from '../simulated-app.ts';

describe('a login by an entry of the project file', () => {
  const folder = temporaryFolder();
  const home = process.cwd();
  let keys: KeyFiles;
  let pem: string;
  let simulator: Simulator;
  let username: string;
  let input: StoringInput & { clientId: string };

  const logIn = async (changes: Partial<StoringInput> = {}): Promise<LoginOutput> =>
    login({ ...input, ...changes }, new Date(), { waitMinutes: 0 });

  before(async () => {
    keys = await makeKeyFiles();
    pem = readFileSync(keys.keyFile, 'utf8');
  });
  beforeEach(async () => {
    process.chdir(folder());
    simulator = await startSimulator();
    const clientId = await deploySimulatedApp(simulator, keys.certificate);
    username = simulator.admin.username;
    input = { clientId, username, privateKey: keys.location, instanceUrl: simulator.origin };
  });
  afterEach(async () => {
    process.chdir(home);
    Reflect.deleteProperty(process.env, 'JWT_KEY');
    await forgetLogins();
    await simulator.close();
  });
  after(() => rmSync(keys.folder, { recursive: true }));

  const file = (): unknown => JSON.parse(readFileSync('sf-jwt.json', 'utf8'));

  it('is written by a login, without a secret, and logs in by itself from then on', async () => {
    writeFileSync('server.key', pem, { mode: 0o600 });
    const { result } = await logIn({ org: 'production', privateKey: { key: { file: 'server.key' } } });
    expect(result.projectFile).to.equal(join(process.cwd(), 'sf-jwt.json'));
    expect(file()).to.deep.equal({
      $schema: 'https://unpkg.com/sf-plugin-jwt/schemas/sf-jwt.schema.json',
      orgs: {
        production: {
          username,
          clientId: input.clientId,
          instanceUrl: simulator.origin.origin,
          orgId: simulator.orgId,
          key: { file: 'server.key' },
        },
      },
    });
    mkdirSync('deep/er', { recursive: true });
    process.chdir('deep/er');
    const again = await login({ org: 'production' }, new Date(), { waitMinutes: 0 });
    expect(again.result).to.deep.include({ username, projectFile: result.projectFile });
    expect(again.result.privateKeyFile).to.equal(join(folder(), 'server.key'));
  });

  it('forgets the key of before when this login had it from where the file cannot name it', async () => {
    writeFileSync('server.key', pem, { mode: 0o600 });
    await logIn({ org: 'production', privateKey: { key: { file: 'server.key' } } });
    const { result } = await logIn({ storeKey: true });
    await logIn({ org: 'production', privateKey: { key: { file: result.privateKeyFile } } });
    expect(file()).to.have.nested.property('orgs.production.orgId', simulator.orgId);
    expect(file()).not.to.have.nested.property('orgs.production.key');
  });

  it('names the variable of a key, and keeps what else it holds', async () => {
    process.env['JWT_KEY'] = pem;
    const before = {
      orgs: {
        other: { username: 'a@b.c', clientId: 'x'.repeat(20), instanceUrl: 'https://a.my.salesforce.com' },
        ci: {
          username: 'old@b.c',
          clientId: 'old',
          instanceUrl: 'https://b.my.salesforce.com',
          admin: 'boss',
          app: { name: 'Jwt_Cli', type: 'external-client-app', mine: 2 },
          mine: [1],
        },
      },
      later: true,
    };
    writeFileSync('sf-jwt.json', JSON.stringify(before, null, 4));
    await logIn({ org: 'ci', privateKey: { key: { variable: 'JWT_KEY' } } });
    expect(file()).to.deep.equal({
      orgs: {
        other: before.orgs.other,
        ci: {
          username,
          clientId: input.clientId,
          instanceUrl: simulator.origin.origin,
          orgId: simulator.orgId,
          key: { env: 'JWT_KEY' },
          admin: 'boss',
          app: { name: 'Jwt_Cli', type: 'external-client-app', mine: 2 },
          mine: [1],
        },
      },
      later: true,
    });
    expect(readFileSync('sf-jwt.json', 'utf8')).to.match(/^\{\n {4}"orgs"/);
  });

  it('that is not there is asked for by name', async () => {
    const missing = await login({ org: 'nowhere' }, new Date(), { waitMinutes: 0 }).catch(
      (thrown: unknown) => thrown as SfError,
    );
    expect(missing).to.deep.include({ name: 'NoProjectFileError' });
    expect((missing as SfError).actions?.[0]).to.match(/: sf jwt setup --org nowhere --target-org my-org$/);
    await logIn({ org: 'production' });
    const unknown = await login({ org: 'nowhere' }, new Date(), { waitMinutes: 0 }).catch(
      (thrown: unknown) => thrown as SfError,
    );
    expect(unknown).to.deep.include({ name: 'EntryUnknownError' });
    expect((unknown as SfError).message).to.contain('it has: production');
  });

  it('says what to do where the key that it names did not come with it, as in a new clone', async () => {
    writeFileSync('server.key', pem, { mode: 0o600 });
    await logIn({ org: 'production', privateKey: { key: { file: 'server.key' } } });
    await forgetLogins();
    renameSync('server.key', 'moved.key');
    const error = await login({ org: 'production' }, new Date(), { waitMinutes: 0 }).catch(
      (thrown: unknown) => thrown as SfError,
    );
    expect(error).to.deep.include({ name: 'EntryKeyGoneError' });
    expect((error as SfError).actions?.at(-1)).to.match(
      /: sf jwt login --org production --jwt-key-file server\.key$/,
    );
    const privateKey = { key: { file: 'moved.key' } };
    await login({ org: 'production', privateKey }, new Date(), { waitMinutes: 0 });
    expect(readFileSync('sf-jwt.json', 'utf8')).to.contain('"file": "moved.key"');
  });

  it('says when it stands for another org than before', async () => {
    await logIn({ org: 'production' });
    const text = readFileSync('sf-jwt.json', 'utf8');
    writeFileSync('sf-jwt.json', text.replace(simulator.orgId, '00D000000000009EAA'));
    const { movedFrom } = await login({ org: 'production' }, new Date(), { waitMinutes: 0 });
    expect(movedFrom).to.equal('00D000000000009EAA');
  });

  it('is not written when the login is refused', async () => {
    blockApp(simulator.org, 'Example_App');
    const error = await logIn({ org: 'production' }).catch((thrown: unknown) => thrown as SfError);
    expect(error).to.be.instanceOf(Error);
    expect(readdirSync('.')).to.deep.equal([]);
  });

  it('sees a key that is protected by the passphrase that is given for it', async () => {
    const der = createPrivateKey(pem).export({
      type: 'pkcs8',
      format: 'pem',
      cipher: 'aes-256-cbc',
      passphrase: 'correct horse',
    });
    writeFileSync('server.key', der, { mode: 0o600 });
    writeFileSync('passphrase.txt', 'correct horse');
    const privateKey = { key: { file: 'server.key' }, passphrase: { file: 'passphrase.txt' } };
    await logIn({ org: 'production', privateKey });
    expect(readFileSync('sf-jwt.json', 'utf8')).to.contain('"file": "server.key"');
    const passphrase = { file: 'passphrase.txt' };
    const { result } = await login({ org: 'production', passphrase }, new Date(), { waitMinutes: 0 });
    expect(result).to.deep.include({ username, isKeyStored: true });
  });

  describe('shows the certificate beside the key', () => {
    it('that belongs to it', async () => {
      writeFileSync('server.key', pem, { mode: 0o600 });
      writeFileSync('server.crt', readFileSync(keys.certificateFile));
      await logIn({ org: 'production', privateKey: { key: { file: 'server.key' } } });
      const { fingerprint256, validToDate } = new X509Certificate(readFileSync('server.crt'));
      expect(file()).to.have.deep.nested.property('orgs.production.certificate', {
        sha256: fingerprint256,
        notAfter: validToDate.toISOString(),
      });
      const before = statSync('sf-jwt.json', { bigint: true }).mtimeNs;
      await login({ org: 'production' }, new Date(), { waitMinutes: 0 });
      // nothing to say that it does not say
      expect(statSync('sf-jwt.json', { bigint: true }).mtimeNs).to.equal(before);
    });

    it('and of no other key, nor what is none', async () => {
      writeFileSync('server.key', pem, { mode: 0o600 });
      const other = await makeKeyFiles();
      for (const contents of [readFileSync(other.certificateFile), Buffer.from('none')]) {
        writeFileSync('server.crt', contents);
        await logIn({ org: 'production', privateKey: { key: { file: 'server.key' } } });
        expect(file()).not.to.have.nested.property('orgs.production.certificate');
      }
      rmSync(other.folder, { recursive: true });
    });
  });

  it('says that the login is stored, and how the file gets it, where the file was broken meanwhile', async () => {
    writeFileSync('server.key', pem, { mode: 0o600 });
    const onStage = ({ name }: { name: string }): void => {
      if (name === 'login-check') writeFileSync('sf-jwt.json', '{"orgs":');
    };
    const broken = await login(
      { ...input, org: 'production', privateKey: { key: { file: 'server.key' } } },
      new Date(),
      { waitMinutes: 0, onStage },
    ).catch((thrown: unknown) => thrown as SfError);
    expect(broken).to.deep.include({ name: 'ProjectFileNoJsonError' });
    const { message, actions = [] } = broken as SfError;
    expect(message).to.contain(`The login itself is stored: "sf" is authorised as ${username}.`);
    expect(readFileSync('sf-jwt.json', 'utf8')).to.equal('{"orgs":');
    const again = await token({ targetOrg: username }, new Date(), { waitMinutes: 0 });
    expect(again.result.username).to.equal(username);
    expect(actions.at(-1)).to.match(
      /^Then write the entry, by one more login: sf jwt login --org production --client-id /,
    );
  });

  it('tells of a login in a browser that it replaced, once', async () => {
    await storeSession({
      ...{ alias: 'mine', username, orgId: simulator.orgId, orgEdition: 'Developer Edition' },
      ...{ instanceUrl: simulator.origin.origin, accessToken: simulator.admin.accessToken },
    });
    const { orgs } = await StateAggregator.getInstance();
    orgs.update(username, { refreshToken: 'from a browser', clientId: 'PlatformCLI' });
    await orgs.write(username);
    StateAggregator.clearInstance();
    expect((await logIn()).replaced).to.equal('web');
    expect((await logIn()).replaced).to.equal(undefined);
  });
});
