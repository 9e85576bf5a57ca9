import type { FactId } from '../facts/facts.ts';
import { type Component, findComponent } from '../metadata/component.ts';
import { textAt, withElement } from '../metadata/xml-elements.ts';
import type { OrgRecords, OrgState } from '../org-state.ts';

/** Takes back what a rule did to an org during a request; `before` is what the org held when it came. */
type Undo = (org: OrgState, before: OrgRecords) => void;

function globalSettings({ records }: OrgState): Component[] {
  return records.components.filter(({ type }) => type === 'ExtlClntAppGlobalOauthSettings');
}

/** What a component leaves out stays as it was, and so do the app's grants. */
function keepOldElements({ records }: OrgState, before: OrgRecords): void {
  for (const component of records.components) {
    const old = before.components.find(({ id }) => id === component.id)?.elements ?? [];
    const missing = old.filter(({ name }) => !component.elements.some((element) => element.name === name));
    component.elements.push(...missing);
  }
  const appIds = records.components.map(({ id }) => id);
  const lost = before.accesses.filter(
    ({ id, setupEntityId }) =>
      appIds.includes(setupEntityId) && !records.accesses.some((access) => access.id === id),
  );
  records.accesses.push(...lost);
}

function keepPermissions({ records }: OrgState, before: OrgRecords): void {
  for (const permissionSet of records.permissionSets) {
    const old = before.permissionSets.find(({ id }) => id === permissionSet.id)?.permissions ?? [];
    permissionSet.permissions = [...new Set([...permissionSet.permissions, ...old])];
  }
}

function keepOrphans({ records }: OrgState, before: OrgRecords): void {
  const orphans = before.components.filter(({ id, elements }) => {
    const app = textAt(elements, 'externalClientApplication');
    const isLost = !records.components.some((component) => component.id === id);
    return isLost && app !== '' && findComponent(records, 'ExternalClientApplication', app) === undefined;
  });
  records.components.push(...orphans);
}

/** A session without an app does not end with one. */
function keepSessions({ records, sessions }: OrgState): void {
  for (const session of sessions) {
    if (!records.components.some(({ id }) => id === session.appId)) session.appId = null;
  }
}

const effects: Partial<Record<FactId, Undo>> = {
  'APP-05': (org) => {
    for (const component of globalSettings(org)) {
      const key = textAt(component.elements, 'consumerKey').replace(/^3MVG9/, 'OTHER');
      component.elements = withElement(component.elements, 'consumerKey', key);
    }
  },
  'APP-15': ({ records }) => {
    records.components = records.components.filter(({ fullName }) => !/_(?:oauthPlcy|plcy)$/.test(fullName));
  },
  'APP-20': keepOldElements,
  'APP-22': (org) => {
    for (const component of globalSettings(org)) {
      component.elements = withElement(component.elements, 'isPkceRequired', 'false');
    }
  },
  'APP-23': keepOrphans,
  'APP-28': ({ records }) => {
    records.accesses = records.accesses.filter(({ setupEntityId }) => !setupEntityId.startsWith('0xI'));
  },
  'DEPLOY-36': keepPermissions,
  'OAUTH-13': keepSessions,
  'OAUTH-15': ({ sessions }) => {
    for (const session of sessions) session.lacksAssurance = false;
  },
  'ORG-04': ({ records }) => {
    for (const permissionSet of records.permissionSets) permissionSet.profileId = null;
  },
  'SOQL-07': (org) => {
    org.logins = [];
  },
};

/** Lets an org look as if the rules that are off had done nothing. */
export function undoEffects(org: OrgState, before: OrgRecords): void {
  for (const fact of org.world.rulesOff) effects[fact]?.(org, before);
}
