import { type Component, findComponent } from '../metadata/component.ts';
import type { AppComponentType } from '../metadata/component-types.ts';
import { externalAppScopes, splitList } from '../metadata/scopes.ts';
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
    'Id DeveloperName MasterLabel ContactEmail~ Description DistributionState| ManagedType NamespacePrefix ' +
      'OrgScopedExternalApp Version CreatedDate@ LastModifiedDate@ SystemModstamp@',
    {
      required: 'DeveloperName MasterLabel ContactEmail',
      lengths: { DeveloperName: 80, MasterLabel: 80 },
      picklists: { DistributionState: ['Local', 'Packaged'] },
    },
  ),
  rows: (org) =>
    componentsOf(org, 'ExternalClientApplication').map((app) => ({
      Id: app.id,
      DeveloperName: app.fullName,
      MasterLabel: textOrNull(app, 'label') ?? app.fullName,
      ContactEmail: textOrNull(app, 'contactEmail'),
      Description: textOrNull(app, 'description'),
      DistributionState: textOrNull(app, 'distributionState'),
      ManagedType: textOrNull(app, 'managedType'),
      NamespacePrefix: null,
      OrgScopedExternalApp: textOrNull(app, 'orgScopedExternalApp'),
      Version: null,
      ...dates(app),
    })),
};

/** The Tooling API shows more of a Connected App, and an External Client App only if that is assumed (SOQL-20). */
export const toolingTables: ObjectTable[] = [
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

const oauthPolicy: ObjectTable = {
  name: 'ExtlClntAppOauthPlcyCnfg',
  label: 'External Client App OAuth Policies',
  keyPrefix: '0xO',
  fields: fields(
    'Id DeveloperName ExternalClientApplicationId> PermittedUsersPolicyType| IpRelaxationPolicyType| ' +
      'RefreshTokenPolicyType| RefreshTokenValidityPeriod# RefreshTokenValidityUnit| RequiredSessionLevel| ' +
      'SessionTimeoutInMinutes# CreatedDate@ LastModifiedDate@ SystemModstamp@',
    { references: toApp },
  ),
  rows: (org) =>
    componentsOf(org, 'ExtlClntAppOauthConfigurablePolicies').map((policy) => ({
      Id: policy.id,
      DeveloperName: policy.fullName,
      ExternalClientApplicationId: appIdOf(org, policy),
      PermittedUsersPolicyType: textOrNull(policy, 'permittedUsersPolicyType'),
      IpRelaxationPolicyType: textOrNull(policy, 'ipRelaxationPolicyType'),
      RefreshTokenPolicyType: textOrNull(policy, 'refreshTokenPolicyType'),
      RefreshTokenValidityPeriod: numberOrNull(policy, 'refreshTokenValidityPeriod'),
      RefreshTokenValidityUnit: textOrNull(policy, 'refreshTokenValidityUnit'),
      RequiredSessionLevel: textOrNull(policy, 'requiredSessionLevel'),
      SessionTimeoutInMinutes: numberOrNull(policy, 'sessionTimeoutInMinutes'),
      ...dates(policy),
    })),
};

const appPolicy: ObjectTable = {
  name: 'ExtlClntAppPlcyCnfg',
  label: 'External Client App Policies',
  keyPrefix: '0xP',
  fields: fields('Id DeveloperName ExternalClientApplicationId> IsEnabled? OauthPluginStatus|', {
    references: toApp,
  }),
  rows: (org) =>
    componentsOf(org, 'ExtlClntAppConfigurablePolicies').map((policy) => ({
      Id: policy.id,
      DeveloperName: policy.fullName,
      ExternalClientApplicationId: appIdOf(org, policy),
      IsEnabled: textAt(policy.elements, 'isEnabled') === 'true',
      OauthPluginStatus: textAt(policy.elements, 'isOauthPluginEnabled') === 'false' ? 'Disabled' : 'Enabled',
    })),
};

const scopeFields = Object.keys(externalAppScopes).map((scope) => `OauthScopes${scope}`);

const oauthSettings: ObjectTable = {
  name: 'ExtlClntAppOauthSettings',
  label: 'External Client App OAuth Settings',
  keyPrefix: '0xS',
  fields: fields(
    [
      'Id DeveloperName ExternalClientApplicationId> OauthLink',
      ...scopeFields.map((name) => `${name}?`),
    ].join(' '),
    { references: toApp },
  ),
  rows: (org) =>
    componentsOf(org, 'ExtlClntAppOauthSettings').map((settings) => {
      const scopes = splitList(textAt(settings.elements, 'commaSeparatedOauthScopes'));
      const switches = Object.keys(externalAppScopes).map((scope) => [
        `OauthScopes${scope}`,
        scopes.includes(scope),
      ]);
      return {
        Id: settings.id,
        DeveloperName: settings.fullName,
        ExternalClientApplicationId: appIdOf(org, settings),
        OauthLink: textOrNull(settings, 'oauthLink'),
        ...(Object.fromEntries(switches) as Row),
      };
    }),
};

/** Apps and their parts in the data API. */
export const appTables = [
  connectedApplication,
  externalClientApplication,
  oauthPolicy,
  appPolicy,
  oauthSettings,
];
