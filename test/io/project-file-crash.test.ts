// Processes that write the project file at the same time, and such that are killed while they do.
import { expect } from 'chai';
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { writeEntry } from '../../src/flows/login-entry.ts';
import { readProject } from '../../src/project/read.ts';
import { temporaryFolder } from './temp-folder.ts';

const ENTRIES = 400;

describe('the project file, written by several processes', () => {
  const folder = temporaryFolder();
  const path = (): string => join(folder(), 'sf-jwt.json');
  const text = (): string => readFileSync(path(), 'utf8');
  const numberOf = (name: string): number =>
    Number(readProject({ path: path(), text: text() }).get(name)?.clientId);

  const start = (name: string, most = Infinity): ChildProcessByStdio<null, Readable, null> =>
    spawn(process.execPath, [join(import.meta.dirname, 'note-for-ever.ts'), path(), name, String(most)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });

  /** Entries of somebody else, so that a write takes its time. */
  const others = Object.fromEntries(
    Array.from({ length: ENTRIES }, (_, index) => [
      `org${index}`,
      { username: `u${index}@acme.example`, mine: 'x'.repeat(200) },
    ]),
  );

  beforeEach(() =>
    writeFileSync(path(), JSON.stringify({ orgs: others, later: [1, { two: null }] }, null, 2)),
  );

  it('loses no change of any, and nothing that none of them knows', async () => {
    const names = ['a', 'b', 'c', 'd'];
    const children = names.map((name) => start(name, 12));
    const codes = await Promise.all(children.map(async (child) => once(child, 'close')));
    expect(codes).to.deep.equal(names.map(() => [0, null]));
    const written = Object.fromEntries(names.map((name) => [name, { clientId: '12' }]));
    const { orgs, ...rest } = JSON.parse(text()) as { orgs: object };
    expect(rest).to.deep.equal({ later: [1, { two: null }] });
    expect(orgs).to.deep.equal({ ...others, ...written });
    expect(readdirSync(folder())).to.deep.equal(['sf-jwt.json']);
  });

  it('is whole whenever kill -9 comes, and the next run goes on at once', async () => {
    for (const prints of [1, 2, 3, 5, 8, 13]) {
      const child = start('killed');
      let printed = '';
      child.stdout.on('data', (chunk: Buffer) => {
        printed += chunk.toString();
        if (printed.split('\n').length > prints) child.kill('SIGKILL');
      });
      const [, signal] = (await once(child, 'close')) as [number | null, string | null];
      expect(signal).to.equal('SIGKILL');
      const last = Number(printed.trimEnd().split('\n').at(-1));
      expect(numberOf('killed')).to.be.oneOf([last, last + 1]);
      const before = performance.now();
      await writeEntry({ name: 'next', path: path() }, { clientId: String(prints) });
      // a living one is waited for, for ten seconds
      expect(performance.now() - before).to.be.lessThan(5000);
      expect(numberOf('next')).to.equal(prints);
      expect(readProject({ path: path(), text: text() }).size).to.equal(ENTRIES + 2);
      expect(readdirSync(folder())).to.deep.equal(['sf-jwt.json']);
    }
  });
});
