import { describePermissionSet } from './plan.ts';
import { quoteList, quoteSoql } from './queries.ts';

/** What an org says of a permission set that goes with an app, or of one that stays. */
export type RemovableSetRow = { Id: string; Name: string; Label: string; Description: string | null };

/** That a permission set opens something of Setup: an app, an Apex class, a page. */
export type OpenedRow = { ParentId: string; SetupEntityId: string };

/** Why a permission set stays where an app that it opens goes. */
export type StayReason = 'not-ours' | 'opens-more';

export type SetsOfApp = {
  going: RemovableSetRow[];
  staying: Array<{ row: RemovableSetRow; reason: StayReason }>;
};

/** The app for which a permission set was made by this program; administrators may have added to its description. */
export function appOfSet({ Description }: Pick<RemovableSetRow, 'Description'>): string | undefined {
  const [before = '', after = ''] = describePermissionSet('\n').split('\n');
  const text = Description ?? '';
  const begin = text.indexOf(before);
  const end = text.indexOf(after, begin + before.length);
  return begin === -1 || end === -1 ? undefined : text.slice(begin + before.length, end);
}

/**
 * Queries for the permission sets that open an app, or that were made for it, for what else they open, and for who holds those
 * that open it. `used`: their names. In a pattern of LIKE an underscore stands for more than itself: rows are looked at again.
 */
export function removalQueries(
  appName: string,
  used: readonly string[],
): Record<'sets' | 'opened' | 'holders', string> {
  const names = quoteList(used);
  const like = quoteSoql(`%${describePermissionSet(appName)}%`);
  return {
    sets: `SELECT Id, Name, Label, Description FROM PermissionSet WHERE IsOwnedByProfile = false AND (Name IN ${names} OR Description LIKE ${like})`,
    opened: `SELECT ParentId, SetupEntityId FROM SetupEntityAccess WHERE Parent.IsOwnedByProfile = false AND (Parent.Name IN ${names} OR Parent.Description LIKE ${like})`,
    holders: `SELECT Assignee.Username FROM PermissionSetAssignment WHERE Assignee.IsActive = true AND PermissionSet.Name IN ${names}`,
  };
}

/**
 * What becomes of permission sets when an app goes. One that this program made goes with it, unless it opens something else,
 * too. `used`: API names of those that open the app; one made for this app and no longer used, or left from an earlier run,
 * goes as well.
 */
export function sortSets(
  rows: readonly RemovableSetRow[],
  opened: readonly OpenedRow[],
  { appName, used }: { appName: string; used: readonly string[] },
): SetsOfApp {
  const sorted: SetsOfApp = { going: [], staying: [] };
  for (const row of rows) {
    const isUsed = used.includes(row.Name);
    const madeFor = appOfSet(row);
    const isOurs = madeFor === appName || (isUsed && madeFor !== undefined);
    const others = opened.filter(({ ParentId }) => ParentId === row.Id).length - (isUsed ? 1 : 0);
    if (isOurs && others <= 0) sorted.going.push(row);
    else if (isUsed || isOurs) sorted.staying.push({ row, reason: isOurs ? 'opens-more' : 'not-ours' });
  }
  return sorted;
}
