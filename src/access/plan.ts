import { Messages } from '@salesforce/core/messages';
import { apiNameOf, assignmentsOf, isInEffect, isSameName } from './assignments.ts';
import {
  findSetFault,
  isOfSet,
  refuseOutsider,
  refuseSetsWithoutApps,
  type AppSet,
  type Choice,
} from './permission-sets.ts';
import { quoteSoql } from './queries.ts';
import type { AccessRows, AssignmentRow, GrantRows, PermissionSetRow, UserRow } from './rows.ts';
import { checkUser, findUsers, hasApiAccess, isFrozen, lookUpUser, remarksOn } from './users.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'access');

/**
 * Who is to be admitted to an app. `permissionSets` (API names) and `profiles` (as the org displays them) are all of the
 * app's, in the order of preference. `targetOrg`: the org as `sf` knows it, for commands.
 */
export type GrantRequest = {
  appName: string;
  usernames: readonly string[];
  permissionSets: readonly string[];
  profiles: readonly string[];
  /** Whether permission sets that are created permit the use of the API. */
  grantApiAccess: boolean;
  targetOrg: string;
  now: Date;
};

/** How an app admits a user. */
export type Admission = { username: string; by: 'permission-set' | 'profile'; name: string };

export type NewPermissionSet = {
  name: string;
  label: string;
  description: string;
  grantsApiAccess: boolean;
};
export type ExistingPermissionSet = { name: string; label: string; id: string };
export type PlannedAssignment = { userId: string; username: string; permissionSet: string };

/** What has to be written so that the app admits each user. Prints as it stands, for a preview. */
export type GrantPlan = {
  create: NewPermissionSet[];
  /** The app's permission sets that are there. */
  existing: ExistingPermissionSet[];
  assign: PlannedAssignment[];
  admitted: Admission[];
  warnings: string[];
};

export const needsWriting = ({ create, assign }: GrantPlan): boolean => create.length + assign.length > 0;

/**
 * Whether the app admits all of the users already, and they can use the API: then there is nothing to be written, nor to be
 * asked for. Throws for a user that is not there or inactive.
 */
export function areAdmitted(request: GrantRequest, { users, assignments }: AccessRows): boolean {
  return findUsers(users, request.usernames, request.targetOrg).every(
    (user) =>
      findAdmission(user, request, assignments) !== undefined &&
      hasApiAccess(user, assignments, request.now) !== false,
  );
}

/**
 * Plans how the app comes to admit the users: one who holds none of its permission sets, nor has a profile of the app, is
 * assigned the first one that the user's licence allows. Throws before anything is written when a user or a permission set
 * cannot work.
 */
export function planGrant(request: GrantRequest, access: AccessRows, rows: GrantRows): GrantPlan {
  const sets = uniqueNames(request.permissionSets).map((name) => findSet(name, request, rows));
  refuseSetsWithoutApps(sets, rows, request.targetOrg);
  const users = findUsers(access.users, request.usernames, request.targetOrg);
  const planned = users.map((user) => planUser(user, sets, request, access, rows));
  return {
    create: sets.filter(({ row }) => !row).map((set) => toNewSet(set, request.appName)),
    existing: sets.flatMap(({ name, label, row }) => (row ? [{ name, label, id: row.Id }] : [])),
    assign: planned.flatMap(({ assign }) => assign ?? []),
    admitted: planned.flatMap(({ admission }) => admission ?? []),
    warnings: planned.flatMap(({ warnings }) => warnings),
  };
}

/** Each name once, as it was first written. */
function uniqueNames(names: readonly string[]): string[] {
  return names.filter((name, index) => names.findIndex((other) => isSameName(other, name)) === index);
}

/** A Connected App finds a permission set by its label, an External Client App by its name: in ours both are the same. */
function findSet(
  name: string,
  { grantApiAccess }: GrantRequest,
  { permissionSets }: Pick<GrantRows, 'permissionSets'>,
): AppSet {
  const row = permissionSets.find((candidate) => isSameName(apiNameOf(candidate), name));
  return row
    ? { name: apiNameOf(row), label: row.Label, row, grantsApiAccess: row.PermissionsApiEnabled }
    : { name, label: name, row, grantsApiAccess: grantApiAccess };
}

const toNewSet = ({ name, label, grantsApiAccess }: AppSet, appName: string): NewPermissionSet => ({
  name,
  label,
  description: describePermissionSet(appName),
  grantsApiAccess,
});

/** What the description of a permission set says that was made for an app; an org keeps it, so that it must not change. */
export const describePermissionSet = (appName: string): string =>
  messages.getMessage('permissionSetDescription', [appName]);

/** Whether a permission set was made by this program for the app; administrators may have added to the description. */
export function isOurs({ Description }: Pick<PermissionSetRow, 'Description'>, appName: string): boolean {
  return Description?.includes(describePermissionSet(appName)) === true;
}

type PlannedUser = {
  assign: PlannedAssignment | undefined;
  admission: Admission | undefined;
  warnings: string[];
};

function planUser(
  user: UserRow,
  sets: readonly AppSet[],
  request: GrantRequest,
  { assignments }: AccessRows,
  rows: GrantRows,
): PlannedUser {
  const { now, targetOrg } = request;
  const admission = findAdmission(user, request, assignments);
  const has = hasApiAccess(user, assignments, now);
  const chosen = chooseSet(user, sets, { request, assignments, rows, admission, lacksApi: has === false });
  const hasThen = chosen?.grantsApiAccess === true || has;
  checkUser({ row: user, isFrozen: isFrozen(user, rows.userLogins), hasApiAccess: hasThen }, targetOrg);
  return {
    assign: chosen && { userId: user.Id, username: user.Username, permissionSet: chosen.name },
    admission,
    warnings: remarksOn(user, findOpener(user, request, assignments)),
  };
}

type Situation = {
  request: GrantRequest;
  assignments: readonly AssignmentRow[];
  rows: GrantRows;
  admission: Admission | undefined;
  lacksApi: boolean;
};

/** The permission set to be assigned; nothing for a user who is admitted, except for the use of the API that was asked for. */
function chooseSet(
  user: UserRow,
  sets: readonly AppSet[],
  { request, assignments, rows, admission, lacksApi }: Situation,
): AppSet | undefined {
  const { now, targetOrg, appName } = request;
  const ofUser = assignmentsOf(assignments, user.Username);
  const judged = sets
    .map<Choice>((set) => ({ set, user, ofUser, rows, now, targetOrg }))
    .map((choice) => ({ choice, fault: findSetFault(choice) }));
  const fitting = judged.filter(({ fault }) => !fault).map(({ choice }) => choice.set);
  const opening = fitting.find(({ row, grantsApiAccess }) => lacksApi && !row && grantsApiAccess);
  if (admission) return opening;
  const chosen = opening ?? fitting[0];
  if (chosen) return chosen;
  for (const { choice, fault } of judged) if (fault) throw fault.error(choice);
  return refuseOutsider(user, appName, targetOrg);
}

type AppAccess = Pick<GrantRequest, 'permissionSets' | 'profiles' | 'now'>;

/** The assignment by which the app admits the user. */
function findOpener(
  { Username }: UserRow,
  { permissionSets, now }: AppAccess,
  assignments: readonly AssignmentRow[],
): AssignmentRow | undefined {
  const own = assignmentsOf(assignments, Username).filter((row) => isInEffect(row, now));
  return own.find((row) => permissionSets.some((name) => isOfSet(row, name)));
}

/** How the app admits the user now. */
export function findAdmission(
  user: UserRow,
  access: AppAccess,
  assignments: readonly AssignmentRow[],
): Admission | undefined {
  const { Username: username } = user;
  const set = findOpener(user, access, assignments)?.PermissionSet;
  if (set) return { username, by: 'permission-set', name: apiNameOf(set) };
  const name = findProfile(user, access.profiles);
  return name === undefined ? undefined : { username, by: 'profile', name };
}

function findProfile({ Profile }: UserRow, profiles: readonly string[]): string | undefined {
  const own = Profile?.Name;
  return own !== undefined && profiles.some((name) => isSameName(name, own)) ? own : undefined;
}

/** Who is no longer to be admitted; `profiles` are those that the app still admits afterwards. */
export type RevokeRequest = Omit<GrantRequest, 'grantApiAccess' | 'now'>;

export type PlannedRevocation = { id: string; username: string; permissionSet: string };

/** What has to be deleted so that the app admits none of the users. Prints as it stands, for a preview. */
export type RevokePlan = { remove: PlannedRevocation[]; notHeld: string[] };

/**
 * Plans to take the app's permission sets from the users, also from inactive ones and where they count no more. Throws before
 * anything is written for a user who would stay admitted by the profile.
 */
export function planRevoke(request: RevokeRequest, { users, assignments }: AccessRows): RevokePlan {
  const { usernames, permissionSets, targetOrg } = request;
  const named = [...new Set(usernames.map((username) => lookUpUser(users, username, targetOrg)))];
  for (const user of named) refuseByProfile(user, request);
  const remove = named.flatMap(({ Username }) =>
    assignmentsOf(assignments, Username)
      .filter((row) => permissionSets.some((name) => isOfSet(row, name)))
      .map((row) => toRevocation(row, Username)),
  );
  const holders = remove.map(({ username }) => username);
  return { remove, notHeld: named.map(({ Username }) => Username).filter((name) => !holders.includes(name)) };
}

function toRevocation({ Id, PermissionSet }: AssignmentRow, username: string): PlannedRevocation {
  return { id: Id, username, permissionSet: PermissionSet ? apiNameOf(PermissionSet) : '' };
}

function refuseByProfile(user: UserRow, { profiles, appName, targetOrg }: RevokeRequest): void {
  const profile = findProfile(user, profiles);
  if (profile === undefined) return;
  throw messages.createError(
    'error.UserStaysAdmitted',
    [user.Username, appName, profile],
    [profile, quoteSoql(user.Username), targetOrg],
  );
}
