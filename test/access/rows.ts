// Rows as an org gives them, with what a test says of them; the rest is plain and in order.
import type { AssignmentRow, PermissionSetRow, UserRow } from '../../src/access/rows.ts';

export const NOW = new Date('2026-09-15T12:00:00Z');

export function userRow(name: string, changes: Partial<UserRow> = {}): UserRow {
  return {
    Id: `005${name.padEnd(15, '0')}`,
    Username: `${name}@example.com`,
    Email: `${name}@mail.example`,
    IsActive: true,
    UserType: 'Standard',
    Profile: {
      Name: 'Standard User',
      UserLicenseId: '100000000000001AAA',
      UserLicense: { Name: 'Salesforce', LicenseDefinitionKey: 'SFDC' },
    },
    ...changes,
  };
}

type Held = NonNullable<AssignmentRow['PermissionSet']>;

/** That `user` holds a permission set; `permissions` are those that are known of it. */
export function assignmentRow(
  user: UserRow,
  set: Partial<Held> & { Name: string },
  changes: Partial<AssignmentRow> = {},
): AssignmentRow {
  const Id = `0PS${set.Name.padEnd(15, '0')}`;
  return {
    Id: `0Pa${`${user.Id.slice(3, 8)}${set.Name}`.padEnd(15, '0').slice(0, 15)}`,
    AssigneeId: user.Id,
    Assignee: { Username: user.Username },
    ExpirationDate: null,
    PermissionSetId: Id,
    PermissionSet: {
      Id,
      NamespacePrefix: null,
      Label: set.Name,
      IsOwnedByProfile: false,
      ProfileId: null,
      HasActivationRequired: false,
      PermissionsApiEnabled: false,
      ...set,
    },
    ...changes,
  };
}

/** What a user's profile grants. */
export const profileRow = (user: UserRow, permissions: Partial<Held> = {}): AssignmentRow =>
  assignmentRow(user, {
    Name: 'X00eProfile',
    IsOwnedByProfile: true,
    ProfileId: '00e000000000001AAA',
    PermissionsApiEnabled: true,
    ...permissions,
  });

export function setRow(Name: string, changes: Partial<PermissionSetRow> = {}): PermissionSetRow {
  return {
    Id: `0PS${Name.padEnd(15, '0')}`,
    Name,
    NamespacePrefix: null,
    Label: Name,
    Description: null,
    LicenseId: null,
    HasActivationRequired: false,
    PermissionsApiEnabled: false,
    ...changes,
  };
}
