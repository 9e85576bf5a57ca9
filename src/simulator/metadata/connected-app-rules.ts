import { flag, flags, group, listOf, oneOf, requiredText, since, text, texts } from './element-rules.ts';
import type { ElementRules } from './element-rules.ts';
import { connectedAppScopes } from './scopes.ts';

const oauthConfig: ElementRules = {
  assetTokenConfig: group(),
  callbackUrl: requiredText,
  certificate: text,
  consumerKey: text,
  consumerSecret: text,
  idTokenConfig: group(),
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
  attributes: listOf(group()),
  canvas: group(),
  canvasConfig: group(),
  mobileAppConfig: group(),
  samlConfig: group(),
  ...texts(
    'contactPhone description iconUrl infoUrl logoUrl mobileStartUrl plugin pluginExecutionUser startUrl',
  ),
  contactEmail: requiredText,
  ipRanges: listOf(group({ description: text, end: requiredText, start: requiredText })),
  label: requiredText,
  oauthConfig: group(oauthConfig),
  oauthPolicy: since(
    49,
    group({
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
    group({
      policyAction: oneOf('policyAction', ['Block', 'RaiseSessionLevel']),
      sessionLevel: oneOf('sessionLevel', ['HIGH_ASSURANCE']),
      sessionTimeout: { kind: 'number' },
    }),
  ),
};
