import type { OrgApp } from './apps.ts';
import { makeFinder } from './find-again.ts';
import { hasPropagated } from './metadata/component.ts';
import type { Assignment, OrgState, User } from './org-state.ts';
import { isEffective } from './permissions.ts';

export type Grant = 'granted' | 'propagating' | 'none';

const findAssignment = makeFinder<Assignment>();

/** When each way by which a permission set or profile of the user opens the app was complete. */
export function listWays(org: OrgState, app: OrgApp, user: User, now: Date): Date[] {
  const { accesses, assignments, permissionSets } = org.records;
  return accesses
    .filter(({ setupEntityId }) => setupEntityId === app.id)
    .flatMap((access) => {
      const parent = permissionSets.find(({ id }) => id === access.parentId);
      if (parent === undefined) return [];
      const assignment = findAssignment(
        assignments,
        `${user.id} ${parent.id}`,
        (one) => one.userId === user.id && one.permissionSetId === parent.id && isEffective(one, parent, now),
      );
      if (assignment === undefined) return [];
      return [assignment.createdAt > access.createdAt ? assignment.createdAt : access.createdAt];
    });
}

/** Whether a permission set or profile of the user opens the app, and whether the token endpoint knows yet. */
export function findGrant(org: OrgState, app: OrgApp, user: User, now: Date): Grant {
  const ways = listWays(org, app, user, now);
  if (ways.some((date) => hasPropagated(org, 'grant', date, now))) return 'granted';
  return ways.length > 0 ? 'propagating' : 'none';
}

/** Whether the user approved a self-authorize app, and whether that approval still works. */
export function hasSelfApproved(org: OrgState, app: OrgApp, user: User): 'approved' | 'damaged' | 'none' {
  const approval = org.records.selfApprovals.find(
    ({ userId, appId }) => userId === user.id && appId === app.id,
  );
  if (approval === undefined) return 'none';
  return approval.isDamaged ? 'damaged' : 'approved';
}

export function isBlocked(org: OrgState, app: OrgApp): boolean {
  return org.records.blockedAppIds.includes(app.id);
}
