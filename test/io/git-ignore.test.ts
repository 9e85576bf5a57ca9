// The oracle is git: the line is put into the file that was named, and git is asked again.
import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ignoreLine, viewByGit, type GitStanding } from '../../src/io/git-ignore.ts';
import { temporaryFolder } from './temp-folder.ts';

const COPY = '.2026-01-01T00-00-00-000Z.bak';

describe('io/git-ignore', () => {
  const folder = temporaryFolder();
  const at = (...names: string[]): string => join(folder(), 'repo', ...names);
  const git = (...args: string[]): string =>
    execFileSync('git', ['-C', at(), ...args], { stdio: 'pipe' }).toString();
  const standing = async (path: string, copy?: string): Promise<GitStanding | undefined> =>
    (await viewByGit(path, copy))?.standing;

  beforeEach(() => {
    mkdirSync(at());
    git('init', '--quiet');
  });

  for (const name of [
    'server.key',
    'two words.key',
    'ends with a space ',
    '!important.key',
    '#1.key',
    '[a-z].key',
    '*.key',
    'what?.key',
    'back\\slash.key',
    'back\\',
    'Schlüssel.key',
    'Schlu\u0308ssel.key',
    '鍵.key',
    'مفتاح.key',
    ':(top)magic.key',
    '-v',
    'two\nlines.key',
    'return\r',
  ]) {
    it(`has a line for ${JSON.stringify(name)} with which git ignores it and its dated copies`, async () => {
      const path = at('certs', name);
      const before = await viewByGit(path);
      expect(before).to.include({ standing: 'open', root: at(), ignoreFile: at('.gitignore') });
      appendFileSync(before!.ignoreFile, `${before!.line}\n`);
      expect(await standing(path, path + COPY)).to.equal('ignored');
      mkdirSync(at('certs'));
      for (const each of [name, name + COPY, 'other.crt']) writeFileSync(at('certs', each), 'x');
      expect(git('status', '--porcelain', '-z', '-uall')).to.equal('?? .gitignore\0?? certs/other.crt\0');
    });
  }

  it('names the line from the nearest .gitignore that is a file, which git obeys last', async () => {
    mkdirSync(at('certs', 'deep'), { recursive: true });
    writeFileSync(at('.gitignore'), '*.key\n');
    writeFileSync(at('certs', '.gitignore'), '!*.key');
    symlinkSync(at('.gitignore'), at('certs', 'deep', '.gitignore'));
    const view = await viewByGit(at('certs', 'deep', 'server.key'));
    expect(view).to.include({
      standing: 'open',
      ignoreFile: at('certs', '.gitignore'),
      line: '/deep/server.key*',
    });
    appendFileSync(view!.ignoreFile, `\n${view!.line}\n`);
    expect(await standing(at('certs', 'deep', 'server.key'))).to.equal('ignored');
  });

  it('sees that the key is ignored and its dated copies are not', async () => {
    writeFileSync(at('.gitignore'), '*.key\n');
    expect(await standing(at('server.key'))).to.equal('ignored');
    expect(await standing(at('server.key'), at(`server.key${COPY}`))).to.equal('open');
  });

  it('sees that it is tracked, ignored or not', async () => {
    writeFileSync(at('server.key'), 'x');
    git('add', 'server.key');
    expect(await standing(at('server.key'))).to.equal('tracked');
    writeFileSync(at('.gitignore'), '*.key\n');
    expect(await standing(at('server.key'))).to.equal('tracked');
    expect(await standing(at('other.key'))).to.equal('ignored');
  });

  it('heeds what is ignored for this clone or this user alone', async () => {
    writeFileSync(at('.git', 'info', 'exclude'), 'server.key\n');
    expect(await standing(at('server.key'))).to.equal('ignored');
  });

  it('follows a link into the repository, and one out of it', async () => {
    mkdirSync(join(folder(), 'outside'));
    mkdirSync(at('certs'));
    symlinkSync(at('certs'), join(folder(), 'link'));
    symlinkSync(join(folder(), 'outside'), at('out'));
    expect(await viewByGit(join(folder(), 'link', 'server.key'))).to.include({
      path: at('certs', 'server.key'),
    });
    expect(await viewByGit(at('out', 'server.key'))).to.equal(undefined);
  });

  it('takes a work tree and a submodule for what they are, where .git is a file', async () => {
    git(
      '-c',
      'user.name=x',
      '-c',
      'user.email=x@example.com',
      'commit',
      '--quiet',
      '--allow-empty',
      '-m',
      'x',
    );
    git('worktree', 'add', '--quiet', join(folder(), 'tree'));
    writeFileSync(join(folder(), 'tree', '.gitignore'), '*.key\n');
    expect(await standing(join(folder(), 'tree', 'server.key'))).to.equal('ignored');
    expect(await standing(join(folder(), 'tree', 'server.pem'))).to.equal('open');
  });

  it('says nothing of places without a repository, or inside .git', async () => {
    expect(await viewByGit(join(folder(), 'server.key'))).to.equal(undefined);
    expect(await viewByGit(at('.git', 'server.key'))).to.equal(undefined);
    mkdirSync(join(folder(), 'empty', '.git'), { recursive: true });
    expect(await viewByGit(join(folder(), 'empty', 'server.key'))).to.equal(undefined);
  });

  describe('without an answer of git', () => {
    const { PATH, GIT_DIR } = process.env;
    afterEach(() => {
      process.env['PATH'] = PATH;
      if (GIT_DIR === undefined) delete process.env['GIT_DIR'];
    });

    it('does not know, where git is not installed', async () => {
      process.env['PATH'] = folder();
      expect(await viewByGit(at('certs', 'server.key'))).to.include({
        standing: 'unknown',
        line: '/certs/server.key*',
      });
    });

    it('does not start it without a repository', async () => {
      const path = join(folder(), 'git');
      writeFileSync(path, `#!/bin/sh\ntouch '${folder()}/started'\n`);
      chmodSync(path, 0o755);
      process.env['PATH'] = `${folder()}:${PATH}`;
      await viewByGit(join(folder(), 'server.key'));
      expect(() => rmSync(join(folder(), 'started'))).to.throw('ENOENT');
      await viewByGit(at('server.key'));
      rmSync(join(folder(), 'started'));
    });

    it('does not know, where git refuses', async () => {
      writeFileSync(at('.git', 'config'), 'not a configuration [');
      expect(await standing(at('server.key'))).to.equal('unknown');
    });

    it('asks about this folder also inside a hook of another repository', async () => {
      process.env['GIT_DIR'] = join(folder(), 'elsewhere');
      writeFileSync(at('.gitignore'), '*.key\n');
      expect(await standing(at('server.key'))).to.equal('ignored');
    });
  });

  it('runs no program that the configuration of the repository names', async () => {
    const mark = join(folder(), 'ran');
    for (const name of ['core.fsmonitor', 'core.pager', 'core.hooksPath', 'alias.check-ignore'])
      git('config', name, `touch '${mark}' #`);
    expect(await standing(at('server.key'))).to.equal('open');
    expect(() => rmSync(mark)).to.throw('ENOENT');
  });

  it('writes the line with slashes', () => {
    expect(ignoreLine(join('a', 'b c', 'server.key'))).to.equal('/a/b c/server.key*');
  });
});
