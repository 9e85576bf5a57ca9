// What is stored of a login by JWT, read back from the disk and by core itself.
import { AuthInfo, AuthRemover, ConfigAggregator, StateAggregator } from '@salesforce/core';
import { expect } from 'chai';
import { readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { listJwtLogins, storeSession } from '../../src/io/auth-store.ts';
import { storeLogin, type JwtLogin } from '../../src/io/login-store.ts';
import { temporaryFolder } from './temp-folder.ts';

const username = 'deploy@acme.example';
const token = '00D000000000001!secret.token';

describe('the store of logins by JWT', () => {
  const folder = temporaryFolder();
  const login = (changes: Partial<JwtLogin> = {}): JwtLogin => ({
    username,
    clientId: '3MVG9EXAMPLEkey0123456789',
    privateKeyFile: join(folder(), 'server.key'),
    loginUrl: 'https://acme.my.salesforce.com',
    orgId: '00D000000000001EAA',
    instanceUrl: 'https://acme.my.salesforce.com',
    accessToken: token,
    isDevHub: true,
    org: {
      name: 'Acme',
      instanceName: 'NA1',
      namespacePrefix: null,
      isSandbox: false,
      isScratch: false,
      trialExpirationDate: null,
      orgEdition: 'Enterprise Edition',
    },
    ...changes,
  });
  const stored = (): Record<string, unknown> =>
    JSON.parse(readFileSync(join(homedir(), '.sfdx', `${username}.json`), 'utf8')) as Record<string, unknown>;

  afterEach(async () => {
    StateAggregator.clearInstance();
    await (await AuthRemover.create({ skipCache: true })).removeAuth(username);
  });

  it('stores what `sf org login jwt` stores, the token encrypted, and makes no request', async () => {
    await storeLogin(login());
    const { accessToken, ...others } = stored();
    expect(others).to.deep.equal({
      username,
      orgId: '00D000000000001EAA',
      loginUrl: 'https://acme.my.salesforce.com',
      instanceUrl: 'https://acme.my.salesforce.com',
      privateKey: join(folder(), 'server.key'),
      clientId: '3MVG9EXAMPLEkey0123456789',
      isDevHub: true,
      name: 'Acme',
      instanceName: 'NA1',
      namespacePrefix: null,
      isSandbox: false,
      isScratch: false,
      trailExpirationDate: null,
      orgEdition: 'Enterprise Edition',
    });
    expect(accessToken).to.match(/^[0-9a-f]{24,}:[0-9a-f]{32}$/);
    StateAggregator.clearInstance();
    const authInfo = await AuthInfo.create({ username });
    expect(authInfo.isJwt()).to.equal(true);
    expect(authInfo.getFields(true).accessToken).to.equal(token);
  });

  it('leaves out what the org did not tell, so that core asks it some time', async () => {
    await storeLogin(login({ org: undefined, isDevHub: false }));
    expect(Object.keys(stored())).to.have.members([
      ...['username', 'orgId', 'loginUrl', 'instanceUrl', 'privateKey', 'clientId', 'isDevHub'],
      'accessToken',
    ]);
  });

  it('names the org, and takes it for the default', async () => {
    await storeLogin(login(), { alias: 'acme', isDefault: true, isDefaultDevHub: true });
    const config = await ConfigAggregator.create();
    await config.reload();
    expect(config.getPropertyValue('target-org')).to.equal('acme');
    expect(config.getPropertyValue('target-dev-hub')).to.equal('acme');
  });

  it('takes the alias that was typed for the default, whatever others the user has', async () => {
    await storeLogin(login(), { alias: 'first' });
    await storeLogin(login(), { alias: 'second', isDefault: true });
    const config = await ConfigAggregator.create();
    await config.reload();
    expect(config.getPropertyValue('target-org')).to.equal('second');
  });

  it('replaces the login of the same user, keeps its aliases and what else is known of the same org', async () => {
    const session = { username, orgId: '00D000000000001EAA', accessToken: 'old', orgEdition: 'Old' };
    await storeSession({ ...session, alias: 'acme', instanceUrl: 'https://old.example' });
    const path = join(homedir(), '.sfdx', `${username}.json`);
    const known = {
      ...stored(),
      refreshToken: 'old',
      clientSecret: 'old',
      devHubUsername: 'hub@acme.example',
    };
    writeFileSync(path, JSON.stringify(known));
    StateAggregator.clearInstance();
    await storeLogin(login());
    expect(stored()).to.include({ devHubUsername: 'hub@acme.example', orgEdition: 'Enterprise Edition' });
    expect(stored()).not.to.have.any.keys('refreshToken', 'clientSecret');
    expect((await listJwtLogins()).map(({ aliases }) => aliases)).to.deep.equal([['acme']]);
  });

  it('keeps nothing of another org that the user belonged to', async () => {
    const session = { username, orgId: '00D000000000009EAA', accessToken: 'old', orgEdition: 'Old' };
    await storeSession({ ...session, alias: 'acme', instanceUrl: 'https://old.example' });
    await storeLogin(login({ org: undefined }));
    expect(stored()).not.to.have.any.keys('orgEdition', 'isSandbox', 'isScratch');
    expect(stored()).to.include({ orgId: '00D000000000001EAA' });
  });

  it('lists the logins, and whether their key is there', async () => {
    await storeLogin(login(), { alias: 'acme' });
    const known = {
      username,
      aliases: ['acme'],
      clientId: '3MVG9EXAMPLEkey0123456789',
      orgId: '00D000000000001EAA',
      privateKeyFile: join(folder(), 'server.key'),
      loginUrl: 'https://acme.my.salesforce.com',
    };
    expect(await listJwtLogins()).to.deep.equal([{ ...known, isKeyThere: false }]);
    writeFileSync(join(folder(), 'server.key'), '');
    expect(await listJwtLogins()).to.deep.equal([{ ...known, isKeyThere: true }]);
  });

  it('lists no org that `sf` is authorised to in another way', async () => {
    const session = { username, orgId: '00D000000000001EAA', accessToken: 'old', orgEdition: 'Old' };
    await storeSession({ ...session, alias: 'acme', instanceUrl: 'https://acme.my.salesforce.com' });
    expect(await listJwtLogins()).to.deep.equal([]);
  });
});
