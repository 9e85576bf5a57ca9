import type { StagedCredentials } from './consumer-credentials.ts';
import type { Component } from './metadata/component.ts';
import type { Deploy } from './metadata/deploy-queue.ts';
import type { Retrieve } from './metadata/retrieve-queue.ts';
import {
  licenseIdNamed,
  isIntegrationLicense,
  type LicenseAssignment,
  licenseNameOfProfile,
  type PermissionSetLicense,
  type UserLicense,
} from './licenses.ts';
import { grantsOfProfile, type SystemPermission } from './permissions.ts';
import type { QueryCursor } from './records/query-cursors.ts';
import type { OrgJwtKey } from './jwt-access-token.ts';
import type { Host } from './hosts.ts';
import type { LoginHours, LoginIpRange } from './login-restrictions.ts';
import { addChecksum, buildRecordId, randomLetters } from './record-ids.ts';
import type { World } from './world.ts';

export const orgTypes = ['production', 'sandbox', 'scratch', 'developer'] as const;
export type OrgType = (typeof orgTypes)[number];

export type User = {
  id: string;
  username: string;
  firstName: string;
  lastName: string;
  email: string;
  alias: string;
  timeZone: string;
  locale: string;
  language: string;
  profileId: string;
  isActive: boolean;
  /** Of the user's UserLogin record, which says whether the account is frozen. */
  loginRecordId: string;
  isFrozen: boolean;
  /** Their logins are refused without a reason (TOKEN-21). */
  failsToAuthenticate: boolean;
  /** The Experience Cloud site whose user this is; null for users of the org itself. */
  site: string | null;
  createdAt: Date;
  changedAt: Date;
  lastLoginAt: Date | null;
};

/** What stops the logins of a user, besides being inactive. */
type LoginBarrier = 'isFrozen' | 'failsToAuthenticate';

export type Profile = {
  id: string;
  /** As it is shown, in the language of the org. */
  name: string;
  /** As the Metadata API calls it, in any language (ORG-22). */
  fullName: string;
  /** Null: at any time. */
  loginHours: LoginHours | null;
  /** None: from anywhere. */
  loginIpRanges: LoginIpRange[];
  permissionSetId: string;
  userLicenseId: string;
  createdAt: Date;
};

export type PermissionSet = {
  id: string;
  name: string;
  label: string;
  description: string;
  hasActivationRequired: boolean;
  permissions: SystemPermission[];
  /** A user licence or a permission set licence that the set belongs to. */
  licenseId: string | null;
  /** Set for the hidden permission set that every profile owns (ORG-04). */
  profileId: string | null;
  createdAt: Date;
};

export type Assignment = {
  id: string;
  userId: string;
  permissionSetId: string;
  expiresAt: Date | null;
  createdAt: Date;
};

export type SetupAccess = { id: string; parentId: string; setupEntityId: string; createdAt: Date };

/** A user's own approval of a self-authorize app, given in another flow, with a refresh token. */
export type SelfApproval = { userId: string; appId: string; isDamaged: boolean };

/** What a transaction can undo: plain data, replaced as a whole. */
export type OrgRecords = {
  users: User[];
  profiles: Profile[];
  userLicenses: UserLicense[];
  permissionSetLicenses: PermissionSetLicense[];
  licenseAssignments: LicenseAssignment[];
  permissionSets: PermissionSet[];
  assignments: Assignment[];
  accesses: SetupAccess[];
  selfApprovals: SelfApproval[];
  components: Component[];
  /** Second pairs of key and secret of External Client Apps. */
  stagedCredentials: StagedCredentials[];
  /** Apps that an administrator blocked under "Connected Apps OAuth Usage". */
  blockedAppIds: string[];
};

export type Session = {
  id: string;
  /** The row of LoginHistory that opened it. */
  loginId: string | null;
  token: string;
  userId: string;
  /** Null for a session that no app made (the admin's). */
  appId: string | null;
  appName: string;
  /** The consumer key that it was opened with. */
  clientId: string;
  scopes: string[];
  timeoutMinutes: number;
  lacksAssurance: boolean;
  createdAt: Date;
  lastUsedAt: Date;
  useCount: number;
  isRevoked: boolean;
};

export type LoginEntry = {
  id: string;
  at: Date;
  userId: string;
  status: string;
  application: string;
  loginUrl: string;
};

/**
 * What a change that takes its time is about: an app that is new, the certificate or anything else of one that is there, and
 * who may use it (TOKEN-49).
 */
export const changeKinds = ['app', 'certificate', 'settings', 'grant'] as const;
export type ChangeKind = (typeof changeKinds)[number];

export type OrgState = {
  name: string;
  /** 18 characters. */
  id: string;
  type: OrgType;
  isDevHub: boolean;
  createdAt: Date;
  apiVersions: string[];
  world: World;
  myDomain: Host;
  sites: Host[];
  allowConnectedApps: boolean;
  propagationSeconds: number;
  /** Where one kind of change takes another time. */
  propagationOf: Partial<Record<ChangeKind, number>>;
  deploySeconds: number;
  now: () => Date;
  lastSerial: number;
  apiUsage: number;
  apiLimit: number;
  /** Apps that may use only so many of the day's requests. */
  /** Of apps that a refresh of this sandbox took away: apps that are made again may have them. */
  formerConsumerKeys: string[];
  appQuotas: { appId: string; used: number; limit: number }[];
  isRestApiDisabled: boolean;
  /** Locked, closed or suspended. */
  isLocked: boolean;
  jwtKey: OrgJwtKey | null;
  records: OrgRecords;
  sessions: Session[];
  seenAssertionIds: { appKey: string; jti: string; forgetAt: Date }[];
  logins: LoginEntry[];
  deploys: Deploy[];
  retrieves: Retrieve[];
  queryCursors: QueryCursor[];
};

/** The profile of users of whom nothing else is said. */
export const INTEGRATION_PROFILE = 'Minimum Access - API Only Integrations';

export function nextId(org: OrgState, prefix: string): string {
  org.lastSerial += 1;
  return buildRecordId(prefix, org.lastSerial);
}

/** Of 18 characters, and marked as simulated (ORG-01). */
export const newOrgId = (): string => addChecksum(`00DSIMULATED${randomLetters(3)}`);

/** What a profile grants, belongs to and restricts; without it, what goes with its name, and nothing. */
export type ProfileContent = {
  license?: string;
  permissions?: SystemPermission[];
  loginHours?: LoginHours | null;
  loginIpRanges?: LoginIpRange[];
};

/** What the Metadata API calls the profiles of the platform that have older names there (ORG-22). */
const standardFullNames: Record<string, string> = {
  'System Administrator': 'Admin',
  'Standard User': 'Standard',
};

/** Adds a profile, with the hidden permission set that it owns (ORG-04). */
export function addProfile(
  org: OrgState,
  name: string,
  {
    license = licenseNameOfProfile(name),
    permissions = grantsOfProfile(name),
    loginHours = null,
    loginIpRanges = [],
  }: ProfileContent = {},
): void {
  const createdAt = org.now();
  const licenseId = licenseIdNamed(org.records, license);
  const profile = {
    id: nextId(org, '00e'),
    name,
    fullName: standardFullNames[name] ?? name,
    loginHours,
    loginIpRanges,
    permissionSetId: nextId(org, '0PS'),
    userLicenseId: licenseId,
    createdAt,
  };
  org.records.profiles.push(profile);
  org.records.permissionSets.push({
    id: profile.permissionSetId,
    name: `X${profile.id.slice(0, 15)}`,
    label: profile.id,
    description: '',
    hasActivationRequired: false,
    permissions: [...permissions],
    licenseId,
    profileId: profile.id,
    createdAt,
  });
}

/** Adds a user, of the profile for API integrations unless said; a name that no profile has is a mistake of the caller. */
export function addUser(
  org: OrgState,
  user: Pick<User, 'username'> &
    Partial<Pick<User, 'firstName' | 'lastName' | 'isActive' | 'site' | LoginBarrier>> & { profile?: string },
): User {
  const profile = org.records.profiles.find(({ name, userLicenseId }) =>
    user.profile === undefined ? isIntegrationLicense(org.records, userLicenseId) : name === user.profile,
  );
  if (profile === undefined) {
    throw new Error(`The simulated org has no profile named ${user.profile ?? INTEGRATION_PROFILE}`);
  }
  const now = org.now();
  const lastName = user.lastName ?? 'User';
  const added: User = {
    id: nextId(org, '005'),
    username: user.username,
    firstName: user.firstName ?? 'Simulated',
    lastName,
    email: user.username,
    alias: lastName.toLowerCase().slice(0, 8),
    timeZone: 'America/Los_Angeles',
    locale: 'en_US',
    language: 'en_US',
    profileId: profile.id,
    isActive: user.isActive ?? true,
    loginRecordId: nextId(org, '0Yw'),
    isFrozen: user.isFrozen ?? false,
    failsToAuthenticate: user.failsToAuthenticate ?? false,
    site: user.site ?? null,
    createdAt: now,
    changedAt: now,
    lastLoginAt: null,
  };
  org.records.users.push(added);
  org.records.assignments.push({
    id: nextId(org, '0Pa'),
    userId: added.id,
    permissionSetId: profile.permissionSetId,
    expiresAt: null,
    // An old assignment: the profile itself has long been replicated when an app comes to use it.
    createdAt: new Date(0),
  });
  return added;
}
