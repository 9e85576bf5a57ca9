import { expect } from 'chai';
import { needsWriting, planGrant, type GrantPlan, type GrantRequest } from '../../src/access/plan.ts';
import type { AccessRows, GrantRows } from '../../src/access/rows.ts';
import { shownBy, thrownBy } from '../io/thrown.ts';
import { grantRequest } from './access-org.ts';
import { assignmentRow, NOW, profileRow, setRow, userRow } from './rows.ts';

const ann = userRow('ann');
const bob = userRow('bob', { Username: 'Bob@Example.com' });
const eve = userRow('eve', { IsActive: false });
const users = [ann, bob, eve];
const jwt = setRow('Jwt_Access', { Label: 'JWT access' });
const second = setRow('Second');
const [annByProfile, bobByProfile] = [profileRow(ann), profileRow(bob)];
const withoutApi = (user: typeof ann) => profileRow(user, { PermissionsApiEnabled: false });

const request = (changes: Partial<GrantRequest> = {}): GrantRequest =>
  grantRequest({ usernames: [ann.Username], targetOrg: 'admin@example.com', now: NOW, ...changes });

type Rows = Partial<AccessRows> & Partial<GrantRows>;

function plan(changes: Partial<GrantRequest> = {}, rows: Rows = {}): GrantPlan {
  const access = { users, assignments: [annByProfile, bobByProfile], ...rows };
  const grant = { permissionSets: [jwt], permissionSetLicenses: [], profiles: [], ...rows };
  return planGrant(request(changes), access, grant);
}

const existing = [{ name: 'Jwt_Access', label: 'JWT access', id: jwt.Id }];
const assignAnn = { userId: ann.Id, username: 'ann@example.com', permissionSet: 'Jwt_Access' };
const assignBob = { userId: bob.Id, username: 'Bob@Example.com', permissionSet: 'Jwt_Access' };
const created = (name: string, grantsApiAccess = false) => ({
  name,
  label: name,
  description: 'Lets its users log in with the app "Jwt_Cli". Made by sf jwt.',
  grantsApiAccess,
});
const none: GrantPlan = { create: [], existing: [], assign: [], admitted: [], warnings: [] };
const both = ['Jwt_Access', 'Second'];

describe('access/plan', () => {
  const rows: Array<[string, Partial<GrantRequest>, Rows, GrantPlan]> = [
    [
      'assigns the permission set to a user who does not hold it',
      {},
      {},
      { ...none, existing, assign: [assignAnn] },
    ],
    [
      'leaves a user alone who holds it',
      {},
      { assignments: [annByProfile, assignmentRow(ann, { Name: 'Jwt_Access' })] },
      {
        ...none,
        existing,
        admitted: [{ username: 'ann@example.com', by: 'permission-set', name: 'Jwt_Access' }],
      },
    ],
    [
      'leaves a user alone who holds another one of the app',
      { permissionSets: both },
      { permissionSets: [jwt, second], assignments: [annByProfile, assignmentRow(ann, { Name: 'Second' })] },
      {
        ...none,
        existing: [...existing, { name: 'Second', label: 'Second', id: second.Id }],
        admitted: [{ username: 'ann@example.com', by: 'permission-set', name: 'Second' }],
      },
    ],
    [
      'leaves a user alone whose profile the app admits',
      { profiles: ['standard user'] },
      {},
      {
        ...none,
        existing,
        admitted: [{ username: 'ann@example.com', by: 'profile', name: 'Standard User' }],
      },
    ],
    [
      'keeps both kinds apart, in the order they were named, each once',
      { usernames: ['bob@example.com', 'ANN@EXAMPLE.COM', 'Bob@Example.com'] },
      { assignments: [annByProfile, bobByProfile, assignmentRow(bob, { Name: 'Jwt_Access' })] },
      {
        ...none,
        existing,
        assign: [assignAnn],
        admitted: [{ username: 'Bob@Example.com', by: 'permission-set', name: 'Jwt_Access' }],
      },
    ],
    [
      'assigns the first of several permission sets',
      { permissionSets: both, usernames: ['ann@example.com', 'bob@example.com'] },
      { permissionSets: [second, jwt] },
      {
        ...none,
        existing: [...existing, { name: 'Second', label: 'Second', id: second.Id }],
        assign: [assignAnn, assignBob],
      },
    ],
    [
      "assigns the first that the user's licence allows",
      { permissionSets: ['Second', 'Jwt_Access'] },
      { permissionSets: [jwt, { ...second, LicenseId: '100000000000002AAA' }] },
      {
        ...none,
        existing: [{ name: 'Second', label: 'Second', id: second.Id }, ...existing],
        assign: [assignAnn],
      },
    ],
    [
      'creates what is missing, under its name, and says what for',
      { permissionSets: ['Jwt_Access', 'New_One'] },
      {},
      { ...none, create: [created('New_One')], existing, assign: [assignAnn] },
    ],
    [
      'creates for nobody, too: the app will name it',
      { permissionSets: ['New_One'], usernames: [] },
      {},
      { ...none, create: [created('New_One')] },
    ],
    [
      'creates one that permits the use of the API when it is asked to',
      { permissionSets: ['New_One'], grantApiAccess: true },
      { assignments: [withoutApi(ann)] },
      { ...none, create: [created('New_One', true)], assign: [{ ...assignAnn, permissionSet: 'New_One' }] },
    ],
    [
      'prefers that one for a user who lacks it, and gives it to one who is admitted already',
      {
        permissionSets: ['Jwt_Access', 'New_One'],
        grantApiAccess: true,
        usernames: ['ann@example.com', 'bob@example.com'],
      },
      {
        assignments: [withoutApi(ann), withoutApi(bob), assignmentRow(bob, { Name: 'Jwt_Access' })],
      },
      {
        ...none,
        create: [created('New_One', true)],
        existing,
        assign: [
          { ...assignAnn, permissionSet: 'New_One' },
          { ...assignBob, permissionSet: 'New_One' },
        ],
        admitted: [{ username: 'Bob@Example.com', by: 'permission-set', name: 'Jwt_Access' }],
      },
    ],
    [
      'counts what an existing permission set permits',
      {},
      { permissionSets: [{ ...jwt, PermissionsApiEnabled: true }], assignments: [withoutApi(ann)] },
      { ...none, existing, assign: [assignAnn] },
    ],
    [
      'takes a permission set by its name in other letters, and once',
      { permissionSets: ['jwt_access', 'JWT_ACCESS'] },
      {},
      { ...none, existing, assign: [assignAnn] },
    ],
    [
      "takes a package's permission set by its whole name, and no other of that name",
      { permissionSets: ['pkg__Jwt_Access'] },
      { permissionSets: [jwt, { ...setRow('Jwt_Access'), Id: '0PSpkg', NamespacePrefix: 'pkg' }] },
      {
        ...none,
        existing: [{ name: 'pkg__Jwt_Access', label: 'Jwt_Access', id: '0PSpkg' }],
        assign: [{ ...assignAnn, permissionSet: 'pkg__Jwt_Access' }],
      },
    ],
    [
      'does not stop at accounts that the org does not show',
      {},
      { userLogins: undefined },
      { ...none, existing, assign: [assignAnn] },
    ],
    [
      'says what an administrator should know',
      {},
      {
        users: [{ ...ann, UserType: 'CspLitePortal' }],
        assignments: [
          annByProfile,
          assignmentRow(ann, { Name: 'Jwt_Access' }, { ExpirationDate: '2026-12-31T00:00:00.000+0000' }),
        ],
      },
      {
        ...none,
        existing,
        admitted: [{ username: 'ann@example.com', by: 'permission-set', name: 'Jwt_Access' }],
        warnings: [
          'The user "ann@example.com" is one of a site or portal (CspLitePortal): log in at the address of the site, not at that of the org.',
          'The user "ann@example.com" holds the permission set "Jwt_Access" until 2026-12-31; from then on the app does not admit them.',
        ],
      },
    ],
    [
      'does nothing for an app without permission sets and a user of its profile',
      { permissionSets: [], profiles: ['Standard User'] },
      { permissionSets: [] },
      { ...none, admitted: [{ username: 'ann@example.com', by: 'profile', name: 'Standard User' }] },
    ],
  ];
  for (const [fact, changes, given, expected] of rows)
    it(fact, () => {
      const made = plan(changes, given);
      expect(made).to.deep.equal(expected);
      // for a preview
      expect(JSON.parse(JSON.stringify(made))).to.deep.equal(expected);
      expect(needsWriting(made)).to.equal(expected.create.length + expected.assign.length > 0);
    });

  const expired = assignmentRow(
    ann,
    { Name: 'Jwt_Access' },
    { ExpirationDate: '2026-09-01T00:00:00.000+0000' },
  );
  const refused: Array<[string, Partial<GrantRequest>, Rows, string]> = [
    ['a username that the org does not have', { usernames: ['nobody@example.com'] }, {}, 'UserNotFound'],
    [
      'an inactive user, also one who holds the permission set',
      { usernames: ['eve@example.com'] },
      { assignments: [assignmentRow(eve, { Name: 'Jwt_Access' })] },
      'UserInactive',
    ],
    ['a frozen user', {}, { userLogins: [{ UserId: ann.Id, IsFrozen: true }] }, 'UserFrozen'],
    ['a user without API access', {}, { assignments: [withoutApi(ann)] }, 'UserLacksApiAccess'],
    [
      'one whom only an existing permission set is to help, which does not',
      { grantApiAccess: true },
      { assignments: [withoutApi(ann)] },
      'UserLacksApiAccess',
    ],
    [
      'one who is admitted and lacks it',
      {},
      { assignments: [withoutApi(ann), assignmentRow(ann, { Name: 'Jwt_Access' })] },
      'UserLacksApiAccess',
    ],
    [
      "a permission set of another user's licence",
      {},
      { permissionSets: [{ ...jwt, LicenseId: '100000000000002AAA' }] },
      'PermissionSetOfOtherLicense',
    ],
    [
      'a permission set that holds no apps, also for nobody',
      { usernames: [] },
      {
        permissionSets: [{ ...jwt, LicenseId: '0PL000000000001AAA' }],
        permissionSetLicenses: [{ Id: '0PL000000000001AAA', MasterLabel: 'Salesforce API Integration' }],
      },
      'PermissionSetHoldsNoApps',
    ],
    [
      'a permission set that has to be activated, held or not',
      {},
      {
        permissionSets: [{ ...jwt, HasActivationRequired: true }],
        assignments: [annByProfile, assignmentRow(ann, { Name: 'Jwt_Access', HasActivationRequired: true })],
      },
      'PermissionSetNeedsActivation',
    ],
    ['an assignment whose time is over', {}, { assignments: [annByProfile, expired] }, 'AssignmentExpired'],
    [
      'a user of no profile of an app without permission sets',
      { permissionSets: [], profiles: ['System Administrator'] },
      {},
      'UserNotAdmitted',
    ],
  ];
  for (const [what, changes, given, name] of refused)
    it(`refuses ${what}: ${name}`, async () => {
      const error = await thrownBy(() => plan(changes, given));
      expect(error.name).to.equal(`${name}Error`);
      expect(error.message).to.include('Nothing was changed');
      expect(error.actions?.at(-1)).to.match(/: sf data .* --target-org admin@example\.com$/);
      expect(shownBy(error)).not.to.match(/%[sdj]|undefined/);
    });
});
