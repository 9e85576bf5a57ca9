import { findUser } from '../find-user.ts';
import type { PermissionSet } from '../org-state.ts';
import { OWN_WORDING } from '../refusals.ts';
import { fillDefaults } from './check-elements.ts';
import { findComponent, findPartOf } from './component.ts';
import { appNameIn, checkHeaderExists, checkOnlyPart } from './place-external-app.ts';
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
import { splitList } from './scopes.ts';
import { element, textAt } from './xml-elements.ts';

function checkSettingsExist(placement: Placement): ComponentFault | undefined {
  return findPartOf(placement.draft, 'ExtlClntAppOauthSettings', appNameIn(placement)) === undefined
    ? fault('APP-27', `The external client app has no OAuth settings ${OWN_WORDING}`)
    : undefined;
}

/** The permission sets that a policy can name: those that the org had before the deploy (APP-07). */
function nameableSets({ org, draft }: Placement): PermissionSet[] {
  const { permissionSets } = org.world.assumed.has('permission-set-in-same-package') ? draft : org.records;
  return permissionSets.filter(({ profileId }) => profileId === null);
}

/** They are named by API name. */
function checkPermissionSets(placement: Placement): ComponentFault | undefined {
  const { elements } = placement;
  const regular = nameableSets(placement);
  const names = splitList(textAt(elements, 'commaSeparatedPermissionSet'));
  const unknown = names.filter((name) => !regular.some((item) => item.name === name));
  return unknown.length === 0
    ? checkHoldsApps(
        placement,
        regular.filter(({ name }) => names.includes(name)),
      )
    : fault('APP-07', `INVALID_FIELD: We couldn't find permission sets called ${unknown.join(', ')}`);
}

function checkProfiles({ org, elements }: Placement): ComponentFault | undefined {
  const unknown = splitList(textAt(elements, 'commaSeparatedProfile')).filter(
    (name) => !org.records.profiles.some((profile) => profile.name === name),
  );
  return unknown.length === 0
    ? undefined
    : fault('APP-08', `INVALID_FIELD: There are no profiles called ${unknown.join(', ')} ${OWN_WORDING}`);
}

function checkRefreshValidity({ elements }: Placement): ComponentFault | undefined {
  const isSpecific = textAt(elements, 'refreshTokenPolicyType').startsWith('Specific');
  const hasValidity = ['refreshTokenValidityPeriod', 'refreshTokenValidityUnit'].some(
    (name) => textAt(elements, name) !== '',
  );
  return hasValidity && !isSpecific
    ? fault(
        'APP-21',
        `A refresh token validity needs a policy of type SpecificLifetime or SpecificInactivity ${OWN_WORDING}`,
      )
    : undefined;
}

/** The client credentials flow runs as a user whom the policy names (APP-37). */
function checkExecutionUser({ org, elements }: Placement): ComponentFault | undefined {
  if (textAt(elements, 'isClientCredentialsFlowEnabled') !== 'true') return undefined;
  const user = findUser(org, textAt(elements, 'clientCredentialsFlowUser'));
  return user?.isActive === true
    ? undefined
    : fault('APP-37', 'Enter a valid execution user for the OAuth client credentials flow.');
}

const JWT_MINUTES = ['1', '5', '10', '15', '30'];
const MORE_JWT_MINUTES = ['60', '90', '120', '240', '480', '720'];
const FIRST_VERSION_WITH_MORE = 65;

function checkJwtTimeouts({ elements, version }: Placement): ComponentFault | undefined {
  const minutes = version < FIRST_VERSION_WITH_MORE ? JWT_MINUTES : [...JWT_MINUTES, ...MORE_JWT_MINUTES];
  const wrong = ['namedUserJwtTimeout', 'guestJwtTimeout'].find(
    (name) => ![...minutes, ''].includes(textAt(elements, name)),
  );
  return wrong === undefined
    ? undefined
    : fault('APP-38', `${wrong} is one of ${minutes.join(', ')} ${OWN_WORDING}`);
}

function accessParents(placement: Placement): string[] {
  const { org, elements } = placement;
  const setNames = splitList(textAt(elements, 'commaSeparatedPermissionSet'));
  const profileNames = splitList(textAt(elements, 'commaSeparatedProfile'));
  return [
    ...nameableSets(placement)
      .filter(({ name }) => setNames.includes(name))
      .map(({ id }) => id),
    ...org.records.profiles
      .filter(({ name }) => profileNames.includes(name))
      .map(({ permissionSetId }) => permissionSetId),
  ];
}

export function placeOauthPolicy(placement: Placement): Placed | ComponentFault {
  const type = 'ExtlClntAppOauthConfigurablePolicies';
  const found = firstFault(
    placement,
    () => checkHeaderExists(placement),
    () => checkSettingsExist(placement),
    () =>
      checkOnlyPart(placement, type, (known) =>
        fault('APP-13', `DUPLICATE_VALUE: ExtlClntAppOauthSettingsId duplicates value on ${known}`),
      ),
    () => checkPermissionSets(placement),
    () => checkProfiles(placement),
    () => checkRefreshValidity(placement),
    () => checkExecutionUser(placement),
    () => checkJwtTimeouts(placement),
  );
  if (found !== undefined) return found;
  const placed = storeComponent(placement, type, placement.elements);
  const header = findComponent(placement.draft, 'ExternalClientApplication', appNameIn(placement));
  if (header !== undefined) replaceAccesses(placement, header.id, accessParents(placement));
  return placed;
}

export function placeAppPolicy(placement: Placement): Placed | ComponentFault {
  const type = 'ExtlClntAppConfigurablePolicies';
  const found = firstFault(
    placement,
    () => checkHeaderExists(placement),
    () =>
      checkOnlyPart(placement, type, (known) =>
        fault('APP-14', `duplicate value found: ExternalClientApplicationId duplicates value on ${known}`),
      ),
  );
  return found ?? storeComponent(placement, type, placement.elements);
}

/** The policies that the org makes by itself for an app that has OAuth settings and none of its own (APP-15). */
export function addDefaultPolicies(circumstances: Pick<Placement, 'org' | 'draft' | 'now'>): void {
  const { draft } = circumstances;
  const headers = draft.components.filter(({ type }) => type === 'ExternalClientApplication');
  for (const { fullName: app } of headers) {
    if (findPartOf(draft, 'ExtlClntAppOauthSettings', app) === undefined) continue;
    const owner = element('externalClientApplication', app);
    if (findPartOf(draft, 'ExtlClntAppOauthConfigurablePolicies', app) === undefined) {
      const elements = [
        owner,
        element('refreshTokenPolicyType', 'SpecificLifetime'),
        element('refreshTokenValidityPeriod', '365'),
        element('refreshTokenValidityUnit', 'Days'),
        element('requiredSessionLevel', 'STANDARD'),
      ];
      const type = 'ExtlClntAppOauthConfigurablePolicies';
      const placement = { ...circumstances, fullName: `${app}_oauthPlcy` };
      storeComponent(placement, type, fillDefaults(type, elements));
    }
    if (findPartOf(draft, 'ExtlClntAppConfigurablePolicies', app) === undefined) {
      const type = 'ExtlClntAppConfigurablePolicies';
      const elements = [owner, element('isEnabled', 'true'), element('isOauthPluginEnabled', 'true')];
      const placement = { ...circumstances, fullName: `${app}_plcy` };
      storeComponent(placement, type, fillDefaults(type, elements));
    }
  }
}
