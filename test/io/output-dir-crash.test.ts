import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeOutputFiles } from '../../src/io/output-dir.ts';
import { runProgram } from './run-program.ts';
import type { Stop } from './stop-at-each-call.ts';
import { inMemory, temporaryFolder } from './temp-folder.ts';
import type { After } from './write-elsewhere.ts';
import { CALLS, pairOf, rightEnds, scenarios } from './written-pairs.ts';

const isDraft = (name: string): boolean => name.includes('.sf-jwt-');
const OLD = ['644 old crt', '600 old key', '644 old key', '777 → elsewhere/server.key'];
const NEW = ['644 new certificate', '600 new key'];

describe('io/output-dir, killed', () => {
  describe('before any of its calls to the file system, or in the middle of a file', () => {
    let root = '';
    let stops: Stop[] = [];

    before(() => {
      root = mkdtempSync(join(inMemory, 'sf jwt test '));
      stops = runProgram('stop-at-each-call.ts', root) as Stop[];
    });
    after(() => rmSync(root, { recursive: true, force: true }));

    /** What has the two names, without the folder that it lies in. */
    const named = ({ scenario, left }: Stop): Array<string | undefined> => {
      const { outputDir, subfolder = '' } = scenarios.find(({ name }) => name === scenario)!;
      return ['server.crt', 'server.key'].map((name) => left[join(outputDir, subfolder, name)]);
    };

    it('stops at calls of every kind, in every situation', () => {
      expect(new Set(stops.map(({ scenario }) => scenario)).size).to.equal(scenarios.length);
      expect(new Set(stops.map(({ call }) => call))).to.include.members(CALLS.map((call) => `${call}Sync`));
      expect(stops.filter(({ call }) => call.startsWith('half of'))).to.have.length.above(
        2 * scenarios.length,
      );
    });

    it('leaves whole files or none under their names, and no key without its certificate', () => {
      for (const stop of stops) {
        const [certificate, key] = named(stop);
        const context = JSON.stringify(stop);
        // without hard links, an empty file may hold a name for the draft
        const none = stop.scenario.endsWith('without hard links') ? [undefined, '600 '] : [undefined];
        expect([...none, ...OLD, ...NEW], context).to.include(certificate);
        expect([...none, ...OLD, ...NEW], context).to.include(key);
        if (key === '600 new key') expect(certificate, context).to.equal('644 new certificate');
      }
    });

    it('leaves the certificate alone before one call only, that which gives the key its name', () => {
      for (const { name } of scenarios) {
        const between = stops
          .filter(({ scenario }) => scenario === name)
          .filter((stop) => named(stop)[0] === NEW[0] && named(stop)[1] !== NEW[1]);
        expect(
          between.map(({ call }) => call),
          name,
        ).to.have.length(1);
        expect(['linkSync', 'renameSync'], name).to.include(between[0]!.call);
      }
    });

    it('has every draft on the disk before the first name, and the names before it ends', () => {
      for (const { name } of scenarios) {
        const those = stops.filter(({ scenario }) => scenario === name);
        const first = those.findIndex((stop) => NEW.includes(named(stop)[0] ?? ''));
        const syncs = (part: Stop[]): number => part.filter(({ call }) => call === 'fsyncSync').length;
        expect(syncs(those.slice(0, first)), name).to.be.at.least(2);
        expect(syncs(those.slice(first)), name).to.be.at.least(1);
      }
    });

    it('leaves no key, whole or begun, that others can read, under any umask', () => {
      for (const { left } of stops) {
        const folders = Object.entries(left).filter(([name]) => isDraft(name) && name.endsWith('.tmp'));
        for (const [name, described] of folders) expect(described, name).to.equal('700 /');
        const keys = Object.entries(left).filter(([name]) => name.includes('server.key'));
        for (const [name, described] of keys)
          if (!OLD.includes(described)) expect(described, name).to.match(/^600 /);
      }
    });

    it('never loses what it was told to replace, and leaves it its name until the new one has it', () => {
      for (const stop of stops.filter(({ scenario }) => scenario.startsWith('replace'))) {
        const before = stops.find(({ scenario }) => scenario === stop.scenario)!;
        const context = JSON.stringify(stop);
        const contents = Object.values(stop.left).map((described) => described.slice(4));
        for (const [index, described] of named(before).entries()) {
          if (described === undefined) continue;
          expect(contents, context).to.include(described.slice(4));
          expect(named(stop)[index], context).to.be.a('string');
        }
      }
    });

    it('is put right by the next run in the folder, whatever that writes: both files or what was there', () => {
      const after = runProgram('write-elsewhere.ts', '', stops) as After[];
      expect(after).to.have.length(stops.length);
      for (const [index, stop] of stops.entries()) {
        const scenario = scenarios.find(({ name }) => name === stop.scenario)!;
        const ends = stops.filter((other) => other.scenario === stop.scenario);
        const allowed = rightEnds(scenario, ends[0]!.left, ends.at(-1)!.left);
        expect(allowed, JSON.stringify(stop)).to.deep.include(after[index]);
      }
    });
  });

  const folder = temporaryFolder();

  for (const pairs of [1, 5, 20]) {
    it(`leaves whole pairs when kill -9 comes after pair ${pairs}`, async () => {
      const child = spawn(process.execPath, [join(import.meta.dirname, 'write-for-ever.ts'), folder()], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let printed = '';
      child.stdout.on('data', (text: Buffer) => {
        printed += text.toString();
        if (printed.split('\n').length > pairs) child.kill('SIGKILL');
      });
      const [, signal] = (await once(child, 'close')) as [number | null, string | null];
      expect(signal).to.equal('SIGKILL');
      const folders = readdirSync(folder());
      expect(folders).to.have.length.of.at.least(pairs);
      for (const number of folders) {
        const place = join(folder(), number);
        const options = { force: false, now: new Date(0) };
        await writeOutputFiles(place, pairOf('other', 'other'), options);
        expect(readdirSync(place).filter(isDraft)).to.deep.equal([]);
        const paths = ['server.crt', 'server.key'].map((name) => join(place, name));
        expect(existsSync(paths[0]!)).to.equal(existsSync(paths[1]!));
        for (const path of paths.filter((file) => existsSync(file)))
          expect(readFileSync(path, 'utf8') === `${number}\n`.repeat(50_000), path).to.equal(true);
      }
    });
  }
});
