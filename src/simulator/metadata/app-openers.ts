import type { OrgRecords, OrgState, PermissionSet } from '../org-state.ts';
import { isOff } from '../world.ts';
import { type Component, findComponent } from './component.ts';
import { element, textAt, withElement, type XmlElement } from './xml-elements.ts';

/** Whom an app admits: permission sets, and the shown names of profiles. */
type Openers = { sets: PermissionSet[]; profiles: string[] };

function openersOf({ accesses, permissionSets, profiles }: OrgRecords, appId: string): Openers {
  const parents = accesses
    .filter(({ setupEntityId }) => setupEntityId === appId)
    .flatMap(({ parentId }) => permissionSets.find(({ id }) => id === parentId) ?? []);
  return {
    sets: parents.filter(({ profileId }) => profileId === null),
    profiles: parents.flatMap(({ profileId }) => profiles.find(({ id }) => id === profileId)?.name ?? []),
  };
}

function openPolicy(records: OrgRecords, elements: XmlElement[]): XmlElement[] {
  const app = textAt(elements, 'externalClientApplication');
  const header = findComponent(records, 'ExternalClientApplication', app);
  const { sets, profiles } = openersOf(records, header?.id ?? '');
  const lists: [name: string, items: string[]][] = [
    ['commaSeparatedPermissionSet', sets.map(({ name }) => name)],
    ['commaSeparatedProfile', profiles],
  ];
  return lists.reduce(
    (result, [name, items]) => withElement(result, name, items.join(',') || undefined),
    elements,
  );
}

/** The elements of a Connected App that say whom it admits. */
export const CONNECTED_LISTS = ['permissionSetName', 'profileName'];

function openConnectedApp(records: OrgRecords, { id, elements }: Component): XmlElement[] {
  const others = elements.filter(({ name }) => !CONNECTED_LISTS.includes(name));
  if (textAt(elements, 'oauthConfig', 'isAdminApproved') !== 'true') return others;
  const { sets, profiles } = openersOf(records, id);
  return [
    ...others,
    ...sets.map(({ label }) => element('permissionSetName', label)),
    ...profiles.map((name) => element('profileName', name)),
  ];
}

/** What a component says of those who may use its app is read from the rows of SetupEntityAccess, whoever wrote them (APP-45). */
export function withOpeners({ records, world }: OrgState, component: Component): XmlElement[] {
  if (isOff(world, 'APP-45')) return component.elements;
  if (component.type === 'ConnectedApp') return openConnectedApp(records, component);
  return component.type === 'ExtlClntAppOauthConfigurablePolicies'
    ? openPolicy(records, component.elements)
    : component.elements;
}
