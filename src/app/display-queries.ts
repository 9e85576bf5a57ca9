import type { AppSettings } from './settings.ts';
import { inEffect } from './app-users.ts';

/** More assignments than these are not read; the users of a large org belong into a report. */
export const MOST_USERS = 1000;

/** Makes literals of SOQL. */
export type Quote = { text: (text: string) => string; list: (texts: readonly string[]) => string };

export type DisplayQuery = 'switches' | 'sets' | 'assignments' | 'tokens';

/**
 * What the data API tells of an app besides its settings: whether it is switched on, who may use it, when it was used. Each
 * may be refused, like those of a list.
 */
export function displayQueries(
  { name, settings: { label, permissionSets, profiles } }: { name: string; settings: AppSettings },
  quote: Quote,
  now: Date,
): Partial<Record<DisplayQuery, string>> {
  const conditions = [
    ...(permissionSets.length > 0
      ? [`(PermissionSet.IsOwnedByProfile = false AND PermissionSet.Name IN ${quote.list(permissionSets)})`]
      : []),
    ...(profiles.length > 0 ? [`PermissionSet.Profile.Name IN ${quote.list(profiles)}`] : []),
  ];
  return {
    switches: `SELECT DeveloperName, IsEnabled, OauthPluginStatus FROM ExtlClntAppPlcyCnfg WHERE ExternalClientApplication.DeveloperName = ${quote.text(name)}`,
    tokens: `SELECT MAX(LastUsedDate) lastUsed FROM OauthToken WHERE AppName = ${quote.text(label)}`,
    ...(permissionSets.length > 0 && {
      sets: `SELECT Name, Label, Description FROM PermissionSet WHERE IsOwnedByProfile = false AND Name IN ${quote.list(permissionSets)}`,
    }),
    ...(conditions.length > 0 && {
      assignments: `SELECT Assignee.Username, Assignee.Name FROM PermissionSetAssignment WHERE ${inEffect(now)} AND (${conditions.join(' OR ')}) ORDER BY Assignee.Username LIMIT ${MOST_USERS + 1}`,
    }),
  };
}
