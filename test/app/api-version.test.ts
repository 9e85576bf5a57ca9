import { expect } from 'chai';
import { appApiVersion } from '../../src/app/api-version.ts';
import { shownBy, thrownBy } from '../io/thrown.ts';

describe('app/api-version', () => {
  const rows: Array<[connection: string, written: string]> = [
    ['66.0', '66.0'],
    ['67.0', '67.0'],
    ['68.0', '68.0'],
    ['69.0', '68.0'],
    ['100.0', '68.0'],
  ];
  for (const [connection, written] of rows) {
    it(`writes an app as ${written} for a connection of ${connection}`, () => {
      expect(appApiVersion(connection)).to.equal(written);
    });
  }

  for (const version of ['50.0', '59.0', '65.0']) {
    it(`raises no connection of ${version} to a version that its org may not have`, async () => {
      const error = await thrownBy(async () => Promise.resolve().then(() => appApiVersion(version)));
      expect(error.name).to.equal('OrgTooOldError');
      expect(error.message).to.equal(
        `API version ${version} is too old for an app: 66.0 (Spring '26) is the oldest whose elements are known here. Nothing was changed.`,
      );
      expect(error.actions).to.deep.equal([
        'Leave --api-version out, or give one from 66.0 to 68.0. Without it, an org is called at its newest version.',
        'A setting of yours may choose an old one; to see it: sf config get org-api-version',
      ]);
      expect(shownBy(error)).not.to.match(/%[sdj]|undefined/);
    });
  }
});
