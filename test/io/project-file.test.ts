import { expect } from 'chai';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { changeProjectFile, findProjectFile } from '../../src/io/project-file.ts';
import { temporaryFolder } from './temp-folder.ts';
import { thrownBy } from './thrown.ts';

describe('io/project-file', () => {
  const folder = temporaryFolder();
  const at = (...names: string[]): string => join(folder(), ...names);
  const file = (): string => at('sf-jwt.json');

  it('is the nearest one above', () => {
    mkdirSync(at('a', 'b', 'c'), { recursive: true });
    writeFileSync(file(), 'far');
    writeFileSync(at('a', 'sf-jwt.json'), 'near');
    expect(findProjectFile(at('a', 'b', 'c'))).to.deep.equal({ path: at('a', 'sf-jwt.json'), text: 'near' });
    expect(findProjectFile(folder())).to.deep.equal({ path: file(), text: 'far' });
  });

  it('is new in the root of the DX project, or else in the folder', () => {
    mkdirSync(at('force-app', 'main'), { recursive: true });
    const inFolder = { path: at('force-app', 'main', 'sf-jwt.json'), text: undefined };
    expect(findProjectFile(at('force-app', 'main'))).to.deep.equal(inFolder);
    writeFileSync(at('sfdx-project.json'), '{}');
    expect(findProjectFile(at('force-app', 'main'))).to.deep.equal({ path: file(), text: undefined });
  });

  it('is not taken from another user where everybody may write', function () {
    if (process.getuid?.() !== 0) this.skip();
    mkdirSync(at('shared', 'mine'), { recursive: true });
    chmodSync(at('shared'), 0o1777);
    writeFileSync(at('shared', 'sf-jwt.json'), '{}');
    chownSync(at('shared', 'sf-jwt.json'), 12_345, 12_345);
    expect(findProjectFile(at('shared', 'mine')).text).to.equal(undefined);
  });

  it('is changed as a whole, keeps its mode and its link, and leaves nothing beside it', async () => {
    writeFileSync(at('real.json'), 'old');
    chmodSync(at('real.json'), 0o640);
    symlinkSync(at('real.json'), file());
    await changeProjectFile(file(), ({ text }) => `${text} and new`);
    expect(readFileSync(at('real.json'), 'utf8')).to.equal('old and new');
    expect(lstatSync(file()).isSymbolicLink()).to.equal(true);
    expect(statSync(at('real.json')).mode & 0o777).to.equal(0o640);
    expect(readdirSync(folder())).to.have.members(['real.json', 'sf-jwt.json']);
  });

  it('loses no change of many at the same time', async () => {
    writeFileSync(file(), '');
    await Promise.all(
      Array.from({ length: 8 }, async (_, index) =>
        changeProjectFile(file(), ({ text }) => `${text} ${index}`),
      ),
    );
    expect(readFileSync(file(), 'utf8').split(' ').sort().join('')).to.equal('01234567');
  });

  it('stays as it was when the change fails, or nothing can be written', async () => {
    writeFileSync(file(), 'old');
    const failing = changeProjectFile(file(), () => {
      throw new RangeError('no');
    });
    expect(await failing.catch((error: unknown) => (error as Error).name)).to.equal('RangeError');
    expect(readdirSync(folder())).to.deep.equal(['sf-jwt.json']);
    writeFileSync(at('no-folder'), '');
    const error = await thrownBy(async () => changeProjectFile(at('no-folder', 'sf-jwt.json'), () => ''));
    expect(error.name).to.equal('ProjectFileNotWrittenError');
    expect(existsSync(file())).to.equal(true);
  });
});
