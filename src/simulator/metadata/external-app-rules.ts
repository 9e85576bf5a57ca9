import {
  between,
  flag,
  flags,
  group,
  listOf,
  number,
  oneOf,
  requiredText,
  since,
  text,
  texts,
} from './element-rules.ts';
import type { ElementRules } from './element-rules.ts';

/** Of attributes and of address ranges. */
const MOST_ENTRIES = 128;

/** Elements of an ExternalClientApplication; which ones the server demands is said in app-rules.ts. */
export const headerRules: ElementRules = {
  ...texts('contactPhone description iconUrl infoUrl label logoUrl orgScopedExternalApp'),
  contactEmail: requiredText,
  distributionState: oneOf('ExtlClntAppDistState', ['Local', 'Packaged', 'Managed', 'AutoInstalled'], {
    fallback: 'Local',
  }),
  isProtected: flag('false'),
  managedType: oneOf('ExtlClntAppManagedType', ['Local', 'Global']),
};

export const globalOauthRules: ElementRules = {
  ...texts('consumerKey consumerSecret label'),
  callbackUrl: requiredText,
  certificate: since(60, text),
  externalClientApplication: requiredText,
  idTokenConfig: group('ExternalAppIdTokenConfig', {
    idTokenAudience: text,
    ...flags('idTokenIncludeAttributes idTokenIncludeCustomPermissions idTokenIncludeStandardClaims'),
    idTokenValidityInMinutes: between(1, 720),
  }),
  isClientCredentialsFlowEnabled: flag('false', { since: 60 }),
  isCodeCredFlowEnabled: flag('false', { since: 61 }),
  isCodeCredPostOnly: flag('false', { since: 61 }),
  isConsumerSecretOptional: flag('false'),
  ...flags('isDPopEnabled isEnforceRefreshTokenTTL isMtlsEnabled'),
  isDeviceFlowEnabled: flag('false', { since: 60 }),
  isIntrospectAllTokens: flag('false'),
  isNamedUserJwtEnabled: flag('false', { since: 65 }),
  isPkceRequired: flag('true'),
  ...flags('isRefreshTokenRotationEnabled isSecretRequiredForTokenExchange isTokenExchangeEnabled', {
    since: 60,
  }),
  isSecretRequiredForRefreshToken: flag('true'),
  ...flags('shouldRotateConsumerKey shouldRotateConsumerSecret'),
};

export const oauthSettingsRules: ElementRules = {
  ...flags('areAttributesIncludedInAssetToken areCustomPermsIncludedInAssetToken'),
  isFirstPartyAppEnabled: flag('false'),
  ...texts('assetTokenAudiences assetTokenSigningCertificate clientAssertionCertificate'),
  ...texts('commaSeparatedCustomScopes commaSeparatedOauthScopes label oauthLink singleLogoutUrl'),
  assetTokenValidity: number,
  customAttributes: listOf(
    group('ExtlClntAppOauthSettingsAttribute', { formula: requiredText, key: requiredText }),
    MOST_ENTRIES,
  ),
  trustedIpRanges: listOf(
    group('ExtlClntAppOauthIpRange', {
      description: text,
      endIpAddress: requiredText,
      startIpAddress: requiredText,
    }),
    MOST_ENTRIES,
  ),
  externalClientApplication: requiredText,
};

const ipRelaxations = ['Enforce', 'Bypass', 'Bypass_2factor', 'Enforce_RelaxRefresh', 'Enforce_relaxrefresh'];
const jwtTimeoutTypes = ['UserSession', 'Custom'];

export const oauthPolicyRules: ElementRules = {
  ...texts('apexHandler clientCredentialsFlowUser commaSeparatedPermissionSet commaSeparatedProfile'),
  ...texts('executeHandlerAs label singleLogoutUrl startUrl'),
  commaSeparatedCustomScopes: since(61, text),
  customAttributes: listOf(
    group('ExtlClntAppOauthPoliciesAttribute', { formula: requiredText, key: requiredText }),
    MOST_ENTRIES,
  ),
  externalClientApplication: requiredText,
  guestJwtSessionTimeoutType: oneOf('JWTSessionTimeoutType', jwtTimeoutTypes),
  guestJwtTimeout: number,
  ipRelaxationPolicyType: oneOf('IpRelaxationPolicyType', ipRelaxations, { fallback: 'Enforce' }),
  ...flags('isClientCredentialsFlowEnabled isTokenExchangeFlowEnabled', { since: 60 }),
  ...flags('isGuestCodeCredFlowEnabled', { since: 61 }),
  isNamedUserJwtEnabled: flag(undefined, { since: 61, until: 63 }),
  namedUserJwtSessionTimeoutType: oneOf('JWTSessionTimeoutType', jwtTimeoutTypes, { since: 65 }),
  namedUserJwtTimeout: number,
  permittedUsersPolicyType: oneOf(
    'PermittedUsersPolicyType',
    ['AllSelfAuthorized', 'AdminApprovedPreAuthorized'],
    { fallback: 'AllSelfAuthorized' },
  ),
  policyAction: oneOf('PolicyAction', ['Block', 'RaiseSessionLevel', 'StepUpMFA']),
  refreshTokenPolicyType: oneOf('RefreshTokenPolicyType', [
    'Infinite',
    'Zero',
    'SpecificLifetime',
    'SpecificInactivity',
  ]),
  refreshTokenValidityPeriod: number,
  refreshTokenValidityUnit: oneOf('RefreshTokenValidityUnit', ['Hours', 'Days', 'Months']),
  requiredSessionLevel: oneOf('SessionSecurityLevel', ['LOW', 'STANDARD', 'HIGH_ASSURANCE']),
  sessionTimeoutInMinutes: number,
};

export const appPolicyRules: ElementRules = {
  ...flags('isAttestPluginEnabled isOauthPluginEnabled'),
  ...flags('isCanvasPluginEnabled', { since: 66 }),
  ...flags('isMobilePluginEnabled isNotificationPluginEnabled isPushPluginEnabled isSamlPluginEnabled', {
    since: 63,
  }),
  externalClientApplication: requiredText,
  isEnabled: { kind: 'flag', isRequired: true },
  label: text,
  startPage: oneOf('ExtlClntAppStartPage', ['None', 'Custom', 'OAuth', 'SAML']),
  startUrl: since(63, text),
};

/** Elements of ExternalClientAppSettings, the org's own switches (APP-29). */
export const appSettingsRules: ElementRules = {
  enableClientSecretInRestApiAccess: flag('false', { since: 62 }),
  enableConsumerSecretApiAccess: flag('false'),
  enableExternalClientApps: flag('true', { until: 65 }),
  enablePackageEcaOauthFromDevOrg: flag('false', { since: 62 }),
};
