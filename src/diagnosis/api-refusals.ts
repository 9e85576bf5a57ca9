import { onlyIfProven, type Cause } from './cause.ts';
import * as api from './causes/api-causes.ts';
import { appHighAssurance, userHighAssurance } from './causes/app-causes.ts';
import { reasonNotTold } from './causes/login-causes.ts';
import { userFrozen, userInactive } from './causes/user-causes.ts';

/** What the API answered to a token, in the org's own words. */
export type ApiRefusal = { status: number; errorCode: string; message: string };

/** One refusal of the API to a token that the org has just granted. `causes`: the most likely first. */
export type ApiRefusalRule = {
  name: string;
  matches: (refusal: ApiRefusal) => boolean;
  causes: readonly Cause[];
};

const isCode =
  (...codes: string[]) =>
  ({ errorCode }: ApiRefusal): boolean =>
    codes.includes(errorCode);

/** Codes and words as in the REST API's documentation and as captured; src/simulator/README.md has the sources. */
export const apiRefusalRules: readonly ApiRefusalRule[] = [
  {
    name: 'TokenNotForApi',
    matches: ({ message }) => message.includes('not valid for use with the REST API'),
    causes: [api.apiScopeMissing, appHighAssurance, userHighAssurance, api.apiAccessControl],
  },
  {
    name: 'ApiNotEnabled',
    matches: isCode('API_CURRENTLY_DISABLED'),
    causes: [api.userWithoutApi],
  },
  {
    name: 'ApiNotEnabled',
    matches: isCode('API_DISABLED_FOR_ORG'),
    causes: [api.orgWithoutApi, api.orgNotReady],
  },
  {
    name: 'ApiRequestsUsedUp',
    matches: isCode('REQUEST_LIMIT_EXCEEDED'),
    causes: [api.orgRequestsUsedUp, api.appRequestsUsedUp],
  },
  {
    name: 'TokenDamaged',
    matches: isCode('INVALID_AUTH_HEADER'),
    causes: [api.tokenDamaged],
  },
  {
    name: 'SessionEnded',
    matches: isCode('INVALID_SESSION_ID'),
    causes: [...[userInactive, userFrozen].map(onlyIfProven), api.sessionEnded],
  },
];

export const unknownApiRefusal: ApiRefusalRule = {
  name: 'TokenNotProven',
  matches: () => true,
  causes: [...[userInactive, userFrozen].map(onlyIfProven), reasonNotTold],
};

export const apiRuleOf = (refusal: ApiRefusal): ApiRefusalRule =>
  apiRefusalRules.find(({ matches }) => matches(refusal)) ?? unknownApiRefusal;
