import type { Row } from './app-rows.ts';
import { idList } from './list-queries.ts';

/** More assignments than this are not counted one by one; it is also what an org gives at once. */
const MOST_ASSIGNMENTS = 2000;

/**
 * The condition for an assignment by which a user can log in: the user is active, the assignment has not ended, and the set
 * need not be activated in the session first (Object reference, PermissionSetAssignment and PermissionSet). The set that a
 * profile owns is assigned to each user of the profile.
 */
export const inEffect = (now: Date): string =>
  `Assignee.IsActive = true AND PermissionSet.HasActivationRequired = false AND (ExpirationDate = null OR ExpirationDate > ${now.toISOString()})`;

/** How many users each set of `alone` has, and who has the sets of `together`, whose users may be the same people. */
export function userQueries(
  { alone, together }: { alone: readonly string[]; together: readonly string[] },
  now: Date,
): Partial<Record<'counts' | 'assignments', string>> {
  const from = (ids: readonly string[]): string =>
    `FROM PermissionSetAssignment WHERE PermissionSetId IN ${idList(ids)} AND ${inEffect(now)}`;
  return {
    ...(alone.length > 0 && {
      counts: `SELECT PermissionSetId, COUNT_DISTINCT(AssigneeId) users ${from(alone)} GROUP BY PermissionSetId`,
    }),
    ...(together.length > 0 && {
      assignments: `SELECT AssigneeId, PermissionSetId ${from(together)} LIMIT ${MOST_ASSIGNMENTS}`,
    }),
  };
}

/** Which sets can be counted each by itself, and which belong to an app with several. `sets`: those of each app. */
export function splitSets(sets: ReadonlyArray<readonly string[]>): { alone: string[]; together: string[] } {
  const together = new Set(sets.filter(({ length }) => length > 1).flat());
  const alone = new Set(sets.filter(({ length }) => length === 1).flat());
  return { alone: [...alone], together: [...together] };
}

export type UserRows = { counts?: readonly Row[]; assignments?: readonly Row[] };

/** How many users hold one of the sets; `null` where the org did not tell, or they are too many to tell them apart. */
export function countUsers(setIds: readonly string[], { counts, assignments }: UserRows): number | null {
  const [first, ...more] = setIds;
  if (first === undefined) return 0;
  if (more.length === 0) {
    if (counts === undefined) return null;
    return Number(counts.find(({ PermissionSetId }) => PermissionSetId === first)?.['users'] ?? 0);
  }
  if (assignments === undefined || assignments.length >= MOST_ASSIGNMENTS) return null;
  const holders = assignments.filter(({ PermissionSetId }) => setIds.includes(String(PermissionSetId)));
  return new Set(holders.map(({ AssigneeId }) => AssigneeId)).size;
}
