import { z } from 'zod';
import { createOrg, firstProfiles, firstUsernames, myDomainOf } from './create-org.ts';
import { LOGIN_NAME, TEST_NAME } from './hosts.ts';
import { licenseNames } from './licenses.ts';
import { noHours } from './login-restrictions.ts';
import { addPermissionSet, assignPermissionSet, renameProfile } from './org-changes.ts';
import { addProfile, addUser, type OrgState, orgTypes, type ProfileContent } from './org-state.ts';
import { profileNameFor } from './own-profile.ts';
import { permissionNames } from './permissions.ts';
import type { World } from './world.ts';

const NAME = /^[A-Za-z][A-Za-z0-9_-]{0,39}$/;
const NAME_RULE = 'must begin with a letter, and hold up to 40 letters, digits, - and _ alone';
const HOST_NAME = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/;
const VERSION = /^\d{2,3}\.0$/;

const seconds = z.number().min(0).max(86_400);

const permissions = z.array(z.enum(permissionNames));

/** Minutes since midnight. */
const minutes = z.number().int().min(0).max(1440);

const hoursOfDay = z.strictObject({ start: minutes, end: minutes }).optional();

const ipAddress = z.ipv4('must be an IP address of version 4');

const describedProfile = z.strictObject({
  name: z.string().min(1),
  /** A user licence, by name. */
  license: z.enum(licenseNames.profile).optional(),
  permissions: permissions.optional(),
  /** In the org's time zone; never on a day that is not named. Default: at any time. */
  loginHours: z
    .strictObject({
      sunday: hoursOfDay,
      monday: hoursOfDay,
      tuesday: hoursOfDay,
      wednesday: hoursOfDay,
      thursday: hoursOfDay,
      friday: hoursOfDay,
      saturday: hoursOfDay,
    })
    .optional(),
  /** From where its users may log in. Default: from anywhere. */
  loginIpRanges: z.array(z.strictObject({ start: ipAddress, end: ipAddress })).optional(),
});

/** What a profile grants, belongs to and restricts may be said with its name. */
const profile = z.union([z.string().min(1), describedProfile]);

const permissionSet = z.strictObject({
  name: z.string().regex(NAME, NAME_RULE),
  label: z.string().optional(),
  /** A user licence or a permission set licence, by name. */
  license: z.enum(licenseNames.permissionSet).optional(),
  permissions: permissions.optional(),
});

const user = z.strictObject({
  username: z.string().regex(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, 'must have the form of an e-mail address'),
  firstName: z.string().optional(),
  lastName: z.string().optional(),
  /** The name of one of the org's profiles. */
  profile: z.string().optional(),
  /** API names of the org's permission sets. */
  permissionSets: z.array(z.string()).optional(),
  isActive: z.boolean().optional(),
  isFrozen: z.boolean().optional(),
  /** Whether the caller's address lies outside the login IP ranges of the user's profile, which nobody else has then. */
  isIpRestricted: z.boolean().optional(),
  /** Whether the login hours of the user's profile, which nobody else has then, are closed at any time. */
  isOutsideLoginHours: z.boolean().optional(),
  /** Whether logins are refused without a reason (TOKEN-21). */
  failsToAuthenticate: z.boolean().optional(),
  /** The host name of one of the org's sites, for its user. */
  site: z.string().optional(),
});

const org = z.strictObject({
  /** Users are `admin@<name>.example`, `deploy@<name>.example` and `inactive@<name>.example`, and those listed. */
  name: z.string().regex(NAME, NAME_RULE),
  type: z.enum(orgTypes).optional(),
  isDevHub: z.boolean().optional(),
  /** Locked, closed or suspended: nobody can log in. */
  isLocked: z.boolean().optional(),
  /** Host name of the My Domain. */
  myDomain: z.string().regex(HOST_NAME, 'must be a host name').optional(),
  /** Host names of Experience Cloud sites. */
  sites: z.array(z.string().regex(HOST_NAME, 'must be a host name')).optional(),
  /** Ascending. */
  apiVersions: z.array(z.string().regex(VERSION, 'must be like 67.0')).nonempty().optional(),
  /** Whether new Connected Apps may be created. Default: no, as in most orgs today. */
  allowConnectedApps: z.boolean().optional(),
  /** How long the token endpoint does not see a new app, certificate or grant. */
  propagationSeconds: seconds.optional(),
  /** How long a deploy takes. */
  deploySeconds: seconds.optional(),
  /** Other names of the standard profiles, as an org in another language shows them; users name these. */
  profileNames: z.partialRecord(z.enum(firstProfiles), z.string().min(1)).optional(),
  profiles: z.array(profile).optional(),
  permissionSets: z.array(permissionSet).optional(),
  users: z.array(user).optional(),
});

const scenario = z.strictObject({ orgs: z.array(org).nonempty() });

export type OrgDescription = z.infer<typeof org>;
export type Scenario = z.infer<typeof scenario>;

/** Whether an org can have this name, which is its alias, too. */
export function isOrgName(text: string): boolean {
  return NAME.test(text);
}

const KINDS: Record<string, string> = {
  object: 'an object, in { }',
  array: 'a list, in [ ]',
  string: 'a text, in quotes',
  boolean: 'true or false',
};

/** In words of ours where the library's speak of its own types. */
function sayIssue(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined
        ? 'is missing'
        : `must be ${KINDS[issue.expected] ?? `a ${issue.expected}`}`;
    case 'unrecognized_keys':
      return `there is no ${issue.keys.map((key) => JSON.stringify(key)).join(', ')} to be set`;
    case 'invalid_value':
      return `must be one of ${issue.values.join(', ')}`;
    case 'too_small':
      return issue.origin === 'number' ? `must be ${issue.minimum} or more` : 'must not be empty';
    case 'too_big':
      return `must be ${issue.maximum} or less`;
    case 'invalid_union': {
      const within = issue.errors.flat().find(({ path }) => path.length > 0);
      return within === undefined
        ? 'must be a name, in quotes, or an object, in { }'
        : `${within.path.join('.')}: ${within.message}`;
    }
    default:
      return undefined;
  }
}

/** The parser quotes the file, which may hold anything: a terminal must not obey it. */
function sayNoJson(text: string, error: Error): string {
  if (text.trim() === '') return 'the file is empty';
  return `the file is no JSON: ${error.message.replace(/\p{Cc}/gu, ' ')}`;
}

/** The orgs that a scenario file describes, or what is wrong with it, a line for each place. */
export function readScenario(text: string): Scenario | { problems: string[] } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { problems: [sayNoJson(text, error as Error)] };
  }
  const result = scenario.safeParse(value, { error: sayIssue });
  if (!result.success) {
    return {
      problems: result.error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`),
    };
  }
  const problems = findContradictions(result.data);
  return problems.length > 0 ? { problems } : result.data;
}

function findRepeated(values: string[]): string[] {
  const folded = values.map((value) => value.toLowerCase());
  return [...new Set(folded.filter((value, index) => folded.indexOf(value) !== index))];
}

function findContradictions({ orgs }: Scenario): string[] {
  const usernames = orgs.flatMap(({ name, users = [] }) => [
    ...firstUsernames(name),
    ...users.map(({ username }) => username),
  ]);
  const hosts = orgs.flatMap((org) => [myDomainOf(org), ...(org.sites ?? [])]);
  const repeated = findRepeated(orgs.map(({ name }) => name));
  // Users and hosts take their names from the org: they would only repeat this.
  if (repeated.length > 0) return repeated.map((name) => `two orgs are named ${name}`);
  return [
    ...findRepeated(usernames).map(
      (name) => `two users are named ${name}; usernames are unique in the world`,
    ),
    ...findRepeated([LOGIN_NAME, TEST_NAME, ...hosts]).map((name) => `two hosts are named ${name}`),
    ...orgs.flatMap(findUnknownNames),
  ];
}

function contentOf({ loginHours, ...content }: z.infer<typeof describedProfile>): ProfileContent {
  return { ...content, loginHours: loginHours === undefined ? null : { ...noHours, ...loginHours } };
}

function nameOfProfile(described: z.infer<typeof profile>): string {
  return typeof described === 'string' ? described : described.name;
}

/** The names of an org's profiles, as it shows them. */
function profileNamesOf({ profileNames = {}, profiles = [] }: OrgDescription): string[] {
  return [...firstProfiles.map((name) => profileNames[name] ?? name), ...profiles.map(nameOfProfile)];
}

function findUnknownNames(description: OrgDescription): string[] {
  const { name, users = [], sites = [], permissionSets = [] } = description;
  const known: Record<string, string[]> = {
    site: sites,
    'permission set': permissionSets.map((item) => item.name),
    profile: profileNamesOf(description),
  };
  const repeated = findRepeated(known.profile ?? []).map((item) => `${name}: two profiles are named ${item}`);
  const unknown = users.flatMap((user) => {
    const used: [kind: string, value: string | undefined][] = [
      ['site', user.site],
      ['profile', user.profile],
      ...(user.permissionSets ?? []).map((item): [string, string] => ['permission set', item]),
    ];
    return used
      .filter(([kind, value]) => value !== undefined && known[kind]?.includes(value) !== true)
      .map(([kind, value]) => `${user.username}: ${name} has no ${kind} ${value}`);
  });
  return [...repeated, ...unknown];
}

const DEFAULTS = {
  type: 'production',
  isDevHub: false,
  isLocked: false,
  sites: [],
  apiVersions: ['64.0', '65.0', '66.0', '67.0'],
  allowConnectedApps: false,
  propagationSeconds: 0,
  deploySeconds: 0,
  profileNames: {},
  profiles: [],
  permissionSets: [],
  users: [],
} satisfies Partial<OrgDescription>;

/** A description with all that it leaves unsaid, and nothing else. */
export function completeDescription(description: OrgDescription): Required<OrgDescription> {
  const said = Object.entries<unknown>(description).filter(
    ([name, value]) => Object.hasOwn(org.shape, name) && value !== undefined,
  );
  return {
    ...structuredClone(DEFAULTS),
    ...(Object.fromEntries(said) as OrgDescription),
    myDomain: myDomainOf(description),
  };
}

/** Adds an org with all that is said of it to the world. */
export function addOrg(world: World, description: OrgDescription): OrgState {
  const { profileNames, profiles, permissionSets, users, ...options } = completeDescription(description);
  const added = createOrg(world, options);
  for (const [name, shown] of Object.entries(profileNames)) renameProfile(added, name, shown);
  for (const profile of profiles) {
    addProfile(added, nameOfProfile(profile), typeof profile === 'string' ? {} : contentOf(profile));
  }
  for (const { name, label, permissions: granted, license } of permissionSets) {
    addPermissionSet(added, name, label, granted, license);
  }
  for (const { permissionSets: held = [], isIpRestricted, isOutsideLoginHours, ...user } of users) {
    const profile = profileNameFor(added, user, { isIpRestricted, isOutsideLoginHours });
    addUser(added, { ...user, profile });
    for (const permissionSet of held) assignPermissionSet(added, user.username, permissionSet);
  }
  return added;
}
