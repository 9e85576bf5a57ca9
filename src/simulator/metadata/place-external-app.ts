import { consumerIdOf } from '../consumer-credentials.ts';
import { OWN_WORDING } from '../refusals.ts';
import { toOneLine } from './certificate-text.ts';
import { findComponent, findPartOf } from './component.ts';
import type { AppComponentType } from './component-types.ts';
import {
  checkCertificate,
  checkChosenKey,
  checkChosenSecret,
  generateConsumerKey,
  generateConsumerSecret,
} from './consumer-rules.ts';
import {
  type ComponentFault,
  fault,
  firstFault,
  type Placed,
  type Placement,
  storeComponent,
} from './placement.ts';
import { externalAppScopes, splitList } from './scopes.ts';
import { textAt, withElement, type XmlElement } from './xml-elements.ts';

const ORG_SCOPED_NAME = /^00D\w{12}(?:\w{3})?:\w+$/;
const BAD_ORG_SCOPED_NAME =
  'The Org Scoped External Client App must be in the format DeveloperOrganizationId:ExternalClientAppDeveloperName';
const NO_SETTINGS =
  "The external client app configured in your global OAuth Settings doesn't have a valid OAuth settings configuration.";

export function appNameIn({ elements }: Placement): string {
  return textAt(elements, 'externalClientApplication');
}

export function checkHeaderExists(placement: Placement): ComponentFault | undefined {
  const name = appNameIn(placement);
  return findComponent(placement.draft, 'ExternalClientApplication', name) === undefined
    ? fault('APP-10', `INVALID_CROSS_REFERENCE_KEY: There is no external client app ${name} ${OWN_WORDING}`)
    : undefined;
}

/** An app has one component of each kind: a second one under another name is refused. */
export function checkOnlyPart(
  placement: Placement,
  type: AppComponentType,
  describe: (known: string) => ComponentFault,
): ComponentFault | undefined {
  const known = findPartOf(placement.draft, type, appNameIn(placement));
  return known === undefined || known.fullName === placement.fullName ? undefined : describe(known.fullName);
}

function checkOrgScopedName({ org, fullName, elements }: Placement): ComponentFault | undefined {
  const text = textAt(elements, 'orgScopedExternalApp');
  if (text === '') return undefined;
  if (!ORG_SCOPED_NAME.test(text)) return fault('APP-16', BAD_ORG_SCOPED_NAME);
  const [orgId = '', name] = text.split(':');
  const isOwn = orgId.slice(0, 15) === org.id.slice(0, 15) && name === fullName;
  return isOwn ? undefined : fault('APP-16', `orgScopedExternalApp names another app ${OWN_WORDING}`);
}

function checkContactEmail({ elements }: Placement): ComponentFault | undefined {
  return /^[^@\s]+@[^@\s]+$/.test(textAt(elements, 'contactEmail'))
    ? undefined
    : fault('APP-19', `contactEmail is no e-mail address ${OWN_WORDING}`);
}

export function placeHeader(placement: Placement): Placed | ComponentFault {
  const { org, fullName, elements } = placement;
  const found = firstFault(
    placement,
    () => checkContactEmail(placement),
    () => checkOrgScopedName(placement),
  );
  if (found !== undefined) return found;
  const scopedName = `${org.id}:${fullName}`;
  return storeComponent(
    placement,
    'ExternalClientApplication',
    withElement(elements, 'orgScopedExternalApp', scopedName),
  );
}

function checkScopes({ elements }: Placement): ComponentFault | undefined {
  const wrong = splitList(textAt(elements, 'commaSeparatedOauthScopes')).filter(
    (scope) => !Object.hasOwn(externalAppScopes, scope),
  );
  if (wrong.length === 0) return undefined;
  const valid = Object.keys(externalAppScopes).join(', ');
  return fault('APP-12', `There's a problem with your scope(s): ${wrong.join(', ')}. Valid scopes: ${valid}`);
}

function checkOauthLink({ org, elements }: Placement): ComponentFault | undefined {
  const link = textAt(elements, 'oauthLink');
  return link === '' || link.startsWith(org.id.slice(0, 15))
    ? undefined
    : fault('APP-17', `oauthLink belongs to another org ${OWN_WORDING}`);
}

export function placeOauthSettings(placement: Placement): Placed | ComponentFault {
  const type = 'ExtlClntAppOauthSettings';
  const found = firstFault(
    placement,
    () => checkHeaderExists(placement),
    () => checkScopes(placement),
    () => checkOauthLink(placement),
    () =>
      checkOnlyPart(placement, type, (known) =>
        fault('APP-25', `DUPLICATE_VALUE: the app's OAuth settings are named ${known} ${OWN_WORDING}`),
      ),
  );
  if (found !== undefined) return found;
  const header = findComponent(placement.draft, 'ExternalClientApplication', appNameIn(placement));
  const link = header && `${placement.org.id.slice(0, 15)}:${consumerIdOf(header).slice(0, 15)}`;
  return storeComponent(placement, type, withElement(placement.elements, 'oauthLink', link));
}

function checkSettingsExist(placement: Placement): ComponentFault | undefined {
  return findPartOf(placement.draft, 'ExtlClntAppOauthSettings', appNameIn(placement)) === undefined
    ? fault('APP-11', NO_SETTINGS)
    : undefined;
}

function checkKey(placement: Placement): ComponentFault | undefined {
  const key = textAt(placement.elements, 'consumerKey');
  const secret = textAt(placement.elements, 'consumerSecret');
  const known = findComponent(placement.draft, 'ExtlClntAppGlobalOauthSettings', placement.fullName);
  if (known === undefined) {
    return checkChosenKey(placement, key) ?? checkChosenSecret(placement, secret, true);
  }
  const mayRepeat = placement.org.world.assumed.has('external-app-may-repeat-key');
  const isOwn = mayRepeat && key === textAt(known.elements, 'consumerKey');
  return key === '' || isOwn
    ? checkChosenSecret(placement, secret, false)
    : fault('APP-26', 'You cannot provide a Consumer Key');
}

const FLOWS = ['isClientCredentialsFlowEnabled', 'isCodeCredFlowEnabled', 'isTokenExchangeEnabled'];

function checkDeviceFlow({ elements }: Placement): ComponentFault | undefined {
  const isOn = (name: string) => textAt(elements, name) === 'true';
  return isOn('isDeviceFlowEnabled') && FLOWS.some(isOn)
    ? fault('APP-39', `The device flow cannot be combined with other flows ${OWN_WORDING}`)
    : undefined;
}

/** What the org makes of the consumer: key and secret that stay or are made, and PKCE, always required (APP-22). */
function finishConsumer({ draft, fullName, elements }: Placement): XmlElement[] {
  const before = findComponent(draft, 'ExtlClntAppGlobalOauthSettings', fullName)?.elements ?? [];
  const keep = (name: string, rotate: string, generate: () => string) => {
    const kept = textAt(elements, rotate) === 'true' ? '' : textAt(before, name);
    return textAt(elements, name) || kept || generate();
  };
  const certificate = textAt(elements, 'certificate');
  const finished: [string, string | undefined][] = [
    ['consumerKey', keep('consumerKey', 'shouldRotateConsumerKey', generateConsumerKey)],
    ['consumerSecret', keep('consumerSecret', 'shouldRotateConsumerSecret', generateConsumerSecret)],
    ['certificate', certificate === '' ? undefined : toOneLine(certificate)],
    ['isPkceRequired', 'true'],
    ['shouldRotateConsumerKey', 'false'],
    ['shouldRotateConsumerSecret', 'false'],
  ];
  return finished.reduce((result, [name, text]) => withElement(result, name, text), elements);
}

function warnOfRotation(elements: XmlElement[]): string | undefined {
  const rotated = ['shouldRotateConsumerKey', 'shouldRotateConsumerSecret'].filter(
    (name) => textAt(elements, name) === 'true',
  );
  return rotated.length === 0 ? undefined : `${rotated.join(', ')}: the consumer is rotated ${OWN_WORDING}`;
}

export function placeGlobalOauth(placement: Placement): Placed | ComponentFault {
  const type = 'ExtlClntAppGlobalOauthSettings';
  const { elements } = placement;
  const found = firstFault(
    placement,
    () => checkHeaderExists(placement),
    () => checkSettingsExist(placement),
    () => checkKey(placement),
    () => checkCertificate(textAt(elements, 'certificate')),
    () => checkDeviceFlow(placement),
    () =>
      checkOnlyPart(placement, type, (known) =>
        fault('APP-25', `DUPLICATE_VALUE: the app's global OAuth settings are named ${known} ${OWN_WORDING}`),
      ),
  );
  if (found !== undefined) return found;
  const warning = warnOfRotation(elements);
  if (warning !== undefined && !placement.ignoresWarnings) {
    return { ...fault('APP-18', warning), isWarning: true };
  }
  const placed = storeComponent(placement, type, finishConsumer(placement));
  return warning === undefined ? placed : { ...placed, fact: 'APP-18', warning };
}
