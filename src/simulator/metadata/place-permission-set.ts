import { findLicenseId } from '../licenses.ts';
import { nextId } from '../org-state.ts';
import { permissionNames, type SystemPermission } from '../permissions.ts';
import type { Placed, Placement } from './placement.ts';
import { element, textAt, type XmlElement } from './xml-elements.ts';

/** The user permissions that are enabled, of those that the simulator knows (ORG-03). */
function permissionsIn(elements: XmlElement[]): SystemPermission[] {
  const enabled = elements
    .filter(({ name, children }) => name === 'userPermissions' && textAt(children, 'enabled') === 'true')
    .map(({ children }) => textAt(children, 'name'));
  return permissionNames.filter((name) => enabled.includes(name));
}

/** Replaces the whole set, as since version 40.0; permissions that are not modelled are dropped (DEPLOY-36). */
export function placePermissionSet({ org, draft, now, fullName, elements }: Placement): Placed {
  const content = {
    label: textAt(elements, 'label'),
    description: textAt(elements, 'description'),
    hasActivationRequired: textAt(elements, 'hasActivationRequired') === 'true',
    permissions: permissionsIn(elements),
  };
  const known = draft.permissionSets.find(({ name }) => name.toLowerCase() === fullName.toLowerCase());
  if (known !== undefined) {
    Object.assign(known, content);
    return { id: known.id, isCreated: false, isChanged: true, fact: 'DEPLOY-02' };
  }
  const id = nextId(org, '0PS');
  const licenseId = findLicenseId(draft, textAt(elements, 'license'));
  draft.permissionSets.push({ ...content, licenseId, profileId: null, id, name: fullName, createdAt: now });
  return { id, isCreated: true, isChanged: true, fact: 'DEPLOY-02' };
}

/** The permissions of a set as its file has them. */
export function writeUserPermissions(names: string[]): XmlElement[] {
  return [...names]
    .sort()
    .map((name) => element('userPermissions', [element('enabled', 'true'), element('name', name)]));
}
