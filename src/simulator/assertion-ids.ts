import type { OrgState } from './org-state.ts';

type SeenIds = OrgState['seenAssertionIds'];

/** Some clients send assertions that never expire: an org remembers the newest ids alone (TOKEN-17). */
const MOST = 20_000;
const KEPT = 10_000;

/** When each id is forgotten, in epoch milliseconds, beside the list of an org. */
const indexes = new WeakMap<SeenIds, Map<string, number>>();

function keyOf(appKey: string, jti: string): string {
  return `${appKey} ${jti}`;
}

function indexOf(seen: SeenIds): Map<string, number> {
  let index = indexes.get(seen);
  if (index === undefined) {
    index = new Map(seen.map(({ appKey, jti, forgetAt }) => [keyOf(appKey, jti), forgetAt.getTime()]));
    indexes.set(seen, index);
  }
  return index;
}

/** Whether an accepted assertion of the app had this id and has not expired yet. */
export function isSeen(org: OrgState, appKey: string, jti: string, now: Date): boolean {
  const forgetAt = indexOf(org.seenAssertionIds).get(keyOf(appKey, jti));
  return forgetAt !== undefined && forgetAt >= now.getTime();
}

/** Remembers the id of an accepted assertion until the assertion has expired. */
export function rememberId(org: OrgState, seen: SeenIds[number], now: Date): void {
  indexOf(org.seenAssertionIds).set(keyOf(seen.appKey, seen.jti), seen.forgetAt.getTime());
  org.seenAssertionIds.push(seen);
  if (org.seenAssertionIds.length <= MOST) return;
  org.seenAssertionIds = org.seenAssertionIds.filter(({ forgetAt }) => forgetAt >= now).slice(-KEPT);
}
