import { connectedApp, externalApp, type Piece } from './app-files.ts';
import {
  CALLBACK,
  global,
  GLOBAL,
  HEADER,
  header,
  OWNER,
  POLICY,
  settings,
  SETTINGS,
  SWITCHES,
} from './app-pieces.ts';

export type RefusedPackage = {
  fact: string;
  id: string;
  problem: string | RegExp;
  pieces: Piece[];
  version?: string;
};

/** Deploys that fail in an org that holds nothing but the permission set Known. */
export const refusedPackages: RefusedPackage[] = [
  {
    fact: 'an element that the type does not have',
    id: 'DEPLOY-03',
    problem:
      'Error parsing file: Element {http://soap.sforce.com/2006/04/metadata}isJwtEnabled invalid at this location in type ExternalClientApplication',
    pieces: [['ExternalClientApplication', 'Jwt_CI', `${HEADER}<isJwtEnabled>true</isJwtEnabled>`]],
  },
  {
    fact: 'an unknown element inside another',
    id: 'DEPLOY-03',
    problem: /certificateText invalid at this location in type ConnectedAppOauthConfig$/,
    pieces: [
      connectedApp({ certificate: '</certificate><certificateText>x</certificateText><certificate>' }),
    ],
  },
  {
    fact: 'an element that comes twice',
    id: 'DEPLOY-23',
    problem:
      'Error parsing file: Element label is duplicated at this location in type ExternalClientApplication',
    pieces: [['ExternalClientApplication', 'Jwt_CI', `${HEADER}<label>x</label><label>x</label>`]],
  },
  {
    fact: 'elements of a list that do not stand together',
    id: 'DEPLOY-23',
    problem: /Element permissionSetName is duplicated at this location in type ConnectedApp$/,
    pieces: [
      connectedApp({
        permissionSet: 'Known',
        extra: '<startUrl>https://x.example</startUrl><permissionSetName>Other</permissionSetName>',
      }),
    ],
  },
  {
    fact: 'an element that is younger than the package version',
    id: 'DEPLOY-04',
    problem: "Property 'isNamedUserJwtEnabled' not valid in version 64.0",
    pieces: [
      header,
      settings,
      [GLOBAL, 'Jwt_CI', `${global[2]}<isNamedUserJwtEnabled>true</isNamedUserJwtEnabled>`],
    ],
    version: '64.0',
  },
  {
    fact: 'an element that newer versions dropped',
    id: 'DEPLOY-04',
    problem: "Property 'isNamedUserJwtEnabled' not valid in version 66.0",
    pieces: [
      header,
      settings,
      [POLICY, 'Jwt_CI', `${OWNER}<isNamedUserJwtEnabled>true</isNamedUserJwtEnabled>`],
    ],
  },
  {
    fact: 'a value that the enum does not have',
    id: 'DEPLOY-05',
    problem: "'AdminApproved' is not a valid value for the enum 'PermittedUsersPolicyType'",
    pieces: externalApp({ policyType: 'AdminApproved' }),
  },
  {
    fact: 'a Connected App scope that the enum does not have',
    id: 'DEPLOY-05',
    problem: "'SFApiPlatform' is not a valid value for the enum 'ConnectedAppOauthAccessScope'",
    pieces: [connectedApp({ scopes: 'SFApiPlatform' })],
  },
  {
    fact: 'a flag that is neither true nor false',
    id: 'DEPLOY-21',
    problem: "'yes' is neither true nor false [simulated wording]",
    pieces: [['ExternalClientApplication', 'Jwt_CI', `${HEADER}<isProtected>yes</isProtected>`]],
  },
  {
    fact: 'a number that is none',
    id: 'DEPLOY-21',
    problem: "'long' is no whole number [simulated wording]",
    pieces: [
      header,
      settings,
      [POLICY, 'Jwt_CI', `${OWNER}<sessionTimeoutInMinutes>long</sessionTimeoutInMinutes>`],
    ],
  },
  {
    fact: 'an External Client App without contactEmail',
    id: 'DEPLOY-06',
    problem: 'Required field is missing: contactEmail',
    pieces: [['ExternalClientApplication', 'Jwt_CI', '<label>x</label>']],
  },
  {
    fact: 'global settings without callbackUrl',
    id: 'DEPLOY-06',
    problem: 'Required field is missing: callbackUrl',
    pieces: [header, settings, [GLOBAL, 'Jwt_CI', OWNER]],
  },
  {
    fact: 'plugin policies without isEnabled',
    id: 'DEPLOY-06',
    problem: 'Required field is missing: isEnabled',
    pieces: [header, [SWITCHES, 'Jwt_CI', OWNER]],
  },
  {
    fact: 'a permission set without label',
    id: 'DEPLOY-06',
    problem: 'Required field is missing: label',
    pieces: [['PermissionSet', 'Jwt_CI_Access', '<description>x</description>']],
  },
  {
    fact: 'XML that is not well-formed',
    id: 'DEPLOY-16',
    problem: /^Error parsing file: /,
    pieces: [['ExternalClientApplication', 'Jwt_CI', '<contactEmail>']],
  },
  {
    fact: 'a package version newer than the org',
    id: 'DEPLOY-20',
    problem: /^Invalid version specified: 99.0/,
    pieces: [header],
    version: '99.0',
  },
  {
    fact: 'a new Connected App',
    id: 'APP-01',
    problem:
      "You can't create a connected app. To enable connected app creation, contact Salesforce Customer Support.",
    pieces: [connectedApp({})],
  },
  {
    fact: 'a consumer key that another org holds',
    id: 'APP-03',
    problem: 'The consumer key is already taken.',
    pieces: externalApp({ consumerKey: 'TakenElsewhere' }),
  },
  {
    fact: 'a consumer key of seven characters',
    id: 'APP-04',
    problem: /^The consumer key must be 8 to 256/,
    pieces: externalApp({ consumerKey: 'Seven77' }),
  },
  {
    fact: 'a consumer key with a space',
    id: 'APP-04',
    problem: /^The consumer key must be 8 to 256/,
    pieces: externalApp({ consumerKey: 'with a space' }),
  },
  {
    fact: 'a consumer secret of seven characters',
    id: 'APP-36',
    problem: /^The consumer secret must be 8 to 256/,
    pieces: externalApp({ globalExtra: '<consumerSecret>Seven77</consumerSecret>' }),
  },
  {
    fact: 'a consumer secret that another app holds',
    id: 'APP-36',
    problem: /^The consumer secret is in use/,
    pieces: [
      ...externalApp({ globalExtra: '<consumerSecret>ChosenByHand</consumerSecret>' }),
      ...externalApp({ name: 'Two', globalExtra: '<consumerSecret>ChosenByHand</consumerSecret>' }),
    ],
  },
  {
    fact: 'permission sets that do not exist',
    id: 'APP-07',
    problem: "INVALID_FIELD: We couldn't find permission sets called Unknown_One",
    pieces: externalApp({ permissionSet: 'Known,Unknown_One' }),
  },
  {
    fact: 'a permission set that is new in the same zip',
    id: 'APP-07',
    problem: "INVALID_FIELD: We couldn't find permission sets called Fresh",
    pieces: [['PermissionSet', 'Fresh', '<label>Fresh</label>'], ...externalApp({ permissionSet: 'Fresh' })],
  },
  {
    fact: 'a profile that does not exist',
    id: 'APP-08',
    problem: /There are no profiles called Nobody/,
    pieces: externalApp({ policyExtra: '<commaSeparatedProfile>Nobody</commaSeparatedProfile>' }),
  },
  {
    fact: 'a certificate that cannot be read',
    id: 'APP-09',
    problem: /^The certificate cannot be read/,
    pieces: externalApp({ certificate: 'MIIC' }),
  },
  {
    fact: 'settings of an app that does not exist',
    id: 'APP-10',
    problem: /^INVALID_CROSS_REFERENCE_KEY: .*Jwt_CI/,
    pieces: [settings],
  },
  {
    fact: 'global settings without OAuth settings',
    id: 'APP-11',
    problem:
      "The external client app configured in your global OAuth Settings doesn't have a valid OAuth settings configuration.",
    pieces: [header, global],
  },
  {
    fact: 'a scope that External Client Apps do not have',
    id: 'APP-12',
    problem: /^There's a problem with your scope\(s\): SFAP\. .*Basic, Api, Web, .*DataCloudUserClaims$/,
    pieces: externalApp({ scopes: 'Api, SFAP' }),
  },
  {
    fact: 'an orgScopedExternalApp of the wrong form',
    id: 'APP-16',
    problem:
      'The Org Scoped External Client App must be in the format DeveloperOrganizationId:ExternalClientAppDeveloperName',
    pieces: [
      ['ExternalClientApplication', 'Jwt_CI', `${HEADER}<orgScopedExternalApp>Jwt_CI</orgScopedExternalApp>`],
    ],
  },
  {
    fact: 'an orgScopedExternalApp of another org',
    id: 'APP-16',
    problem: /^orgScopedExternalApp names another app/,
    pieces: [
      [
        'ExternalClientApplication',
        'Jwt_CI',
        `${HEADER}<orgScopedExternalApp>00D000000000001:Jwt_CI</orgScopedExternalApp>`,
      ],
    ],
  },
  {
    fact: 'an oauthLink of another org',
    id: 'APP-17',
    problem: /^oauthLink belongs to another org/,
    pieces: [header, [SETTINGS, 'Jwt_CI', `${OWNER}<oauthLink>00D000000000001:x</oauthLink>`]],
  },
  {
    fact: 'a contactEmail that is none',
    id: 'APP-19',
    problem: /^contactEmail is no e-mail address/,
    pieces: [['ExternalClientApplication', 'Jwt_CI', '<contactEmail>ops</contactEmail>']],
  },
  {
    fact: 'a refresh token validity without a specific policy',
    id: 'APP-21',
    problem: /^A refresh token validity needs/,
    pieces: externalApp({
      policyExtra:
        '<refreshTokenPolicyType>Zero</refreshTokenPolicyType><refreshTokenValidityPeriod>4</refreshTokenValidityPeriod>',
    }),
  },
  {
    fact: 'a component name that is no API name',
    id: 'APP-24',
    problem: /^Jwt-CI is no API name/,
    pieces: [['ExternalClientApplication', 'Jwt-CI', HEADER]],
  },
  {
    fact: 'second OAuth settings of an app',
    id: 'APP-25',
    problem: /^DUPLICATE_VALUE: the app's OAuth settings are named Jwt_CI/,
    pieces: [header, settings, [SETTINGS, 'Other', OWNER]],
  },
  {
    fact: 'second global settings of an app',
    id: 'APP-25',
    problem: /^DUPLICATE_VALUE: the app's global OAuth settings are named Jwt_CI/,
    pieces: [header, settings, global, [GLOBAL, 'Other', CALLBACK + OWNER]],
  },
  {
    fact: 'an OAuth policy of an app without OAuth settings',
    id: 'APP-27',
    problem: /^The external client app has no OAuth settings/,
    pieces: [header, [POLICY, 'Jwt_CI', OWNER]],
  },
  {
    fact: 'consumer rotation while warnings count',
    id: 'APP-18',
    problem: /^shouldRotateConsumerKey: the consumer is rotated/,
    pieces: externalApp({ globalExtra: '<shouldRotateConsumerKey>true</shouldRotateConsumerKey>' }),
  },
];
