// Source of an app in a folder: real files, and git as the oracle of what can be committed.
import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { permissionSetComponent } from '../../../src/app/source-files.ts';
import {
  writeSource,
  type WriteSourceInput,
  type WriteSourceResult,
} from '../../../src/flows/app/write-source.ts';
import { goldenCertificate, newApp } from '../../app/every-app.ts';
import { CONSUMER_KEY } from '../../app/sample.ts';
import { snapshot } from '../../io/snapshot.ts';
import { temporaryFolder } from '../../io/temp-folder.ts';
import { shownBy, thrownBy } from '../../io/thrown.ts';

const now = new Date('2026-11-24T12:34:56.789Z');
const CONSUMER = 'extlClntAppGlobalOauthSets/Jwt_Cli/Jwt_Cli.ecaGlblOauth-meta.xml';
const LINE = 'Jwt_Cli.ecaGlblOauth-meta.xml*';
const COPIES = '*-meta.xml.*.bak';

describe('flows/app/write-source', () => {
  const root = temporaryFolder();
  const at = (...names: string[]): string => join(root(), ...names);
  const read = (...names: string[]): string => readFileSync(at(...names), 'utf8');
  const rulesIn = (...names: string[]): string[] =>
    read(...names)
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));

  function write(folder: string, changes: Partial<WriteSourceInput> = {}): Promise<WriteSourceResult> {
    const name = changes.name ?? 'Jwt_Cli';
    const app = newApp('external-client-app', goldenCertificate, CONSUMER_KEY);
    const input: WriteSourceInput = {
      type: 'external-client-app',
      name,
      components: [
        permissionSetComponent({ name: `${name}_Access`, grantsApi: false }),
        ...app.map((component) => ({ ...component, name })),
      ],
      permissionSets: [`${name}_Access`],
      assignTo: [],
      folder: at(folder),
      force: false,
      command: 'sf jwt app create --output-dir app',
      ...changes,
    };
    return writeSource(input, now);
  }

  function makeProject(contents: object = { sourceApiVersion: '67.0' }): void {
    const packageDirectories = [{ path: 'force-app', default: true }];
    writeFileSync(at('sfdx-project.json'), JSON.stringify({ packageDirectories, ...contents }));
  }

  it('writes all files into a package directory, the one with the consumer for its owner alone', async () => {
    makeProject();
    const result = await write('force-app/main');
    expect(result).to.deep.equal({
      folder: at('force-app', 'main'),
      paths: [
        'README.md',
        'permissionsets/Jwt_Cli_Access.permissionset-meta.xml',
        'externalClientApps/Jwt_Cli.eca-meta.xml',
        CONSUMER,
        'extlClntAppOauthSettings/Jwt_Cli.ecaOauth-meta.xml',
        'extlClntAppOauthPolicies/Jwt_Cli.ecaOauthPlcy-meta.xml',
      ].map((path) => at('force-app', 'main', path)),
      backups: [],
      readme: at('force-app', 'main', 'README.md'),
      ignoreFiles: [
        at('force-app', 'main', '.gitignore'),
        at('.forceignore'),
        at('force-app', 'main', 'extlClntAppGlobalOauthSets', 'Jwt_Cli', '.forceignore'),
      ],
      projectFolder: root(),
      apiVersion: '67.0',
    });
    expect(snapshot(at('force-app', 'main'))[CONSUMER]).to.match(/^600 /);
  });

  it('adds its lines to ignore files that are there, below what they have, in their line ends, once', async () => {
    makeProject();
    writeFileSync(at('.forceignore'), '# ours\r\npackage.xml');
    mkdirSync(at('force-app'));
    writeFileSync(at('force-app', '.gitignore'), `${LINE}\n`);
    await write('force-app');
    const lines = read('.forceignore').split('\r\n');
    expect(lines.slice(0, 3)).to.deep.equal(['# ours', 'package.xml', '']);
    expect(lines.slice(-3)).to.deep.equal([LINE, COPIES, '']);
    expect(read('force-app', '.gitignore')).to.equal(`${LINE}\n`);

    await write('force-app', { name: 'Other' });
    expect(rulesIn('force-app', '.gitignore')).to.deep.equal([LINE, 'Other.ecaGlblOauth-meta.xml*']);
    const rules = read('.forceignore')
      .split('\r\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(rules).to.deep.equal(['package.xml', LINE, COPIES, 'Other.ecaGlblOauth-meta.xml*']);
  });

  it('adds the lines to every .forceignore between the project and the folder, as sf takes the nearest', async () => {
    makeProject();
    mkdirSync(at('force-app', 'main'), { recursive: true });
    writeFileSync(at('force-app', '.forceignore'), '');
    writeFileSync(at('.forceignore'), '');
    await write('force-app/main/app');
    for (const folder of ['.', 'force-app'])
      expect(rulesIn(folder, '.forceignore')).to.deep.equal([LINE, COPIES]);
    expect(existsSync(at('force-app', 'main', '.forceignore'))).to.equal(false);
  });

  it('makes a project of a folder that lies in none', async () => {
    const result = await write('app');
    expect(result).to.include({ projectFolder: at('app'), apiVersion: '66.0' });
    expect(JSON.parse(read('app', 'sfdx-project.json'))).to.deep.equal({
      packageDirectories: [{ path: '.', default: true }],
      sourceApiVersion: '66.0',
    });
    expect(rulesIn('app', '.forceignore')).to.deep.equal([LINE, COPIES]);
  });

  const versions: Array<[contents: object, version: string]> = [
    [{ sourceApiVersion: '66.0' }, '66.0'],
    [{ sourceApiVersion: '68.0' }, '68.0'],
    [{ sourceApiVersion: '70.0' }, '68.0'],
    [{}, '68.0'],
  ];
  for (const [contents, version] of versions) {
    it(`writes for ${version} in a project with ${JSON.stringify(contents)}`, async () => {
      makeProject(contents);
      expect((await write('app')).apiVersion).to.equal(version);
    });
  }

  it('refuses a project whose source is too old for an app, because sf deploys at that version', async () => {
    makeProject({ sourceApiVersion: '58.0' });
    const before = snapshot(root());
    const error = await thrownBy(() => write('force-app'));
    expect(error.name).to.equal('ProjectTooOldError');
    expect(error.message).to.equal(
      `The source of the DX project ${root()} has API version 58.0, which is too old for an app: 66.0 (Spring '26) is the oldest whose elements are known here. Nothing was written.`,
    );
    expect(error.actions?.at(-1)).to.equal(`To see what it says: cat "${at('sfdx-project.json')}"`);
    expect(shownBy(error)).not.to.match(/%[sdj]|undefined/);
    expect(snapshot(root())).to.deep.equal(before);
  });

  for (const there of [CONSUMER, 'permissionsets/Jwt_Cli_Access.permissionset-meta.xml']) {
    it(`writes nothing, no line either, when ${there} is there`, async () => {
      makeProject();
      mkdirSync(join(at('app', there), '..'), { recursive: true });
      writeFileSync(at('app', there), 'mine');
      writeFileSync(at('.forceignore'), 'package.xml');
      const before = snapshot(root());
      const error = await thrownBy(() => write('app'));
      expect(error.name).to.equal('OutputFileExistsError');
      expect(error.message).to.include(there);
      expect(error.actions?.at(-1)).to.match(/: sf jwt app create --output-dir app --force$/);
      expect(snapshot(root())).to.deep.equal(before);
    });
  }

  it('replaces them with force, and keeps what was there where neither git nor sf takes the consumer', async () => {
    makeProject();
    await write('app');
    const { backups } = await write('app', { force: true });
    expect(backups).to.have.length(6);
    expect(backups).to.include(`${at('app', CONSUMER)}.2026-11-24T12-34-56-789Z.bak`);
    expect(rulesIn('app', '.gitignore')).to.deep.equal([LINE]);
    const git = (...args: string[]): string =>
      execFileSync('git', ['-C', root(), ...args], { stdio: 'pipe' }).toString();
    git('init', '--quiet');
    git('add', '--all');
    const committed = git('ls-files').trimEnd().split('\n');
    expect(committed).to.include('app/externalClientApps/Jwt_Cli.eca-meta.xml');
    expect(committed.filter((path) => path.includes('ecaGlblOauth'))).to.deep.equal([]);
    for (const path of committed) expect(read(path), path).not.to.include(CONSUMER_KEY);
  });

  it('leaves a README of somebody else alone, and replaces its own', async () => {
    makeProject();
    mkdirSync(at('app'));
    writeFileSync(at('app', 'README.md'), '# The app\n');
    expect((await write('app')).readme).to.equal(at('app', 'README-Jwt_Cli.md'));
    expect(read('app', 'README.md')).to.equal('# The app\n');
    expect((await write('other')).readme).to.equal(at('other', 'README.md'));
    expect((await write('other', { force: true })).readme).to.equal(at('other', 'README.md'));
    expect((await write('other', { name: 'Second' })).readme).to.equal(at('other', 'README-Second.md'));
  });

  it('writes nothing where an ignore file cannot be written', async () => {
    makeProject();
    mkdirSync(at('.forceignore'));
    const before = snapshot(root());
    const error = await thrownBy(() => write('app/deep'));
    expect(error.name).to.equal('FolderNotWritableError');
    expect(error.message).to.include(`${root()} cannot be written to (EISDIR). Nothing was written.`);
    expect(snapshot(root())).to.deep.equal(before);
  });

  it('stops before it writes when it is interrupted', async () => {
    const signal = AbortSignal.abort(new Error('interrupted'));
    const components = newApp('external-client-app', goldenCertificate);
    const input = { type: 'external-client-app', name: 'Jwt_Cli', components } as const;
    const rest = { permissionSets: [], assignTo: [], folder: at('app'), force: false, command: '' };
    const ended = await writeSource({ ...input, ...rest }, now, { signal }).catch((error: unknown) => error);
    expect(ended).to.equal(signal.reason);
    expect(readdirSync(root())).to.deep.equal([]);
  });
});
