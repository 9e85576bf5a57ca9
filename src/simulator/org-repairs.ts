/**
 * The ways back from what org-changes.ts does, where those are functions of their own: what a person would do, or time. The
 * others take back what they did: `freezeUser`, `closeLoginHours`, `restrictUserIp`, `failAuthentication`, `lockOrg`, `disableApp`.
 */
import type { OrgState } from './org-state.ts';
import { findUser } from './find-user.ts';
import { profileOf } from './login-restrictions.ts';
import type { SystemPermission } from './permissions.ts';

/** Gives a permission to the user's profile, and so to whoever else has it. */
export function restorePermission(org: OrgState, username: string, permission: SystemPermission): void {
  const user = findUser(org, username);
  if (user === undefined) throw new Error(`The simulated org has no user ${username}`);
  const { permissionSetId } = profileOf(org, user);
  const owned = org.records.permissionSets.find(({ id }) => id === permissionSetId);
  if (owned?.permissions.includes(permission) === false) owned.permissions.push(permission);
}

export function enableUserApi(org: OrgState, username: string): void {
  restorePermission(org, username, 'ApiEnabled');
}

/** Another edition, or an org that has become ready. */
export function enableRestApi(org: OrgState): void {
  org.isRestApiDisabled = false;
}

/** What a new day does: all its API requests are there, for every app. */
export function renewApiRequests(org: OrgState): void {
  org.apiUsage = 0;
  org.appQuotas = org.appQuotas.map((quota) => ({ ...quota, used: 0 }));
}

/** What an hour without logins does. The rows of the login history go, too, as the hour is counted by their times. */
export function forgetLogins(org: OrgState, username: string): void {
  const user = findUser(org, username);
  org.logins = org.logins.filter(({ userId }) => userId !== user?.id);
}

/** Replaces the approvals of a self-authorize app that no longer work by such that do. */
export function renewApprovals(org: OrgState): void {
  for (const approval of org.records.selfApprovals) approval.isDamaged = false;
}
