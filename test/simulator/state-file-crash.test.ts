import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { temporaryFolder } from '../io/temp-folder.ts';
import { addNamed, type KeptSimulator, namesIn, startKept } from './kept-simulator.ts';
import type { Stop } from './stop-at-each-write.ts';

/** Numbers from 0 to 1, the same in each run (a linear congruential generator). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

describe('a simulator with a state file, killed', () => {
  const folder = temporaryFolder();

  describe('before any of its calls to the file system', () => {
    let stops: Stop[] = [];

    beforeEach(() => {
      if (stops.length > 0) return;
      const program = join(import.meta.dirname, 'stop-at-each-write.ts');
      const output = execFileSync(process.execPath, [program, folder()], { stdio: 'pipe' }).toString();
      stops = output
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Stop);
    });

    it('loses nothing that was answered', () => {
      expect(new Set(stops.map(({ call }) => call))).to.include.members([
        'open',
        'writeFile',
        'sync',
        'rename',
      ]);
      for (const isOld of [false, true]) {
        const some = stops.filter((stop) => stop.isOld === isOld);
        expect(some).to.have.length.above(30);
        expect(new Set(some.map(({ answered }) => answered.length))).to.have.property('size', 4);
      }
      for (const stop of stops) expect(stop.found, JSON.stringify(stop)).to.include.members(stop.answered);
    });

    it('leaves a whole file or none, and nothing that others can read, under any umask', () => {
      for (const stop of stops) {
        expect(stop.isWhole, JSON.stringify(stop)).to.equal(true);
        expect(new Set([...stop.modes, '600']), JSON.stringify(stop)).to.have.property('size', 1);
      }
    });
  });

  it('loses nothing that was answered when kill -9 comes at any time, and starts again', async function () {
    this.timeout(60_000);
    const random = seeded(20261124);
    const stateFile = join(folder(), 'orgs.json');
    const answered: string[] = [];

    /** Changes one after the other until the process is gone, which has no answer. */
    async function change(simulator: KeptSimulator, prefix: string, isEnough: () => boolean): Promise<void> {
      for (let count = 0; ; count += 1) {
        const name = `${prefix}_${count}`;
        if ((await addNamed(simulator, name).catch(() => 0)) !== 201) return;
        answered.push(name);
        if (isEnough()) await simulator.kill();
      }
    }

    const origins = new Set<string>();
    for (let kill = 0; kill < 8; kill += 1) {
      const simulator = await startKept(stateFile);
      origins.add(simulator.origin.href);
      expect(await namesIn(simulator), `after ${kill} kills`).to.include.members(answered);
      const enough = answered.length + 1 + Math.floor(random() * 20);
      const streams = ['a', 'b', 'c'].map((stream) =>
        change(simulator, `Kill_${kill}${stream}`, () => answered.length >= enough),
      );
      await Promise.all(streams);
      await simulator.kill();
      JSON.parse(readFileSync(stateFile, 'utf8'));
    }
    expect(answered).to.have.length.above(40);
    expect(origins, 'the address is kept').to.have.property('size', 1);
  });
});
