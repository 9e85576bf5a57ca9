// Where the parts of a login come from, with the store of `sf` and a project on the disk.
import { expect } from 'chai';
import { AuthInfo, AuthRemover, SfProject, StateAggregator } from '@salesforce/core';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { completeInput, loginFlags, type LoginInput } from '../../src/flows/login-input.ts';
import { storeSession } from '../../src/io/auth-store.ts';
import { thrownBy } from '../io/thrown.ts';

const MY_DOMAIN = 'https://acme.my.salesforce.com';
const LOGIN = 'https://login.salesforce.com';
const KEY = '3MVG9EXAMPLEkey0123456789';
const USER = 'deploy@acme.example';
const key = { key: { variable: 'SOME_KEY' } };

describe('the parts of a login', () => {
  const started = process.cwd();
  let folder: string;

  /** As `sf org login jwt` leaves it. */
  const storeJwtLogin = async (loginUrl = LOGIN): Promise<void> => {
    await storeSession({
      alias: 'acme',
      username: USER,
      orgId: '00D000000000001AAA',
      instanceUrl: MY_DOMAIN,
      accessToken: '00D000000000001!AQ.example',
      orgEdition: 'Developer Edition',
    });
    const authInfo = await AuthInfo.create({ username: USER });
    await authInfo.save({ loginUrl, clientId: KEY, privateKey: join(folder, 'server.key') });
    StateAggregator.clearInstance();
  };

  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'login-input-')));
    process.chdir(folder);
  });
  afterEach(async () => {
    process.chdir(started);
    rmSync(folder, { recursive: true });
    for (const name of ['SF_AUDIENCE_URL', 'SFDX_AUDIENCE_URL']) Reflect.deleteProperty(process.env, name);
    const remover = await AuthRemover.create({ skipCache: true });
    await remover.removeAuth(USER);
    StateAggregator.clearInstance();
    SfProject.clearInstances();
  });

  const complete = async (input: LoginInput) => completeInput(input, 'sf jwt token');
  const typed = { clientId: KEY, username: USER, privateKey: key };

  it('go to login.salesforce.com where nothing else is known', async () => {
    const { host, audience, reasons } = await complete(typed);
    expect([host.origin, audience]).to.deep.equal([LOGIN, LOGIN]);
    expect(reasons[0]).to.contain('no other is known');
  });

  it('go to the My Domain of an org that "sf" knows, where it logs in at a general host', async () => {
    await storeJwtLogin();
    for (const input of [typed, { targetOrg: 'acme' }, { targetOrg: USER, username: USER }]) {
      const { host, audience, reasons } = await complete(input);
      expect([host.origin, audience]).to.deep.equal([MY_DOMAIN, MY_DOMAIN]);
      expect(reasons[0])
        .to.contain('My Domain of an org that "sf" knows')
        .and.contain('login.salesforce.com');
    }
  });

  it('go where is typed, also for an org that "sf" knows', async () => {
    await storeJwtLogin();
    const { host, audience } = await complete({ targetOrg: 'acme', instanceUrl: new URL(LOGIN) });
    expect([host.origin, audience]).to.deep.equal([LOGIN, LOGIN]);
  });

  it('go where the project says, as with "sf org login jwt"', async () => {
    writeFileSync(
      'sfdx-project.json',
      JSON.stringify({
        packageDirectories: [{ path: 'force-app', default: true }],
        sfdcLoginUrl: 'https://acme--dev.sandbox.my.salesforce.com',
      }),
    );
    mkdirSync('force-app');
    const { host, audience, reasons } = await complete(typed);
    expect(host.origin).to.equal('https://acme--dev.sandbox.my.salesforce.com');
    expect(audience).to.equal('https://acme--dev.sandbox.my.salesforce.com');
    expect(reasons[0]).to.contain('sfdcLoginUrl');
  });

  for (const name of ['SF_AUDIENCE_URL', 'SFDX_AUDIENCE_URL']) {
    it(`are for the audience of ${name}, unless one is typed`, async () => {
      process.env[name] = 'https://test.salesforce.com';
      const input = { ...typed, instanceUrl: new URL(MY_DOMAIN) };
      const fromVariable = await complete(input);
      expect(fromVariable.audience).to.equal('https://test.salesforce.com');
      expect(fromVariable.reasons[1]).to.contain('SF_AUDIENCE_URL');
      const { audience, reasons } = await complete({ ...input, audience: LOGIN });
      expect(audience).to.equal(LOGIN);
      expect(reasons[1]).to.contain('as typed');
    });
  }

  it('have the key that "sf" has for this user with this app', async () => {
    await storeJwtLogin();
    const login = await complete({ clientId: KEY, username: USER });
    expect(login.privateKey).to.deep.equal({ key: { file: join(folder, 'server.key') } });
    expect(login.reasons.at(-1)).to.contain(join(folder, 'server.key')).and.to.contain('"sf"');
    expect(loginFlags(login)).to.equal(
      `--client-id ${KEY} --username ${USER} --jwt-key-file "${join(folder, 'server.key')}" --instance-url ${MY_DOMAIN}`,
    );
  });

  it('keep from a shell what it would read in a path', async () => {
    const privateKey = { key: { file: '/a b/we "ird$HOME`.key' } };
    const line = loginFlags(await complete({ ...typed, privateKey }));
    expect(line).to.contain('--jwt-key-file "/a b/we \\"ird\\$HOME\\`.key"');
  });

  it('do not have the key of another app', async () => {
    await storeJwtLogin();
    const error = await thrownBy(() => complete({ clientId: '3MVG9another', username: USER }));
    expect(error.name).to.equal('LoginIncompleteError');
    expect(error.message).to.contain('--jwt-key-file');
  });

  it('keep the path of a site in the flags that say them again', async () => {
    const login = await complete({ ...typed, instanceUrl: new URL('https://acme.my.site.com/customers') });
    expect(login.audience).to.equal('https://acme.my.site.com/customers');
    expect(loginFlags(login)).to.match(/ --instance-url https:\/\/acme\.my\.site\.com\/customers$/);
  });
});
