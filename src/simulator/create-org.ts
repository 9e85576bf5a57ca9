import { makeHost } from './hosts.ts';
import { firstPermissionSetLicenses, firstUserLicenses } from './licenses.ts';
import {
  addProfile,
  addUser,
  INTEGRATION_PROFILE,
  nextId,
  type OrgState,
  type OrgType,
  newOrgId,
} from './org-state.ts';
import type { World } from './world.ts';

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
const DAILY_API_REQUESTS = 15_000;

function addLicenses(org: OrgState): void {
  const { records } = org;
  records.userLicenses = firstUserLicenses.map((license) => ({ id: nextId(org, '100'), ...license }));
  records.permissionSetLicenses = firstPermissionSetLicenses.map((license) => ({
    id: nextId(org, '0PL'),
    ...license,
  }));
}

/** Profiles that every org has. */
export const firstProfiles = [ADMIN_PROFILE, 'Standard User', INTEGRATION_PROFILE] as const;

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
    id: newOrgId(),
    world,
    myDomain: makeHost('my-domain', myDomainOf({ ...options, myDomain }), null),
    sites: [],
    now: () => world.now(),
    createdAt: world.now(),
    lastSerial: 0,
    apiUsage: 0,
    apiLimit: DAILY_API_REQUESTS,
    appQuotas: [],
    formerConsumerKeys: [],
    propagationOf: {},
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
