import { isDeveloperName } from '../developer-name.ts';
import { nextId, type OrgRecords } from '../org-state.ts';
import { permissionNames, type SystemPermission } from '../permissions.ts';
import { OWN_WORDING } from '../refusals.ts';
import { checkElements, fillDefaults } from './check-elements.ts';
import type { ComponentTypeName } from './component-types.ts';
import { placeSettings } from './org-settings.ts';
import { placeConnectedApp } from './place-connected-app.ts';
import { placeGlobalOauth, placeHeader, placeOauthSettings } from './place-external-app.ts';
import { placeAppPolicy, placeOauthPolicy } from './place-policies.ts';
import {
  type ComponentFault,
  fault,
  firstFault,
  type Placed,
  type Placement,
  type Placers,
} from './placement.ts';
import { textAt, type XmlElement } from './xml-elements.ts';

/** The user permissions that are enabled, of those that the simulator knows (ORG-03). */
function permissionsIn(elements: XmlElement[]): SystemPermission[] {
  const enabled = elements
    .filter(({ name, children }) => name === 'userPermissions' && textAt(children, 'enabled') === 'true')
    .map(({ children }) => textAt(children, 'name'));
  return permissionNames.filter((name) => enabled.includes(name));
}

/** A licence is named by its label. */
function findLicenseId(records: OrgRecords, label: string): string | null {
  const licenses = [
    ...records.userLicenses.map(({ id, name }) => ({ id, name })),
    ...records.permissionSetLicenses.map(({ id, label: name }) => ({ id, name })),
  ];
  return licenses.find(({ name }) => name === label)?.id ?? null;
}

function placePermissionSet({ org, draft, now, fullName, elements }: Placement): Placed {
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

const placers: Placers = {
  ExternalClientApplication: placeHeader,
  ExtlClntAppOauthSettings: placeOauthSettings,
  ExtlClntAppGlobalOauthSettings: placeGlobalOauth,
  ExtlClntAppOauthConfigurablePolicies: placeOauthPolicy,
  ExtlClntAppConfigurablePolicies: placeAppPolicy,
  ConnectedApp: placeConnectedApp,
  ExternalClientAppSettings: placeSettings,
  PermissionSet: placePermissionSet,
};

function checkName({ fullName }: Placement): ComponentFault | undefined {
  return isDeveloperName(fullName) ? undefined : fault('APP-24', `${fullName} is no API name ${OWN_WORDING}`);
}

/** Checks a component by the API's schema and by the org's own rules, and puts it into the draft. */
export function placeComponent(
  placement: Placement,
  type: ComponentTypeName,
  version: number,
): Placed | ComponentFault {
  const given = placement.elements.filter(({ name }) => name !== 'fullName');
  const elements = type === 'ExternalClientAppSettings' ? given : fillDefaults(type, given);
  const found = firstFault(
    placement,
    () => checkName(placement),
    () => checkElements(type, given, version),
  );
  return found ?? placers[type]({ ...placement, elements });
}
