import { expect } from 'chai';
import { emptyOrg, HEADER } from './app-pieces.ts';
import { filesOf } from './app-files.ts';
import { deploy, stopOrgs } from './org-client.ts';
import { refusedPackages } from './refused-packages.ts';
import { refusedPolicies } from './refused-policies.ts';

describe('metadata deploy', () => {
  afterEach(stopOrgs);

  for (const { fact, id, problem, pieces, version } of [...refusedPackages, ...refusedPolicies]) {
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

  it('says where in a file an element is wrong', async () => {
    const lines = [HEADER, '<isJwtEnabled>true</isJwtEnabled>'].join('\n    ');
    const { result } = await deploy(
      await emptyOrg(),
      filesOf([['ExternalClientApplication', 'Jwt_CI', lines]]),
    );
    expect(result.details.componentFailures[0]).to.include({ lineNumber: 3, columnNumber: 19 });
  });

  it('says where in a file an element comes a second time', async () => {
    const twice = [HEADER, '<label>x</label>', '<label>y</label>'].join('\n');
    const { result } = await deploy(
      await emptyOrg(),
      filesOf([['ExternalClientApplication', 'Jwt_CI', twice]]),
    );
    expect(result.details.componentFailures[0]).to.include({ lineNumber: 4, columnNumber: 8 });
  });
});
