import { findAppNameByStagedKey } from './consumer-credentials.ts';
import { type Component, effectiveElements, findComponent, findPartOf } from './metadata/component.ts';
import { makeFinder } from './find-again.ts';
import { splitList, toOauthScopes } from './metadata/scopes.ts';
import { findElement, textAt, textsOf, type XmlElement } from './metadata/xml-elements.ts';
import type { OrgState } from './org-state.ts';

/** An app as the token endpoint sees it. */
export type OrgApp = {
  kind: 'external' | 'connected';
  id: string;
  name: string;
  label: string;
  consumerKey: string;
  consumerSecret: string;
  /** As deployed; empty when the app has none. */
  certificate: string;
  /** OAuth names, such as `refresh_token`. */
  scopes: string[];
  isAdminApproved: boolean;
  isEnabled: boolean;
  sessionMinutes: number;
  needsHighAssurance: boolean;
  issuesJwtTokens: boolean;
  introspectsAllTokens: boolean;
};

const DEFAULT_SESSION_MINUTES = 120;

function minutesOf(text: string): number {
  return Number(text) || DEFAULT_SESSION_MINUTES;
}

function toConnectedApp(component: Component, elements: XmlElement[]): OrgApp {
  const oauth = findElement(elements, 'oauthConfig')?.children ?? [];
  return {
    kind: 'connected',
    id: component.id,
    name: component.fullName,
    label: textAt(elements, 'label'),
    consumerKey: textAt(oauth, 'consumerKey'),
    consumerSecret: textAt(oauth, 'consumerSecret'),
    certificate: textAt(oauth, 'certificate'),
    scopes: toOauthScopes(textsOf(oauth, 'scopes')),
    isAdminApproved: textAt(oauth, 'isAdminApproved') === 'true',
    isEnabled: true,
    sessionMinutes: minutesOf(textAt(elements, 'sessionPolicy', 'sessionTimeout')),
    needsHighAssurance: textAt(elements, 'sessionPolicy', 'sessionLevel') === 'HIGH_ASSURANCE',
    issuesJwtTokens: textAt(oauth, 'isNamedUserJwtEnabled') === 'true',
    introspectsAllTokens: textAt(oauth, 'isIntrospectAllTokens') === 'true',
  };
}

function toExternalApp(org: OrgState, header: Component, global: XmlElement[], now: Date): OrgApp {
  const elementsOf = (part: Component | undefined) =>
    part === undefined ? [] : (effectiveElements(org, part, now) ?? []);
  const settings = elementsOf(findPartOf(org.records, 'ExtlClntAppOauthSettings', header.fullName));
  const policy = elementsOf(findPartOf(org.records, 'ExtlClntAppOauthConfigurablePolicies', header.fullName));
  const switches = elementsOf(findPartOf(org.records, 'ExtlClntAppConfigurablePolicies', header.fullName));
  const issuesJwtTokens = textAt(global, 'isNamedUserJwtEnabled') === 'true';
  return {
    kind: 'external',
    id: header.id,
    name: header.fullName,
    label: textAt(header.elements, 'label') || header.fullName,
    consumerKey: textAt(global, 'consumerKey'),
    consumerSecret: textAt(global, 'consumerSecret'),
    certificate: textAt(global, 'certificate'),
    scopes: toOauthScopes(splitList(textAt(settings, 'commaSeparatedOauthScopes'))),
    isAdminApproved: textAt(policy, 'permittedUsersPolicyType') === 'AdminApprovedPreAuthorized',
    isEnabled:
      textAt(switches, 'isEnabled') !== 'false' && textAt(switches, 'isOauthPluginEnabled') !== 'false',
    sessionMinutes: minutesOf(
      textAt(policy, issuesJwtTokens ? 'namedUserJwtTimeout' : 'sessionTimeoutInMinutes'),
    ),
    needsHighAssurance: textAt(policy, 'requiredSessionLevel') === 'HIGH_ASSURANCE',
    issuesJwtTokens,
    introspectsAllTokens: textAt(global, 'isIntrospectAllTokens') === 'true',
  };
}

function toApp(org: OrgState, component: Component, now: Date): OrgApp | undefined {
  const elements = effectiveElements(org, component, now);
  if (elements === null) return undefined;
  if (component.type === 'ConnectedApp') return toConnectedApp(component, elements);
  if (component.type !== 'ExtlClntAppGlobalOauthSettings') return undefined;
  const header = findComponent(
    org.records,
    'ExternalClientApplication',
    textAt(elements, 'externalClientApplication'),
  );
  return header && toExternalApp(org, header, elements, now);
}

/** The apps as far as their deploys have propagated by `now`. */
export function listApps(org: OrgState, now: Date): OrgApp[] {
  return org.records.components
    .map((component) => toApp(org, component, now))
    .filter((app) => app !== undefined);
}

const findByKey = makeFinder<Component>();

function findLiveApp(org: OrgState, consumerKey: string, now: Date): OrgApp | undefined {
  let app: OrgApp | undefined;
  findByKey(org.records.components, consumerKey, (component) => {
    if (!mayHaveKey(component, consumerKey)) return false;
    app = toApp(org, component, now);
    return app?.consumerKey === consumerKey;
  });
  return app?.consumerKey === consumerKey ? app : undefined;
}

/** Whether the key is anywhere in the component, now or before its last change: an app takes long to be put together. */
function mayHaveKey({ elements, before }: Component, consumerKey: string): boolean {
  return [...elements, ...(before ?? [])].some(
    ({ name, text, children }) =>
      (name === 'consumerKey' && text === consumerKey) ||
      (name === 'oauthConfig' && textAt(children, 'consumerKey') === consumerKey),
  );
}

/** The app with this consumer key, as far as its deploys have propagated by `now`; a staged or rotated key counts too. */
export function findAppByKey(org: OrgState, consumerKey: string, now: Date): OrgApp | undefined {
  if (consumerKey === '') return undefined;
  const live = findLiveApp(org, consumerKey, now);
  if (live !== undefined) return live;
  const name = findAppNameByStagedKey(org, consumerKey, now);
  if (name === undefined) return undefined;
  const staged = listApps(org, now).find((app) => app.kind === 'external' && app.name === name);
  const pair = org.records.stagedCredentials.find(({ key }) => key === consumerKey);
  return staged && { ...staged, consumerKey, consumerSecret: pair?.secret ?? '' };
}
