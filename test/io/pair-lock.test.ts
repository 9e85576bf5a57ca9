import { expect } from 'chai';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, renameSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDraftFolder, showLife } from '../../src/io/draft-folder.ts';
import { writeOutputFiles } from '../../src/io/output-dir.ts';
import { pairPaths, type PairPaths } from '../../src/io/pair-files.ts';
import { lockPair } from '../../src/io/pair-lock.ts';
import { snapshot } from './snapshot.ts';
import { temporaryFolder } from './temp-folder.ts';
import { shownBy, thrownBy } from './thrown.ts';
import { pairOf } from './written-pairs.ts';

const isRoot = process.getuid?.() === 0;
const now = new Date('2026-01-01T00:00:00Z');

describe('io/pair-lock', () => {
  const folder = temporaryFolder();
  const paths = (name = 'server'): PairPaths =>
    pairPaths(join(folder(), `${name}.key`), join(folder(), `${name}.crt`));
  const locks = (): string[] => readdirSync(folder()).filter((name) => name.startsWith('.sf-jwt-'));

  let children: ChildProcess[] = [];
  afterEach(async () => {
    await Promise.all(children.map(kill));
    children = [];
  });

  async function hold(name = 'server'): Promise<ChildProcess> {
    const { key, certificate } = paths(name).current;
    const child = fork(join(import.meta.dirname, 'hold-pair.ts'), [key, certificate]);
    children.push(child);
    await once(child, 'message');
    return child;
  }

  async function kill(child: ChildProcess): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const end = once(child, 'exit');
    child.kill('SIGKILL');
    await end;
  }

  it('keeps out another rotation of the pair, and says where it looks; that one killed, lets it in', async () => {
    const child = await hold();
    const error = await thrownBy(() => lockPair(paths(), { patience: 0 }));
    expect(error.name).to.equal('PairInUseError');
    expect(shownBy(error)).to.include(join(folder(), 'server.key')).and.include(`ls -la "${folder()}"`);
    expect(shownBy(error)).not.to.match(/%[sdj]|undefined/);
    expect(locks()).to.have.length(1);
    await kill(child);
    const release = await lockPair(paths(), { patience: 0 });
    expect(locks()).to.have.length(1);
    release();
    expect(locks()).to.deep.equal([]);
  });

  it('lets exactly one go on of some that begin at the same time', async () => {
    for (let round = 0; round < 10; round += 1) {
      const tries = await Promise.allSettled([1, 2, 3].map(() => lockPair(paths(), { patience: 200 })));
      const won = tries.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
      expect(won).to.have.length(1);
      won[0]!();
      expect(locks()).to.deep.equal([]);
    }
  });

  it('does not keep out another pair, nor what else is written in the folder', async () => {
    await hold();
    (await lockPair(paths('other'), { patience: 0 }))();
    await writeOutputFiles(folder(), pairOf('third', 'third'), { force: false, now, patience: 0 });
    expect(Object.keys(snapshot(folder()))).to.include.members(['third.crt', 'third.key']);
  });

  it('puts right what a killed run left in the folders of key and certificate', async () => {
    mkdirSync(join(folder(), 'certs'));
    const left = ['.', 'certs'].map((name) => join(folder(), name));
    for (const place of left) {
      // a run of another machine, long ago
      const name = '.sf-jwt-1-1-0badcafe-aaaaaaaaaaaa.tmp';
      mkdirSync(join(place, name));
      writeFileSync(join(place, name, '0.server.key'), 'left', { mode: 0o600 });
      const longAgo = Date.now() / 1000 - 3600;
      utimesSync(join(place, name), longAgo, longAgo);
    }
    const both = pairPaths(join(folder(), 'server.key'), join(folder(), 'certs', 'server.crt'));
    (await lockPair(both))();
    expect(snapshot(folder())).to.deep.equal({ certs: '755 /' });
  });

  it('makes the folder, closed to others, and takes it away again when nothing came into it', async () => {
    const place = join(folder(), 'new', 'certs');
    const inside = pairPaths(join(place, 'server.key'), join(place, 'server.crt'));
    const release = await lockPair(inside);
    expect(statSync(place).mode & 0o777).to.equal(0o700);
    release();
    expect(existsSync(join(folder(), 'new'))).to.equal(false);
    const again = await lockPair(inside);
    writeFileSync(join(place, 'server.key'), '');
    again();
    expect(existsSync(place)).to.equal(true);
  });

  it('says, before anything has begun, that a folder cannot be written to', async function () {
    if (isRoot) this.skip();
    mkdirSync(join(folder(), 'closed'), { mode: 0o500 });
    const place = join(folder(), 'closed', 'certs');
    const error = await thrownBy(() => lockPair(pairPaths(join(place, 'a.key'), join(place, 'a.crt'))));
    expect(error.name).to.equal('FolderNotWritableError');
  });

  it('says that a folder is a file', async () => {
    writeFileSync(join(folder(), 'file'), '');
    const place = join(folder(), 'file');
    const error = await thrownBy(() => lockPair(pairPaths(join(place, 'a.key'), join(place, 'a.crt'))));
    expect(error.name).to.equal('FolderIsFileError');
  });

  it('ends waiting at Ctrl-C', async () => {
    await hold();
    const controller = new AbortController();
    const waiting = lockPair(paths(), { patience: 60_000, signal: controller.signal });
    controller.abort();
    expect(await waiting.then(String, (reason: unknown) => (reason as Error).name)).to.equal('AbortError');
    expect(locks()).to.have.length(1);
  });

  it('counts as alive on another machine for as long as it shows life', async () => {
    const created: string[] = [];
    const own = await openDraftFolder(folder(), created, {}, '6a21616e');
    // as if it were another machine's
    const theirs = own.replace(/-[0-9a-f]{8}-([0-9a-f]{12}\.tmp)$/, '-0badcafe-$1');
    renameSync(own, theirs);
    const longAgo = Date.now() / 1000 - 3600;
    utimesSync(theirs, longAgo, longAgo);
    showLife(theirs);
    expect(Object.keys(snapshot(theirs))).to.deep.equal(['.gitignore']);
    const error = await thrownBy(() => lockPair(paths(), { patience: 0 }));
    expect(error.name).to.equal('PairInUseError');
    utimesSync(theirs, longAgo, longAgo);
    (await lockPair(paths(), { patience: 0 }))();
    expect(locks()).to.deep.equal([]);
  });
});
