import type { Row } from './app-rows.ts';
import type { Removal } from './destructive.ts';

/**
 * Queries for the parts of an External Client App and those who may use it. The global OAuth settings are in no query. `name`
 * is a literal of SOQL. Objects and their DeveloperName: Apex types of these objects (`github.com/apex-dev-tools/sobject-types`).
 */
export const externalRemovalQueries = (
  name: string,
): Record<'apps' | 'policies' | 'pluginPolicies' | 'settings' | 'grants', string> => {
  const ofApp = "WHERE ExternalClientApplicationId = '@{apps.records[0].Id}'";
  return {
    apps: `SELECT Id, DeveloperName, MasterLabel FROM ExternalClientApplication WHERE DeveloperName = ${name}`,
    policies: `SELECT DeveloperName FROM ExtlClntAppOauthPlcyCnfg ${ofApp}`,
    pluginPolicies: `SELECT DeveloperName FROM ExtlClntAppPlcyCnfg ${ofApp}`,
    settings: `SELECT DeveloperName FROM ExtlClntAppOauthSettings ${ofApp}`,
    grants: grantQuery("= '@{apps.records[0].Id}'"),
  };
};

/** The app of a Connected App's label, which others may have as well, and those who may use it. */
export const connectedGrantQueries = (label: string): Record<'apps' | 'grants', string> => ({
  apps: `SELECT Id FROM ConnectedApplication WHERE Name = ${label}`,
  grants: grantQuery(`IN (SELECT Id FROM ConnectedApplication WHERE Name = ${label})`),
});

const grantQuery = (isOfApp: string): string =>
  `SELECT SetupEntityId, Parent.Name, Parent.NamespacePrefix, Parent.IsOwnedByProfile, Parent.Profile.Name FROM SetupEntityAccess WHERE SetupEntityId ${isOfApp}`;

/** A row of the grants. */
export type GrantRow = {
  SetupEntityId: string;
  Parent: {
    Name: string;
    NamespacePrefix: string | null;
    IsOwnedByProfile: boolean;
    Profile: { Name: string } | null;
  };
};

type PartRows = Partial<Record<'policies' | 'pluginPolicies' | 'settings', readonly Row[]>>;

/**
 * What to delete of an External Client App, the header last. The order is that in which Salesforce's own sf-pi deletes the
 * parts one by one; that the header takes along what is left is inferred from tools that delete it alone.
 */
export function externalRemovals(
  name: string,
  { policies, pluginPolicies, settings }: PartRows,
  globalName: string | undefined,
): { first: Removal[]; last: Removal[] } {
  const named = (type: string, rows: readonly Row[] = []): Removal[] =>
    rows.map(({ DeveloperName }) => ({ type, name: String(DeveloperName) }));
  const globalType = 'ExtlClntAppGlobalOauthSettings';
  return {
    first: [
      ...named('ExtlClntAppOauthConfigurablePolicies', policies),
      ...named('ExtlClntAppConfigurablePolicies', pluginPolicies),
      ...(globalName === undefined ? [] : [{ type: globalType, name: globalName }]),
      ...named('ExtlClntAppOauthSettings', settings),
    ],
    last: [{ type: 'ExternalClientApplication', name }],
  };
}
