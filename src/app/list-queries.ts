import type { AppType } from './app-type.ts';

/**
 * What the data API tells of all apps. Every query may be refused: the objects of External Client Apps are marked "for
 * internal use", and those of access need View Setup. Of tokens, who lacks Customize Application sees only their own; they
 * are named by the app's label (Object reference, OauthToken).
 */
export function listQueries(types: readonly AppType[]): Partial<Record<ListQuery, string>> {
  const ofBoth = {
    grants: `SELECT SetupEntityId, ParentId, Parent.Name, Parent.NamespacePrefix, Parent.IsOwnedByProfile, Parent.Profile.Name FROM SetupEntityAccess WHERE SetupEntityType IN (${types.map((type) => `'${entityTypes[type]}'`).join(',')})`,
    tokens: 'SELECT AppName, MAX(LastUsedDate) lastUsed FROM OauthToken GROUP BY AppName',
  };
  return types.includes('external-client-app') ? { ...externalQueries, ...ofBoth } : ofBoth;
}

export type ListQuery = 'apps' | 'policies' | 'switches' | 'grants' | 'tokens';

const entityTypes: Record<AppType, string> = {
  'external-client-app': 'ExternalClientApplication',
  'connected-app': 'ConnectedApplication',
};

const externalQueries = {
  apps: 'SELECT Id, DeveloperName, NamespacePrefix, MasterLabel FROM ExternalClientApplication',
  policies: 'SELECT ExternalClientApplicationId, PermittedUsersPolicyType FROM ExtlClntAppOauthPlcyCnfg',
  switches: 'SELECT ExternalClientApplicationId, IsEnabled, OauthPluginStatus FROM ExtlClntAppPlcyCnfg',
};

/** Connected Apps with their API names, which the Tooling API alone tells. */
export const connectedAppsWithNames =
  'SELECT Id, DeveloperName, Name, OptionsAllowAdminApprovedUsersOnly FROM ConnectedApplication';

/** Connected Apps as the data API tells of them, by label; all, or those with these ids. */
export function connectedAppQuery(ids?: readonly string[]): string {
  const which = ids === undefined ? '' : ` WHERE Id IN ${idList(ids)}`;
  return `SELECT Id, Name, OptionsAllowAdminApprovedUsersOnly FROM ConnectedApplication${which}`;
}

/** Ids of records, for `IN`. */
export const idList = (ids: readonly string[]): string => `(${ids.map((id) => `'${id}'`).join(',')})`;
