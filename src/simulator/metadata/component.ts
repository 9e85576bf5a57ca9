import type { OrgRecords, OrgState } from '../org-state.ts';
import { textAt, type XmlElement } from './xml-elements.ts';
import type { AppComponentType } from './component-types.ts';

/** A deployed piece of an app. */
export type Component = {
  id: string;
  type: AppComponentType;
  fullName: string;
  elements: XmlElement[];
  createdAt: Date;
  changedAt: Date;
  /** What the token endpoint still sees until the last change has propagated; null: nothing yet. */
  before: XmlElement[] | null;
  /** Of another org, whose app users here have authorised: it is listed, and cannot be read (SOAP-18). */
  isForeign?: boolean;
};

export function findComponent(
  records: OrgRecords,
  type: AppComponentType,
  fullName: string,
): Component | undefined {
  return records.components.find((component) => component.type === type && component.fullName === fullName);
}

/** The component of a kind that belongs to an External Client App, whatever its own name is. */
export function findPartOf(
  records: OrgRecords,
  type: AppComponentType,
  appName: string,
): Component | undefined {
  return records.components.find(
    (component) =>
      component.type === type && textAt(component.elements, 'externalClientApplication') === appName,
  );
}

export function hasPropagated(org: OrgState, changedAt: Date, now: Date): boolean {
  return now.getTime() - changedAt.getTime() >= org.propagationSeconds * 1000;
}

/** What the token endpoint sees of a component at a time (TOKEN-49); null: not there yet. */
export function effectiveElements(org: OrgState, component: Component, now: Date): XmlElement[] | null {
  return hasPropagated(org, component.changedAt, now) ? component.elements : component.before;
}
