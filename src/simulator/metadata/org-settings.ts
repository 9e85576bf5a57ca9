import type { OrgState } from '../org-state.ts';
import { findComponent } from './component.ts';
import { OWN_WORDING } from '../refusals.ts';
import { type ComponentFault, fault, type Placed, type Placement, storeComponent } from './placement.ts';
import { textAt, type XmlElement } from './xml-elements.ts';

/** The one name of the settings that are modelled: `settings/ExternalClientApp.settings`. */
export const SETTINGS_NAME = 'ExternalClientApp';

const TYPE = 'ExternalClientAppSettings';

function isOn(org: OrgState, name: string): boolean {
  const { elements = [] } = findComponent(org.records, TYPE, SETTINGS_NAME) ?? {};
  return textAt(elements, name) === 'true';
}

/** Whether the Metadata API gives out secrets of External Client Apps; the switch is deprecated (APP-30). */
export function areSecretsReadable(org: OrgState): boolean {
  return isOn(org, 'enableConsumerSecretApiAccess');
}

/** Whether the credentials resources of the REST API may be used (APP-31). */
export function isCredentialsApiEnabled(org: OrgState): boolean {
  return isOn(org, 'enableClientSecretInRestApiAccess');
}

/** Unlike other components, settings keep what a deploy does not mention (APP-29). */
export function placeSettings(placement: Placement): Placed | ComponentFault {
  const { draft, fullName, elements } = placement;
  if (fullName !== SETTINGS_NAME) {
    return fault(
      'APP-29',
      `The simulator knows no settings but ${SETTINGS_NAME}, not ${fullName} ${OWN_WORDING}`,
    );
  }
  const before = findComponent(draft, TYPE, fullName)?.elements ?? [];
  const isKept = ({ name }: XmlElement) => !elements.some((item) => item.name === name);
  return storeComponent(placement, TYPE, [...before.filter(isKept), ...elements]);
}
