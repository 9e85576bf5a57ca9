// The lines of docs/ that a person pastes. Those of a Dev Hub are in the released `sf`, which gives them as a remedy itself.
import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './terminal.ts';

const page = readFileSync(join(ROOT, 'docs', 'apps.md'), 'utf8');
const lines = [...page.matchAll(/```sh\n([^`]*)```/g)].flatMap(([, block = '']) => block.trim().split('\n'));
const library = join(ROOT, 'test', 'sf', 'node_modules', '@salesforce', 'core', 'lib', 'org');

describe('docs/apps.md', () => {
  it('has the two variables of a Dev Hub', () => expect(lines).to.have.length(2));

  for (const line of lines) {
    it(`has what the released sf says: ${line}`, () => {
      expect(line).to.match(/^export \w+=\S+$/);
      const said = readFileSync(join(library, 'scratchOrgInfoApi.js'), 'utf8')
        .split(String.raw`\n`)
        .join('\n');
      expect(said.split(/[\n"]/)).to.include(line.replace('export ', ''));
    });
  }

  it('leads only to headings that it has', () => {
    const headings = [...page.matchAll(/^## (.+)$/gm)].map(([, title = '']) =>
      title
        .toLowerCase()
        .replaceAll(/[^\w -]/g, '')
        .replaceAll(' ', '-'),
    );
    for (const [, anchor] of page.matchAll(/\]\(#([^)]+)\)/g)) expect(headings).to.include(anchor);
  });
});
