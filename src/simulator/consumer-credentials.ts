import { findComponent, findPartOf } from './metadata/component.ts';
import type { Component } from './metadata/component.ts';
import { generateConsumerKey, generateConsumerSecret } from './metadata/consumer-rules.ts';
import { textAt, withElement } from './metadata/xml-elements.ts';
import { nextId, type OrgRecords, type OrgState } from './org-state.ts';
import { addChecksum, isSameId } from './record-ids.ts';

/** A second pair of key and secret of an External Client App: staged for use, or rotated out of it. */
export type StagedCredentials = {
  id: string;
  appName: string;
  key: string;
  secret: string;
  isRotated: boolean;
  createdBy: string;
  createdAt: Date;
  /** Since when the 30 days count: its making, or its rotation. */
  since: Date;
};

/** The OAuth consumer of an External Client App; its live pair stands in the app's global settings. */
export type Consumer = { id: string; header: Component; global: Component };

const VALID_FOR = 30 * 86_400_000;

/** The id of an app's OAuth consumer, which its OAuth settings also name (APP-17). */
export function consumerIdOf(header: Pick<Component, 'id'>): string {
  return addChecksum(`888${header.id.slice(3, 15)}`);
}

/** The consumer of the app with this id; an app without global settings has none. */
export function findConsumer(org: OrgState, appId: string): Consumer | undefined {
  const header = org.records.components.find(
    ({ id, type }) => type === 'ExternalClientApplication' && isSameId(id, appId),
  );
  const global = header && findPartOf(org.records, 'ExtlClntAppGlobalOauthSettings', header.fullName);
  return header && global && { id: consumerIdOf(header), header, global };
}

export function expiryOf({ since }: StagedCredentials): Date {
  return new Date(since.getTime() + VALID_FOR);
}

export function stateOf(staged: StagedCredentials, now: Date): 'Active' | 'Expired' | 'Rotated' {
  if (staged.isRotated) return 'Rotated';
  return expiryOf(staged) > now ? 'Active' : 'Expired';
}

/** An app's staged and rotated pairs, newest first; a rotated one is gone after its 30 days (APP-34). */
export function listStaged(org: OrgState, appName: string, now: Date): StagedCredentials[] {
  return org.records.stagedCredentials
    .filter((item) => item.appName === appName && !(item.isRotated && expiryOf(item) <= now))
    .reverse();
}

/** Makes a second pair; undefined while another is staged. */
export function stage(
  org: OrgState,
  { header }: Consumer,
  createdBy: string,
  now: Date,
): StagedCredentials | undefined {
  const appName = header.fullName;
  if (listStaged(org, appName, now).some((item) => stateOf(item, now) === 'Active')) return undefined;
  const added: StagedCredentials = {
    id: nextId(org, '0xC'),
    appName,
    key: generateConsumerKey(),
    secret: generateConsumerSecret(),
    isRotated: false,
    createdBy,
    createdAt: now,
    since: now,
  };
  org.records.stagedCredentials.push(added);
  return added;
}

/** Swaps the live pair and a staged one, at once. */
export function rotate({ global }: Consumer, staged: StagedCredentials, now: Date): void {
  const former = {
    key: textAt(global.elements, 'consumerKey'),
    secret: textAt(global.elements, 'consumerSecret'),
  };
  const renew = (elements: Component['elements']) =>
    withElement(withElement(elements, 'consumerKey', staged.key), 'consumerSecret', staged.secret);
  Object.assign(global, { elements: renew(global.elements), before: global.before && renew(global.before) });
  Object.assign(staged, { ...former, isRotated: true, since: now });
}

export function deleteStaged(records: OrgRecords, staged: StagedCredentials): void {
  records.stagedCredentials = records.stagedCredentials.filter((item) => item !== staged);
}

/** The app that a staged or rotated key still opens, besides the live one (APP-34). */
export function findAppNameByStagedKey(org: OrgState, key: string, now: Date): string | undefined {
  const found = org.records.stagedCredentials.find((item) => item.key === key && expiryOf(item) > now);
  const header = found && findComponent(org.records, 'ExternalClientApplication', found.appName);
  return header?.fullName;
}
