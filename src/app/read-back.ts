import { isSameCertificate } from '../certificates/parse.ts';
import type { AppType } from './app-type.ts';
import type { AppSpec } from './spec.ts';

/** The metadata types to read, by fullName, to learn the state of an app of each kind. */
export const readBackTypes: Record<AppType, readonly string[]> = {
  'external-client-app': ['ExtlClntAppGlobalOauthSettings', 'ExtlClntAppOauthConfigurablePolicies'],
  'connected-app': ['ConnectedApp'],
};

/** A component as the Metadata API returns it: texts, nested for a Connected App; without fields when there is none. */
export type ComponentRecord = Record<string, unknown>;

/** What the org says of an app: only what decides about a JWT login. */
export type AppInOrg = {
  consumerKey: string | undefined;
  certificate: string | undefined;
  isAdminApproved: boolean;
  permissionSets: string[];
};

/** Reads the records of `readBackTypes`, in that order. `undefined` when the org has no such app. */
export function readApp(type: AppType, records: readonly ComponentRecord[]): AppInOrg | undefined {
  const [first = {}, second = {}] = records;
  if (first['fullName'] === undefined) return undefined;
  return type === 'connected-app' ? readConnectedApp(first) : readExternalClientApp(first, second);
}

function readExternalClientApp(globalOauth: ComponentRecord, policies: ComponentRecord): AppInOrg {
  return {
    consumerKey: textOf(globalOauth['consumerKey']),
    certificate: textOf(globalOauth['certificate']),
    isAdminApproved: policies['permittedUsersPolicyType'] === 'AdminApprovedPreAuthorized',
    permissionSets: (textOf(policies['commaSeparatedPermissionSet']) ?? '')
      .split(',')
      .map((name) => name.trim()),
  };
}

function readConnectedApp(app: ComponentRecord): AppInOrg {
  const oauthConfig = (app['oauthConfig'] ?? {}) as ComponentRecord;
  return {
    consumerKey: textOf(oauthConfig['consumerKey']),
    certificate: textOf(oauthConfig['certificate']),
    // jsforce leaves booleans as text where its schema does not know them
    isAdminApproved: String(oauthConfig['isAdminApproved']) === 'true',
    permissionSets: [app['permissionSetName'] ?? []].flat().map(String),
  };
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** The parts in which the org holds something else than what was deployed, in the words of the app's settings. */
export function findDifferences(spec: AppSpec, found: AppInOrg): string[] {
  const checks: Array<[string, boolean]> = [
    ['consumer key', found.consumerKey === spec.consumerKey],
    ['certificate', isSameCertificate(spec.certificate, found.certificate ?? '')],
    ['permitted users ("Admin approved users are pre-authorized")', found.isAdminApproved],
    [
      'permission set',
      found.permissionSets.some((name) => [spec.permissionSet, spec.permissionSetLabel].includes(name)),
    ],
  ];
  return checks.filter(([, isEqual]) => !isEqual).map(([name]) => name);
}
