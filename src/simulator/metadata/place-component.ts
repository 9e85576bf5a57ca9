import { isDeveloperName } from '../developer-name.ts';
import { OWN_WORDING } from '../refusals.ts';
import { checkElements, fillDefaults } from './check-elements.ts';
import type { ComponentTypeName } from './component-types.ts';
import { checkPermissions } from './metadata-access.ts';
import { placeSettings } from './org-settings.ts';
import { placeConnectedApp } from './place-connected-app.ts';
import { placeGlobalOauth, placeHeader, placeOauthSettings } from './place-external-app.ts';
import { placePermissionSet } from './place-permission-set.ts';
import { placeAppPolicy, placeOauthPolicy } from './place-policies.ts';
import {
  type ComponentFault,
  fault,
  firstFault,
  type Placed,
  type Placement,
  type Placers,
} from './placement.ts';

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
export function placeComponent(placement: Placement, type: ComponentTypeName): Placed | ComponentFault {
  const given = placement.elements.filter(({ name }) => name !== 'fullName');
  const elements = type === 'ExternalClientAppSettings' ? given : fillDefaults(type, given);
  const found = firstFault(
    placement,
    () => checkName(placement),
    () => checkPermissions(placement, type),
    () => checkElements(type, given, placement.version),
  );
  return found ?? placers[type]({ ...placement, elements });
}
