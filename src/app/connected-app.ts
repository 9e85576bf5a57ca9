import { certificateBody } from '../certificates/parse.ts';
import type { Component } from './metadata-files.ts';
import type { AppSpec } from './spec.ts';

/** A Connected App for the JWT bearer flow. It finds its permission set by label, an External Client App by API name. */
export function connectedApp(spec: AppSpec): Component[] {
  const { name, contactEmail, label, callbackUrl, certificate, consumerKey, scopes, permissionSetLabel } =
    spec;
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
        permissionSetName: permissionSetLabel,
      },
    },
  ];
}
