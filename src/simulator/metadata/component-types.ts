import { connectedAppRules } from './connected-app-rules.ts';
import type { ElementRules } from './element-rules.ts';
import { flag, lists, requiredText, texts } from './element-rules.ts';
import {
  appPolicyRules,
  globalOauthRules,
  headerRules,
  oauthPolicyRules,
  oauthSettingsRules,
} from './external-app-rules.ts';

export type ComponentType = {
  folder: string;
  suffix: string;
  idPrefix: string;
  elements: ElementRules;
};

// The order is the one in which a deploy works: what others name comes first.
const appTypes = {
  ExternalClientApplication: {
    folder: 'externalClientApps',
    suffix: 'eca',
    idPrefix: '0xI',
    elements: headerRules,
  },
  ExtlClntAppOauthSettings: {
    folder: 'extlClntAppOauthSettings',
    suffix: 'ecaOauth',
    idPrefix: '0xS',
    elements: oauthSettingsRules,
  },
  ExtlClntAppGlobalOauthSettings: {
    folder: 'extlClntAppGlobalOauthSets',
    suffix: 'ecaGlblOauth',
    idPrefix: '0xG',
    elements: globalOauthRules,
  },
  ExtlClntAppOauthConfigurablePolicies: {
    folder: 'extlClntAppOauthPolicies',
    suffix: 'ecaOauthPlcy',
    idPrefix: '0xO',
    elements: oauthPolicyRules,
  },
  ExtlClntAppConfigurablePolicies: {
    folder: 'extlClntAppPolicies',
    suffix: 'ecaPlcy',
    idPrefix: '0xP',
    elements: appPolicyRules,
  },
  ConnectedApp: {
    folder: 'connectedApps',
    suffix: 'connectedApp',
    idPrefix: '0H4',
    elements: connectedAppRules,
  },
} satisfies Record<string, ComponentType>;

export type AppComponentType = keyof typeof appTypes;
export type ComponentTypeName = AppComponentType | 'PermissionSet';

export const componentTypes: Record<ComponentTypeName, ComponentType> = {
  ...appTypes,
  PermissionSet: {
    folder: 'permissionsets',
    suffix: 'permissionset',
    idPrefix: '0PS',
    elements: {
      ...lists(
        'agentAccesses applicationVisibilities classAccesses customMetadataTypeAccesses customPermissions',
      ),
      ...lists('customSettingAccesses emailRoutingAddressAccesses externalCredentialPrincipalAccesses'),
      ...lists('externalDataSourceAccesses fieldPermissions flowAccesses objectPermissions pageAccesses'),
      ...lists('recordTypeVisibilities servicePresenceStatusAccesses tabSettings userPermissions'),
      ...texts('description license'),
      hasActivationRequired: flag('false'),
      label: requiredText,
    },
  },
};

export const componentTypeNames = Object.keys(componentTypes) as ComponentTypeName[];

export function isComponentType(name: string): name is ComponentTypeName {
  return Object.hasOwn(componentTypes, name);
}
