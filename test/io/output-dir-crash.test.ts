import { expect } from 'chai';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Stop } from './stop-at-each-call.ts';
import { temporaryFolder } from './temp-folder.ts';

const program = (name: string): string => join(import.meta.dirname, name);

describe('io/output-dir, killed', () => {
  const folder = temporaryFolder();

  describe('before any of its calls to the file system', () => {
    let stops: Stop[] = [];

    beforeEach(() => {
      if (stops.length > 0) return;
      const output = execFileSync(process.execPath, [program('stop-at-each-call.ts'), folder()], {
        stdio: 'pipe',
      }).toString();
      stops = output
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Stop);
    });

    it('leaves whole files or none under their names, and no key without its certificate', () => {
      expect(new Set(stops.map(({ call }) => call))).to.include.members([
        'open',
        'writeFile',
        'sync',
        'link',
        'rename',
        'rm',
      ]);
      for (const stop of stops) {
        const { 'server.crt': certificate, 'server.key': key } = stop.left;
        const context = JSON.stringify(stop);
        expect([undefined, '644 new certificate', '644 old crt'], context).to.include(certificate);
        expect([undefined, '600 new key', '600 old key'], context).to.include(key);
        if (key === '600 new key') expect(certificate, context).to.equal('644 new certificate');
      }
    });

    it('leaves no key, whole or begun, that others can read, under any umask', () => {
      const keys = stops.flatMap(({ left }) =>
        Object.entries(left).filter(([name]) => name.startsWith('server.key')),
      );
      expect(keys.map(([name]) => name.endsWith('.tmp'))).to.include.members([true, false]);
      for (const [name, described] of keys) expect(described, name).to.match(/^600 /);
    });

    it('never loses what it was told to replace', () => {
      const replacing = stops.filter(({ force }) => force);
      expect(replacing).to.have.length.above(10);
      for (const stop of replacing) {
        const contents = Object.values(stop.left).map((described) => described.slice(4));
        expect(contents, JSON.stringify(stop)).to.include.members(['old crt', 'old key']);
      }
    });

    it('stands in the way of no later run', () => {
      for (const stop of stops) expect(stop.isRepaired, JSON.stringify(stop)).to.equal(true);
    });
  });

  for (const pairs of [1, 5, 20]) {
    it(`leaves whole pairs when kill -9 comes after pair ${pairs}`, async () => {
      const child = spawn(process.execPath, [program('write-for-ever.ts'), folder()], {
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
        const [certificate, key] = ['server.crt', 'server.key'].map((name) => join(folder(), number, name));
        if (existsSync(key!)) expect(existsSync(certificate!), number).to.equal(true);
        for (const path of [certificate!, key!].filter((file) => existsSync(file))) {
          expect(readFileSync(path, 'utf8') === `${number}\n`.repeat(50_000), path).to.equal(true);
        }
      }
    });
  }
});
