import { z } from 'zod';
import type { StagedCredentials } from '../consumer-credentials.ts';
import type { LicenseAssignment, PermissionSetLicense, UserLicense } from '../licenses.ts';
import type { LoginHours, LoginIpRange, Weekday } from '../login-restrictions.ts';
import type { Component } from '../metadata/component.ts';
import { componentTypeNames } from '../metadata/component-types.ts';
import type { XmlElement } from '../metadata/xml-elements.ts';
import type {
  Assignment,
  OrgRecords,
  PermissionSet,
  Profile,
  SelfApproval,
  SetupAccess,
  User,
} from '../org-state.ts';
import { permissionNames } from '../permissions.ts';
import { date, stored } from './stored-values.ts';

const user = stored<User>({
  id: z.string(),
  username: z.string(),
  firstName: z.string(),
  lastName: z.string(),
  email: z.string(),
  alias: z.string(),
  timeZone: z.string(),
  locale: z.string(),
  language: z.string(),
  profileId: z.string(),
  isActive: z.boolean(),
  loginRecordId: z.string(),
  isFrozen: z.boolean(),
  failsToAuthenticate: z.boolean(),
  site: z.string().nullable(),
  createdAt: date,
  changedAt: date,
  lastLoginAt: date.nullable(),
});

const hoursOfDay = stored<LoginHours[Weekday]>({ start: z.number(), end: z.number() });
const loginHours = stored<LoginHours>({
  sunday: hoursOfDay,
  monday: hoursOfDay,
  tuesday: hoursOfDay,
  wednesday: hoursOfDay,
  thursday: hoursOfDay,
  friday: hoursOfDay,
  saturday: hoursOfDay,
});

const profile = stored<Profile>({
  id: z.string(),
  name: z.string(),
  fullName: z.string(),
  loginHours: loginHours.nullable(),
  loginIpRanges: z.array(stored<LoginIpRange>({ start: z.string(), end: z.string() })),
  permissionSetId: z.string(),
  userLicenseId: z.string(),
  createdAt: date,
});

const userLicense = stored<UserLicense>({
  id: z.string(),
  name: z.string(),
  key: z.string(),
  total: z.number(),
});

const permissionSetLicense = stored<PermissionSetLicense>({
  id: z.string(),
  developerName: z.string(),
  label: z.string(),
  key: z.string(),
  total: z.number(),
});

const licenseAssignment = stored<LicenseAssignment>({
  id: z.string(),
  userId: z.string(),
  licenseId: z.string(),
  createdAt: date,
});

const permissionSet = stored<PermissionSet>({
  id: z.string(),
  name: z.string(),
  label: z.string(),
  description: z.string(),
  hasActivationRequired: z.boolean(),
  permissions: z.array(z.enum(permissionNames)),
  licenseId: z.string().nullable(),
  profileId: z.string().nullable(),
  createdAt: date,
});

const assignment = stored<Assignment>({
  id: z.string(),
  userId: z.string(),
  permissionSetId: z.string(),
  expiresAt: date.nullable(),
  createdAt: date,
});

const access = stored<SetupAccess>({
  id: z.string(),
  parentId: z.string(),
  setupEntityId: z.string(),
  createdAt: date,
});

const selfApproval = stored<SelfApproval>({ userId: z.string(), appId: z.string(), isDamaged: z.boolean() });

const xmlElement: z.ZodType<XmlElement> = z.lazy(() =>
  stored<XmlElement>({
    name: z.string(),
    text: z.string(),
    children: z.array(xmlElement),
    attributes: z.record(z.string(), z.string()).optional(),
  }),
);

const component = stored<Component>({
  id: z.string(),
  type: z.enum(componentTypeNames).exclude(['PermissionSet']),
  fullName: z.string(),
  elements: z.array(xmlElement),
  createdAt: date,
  changedAt: date,
  before: z.array(xmlElement).nullable(),
  isForeign: z.boolean().optional(),
});

const stagedCredentials = stored<StagedCredentials>({
  id: z.string(),
  appName: z.string(),
  key: z.string(),
  secret: z.string(),
  isRotated: z.boolean(),
  createdBy: z.string(),
  createdAt: date,
  since: date,
});

/** What transactions of an org change. */
export const orgRecords = stored<OrgRecords>({
  users: z.array(user),
  profiles: z.array(profile),
  userLicenses: z.array(userLicense),
  permissionSetLicenses: z.array(permissionSetLicense),
  licenseAssignments: z.array(licenseAssignment),
  permissionSets: z.array(permissionSet),
  assignments: z.array(assignment),
  accesses: z.array(access),
  selfApprovals: z.array(selfApproval),
  components: z.array(component),
  stagedCredentials: z.array(stagedCredentials),
  blockedAppIds: z.array(z.string()),
});
