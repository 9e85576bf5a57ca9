import { externalApp } from './app-files.ts';
import type { RefusedPackage } from './refused-packages.ts';

/** More deploys that fail, of packages with wrong settings and policies. */
export const refusedPolicies: RefusedPackage[] = [
  {
    fact: 'an unknown element of an id token',
    id: 'DEPLOY-03',
    problem: /idTokenLife invalid at this location in type ExternalAppIdTokenConfig$/,
    pieces: externalApp({ globalExtra: '<idTokenConfig><idTokenLife>1</idTokenLife></idTokenConfig>' }),
  },
  {
    fact: 'an id token that is valid for 721 minutes',
    id: 'DEPLOY-21',
    problem: /^idTokenValidityInMinutes must be between 1 and 720/,
    pieces: externalApp({
      globalExtra: '<idTokenConfig><idTokenValidityInMinutes>721</idTokenValidityInMinutes></idTokenConfig>',
    }),
  },
  {
    fact: '129 attributes',
    id: 'DEPLOY-21',
    problem: /^There may be 128 customAttributes/,
    pieces: externalApp({
      policyExtra: '<customAttributes><formula>x</formula><key>y</key></customAttributes>'.repeat(129),
    }),
  },
  {
    fact: 'an attribute without formula',
    id: 'DEPLOY-06',
    problem: 'Required field is missing: formula',
    pieces: externalApp({ policyExtra: '<customAttributes><key>y</key></customAttributes>' }),
  },
  {
    fact: 'the client credentials flow without a user who runs it',
    id: 'APP-37',
    problem: 'Enter a valid execution user for the OAuth client credentials flow.',
    pieces: externalApp({
      policyExtra: '<isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>',
    }),
  },
  {
    fact: 'the client credentials flow with a user who is not active',
    id: 'APP-37',
    problem: 'Enter a valid execution user for the OAuth client credentials flow.',
    pieces: externalApp({
      policyExtra:
        '<clientCredentialsFlowUser>inactive@simulator.example</clientCredentialsFlowUser>' +
        '<isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>',
    }),
  },
  {
    fact: 'JWT-format tokens of seven minutes',
    id: 'APP-38',
    problem: /^namedUserJwtTimeout is one of 1, 5, 10/,
    pieces: externalApp({ policyExtra: '<namedUserJwtTimeout>7</namedUserJwtTimeout>' }),
  },
  {
    fact: 'JWT-format tokens of an hour in version 64.0',
    id: 'APP-38',
    problem: /^namedUserJwtTimeout is one of 1, 5, 10, 15, 30 \[/,
    pieces: externalApp({ policyExtra: '<namedUserJwtTimeout>60</namedUserJwtTimeout>' }),
    version: '64.0',
  },
  {
    fact: 'the device flow beside another',
    id: 'APP-39',
    problem: /^The device flow cannot be combined/,
    pieces: externalApp({
      globalExtra:
        '<isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled><isDeviceFlowEnabled>true</isDeviceFlowEnabled>',
    }),
  },
];
