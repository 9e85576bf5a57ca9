import { expect } from 'chai';
import { barOf } from '../../src/fleet-view/progress-line.ts';
import { renderSummary } from '../../src/fleet-view/summary.ts';

describe('the progress of a fleet', () => {
  it('is a bar with counts', () => {
    expect(barOf({ ended: 12, failed: 0, total: 24 }, 80)).to.equal('███████████████░░░░░░░░░░░░░░░ 12/24');
    expect(barOf({ ended: 0, failed: 0, total: 0 }, 80)).to.equal('░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░ 0/0');
  });

  for (const columns of [20, 25, 33, 40, 62, 80, 300])
    it(`keeps to one line of ${columns} columns, with 500 orgs`, () => {
      const line = `Working... ⣾ ${barOf({ ended: 500, failed: 20, total: 500 }, columns)}`;
      expect(line.length).to.be.at.most(Math.max(columns, 31)).and.at.most(62);
      expect(line).to.match(/ 500\/500, 20 failed$/);
    });

  it('says of a run that was broken off how to go on with it', () => {
    const counts = { projectFile: '/sf-jwt.json', total: 5, done: 2, failed: 1, notDone: 2 };
    expect(renderSummary(counts, 'login')).to.deep.equal([
      'Interrupted: 2 of 5 done, 1 failed, 2 not done.',
      'The rest: sf jwt fleet login --failed-only',
    ]);
  });
});
