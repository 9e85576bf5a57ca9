import { expect } from 'chai';
import { areAdmitted, describePermissionSet, isOurs, type GrantRequest } from '../../src/access/plan.ts';
import type { AccessRows } from '../../src/access/rows.ts';
import { thrownBy } from '../io/thrown.ts';
import { grantRequest } from './access-org.ts';
import { assignmentRow, NOW, profileRow, userRow } from './rows.ts';

const ann = userRow('ann');
const bob = userRow('bob');
const users = [ann, bob, userRow('eve', { IsActive: false })];
const annByProfile = profileRow(ann);
const withoutApi = (user: typeof ann) => profileRow(user, { PermissionsApiEnabled: false });
const expired = assignmentRow(
  ann,
  { Name: 'Jwt_Access' },
  { ExpirationDate: '2026-09-01T00:00:00.000+0000' },
);
const request = (changes: Partial<GrantRequest>): GrantRequest =>
  grantRequest({ usernames: [ann.Username], now: NOW, ...changes });

describe('access/plan, before it asks for more', () => {
  const admitted: Array<[string, Partial<GrantRequest>, AccessRows['assignments'], boolean]> = [
    [
      'a user who holds a permission set',
      {},
      [annByProfile, assignmentRow(ann, { Name: 'Jwt_Access' })],
      true,
    ],
    ['a user of a profile', { profiles: ['Standard User'] }, [annByProfile], true],
    ['a user who holds none', {}, [annByProfile, assignmentRow(ann, { Name: 'Other' })], false],
    ['what another user holds', {}, [annByProfile, assignmentRow(bob, { Name: 'Jwt_Access' })], false],
    [
      'a user who cannot use the API',
      {},
      [withoutApi(ann), assignmentRow(ann, { Name: 'Jwt_Access' })],
      false,
    ],
    ['an assignment whose time is over', {}, [annByProfile, expired], false],
    [
      'one of two users',
      { usernames: ['ann@example.com', 'bob@example.com'] },
      [annByProfile, assignmentRow(ann, { Name: 'Jwt_Access' })],
      false,
    ],
    ['nobody', { usernames: [] }, [], true],
  ];
  for (const [who, changes, assignments, expected] of admitted)
    it(`sees whether all are admitted: ${who}, ${expected}`, () => {
      expect(areAdmitted(request(changes), { users, assignments })).to.equal(expected);
    });

  it('refuses an inactive user before it asks for more', async () => {
    const error = await thrownBy(() =>
      areAdmitted(request({ usernames: ['eve@example.com'] }), { users, assignments: [] }),
    );
    expect(error.name).to.equal('UserInactiveError');
  });

  // orgs hold this text: after a change of it, the permission sets that were made before are nobody's
  it('describes a permission set by the app that it is made for', () => {
    expect(describePermissionSet('Jwt_Cli')).to.equal(
      'Lets its users log in with the app "Jwt_Cli". Made by sf jwt.',
    );
    expect(describePermissionSet('A'.repeat(80))).to.have.length.of.at.most(255);
  });

  const owned: Array<[string, string | null, boolean]> = [
    ['one that was made for the app', 'Lets its users log in with the app "Jwt_Cli". Made by sf jwt.', true],
    [
      'one to which somebody added words',
      'OPS-7: Lets its users log in with the app "Jwt_Cli". Made by sf jwt. Ask Ann.',
      true,
    ],
    ['one of another app', 'Lets its users log in with the app "Jwt_Cli_2". Made by sf jwt.', false],
    ['one that somebody else described', 'JWT access', false],
    ['one without description', null, false],
  ];
  for (const [what, Description, expected] of owned)
    it(`takes for ours ${what}: ${expected}`, () => {
      expect(isOurs({ Description }, 'Jwt_Cli')).to.equal(expected);
    });
});
