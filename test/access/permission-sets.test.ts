import { expect } from 'chai';
import {
  findSetFault,
  isOfSet,
  refuseOutsider,
  refuseSetsWithoutApps,
  setFaults,
  type AppSet,
  type Choice,
} from '../../src/access/permission-sets.ts';
import type { PermissionSetRow } from '../../src/access/rows.ts';
import { shownBy, thrownBy } from '../io/thrown.ts';
import { assignmentRow, NOW, setRow, userRow } from './rows.ts';

const ann = userRow('ann');
const appSet = (changes: Partial<PermissionSetRow> = {}): AppSet => ({
  name: 'Jwt_Access',
  label: 'Jwt_Access',
  row: setRow('Jwt_Access', changes),
  grantsApiAccess: false,
});
const choice = (changes: Partial<Choice> = {}): Choice => ({
  set: appSet(),
  user: ann,
  ofUser: [],
  rows: {
    profiles: [
      {
        Id: '00e000000000002AAA',
        Name: 'Chatter Free User',
        UserLicenseId: '100000000000002AAB',
        UserLicense: { Name: 'Chatter Free' },
      },
    ],
  },
  now: NOW,
  targetOrg: 'admin@example.com',
  ...changes,
});
const expired = assignmentRow(
  ann,
  { Name: 'Jwt_Access' },
  { Id: '0Pa000000000007AAA', ExpirationDate: '2026-09-15T11:59:59.000+0000' },
);

describe('access/permission-sets', () => {
  const provoked: Array<[string, Partial<Choice>, string[], string]> = [
    [
      'PermissionSetNeedsActivation',
      { set: appSet({ HasActivationRequired: true }) },
      ['"Jwt_Access"'],
      'sf data query --query "SELECT Name, Label FROM PermissionSet WHERE HasActivationRequired = false AND IsOwnedByProfile = false"',
    ],
    [
      'PermissionSetOfOtherLicense',
      { set: appSet({ LicenseId: '100000000000002AAA' }) },
      ['"Jwt_Access"', '"Chatter Free"', '"ann@example.com"', '"Salesforce"'],
      'sf data query --query "SELECT Name, Label FROM PermissionSet WHERE LicenseId = null AND IsOwnedByProfile = false"',
    ],
    [
      'AssignmentExpired',
      { ofUser: [expired] },
      ['"ann@example.com"', '"Jwt_Access"', '2026-09-15'],
      'sf data delete record --sobject PermissionSetAssignment --record-id 0Pa000000000007AAA',
    ],
  ];

  it('provokes every fault', () => {
    expect(provoked.map(([name]) => name)).to.deep.equal(setFaults.map(({ name }) => name));
  });

  for (const [name, changes, named, command] of provoked)
    it(`refuses a permission set with the fault ${name}`, () => {
      const given = choice(changes);
      const fault = findSetFault(given);
      expect(fault?.name).to.equal(name);
      const error = fault?.error(given) as Awaited<ReturnType<typeof thrownBy>>;
      expect(error.name).to.equal(`${name}Error`);
      for (const text of named) expect(error.message).to.include(text);
      expect(error.message).to.include('Nothing was changed');
      expect(error.actions?.at(-1))
        .to.match(/--target-org admin@example\.com$/)
        .and.to.include(command);
      expect(shownBy(error)).not.to.match(/%[sdj]|undefined/);
    });

  const held = (changes: Parameters<typeof assignmentRow>[2]): Partial<Choice> => ({
    ofUser: [assignmentRow(ann, { Name: 'Jwt_Access' }, changes)],
  });
  const passing: Array<[string, Partial<Choice>]> = [
    ['a plain permission set', {}],
    ['one that is still to be created', { set: { ...appSet(), row: undefined } }],
    [
      "one of the user's own licence, in the short form of its Id",
      { set: appSet({ LicenseId: '100000000000001' }) },
    ],
    [
      'one of a permission set licence, which an assignment brings along',
      { set: appSet({ LicenseId: '0PL000000000001AAA' }) },
    ],
    [
      'one of a user licence, for a user without profile',
      { set: appSet({ LicenseId: '100000000000002AAA' }), user: userRow('ann', { Profile: null }) },
    ],
    ['an assignment without end', held({})],
    ['an assignment that ends later', held({ ExpirationDate: '2026-09-15T12:00:01.000+0000' })],
    [
      'an expired assignment of another set',
      { ofUser: [{ ...expired, ...assignmentRow(ann, { Name: 'Other' }) }] },
    ],
  ];
  for (const [what, changes] of passing)
    it(`lets pass ${what}`, () => {
      expect(findSetFault(choice(changes))?.name).to.equal(undefined);
    });

  const integration = { Id: '0PL000000000009AAA', MasterLabel: 'Salesforce API Integration' };

  it('refuses a permission set whose licence lets it hold no apps', async () => {
    const set = appSet({ LicenseId: '0PL000000000009' });
    const error = await thrownBy(() =>
      refuseSetsWithoutApps([appSet(), set], { permissionSetLicenses: [integration] }, 'admin@example.com'),
    );
    expect(error.name).to.equal('PermissionSetHoldsNoAppsError');
    expect(error.message).to.include('"Jwt_Access"').and.to.include('"Salesforce API Integration"');
    expect(error.actions?.at(-1)).to.match(
      /^See .*: sf data query --query ".*" --target-org admin@example\.com$/,
    );
    expect(shownBy(error)).not.to.match(/%[sdj]|undefined/);
  });

  it('lets pass permission sets of other licences, of none, and new ones', () => {
    const sets = [appSet({ LicenseId: '0PL000000000001AAA' }), appSet(), { ...appSet(), row: undefined }];
    refuseSetsWithoutApps(sets, { permissionSetLicenses: [integration] }, 'admin');
    refuseSetsWithoutApps(sets, { permissionSetLicenses: [] }, 'admin');
  });

  it('refuses a user whom an app without permission sets does not admit', async () => {
    const error = await thrownBy(() => refuseOutsider(ann, 'Jwt_Cli', 'admin@example.com'));
    expect(error.name).to.equal('UserNotAdmittedError');
    for (const text of ['"Jwt_Cli"', '"ann@example.com"', '"Standard User"'])
      expect(error.message).to.include(text);
    expect(error.actions?.at(-1)).to.include(
      'sf data query --query "SELECT Username, Profile.Name FROM User WHERE Username = \'ann@example.com\'" --target-org admin@example.com',
    );
  });

  const same: Array<[string, Parameters<typeof assignmentRow>[1], string, boolean]> = [
    ['its name', { Name: 'Jwt_Access' }, 'Jwt_Access', true],
    ['its name in other letters', { Name: 'Jwt_Access' }, 'JWT_ACCESS', true],
    ["a package's set by its whole name", { Name: 'Access', NamespacePrefix: 'pkg' }, 'pkg__Access', true],
    ["not a package's set by the bare name", { Name: 'Access', NamespacePrefix: 'pkg' }, 'Access', false],
    ['not the set of a profile', { Name: 'X00e', IsOwnedByProfile: true }, 'X00e', false],
  ];
  for (const [what, set, name, expected] of same)
    it(`knows a permission set by ${what}`, () => {
      expect(isOfSet(assignmentRow(ann, set), name)).to.equal(expected);
    });
});
