import { type Component, findComponent, findPartOf } from '../metadata/component.ts';
import type { AppComponentType } from '../metadata/component-types.ts';
import { scopeColumns, splitList } from '../metadata/scopes.ts';
import { textAt } from '../metadata/xml-elements.ts';
import type { OrgState } from '../org-state.ts';
import { isOff } from '../world.ts';
import { fields, type FieldValue, type ObjectTable, type Row, toTime } from './object-table.ts';

function componentsOf(org: OrgState, type: AppComponentType): Component[] {
  return org.records.components.filter((component) => component.type === type);
}

function textOrNull(component: Component, ...path: string[]): string | null {
  return textAt(component.elements, ...path) || null;
}

function numberOrNull(component: Component, ...path: string[]): number | null {
  const text = textAt(component.elements, ...path);
  return text === '' ? null : Number(text);
}

function dates({ createdAt, changedAt }: Component): Row {
  const changed = toTime(changedAt);
  return { CreatedDate: toTime(createdAt), LastModifiedDate: changed, SystemModstamp: changed };
}

/** What each part of an External Client App is called. */
function names(part: Component): Row {
  return {
    DeveloperName: part.fullName,
    MasterLabel: textOrNull(part, 'label') ?? part.fullName,
    Language: 'en_US',
  };
}

function flagOf(component: Component, name: string): boolean {
  return textAt(component.elements, name) === 'true';
}

function appIdOf(org: OrgState, part: Component): FieldValue {
  const appName = textAt(part.elements, 'externalClientApplication');
  return findComponent(org.records, 'ExternalClientApplication', appName)?.id ?? null;
}

/** Neither consumer key nor certificate can be queried. */
const connectedApplication: ObjectTable = {
  name: 'ConnectedApplication',
  label: 'Connected App',
  keyPrefix: '0H4',
  fields: fields(
    'Id Name OptionsAllowAdminApprovedUsersOnly? OptionsHasSessionLevelPolicy? OptionsIsInternal? ' +
      'OptionsRefreshTokenValidityMetric? RefreshTokenValidityPeriod# StartUrl% MobileStartUrl% ' +
      'CreatedDate@ LastModifiedDate@ SystemModstamp@',
    { required: 'Name', lengths: { Name: 80 } },
  ),
  rows: (org) => componentsOf(org, 'ConnectedApp').map(toConnectedApplication),
};

/** A refresh token policy is like `specific_lifetime:90:DAYS`. */
function toConnectedApplication(app: Component): Row {
  const refreshPolicy = textAt(app.elements, 'oauthPolicy', 'refreshTokenPolicy');
  const [, validity = ''] = refreshPolicy.split(':');
  return {
    Id: app.id,
    Name: textAt(app.elements, 'label'),
    OptionsAllowAdminApprovedUsersOnly: textAt(app.elements, 'oauthConfig', 'isAdminApproved') === 'true',
    OptionsHasSessionLevelPolicy: textAt(app.elements, 'sessionPolicy', 'sessionLevel') !== '',
    OptionsIsInternal: false,
    OptionsRefreshTokenValidityMetric: refreshPolicy.startsWith('specific_inactivity'),
    RefreshTokenValidityPeriod: validity === '' ? null : Number(validity),
    StartUrl: textOrNull(app, 'startUrl'),
    MobileStartUrl: textOrNull(app, 'mobileStartUrl'),
    ...dates(app),
  };
}

const externalClientApplication: ObjectTable = {
  name: 'ExternalClientApplication',
  label: 'External Client App',
  keyPrefix: '0xI',
  fields: fields(
    'Id DeveloperName MasterLabel Language| ContactEmail~ ContactPhone Description DistributionState| IconUrl% ' +
      'InfoUrl% LogoUrl% ManagedType NamespacePrefix OrgScopedExternalApp Version CreatedDate@ LastModifiedDate@ ' +
      'SystemModstamp@',
    {
      required: 'DeveloperName MasterLabel ContactEmail',
      lengths: { DeveloperName: 80, MasterLabel: 80 },
      picklists: { DistributionState: ['Local', 'Packaged'] },
    },
  ),
  rows: (org) =>
    componentsOf(org, 'ExternalClientApplication').map((app) => ({
      Id: app.id,
      ...names(app),
      ContactEmail: textOrNull(app, 'contactEmail'),
      ContactPhone: textOrNull(app, 'contactPhone'),
      Description: textOrNull(app, 'description'),
      DistributionState: textOrNull(app, 'distributionState'),
      IconUrl: textOrNull(app, 'iconUrl'),
      InfoUrl: textOrNull(app, 'infoUrl'),
      LogoUrl: textOrNull(app, 'logoUrl'),
      ManagedType: textOrNull(app, 'managedType'),
      NamespacePrefix: null,
      OrgScopedExternalApp: textOrNull(app, 'orgScopedExternalApp'),
      Version: null,
      ...dates(app),
    })),
};

/** The Tooling API shows more of a Connected App, and an External Client App only if that is assumed (SOQL-20). */
export const toolingAppTables: ObjectTable[] = [
  {
    ...connectedApplication,
    fields: [
      ...connectedApplication.fields,
      ...fields('DeveloperName ContactEmail Description SessionTimeout# SessionPolicyAction Version'),
    ],
    rows: (org) =>
      componentsOf(org, 'ConnectedApp').map((app) => ({
        ...toConnectedApplication(app),
        DeveloperName: app.fullName,
        ContactEmail: textOrNull(app, 'contactEmail'),
        Description: textOrNull(app, 'description'),
        SessionTimeout: numberOrNull(app, 'sessionPolicy', 'sessionTimeout'),
        SessionPolicyAction: textOrNull(app, 'sessionPolicy', 'policyAction'),
        Version: '1.0',
      })),
  },
  {
    ...externalClientApplication,
    isPresent: ({ world }) => world.assumed.has('external-apps-in-tooling') || isOff(world, 'SOQL-20'),
  },
];

const toApp = {
  ExternalClientApplicationId: { to: ['ExternalClientApplication'], as: 'ExternalClientApplication' },
};

/** Where its settings end: the lists of permission sets and profiles are no columns, but rows of SetupEntityAccess. */
const oauthPolicy: ObjectTable = {
  name: 'ExtlClntAppOauthPlcyCnfg',
  label: 'External Client App OAuth Policies',
  keyPrefix: '0xO',
  fields: fields(
    'Id DeveloperName MasterLabel Language| ExternalClientApplicationId> ExtlClntAppOauthSettingsId> ' +
      'PermittedUsersPolicyType| IpRelaxationPolicyType| RefreshTokenPolicyType| RefreshTokenValidityPeriod# ' +
      'RefreshTokenValidityUnit| RequiredSessionLevel| PolicyAction| SessionTimeoutInMinutes# ' +
      'IsClientCredentialsFlowEnabled? ClientCredentialsFlowUser~ IsGuestCodeCredFlowEnabled? ' +
      'IsTokenExchangeFlowEnabled? NamedUserJwtSessionTimeoutType| NamedUserJwtTimeout| GuestJwtSessionTimeoutType| ' +
      'GuestJwtTimeout| SingleLogoutUrl% StartUrl% CreatedDate@ LastModifiedDate@ SystemModstamp@',
    {
      references: {
        ...toApp,
        ExtlClntAppOauthSettingsId: { to: ['ExtlClntAppOauthSettings'], as: 'ExtlClntAppOauthSettings' },
      },
    },
  ),
  rows: (org) =>
    componentsOf(org, 'ExtlClntAppOauthConfigurablePolicies').map((policy) => {
      const app = textAt(policy.elements, 'externalClientApplication');
      return {
        Id: policy.id,
        ...names(policy),
        ExternalClientApplicationId: appIdOf(org, policy),
        ExtlClntAppOauthSettingsId: findPartOf(org.records, 'ExtlClntAppOauthSettings', app)?.id ?? null,
        PermittedUsersPolicyType: textOrNull(policy, 'permittedUsersPolicyType'),
        IpRelaxationPolicyType: textOrNull(policy, 'ipRelaxationPolicyType'),
        RefreshTokenPolicyType: textOrNull(policy, 'refreshTokenPolicyType'),
        RefreshTokenValidityPeriod: numberOrNull(policy, 'refreshTokenValidityPeriod'),
        RefreshTokenValidityUnit: textOrNull(policy, 'refreshTokenValidityUnit'),
        RequiredSessionLevel: textOrNull(policy, 'requiredSessionLevel'),
        PolicyAction: textOrNull(policy, 'policyAction'),
        SessionTimeoutInMinutes: numberOrNull(policy, 'sessionTimeoutInMinutes'),
        IsClientCredentialsFlowEnabled: flagOf(policy, 'isClientCredentialsFlowEnabled'),
        ClientCredentialsFlowUser: textOrNull(policy, 'clientCredentialsFlowUser'),
        IsGuestCodeCredFlowEnabled: flagOf(policy, 'isGuestCodeCredFlowEnabled'),
        IsTokenExchangeFlowEnabled: flagOf(policy, 'isTokenExchangeFlowEnabled'),
        NamedUserJwtSessionTimeoutType: textOrNull(policy, 'namedUserJwtSessionTimeoutType'),
        NamedUserJwtTimeout: textOrNull(policy, 'namedUserJwtTimeout'),
        GuestJwtSessionTimeoutType: textOrNull(policy, 'guestJwtSessionTimeoutType'),
        GuestJwtTimeout: textOrNull(policy, 'guestJwtTimeout'),
        SingleLogoutUrl: textOrNull(policy, 'singleLogoutUrl'),
        StartUrl: textOrNull(policy, 'startUrl'),
        ...dates(policy),
      };
    }),
};

const PLUGIN_STATES = ['Disabled', 'Enabled', 'Notinstalled'];

const appPolicy: ObjectTable = {
  name: 'ExtlClntAppPlcyCnfg',
  label: 'External Client App Policies',
  keyPrefix: '0xP',
  fields: fields(
    'Id DeveloperName MasterLabel Language| ExternalClientApplicationId> IsEnabled? OauthPluginStatus| StartPage| ' +
      'StartUrl% CreatedDate@ LastModifiedDate@ SystemModstamp@',
    { references: toApp, picklists: { OauthPluginStatus: PLUGIN_STATES } },
  ),
  rows: (org) =>
    componentsOf(org, 'ExtlClntAppConfigurablePolicies').map((policy) => ({
      Id: policy.id,
      ...names(policy),
      ExternalClientApplicationId: appIdOf(org, policy),
      IsEnabled: flagOf(policy, 'isEnabled'),
      OauthPluginStatus: textAt(policy.elements, 'isOauthPluginEnabled') === 'false' ? 'Disabled' : 'Enabled',
      StartPage: textOrNull(policy, 'startPage'),
      StartUrl: textOrNull(policy, 'startUrl'),
      ...dates(policy),
    })),
};

const oauthSettings: ObjectTable = {
  name: 'ExtlClntAppOauthSettings',
  label: 'External Client App OAuth Settings',
  keyPrefix: '0xS',
  fields: fields(
    [
      'Id DeveloperName MasterLabel Language| ExternalClientApplicationId> OauthLink SingleLogoutUrl%',
      'ExtlClntAppOauthOptionsFirstPartyAppEnabled? CreatedDate@ LastModifiedDate@ SystemModstamp@',
      ...scopeColumns.map(([, column]) => `${column}?`),
    ].join(' '),
    { references: toApp },
  ),
  rows: (org) =>
    componentsOf(org, 'ExtlClntAppOauthSettings').map((settings) => {
      const scopes = splitList(textAt(settings.elements, 'commaSeparatedOauthScopes'));
      const switches = scopeColumns.map(([scope, column]) => [column, scopes.includes(scope)]);
      return {
        Id: settings.id,
        ...names(settings),
        ExternalClientApplicationId: appIdOf(org, settings),
        OauthLink: textOrNull(settings, 'oauthLink'),
        SingleLogoutUrl: textOrNull(settings, 'singleLogoutUrl'),
        ExtlClntAppOauthOptionsFirstPartyAppEnabled: flagOf(settings, 'isFirstPartyAppEnabled'),
        ...dates(settings),
        ...(Object.fromEntries(switches) as Row),
      };
    }),
};

/** The id of the menu item that stands for an app: the app's own number. */
export function menuItemIdOf(appId: string): string {
  return `0DS${appId.slice(3)}`;
}

/** What stands in the App Launcher: of an org's apps, the Connected Apps alone are modelled. */
const appMenuItem: ObjectTable = {
  name: 'AppMenuItem',
  label: 'AppMenuItem',
  keyPrefix: '0DS',
  fields: fields(
    'Id Name NamespacePrefix Label Description StartUrl% MobileStartUrl% IsUsingAdminAuthorization? Type| ' +
      'ApplicationId> IsVisible? IsAccessible? CreatedDate@ LastModifiedDate@ SystemModstamp@',
    { picklists: { Type: ['ConnectedApplication', 'Network', 'ServiceProvider', 'TabSet'] } },
  ),
  rows: (org) =>
    componentsOf(org, 'ConnectedApp').map((app) => ({
      Id: menuItemIdOf(app.id),
      Name: app.fullName,
      NamespacePrefix: null,
      Label: textAt(app.elements, 'label'),
      Description: textOrNull(app, 'description'),
      StartUrl: textOrNull(app, 'startUrl'),
      MobileStartUrl: textOrNull(app, 'mobileStartUrl'),
      IsUsingAdminAuthorization: textAt(app.elements, 'oauthConfig', 'isAdminApproved') === 'true',
      Type: 'ConnectedApplication',
      ApplicationId: app.id,
      IsVisible: true,
      IsAccessible: true,
      ...dates(app),
    })),
};

/** Apps and their parts in the data API. */
export const appTables = [
  connectedApplication,
  externalClientApplication,
  oauthPolicy,
  appPolicy,
  oauthSettings,
  appMenuItem,
];
