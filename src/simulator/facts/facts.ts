import { appFacts } from './app.ts';
import { deployFacts } from './deploy.ts';
import type { FactRow } from './fact-row.ts';
import { faultFacts } from './fault.ts';
import { oauthFacts } from './oauth.ts';
import { recordsFacts } from './records.ts';
import { restFacts } from './rest.ts';
import { soapFacts } from './soap.ts';
import { soqlFacts } from './soql.ts';
import { tokenFacts } from './token.ts';

/** Every row by area, in the order of ../README.md. */
export const factAreas = {
  'Token endpoint': tokenFacts,
  'Other OAuth endpoints and sessions': oauthFacts,
  'REST API and orgs': restFacts,
  SOQL: soqlFacts,
  Records: recordsFacts,
  'Metadata deploys': deployFacts,
  Apps: appFacts,
  SOAP: soapFacts,
  'Faults by name': faultFacts,
} satisfies Record<string, Record<string, FactRow>>;

type KeyOf<Rows> = Rows extends unknown ? keyof Rows : never;

/** What an answer cites, in the header `x-simulated-fact`. */
export type FactId = KeyOf<(typeof factAreas)[keyof typeof factAreas]>;

export const facts = Object.assign({}, ...Object.values(factAreas)) as Record<FactId, FactRow>;

export const factIds = Object.keys(facts) as FactId[];
