import { expect } from 'chai';
import type { SfError } from '@salesforce/core/sfError';
import {
  checkUser,
  findUser,
  findUsers,
  isFrozen,
  lookUpUser,
  remarksOn,
  userFaults,
  type RunAsUser,
} from '../../src/access/users.ts';
import { shownBy, thrownBy } from '../io/thrown.ts';
import { assignmentRow, userRow } from './rows.ts';

const ann = userRow('ann');
const bob = userRow('bob', { Username: 'Bob@Example.com' });
const eve = userRow('eve', { IsActive: false });
const brien = userRow('brien', { Username: "o'brien@example.com" });
const users = [ann, bob, eve, brien];
const fine: RunAsUser = { row: ann, isFrozen: false, hasApiAccess: true };

describe('access/users', () => {
  it('finds a user without regard to case', () => {
    expect(findUser(users, 'BOB@example.com', 'admin')).to.equal(bob);
  });

  it('finds each user once, in the order they were named', () => {
    const names = ['bob@example.com', 'ann@example.com', 'BOB@EXAMPLE.COM'];
    expect(findUsers(users, names, 'admin')).to.deep.equal([bob, ann]);
  });

  it('looks up an inactive user, from whom something may be taken', () => {
    expect(lookUpUser(users, 'eve@example.com', 'admin')).to.equal(eve);
  });

  for (const [what, username, name] of [
    ['a username that the org does not have', 'nobody@example.com', 'UserNotFoundError'],
    ['an e-mail address that is no username', 'ann@mail.example', 'UserNotFoundError'],
    ['an inactive user', 'eve@example.com', 'UserInactiveError'],
  ] as const)
    it(`refuses ${what}: ${name}`, async () => {
      const error = await thrownBy(() => findUser(users, username, 'admin@example.com'));
      expect(error.name).to.equal(name);
      expect(error.message).to.include(`"${username}"`).and.to.include('Nothing was changed');
      expect(error.actions?.at(-1)).to.match(/sf data query --query ".*" --target-org admin@example\.com$/);
    });

  const provoked: Array<[string, Partial<RunAsUser>, string]> = [
    [
      'UserInactive',
      { row: eve },
      'sf data query --query "SELECT Username, Name FROM User WHERE IsActive = true"',
    ],
    [
      'UserFrozen',
      { isFrozen: true },
      `sf data update record --sobject UserLogin --where "UserId='${ann.Id}'" --values "IsFrozen=false"`,
    ],
    [
      'UserLacksApiAccess',
      { hasApiAccess: false, row: brien },
      String.raw`sf data query --query "SELECT PermissionSet.Label, PermissionSet.PermissionsApiEnabled FROM PermissionSetAssignment WHERE Assignee.Username = 'o\'brien@example.com'"`,
    ],
  ];

  it('provokes every fault', () => {
    expect(provoked.map(([name]) => name)).to.deep.equal(userFaults.map(({ name }) => name));
  });

  for (const [name, changes, command] of provoked)
    it(`refuses a user with the fault ${name}`, async () => {
      const user = { ...fine, ...changes };
      const error = await thrownBy(() => checkUser(user, 'admin@example.com'));
      expect(error.name).to.equal(`${name}Error`);
      expect(error.message).to.include(`"${user.row.Username}"`).and.to.include('Nothing was changed');
      expect(error.actions?.at(-1)).to.include(`${command} --target-org admin@example.com`);
      expect(shownBy(error)).not.to.match(/%[sdj]|undefined/);
    });

  it('names the flag that lets a new permission set grant API access', async () => {
    const error: SfError = await thrownBy(() => checkUser({ ...fine, hasApiAccess: false }, 'admin'));
    expect(error.actions?.[0]).to.include('--grant-api-access');
  });

  it('lets pass who has no fault, and what is not known', () => {
    checkUser(fine, 'admin');
    checkUser({ row: ann, isFrozen: undefined, hasApiAccess: undefined }, 'admin');
  });

  const logins: Array<[string, Parameters<typeof isFrozen>[1], boolean | undefined]> = [
    ['nothing where the org shows no accounts', undefined, undefined],
    ['nothing where there is none of the user', [{ UserId: bob.Id, IsFrozen: true }], undefined],
    ['a frozen account', [{ UserId: ann.Id, IsFrozen: true }], true],
    ['one that is not frozen', [{ UserId: ann.Id, IsFrozen: false }], false],
  ];
  for (const [what, rows, expected] of logins)
    it(`knows of ${what}: ${expected}`, () => {
      expect(isFrozen(ann, rows)).to.equal(expected);
    });

  for (const type of [
    'PowerPartner',
    'CspLitePortal',
    'CSPLitePortal',
    'CustomerSuccess',
    'PowerCustomerSuccess',
  ])
    it(`warns of a user of a site (${type})`, () => {
      expect(remarksOn(userRow('sue', { UserType: type }), undefined)).to.deep.equal([
        `The user "sue@example.com" is one of a site or portal (${type}): log in at the address of the site, not at that of the org.`,
      ]);
    });

  it('warns of an assignment that ends', () => {
    const held = assignmentRow(
      ann,
      { Name: 'Jwt_Access' },
      { ExpirationDate: '2027-01-01T00:00:00.000+0000' },
    );
    expect(remarksOn(ann, held)).to.deep.equal([
      'The user "ann@example.com" holds the permission set "Jwt_Access" until 2027-01-01; from then on the app does not admit them.',
    ]);
  });

  it('says nothing of other users', () => {
    expect(remarksOn(ann, assignmentRow(ann, { Name: 'Jwt_Access' }))).to.deep.equal([]);
    expect(remarksOn(userRow('chat', { UserType: 'CsnOnly' }), undefined)).to.deep.equal([]);
  });
});
