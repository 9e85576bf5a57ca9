/**
 * Changes that a test makes to an org by name: what an administrator or the passing of time would do.
 * Each throws when it names something that the org does not have.
 */
import { findComponent, findPartOf } from './metadata/component.ts';
import type { Component } from './metadata/component.ts';
import { deleteComponent } from './metadata/delete-component.ts';
import { element, findElement, textAt, withElement } from './metadata/xml-elements.ts';
import { recordLogin } from './login-history.ts';
import { findUser } from './find-user.ts';
import { licenseIdNamed } from './licenses.ts';
import {
  type LoginHours,
  type LoginIpRange,
  noHours,
  otherAddresses,
  profileOf,
} from './login-restrictions.ts';
import {
  type ChangeKind,
  newOrgId,
  nextId,
  type OrgState,
  type PermissionSet,
  type User,
} from './org-state.ts';
import { effectivePermissionSets, type SystemPermission } from './permissions.ts';

function userNamed(org: OrgState, username: string): User {
  const user = findUser(org, username);
  if (user === undefined) throw new Error(`The simulated org has no user ${username}`);
  return user;
}

function permissionSetNamed(org: OrgState, name: string): PermissionSet {
  const permissionSet = org.records.permissionSets.find((candidate) => candidate.name === name);
  if (permissionSet === undefined) throw new Error(`The simulated org has no permission set ${name}`);
  return permissionSet;
}

function appNamed(org: OrgState, name: string): Component {
  const app =
    findComponent(org.records, 'ExternalClientApplication', name) ??
    findComponent(org.records, 'ConnectedApp', name);
  if (app === undefined) throw new Error(`The simulated org has no app ${name}`);
  return app;
}

export function deactivateUser(org: OrgState, username: string): void {
  userNamed(org, username).isActive = false;
}

export function activateUser(org: OrgState, username: string): void {
  userNamed(org, username).isActive = true;
}

export function freezeUser(org: OrgState, username: string, isFrozen = true): void {
  userNamed(org, username).isFrozen = isFrozen;
}

/** Takes a permission from the user's profile and permission sets, and so from whoever else has these. */
export function withdrawPermission(org: OrgState, username: string, permission: SystemPermission): void {
  const user = userNamed(org, username);
  for (const permissionSet of effectivePermissionSets(org.records, user.id, org.now())) {
    permissionSet.permissions = permissionSet.permissions.filter((name) => name !== permission);
  }
}

export function disableUserApi(org: OrgState, username: string): void {
  withdrawPermission(org, username, 'ApiEnabled');
}

/** Closes the login hours of the user's profile, at all times of all days, or lets its users log in at any time again. */
export function closeLoginHours(org: OrgState, username: string, isClosed = true): void {
  setLoginHours(org, username, isClosed ? noHours : null);
}

/** Sets the login hours of the user's profile, and so of whoever else has it; null for any time. */
export function setLoginHours(org: OrgState, username: string, hours: LoginHours | null): void {
  profileOf(org, userNamed(org, username)).loginHours = hours;
}

/** Makes the caller's address lie outside the login IP ranges of the user's profile, or takes these away. */
export function restrictUserIp(org: OrgState, username: string, isRestricted = true): void {
  setLoginIpRanges(org, username, isRestricted ? otherAddresses : []);
}

/** Sets the login IP ranges of the user's profile, and so of whoever else has it; none for anywhere. */
export function setLoginIpRanges(org: OrgState, username: string, ranges: LoginIpRange[]): void {
  profileOf(org, userNamed(org, username)).loginIpRanges = ranges;
}

/** Lets the user's logins be refused without a reason. */
export function failAuthentication(org: OrgState, username: string, isFailing = true): void {
  userNamed(org, username).failsToAuthenticate = isFailing;
}

/** An edition without API, or an org that is not ready yet. */
export function disableRestApi(org: OrgState): void {
  org.isRestApiDisabled = true;
}

/** Uses up the day's API requests. */
export function exhaustApiRequests(org: OrgState): void {
  org.apiUsage = org.apiLimit;
}

/** Lets an app use only so many of the day's API requests. */
export function limitAppRequests(org: OrgState, appName: string, limit: number): void {
  const { id: appId } = appNamed(org, appName);
  org.appQuotas = [...org.appQuotas.filter((quota) => quota.appId !== appId), { appId, used: 0, limit }];
}

/** Uses up the user's logins of this hour. */
export function exhaustLogins(org: OrgState, username: string): void {
  const user = userNamed(org, username);
  const login = { at: org.now(), user, status: 'Success', application: '', host: '' };
  for (let count = 0; count < 3600; count += 1) recordLogin(org, login);
}

/** Ends the sessions of one user, or all, the administrator's among them. */
export function expireSessions(org: OrgState, username?: string): void {
  const userId = username === undefined ? undefined : userNamed(org, username).id;
  for (const session of org.sessions) {
    if (userId === undefined || session.userId === userId) session.isRevoked = true;
  }
}

/** Shows a standard profile under the name that it has in another language (ORG-22). */
export function renameProfile(org: OrgState, name: string, shown: string): void {
  const profile = org.records.profiles.find((candidate) => candidate.name === name);
  if (profile === undefined) throw new Error(`The simulated org has no profile named ${name}`);
  profile.name = shown;
}

/** A permission set; `license` is the shown name of a licence of either kind. */
export function addPermissionSet(
  org: OrgState,
  name: string,
  label = name,
  permissions: SystemPermission[] = [],
  license?: string,
): PermissionSet {
  const permissionSet = {
    id: nextId(org, '0PS'),
    name,
    label,
    description: '',
    hasActivationRequired: false,
    permissions,
    licenseId: license === undefined ? null : licenseIdNamed(org.records, license),
    profileId: null,
    createdAt: org.now(),
  };
  org.records.permissionSets.push(permissionSet);
  return permissionSet;
}

/** Whoever is given a permission set of a permission set licence has that licence, too (DATA-28). */
function giveLicenseOf(org: OrgState, user: User, { licenseId }: PermissionSet): void {
  const { permissionSetLicenses, licenseAssignments } = org.records;
  const license = permissionSetLicenses.find(({ id }) => id === licenseId);
  const hasIt = licenseAssignments.some((item) => item.userId === user.id && item.licenseId === licenseId);
  if (license === undefined || hasIt) return;
  licenseAssignments.push({
    id: nextId(org, '2LA'),
    userId: user.id,
    licenseId: license.id,
    createdAt: org.now(),
  });
}

export function assignPermissionSet(org: OrgState, username: string, permissionSetName: string): void {
  const user = userNamed(org, username);
  const permissionSet = permissionSetNamed(org, permissionSetName);
  giveLicenseOf(org, user, permissionSet);
  org.records.assignments.push({
    id: nextId(org, '0Pa'),
    userId: user.id,
    permissionSetId: permissionSet.id,
    expiresAt: null,
    createdAt: org.now(),
  });
}

export function unassignPermissionSet(org: OrgState, username: string, permissionSetName: string): void {
  const user = userNamed(org, username);
  const permissionSet = permissionSetNamed(org, permissionSetName);
  org.records.assignments = org.records.assignments.filter(
    ({ userId, permissionSetId }) => userId !== user.id || permissionSetId !== permissionSet.id,
  );
}

/** The user approves a self-authorize app in a browser flow that issues a refresh token. */
export function approveApp(org: OrgState, username: string, appName: string): void {
  const ids = { userId: userNamed(org, username).id, appId: appNamed(org, appName).id };
  org.records.selfApprovals.push({ ...ids, isDamaged: false });
}

/** Spoils the approval that a user gave a self-authorize app. */
export function damageApproval(org: OrgState, username: string, appName: string): void {
  const [user, app] = [userNamed(org, username), appNamed(org, appName)];
  for (const approval of org.records.selfApprovals) {
    if (approval.userId === user.id && approval.appId === app.id) approval.isDamaged = true;
  }
}

/** Blocks an app under "Connected Apps OAuth Usage": its sessions end, and it gets no new ones. */
export function blockApp(org: OrgState, appName: string): void {
  const { id } = appNamed(org, appName);
  org.records.blockedAppIds.push(id);
  for (const session of org.sessions) {
    if (session.appId === id) session.isRevoked = true;
  }
}

export function unblockApp(org: OrgState, appName: string): void {
  const { id } = appNamed(org, appName);
  org.records.blockedAppIds = org.records.blockedAppIds.filter((blocked) => blocked !== id);
}

/** Lets one kind of change take another time than the others to be known at the token endpoint; undefined ends that. */
export function setPropagation(org: OrgState, kind: ChangeKind, seconds: number | undefined): void {
  if (seconds === undefined) Reflect.deleteProperty(org.propagationOf, kind);
  else org.propagationOf[kind] = seconds;
}

/** Locks, closes or suspends the org, or ends that. */
export function lockOrg(org: OrgState, isLocked = true): void {
  org.isLocked = isLocked;
}

function setOauthText(component: Component, name: string, text: string | undefined): void {
  const oauth = findElement(component.elements, 'oauthConfig');
  component.elements =
    oauth === undefined
      ? withElement(component.elements, name, text)
      : [
          ...component.elements.filter((candidate) => candidate !== oauth),
          element('oauthConfig', withElement(oauth.children, name, text)),
        ];
}

function oauthPartOf(org: OrgState, appName: string): Component {
  const app = appNamed(org, appName);
  return findPartOf(org.records, 'ExtlClntAppGlobalOauthSettings', appName) ?? app;
}

/** At once, without propagation. */
export function removeCertificate(org: OrgState, appName: string): void {
  setOauthText(oauthPartOf(org, appName), 'certificate', undefined);
}

export function replaceCertificate(org: OrgState, appName: string, certificate: string): void {
  setOauthText(oauthPartOf(org, appName), 'certificate', certificate);
}

/** Switches an External Client App off, as its policy's `isEnabled` does, or on again. */
export function disableApp(org: OrgState, appName: string, isDisabled = true): void {
  const policy = findPartOf(org.records, 'ExtlClntAppConfigurablePolicies', appName);
  if (policy === undefined) throw new Error(`The simulated org has no External Client App ${appName}`);
  policy.elements = withElement(policy.elements, 'isEnabled', String(!isDisabled));
}

/** A Connected App of another org that users here have authorised (SOAP-18). */
export function addForeignApp(org: OrgState, name: string): void {
  const now = org.now();
  org.records.components.push({
    id: nextId(org, '0H4'),
    type: 'ConnectedApp',
    fullName: name,
    elements: [element('label', name)],
    createdAt: now,
    changedAt: now,
    before: null,
    isForeign: true,
  });
}

/** Deletes an app with all its parts; its sessions end with it. */
export function deleteApp(org: OrgState, appName: string): void {
  const { type, fullName } = appNamed(org, appName);
  deleteComponent(org.records, type, fullName);
}

/**
 * Refreshes a sandbox, as far as its apps are concerned (APP-41): External Client Apps that are local are gone, and the
 * platform knows their keys as those of an app that is not here. The org has another id (APP-46). `isKeyFree`: the keys are for
 * apps that are made again here (APP-47).
 */
export function refreshSandbox(org: OrgState, { isKeyFree = true }: { isKeyFree?: boolean } = {}): void {
  if (org.type !== 'sandbox') throw new Error(`The simulated org ${org.name} is no sandbox`);
  const local = org.records.components.filter(
    ({ type, elements }) =>
      type === 'ExternalClientApplication' && textAt(elements, 'distributionState') !== 'Packaged',
  );
  for (const { fullName } of local) {
    const global = findPartOf(org.records, 'ExtlClntAppGlobalOauthSettings', fullName);
    const key = global && textAt(global.elements, 'consumerKey');
    if (key !== undefined) org.world.foreignConsumerKeys.push(key);
    if (key !== undefined && isKeyFree) org.formerConsumerKeys.push(key);
    deleteApp(org, fullName);
  }
  expireSessions(org);
  org.id = newOrgId();
}
