// What an org gets, byte for byte, at each API version. Only `npx node test/app/write-golden.ts` writes the files.
import { expect } from 'chai';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { goldenFiles, versions } from './golden-files.ts';

describe('app/golden', () => {
  it('has files for each version from 66.0 to 68.0, and no others', () => {
    expect(versions).to.deep.equal(['66.0', '67.0', '68.0']);
    const there = readdirSync(join(import.meta.dirname, 'golden')).filter(
      (name) => name !== 'certificate.txt',
    );
    expect(there).to.have.members(goldenFiles.map(({ path }) => basename(path)));
  });

  for (const { path, contents } of goldenFiles) {
    it(`writes ${basename(path, '.txt')} as it is there`, () => {
      expect(contents).to.equal(readFileSync(path, 'utf8'));
    });
  }
});
