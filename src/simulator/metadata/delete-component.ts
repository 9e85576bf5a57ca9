import type { OrgRecords } from '../org-state.ts';
import { findComponent } from './component.ts';
import type { ComponentTypeName } from './component-types.ts';
import { textAt } from './xml-elements.ts';

/** Whether users hold a permission set, which then cannot be deleted. */
export function isAssigned(records: OrgRecords, permissionSetName: string): boolean {
  const found = records.permissionSets.find(({ name }) => name === permissionSetName);
  return records.assignments.some(({ permissionSetId }) => permissionSetId === found?.id);
}

function deletePermissionSet(records: OrgRecords, fullName: string): string | undefined {
  const found = records.permissionSets.find(({ name, profileId }) => name === fullName && profileId === null);
  if (found === undefined) return undefined;
  records.permissionSets = records.permissionSets.filter((item) => item !== found);
  records.accesses = records.accesses.filter(({ parentId }) => parentId !== found.id);
  return found.id;
}

/**
 * Deletes a component and answers its id; undefined when there is none. The header of an External Client App takes
 * its parts and its grants along (APP-23).
 */
export function deleteComponent(
  records: OrgRecords,
  type: ComponentTypeName,
  fullName: string,
): string | undefined {
  if (type === 'PermissionSet') return deletePermissionSet(records, fullName);
  const found = findComponent(records, type, fullName);
  if (found === undefined) return undefined;
  const isHeader = type === 'ExternalClientApplication';
  records.components = records.components.filter(
    (component) =>
      component !== found &&
      !(isHeader && textAt(component.elements, 'externalClientApplication') === fullName),
  );
  records.accesses = records.accesses.filter(({ setupEntityId }) => setupEntityId !== found.id);
  const appName = isHeader ? fullName : textAt(found.elements, 'externalClientApplication');
  if (isHeader || type === 'ExtlClntAppGlobalOauthSettings') {
    records.stagedCredentials = records.stagedCredentials.filter((item) => item.appName !== appName);
  }
  return found.id;
}
