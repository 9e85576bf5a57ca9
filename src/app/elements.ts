import { Messages } from '@salesforce/core/messages';
import type { Component, ComponentFields } from './metadata-files.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'api-version');

/**
 * The API versions that have an element, both ends included. `isVital`: an app without it takes no JWT, or takes one of
 * anybody.
 */
export type ElementRow = { since: number; until?: number; isVital?: true; source: string };

type Rows = Record<string, ElementRow>;

/** Rows of elements that a version brought, named in one text; `more` goes for all of them. */
function from(since: number, source: string, names: string, more: Partial<ElementRow> = {}): Rows {
  return Object.fromEntries(names.split(' ').map((name) => [name, { since, source, ...more }]));
}

const vital = { isVital: true } as const;

const connectedApp = 'Metadata guide, ConnectedApp';
const globalOauth = 'Metadata guide, ExtlClntAppGlobalOauthSettings';
const policies = 'Metadata guide, ExtlClntAppOauthConfigurablePolicies';
const plugins = 'Metadata guide, ExtlClntAppConfigurablePolicies';
const permissionSet = 'Metadata guide, PermissionSet';

/**
 * Every element that we write, and those of the same types whose versions are known to differ. Elements inside another have
 * its name before theirs. One without a version of its own in the guide has that of its type.
 */
export const elementRows: Readonly<Record<string, Rows>> = {
  ExternalClientApplication: from(
    59,
    'Metadata guide, ExternalClientApplication',
    'contactEmail description distributionState isProtected label',
  ),
  ExtlClntAppGlobalOauthSettings: {
    ...from(59, globalOauth, 'callbackUrl externalClientApplication', vital),
    ...from(60, globalOauth, 'certificate', vital),
    ...from(59, globalOauth, 'consumerKey isConsumerSecretOptional isPkceRequired label'),
    ...from(
      59,
      globalOauth,
      'isSecretRequiredForRefreshToken shouldRotateConsumerKey shouldRotateConsumerSecret',
    ),
    // documented from 61.0, but an org that took it at 67.0 refused it at 64.0 ("… not valid in version 64.0")
    ...from(65, 'public deploy logs', 'isNamedUserJwtEnabled'),
  },
  ExtlClntAppOauthSettings: {
    ...from(59, 'Metadata guide, ExtlClntAppOauthSettings', 'commaSeparatedOauthScopes', vital),
    ...from(59, 'Metadata guide, ExtlClntAppOauthSettings', 'externalClientApplication', vital),
    ...from(59, 'Metadata guide, ExtlClntAppOauthSettings', 'label trustedIpRanges'),
  },
  ExtlClntAppOauthConfigurablePolicies: {
    ...from(59, policies, 'externalClientApplication permittedUsersPolicyType', vital),
    ...from(59, policies, 'commaSeparatedPermissionSet commaSeparatedProfile', vital),
    ...from(59, policies, 'ipRelaxationPolicyType label refreshTokenPolicyType refreshTokenValidityPeriod'),
    ...from(
      59,
      policies,
      'refreshTokenValidityUnit requiredSessionLevel sessionTimeoutInMinutes policyAction',
    ),
    ...from(60, policies, 'isClientCredentialsFlowEnabled isTokenExchangeFlowEnabled'),
    ...from(61, policies, 'commaSeparatedCustomScopes isGuestCodeCredFlowEnabled'),
    ...from(65, policies, 'namedUserJwtSessionTimeoutType'),
    // gone from the schema of 67.0, and a tool that met it in several releases sends it for these three only
    ...from(
      61,
      'WSDL types in `@salesforce/types`; `github.com/hardisgroupcom/sfdx-hardis`',
      'isNamedUserJwtEnabled',
      {
        until: 63,
      },
    ),
  },
  ExtlClntAppConfigurablePolicies: {
    ...from(60, plugins, 'externalClientApplication isEnabled isOauthPluginEnabled label startPage'),
    ...from(63, plugins, 'isMobilePluginEnabled isNotificationPluginEnabled isPushPluginEnabled'),
    ...from(63, plugins, 'isSamlPluginEnabled startUrl'),
    ...from(66, plugins, 'isCanvasPluginEnabled'),
  },
  ConnectedApp: {
    ...from(29, connectedApp, 'contactEmail description ipRanges label oauthConfig'),
    ...from(29, connectedApp, 'oauthConfig.callbackUrl oauthConfig.certificate oauthConfig.scopes', vital),
    ...from(32, connectedApp, 'oauthConfig.consumerKey'),
    ...from(46, connectedApp, 'oauthConfig.isAdminApproved permissionSetName profileName', vital),
    ...from(49, connectedApp, 'oauthConfig.isConsumerSecretOptional'),
    ...from(51, connectedApp, 'oauthConfig.isSecretRequiredForRefreshToken'),
    ...from(59, connectedApp, 'oauthConfig.isNamedUserJwtEnabled oauthConfig.isPkceRequired'),
    ...from(49, connectedApp, 'oauthPolicy oauthPolicy.ipRelaxation oauthPolicy.refreshTokenPolicy'),
    ...from(49, connectedApp, 'sessionPolicy sessionPolicy.policyAction sessionPolicy.sessionLevel'),
    ...from(49, connectedApp, 'sessionPolicy.sessionTimeout'),
  },
  PermissionSet: {
    ...from(22, permissionSet, 'description label'),
    ...from(29, permissionSet, 'userPermissions userPermissions.enabled userPermissions.name', vital),
    ...from(53, permissionSet, 'hasActivationRequired'),
  },
};

/**
 * The component as an API version knows it, like `67.0`: what that does not have is left out. Throws
 * `ElementNotInVersionError` when the app would be wrong without it. Elements that no row names stay: an org that is called
 * at this version gave them.
 */
export function fitToVersion(component: Component, apiVersion: string): Component {
  return { ...component, fields: fitFields(component, component.fields, '', apiVersion) };
}

function fitFields(
  component: Component,
  fields: ComponentFields,
  prefix: string,
  apiVersion: string,
): ComponentFields {
  const kept = Object.entries(fields).filter(([name, value]) => {
    const row = elementRows[component.type]?.[prefix + name];
    if (value === undefined || row === undefined || isIn(row, Number(apiVersion))) return true;
    if (row.isVital) throw missing(component, prefix + name, apiVersion);
    return false;
  });
  return Object.fromEntries(
    kept.map(([name, value]) => [
      name,
      isGroup(value) ? fitFields(component, value, `${prefix}${name}.`, apiVersion) : value,
    ]),
  );
}

const isIn = ({ since, until = Infinity }: ElementRow, version: number): boolean =>
  version >= since && version <= until;

/** Elements in a list come and go with it. */
const isGroup = (value: ComponentFields[string]): value is ComponentFields =>
  typeof value === 'object' && !Array.isArray(value);

function missing({ type, name }: Component, element: string, apiVersion: string): Error {
  return messages.createError('error.ElementNotInVersion', [apiVersion, element, type, name]);
}
