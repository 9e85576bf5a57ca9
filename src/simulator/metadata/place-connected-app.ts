import type { PermissionSet } from '../org-state.ts';
import { OWN_WORDING } from '../refusals.ts';
import { CONNECTED_LISTS } from './app-openers.ts';
import { toOneLine } from './certificate-text.ts';
import { findComponent } from './component.ts';
import {
  checkCertificate,
  checkChosenKey,
  checkChosenSecret,
  generateConsumerKey,
  generateConsumerSecret,
} from './consumer-rules.ts';
import { checkListPermissions } from './metadata-access.ts';
import {
  checkHoldsApps,
  type ComponentFault,
  fault,
  firstFault,
  type Placed,
  type Placement,
  replaceAccesses,
  storeComponent,
} from './placement.ts';
import { element, findElement, textAt, textsOf, withElement, type XmlElement } from './xml-elements.ts';

const CREATION_BLOCKED =
  "You can't create a connected app. To enable connected app creation, contact Salesforce Customer Support.";

function namesIn({ elements }: Placement, name: string): string[] {
  // One empty element clears the list.
  return textsOf(elements, name).filter((text) => text !== '');
}

/** A Connected App names permission sets by label; the API name is understood too. */
function findByLabel({ org }: Placement, name: string): PermissionSet | undefined {
  const regular = org.records.permissionSets.filter(({ profileId }) => profileId === null);
  return regular.find(({ label }) => label === name) ?? regular.find((item) => item.name === name);
}

function checkNewOrKnown(placement: Placement): ComponentFault | undefined {
  const { org, draft, fullName, elements } = placement;
  const key = textAt(elements, 'oauthConfig', 'consumerKey');
  const secret = textAt(elements, 'oauthConfig', 'consumerSecret');
  const isNew = findComponent(draft, 'ConnectedApp', fullName) === undefined;
  if (isNew && !org.allowConnectedApps) return fault('APP-01', CREATION_BLOCKED);
  if (!isNew && key !== '') return fault('APP-02', 'You cannot provide a Consumer Key');
  return checkChosenKey(placement, key) ?? checkChosenSecret(placement, secret, isNew);
}

function checkLists(placement: Placement): ComponentFault | undefined {
  const permissionSets = namesIn(placement, 'permissionSetName');
  const profiles = namesIn(placement, 'profileName');
  const isAdminApproved = textAt(placement.elements, 'oauthConfig', 'isAdminApproved') === 'true';
  if (permissionSets.length + profiles.length > 0 && !isAdminApproved) {
    return fault('APP-06', `permissionSetName and profileName need isAdminApproved ${OWN_WORDING}`);
  }
  if (new Set(permissionSets).size < permissionSets.length || new Set(profiles).size < profiles.length) {
    return fault('APP-06', `permissionSetName and profileName must not repeat a name ${OWN_WORDING}`);
  }
  const unknownSet = permissionSets.find((name) => findByLabel(placement, name) === undefined);
  if (unknownSet !== undefined) {
    return fault('APP-06', `There is no permission set ${unknownSet} ${OWN_WORDING}`);
  }
  const sets = permissionSets.map((name) => findByLabel(placement, name)).filter((set) => set !== undefined);
  const barred = checkHoldsApps(placement, sets);
  if (barred !== undefined) return barred;
  const known = placement.org.records.profiles.map(({ name }) => name);
  const unknownProfile = profiles.find((name) => !known.includes(name));
  return unknownProfile === undefined
    ? undefined
    : fault('APP-06', `There is no profile ${unknownProfile} ${OWN_WORDING}`);
}

const REFRESH_POLICY = /^(?:infinite|zero|specific_(?:lifetime|inactivity):[1-9]\d*:(?:HOURS|DAYS|MONTHS))$/;

function checkRefreshPolicy({ elements }: Placement): ComponentFault | undefined {
  const policy = textAt(elements, 'oauthPolicy', 'refreshTokenPolicy');
  return policy === '' || REFRESH_POLICY.test(policy)
    ? undefined
    : fault('APP-40', `'${policy}' is no refreshTokenPolicy ${OWN_WORDING}`);
}

/** Key and secret are made at creation and stay; a certificate is kept in the form in which it is given back. */
function finishOauth(placement: Placement, oauth: XmlElement): XmlElement {
  const before = findComponent(placement.draft, 'ConnectedApp', placement.fullName)?.elements ?? [];
  const keep = (name: string, generate: () => string) =>
    textAt(oauth.children, name) || textAt(before, 'oauthConfig', name) || generate();
  const keepsCertificate = placement.org.world.assumed.has('connected-app-keeps-certificate');
  const certificate =
    textAt(oauth.children, 'certificate') ||
    (keepsCertificate ? textAt(before, 'oauthConfig', 'certificate') : '');
  const finished = [
    ['consumerKey', keep('consumerKey', generateConsumerKey)],
    ['consumerSecret', keep('consumerSecret', generateConsumerSecret)],
    ['certificate', certificate === '' ? undefined : toOneLine(certificate)],
  ] as const;
  const children = finished.reduce<XmlElement[]>(
    (elements, [name, text]) => withElement(elements, name, text),
    oauth.children,
  );
  return element('oauthConfig', children);
}

function accessParents(placement: Placement): string[] {
  const sets = namesIn(placement, 'permissionSetName').map((name) => findByLabel(placement, name)?.id);
  const profiles = placement.org.records.profiles
    .filter(({ name }) => namesIn(placement, 'profileName').includes(name))
    .map(({ permissionSetId }) => permissionSetId);
  return [...sets, ...profiles].filter((id) => id !== undefined);
}

export function placeConnectedApp(placement: Placement): Placed | ComponentFault {
  const oauth = findElement(placement.elements, 'oauthConfig');
  const found = firstFault(
    placement,
    () => checkNewOrKnown(placement),
    () => checkCertificate(textAt(placement.elements, 'oauthConfig', 'certificate')),
    () =>
      placement.elements.some(({ name }) => CONNECTED_LISTS.includes(name))
        ? checkListPermissions(placement)
        : undefined,
    () => checkLists(placement),
    () => checkRefreshPolicy(placement),
  );
  if (found !== undefined) return found;
  const elements = placement.elements
    .filter(({ name, text }) => text !== '' || !CONNECTED_LISTS.includes(name))
    .map((item) => (item === oauth ? finishOauth(placement, oauth) : item));
  const placed = storeComponent(placement, 'ConnectedApp', elements);
  replaceAccesses(placement, placed.id, accessParents(placement));
  return placed;
}
