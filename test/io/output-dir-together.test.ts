import { expect } from 'chai';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { writeOutputFiles } from '../../src/io/output-dir.ts';
import { snapshot } from './snapshot.ts';
import { inMemory, temporaryFolder } from './temp-folder.ts';
import { shownBy, thrownBy } from './thrown.ts';
import type { Order, Outcome } from './write-on-demand.ts';
import { pairOf } from './written-pairs.ts';

const now = new Date('2026-01-02T00:00:00Z');
const isRoot = process.getuid?.() === 0;

async function start(): Promise<ChildProcess> {
  const child = fork(join(import.meta.dirname, 'write-on-demand.ts'));
  await once(child, 'message');
  return child;
}

async function order(child: ChildProcess, what: Order): Promise<Outcome> {
  const answer = once(child, 'message');
  child.send(what);
  const [outcome] = (await answer) as [Outcome];
  return outcome;
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const end = once(child, 'exit');
  child.kill('SIGKILL');
  await end;
}

describe('io/output-dir, with other runs in the folder', () => {
  const folder = temporaryFolder(inMemory);
  const write = (patience = 0, name = 'server'): Promise<unknown> =>
    writeOutputFiles(folder(), pairOf('new', name), { force: false, now, patience });
  const draftFolders = (): string[] => readdirSync(folder()).filter((name) => name.startsWith('.sf-jwt-'));

  describe('of two other processes, twenty times', () => {
    let children: ChildProcess[] = [];
    before(async () => {
      children = await Promise.all([start(), start(), start()]);
    });
    after(() => Promise.all(children.map(kill)));

    const allAtOnce = (place: string, force: boolean): Promise<Outcome[]> =>
      Promise.all(
        children.map((child, index) => order(child, { folder: place, contents: `run ${index}`, force })),
      );

    it('lets exactly one win, whose pair fits together', async () => {
      for (let round = 0; round < 20; round += 1) {
        // one that each of them has to make
        const place = join(folder(), String(round), 'certs');
        const outcomes = await allAtOnce(place, false);
        const winners = outcomes.flatMap(({ error }, index) => (error === undefined ? [index] : []));
        expect(winners, JSON.stringify(outcomes)).to.have.length(1);
        const lost = outcomes.flatMap(({ error }) => error ?? []);
        expect(lost).to.deep.equal(Array(outcomes.length - 1).fill('OutputFileExistsError'));
        expect(snapshot(place)).to.deep.equal({
          'server.crt': `644 run ${winners[0]!} certificate`,
          'server.key': `600 run ${winners[0]!} key`,
        });
      }
    });

    it('keeps with force what each of them replaced, and the last pair fits together', async () => {
      for (let round = 0; round < 20; round += 1) {
        const place = join(folder(), String(round));
        await writeOutputFiles(place, pairOf('old'), { force: false, now });
        const outcomes = await allAtOnce(place, true);
        expect(outcomes.flatMap(({ error }) => error ?? [])).to.deep.equal([]);
        const left = snapshot(place);
        const wanted = ['old', ...children.map((_, index) => `run ${index}`)];
        expect(Object.values(left)).to.have.members(
          wanted.flatMap((who) => [`644 ${who} certificate`, `600 ${who} key`]),
        );
        expect(left['server.crt']!.replace('644', '').replace(' certificate', '')).to.equal(
          left['server.key']!.replace('600', '').replace(' key', ''),
        );
        const backups = outcomes.flatMap((outcome) => outcome.backups);
        expect(backups.map((path) => basename(path))).to.have.members(
          Object.keys(left).filter((name) => name.endsWith('.bak')),
        );
      }
    });
  });

  it('gives up while another run goes on there, and says whose it is; then, that one killed, writes', async () => {
    const child = await start();
    try {
      await order(child, { folder: folder(), contents: '', force: false, isOnlyOpened: true });
      const [other = ''] = draftFolders();
      expect(other).to.include(`-${child.pid}-`);
      const error = await thrownBy(() => write(60));
      expect(error.name).to.equal('FolderInUseError');
      expect(error.message)
        .to.include(folder())
        .and.include(other)
        .and.match(/ Nothing was written\.$/);
      expect(error.actions?.at(-1)).to.include(`rm -r "${join(folder(), other)}"`);
      expect(shownBy(error)).not.to.match(/%[sdj]|undefined/);
      expect(draftFolders()).to.deep.equal([other]);
      child.kill('SIGSTOP');
      expect((await thrownBy(() => write())).name).to.equal('FolderInUseError');
    } finally {
      await kill(child);
    }
    await write();
    expect(Object.keys(snapshot(folder()))).to.deep.equal(['server.crt', 'server.key']);
  });

  it('stops waiting at Ctrl-C, and leaves nothing', async () => {
    const child = await start();
    try {
      await order(child, { folder: folder(), contents: '', force: false, isOnlyOpened: true });
      const controller = new AbortController();
      const waiting = writeOutputFiles(folder(), pairOf('new'), {
        force: false,
        now,
        signal: controller.signal,
      });
      controller.abort();
      const outcome = await waiting.then(String, (reason: unknown) => (reason as Error).name);
      expect(outcome).to.equal('AbortError');
      expect(draftFolders()).to.have.length(1);
    } finally {
      await kill(child);
    }
  });

  describe('that ended', () => {
    /** As a killed run of this folder leaves it: its own name with other members. */
    const leave = async (change: (parts: string[]) => string[]): Promise<string> => {
      const child = await start();
      await order(child, { folder: folder(), contents: '', force: false, isOnlyOpened: true });
      await kill(child);
      const [name = ''] = draftFolders();
      const other = change(name.replace('.tmp', '').split('-')).join('-') + '.tmp';
      renameSync(join(folder(), name), join(folder(), other));
      writeFileSync(join(folder(), other, '0.left.key'), 'left', { mode: 0o600 });
      return join(folder(), other);
    };
    const with_ = (index: number, value: string) => (parts: string[]) => parts.with(index, value);

    it('takes their drafts away', async () => {
      const left = await leave((parts) => parts);
      await write();
      expect(existsSync(left)).to.equal(false);
    });

    it('knows that another process has their number now', async function () {
      if (process.platform !== 'linux') this.skip();
      const left = await leave(with_(2, String(process.pid)));
      await write();
      expect(existsSync(left)).to.equal(false);
    });

    it('leaves those of another machine or container alone that may still go on, and takes old ones away', async () => {
      const left = await leave(with_(4, '0badcafe'));
      expect((await thrownBy(() => write())).name).to.equal('FolderInUseError');
      const longAgo = Date.now() / 1000 - 3600;
      utimesSync(left, longAgo, longAgo);
      await write();
      expect(existsSync(left)).to.equal(false);
    });

    it('does not touch those of other users', async function () {
      if (!isRoot) this.skip();
      const left = await leave((parts) => parts);
      chownSync(left, 65_534, 65_534);
      await write();
      expect(snapshot(left)).to.include({ '0.left.key': '600 left' });
    });

    it('leaves a name alone that somebody else has by now', async () => {
      const left = await leave((parts) => parts);
      writeFileSync(join(left, '1.second.key'), 'second', { mode: 0o600 });
      // the first has its name as the run gave it
      rmSync(join(left, '0.left.key'));
      writeFileSync(join(folder(), 'second.key'), '', { mode: 0o644 });
      await write();
      expect(snapshot(folder())).to.include({ 'second.key': '644 ' });
      expect(existsSync(left)).to.equal(false);
    });
  });

  it('does not touch what only looks like the drafts of a run', async () => {
    const name = (random: string): string => `.sf-jwt-99999999-1-0badcafe-${random.repeat(12)}.tmp`;
    mkdirSync(join(folder(), 'mine'));
    writeFileSync(join(folder(), 'mine', '0.server.key'), 'mine');
    symlinkSync('mine', join(folder(), name('a')));
    writeFileSync(join(folder(), name('b')), 'a file');
    mkdirSync(join(folder(), '.sf-jwt-mine.tmp'));
    const before = snapshot(folder());
    await write(0, 'other');
    expect(snapshot(folder())).to.include(before);
  });
});
