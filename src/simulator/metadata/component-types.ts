import { connectedAppRules } from './connected-app-rules.ts';
import type { ElementRules } from './element-rules.ts';
import { flag, lists, requiredText, texts } from './element-rules.ts';
import {
  appPolicyRules,
  appSettingsRules,
  globalOauthRules,
  headerRules,
  oauthPolicyRules,
  oauthSettingsRules,
} from './external-app-rules.ts';

export type ComponentType = {
  folder: string;
  suffix: string;
  idPrefix: string;
  /** The first API version that has the type. */
  since: number;
  /** How package.xml and lists name the type, where that is not the root element of its files. */
  manifestName?: string;
  elements: ElementRules;
};

// The order is the one in which a deploy works: what others name comes first.
const appTypes = {
  ExternalClientApplication: {
    folder: 'externalClientApps',
    suffix: 'eca',
    idPrefix: '0xI',
    since: 59,
    elements: headerRules,
  },
  ExtlClntAppOauthSettings: {
    folder: 'extlClntAppOauthSettings',
    suffix: 'ecaOauth',
    idPrefix: '0xS',
    since: 59,
    elements: oauthSettingsRules,
  },
  ExtlClntAppGlobalOauthSettings: {
    folder: 'extlClntAppGlobalOauthSets',
    suffix: 'ecaGlblOauth',
    idPrefix: '0xG',
    since: 59,
    elements: globalOauthRules,
  },
  ExtlClntAppOauthConfigurablePolicies: {
    folder: 'extlClntAppOauthPolicies',
    suffix: 'ecaOauthPlcy',
    idPrefix: '0xO',
    since: 59,
    elements: oauthPolicyRules,
  },
  ExtlClntAppConfigurablePolicies: {
    folder: 'extlClntAppPolicies',
    suffix: 'ecaPlcy',
    idPrefix: '0xP',
    since: 59,
    elements: appPolicyRules,
  },
  ConnectedApp: {
    folder: 'connectedApps',
    suffix: 'connectedApp',
    idPrefix: '0H4',
    since: 29,
    elements: connectedAppRules,
  },
  ExternalClientAppSettings: {
    folder: 'settings',
    suffix: 'settings',
    idPrefix: '0xE',
    since: 58,
    manifestName: 'Settings',
    elements: appSettingsRules,
  },
} satisfies Record<string, ComponentType>;

export type AppComponentType = keyof typeof appTypes;
export type ComponentTypeName = AppComponentType | 'PermissionSet';

export const componentTypes: Record<ComponentTypeName, ComponentType> = {
  PermissionSet: {
    folder: 'permissionsets',
    suffix: 'permissionset',
    idPrefix: '0PS',
    since: 22,
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
  ...appTypes,
};

export const componentTypeNames = Object.keys(componentTypes) as ComponentTypeName[];

export function isComponentType(name: string): name is ComponentTypeName {
  return Object.hasOwn(componentTypes, name);
}

/** The name of a type in package.xml, lists and descriptions. */
export function manifestNameOf(type: ComponentTypeName): string {
  return componentTypes[type].manifestName ?? type;
}

/** The type that package.xml and lists call by this name. */
export function findManifestType(name: string): ComponentTypeName | undefined {
  return componentTypeNames.find((type) => manifestNameOf(type) === name);
}

/** Where a component's file lies in a package (DEPLOY-22). */
export function pathOf(type: ComponentTypeName, fullName: string): string {
  const { folder, suffix } = componentTypes[type];
  return `${folder}/${fullName}.${suffix}`;
}
