import type { FactId } from '../facts/facts.ts';
import { canHoldApps } from '../licenses.ts';
import { nextId, type OrgRecords, type OrgState, type PermissionSet } from '../org-state.ts';
import { OWN_WORDING } from '../refusals.ts';
import { type Component, effectiveElements, findComponent } from './component.ts';
import { type AppComponentType, componentTypes, type ComponentTypeName } from './component-types.ts';
import { isOff } from '../world.ts';
import type { XmlElement } from './xml-elements.ts';

/** A component on its way into the org: `draft` takes it, `org.records` is what was there before the deploy. */
export type Placement = {
  org: OrgState;
  draft: OrgRecords;
  now: Date;
  /** Who writes it. */
  userId: string;
  /** Of the API, as the package or the call names it. */
  version: number;
  fullName: string;
  elements: XmlElement[];
  /** Whether a component that comes with a warning is written all the same (DEPLOY-17). */
  ignoresWarnings: boolean;
};

/** What is wrong with a component, and with which of its elements; of several, with the last where that is meant. */
export type ComponentFault = {
  problem: string;
  fact: FactId;
  at?: { name: string; isLast: boolean };
  /** What would have been written, had warnings been ignored. */
  isWarning?: true;
};

export type Placed = {
  id: string;
  isCreated: boolean;
  isChanged: boolean;
  fact: FactId;
  /** Something that the deploy only tolerates with ignoreWarnings. */
  warning?: string;
};

export function fault(fact: FactId, problem: string): ComponentFault {
  return { fact, problem };
}

export function isFault(value: Placed | ComponentFault | undefined): value is ComponentFault {
  return value !== undefined && 'problem' in value;
}

/** Whether each of these permission sets can be given an app (DATA-30). */
export function checkHoldsApps({ org }: Placement, sets: PermissionSet[]): ComponentFault | undefined {
  const barred = sets.find((set) => !canHoldApps(org.records, set));
  return (
    barred && fault('DATA-30', `The permission set ${barred.name} holds no assigned apps ${OWN_WORDING}`)
  );
}

/** The first fault that a list of checks finds. A check whose rule is off finds none. */
export function firstFault(
  { org }: Pick<Placement, 'org'>,
  ...checks: (() => ComponentFault | undefined)[]
): ComponentFault | undefined {
  for (const check of checks) {
    const found = check();
    if (found !== undefined && !isOff(org.world, found.fact)) return found;
  }
  return undefined;
}

/** Writes the whole component: what the new elements leave out is gone (APP-20). An unchanged one does not propagate anew. */
export function storeComponent(
  { org, draft, now, fullName }: Pick<Placement, 'org' | 'draft' | 'now' | 'fullName'>,
  type: AppComponentType,
  elements: XmlElement[],
): Placed {
  const known = findComponent(draft, type, fullName);
  if (known === undefined) {
    const id = nextId(org, componentTypes[type].idPrefix);
    const added: Component = { id, type, fullName, elements, createdAt: now, changedAt: now, before: null };
    draft.components.push(added);
    return { id, isCreated: true, isChanged: true, fact: 'DEPLOY-02' };
  }
  const isChanged = JSON.stringify(known.elements) !== JSON.stringify(elements);
  if (isChanged) {
    Object.assign(known, { before: effectiveElements(org, known, now), elements, changedAt: now });
  }
  return { id: known.id, isCreated: false, isChanged, fact: 'DEPLOY-02' };
}

/** Makes an app's SetupEntityAccess rows exactly these permission sets (APP-28); a row that stays keeps its age. */
export function replaceAccesses(placement: Placement, appId: string, permissionSetIds: string[]): void {
  const { org, draft, now } = placement;
  const kept = draft.accesses.filter(
    ({ setupEntityId, parentId }) => setupEntityId !== appId || permissionSetIds.includes(parentId),
  );
  const added = permissionSetIds
    .filter((id) => !kept.some(({ setupEntityId, parentId }) => setupEntityId === appId && parentId === id))
    .map((parentId) => ({ id: nextId(org, '0J0'), parentId, setupEntityId: appId, createdAt: now }));
  draft.accesses = [...kept, ...added];
}

export type PlaceComponent = (placement: Placement) => Placed | ComponentFault;
export type Placers = Record<ComponentTypeName, PlaceComponent>;
