import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSimulatorReadme, SIMULATOR_README } from '../../scripts/simulator-readme.ts';
import { factIds } from '../../src/simulator/facts/facts.ts';
import { ROOT } from '../terminal.ts';

describe("the simulator's README", () => {
  const text = readFileSync(join(ROOT, SIMULATOR_README), 'utf8');

  it('says what the code says; `npm run build` renews it', () => {
    expect(text).to.equal(buildSimulatorReadme(ROOT));
  });

  it('has one row for each fact, and a file that cites it', () => {
    const rows = [...text.matchAll(/^\| ([A-Z]+-\d\d) \|.*\| (.*) \|$/gm)];
    expect(rows.map(([, id]) => id)).to.deep.equal(factIds);
    expect(rows.filter(([, , files]) => files?.includes('.ts') !== true)).to.deep.equal([]);
  });
});
