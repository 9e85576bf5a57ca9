import type { AppType } from './app-type.ts';

/** `targetOrg` is the username or alias that the commands of the actions name. */
export type RefusedApp = { type: AppType; name: string; apiVersion: string; targetOrg?: string };

/** What a message can name: of the app, of the failed component, and what a pattern caught of the org's words. */
export type Fact =
  | 'name'
  | 'org'
  | 'version'
  | 'component'
  | 'permissions'
  | 'flag'
  /** A thing that the org names: a permission set, a field, a component. */
  | 'element'
  | 'value'
  | 'type';

export type Rule = {
  /** Of the message `error.…` of deploy-failure.md; people and tests know the error by it. */
  error: string;
  says: RegExp;
  /** It follows from the failure of another component, where one failed for a reason of its own. */
  isConsequence?: true;
  /** It is about failed Apex tests of the org; all others are not. */
  isOfTests?: boolean;
  tells?: readonly Fact[];
  does?: readonly Fact[];
};

/** A name ends where the sentence does, or before a remark in brackets. */
const END = String.raw`(?= \[|\.?$)`;

/**
 * In the order of causes: what stops everything, what is wrong with one part, what goes wrong in the org itself, what follows
 * from the rest. The first rule that fits a failure explains the deploy. Sentences are those of orgs as logs and issues quote
 * them, of the Metadata guide and the DX guide; where the words are not known, the pattern wants as little of them as it can.
 */
export const rules: readonly Rule[] = [
  // help article 005228017; public deploy logs
  { error: 'ConnectedAppsBlocked', says: /^You can't create a connected app\b/, does: ['name'] },
  // Metadata guide on permissions; cli#3048; the words for single permissions of apps are not known
  {
    error: 'PermissionMissing',
    says: /^INSUFFICIENT_ACCESS|use of the Metadata API requires|insufficient (?:access rights|privileges)|sufficient rights/i,
    tells: ['permissions'],
    does: ['org'],
  },
  // help articles 000004045 and 000232368; CumulusCI#218; docs.gearset.com on LIMIT_EXCEEDED
  {
    error: 'OrgSetupLocked',
    says: /^ALREADY_IN_PROCESS|administration setup has already been locked|admin operation already in progress|UNABLE_TO_LOCK_ROW|unable to obtain exclusive access|exceeded its maximum retry limit/i,
    does: ['org'],
  },
  // cli#2008
  {
    error: 'ApiVersionNotInOrg',
    says: /^Invalid version specified|^Invalid api version|^UNSUPPORTED_API_VERSION/i,
    tells: ['version'],
    does: ['org'],
  },
  // cli#866; solenopsis#266; agent-script-recipes#98
  {
    error: 'TypeNotInOrg',
    says: /(?:Unknown type name|Entity type:?) '?(?<element>\w+)'? (?:specified )?(?:in package\.xml|is (?:unknown|not available))/i,
    tells: ['element', 'version'],
    does: ['org'],
  },
  {
    error: 'TypeNotInOrg',
    says: /^Not available for deploy for this organization/i,
    tells: ['component', 'version'],
    does: ['org'],
  },
  {
    error: 'FieldNotInOrg',
    says: /Element (?:\{[^}]*\})?(?<element>\w+) invalid at this location in type (?<type>\w+)/,
    tells: ['element', 'type', 'version'],
    does: ['org'],
  },
  {
    error: 'FieldNotInOrg',
    says: /Property '(?<element>\w+)' not valid in version/,
    tells: ['element', 'component', 'version'],
    does: ['org'],
  },
  {
    error: 'AppNameRefused',
    says: /is no API name|can only (?:contain|include) (?:underscores and )?alphanumeric/i,
    tells: ['name'],
  },
  // ready-to-fly#29, CumulusCI#2943; createMetadata; public deploy logs of External Client Apps
  {
    error: 'AppExistsAlready',
    says: /cannot provide a consumer key|consumer secret cannot be changed|^DUPLICATE_DEVELOPER_NAME|^(?!.*consumer ?key).*(?:DUPLICATE_VALUE|duplicates value on)/i,
    tells: ['name'],
    does: ['org'],
  },
  // DX guide; devops-center-feedback#256
  {
    error: 'ConsumerKeyTaken',
    says: /consumer (?:key|secret) is (?:already taken|in use)|consumer ?key\w* duplicates value/i,
    does: ['name'],
  },
  {
    error: 'ConsumerKeyInvalid',
    says: /consumer (?:key|secret)\b.*\b(?:letters|characters|alphanumeric|spaces|long|short)/i,
    does: ['name'],
  },
  {
    error: 'CertificateRefused',
    says: /\bcertificate\b.*\b(?:read|invalid|not valid|valid|RSA|expired|pars|size|large|long)/i,
  },
  {
    error: 'PermissionSetNotFound',
    says: new RegExp(
      `(?:couldn't find permission sets called|There is no permission set|no PermissionSet named) (?<element>.+?)(?: found)?${END}`,
    ),
    tells: ['element'],
    does: ['org'],
  },
  {
    error: 'ProfileNotFound',
    says: new RegExp(
      `(?:profiles called|There is no profile|no Profile named) (?<element>.+?)(?: found)?${END}`,
    ),
    tells: ['element'],
    does: ['org'],
  },
  { error: 'ScopeRefused', says: /problem with your scope\(s\): (?<element>[^.]+)/, tells: ['element'] },
  {
    error: 'ScopeRefused',
    says: /'(?<element>[^']*)' is not a valid value for the enum 'ConnectedAppOauthAccessScope'/,
    tells: ['element'],
  },
  {
    error: 'SettingMissing',
    says: /required fields? (?:is|are) missing: \[?(?<element>\w+)/i,
    tells: ['element'],
    does: ['flag'],
  },
  {
    error: 'SettingRefused',
    says: /'(?<value>[^']*)' is not a valid value for the enum '(?<element>\w+)'/,
    tells: ['element', 'value'],
  },
  { error: 'ContactEmailRefused', says: /contactEmail is no|invalid e-?mail|INVALID_EMAIL_ADDRESS/i },
  // public deploy logs
  {
    error: 'RunAsUserRefused',
    says: /valid execution user for the OAuth client credentials flow/,
    does: ['org'],
  },
  // mcp-hosted#8; public deploy logs
  {
    error: 'AppOfAnotherOrg',
    says: /Org Scoped External Client App must be|(?<element>orgScopedExternalApp|oauthLink) (?:names|belongs)/,
  },
  {
    error: 'FeatureNotEnabled',
    says: /^FUNCTIONALITY_NOT_ENABLED|not currently enabled|feature is not enabled/i,
    does: ['org'],
  },
  // the words of the platform for what is missing when something is deleted
  {
    error: 'ComponentNotFound',
    says: /^No (?<type>\w+) named: (?<element>.+?) found/,
    tells: ['type', 'element'],
    does: ['org'],
  },
  {
    error: 'AppFilesRefused',
    says: /^Error parsing file|named in package\.xml, but was not found|^No package\.xml found|^Not in package\.xml|^Too many files in zip|is duplicated at this location|^The root element is/i,
  },
  {
    error: 'SettingRefused',
    says: /^'?(?<value>[^' ]*)'? (?:is neither|is no whole|is no refreshTokenPolicy)/,
    tells: ['component', 'value'],
  },
  {
    error: 'SettingRefused',
    says: /^(?<element>\w+) (?:must be between|is one of)/,
    tells: ['component', 'element'],
  },
  {
    error: 'SettingRefused',
    says: /^There may be \d+ (?<element>\w+)/,
    tells: ['component', 'element'],
  },
  {
    error: 'SettingRefused',
    says: /refresh token validity|device flow|must not repeat a name|need isAdminApproved/i,
    tells: ['component', 'name'],
  },
  // production can run its tests before it takes a deploy
  { error: 'ApexTestsFailed', says: /^/, isOfTests: true, does: ['org'] },
  { error: 'ApexTestsFailed', says: /(?:test|code) coverage/i, does: ['org'] },
  // cli#2944, cli#3218
  {
    error: 'OrgFailed',
    says: /UNKNOWN_EXCEPTION|unexpected error occurred|include this ErrorId/i,
    does: ['org'],
  },
  { error: 'DeployCanceled', says: /^Cancel(?:ed|ing)\b/ },
  // public deploy logs of External Client Apps; deploy-to-sfdx#41
  {
    error: 'AppPartMissing',
    says: /^INVALID_CROSS_REFERENCE_KEY|valid OAuth settings configuration|has no OAuth settings|- no (?:ExternalClientApplication|ExtlClntApp\w+) named|^Parent entity failed to deploy/,
    isConsequence: true,
    tells: ['name'],
    does: ['name', 'org'],
  },
];

const OF_CONNECTED_APPS = '"Customize Application" and "Manage Connected Apps"';
const OF_EXTERNAL_APPS = '"Customize Application" and "Create, edit, and delete External Client Apps"';
const OF_POLICIES = '"View all External Client Apps, view their settings, and edit their policies"';

/** Which permissions writing a component takes (help, jwt_connectedapp_enable and jwt_eca_configuration; Metadata guide). */
export const permissionsFor: Readonly<Record<string, string>> = {
  ConnectedApp: OF_CONNECTED_APPS,
  ExternalClientApplication: OF_EXTERNAL_APPS,
  ExtlClntAppOauthSettings: OF_EXTERNAL_APPS,
  ExtlClntAppGlobalOauthSettings: OF_EXTERNAL_APPS,
  ExtlClntAppOauthConfigurablePolicies: OF_POLICIES,
  ExtlClntAppConfigurablePolicies: OF_POLICIES,
  PermissionSet: '"Manage Profiles and Permission Sets"',
};

/** Which permissions any deploy takes. */
export const PERMISSIONS_TO_DEPLOY = '"Modify Metadata Through Metadata API Functions"';

/** The flag that sets what the org misses. */
export const flagsFor: Readonly<Record<string, string>> = {
  contactEmail: '--contact-email ops@example.com',
  callbackUrl: '--callback-url http://localhost:1717/OauthRedirect',
  label: '--label "My app"',
  certificate: '--certificate-file server.crt',
};
