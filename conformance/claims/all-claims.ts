import type { Claim } from '../claim.ts';
import { accessClaims } from './accesses.ts';
import { appEffects } from './app-effects.ts';
import { appRules } from './app-rules.ts';
import { compositeClaims } from './composites.ts';
import { deployStepClaims } from './deploy-steps.ts';
import { deployClaims } from './deploys.ts';
import { introspectionClaims } from './introspection.ts';
import { oauthClaims } from './oauth.ts';
import { recordClaims } from './records.ts';
import { queryClaims } from './queries.ts';
import { restClaims } from './rest.ts';
import { retrieveClaims } from './retrieves.ts';
import { soapReadClaims } from './soap-reads.ts';
import { soapWriteClaims } from './soap-writes.ts';
import { tokenRefusals } from './token-refusals.ts';
import { tokenSuccess } from './token-success.ts';

/** In the order in which they are tried: what changes apps comes last. */
export const allClaims: Claim[] = [
  ...restClaims,
  ...queryClaims,
  ...recordClaims,
  ...accessClaims,
  ...compositeClaims,
  ...deployClaims,
  ...deployStepClaims,
  ...tokenSuccess,
  ...tokenRefusals,
  ...oauthClaims,
  ...introspectionClaims,
  ...soapReadClaims,
  ...soapWriteClaims,
  ...retrieveClaims,
  ...appRules,
  ...appEffects,
];
