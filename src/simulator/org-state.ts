import type { StagedCredentials } from './consumer-credentials.ts';
import type { Component } from './metadata/component.ts';
import type { Deploy } from './metadata/deploy-queue.ts';
import type { Retrieve } from './metadata/retrieve-queue.ts';
import {
  firstPermissionSetLicenses,
  firstUserLicenses,
  type LicenseAssignment,
  licenseNameOfProfile,
  type PermissionSetLicense,
  type UserLicense,
} from './licenses.ts';
import { grantsOfProfile, type SystemPermission } from './permissions.ts';
import type { QueryCursor } from './records/query-cursors.ts';
import type { OrgJwtKey } from './jwt-access-token.ts';
import { type Host, makeHost } from './hosts.ts';
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
  isIpRestricted: boolean;
  isOutsideLoginHours: boolean;
  /** Their logins are refused without a reason (TOKEN-21). */
  failsToAuthenticate: boolean;
  /** The Experience Cloud site whose user this is; null for users of the org itself. */
  site: string | null;
  createdAt: Date;
  changedAt: Date;
  lastLoginAt: Date | null;
};

/** What stops the logins of a user, besides being inactive. */
type LoginBarrier = 'isFrozen' | 'isIpRestricted' | 'isOutsideLoginHours' | 'failsToAuthenticate';

export type Profile = {
  id: string;
  name: string;
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
  deploySeconds: number;
  now: () => Date;
  lastSerial: number;
  apiUsage: number;
  apiLimit: number;
  /** Apps that may use only so many of the day's requests. */
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

export type OrgOptions = Pick<
  OrgState,
  | 'name'
  | 'type'
  | 'isDevHub'
  | 'isLocked'
  | 'apiVersions'
  | 'allowConnectedApps'
  | 'propagationSeconds'
  | 'deploySeconds'
> & {
  /** Host name of the My Domain. Default: the name, in the form that the org's type has. */
  myDomain?: string;
  /** Host names of Experience Cloud sites. */
  sites?: string[];
};

const ADMIN_PROFILE = 'System Administrator';
const INTEGRATION_PROFILE = 'Minimum Access - API Only Integrations';
const DAILY_API_REQUESTS = 15_000;

export function nextId(org: OrgState, prefix: string): string {
  org.lastSerial += 1;
  return buildRecordId(prefix, org.lastSerial);
}

function addLicenses(org: OrgState): void {
  const { records } = org;
  records.userLicenses = firstUserLicenses.map((license) => ({ id: nextId(org, '100'), ...license }));
  records.permissionSetLicenses = firstPermissionSetLicenses.map((license) => ({
    id: nextId(org, '0PL'),
    ...license,
  }));
}

/** Adds a profile, with the hidden permission set that it owns (ORG-04). */
export function addProfile(org: OrgState, name: string): void {
  const createdAt = org.now();
  const license = org.records.userLicenses.find((item) => item.name === licenseNameOfProfile(name));
  const profile = {
    id: nextId(org, '00e'),
    name,
    permissionSetId: nextId(org, '0PS'),
    userLicenseId: license?.id ?? '',
    createdAt,
  };
  org.records.profiles.push(profile);
  org.records.permissionSets.push({
    id: profile.permissionSetId,
    name: `X${profile.id.slice(0, 15)}`,
    label: profile.id,
    description: '',
    hasActivationRequired: false,
    permissions: grantsOfProfile(name),
    licenseId: license?.id ?? null,
    profileId: profile.id,
    createdAt,
  });
}

/** Adds a user; a profile name that the org does not have is a mistake of the caller. */
export function addUser(
  org: OrgState,
  user: Pick<User, 'username'> &
    Partial<Pick<User, 'firstName' | 'lastName' | 'isActive' | 'site' | LoginBarrier>> & { profile?: string },
): User {
  const profileName = user.profile ?? INTEGRATION_PROFILE;
  const profile = org.records.profiles.find((candidate) => candidate.name === profileName);
  if (profile === undefined) throw new Error(`The simulated org has no profile named ${profileName}`);
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
    isIpRestricted: user.isIpRestricted ?? false,
    isOutsideLoginHours: user.isOutsideLoginHours ?? false,
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

/** Profiles that every org has. */
export const firstProfiles = [ADMIN_PROFILE, 'Standard User', INTEGRATION_PROFILE];

/** Users that an org of this name has: an administrator, one for deploys, and one who is not active. */
export function firstUsernames(orgName: string): [admin: string, deploy: string, inactive: string] {
  return [`admin@${orgName}.example`, `deploy@${orgName}.example`, `inactive@${orgName}.example`];
}

function addFirstUsers(org: OrgState): void {
  addLicenses(org);
  for (const profile of firstProfiles) addProfile(org, profile);
  const [admin, deploy, inactive] = firstUsernames(org.name);
  addUser(org, { username: admin, lastName: 'Admin', profile: ADMIN_PROFILE });
  addUser(org, { username: deploy, lastName: 'Deploy' });
  addUser(org, { username: inactive, lastName: 'Inactive', isActive: false });
}

/** The form of a My Domain by the type of the org (ORG-06). */
const myDomainSuffixes: Record<OrgType, string> = {
  production: '.my.salesforce.com',
  sandbox: '--dev.sandbox.my.salesforce.com',
  scratch: '.scratch.my.salesforce.com',
  developer: '-dev-ed.develop.my.salesforce.com',
};

/** The host name of an org's My Domain. */
export function myDomainOf({ name, type = 'production', myDomain }: MyDomainOptions): string {
  return myDomain ?? name.toLowerCase() + myDomainSuffixes[type];
}

type MyDomainOptions = { name: string; type?: OrgType; myDomain?: string };

/** A new org (ORG-01) of a world, with three profiles, three users and no app. */
export function createOrg(world: World, { myDomain, sites = [], ...options }: OrgOptions): OrgState {
  const org: OrgState = {
    ...options,
    id: addChecksum(`00DSIMULATED${randomLetters(3)}`),
    world,
    myDomain: makeHost('my-domain', myDomainOf({ ...options, myDomain }), null),
    sites: [],
    now: () => world.now(),
    createdAt: world.now(),
    lastSerial: 0,
    apiUsage: 0,
    apiLimit: DAILY_API_REQUESTS,
    appQuotas: [],
    isRestApiDisabled: false,
    jwtKey: null,
    records: {
      users: [],
      profiles: [],
      userLicenses: [],
      permissionSetLicenses: [],
      licenseAssignments: [],
      permissionSets: [],
      assignments: [],
      accesses: [],
      selfApprovals: [],
      components: [],
      stagedCredentials: [],
      blockedAppIds: [],
    },
    sessions: [],
    seenAssertionIds: [],
    logins: [],
    deploys: [],
    retrieves: [],
    queryCursors: [],
  };
  org.myDomain.org = org;
  org.sites = sites.map((name) => makeHost('site', name, org));
  addFirstUsers(org);
  world.orgs.push(org);
  return org;
}
