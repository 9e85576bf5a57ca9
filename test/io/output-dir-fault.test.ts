import { expect } from 'chai';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from './fail-at-each-call.ts';
import { runProgram } from './run-program.ts';
import { inMemory } from './temp-folder.ts';
import type { After } from './write-elsewhere.ts';
import { CALLS, rightEnds, scenarios } from './written-pairs.ts';

describe('io/output-dir, when a call to the file system fails', () => {
  let root = '';
  let faults: Fault[] = [];

  before(() => {
    root = mkdtempSync(join(inMemory, 'sf jwt test '));
    faults = runProgram('fail-at-each-call.ts', root) as Fault[];
  });
  after(() => rmSync(root, { recursive: true, force: true }));

  const once = (): Fault[] => faults.filter(({ isLasting }) => !isLasting);
  /** What a run leaves that succeeds in spite of the fault. */
  const success = (fault: Fault): Fault =>
    faults.find(({ scenario, error, isLasting }) => scenario === fault.scenario && !error && !isLasting)!;

  it('is one of every kind, in every situation', () => {
    expect(new Set(faults.map(({ call }) => call))).to.include.members(CALLS.map((call) => `${call}Sync`));
    for (const { name } of scenarios)
      expect(once().filter(({ scenario }) => scenario === name)).length.above(50);
  });

  it('writes nothing, and leaves all as it was, down to modes and folders', () => {
    const refused = once().filter(({ error }) => error !== undefined);
    expect(refused).to.have.length.above(500);
    for (const fault of refused) expect(fault.after, JSON.stringify(fault)).to.deep.equal(fault.before);
  });

  it('or writes everything, and leaves no draft, where there is another way', () => {
    for (const fault of once().filter(({ error }) => error === undefined)) {
      const context = JSON.stringify(fault);
      expect(Object.values(fault.after), context).to.include.members(['644 new certificate', '600 new key']);
      expect(
        Object.keys(fault.after).filter((name) => name.includes('.sf-jwt-')),
        context,
      ).to.deep.equal([]);
      expect(fault.after, context).to.deep.equal(success(fault).after);
    }
  });

  it('says which folder, why, and what to type', () => {
    for (const fault of faults) {
      if (!fault.error) continue;
      const { name, shown } = fault.error;
      const wanted = fault.code === 'ENOSPC' ? 'DiskFullError' : 'FolderNotWritableError';
      expect(name, JSON.stringify(fault)).to.equal(wanted);
      expect(shown)
        .to.include(fault.folder)
        .and.include(`(${fault.code})`)
        .and.match(/: (ls -ld|df -h) "/);
      expect(shown).not.to.match(/%[sdj]|undefined/);
    }
  });

  it('loses nothing when everything fails from there on, and the next run puts it right', () => {
    const lasting = faults.filter(({ isLasting }) => isLasting);
    const after = runProgram('write-elsewhere.ts', '', lasting) as After[];
    for (const [index, fault] of lasting.entries()) {
      const context = JSON.stringify(fault);
      const contents = Object.values(fault.after).map((described) => described.slice(4));
      const old = Object.values(fault.before).map((described) => described.slice(4));
      expect(contents, context).to.include.members(old);
      const scenario = scenarios.find(({ name }) => name === fault.scenario)!;
      const allowed = rightEnds(scenario, fault.before, success(fault).after);
      expect(allowed, context).to.deep.include(after[index]);
    }
  });
});
