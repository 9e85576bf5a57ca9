import type { Component } from './metadata-files.ts';
import type { AppSpec } from './spec.ts';

/**
 * The four components of an External Client App for the JWT bearer flow, all with the app's own name. A certificate in the
 * global OAuth settings is what switches the flow on; there is no other flag.
 */
export function externalClientApp(spec: AppSpec): Component[] {
  return [header(spec), globalOauthSettings(spec), oauthSettings(spec), oauthPolicies(spec)];
}

function header({ name, contactEmail, label }: AppSpec): Component {
  return {
    type: 'ExternalClientApplication',
    folder: 'externalClientApps',
    suffix: 'eca',
    name,
    fields: { contactEmail, distributionState: 'Local', isProtected: false, label },
  };
}

function globalOauthSettings({ name, label, callbackUrl, certificate, consumerKey }: AppSpec): Component {
  return {
    type: 'ExtlClntAppGlobalOauthSettings',
    folder: 'extlClntAppGlobalOauthSets',
    suffix: 'ecaGlblOauth',
    name,
    fields: {
      callbackUrl,
      // full PEM is the best attested of the forms that orgs take
      certificate: certificate.toString(),
      consumerKey,
      externalClientApplication: name,
      isConsumerSecretOptional: true,
      // JWT-formatted access tokens are refused by SOAP, and so by most of `sf`
      isNamedUserJwtEnabled: false,
      isPkceRequired: true,
      isSecretRequiredForRefreshToken: false,
      label,
      shouldRotateConsumerKey: false,
      shouldRotateConsumerSecret: false,
    },
  };
}

function oauthSettings({ name, label, scopes }: AppSpec): Component {
  return {
    type: 'ExtlClntAppOauthSettings',
    folder: 'extlClntAppOauthSettings',
    suffix: 'ecaOauth',
    name,
    fields: { commaSeparatedOauthScopes: scopes.join(','), externalClientApplication: name, label },
  };
}

function oauthPolicies({ name, label, permissionSet }: AppSpec): Component {
  return {
    type: 'ExtlClntAppOauthConfigurablePolicies',
    folder: 'extlClntAppOauthPolicies',
    suffix: 'ecaOauthPlcy',
    name,
    fields: {
      commaSeparatedPermissionSet: permissionSet,
      externalClientApplication: name,
      ipRelaxationPolicyType: 'Enforce',
      label,
      permittedUsersPolicyType: 'AdminApprovedPreAuthorized',
      // the flow never issues a refresh token, so none needs to live
      refreshTokenPolicyType: 'Zero',
    },
  };
}
