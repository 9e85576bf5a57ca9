import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { factIds, facts } from '../../src/simulator/facts/facts.ts';
import { refusals } from '../../src/simulator/refusals.ts';

const SOURCE = fileURLToPath(new URL('../../src/simulator/', import.meta.url));
const ID = /\b(?:TOKEN|OAUTH|REST|SOQL|DATA|DEPLOY|APP|SOAP|ORG|FAULT)-\d\d\b/g;

/** Ids that the code names outside the rows themselves. That each has a row is the compiler's to check. */
function citedIds(): Set<string> {
  const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && !name.startsWith('facts'),
  );
  return new Set(files.flatMap((name) => readFileSync(SOURCE + name, 'utf8').match(ID) ?? []));
}

describe('the facts behind the simulated org', () => {
  it('are all cited by its code', () => {
    const cited = citedIds();
    expect(factIds.filter((id) => !cited.has(id))).to.deep.equal([]);
  });

  it('are all there that comments of its code cite', () => {
    expect([...citedIds()].filter((id) => !Object.hasOwn(facts, id))).to.deep.equal([]);
  });

  it('have a sentence, a confidence and a source', () => {
    for (const id of factIds) {
      const { says, confidence, source } = facts[id];
      expect(says.length, id).to.be.greaterThan(20);
      expect(new Set(confidence).size, id).to.equal(confidence.length).and.to.be.greaterThan(0);
      expect(source.length, id).to.be.greaterThan(0);
    }
  });

  it('quote every refusal of the token endpoint literally', () => {
    for (const { error, description, fact } of Object.values(refusals)) {
      expect(facts[fact].says, fact).to.contain(`\`${error}\``).and.to.contain(`\`${description}\``);
    }
  });
});
