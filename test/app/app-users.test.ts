import { expect } from 'chai';
import { countUsers, splitSets, userQueries } from '../../src/app/app-users.ts';

const NOW = new Date('2026-11-25T12:00:00Z');

describe('the users of apps', () => {
  it('asks for nothing where no app admits anybody', () =>
    expect(userQueries(splitSets([[], []]), NOW)).to.deep.equal({}));

  it('counts the sets of apps with one in the org, and those of apps with several here', () => {
    const sets = splitSets([['A'], ['B', 'C'], ['B'], []]);
    expect(sets).to.deep.equal({ alone: ['A', 'B'], together: ['B', 'C'] });
    const condition =
      'Assignee.IsActive = true AND PermissionSet.HasActivationRequired = false AND (ExpirationDate = null OR ExpirationDate > 2026-11-25T12:00:00.000Z)';
    expect(userQueries(sets, NOW)).to.deep.equal({
      counts: `SELECT PermissionSetId, COUNT_DISTINCT(AssigneeId) users FROM PermissionSetAssignment WHERE PermissionSetId IN ('A','B') AND ${condition} GROUP BY PermissionSetId`,
      assignments: `SELECT AssigneeId, PermissionSetId FROM PermissionSetAssignment WHERE PermissionSetId IN ('B','C') AND ${condition} LIMIT 2000`,
    });
  });

  const held = (AssigneeId: string, PermissionSetId: string): Record<string, string> => ({
    AssigneeId,
    PermissionSetId,
  });
  const counts = [{ PermissionSetId: 'A', users: 7 }];
  const assignments = [held('u1', 'B'), held('u1', 'C'), held('u2', 'C'), held('u3', 'D')];
  const many = Array.from({ length: 2000 }, (_, index) => held(`u${index}`, 'B'));

  const rows: Array<[what: string, setIds: string[], count: number | null]> = [
    ['nobody without a set', [], 0],
    ['what the org counted', ['A'], 7],
    ['nobody where the org counted none', ['X'], 0],
    ['a user of two sets once', ['B', 'C'], 2],
  ];
  for (const [what, setIds, count] of rows) {
    it(`counts ${what}`, () => expect(countUsers(setIds, { counts, assignments })).to.equal(count));
  }

  it('knows no number where the org did not tell, or told only the first', () => {
    expect(countUsers(['A'], {})).to.equal(null);
    expect(countUsers(['B', 'C'], {})).to.equal(null);
    expect(countUsers(['B', 'C'], { assignments: many })).to.equal(null);
  });
});
