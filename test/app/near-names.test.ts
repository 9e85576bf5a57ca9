import { expect } from 'chai';
import { findNearNames } from '../../src/app/near-names.ts';

const NAMES = ['Jwt_Cli', 'Jwt_Client', 'Deploy_Pipeline', 'Billing', 'A1'];

describe('names that may have been meant', () => {
  const rows: Array<[wanted: string, near: string[]]> = [
    ['jwt_cli', ['Jwt_Cli', 'Jwt_Client']],
    ['JWT CLI', ['Jwt_Cli', 'Jwt_Client']],
    ['Jwt_Clo', ['Jwt_Cli']],
    ['Pipeline', ['Deploy_Pipeline']],
    ['Deploy_Pipelines_Prod', ['Deploy_Pipeline']],
    ['Biling', ['Billing']],
    ['Sales', []],
    ['A2', []],
    ['', []],
  ];
  for (const [wanted, near] of rows) {
    it(`finds ${near.join(', ') || 'none'} for "${wanted}"`, () =>
      expect(findNearNames(wanted, NAMES)).to.deep.equal(near));
  }

  it('gives five at most', () => {
    const names = Array.from({ length: 9 }, (_, index) => `Pipeline_${index}`);
    expect(findNearNames('pipeline', names)).to.have.length(5);
  });
});
