import type { FactId } from '../src/simulator/facts/facts.ts';

const anotherUser = 'it takes changes to a user that the kit did not make';
const aConnectedApp = 'it takes a Connected App, which most orgs no longer let one create';
const time = 'it takes waiting for hours, or thousands of requests';
const ours = 'it is about the simulator, not about an org';
const aRace = 'it depends on how fast the org is at that moment';

/** Rows that no claim tries, and why not. */
export const untriedRows: Partial<Record<FactId, string>> = {
  'TOKEN-10': anotherUser,
  'TOKEN-11': time,
  'TOKEN-12': anotherUser,
  'TOKEN-48': 'the org may, and need not',
  'TOKEN-49': 'what the org says while one waits for an app stands in the report by itself',
  'TOKEN-50': time,
  'TOKEN-51': 'its words are unknown, so that nothing could be compared',
  'OAUTH-12': time,
  'OAUTH-14': ours,
  'REST-14': 'it takes an org without API',
  'REST-15': anotherUser,
  'REST-16': time,
  'ORG-01': ours,
  'ORG-03': ours,
  'ORG-09': ours,
  'DATA-10': anotherUser,
  'DATA-12': ours,
  'DEPLOY-11': aRace,
  'DEPLOY-12': aRace,
  'APP-02': aConnectedApp,
  'APP-06': aConnectedApp,
  'SOAP-10': ours,
};
