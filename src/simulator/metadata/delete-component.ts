import type { OrgRecords } from '../org-state.ts';
import { type Component, findComponent } from './component.ts';
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

/** What goes with a component: with the header all that names its app, with the OAuth settings their policy (APP-23). */
function belongsTo(type: ComponentTypeName, appName: string, component: Component): boolean {
  const isOfApp = textAt(component.elements, 'externalClientApplication') === appName;
  if (type === 'ExternalClientApplication') return isOfApp;
  const isPolicy = component.type === 'ExtlClntAppOauthConfigurablePolicies';
  return type === 'ExtlClntAppOauthSettings' && isPolicy && isOfApp;
}

/** Deletes a component, with those that belong to it, and answers its id; undefined when there is none. */
export function deleteComponent(
  records: OrgRecords,
  type: ComponentTypeName,
  fullName: string,
): string | undefined {
  if (type === 'PermissionSet') return deletePermissionSet(records, fullName);
  const found = findComponent(records, type, fullName);
  if (found === undefined) return undefined;
  const isHeader = type === 'ExternalClientApplication';
  const appName = isHeader ? fullName : textAt(found.elements, 'externalClientApplication');
  records.components = records.components.filter(
    (component) => component !== found && !belongsTo(type, appName, component),
  );
  records.accesses = records.accesses.filter(({ setupEntityId }) => setupEntityId !== found.id);
  if (isHeader || type === 'ExtlClntAppGlobalOauthSettings') {
    records.stagedCredentials = records.stagedCredentials.filter((item) => item.appName !== appName);
  }
  return found.id;
}
