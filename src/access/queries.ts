import { permissionFields } from './permission-names.ts';

/** A string literal of SOQL. */
export function quoteSoql(text: string): string {
  return `'${text.replace(/[\\'"]/g, '\\$&')}'`;
}

/** A list of string literals, for `IN`. SOQL has no empty list; nothing has the empty name. */
export function quoteList(texts: readonly string[]): string {
  return `(${(texts.length > 0 ? texts : ['']).map(quoteSoql).join(',')})`;
}

const of = (relation: string, fields: readonly string[]): string[] =>
  fields.map((field) => `${relation}.${field}`);

/** Users by their names. Gives `UserRow`. */
export function userQuery(usernames: readonly string[]): string {
  const profile = of('Profile', [
    'Name',
    'UserLicenseId',
    'UserLicense.Name',
    'UserLicense.LicenseDefinitionKey',
  ]);
  const fields = ['Id', 'Username', 'Email', 'IsActive', 'UserType', ...profile];
  return `SELECT ${fields.join(', ')} FROM User WHERE Username IN ${quoteList(usernames)}`;
}

/**
 * What the users hold, and what it permits. Gives `AssignmentRow`. PermissionSet has a field for each permission that the
 * org knows (Object reference, PermissionSet): one that refuses the query answers it without `permissions`. `ownFields` are
 * more fields of the assignment itself.
 */
export function assignmentQuery(
  usernames: readonly string[],
  permissions: readonly string[] = permissionFields,
  ownFields: readonly string[] = [],
): string {
  const set = of('PermissionSet', [
    'Id',
    'Name',
    'NamespacePrefix',
    'Label',
    'IsOwnedByProfile',
    'ProfileId',
    'HasActivationRequired',
    ...permissions,
  ]);
  const own = ['Id', 'AssigneeId', 'Assignee.Username', 'ExpirationDate', 'PermissionSetId', ...ownFields];
  return `SELECT ${[...own, ...set].join(', ')} FROM PermissionSetAssignment WHERE Assignee.Username IN ${quoteList(usernames)}`;
}

/** What is asked first: enough to see that nothing has to be written. */
export const accessQueries = (usernames: readonly string[]): { users: string; assignments: string } => ({
  users: userQuery(usernames),
  assignments: assignmentQuery(usernames),
});

const SET_FIELDS =
  'Id, Name, NamespacePrefix, Label, Description, LicenseId, HasActivationRequired, PermissionsApiEnabled';

/** An API name without the namespace of a package. */
const bareName = (name: string): string => name.split('__').at(-1) ?? name;

/** Permission sets by their API names. Gives `PermissionSetRow`, also of a package's set of the same name. */
export function permissionSetQuery(names: readonly string[]): string {
  return `SELECT ${SET_FIELDS} FROM PermissionSet WHERE Name IN ${quoteList(names.map(bareName))} AND IsOwnedByProfile = false`;
}

/** The permission set licence whose sets hold no apps. Gives `PermissionSetLicenseRow`. Source: help article 001453686. */
export const permissionSetLicenseQuery = (): string =>
  "SELECT Id, MasterLabel FROM PermissionSetLicense WHERE DeveloperName = 'SalesforceAPIIntegrationPsl'";

/** Whether users are frozen. Gives `UserLoginRow`, to those who manage users alone. */
export function userLoginQuery(usernames: readonly string[]): string {
  return `SELECT UserId, IsFrozen FROM UserLogin WHERE User.Username IN ${quoteList(usernames)}`;
}

/** The active users who hold one of the permission sets. Gives `HolderRow`, also of a package's set of the same name. */
export function holderQuery(permissionSets: readonly string[]): string {
  const assignee = ['Username', 'Profile.Name'].map((field) => `Assignee.${field}`);
  const set = of('PermissionSet', ['Name', 'NamespacePrefix', 'IsOwnedByProfile', 'HasActivationRequired']);
  const fields = ['Id', ...assignee, 'ExpirationDate', ...set];
  return `SELECT ${fields.join(', ')} FROM PermissionSetAssignment WHERE Assignee.IsActive = true AND PermissionSet.IsOwnedByProfile = false AND PermissionSet.Name IN ${quoteList(permissionSets.map(bareName))}`;
}

/** How many active users each profile has. Gives `ProfileUsersRow`. */
export const profileUsersQuery = (): string =>
  'SELECT Profile.Name profileName, COUNT(Id) userCount FROM User WHERE IsActive = true GROUP BY Profile.Name';

/** The users who have a token of an app, which names its app by the label alone. Gives `TokenRow`. */
export const tokenQuery = (label: string): string =>
  `SELECT AppMenuItemId, User.Username FROM OauthToken WHERE AppName = ${quoteSoql(label)}`;

/** Every profile. Gives `ProfileRow`. */
export const profileQuery = (): string =>
  'SELECT Id, Name, UserLicenseId, UserLicense.Name FROM Profile ORDER BY Name';

/** Which of the users hold which of the sets by now, for a write that came too late. Gives `HeldRow`. */
export function heldQuery(userIds: readonly string[], permissionSetIds: readonly string[]): string {
  return `SELECT Id, AssigneeId, PermissionSetId FROM PermissionSetAssignment WHERE AssigneeId IN ${quoteList(userIds)} AND PermissionSetId IN ${quoteList(permissionSetIds)}`;
}

export type HeldRow = { Id: string; AssigneeId: string; PermissionSetId: string };
