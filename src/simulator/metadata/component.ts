import type { ChangeKind, OrgRecords, OrgState } from '../org-state.ts';
import { textAt, withoutText, type XmlElement } from './xml-elements.ts';
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

/** When a change of this kind and time takes effect at the token endpoint (TOKEN-49). */
export function endOfPropagation(org: OrgState, kind: ChangeKind, changedAt: Date): Date {
  const seconds = org.propagationOf[kind] ?? org.propagationSeconds;
  return new Date(changedAt.getTime() + seconds * 1000);
}

export function hasPropagated(org: OrgState, kind: ChangeKind, changedAt: Date, now: Date): boolean {
  return now >= endOfPropagation(org, kind, changedAt);
}

function certificateIn(elements: XmlElement[]): string {
  return textAt(elements, 'certificate') || textAt(elements, 'oauthConfig', 'certificate');
}

/** What the last change of a component was about. */
export function lastChangeOf({ before, elements }: Component): ChangeKind {
  if (before === null) return 'app';
  return certificateIn(before) === certificateIn(elements) ? 'settings' : 'certificate';
}

/** What the token endpoint sees of a component at a time (TOKEN-49); null: not there yet. */
export function effectiveElements(org: OrgState, component: Component, now: Date): XmlElement[] | null {
  const { elements, before, changedAt } = component;
  const kind = lastChangeOf(component);
  if (hasPropagated(org, kind, changedAt, now)) return elements;
  const hasGap = kind === 'certificate' && org.world.assumed.has('certificate-gap');
  return before !== null && hasGap ? withoutText(before, 'certificate') : before;
}
