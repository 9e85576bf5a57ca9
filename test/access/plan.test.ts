import { expect } from 'chai';
import { findUser, planGrant, type AccessRows, type UserRow } from '../../src/access/plan.ts';
import { shownBy, thrownBy } from '../io/thrown.ts';

const user = (Id: string, Username: string, IsActive = true): UserRow => ({
  Id,
  Username,
  Email: `${Id}@example.com`,
  IsActive,
});
const ann = user('005A', 'ann@example.com');
const bob = user('005B', 'Bob@Example.com');
const eve = user('005E', 'eve@example.com', false);
const set = { Id: '0PS1', Name: 'Jwt_Access', Label: 'JWT access' };

const plan = (rows: Partial<AccessRows>, ...usernames: string[]): ReturnType<typeof planGrant> =>
  planGrant(
    { users: [ann, bob, eve], permissionSet: set, assignments: [], ...rows },
    usernames,
    'Jwt_Access',
  );

describe('access/plan', () => {
  const rows: Array<[string, Partial<AccessRows>, string[], ReturnType<typeof planGrant>]> = [
    [
      'assigns the permission set to a user who does not hold it',
      {},
      ['ann@example.com'],
      { permissionSet: { name: 'Jwt_Access', id: '0PS1' }, assign: [ann], alreadyAssigned: [] },
    ],
    [
      'leaves a user alone who holds it',
      { assignments: [{ AssigneeId: '005A' }] },
      ['ann@example.com'],
      { permissionSet: { name: 'Jwt_Access', id: '0PS1' }, assign: [], alreadyAssigned: [ann] },
    ],
    [
      'keeps both kinds apart, in the order they were named',
      { assignments: [{ AssigneeId: '005A' }, { AssigneeId: '005X' }] },
      ['bob@example.com', 'ann@example.com'],
      { permissionSet: { name: 'Jwt_Access', id: '0PS1' }, assign: [bob], alreadyAssigned: [ann] },
    ],
    [
      'finds users without regard to case',
      {},
      ['ANN@EXAMPLE.COM', 'bob@example.com'],
      { permissionSet: { name: 'Jwt_Access', id: '0PS1' }, assign: [ann, bob], alreadyAssigned: [] },
    ],
    [
      'has no id of a permission set that is still to be made',
      { permissionSet: undefined },
      ['ann@example.com'],
      { permissionSet: { name: 'Jwt_Access', id: undefined }, assign: [ann], alreadyAssigned: [] },
    ],
    [
      'does nothing for nobody',
      {},
      [],
      { permissionSet: { name: 'Jwt_Access', id: '0PS1' }, assign: [], alreadyAssigned: [] },
    ],
  ];
  for (const [fact, given, usernames, expected] of rows) {
    it(fact, () => {
      expect(plan(given, ...usernames)).to.deep.equal(expected);
    });
  }

  const refused: Array<[string, string[], string, string]> = [
    [
      'a username that the org does not have',
      ['ann@example.com', 'nobody@example.com'],
      'UserNotFoundError',
      'nobody@example.com',
    ],
    ['an e-mail address that is no username', ['005A@example.com'], 'UserNotFoundError', '005A@example.com'],
    ['an inactive user', ['ann@example.com', 'eve@example.com'], 'UserInactiveError', 'eve@example.com'],
    ['an inactive user in other letters', ['EVE@example.com'], 'UserInactiveError', 'EVE@example.com'],
  ];
  for (const [what, usernames, name, named] of refused) {
    it(`refuses ${what}: ${name}`, async () => {
      const error = await thrownBy(() => plan({}, ...usernames));
      expect(error.name).to.equal(name);
      expect(error.message).to.include(`"${named}"`).and.to.include('Nothing was changed');
      expect(error.actions?.at(-1)).to.include('sf data query --query');
      expect(shownBy(error)).not.to.match(/%[sdj]|undefined/);
    });
  }

  it('refuses an inactive user even when the permission set is assigned already', async () => {
    const error = await thrownBy(() => plan({ assignments: [{ AssigneeId: '005E' }] }, 'eve@example.com'));
    expect(error.name).to.equal('UserInactiveError');
  });

  it('finds one user of an org', () => {
    expect(findUser([ann, bob], 'BOB@example.com')).to.equal(bob);
  });
});
