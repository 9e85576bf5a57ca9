import { certificateBody } from '../certificates/parse.ts';
import type { Component } from './metadata-files.ts';
import type { AppSpec } from './spec.ts';

/**
 * A Connected App for the JWT bearer flow. `permissionSetName` resolves by label, which is why the permission sets that we
 * create have a label equal to their API name.
 */
export function connectedApp(spec: AppSpec): Component[] {
  const { name, contactEmail, label, callbackUrl, certificate, consumerKey, scopes, permissionSet } = spec;
  return [
    {
      type: 'ConnectedApp',
      folder: 'connectedApps',
      suffix: 'connectedApp',
      name,
      fields: {
        contactEmail,
        label,
        oauthConfig: {
          callbackUrl,
          // the form in which orgs return it
          certificate: certificateBody(certificate),
          consumerKey,
          isAdminApproved: true,
          isConsumerSecretOptional: true,
          isNamedUserJwtEnabled: false,
          isPkceRequired: true,
          isSecretRequiredForRefreshToken: false,
          scopes,
        },
        oauthPolicy: { ipRelaxation: 'ENFORCE', refreshTokenPolicy: 'zero' },
        permissionSetName: permissionSet,
      },
    },
  ];
}
