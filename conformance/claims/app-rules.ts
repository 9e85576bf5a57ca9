import { nameOf, optionsOf } from '../apps.ts';
import { adding, appToCheck, refused, replacing, switchesOf } from '../check-deploys.ts';
import type { Claim } from '../claim.ts';
import {
  CALLBACK,
  type ComponentType,
  GLOBAL,
  HEADER,
  type Piece,
  POLICY,
  SETTINGS,
  SWITCHES,
  tag,
  writeApp,
} from '../components.ts';
import type { Trial } from '../trial.ts';

const foreignOrg = '00D000000000001';

const headers: Claim[] = [
  refused(['APP-16'], 'orgScopedExternalApp has the form org id, colon, name', {
    pieces: adding(HEADER, tag('orgScopedExternalApp', 'nonsense')),
    says: /The Org Scoped External Client App must be in the format DeveloperOrganizationId:ExternalClientAppDeveloperName/,
  }),
  refused(['APP-16'], 'orgScopedExternalApp of another org is refused', {
    pieces: (trial) =>
      adding(HEADER, tag('orgScopedExternalApp', `${foreignOrg}:${trial.prefix}_checked`))(trial),
  }),
  refused(['APP-19'], 'contactEmail must look like an e-mail address', {
    pieces: replacing(HEADER, 'contactEmail', 'nobody'),
  }),
  refused(['APP-24'], 'the name of a component is an API name', {
    pieces: (trial) => [
      { type: 'PermissionSet', fullName: `${trial.prefix}__Checked`, content: tag('label', 'Checked') },
    ],
  }),
  refused(['APP-01'], 'a new Connected App is refused (where Support has not allowed it)', {
    pieces: ({ prefix }) => [newConnectedApp(prefix)],
    says: /You can't create a connected app\. To enable connected app creation, contact Salesforce Customer Support\./,
  }),
];

function newConnectedApp(prefix: string): Piece {
  const oauth = `<oauthConfig>${tag('callbackUrl', CALLBACK)}${tag('scopes', 'Api')}</oauthConfig>`;
  const content = tag('contactEmail', 'ops@example.com') + tag('label', `${prefix}_Old`) + oauth;
  return { type: 'ConnectedApp', fullName: `${prefix}_Old`, content };
}

const settings: Claim[] = [
  refused(['APP-12'], 'a wrong scope is named, with the list of the valid ones', {
    pieces: replacing(SETTINGS, 'commaSeparatedOauthScopes', 'Api, Nonsense'),
    says: /There's a problem with your scope\(s\): .*Nonsense/,
  }),
  refused(['APP-17'], 'oauthLink of another org is refused', {
    pieces: adding(SETTINGS, tag('oauthLink', `${foreignOrg}:888000000000001`)),
  }),
  refused(['APP-39'], 'the device flow cannot be combined with another', {
    pieces: adding(GLOBAL, tag('isDeviceFlowEnabled', 'true') + tag('isTokenExchangeEnabled', 'true')),
  }),
  refused(['APP-10'], 'a part of an app that is not there is an invalid cross reference', {
    pieces: ({ prefix }) => [switchesOf(`${prefix}_Nothing`, tag('isEnabled', 'true'))],
    says: /INVALID_CROSS_REFERENCE_KEY/,
  }),
  refused(['APP-11'], 'global settings need OAuth settings', {
    pieces: (trial) => appToCheck(trial).filter(({ type }) => type === HEADER || type === GLOBAL),
    says: /The external client app configured in your global OAuth Settings doesn't have a valid OAuth settings configuration\./,
  }),
  refused(['APP-27'], 'an OAuth policy needs OAuth settings', {
    pieces: (trial) => appToCheck(trial).filter(({ type }) => type === HEADER || type === POLICY),
  }),
];

const newSet = (trial: Trial): Piece => ({
  type: 'PermissionSet',
  fullName: `${trial.prefix}_SameZip`,
  content: tag('label', 'Same zip'),
});

const policies: Claim[] = [
  refused(['APP-07'], 'a policy that names an unknown permission set is refused', {
    pieces: adding(POLICY, tag('commaSeparatedPermissionSet', 'No_Such_Set')),
    says: /We couldn't find permission sets called No_Such_Set/,
  }),
  refused(['APP-07'], 'a permission set of the same zip is not known to the policy yet', {
    pieces: (trial) => [
      newSet(trial),
      ...adding(POLICY, tag('commaSeparatedPermissionSet', newSet(trial).fullName))(trial),
    ],
    says: /We couldn't find permission sets called/,
  }),
  refused(['APP-08'], 'a policy that names an unknown profile is refused', {
    pieces: adding(POLICY, tag('commaSeparatedProfile', 'No Such Profile')),
  }),
  refused(['APP-37'], 'the client credentials flow needs a user who may run it', {
    pieces: adding(POLICY, tag('isClientCredentialsFlowEnabled', 'true')),
    says: /Enter a valid execution user for the OAuth client credentials flow\./,
  }),
  refused(['APP-38'], 'a JWT-format token lasts one of a few numbers of minutes', {
    pieces: adding(POLICY, tag('namedUserJwtSessionTimeoutType', 'Custom') + tag('namedUserJwtTimeout', '7')),
  }),
  refused(['APP-21'], 'a validity belongs to the policies SpecificLifetime and SpecificInactivity alone', {
    pieces: adding(
      POLICY,
      tag('refreshTokenPolicyType', 'Infinite') +
        tag('refreshTokenValidityPeriod', '1') +
        tag('refreshTokenValidityUnit', 'Days'),
    ),
  }),
];

/** A part of the good app under a second name. */
function secondPart(facts: Claim['facts'], says: string, type: ComponentType, words?: RegExp): Claim {
  const claim = refused(facts, says, {
    pieces: (trial) => {
      const name = nameOf(trial, 'good');
      const part = [...writeApp(optionsOf(trial, 'good')), switchesOf(name, tag('isEnabled', 'true'))].find(
        (piece) => piece.type === type,
      );
      if (part === undefined) return [];
      const content = part.content.replace(/<consumerKey>[^<]*<\/consumerKey>/, '');
      return [{ type, fullName: `${name}_second`, content }];
    },
    says: words,
  });
  return { ...claim, apps: ['good'] };
}

const parts: Claim[] = [
  secondPart(
    ['APP-13'],
    'a second OAuth policy is a duplicate',
    POLICY,
    /ExtlClntAppOauthSettingsId duplicates value on/,
  ),
  secondPart(
    ['APP-14'],
    'a second plugin policy is a duplicate',
    SWITCHES,
    /ExternalClientApplicationId duplicates value on/,
  ),
  secondPart(['APP-25'], 'a second set of OAuth settings is refused', SETTINGS),
  secondPart(['APP-25'], 'a second set of global settings is refused', GLOBAL),
];

/** What the parts of an app must be. */
export const appRules: Claim[] = [...headers, ...settings, ...policies, ...parts];
