import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { refusals } from '../../src/simulator/refusals.ts';

const SOURCE = fileURLToPath(new URL('../../src/simulator/', import.meta.url));
const PAGE = fileURLToPath(new URL('../../docs/platform-facts.md', import.meta.url));
const ID = /\b(?:TOKEN|OAUTH|REST|SOQL|DATA|DEPLOY|APP|SOAP|ORG)-\d\d\b/g;
const CONFIDENCES = ['documented', 'official source code', 'observed', 'inferred', 'choice'];

type Row = { id: string; fact: string; confidence: string; source: string };

function readRows(): Row[] {
  return readFileSync(PAGE, 'utf8')
    .split('\n')
    .filter((line) => /^\| [A-Z]+-\d\d \|/.test(line))
    .map((line) => {
      const [id = '', fact = '', confidence = '', source = ''] = line
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim());
      return { id, fact, confidence, source };
    });
}

function citedIn(pattern: RegExp): Set<string> {
  const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  return new Set(files.flatMap((name) => readFileSync(SOURCE + name, 'utf8').match(pattern) ?? []));
}

describe('docs/platform-facts.md', () => {
  const rows = readRows();
  const ids = rows.map(({ id }) => id);

  it('has a row for every fact that the simulator cites', () => {
    expect([...citedIn(ID)].filter((id) => !ids.includes(id))).to.deep.equal([]);
  });

  it('has no row that the simulator does not cite', () => {
    const cited = citedIn(ID);
    expect(ids.filter((id) => !cited.has(id))).to.deep.equal([]);
  });

  it('has each id once, with a fact, a known confidence and a source', () => {
    expect(new Set(ids).size).to.equal(ids.length);
    for (const { id, fact, confidence, source } of rows) {
      const parts = confidence.split(' + ');
      expect(
        parts.every((part) => CONFIDENCES.includes(part)),
        `${id}: ${confidence}`,
      ).to.equal(true);
      expect(fact.length, id).to.be.greaterThan(20);
      expect(source.length, id).to.be.greaterThan(0);
    }
  });

  it('quotes every refusal of the token endpoint literally', () => {
    for (const { error, description, fact } of Object.values(refusals)) {
      const row = rows.find(({ id }) => id === fact);
      expect(row?.fact, fact).to.contain(`\`${error}\``).and.to.contain(`\`${description}\``);
    }
  });
});
