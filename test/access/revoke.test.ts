import { expect } from 'chai';
import { planRevoke, type RevokePlan, type RevokeRequest } from '../../src/access/plan.ts';
import type { AssignmentRow } from '../../src/access/rows.ts';
import { shownBy, thrownBy } from '../io/thrown.ts';
import { assignmentRow, profileRow, userRow } from './rows.ts';

const ann = userRow('ann');
const bob = userRow('bob');
const eve = userRow('eve', { IsActive: false });

const plan = (changes: Partial<RevokeRequest>, assignments: AssignmentRow[]): RevokePlan =>
  planRevoke(
    {
      appName: 'Jwt_Cli',
      usernames: ['ann@example.com'],
      permissionSets: ['Jwt_Access', 'Second'],
      profiles: [],
      targetOrg: 'admin@example.com',
      ...changes,
    },
    { users: [ann, bob, eve], assignments },
  );
const held = (
  user: typeof ann,
  Name: string,
  Id: string,
  ExpirationDate: string | null = null,
): AssignmentRow => assignmentRow(user, { Name }, { Id, ExpirationDate });

describe('access/plan, to revoke', () => {
  const rows: Array<[string, Partial<RevokeRequest>, AssignmentRow[], RevokePlan]> = [
    [
      "takes every one of the app's permission sets, and nothing else",
      {},
      [
        profileRow(ann),
        held(ann, 'Jwt_Access', '0Pa1'),
        held(ann, 'Second', '0Pa2'),
        held(ann, 'Other', '0Pa3'),
        held(bob, 'Jwt_Access', '0Pa4'),
      ],
      {
        remove: [
          { id: '0Pa1', username: 'ann@example.com', permissionSet: 'Jwt_Access' },
          { id: '0Pa2', username: 'ann@example.com', permissionSet: 'Second' },
        ],
        notHeld: [],
      },
    ],
    [
      'takes it from an inactive user, who may be activated again',
      { usernames: ['EVE@example.com'] },
      [held(eve, 'Jwt_Access', '0Pa1')],
      { remove: [{ id: '0Pa1', username: 'eve@example.com', permissionSet: 'Jwt_Access' }], notHeld: [] },
    ],
    [
      'takes what counts no more, which could be prolonged',
      {},
      [held(ann, 'Jwt_Access', '0Pa1', '2026-01-01T00:00:00.000+0000')],
      { remove: [{ id: '0Pa1', username: 'ann@example.com', permissionSet: 'Jwt_Access' }], notHeld: [] },
    ],
    [
      'says who holds nothing',
      { usernames: ['ann@example.com', 'bob@example.com', 'ann@example.com'] },
      [held(bob, 'Jwt_Access', '0Pa1')],
      {
        remove: [{ id: '0Pa1', username: 'bob@example.com', permissionSet: 'Jwt_Access' }],
        notHeld: ['ann@example.com'],
      },
    ],
    [
      'does not mind profiles of other users',
      { profiles: ['System Administrator'] },
      [held(ann, 'Jwt_Access', '0Pa1')],
      { remove: [{ id: '0Pa1', username: 'ann@example.com', permissionSet: 'Jwt_Access' }], notHeld: [] },
    ],
  ];
  for (const [fact, changes, assignments, expected] of rows)
    it(fact, () => {
      expect(plan(changes, assignments)).to.deep.equal(expected);
    });

  it('refuses to pretend: a user whose profile the app admits stays admitted', async () => {
    const error = await thrownBy(() =>
      plan({ profiles: ['standard user'] }, [held(ann, 'Jwt_Access', '0Pa1')]),
    );
    expect(error.name).to.equal('UserStaysAdmittedError');
    for (const text of ['"ann@example.com"', '"Jwt_Cli"', '"Standard User"', 'Nothing was changed'])
      expect(error.message).to.include(text);
    expect(error.actions?.[0]).to.include('--profile "Standard User"');
    expect(error.actions?.at(-1)).to.match(
      /: sf data query --query "SELECT Username, Profile\.Name FROM User WHERE Username = 'ann@example\.com'" --target-org admin@example\.com$/,
    );
    expect(shownBy(error)).not.to.match(/%[sdj]|undefined/);
  });

  it('refuses a username that the org does not have', async () => {
    const error = await thrownBy(() => plan({ usernames: ['nobody@example.com'] }, []));
    expect(error.name).to.equal('UserNotFoundError');
  });
});
