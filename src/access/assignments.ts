import type { AssignmentRow } from './rows.ts';

/** Names that an org compares without regard to case: usernames, API names, names of profiles. */
export const isSameName = (one: string, other: string): boolean => foldName(one) === foldName(other);

export const foldName = (name: string): string => name.normalize('NFC').trim().toLowerCase();

/** The API name of a permission set, with the namespace of its package. */
export function apiNameOf({
  Name,
  NamespacePrefix,
}: {
  Name: string;
  NamespacePrefix: string | null;
}): string {
  return NamespacePrefix ? `${NamespacePrefix}__${Name}` : Name;
}

/** Ids have 15 characters, and three more of a checksum in most answers. */
export const isSameId = (one: string, other: string): boolean => one.slice(0, 15) === other.slice(0, 15);

export function assignmentsOf(assignments: readonly AssignmentRow[], username: string): AssignmentRow[] {
  return assignments.filter(({ Assignee }) => isSameName(Assignee.Username, username));
}

export function isExpired({ ExpirationDate }: AssignmentRow, now: Date): boolean {
  return ExpirationDate !== null && new Date(ExpirationDate) <= now;
}

/** Whether it gives anything to a login of today: a set that has to be activated gives nothing before it is. */
export function isInEffect(assignment: AssignmentRow, now: Date): boolean {
  return !isExpired(assignment, now) && assignment.PermissionSet?.HasActivationRequired !== true;
}

/**
 * Whether what a user holds grants a permission. `undefined` when the rows do not tell: the org does not know the field, the
 * set of the user's profile is not among them, or one is of a group and names no set.
 */
export function findGrant(
  ofUser: readonly AssignmentRow[],
  field: `Permissions${string}`,
  now: Date,
): boolean | undefined {
  const sets = ofUser.filter((row) => isInEffect(row, now)).map((row) => row.PermissionSet);
  if (sets.some((set) => set?.[field] === true)) return true;
  const isWhole = sets.some((set) => set?.IsOwnedByProfile === true);
  return isWhole && sets.every((set) => set?.[field] === false) ? false : undefined;
}
