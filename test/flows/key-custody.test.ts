import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { keyFolderWarnings } from '../../src/flows/key-custody.ts';
import { temporaryFolder } from '../io/temp-folder.ts';

describe('flows/key-custody', () => {
  const folder = temporaryFolder();
  const key = (): string => join(folder(), 'server.key');
  const namesOf = async (...args: Parameters<typeof keyFolderWarnings>): Promise<string[]> =>
    (await keyFolderWarnings(...args)).map(({ name }) => name);

  it('has nothing to say of a folder of your own', async () => {
    expect(await keyFolderWarnings([key()])).to.deep.equal([]);
    expect(await keyFolderWarnings([join(folder(), 'not', 'there', 'server.key')])).to.deep.equal([]);
  });

  describe('of the folder', () => {
    for (const [mode, gid, isOpen] of [
      [0o700, 0, false],
      [0o755, 0, false],
      [0o775, 1, true],
      [0o775, 0, false], // a group of the owner alone
      [0o777, 0, true],
      [0o1777, 0, false],
      [0o1775, 1, false],
    ] as const) {
      it(`warns${isOpen ? '' : ' not'} of mode ${mode.toString(8)}${gid ? " and another's group" : ''}`, async function () {
        if (process.getuid?.() !== 0) this.skip();
        chownSync(folder(), 0, gid);
        chmodSync(folder(), mode);
        const warnings = await keyFolderWarnings([key(), join(folder(), 'server.p12')]);
        expect(warnings).to.have.length(isOpen ? 1 : 0);
        if (!isOpen) return;
        expect(warnings[0]!.name).to.equal('FolderOpenToOthersWarning');
        execFileSync('sh', ['-c', warnings[0]!.actions!.at(-1)!.replace(/^.*?: /, '')]);
        expect(await keyFolderWarnings([key()])).to.deep.equal([]);
      });
    }
  });

  describe('of a git repository', () => {
    beforeEach(() => execFileSync('git', ['init', '--quiet', folder()]));

    /** As a person does: the last part of an action, behind its first colon. */
    const type = (action: string): void => {
      execFileSync('sh', ['-c', action.slice(action.indexOf(': ') + 2)], { stdio: 'pipe' });
    };

    for (const name of ['server.key', "it's mine.key", 'a $HOME `id` "quoted" %s.key', '! #[a]*\\ .key ']) {
      it(`gives the line for ${name}, and a command that adds it, after which there is nothing to say`, async () => {
        writeFileSync(join(folder(), '.gitignore'), 'node_modules');
        const paths = [join(folder(), 'certs', name)];
        const [warning, ...others] = await keyFolderWarnings(paths, { force: true });
        expect(others).to.deep.equal([]);
        expect(warning!.name).to.equal('KeyNotIgnoredWarning');
        expect(warning!.message).to.include(paths[0]!).and.include(folder());
        type(warning!.actions!.at(-1)!);
        const lines = readFileSync(join(folder(), '.gitignore'), 'utf8').split('\n');
        expect(lines[0]).to.equal('node_modules');
        expect(warning!.actions![0]).to.match(/^Add this line to /);
        expect(warning!.actions![0]!.endsWith(`: ${lines[1]!}`)).to.equal(true);
        expect(await keyFolderWarnings(paths, { force: true })).to.deep.equal([]);
      });
    }

    it('warns with --force of dated copies that are not ignored', async () => {
      writeFileSync(join(folder(), '.gitignore'), '*.key\n');
      expect(await namesOf([key()])).to.deep.equal([]);
      expect(await namesOf([key()], { force: true })).to.deep.equal(['KeyNotIgnoredWarning']);
    });

    it('warns more strongly of a tracked key, with commands after which there is nothing to say', async () => {
      const path = join(folder(), "it's mine.key");
      writeFileSync(path, 'x');
      execFileSync('git', ['-C', folder(), 'add', '.']);
      writeFileSync(path, 'another one');
      const [warning] = await keyFolderWarnings([path]);
      expect(warning!.name).to.equal('KeyTrackedWarning');
      for (const action of warning!.actions!.slice(1)) type(action);
      expect(await keyFolderWarnings([path])).to.deep.equal([]);
    });

    it('says that it could not ask, where git is not there', async () => {
      const { PATH } = process.env;
      process.env['PATH'] = folder();
      try {
        const [warning] = await keyFolderWarnings([key()]);
        expect(warning!.name).to.equal('KeyPerhapsNotIgnoredWarning');
        expect(warning!.actions![0]).to.include(`${join(folder(), '.gitignore')}: /server.key*`);
      } finally {
        process.env['PATH'] = PATH;
      }
    });

    it('gives a command of PowerShell on Windows', async () => {
      const [warning] = await keyFolderWarnings([join(folder(), "it's.key")], { platform: 'win32' });
      expect(warning!.actions!.at(-1)).to.include(
        `Add-Content -LiteralPath '${join(folder(), '.gitignore')}' -Value '/it''s.key*'`,
      );
    });
  });

  it('says on Windows that modes protect nothing, and how to', async () => {
    mkdirSync(join(folder(), 'open'));
    chmodSync(join(folder(), 'open'), 0o777);
    const path = join(folder(), 'open', 'server.key');
    const warnings = await keyFolderWarnings([path], { platform: 'win32', user: 'alice' });
    expect(warnings.map(({ name }) => name)).to.deep.equal(['ModeWithoutEffectWarning']);
    expect(warnings[0]!.actions).to.deep.equal([
      `Make it readable for you alone: icacls "${path}" /inheritance:r /grant:r "alice:F"`,
    ]);
  });

  it('leaves it to the writing to say that a place cannot be looked at', async () => {
    writeFileSync(join(folder(), 'file'), '');
    expect(
      await namesOf([join(folder(), 'file', 'server.key'), `${key()}${'x'.repeat(5000)}`]),
    ).to.deep.equal([]);
  });
});
