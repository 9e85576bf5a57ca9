import { textMember } from '../json-values.ts';
import { canHoldApps, type PermissionSetLicense } from '../licenses.ts';
import { nextId, type OrgState, type PermissionSet, type User } from '../org-state.ts';
import { isAllowedByLicense, systemPermissions } from '../permissions.ts';
import { isSameId } from '../record-ids.ts';
import { OWN_WORDING } from '../refusals.ts';
import { holdersOfLicense } from './license-tables.ts';
import { fault, unknownReference, type Write, type WriteFault, type Writer } from './write-faults.ts';

function findActiveUser({ org, body }: Write): User | WriteFault {
  const user = org.records.users.find(({ id }) => isSameId(id, textMember(body, 'AssigneeId')));
  if (user === undefined) return unknownReference('AssigneeId');
  if (user.isActive) return user;
  const message = 'operation performed with inactive user';
  return fault('DATA-10', 'INACTIVE_OWNER_OR_USER', message, ['AssigneeId']);
}

function refuseByLicense(permissionSet: PermissionSet, user: User, reason: string): WriteFault {
  const who = `${user.firstName} ${user.lastName}`.trim();
  const message = `Can't assign permission set ${permissionSet.label} to user ${who}. ${reason}`;
  return fault('DATA-27', 'FIELD_INTEGRITY_EXCEPTION', message, ['PermissionSetId']);
}

/** The permission set licence that a set belongs to. */
function pslOf({ records }: OrgState, { licenseId }: PermissionSet): PermissionSetLicense | undefined {
  return records.permissionSetLicenses.find(({ id }) => id === licenseId);
}

/** Whether the user's licences let a permission set be assigned. */
function checkLicense(org: OrgState, permissionSet: PermissionSet, user: User): WriteFault | undefined {
  const { records } = org;
  const psl = pslOf(org, permissionSet);
  const ownLicense = records.profiles.find(({ id }) => id === user.profileId)?.userLicenseId;
  if (psl === undefined && permissionSet.licenseId !== null && permissionSet.licenseId !== ownLicense) {
    return refuseByLicense(permissionSet, user, `The user license is another one ${OWN_WORDING}`);
  }
  const denied = permissionSet.permissions.find(
    (permission) => !isAllowedByLicense(records, user, permission, psl !== undefined),
  );
  if (denied === undefined) return undefined;
  const reason = `The user license doesn't allow the permission: ${systemPermissions[denied]}`;
  return refuseByLicense(permissionSet, user, reason);
}

/** Gives a user a permission set licence, unless they have it; the refusal tells that none is left. */
function giveLicense(
  org: OrgState,
  user: User,
  license: PermissionSetLicense,
  now: Date,
): string | WriteFault {
  const { records } = org;
  const known = records.licenseAssignments.find(
    (item) => item.userId === user.id && item.licenseId === license.id,
  );
  if (known !== undefined) return known.id;
  if (holdersOfLicense(records, license.id) >= license.total) {
    const message = `All ${license.total} licenses of ${license.label} are in use ${OWN_WORDING}`;
    return fault('DATA-28', 'LICENSE_LIMIT_EXCEEDED', message);
  }
  const id = nextId(org, '2LA');
  records.licenseAssignments.push({ id, userId: user.id, licenseId: license.id, createdAt: now });
  return id;
}

function readExpiry(body: Write['body']): Date | null {
  const text = textMember(body, 'ExpirationDate');
  return text === '' ? null : new Date(text);
}

/** An expired assignment cannot be made. */
function checkExpiry({ body, now }: Write): WriteFault | undefined {
  const expiresAt = readExpiry(body);
  return expiresAt !== null && expiresAt <= now
    ? fault('DATA-29', 'FIELD_INTEGRITY_EXCEPTION', `ExpirationDate lies in the past ${OWN_WORDING}`, [
        'ExpirationDate',
      ])
    : undefined;
}

function createAssignment(write: Write): { id: string } | WriteFault {
  const { org, body, now } = write;
  const { permissionSets, assignments } = org.records;
  const user = findActiveUser(write);
  const permissionSet = permissionSets.find(({ id }) => isSameId(id, textMember(body, 'PermissionSetId')));
  if (permissionSet === undefined) return 'error' in user ? user : unknownReference('PermissionSetId');
  if ('error' in user) return user;
  if (permissionSet.profileId !== null) {
    const message = `The permission set is owned by a profile ${OWN_WORDING}`;
    return fault('DATA-26', 'FIELD_INTEGRITY_EXCEPTION', message);
  }
  if (assignments.some((item) => item.userId === user.id && item.permissionSetId === permissionSet.id)) {
    const message = `Duplicate PermissionSetAssignment. Assignee: ${user.id}; Permission Set: ${permissionSet.id}`;
    return fault('DATA-08', 'DUPLICATE_VALUE', message);
  }
  const wrong = checkExpiry(write) ?? checkLicense(org, permissionSet, user);
  if (wrong !== undefined) return wrong;
  const psl = pslOf(org, permissionSet);
  const given = psl === undefined ? '' : giveLicense(org, user, psl, now);
  if (typeof given !== 'string') return given;
  const added = {
    id: nextId(org, '0Pa'),
    userId: user.id,
    permissionSetId: permissionSet.id,
    expiresAt: readExpiry(body),
    createdAt: now,
  };
  assignments.push(added);
  return added;
}

function isOwnedByProfile({ records }: OrgState, permissionSetId: string): boolean {
  return records.permissionSets.some(({ id, profileId }) => id === permissionSetId && profileId !== null);
}

/** Permission sets are given and taken, for a time or for good. */
export const assignmentWriter: Writer = {
  permission: 'AssignPermissionSets',
  create: createAssignment,
  update: (write, id) => {
    const wrong = checkExpiry(write);
    const found = write.org.records.assignments.find((item) => item.id === id);
    if (wrong === undefined && found !== undefined && 'ExpirationDate' in write.body) {
      found.expiresAt = readExpiry(write.body);
    }
    return wrong;
  },
  remove: ({ org }, id) => {
    const found = org.records.assignments.find((item) => item.id === id);
    if (found !== undefined && isOwnedByProfile(org, found.permissionSetId)) {
      const message = `A profile's own permission set stays assigned ${OWN_WORDING}`;
      return fault('DATA-26', 'FIELD_INTEGRITY_EXCEPTION', message);
    }
    org.records.assignments = org.records.assignments.filter((item) => item.id !== id);
    return undefined;
  },
};

/** Permission set licences are given as long as there are some. */
export const licenseAssignmentWriter: Writer = {
  permission: 'ManageUsers',
  create: (write) => {
    const { org, body, now } = write;
    const { permissionSetLicenses, licenseAssignments } = org.records;
    const user = findActiveUser(write);
    if ('error' in user) return user;
    const license = permissionSetLicenses.find(({ id }) =>
      isSameId(id, textMember(body, 'PermissionSetLicenseId')),
    );
    if (license === undefined) return unknownReference('PermissionSetLicenseId');
    if (licenseAssignments.some((item) => item.userId === user.id && item.licenseId === license.id)) {
      const message = `duplicate value found: AssigneeId, PermissionSetLicenseId ${OWN_WORDING}`;
      return fault('DATA-28', 'DUPLICATE_VALUE', message);
    }
    const given = giveLicense(org, user, license, now);
    return typeof given === 'string' ? { id: given } : given;
  },
  remove: ({ org }, id) => {
    const { records } = org;
    records.licenseAssignments = records.licenseAssignments.filter((item) => item.id !== id);
    return undefined;
  },
};

function createAccess({ org, body, now }: Write): { id: string } | WriteFault {
  const { permissionSets, components, accesses } = org.records;
  const parent = permissionSets.find(({ id }) => isSameId(id, textMember(body, 'ParentId')));
  if (parent === undefined) return unknownReference('ParentId');
  const apps = components.filter(
    ({ type }) => type === 'ConnectedApp' || type === 'ExternalClientApplication',
  );
  const app = apps.find(({ id }) => isSameId(id, textMember(body, 'SetupEntityId')));
  if (app === undefined) return unknownReference('SetupEntityId');
  if (!canHoldApps(org.records, parent)) {
    const message = `A permission set of the license Salesforce API Integration holds no assigned connected apps ${OWN_WORDING}`;
    return fault('DATA-30', 'FIELD_INTEGRITY_EXCEPTION', message, ['ParentId']);
  }
  if (accesses.some(({ parentId, setupEntityId }) => parentId === parent.id && setupEntityId === app.id)) {
    return fault('DATA-11', 'DUPLICATE_VALUE', `The app is already granted ${OWN_WORDING}`);
  }
  const added = { id: nextId(org, '0J0'), parentId: parent.id, setupEntityId: app.id, createdAt: now };
  accesses.push(added);
  return added;
}

/** Apps are opened to permission sets and closed again. */
export const accessWriter: Writer = {
  permission: 'ManageProfilesPermissionsets',
  create: createAccess,
  remove: ({ org }, id) => {
    org.records.accesses = org.records.accesses.filter((item) => item.id !== id);
    return undefined;
  },
};
