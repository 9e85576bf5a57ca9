import type { OrgState, PermissionSet } from '../org-state.ts';
import { withOpeners } from './app-openers.ts';
import { wrapAsPem } from './certificate-text.ts';
import { fillDefaults } from './check-elements.ts';
import { findComponent } from './component.ts';
import { componentTypes, type ComponentTypeName } from './component-types.ts';
import type { ElementRules } from './element-rules.ts';
import { areSecretsReadable, SETTINGS_NAME } from './org-settings.ts';
import { writeUserPermissions } from './place-permission-set.ts';
import { element, textsOf, withElement, type XmlElement } from './xml-elements.ts';

/** What a list of components says of one. */
export type Listed = { id: string; fullName: string; createdAt: Date; changedAt: Date; isForeign: boolean };

function regularPermissionSets(org: OrgState): PermissionSet[] {
  return org.records.permissionSets.filter(({ profileId }) => profileId === null);
}

/** Every component of a type; the settings are always there. */
export function listComponents(org: OrgState, type: ComponentTypeName): Listed[] {
  if (type === 'PermissionSet') {
    return regularPermissionSets(org).map(({ id, name, createdAt }) => {
      return { id, fullName: name, createdAt, changedAt: createdAt, isForeign: false };
    });
  }
  const found = org.records.components
    .filter((component) => component.type === type)
    .map((component) => ({ ...component, isForeign: component.isForeign === true }));
  if (type !== 'ExternalClientAppSettings' || found.length > 0) return found;
  const origin = new Date(0);
  return [{ id: '', fullName: SETTINGS_NAME, createdAt: origin, changedAt: origin, isForeign: false }];
}

function licenseElements({ records }: OrgState, { licenseId }: PermissionSet): XmlElement[] {
  const user = records.userLicenses.find(({ id }) => id === licenseId)?.name;
  const name = user ?? records.permissionSetLicenses.find(({ id }) => id === licenseId)?.label;
  return name === undefined ? [] : [element('license', name)];
}

function permissionSetElements(org: OrgState, fullName: string): XmlElement[] | undefined {
  const found = regularPermissionSets(org).find(({ name }) => name === fullName);
  return (
    found && [
      ...(found.description === '' ? [] : [element('description', found.description)]),
      element('hasActivationRequired', String(found.hasActivationRequired)),
      element('label', found.label),
      ...licenseElements(org, found),
      ...writeUserPermissions(found.permissions),
    ]
  );
}

function storedElements(org: OrgState, type: ComponentTypeName, fullName: string): XmlElement[] | undefined {
  if (type === 'PermissionSet') return permissionSetElements(org, fullName);
  const component = findComponent(org.records, type, fullName);
  const elements = component && withOpeners(org, component);
  const isSettings = type === 'ExternalClientAppSettings' && fullName === SETTINGS_NAME;
  return isSettings ? fillDefaults(type, elements ?? []) : elements;
}

function withoutSecret(elements: XmlElement[]): XmlElement[] {
  return withElement(elements, 'consumerSecret', undefined).map((item) => ({
    ...item,
    children: withElement(item.children, 'consumerSecret', undefined),
  }));
}

function withPem(elements: XmlElement[]): XmlElement[] {
  return elements.map((item) =>
    item.name === 'certificate' ? { ...item, text: wrapAsPem(item.text) } : item,
  );
}

/** Without what the version does not have, inside groups too. */
function withoutUnknown(elements: XmlElement[], rules: ElementRules, version: number): XmlElement[] {
  return elements
    .filter(({ name }) => version >= (rules[name]?.since ?? 0) && version <= (rules[name]?.until ?? Infinity))
    .map((item) => {
      const within = rules[item.name]?.children;
      return within === undefined
        ? item
        : { ...item, children: withoutUnknown(item.children, within, version) };
    });
}

const READ_AS_BASIC = ['Address', 'Email', 'Phone', 'Profile'];

/** What a Connected App may know of a user is one scope when it is read (APP-43). */
function withBasicScopes(oauth: XmlElement): XmlElement {
  const scopes = textsOf(oauth.children, 'scopes').map((text) =>
    READ_AS_BASIC.includes(text) ? 'Basic' : text,
  );
  const others = oauth.children.filter(({ name }) => name !== 'scopes');
  return { ...oauth, children: [...others, ...[...new Set(scopes)].map((text) => element('scopes', text))] };
}

function inOrder(elements: XmlElement[]): XmlElement[] {
  return elements
    .map((item) => ({ ...item, children: inOrder(item.children) }))
    .sort((one, other) => one.name.localeCompare(other.name, 'en'));
}

/**
 * A component as it may be read in an API version, in the order of the WSDL, without elements that the version does
 * not have. A secret shows only where the settings say so, and never that of a Connected App (SOAP-01, APP-30).
 */
export function readComponent(
  org: OrgState,
  type: ComponentTypeName,
  fullName: string,
  version: number,
): XmlElement[] | undefined {
  const stored = storedElements(org, type, fullName);
  if (stored === undefined) return undefined;
  const mayShow = type === 'ExtlClntAppGlobalOauthSettings' && areSecretsReadable(org);
  const rules = componentTypes[type].elements;
  const known = withoutUnknown(mayShow ? stored : withoutSecret(stored), rules, version);
  const shown = known.map((item) => (item.name === 'oauthConfig' ? withBasicScopes(item) : item));
  const isPem = org.world.assumed.has('external-app-certificate-as-pem');
  return inOrder(isPem && type === 'ExtlClntAppGlobalOauthSettings' ? withPem(shown) : shown);
}
