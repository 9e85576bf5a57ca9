import { listApps, type OrgApp } from '../apps.ts';
import { type Component, endOfPropagation, lastChangeOf } from '../metadata/component.ts';
import { textAt } from '../metadata/xml-elements.ts';
import type { OrgState } from '../org-state.ts';

/** After every propagation. */
const END_OF_TIME = new Date(8.64e15);

/** The apps as deployed, whether or not the token endpoint knows them yet. */
export function listDeployedApps(org: OrgState): OrgApp[] {
  return listApps(org, END_OF_TIME);
}

/** What an app will be when its last changes have taken effect. */
export function findDeployedApp(org: OrgState, app: OrgApp): OrgApp | undefined {
  return listDeployedApps(org).find(({ id }) => id === app.id);
}

function isPartOf({ id, elements }: Component, app: OrgApp): boolean {
  const isNamed = textAt(elements, 'externalClientApplication') === app.name;
  return id === app.id || (app.kind === 'external' && isNamed);
}

/** When the last change of an app, or of its parts, takes effect. */
export function endOfAppPropagation(org: OrgState, app: OrgApp): Date {
  const times = org.records.components
    .filter((component) => isPartOf(component, app))
    .map((component) => endOfPropagation(org, lastChangeOf(component), component.changedAt).getTime());
  return new Date(Math.max(0, ...times));
}
