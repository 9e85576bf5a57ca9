import { expect } from 'chai';
import { allClaims } from '../../conformance/claims/all-claims.ts';
import { untriedRows } from '../../conformance/untried-rows.ts';
import { type FactId, factIds } from '../../src/simulator/facts/facts.ts';
import { startSimulator } from '../../src/simulator/server.ts';
import { traces, walkOrg } from './trial-walk.ts';

const triedFacts = [...new Set(allClaims.flatMap(({ facts }) => facts))];

describe('the claims of the conformance kit', function () {
  this.timeout(60_000);

  it('all hold in a simulated org', async () => {
    const { walked } = await walkOrg();
    const others = walked.results.filter(({ outcome }) => outcome.kind !== 'holds');
    expect(others).to.deep.equal([]);
    expect(walked.results).to.have.length(allClaims.length);
  });

  it('leave an org as it was', async () => {
    const untouched = await startSimulator();
    const { walked, simulator } = await walkOrg();
    await untouched.close();
    expect(traces(simulator)).to.deep.equal(traces(untouched));
    expect(walked.left).to.deep.equal([]);
  });

  for (const type of ['sandbox', 'scratch', 'developer'] as const) {
    it(`hold in an org of another type: ${type}`, async () => {
      const { walked } = await walkOrg({ type });
      const others = walked.results.filter(({ outcome }) => outcome.kind !== 'holds');
      expect(others).to.deep.equal([]);
    });
  }

  it('try no row of which the kit says that it cannot be tried', () => {
    const both = factIds.filter((id) => triedFacts.includes(id) && untriedRows[id] !== undefined);
    expect(both, 'rows that are tried and declared not to be').to.deep.equal([]);
  });

  it('try each row of which the kit does not say why it cannot be tried', () => {
    const neither = factIds.filter((id) => !triedFacts.includes(id) && untriedRows[id] === undefined);
    expect(neither, 'rows with neither a claim nor a reason').to.deep.equal([]);
  });

  for (const fact of triedFacts) {
    it(`notice an org without ${fact}`, async () => {
      const claims = allClaims.filter(({ facts }) => facts.includes(fact));
      const { walked } = await walkOrg({}, { claims, rulesOff: [fact] });
      const unnoticed = walked.results.filter(({ outcome }) => outcome.kind !== 'differs');
      expect(unnoticed.map(({ claim, outcome }) => ({ says: claim.says, outcome }))).to.deep.equal([]);
      expect(walked.results).to.have.length(claims.length);
    });
  }

  it('have a row each, that of a fact', () => {
    const known = new Set<FactId>(factIds);
    expect(triedFacts.filter((fact) => !known.has(fact))).to.deep.equal([]);
  });
});
