import { expect } from 'chai';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Finished } from './finish-rotations.ts';
import { pairScenarios, pathsIn, type Act, type PairScenario } from './pair-scenarios.ts';
import { runProgram } from './run-program.ts';
import type { Stop } from './stop-each-rotation.ts';
import { inMemory } from './temp-folder.ts';

const isOfRun = (name: string): boolean => name.includes('.sf-jwt-');
const contentsOf = (files: Record<string, string>): string[] =>
  Object.values(files).map((described) => described.slice(4));

describe('the files of a rotation, killed before any call to the file system', () => {
  let root = '';
  let stops: Stop[] = [];
  let finished: Finished[] = [];

  before(() => {
    root = mkdtempSync(join(inMemory, 'sf jwt test '));
    stops = runProgram('stop-each-rotation.ts', root) as Stop[];
    finished = runProgram('finish-rotations.ts', '', stops) as Finished[];
  });
  after(() => rmSync(root, { recursive: true, force: true }));

  const scenarioOf = ({ scenario }: Stop): PairScenario =>
    pairScenarios.find(({ name }) => name === scenario)!;
  const stopsOf = (act: Act): Stop[] => stops.filter((stop) => scenarioOf(stop).act === act);
  /** Of certificate and key: the word that their contents begin with; undefined where nothing is. */
  function words(
    scenario: PairScenario,
    files: Record<string, string>,
    which: 'current' | 'next' | 'previous',
  ): Array<string | undefined> {
    const { certificate, key } = pathsIn('/', scenario)[which];
    return [certificate, key].map((path) => files[path.slice(1)]?.split(' ')[1]);
  }

  it('stops at every call of every scenario', () => {
    expect(new Set(stops.map(({ scenario }) => scenario)).size).to.equal(pairScenarios.length);
    for (const { name } of pairScenarios)
      expect(
        stops.filter(({ scenario }) => scenario === name),
        name,
      ).to.have.length.above(15);
  });

  it('never loses a key or certificate, old, new or older', () => {
    for (const stop of stops) {
      const { files, act } = scenarioOf(stop);
      const wanted = Object.values(files).filter((each) => act !== 'drop' || !each.startsWith('new'));
      expect(contentsOf(stop.left), JSON.stringify(stop)).to.include.members(wanted);
    }
  });

  it('never leaves the current names without a whole file', () => {
    for (const stop of stops) {
      const scenario = scenarioOf(stop);
      for (const [index, path] of [scenario.certificate, scenario.key].entries()) {
        if (scenario.files[path] === undefined) continue;
        const allowed = [scenario.files[path], index === 0 ? 'new certificate' : 'new key'];
        expect(allowed, JSON.stringify(stop)).to.include(stop.left[path]?.slice(4));
      }
    }
  });

  it('has a new certificate beside the old key before one call only, that which gives the new key its name', () => {
    for (const { name, act } of pairScenarios.filter((scenario) => scenario.act === 'switch')) {
      const between = stopsOf(act)
        .filter(({ scenario }) => scenario === name)
        .filter((stop) => {
          const [certificate, key] = words(scenarioOf(stop), stop.left, 'current');
          return certificate === 'new' && key !== 'new';
        });
      expect(
        between.map(({ call }) => call),
        name,
      ).to.deep.equal(['renameSync']);
    }
  });

  it('leaves no new key, whole or begun, that others can read, and no copy of an old one, under any umask', () => {
    for (const stop of stops) {
      const { key } = scenarioOf(stop);
      for (const [path, described] of Object.entries(stop.left)) {
        if (path.endsWith('.tmp')) expect(described, path).to.equal('700 /');
        const isKey = described.includes(' key') || (isOfRun(path) && path.endsWith('.key'));
        // what lay there with another mode, and its second name until the next call
        const isOpenOne = described === '644 old key, open' && (path === key || stop.call === 'chmodSync');
        if (isKey && !isOpenOne) expect(described, JSON.stringify(stop)).to.match(/^600 /);
      }
    }
  });

  it('has both pairs on the disk before the first is given another name', () => {
    for (const { name } of pairScenarios.filter(({ act }) => act === 'switch')) {
      const those = stops.filter(({ scenario }) => scenario === name);
      const first = those.findIndex((stop) => words(scenarioOf(stop), stop.left, 'current').includes('new'));
      const syncs = (part: Stop[]): number => part.filter(({ call }) => call === 'fsyncSync').length;
      expect(syncs(those.slice(0, first)), name).to.be.at.least(1);
      expect(syncs(those.slice(first)), name).to.be.at.least(1);
    }
  });

  describe('is finished by the next run', () => {
    const each = (act: Act, check: (stop: Stop, end: Finished, context: string) => void): void => {
      for (const [index, stop] of stops.entries())
        if (scenarioOf(stop).act === act)
          check(stop, finished[index]!, JSON.stringify([stop, finished[index]]));
    };

    it('which leaves nothing of runs, and no key that others can read', () => {
      expect(finished).to.have.length(stops.length);
      for (const { after } of finished) {
        expect(Object.keys(after).filter(isOfRun)).to.deep.equal([]);
        for (const [path, described] of Object.entries(after))
          if (described.includes(' key') && !(path === 'server.key' && described.endsWith('open')))
            expect(described, path).to.match(/^600 /);
      }
    });

    it('with a next pair that fits, when it was being staged', () => {
      const seen = new Set<string>();
      each('stage', (stop, { state, after }, context) => {
        const scenario = scenarioOf(stop);
        seen.add(state);
        const [certificate, key] = words(scenario, after, 'next');
        expect(['new', 'newer'], context).to.include(key);
        expect(certificate, context).to.equal(key);
        expect(key === 'new', context).to.equal(state === 'staged');
        expect(words(scenario, after, 'current'), context).to.deep.equal(
          words(scenario, scenarioFiles(scenario), 'current'),
        );
        expect(contentsOf(after), context).to.include.members(Object.values(scenario.files));
      });
      expect([...seen]).to.have.members(['current', 'switched', 'begun', 'staged']);
    });

    it('with the new pair in its place and the old one beside it, when it was being switched', () => {
      const seen = new Set<string>();
      each('switch', (stop, { state, after }, context) => {
        const scenario = scenarioOf(stop);
        seen.add(state);
        expect(words(scenario, after, 'current'), context).to.deep.equal(['new', 'new']);
        expect(words(scenario, after, 'next'), context).to.deep.equal([undefined, undefined]);
        const before = words(scenario, scenarioFiles(scenario), 'current');
        expect(words(scenario, after, 'previous'), context).to.deep.equal(before);
        const backups = Object.entries(after).filter(([path]) => path.endsWith('.bak'));
        const older = Object.values(scenario.files).filter((contents) => contents.startsWith('older'));
        expect(
          backups.map(([, described]) => described.slice(4)),
          context,
        ).to.have.members(older);
      });
      expect([...seen]).to.have.members(['current', 'switched', 'half-switched', 'staged']);
    });

    it('with the old pair alone, when the next one was being dropped', () => {
      const seen = new Set<string>();
      each('drop', (stop, { state, after }, context) => {
        const scenario = scenarioOf(stop);
        seen.add(state);
        expect(words(scenario, after, 'current'), context).to.deep.equal(['old', 'old']);
        expect(
          contentsOf(after).filter((contents) => contents.startsWith('new')),
          context,
        ).to.deep.equal([]);
      });
      expect([...seen]).to.have.members(['current', 'begun', 'staged']);
    });
  });

  /** As a snapshot shows them. */
  function scenarioFiles({ files }: PairScenario): Record<string, string> {
    return Object.fromEntries(Object.entries(files).map(([path, contents]) => [path, `600 ${contents}`]));
  }
});
