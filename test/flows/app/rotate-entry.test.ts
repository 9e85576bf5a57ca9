import { AuthRemover, StateAggregator, type SfError } from '@salesforce/core';
import { expect } from 'chai';
import { X509Certificate } from 'node:crypto';
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { login } from '../../../src/flows/login.ts';
import {
  rotateNamed,
  type NamedRotation,
  type NamedRotationResult,
} from '../../../src/flows/app/rotate-entry.ts';
import { token } from '../../../src/flows/token.ts';
import type { RotateOptions } from '../../../src/flows/app/rotate-run.ts';
import type { ProjectEntry } from '../../../src/project/entry.ts';
import { temporaryFolder } from '../../io/temp-folder.ts';
import { beginRotation, endRotations, RUN_AS, type Rotation } from './rotations.ts';

describe('a rotation by an entry of the project file', () => {
  const folder = temporaryFolder();
  const home = process.cwd();
  let begun: Rotation;
  let before: ProjectEntry;

  const rotate = async (
    changes: Partial<NamedRotation> = {},
    options: RotateOptions = {},
  ): Promise<NamedRotationResult> =>
    rotateNamed(
      { org: 'production', waitMinutes: 0, again: 'sf jwt app rotate --org production', ...changes },
      begun.org.org.now(),
      options,
    );
  const failure = async (changes?: Partial<NamedRotation>, options?: RotateOptions): Promise<SfError> =>
    rotate(changes, options).then(
      () => expect.fail('it was rotated'),
      (error: unknown) => error as SfError,
    );
  const write = (entry: ProjectEntry): void =>
    writeFileSync('sf-jwt.json', JSON.stringify({ orgs: { production: entry } }));
  const entry = (): ProjectEntry =>
    (JSON.parse(readFileSync('sf-jwt.json', 'utf8')) as { orgs: { production: ProjectEntry } }).orgs
      .production;
  const certificateIn = (file: string): ProjectEntry['certificate'] => {
    const { fingerprint256, validToDate } = new X509Certificate(readFileSync(file));
    return { sha256: fingerprint256, notAfter: validToDate.toISOString() };
  };
  const logsIn = async (): Promise<string> =>
    (await token({ org: 'production' }, begun.org.org.now(), { waitMinutes: 0 })).result.username;

  beforeEach(async () => {
    process.chdir(folder());
    begun = await beginRotation();
    copyFileSync(begun.keys.keyFile, 'production.key');
    copyFileSync(begun.keys.certificateFile, 'production.crt');
    before = {
      admin: begun.org.username,
      username: RUN_AS,
      clientId: begun.consumerKey,
      instanceUrl: begun.org.origin.origin,
      orgId: begun.org.org.id,
      key: { file: 'production.key' },
      app: { name: 'Jwt_Cli', type: 'external-client-app', permissionSet: 'Jwt_Cli_Access' },
      certificate: certificateIn('production.crt') ?? { sha256: '', notAfter: '' },
    };
    write(before);
  });
  afterEach(async () => {
    process.chdir(home);
    for (const name of ['SF_JWT_KEY_PRODUCTION']) Reflect.deleteProperty(process.env, name);
    await endRotations();
  });

  it('needs its name alone, and shows the new certificate there', async () => {
    const result = await rotate();
    expect(result).to.deep.include({ outcome: 'rotated', name: 'Jwt_Cli', username: RUN_AS });
    expect(result.projectFile).to.equal(`${process.cwd()}/sf-jwt.json`);
    expect(entry()).to.deep.equal({ ...before, certificate: certificateIn('production.crt') });
    expect(entry().certificate?.sha256).not.to.equal(before.certificate?.sha256);
    expect(await logsIn()).to.equal(RUN_AS);
  });

  it('without a gap, shows the second app, its consumer key and the key file', async () => {
    const result = await rotate({ overlap: {} });
    expect(result.outcome).to.equal('overlapping');
    expect(entry()).to.deep.equal({
      ...before,
      clientId: result.consumerKey,
      key: { file: 'Jwt_Cli_2.key' },
      app: { ...before.app, name: 'Jwt_Cli_2' },
      certificate: certificateIn('Jwt_Cli_2.crt'),
    });
    expect(result.consumerKey).not.to.equal(before.clientId);
    expect(await logsIn()).to.equal(RUN_AS);
  });

  it('goes on naming the place of a key that a variable handed over', async () => {
    process.env['SF_JWT_KEY_PRODUCTION'] = readFileSync('production.key', 'utf8');
    write({ ...before, key: { file: 'elsewhere/production.key' } });
    const result = await rotate({ outputDir: 'new' });
    expect(result.isInPlace).to.equal(false);
    expect(entry().key).to.deep.equal({ file: 'elsewhere/production.key' });
    expect(entry().certificate).to.deep.equal(certificateIn('new/Jwt_Cli.crt'));
  });

  it('names the new file where a key file stays as it is', async () => {
    await rotate({ outputDir: 'new' });
    expect(entry().key).to.deep.equal({ file: 'new/Jwt_Cli.key' });
    expect(await logsIn()).to.equal(RUN_AS);
  });

  it('lets what was typed win, and leaves the entry of another app alone', async () => {
    const text = readFileSync('sf-jwt.json', 'utf8');
    write({
      ...before,
      clientId: 'of.another.app',
      admin: 'nobody',
      app: { name: 'Other', type: 'connected-app' },
    });
    const written = readFileSync('sf-jwt.json', 'utf8');
    const result = await rotate({
      targetOrg: begun.org.username,
      ...{ name: 'Jwt_Cli', type: 'external-client-app', username: begun.org.username },
      privateKey: { key: { file: 'production.key' } },
    });
    expect(result).to.deep.include({ username: begun.org.username, projectFile: null });
    expect(readFileSync('sf-jwt.json', 'utf8')).to.equal(written).and.not.equal(text);
  });

  const refused: Array<[what: string, entry: () => ProjectEntry, name: string]> = [
    ['that names no administrator', () => ({ ...before, admin: undefined }), 'EntryNamesNoAdminError'],
    [
      'whose key did not come with it',
      () => ({ ...before, key: { file: 'elsewhere.key' } }),
      'EntryKeyGoneError',
    ],
    ['that names no key', () => ({ ...before, key: undefined }), 'EntryNamesNoKeyError'],
    ['that does not say which app it is of', () => ({ ...before, app: undefined }), 'AppNotNamedError'],
    [
      'of another org',
      () => ({ ...before, orgId: '00D000000000009EAA', instanceUrl: 'https://acme.my.salesforce.com' }),
      'EntryOfOtherOrgError',
    ],
  ];
  for (const [what, changed, name] of refused)
    it(`is refused for an entry ${what}, before anything is asked or written`, async () => {
      write(changed());
      const files = readdirSync('.');
      const error = await failure();
      expect(error.name).to.equal(name);
      expect(error.actions?.at(-1)).to.match(/sf (jwt (app rotate|login) --org production|org list)/);
      expect(begun.org.requestLines()).to.deep.equal([]);
      expect(readdirSync('.')).to.deep.equal(files);
    });

  it('takes a refreshed sandbox, which has another id, for the same org', async () => {
    write({ ...before, orgId: '00D000000000009EAA' });
    expect((await rotate()).outcome).to.equal('rotated');
  });

  it('says that it is done, and how the entry shows it, where the file was broken meanwhile', async () => {
    const whole = readFileSync('sf-jwt.json', 'utf8');
    const onStage = ({ name }: { name: string }): void => {
      if (name === 'deploy') writeFileSync('sf-jwt.json', '{"orgs":');
    };
    const error = await failure({}, { onStage });
    expect(error.name).to.equal('ProjectFileNoJsonError');
    expect(error.message).to.match(
      /The rotation of the app "Jwt_Cli" is done, and its key is .*production\.key; only the project file does not show it\.$/,
    );
    expect(error.actions?.at(-1)).to.equal(
      'Then write the entry, by one more login: sf jwt login --org production',
    );
    writeFileSync('sf-jwt.json', whole);
    await login({ org: 'production' }, begun.org.org.now(), { waitMinutes: 0 });
    expect(entry().certificate).to.deep.equal(certificateIn('production.crt'));
    await (await AuthRemover.create({ skipCache: true })).removeAuth(RUN_AS);
    StateAggregator.clearInstance();
  });

  it('without an entry asks for what it needs', async () => {
    const { orgs } = await StateAggregator.getInstance();
    expect(await orgs.list()).not.to.deep.equal([]);
    expect((await failure({ org: undefined })).name).to.equal('KeyMissingError');
    const privateKey = { key: { file: 'production.key' } };
    expect((await failure({ org: undefined, privateKey })).name).to.equal('AdminNotNamedError');
    const typed = { org: undefined, privateKey, targetOrg: begun.org.username };
    expect(await rotate(typed)).to.deep.include({ outcome: 'rotated', projectFile: null });
  });
});
