import { Messages } from '@salesforce/core/messages';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'access');

export type UserRow = { Id: string; Username: string; Email: string; IsActive: boolean };
export type PermissionSetRow = { Id: string; Name: string; Label: string };
export type AssignmentRow = { AssigneeId: string };

/** What the org says about the users and the permission set that a grant is about. */
export type AccessRows = {
  users: UserRow[];
  permissionSet: PermissionSetRow | undefined;
  assignments: AssignmentRow[];
};

/** What has to be written so that each user holds the permission set. Prints as it stands, for a preview. */
export type GrantPlan = {
  permissionSet: { name: string; id: string | undefined };
  assign: UserRow[];
  alreadyAssigned: UserRow[];
};

/**
 * Plans to give the permission set to the users. Throws before anything is written when a user cannot log in anyway: one
 * that does not exist in this org, or an inactive one.
 */
export function planGrant(rows: AccessRows, usernames: readonly string[], permissionSet: string): GrantPlan {
  const users = [...new Set(usernames.map((username) => findUser(rows.users, username)))];
  const assigned = new Set(rows.assignments.map(({ AssigneeId }) => AssigneeId));
  return {
    permissionSet: { name: permissionSet, id: rows.permissionSet?.Id },
    assign: users.filter(({ Id }) => !assigned.has(Id)),
    alreadyAssigned: users.filter(({ Id }) => assigned.has(Id)),
  };
}

/** Usernames are unique without regard to case. */
export function findUser(users: readonly UserRow[], username: string): UserRow {
  const user = users.find(({ Username }) => Username.toLowerCase() === username.toLowerCase());
  if (!user) throw messages.createError('error.UserNotFound', [username]);
  if (!user.IsActive) throw messages.createError('error.UserInactive', [username]);
  return user;
}
