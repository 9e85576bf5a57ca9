import { expect } from 'chai';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from './fail-each-rotation.ts';
import type { Finished } from './finish-rotations.ts';
import { pairScenarios, type PairScenario } from './pair-scenarios.ts';
import { runProgram } from './run-program.ts';
import { inMemory } from './temp-folder.ts';

const contentsOf = (files: Record<string, string>): string[] =>
  Object.values(files).map((described) => described.slice(4));

describe('the files of a rotation, when a call to the file system fails', () => {
  let root = '';
  let faults: Fault[] = [];
  let finished: Finished[] = [];

  before(function () {
    this.timeout(60_000);
    root = mkdtempSync(join(inMemory, 'sf jwt test '));
    faults = runProgram('fail-each-rotation.ts', root) as Fault[];
    finished = runProgram('finish-rotations.ts', '', faults) as Finished[];
  });
  after(() => rmSync(root, { recursive: true, force: true }));

  const scenarioOf = ({ scenario }: Fault): PairScenario =>
    pairScenarios.find(({ name }) => name === scenario)!;
  /** What a rotation leaves that succeeds in spite of the fault. */
  const success = (fault: Fault): Fault | undefined =>
    faults.find(({ scenario, error, isLasting }) => scenario === fault.scenario && !error && !isLasting);

  it('is one at each call, in every scenario', () => {
    for (const { name } of pairScenarios)
      for (const kind of ['EIO false', 'ENOSPC false', 'EIO true'])
        expect(
          faults.filter((each) => each.scenario === name && `${each.code} ${each.isLasting}` === kind),
          name,
        ).to.have.length.above(14);
  });

  it('loses no key or certificate, old, new or older', () => {
    for (const fault of faults) {
      const { files, act } = scenarioOf(fault);
      const wanted = Object.values(files).filter((each) => act !== 'drop' || !each.startsWith('new'));
      expect(contentsOf(fault.after), JSON.stringify(fault)).to.include.members(wanted);
    }
  });

  it('stages all or nothing, and leaves nothing of the run', () => {
    for (const fault of faults.filter((each) => scenarioOf(each).act === 'stage' && !each.isLasting)) {
      const wanted = fault.error ? fault.before : success(fault)?.after;
      expect(fault.after, JSON.stringify(fault)).to.deep.equal(wanted);
    }
  });

  it('says what lies where, why, and what to type', () => {
    for (const fault of faults) {
      if (fault.error === undefined) continue;
      const { name, shown } = fault.error;
      const context = JSON.stringify(fault);
      expect(
        ['DiskFullError', 'FolderNotWritableError', 'PairNotSwitchedError', 'PairNotDroppedError'],
        context,
      ).to.include(name);
      expect(shown, context)
        .to.include(fault.folder)
        .and.include(`(${fault.code})`)
        .and.match(/: (ls -ld|df -h) "/);
      expect(shown, context).not.to.match(/%[sdj]|undefined/);
      if (name !== 'PairNotSwitchedError') continue;
      const [, newKey = '', oldKey = ''] = /the new key is (.+), the old one (.+)\.$/m.exec(shown) ?? [];
      const contents = (path: string): string | undefined =>
        fault.after[path.slice(fault.folder.length + 1)]?.slice(4);
      expect(contents(newKey), context).to.equal('new key');
      const old = scenarioOf(fault).files[scenarioOf(fault).key];
      if (old !== undefined) expect(contents(oldKey), context).to.equal(old);
      expect(shown, context).to.include('sf jwt app rotate --name Jwt_Cli');
    }
  });

  it('is made good by the next run, also when everything failed from there on', () => {
    expect(finished).to.have.length(faults.length);
    for (const [index, fault] of faults.entries()) {
      const { act, key, certificate } = scenarioOf(fault);
      const { after } = finished[index]!;
      const context = JSON.stringify([fault, after]);
      expect(
        Object.keys(after).filter((name) => name.includes('.sf-jwt-')),
        context,
      ).to.deep.equal([]);
      const words = (word: string): Array<string | undefined> =>
        [key, certificate].map((path) => after[path.replace(/\.\w+$/, `${word}$&`)]?.split(' ')[1]);
      const [old] = [fault.before[key]?.split(' ')[1]];
      if (act === 'switch') {
        expect(words(''), context).to.deep.equal(['new', 'new']);
        expect(words('.next'), context).to.deep.equal([undefined, undefined]);
        expect(words('.previous')[0], context).to.equal(old);
      } else {
        expect(words('')[0], context).to.equal(old);
        const [nextKey, nextCertificate] = words('.next');
        expect(nextKey, context).to.equal(nextCertificate);
        expect(nextKey === undefined, context).to.equal(act === 'drop');
      }
    }
  });
});
