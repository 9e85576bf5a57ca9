import { expect } from 'chai';
import { appApiVersion } from '../../src/app/api-version.ts';

describe('app/api-version', () => {
  const rows: Array<[connection: string, written: string]> = [
    ['50.0', '66.0'],
    ['65.0', '66.0'],
    ['66.0', '66.0'],
    ['67.0', '67.0'],
    ['68.0', '67.0'],
    ['100.0', '67.0'],
  ];
  for (const [connection, written] of rows) {
    it(`writes an app as ${written} for a connection of ${connection}`, () => {
      expect(appApiVersion(connection)).to.equal(written);
    });
  }
});
