import { expect } from 'chai';
import { createPrivateKey } from 'node:crypto';
import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { CheckResult } from '../../src/check/check-result.ts';
import type { EntryCheck } from '../../src/check/entry-check.ts';
import {
  check,
  checkEntry,
  placeAnnotations,
  type CheckInput,
  type CheckOptions,
} from '../../src/flows/check.ts';
import { login } from '../../src/flows/login.ts';
import { readEntries } from '../../src/flows/login-entry.ts';
import {
  assignPermissionSet,
  deleteApp,
  disableApp,
  removeCertificate,
  replaceCertificate,
  unassignPermissionSet,
} from '../../src/simulator/org-changes.ts';
import { addUser } from '../../src/simulator/org-state.ts';
import { forgetLogins } from '../forget-logins.ts';
import { temporaryFolder } from '../io/temp-folder.ts';
import { thrownBy } from '../io/thrown.ts';
import { deploySimulatedApp, makeKeyFiles, type KeyFiles } from '../simulated-app.ts';
import { closeAppOrgs, openAppOrg, type AppOrg } from './app/app-org.ts';

const USER = 'deploy@acme.example';

describe('a check of the project file', () => {
  const folder = temporaryFolder();
  const home = process.cwd();
  let keys: KeyFiles;
  let otherKeys: KeyFiles;
  let org: AppOrg;
  let clientId: string;

  const run = async (input: Partial<CheckInput> = {}): Promise<CheckResult> =>
    check({ expiresInDays: 7, ...input }, new Date());
  const names = ({ entries }: CheckResult): string[] =>
    entries.flatMap(({ findings }) => findings.map(({ name }) => name));
  const online = async (options: Partial<CheckOptions> = {}): Promise<EntryCheck> =>
    checkEntry(readEntries(['production'])[0]!, new Date(), { expiresInDays: 7, online: 'yes', ...options });

  /** Writes the project file with the entry of the org, but for what is changed. */
  function writeProject(changes: object = {}): void {
    const entry = {
      username: USER,
      clientId,
      instanceUrl: org.origin.origin,
      orgId: org.simulator.orgId,
      key: { file: 'server.key' },
      app: { name: 'Example_App', type: 'external-client-app' },
      certificate: {
        sha256: keys.certificate.fingerprint256,
        notAfter: keys.certificate.validToDate.toISOString(),
      },
      ...changes,
    };
    writeFileSync('sf-jwt.json', JSON.stringify({ orgs: { production: entry } }, null, 2));
  }

  before(async () => {
    [keys, otherKeys] = [await makeKeyFiles(), await makeKeyFiles()];
  });
  beforeEach(async () => {
    process.chdir(folder());
    copyFileSync(keys.keyFile, 'server.key');
    copyFileSync(keys.certificateFile, 'server.crt');
    org = await openAppOrg();
    const { users, profiles } = org.org.records;
    const profile = profiles.find(({ id }) => id === users[0]?.profileId)?.name;
    addUser(org.org, { username: USER, lastName: 'Deploy', profile });
    clientId = await deploySimulatedApp(org.simulator, keys.certificate);
    assignPermissionSet(org.org, USER, 'Example_Access');
    writeProject();
  });
  afterEach(async () => {
    process.chdir(home);
    Reflect.deleteProperty(process.env, 'SF_JWT_KEY_PRODUCTION');
    await forgetLogins();
    await closeAppOrgs();
  });
  after(() => {
    for (const each of [keys, otherKeys]) rmSync(each.folder, { recursive: true });
  });

  it('finds nothing wrong offline, without a request, and nothing is changed', async () => {
    org.forgetRequests();
    const before = readdirSync('.').map((name) => [name, readFileSync(name, 'latin1')]);
    const result = await run();
    expect(result).to.include({ verdict: 'good', projectFile: join(process.cwd(), 'sf-jwt.json') });
    expect(result.entries[0]?.looks).to.deep.equal({
      certificate: 'good',
      key: 'good',
      'project-file': 'good',
      sf: 'not-there',
      app: 'not-asked',
    });
    expect(result.entries[0]?.certificate).to.include({ from: 'file', daysLeft: 29 });
    expect(org.requestLines()).to.deep.equal([]);
    expect(readdirSync('.').map((name) => [name, readFileSync(name, 'latin1')])).to.deep.equal(before);
  });

  it('knows the end from the project file alone, as in a checkout of the repository', async () => {
    for (const file of ['server.key', 'server.crt']) rmSync(file);
    const { verdict, entries } = await run();
    expect(verdict).to.equal('good');
    expect(entries[0]?.certificate).to.include({ from: 'project-file', daysLeft: 29 });
    expect((await run({ expiresInDays: 30 })).verdict).to.equal('ends-soon');
  });

  it('compares the key of a variable, as in a pipeline, with the certificate of the app', async () => {
    for (const file of ['server.key', 'server.crt']) rmSync(file);
    process.env['SF_JWT_KEY_PRODUCTION'] = readFileSync(otherKeys.keyFile, 'utf8');
    expect(names(await run({ targetOrg: org.username }))).to.deep.equal(['AppOfOtherKey']);
    process.env['SF_JWT_KEY_PRODUCTION'] = readFileSync(keys.keyFile, 'utf8');
    expect(names(await run({ targetOrg: org.username }))).to.deep.equal([]);
    process.env['SF_JWT_KEY_PRODUCTION'] = 'no key';
    expect(names(await run())).to.deep.equal(['KeyUnusable']);
  });

  it('sees a key, and a certificate, of another pair', async () => {
    copyFileSync(otherKeys.keyFile, 'server.key');
    expect(names(await run())).to.deep.equal(['KeyNotOfCertificate']);
    copyFileSync(otherKeys.certificateFile, 'server.crt');
    expect(names(await run())).to.deep.equal(['RecordOfOtherCertificate']);
    writeFileSync('server.crt', 'no certificate');
    expect(names(await run())).to.deep.equal(['CertificateUnusable']);
  });

  it('sees a rotation that was broken off, and a project file that was left behind by one', async () => {
    copyFileSync(otherKeys.keyFile, 'server.next.key');
    copyFileSync(otherKeys.certificateFile, 'server.next.crt');
    const result = await run();
    expect(result.entries[0]?.findings).to.deep.equal([
      {
        name: 'RotationBrokenOff',
        about: 'key',
        verdict: 'drift',
        text: `A rotation of ${join(process.cwd(), 'server.key')} has begun and not ended. The same command goes on with it.`,
        command: 'sf jwt app rotate --org production --target-org ADMIN_ORG',
      },
    ]);
    for (const end of ['key', 'crt']) {
      renameSync(`server.${end}`, `server.previous.${end}`);
      renameSync(`server.next.${end}`, `server.${end}`);
    }
    expect(names(await run())).to.deep.equal(['RecordBehindRotation']);
  });

  it('sees by which key and app "sf" itself logs in, and whether that key is still there', async () => {
    mkdirSync('old');
    const file = join('old', 'server.key');
    copyFileSync(keys.keyFile, file);
    const input = { clientId, username: USER, privateKey: { key: { file } }, instanceUrl: org.origin };
    await login(input, new Date(), { waitMinutes: 0 });
    const same = await run();
    expect([names(same), same.entries[0]?.looks.sf]).to.deep.equal([[], 'good']);
    copyFileSync(otherKeys.keyFile, file);
    expect(names(await run())).to.deep.equal(['StoredLoginOfOtherKey']);
    rmSync(file);
    expect(names(await run())).to.deep.equal(['StoredKeyGone']);
    writeProject({ clientId: '3MVG9OTHERkey0123456789', orgId: '00D000000000009EAA' });
    copyFileSync(keys.keyFile, file);
    expect(names(await run())).to.deep.equal(['StoredLoginOfOtherApp', 'StoredLoginOfOtherOrg']);
  });

  it('of a protected key says how to give the passphrase, and reads it with that', async () => {
    const sealed = {
      type: 'pkcs8',
      format: 'pem',
      cipher: 'aes-256-cbc',
      passphrase: 'correct horse',
    } as const;
    writeFileSync('server.key', createPrivateKey(readFileSync(keys.keyFile)).export(sealed));
    const { entries } = await run();
    expect(entries[0]?.findings.map(({ name, command }) => [name, command])).to.deep.equal([
      ['KeyNotOpened', 'sf jwt check --org production --passphrase-env SF_JWT_PASSPHRASE'],
    ]);
    writeFileSync('passphrase', 'correct horse\n');
    expect(names(await run({ passphrase: { file: 'passphrase' } }))).to.deep.equal([]);
  });

  describe('with an administrator', () => {
    const changes: Array<[name: string, change: () => unknown]> = [
      ['AppGone', () => deleteApp(org.org, 'Example_App')],
      ['AppOff', () => disableApp(org.org, 'Example_App')],
      ['AppHasNoCertificate', () => removeCertificate(org.org, 'Example_App')],
      [
        'AppOfOtherKey',
        () => replaceCertificate(org.org, 'Example_App', readFileSync(otherKeys.certificateFile, 'utf8')),
      ],
      ['AppRenamed', () => writeProject({ app: { name: 'Other_App', type: 'external-client-app' } })],
      ['OrgRefreshed', () => writeProject({ orgId: '00D000000000009EAA' })],
    ];
    for (const [name, change] of changes) {
      it(`sees ${name}`, async () => {
        expect(names(await run({ targetOrg: org.username }))).to.deep.equal([]);
        change();
        expect(names(await run({ targetOrg: org.username }))).to.deep.equal([name]);
        await org.reconnect();
        expect(
          (await online({ connection: org.connection })).findings.map((each) => each.name),
        ).to.deep.equal([name]);
      });
    }

    it('says that nothing was compared when the administrator is of another org, or nobody', async () => {
      writeProject({ orgId: '00D000000000009EAA', instanceUrl: 'https://acme.my.salesforce.com' });
      const { verdict, entries } = await run({ targetOrg: org.username });
      expect([verdict, entries[0]?.findings.map(({ name }) => name)]).to.deep.equal([
        'unknown',
        ['OrgIsAnother'],
      ]);
      const nobody = await run({ targetOrg: 'nobody' });
      expect(nobody.entries[0]?.findings[0]).to.include({
        name: 'OrgNotAsked',
        command: 'sf org display --target-org nobody',
      });
    });

    it('asks the one of the entry, when the org is to be asked and `sf` knows them', async () => {
      writeProject({ admin: org.username });
      removeCertificate(org.org, 'Example_App');
      const { findings } = await online();
      expect(findings.map(({ name, command }) => [name, command])).to.deep.equal([
        ['AppHasNoCertificate', `sf jwt diagnose --org production --target-org ${org.username}`],
      ]);
    });
  });

  describe('by a login', () => {
    it('of an org that lets it in finds nothing', async () => {
      const { verdict, looks } = await online();
      expect([verdict, looks.app]).to.deep.equal(['good', 'good']);
    });

    it('tells the refusal of one that does not, and the failure of one that is not there', async () => {
      unassignPermissionSet(org.org, USER, 'Example_Access');
      const refused = await online();
      expect(refused.findings.map(({ name, verdict }) => [name, verdict])).to.deep.equal([
        ['LoginRefused', 'drift'],
      ]);
      expect(refused.findings[0]?.text).to.match(
        /^The org refused the login with "user is not admin approved/,
      );
      writeProject({ instanceUrl: 'http://127.0.0.1:9' });
      const failed = await online();
      expect(failed.findings.map(({ name, verdict }) => [name, verdict])).to.deep.equal([
        ['OrgNotAsked', 'unknown'],
      ]);
    });

    it('sees that a sandbox has been refreshed', async () => {
      writeProject({ orgId: '00D000000000009EAA' });
      const { findings } = await online();
      expect(findings.map(({ name, command }) => [name, command])).to.deep.equal([
        ['OrgRefreshed', 'sf jwt login --org production'],
      ]);
    });
  });

  it('checks those that are named, and refuses one administrator for several', async () => {
    const { orgs } = JSON.parse(readFileSync('sf-jwt.json', 'utf8')) as { orgs: { production: object } };
    writeFileSync(
      'sf-jwt.json',
      JSON.stringify({ orgs: { ...orgs, uat: orgs.production, ci: { admin: 'x' } } }),
    );
    const result = await run({ orgs: ['ci', 'production'] });
    expect(result.entries.map(({ entry, verdict }) => [entry, verdict])).to.deep.equal([
      ['production', 'good'],
      ['ci', 'unknown'],
    ]);
    const several = await thrownBy(async () => run({ targetOrg: org.username }));
    expect(several).to.include({ name: 'AdminForSeveralError', exitCode: 2 });
    expect((await thrownBy(async () => run({ orgs: ['no-org'] }))).name).to.equal('EntryUnknownError');
    rmSync('sf-jwt.json');
    expect((await thrownBy(async () => run())).name).to.equal('NoEntriesError');
  });

  it('places annotations at the line of the entry, from the root of the repository', async () => {
    mkdirSync('deep');
    process.chdir('deep');
    const result = await run();
    expect(placeAnnotations(result, folder())('production')).to.deep.equal({ file: 'sf-jwt.json', line: 3 });
    expect(placeAnnotations(result, join(folder(), '..'))('production').file).to.match(
      /^sf jwt test \w+\/sf-jwt\.json$/,
    );
    expect(placeAnnotations({ ...result, projectFile: null }, folder())('server.crt')).to.deep.equal({
      file: 'deep/server.crt',
    });
  });
});
