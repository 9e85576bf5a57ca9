import { expect } from 'chai';
import { emptyOrg } from './app-pieces.ts';
import { filesOf } from './app-files.ts';
import { deploy, stopOrgs } from './org-client.ts';
import { refusedPackages } from './refused-packages.ts';

describe('metadata deploy', () => {
  afterEach(stopOrgs);

  for (const { fact, id, problem, pieces, version } of refusedPackages) {
    it(`refuses ${fact}`, async () => {
      const simulator = await emptyOrg();
      const { result, problems, fact: answered } = await deploy(simulator, filesOf(pieces, version));
      expect(problems[0]).to.match(typeof problem === 'string' ? /./ : problem);
      if (typeof problem === 'string') expect(problems[0]).to.equal(problem);
      expect(answered).to.equal(id);
      expect(result).to.include({ status: 'Failed', success: false, done: true });
      expect(simulator.org.records.components).to.deep.equal([]);
    });
  }
});
