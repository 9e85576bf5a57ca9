import type { OrgApp } from './apps.ts';
import { hasPropagated } from './metadata/component.ts';
import type { OrgState, User } from './org-state.ts';
import { isEffective } from './permissions.ts';

export type Grant = 'granted' | 'propagating' | 'none';

/** When each way by which a permission set or profile of the user opens the app was complete. */
export function listWays(org: OrgState, app: OrgApp, user: User, now: Date): Date[] {
  const { accesses, assignments, permissionSets } = org.records;
  return accesses
    .filter(({ setupEntityId }) => setupEntityId === app.id)
    .flatMap((access) => {
      const parent = permissionSets.find(({ id }) => id === access.parentId);
      return assignments
        .filter(({ userId, permissionSetId }) => userId === user.id && permissionSetId === access.parentId)
        .filter((assignment) => parent !== undefined && isEffective(assignment, parent, now))
        .map(({ createdAt }) => (createdAt > access.createdAt ? createdAt : access.createdAt));
    });
}

/** Whether a permission set or profile of the user opens the app, and whether the token endpoint knows yet. */
export function findGrant(org: OrgState, app: OrgApp, user: User, now: Date): Grant {
  const ways = listWays(org, app, user, now);
  if (ways.some((date) => hasPropagated(org, date, now))) return 'granted';
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
