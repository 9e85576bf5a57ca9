import { expect } from 'chai';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findAlias, listJwtLogins } from '../../src/io/auth-store.ts';
import { openAdmin } from '../../src/flows/app/open-admin.ts';
import { refreshSandbox, removeCertificate } from '../../src/simulator/org-changes.ts';
import { openSetupPlace, statesOf, type SetupPlace } from './setup-place.ts';

describe('setting an org up', () => {
  let place: SetupPlace;
  afterEach(async () => place.close());

  it('goes from nothing to a proven login', async () => {
    place = await openSetupPlace();
    const result = await place.run();
    expect(statesOf(result)).to.deep.equal([
      'key done',
      'app done',
      'access done',
      'login done',
      'authorisation done',
      'project-file done',
    ]);
    expect(place.entries()).to.have.all.keys('simulator');
    const { certificate, ...entry } = place.entries()['simulator']!;
    expect(entry).to.deep.equal({
      admin: 'simulator',
      username: 'admin@simulator.example',
      clientId: result.consumerKey,
      instanceUrl: place.org.origin.origin,
      orgId: place.org.org.id,
      key: { file: 'certs/simulator.key' },
      app: { name: 'Jwt_Cli', type: 'external-client-app', permissionSet: 'Jwt_Cli_Access' },
    });
    expect(certificate).to.have.all.keys('sha256', 'notAfter');
    const [login] = await listJwtLogins();
    expect(login).to.include({ username: 'admin@simulator.example', privateKeyFile: result.keyFile });
    expect(statSync(result.keyFile).mode & 0o777).to.equal(0o600);
    expect(readFileSync('certs/.gitignore', 'utf8')).to.equal('*\n!.gitignore\n');
  });

  it('changes no file when it is run again, and asks three times besides the login and its call', async () => {
    place = await openSetupPlace();
    await place.run();
    const before = place.files();
    place.org.forgetRequests();
    const second = await place.run();
    expect(second.outcome).to.equal('unchanged');
    expect(place.files()).to.deep.equal(before);
    expect(place.org.requestLines()).to.deep.equal([
      'POST /services/data/v67.0/composite',
      'POST /services/Soap/m/67.0',
      'POST /services/Soap/m/67.0',
      'POST /services/oauth2/token',
      'POST /services/data/v66.0/composite',
    ]);
  });

  it('plans, and writes nothing anywhere, before and after', async () => {
    place = await openSetupPlace();
    const before = place.files();
    const plan = await place.run({ isDryRun: true });
    expect(plan.outcome).to.equal('planned');
    expect(new Set(plan.steps.map(({ state }) => state))).to.deep.equal(new Set(['planned']));
    expect(place.files()).to.deep.equal(before);
    await place.run();
    const made = place.files();
    expect(statesOf(await place.run({ isDryRun: true }))).to.deep.equal([
      'key already',
      'app already',
      'access already',
      'login planned',
      'authorisation already',
      'project-file already',
    ]);
    expect(place.files()).to.deep.equal(made);
  });

  it('makes a Connected App, and finds it again', async () => {
    place = await openSetupPlace({ allowConnectedApps: true });
    await place.run({ type: 'connected-app', name: 'Old_Cli' });
    expect(place.entries()['simulator']!.app).to.deep.equal({
      name: 'Old_Cli',
      type: 'connected-app',
      permissionSet: 'Old_Cli_Access',
    });
    expect((await place.run({ entryName: 'simulator' })).outcome).to.equal('unchanged');
  });

  it('logs another user in, under an alias of its own, and leaves the login of the administrator', async () => {
    place = await openSetupPlace();
    const result = await place.run({ username: 'deploy@simulator.example' });
    expect(result).to.include({ username: 'deploy@simulator.example', alias: 'simulator-jwt' });
    expect(await findAlias('simulator')).to.equal('admin@simulator.example');
    expect(await findAlias('simulator-jwt')).to.equal('deploy@simulator.example');
    expect((await place.run()).outcome).to.equal('unchanged');
  });

  it('keeps what the project file says besides, and takes the user and the app from it', async () => {
    place = await openSetupPlace();
    const entry = { admin: 'simulator', username: 'deploy@simulator.example', note: 'ours' };
    place.writeEntries({
      other: { admin: 'someone' },
      mine: { ...entry, app: { name: 'Mine', type: 'external-client-app' } },
    });
    const result = await place.run({ entryName: 'mine' });
    expect(result).to.include({ entry: 'mine', username: 'deploy@simulator.example' });
    expect(place.entries()['mine']).to.include({ note: 'ours', clientId: result.consumerKey });
    expect(place.entries()['other']).to.deep.equal({ admin: 'someone' });
  });

  it('takes the key that is named, and makes its certificate beside it', async () => {
    place = await openSetupPlace();
    const { keyFile } = await place.run({ storesLogin: false });
    mkdirSync('mine');
    copyFileSync(keyFile, 'mine/ci.key');
    const result = await place.run({
      entryName: 'two',
      name: 'Two',
      keyFile: 'mine/ci.key',
      storesLogin: false,
    });
    expect(statesOf(result)).to.include.members(['key done', 'app done', 'authorisation skipped']);
    expect(place.entries()['two']!.key).to.deep.equal({ file: 'mine/ci.key' });
    expect(existsSync('mine/ci.crt')).to.equal(true);
    expect(existsSync('mine/.gitignore')).to.equal(false);
    expect(await listJwtLogins()).to.deep.equal([]);
  });

  it('takes the certificate of the app that is of the key, where it is not here', async () => {
    place = await openSetupPlace();
    const { certificateFile } = await place.run();
    const text = readFileSync(certificateFile, 'utf8').replaceAll(/\s/g, '');
    rmSync(certificateFile);
    const again = await place.run();
    expect(statesOf(again)).to.include.members(['key done', 'app already', 'project-file already']);
    expect(readFileSync(certificateFile, 'utf8').replaceAll(/\s/g, '')).to.equal(text);
  });

  it('takes the key of a pipeline from its variable, and leaves the entry as it is', async () => {
    place = await openSetupPlace();
    const { keyFile } = await place.run();
    const entries = place.entries();
    process.env['SF_JWT_KEY_SIMULATOR'] = readFileSync(keyFile, 'utf8');
    rmSync(keyFile);
    try {
      const again = await place.run();
      expect(again.keyFile).to.equal('');
      expect(statesOf(again)).to.include.members(['key already', 'app already', 'project-file already']);
      expect(place.entries()).to.deep.equal(entries);
      expect((await place.run()).outcome).to.equal('unchanged');
    } finally {
      Reflect.deleteProperty(process.env, 'SF_JWT_KEY_SIMULATOR');
    }
  });

  it('puts a certificate back that somebody took from the app', async () => {
    place = await openSetupPlace();
    await place.run();
    removeCertificate(place.org.org, 'Jwt_Cli');
    expect(statesOf(await place.run())).to.include.members(['key already', 'app done', 'access already']);
  });

  it('keeps a key that a colleague put into the folder from git, too', async () => {
    place = await openSetupPlace();
    await place.run();
    rmSync('certs/.gitignore');
    await place.run();
    expect(readFileSync('certs/.gitignore', 'utf8')).to.equal('*\n!.gitignore\n');
  });

  it('ends well twice at once, with one key and one app', async () => {
    place = await openSetupPlace();
    const [one, other] = await Promise.all([place.run(), place.run()]);
    expect(one.consumerKey).to.equal(other.consumerKey);
    expect((await place.run()).outcome).to.equal('unchanged');
  });

  it('leaves a .gitignore as it is', async () => {
    place = await openSetupPlace();
    mkdirSync('certs');
    writeFileSync('certs/.gitignore', '# mine\n');
    await place.run();
    expect(readFileSync('certs/.gitignore', 'utf8')).to.equal('# mine\n');
  });

  describe('after a refresh of the sandbox', () => {
    async function refresh(isKeyFree: boolean): Promise<void> {
      place = await openSetupPlace({ type: 'sandbox' });
      await place.run();
      refreshSandbox(place.org.org, { isKeyFree });
      await place.org.reconnect();
    }

    it('gives the app its consumer key again, so that nothing changes for pipelines', async () => {
      await refresh(true);
      const before = place.entries()['simulator']!;
      const result = await place.run();
      expect(statesOf(result)).to.include.members([
        'key already',
        'app done',
        'login done',
        'project-file done',
      ]);
      expect(place.entries()['simulator']).to.deep.equal({ ...before, orgId: place.org.org.id });
      expect(before.orgId).not.to.equal(place.org.org.id);
      expect(place.notices).to.deep.equal([]);
      expect((await listJwtLogins())[0]!.orgId).to.equal(place.org.org.id);
    });

    it('takes another consumer key where the org does not let it have that again, and says what changes', async () => {
      await refresh(false);
      const before = place.entries()['simulator']!;
      const { consumerKey } = await place.run();
      const after = place.entries()['simulator']!;
      expect(after.clientId).to.equal(consumerKey).and.not.to.equal(before.clientId);
      expect(after).to.deep.equal({ ...before, orgId: place.org.org.id, clientId: consumerKey });
      expect(place.notices).to.deep.equal([
        `ConsumerKeyChanged ${before.clientId} ${consumerKey} ${join(place.folder, 'sf-jwt.json')}`,
      ]);
      expect((await place.run()).outcome).to.equal('unchanged');
    });

    it('says how to log in again where the login of the administrator went with the app', async () => {
      place = await openSetupPlace({ type: 'sandbox' });
      await place.run();
      refreshSandbox(place.org.org);
      const before = place.files();
      const { name, actions } = await place.failure(await openAdmin('simulator', undefined));
      expect(name).to.equal('OrgSessionEndedError');
      expect(actions!.at(-1)).to.equal(
        `Log in again: sf org login web --instance-url ${place.org.origin.origin}`,
      );
      expect(place.files()).to.deep.equal(before);
    });

    it('has nothing to do for a Connected App but to log in and to note the org', async () => {
      place = await openSetupPlace({ type: 'sandbox', allowConnectedApps: true });
      const { consumerKey } = await place.run({ type: 'connected-app' });
      refreshSandbox(place.org.org);
      await place.org.reconnect();
      const result = await place.run();
      expect(result.consumerKey).to.equal(consumerKey);
      expect(statesOf(result)).to.include.members(['app already', 'access already', 'project-file done']);
    });
  });

  describe('over what sf knows already', () => {
    it('says that a login by a browser is replaced', async () => {
      place = await openSetupPlace();
      await makeWebLogin(place);
      await place.run();
      expect(place.notices).to.deep.equal([
        `WebLoginReplaced admin@simulator.example ${place.org.origin.origin} simulator`,
      ]);
      expect((await listJwtLogins()).map(({ username }) => username)).to.deep.equal([
        'admin@simulator.example',
      ]);
    });

    it('leaves the login of a Dev Hub, unless it is told to replace it', async () => {
      place = await openSetupPlace({ isDevHub: true });
      const result = await place.run();
      expect(statesOf(result)).to.include('authorisation skipped');
      expect(place.notices).to.deep.equal([
        'DevHub Jwt_Cli',
        'DevHubLoginKept admin@simulator.example sf jwt setup',
      ]);
      expect(await listJwtLogins()).to.deep.equal([]);
      expect(statesOf(await place.run({ storesLogin: true }))).to.include('authorisation done');
    });
  });
});

/** As `sf org login web` leaves it: core keeps a refresh token beside the session. */
async function makeWebLogin({ org }: SetupPlace): Promise<void> {
  const { AuthInfo } = await import('@salesforce/core');
  const authInfo = await AuthInfo.create({ username: org.username });
  await authInfo.save({ refreshToken: 'SIMULATED-REFRESH-TOKEN' });
}
