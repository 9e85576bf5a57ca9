import { joinList, type ComponentRecord } from './app-kind.ts';

/** A row of a query. */
export type Row = Record<string, unknown>;

/**
 * Queries that tell of an External Client App what would else take a call of the Metadata API for each part. Not in any
 * query: consumer key, certificate, callback URLs, address ranges. `name` is a literal of SOQL.
 */
export const externalAppQueries = (name: string): { apps: string; policies: string; grants: string } => ({
  apps: `SELECT Id, MasterLabel, ContactEmail, Description FROM ExternalClientApplication WHERE DeveloperName = ${name}`,
  policies: `SELECT PermittedUsersPolicyType, IpRelaxationPolicyType, RefreshTokenPolicyType, RefreshTokenValidityPeriod, RefreshTokenValidityUnit, RequiredSessionLevel, SessionTimeoutInMinutes FROM ExtlClntAppOauthPlcyCnfg WHERE ExternalClientApplicationId = '@{apps.records[0].Id}'`,
  grants: `SELECT Parent.Name, Parent.IsOwnedByProfile, Parent.Profile.Name FROM SetupEntityAccess WHERE SetupEntityId = '@{apps.records[0].Id}'`,
});

/** The header of an app as the Metadata API would return it. */
export function headerRecord(row: Row): ComponentRecord {
  return { label: row['MasterLabel'], contactEmail: row['ContactEmail'], description: row['Description'] };
}

/** Its OAuth policies likewise; who may use the app lies in rows of their own, also what was given by hand. */
export function policiesRecord(row: Row, grants: readonly Row[]): ComponentRecord {
  return {
    permittedUsersPolicyType: row['PermittedUsersPolicyType'],
    ...admittedRecord(grants),
    ipRelaxationPolicyType: row['IpRelaxationPolicyType'],
    refreshTokenPolicyType: row['RefreshTokenPolicyType'],
    refreshTokenValidityPeriod: row['RefreshTokenValidityPeriod'],
    refreshTokenValidityUnit: row['RefreshTokenValidityUnit'],
    requiredSessionLevel: row['RequiredSessionLevel'],
    sessionTimeoutInMinutes: row['SessionTimeoutInMinutes'],
  };
}

/** Who may use an app, as its policies name them. */
export function admittedRecord(grants: readonly Row[]): ComponentRecord {
  const parents = grants.map(({ Parent }) => Parent as GrantParent);
  const sets = parents.filter(({ IsOwnedByProfile }) => !IsOwnedByProfile);
  const profiles = parents.filter(({ IsOwnedByProfile }) => IsOwnedByProfile);
  return {
    commaSeparatedPermissionSet: joinList(sets.map(({ Name }) => Name)),
    commaSeparatedProfile: joinList(profiles.map(({ Profile, Name }) => Profile?.Name ?? Name)),
  };
}

type GrantParent = { Name: string; IsOwnedByProfile: boolean; Profile: { Name: string } | null };
