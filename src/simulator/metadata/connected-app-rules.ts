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
import { connectedAppScopes } from './scopes.ts';

const oauthConfig: ElementRules = {
  assetTokenConfig: group('ConnectedAppOauthAssetToken', {
    assetAudiences: requiredText,
    assetIncludeAttributes: flag(),
    assetIncludeCustomPerms: flag(),
    assetSigningCertId: requiredText,
    assetValidityPeriod: number,
  }),
  callbackUrl: requiredText,
  certificate: text,
  consumerKey: since(32, text),
  consumerSecret: since(32, text),
  idTokenConfig: since(
    43,
    group('ConnectedAppOauthIdToken', {
      idTokenAudience: text,
      ...flags('idTokenIncludeAttributes idTokenIncludeCustomPerms idTokenIncludeStandardClaims'),
      idTokenValidity: between(1, 720),
    }),
  ),
  isAdminApproved: flag('false', { since: 46 }),
  isClientCredentialEnabled: flag('false', { since: 56 }),
  ...flags('isCodeCredentialEnabled isCodeCredentialPostOnly', { since: 57 }),
  isConsumerSecretOptional: flag('false', { since: 49 }),
  ...flags('isDPopEnabled isDeviceFlowEnabled isEnforceRefreshTokenTTL isIpBindingEnabled isPKImTLSEnabled'),
  isIntrospectAllTokens: flag('false', { since: 49 }),
  ...flags('isNamedUserJwtEnabled isPkceRequired', { since: 59 }),
  ...flags('isRefreshTokenRotationEnabled isSecretRequiredForTokenExchange isTokenExchangeEnabled', {
    since: 60,
  }),
  isSecretRequiredForRefreshToken: flag('true', { since: 51 }),
  oauthClientCredentialUser: text,
  scopes: listOf(oneOf('ConnectedAppOauthAccessScope', Object.keys(connectedAppScopes))),
  singleLogoutUrl: text,
};

/** Elements of a ConnectedApp. */
export const connectedAppRules: ElementRules = {
  attributes: listOf(group('ConnectedAppAttribute', { formula: requiredText, key: requiredText })),
  canvas: group(),
  canvasConfig: group(),
  mobileAppConfig: group(),
  samlConfig: group(),
  ...texts(
    'contactPhone description iconUrl infoUrl logoUrl mobileStartUrl plugin pluginExecutionUser startUrl',
  ),
  contactEmail: requiredText,
  ipRanges: listOf(
    group('ConnectedAppIpRange', { description: text, end: requiredText, start: requiredText }),
  ),
  label: requiredText,
  oauthConfig: group('ConnectedAppOauthConfig', oauthConfig),
  oauthPolicy: since(
    49,
    group('ConnectedAppOauthPolicy', {
      ipRelaxation: oneOf('ipRelaxation', ['ENFORCE', 'BYPASS', 'BYPASS_2FACTOR', 'ENFORCE_RELAXREFRESH'], {
        isRequired: true,
      }),
      isTokenExchangeFlowEnabled: flag(),
      refreshTokenPolicy: requiredText,
      singleLogoutUrl: text,
    }),
  ),
  permissionSetName: since(46, listOf(text)),
  profileName: since(46, listOf(text)),
  sessionPolicy: since(
    49,
    group('ConnectedAppSessionPolicy', {
      policyAction: oneOf('policyAction', ['Block', 'RaiseSessionLevel']),
      sessionLevel: oneOf('sessionLevel', ['HIGH_ASSURANCE']),
      sessionTimeout: number,
    }),
  ),
};
