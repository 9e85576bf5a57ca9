import { appFacts } from './app.ts';
import { deployFacts } from './deploy.ts';
import type { FactRow } from './fact-row.ts';
import { oauthFacts } from './oauth.ts';
import { recordsFacts } from './records.ts';
import { restFacts } from './rest.ts';
import { soapFacts } from './soap.ts';
import { tokenFacts } from './token.ts';

/** Every row, by the id that answers cite in the header `x-simulated-fact`. */
const allFacts = {
  ...tokenFacts,
  ...oauthFacts,
  ...restFacts,
  ...recordsFacts,
  ...deployFacts,
  ...appFacts,
  ...soapFacts,
};

export type FactId = keyof typeof allFacts;

export const facts: Record<FactId, FactRow> = allFacts;

export const factIds = Object.keys(allFacts) as FactId[];
