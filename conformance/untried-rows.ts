import { type FactId, factIds } from '../src/simulator/facts/facts.ts';

const anotherUser = 'it takes changes to a user that the kit did not make';
const aConnectedApp = 'it takes a Connected App, which most orgs no longer let one create';
const time = 'it takes waiting for hours, or thousands of requests';
const ours = 'it is about the simulator, not about an org';
const aRace = 'it depends on how fast the org is at that moment';
const itsUsers = 'it takes users of a licence, site or kind that the org may not have';
const itsData = 'it takes records of which the kit knows what they hold';
const itsSettings = 'it takes changes to the settings of the org';
const anotherAnswer = (id: FactId) => `it is another answer to what the claims of ${id} try`;

const aFault = 'nobody can provoke it in a real org';

const faults = Object.fromEntries(
  factIds.filter((id) => id.startsWith('FAULT-')).map((id) => [id, aFault]),
) as Partial<Record<FactId, string>>;

/** Rows that no claim tries, and why not. */
export const untriedRows: Partial<Record<FactId, string>> = {
  ...faults,
  'TOKEN-10': anotherUser,
  'TOKEN-11': time,
  'TOKEN-12': anotherUser,
  'TOKEN-13': anotherUser,
  'TOKEN-14': anotherUser,
  'TOKEN-16': 'only a person can block an app, in Setup',
  'TOKEN-18': 'it takes an org that is locked or closed',
  'TOKEN-19': anotherUser,
  'TOKEN-21': 'nobody knows how to cause it',
  'TOKEN-20': anotherAnswer('OAUTH-15'),
  'TOKEN-32': itsUsers,
  'TOKEN-48': 'the org may, and need not',
  'TOKEN-49': 'what the org says while one waits for an app stands in the report by itself',
  'TOKEN-50': time,
  'TOKEN-51': 'its words are unknown, so that nothing could be compared',
  'TOKEN-53': anotherAnswer('TOKEN-05'),
  'TOKEN-54': anotherAnswer('TOKEN-41'),
  'TOKEN-55': 'it takes a certificate that has ended',
  'TOKEN-56': aConnectedApp,
  'OAUTH-12': time,
  'OAUTH-14': ours,
  'OAUTH-20': ours,
  'REST-14': 'it takes an org without API',
  'REST-15': anotherUser,
  'REST-16': time,
  'REST-21': 'it takes a quota that Salesforce gave to an app',
  'ORG-01': ours,
  'ORG-03': ours,
  'ORG-05': ours,
  'ORG-06': 'the kit takes the host from the session, whatever it is called',
  'ORG-07': 'the kit reads the type of the org from it',
  'ORG-08': 'the kit has no other clock to hold it against',
  'ORG-09': ours,
  'ORG-10': ours,
  'ORG-11': ours,
  'ORG-30': ours,
  'ORG-40': time,
  'ORG-20': itsUsers,
  'ORG-23': 'it takes changes to a profile that the kit did not make',
  'ORG-22': 'it takes an org whose users have another language than English',
  'ORG-21': 'it takes an app of its own, which the kit does not make yet',
  'SOQL-09': 'a query of that length does not go into a URL',
  'SOQL-10': itsData,
  'SOQL-16': itsData,
  'DATA-10': anotherUser,
  'DATA-12': ours,
  'DATA-20': anotherUser,
  'DATA-25': anotherUser,
  'DATA-26': 'it takes a permission set that the kit did not make',
  'DATA-27': itsUsers,
  'DATA-28': itsUsers,
  'DATA-30': itsUsers,
  'DATA-31': anotherUser,
  'DATA-32': anotherUser,
  'DEPLOY-11': aRace,
  'DEPLOY-12': aRace,
  'DEPLOY-25': 'it takes an upload of 40 MB',
  'DEPLOY-27': ours,
  'DEPLOY-29': 'a validation that can be deployed runs the tests of the org',
  'DEPLOY-31': aRace,
  'DEPLOY-35': anotherUser,
  'APP-02': aConnectedApp,
  'APP-06': aConnectedApp,
  'APP-29': itsSettings,
  'APP-30': itsSettings,
  'APP-32': itsSettings,
  'APP-33': itsSettings,
  'APP-34': itsSettings,
  'APP-35': itsSettings,
  'APP-40': aConnectedApp,
  'APP-43': aConnectedApp,
  'APP-41': 'it takes the refresh of a sandbox',
  'APP-46': 'it takes the refresh of a sandbox',
  'APP-47': 'it takes the refresh of a sandbox',
  'APP-42': anotherUser,
  'SOAP-10': ours,
  'SOAP-18': 'it takes an app of another org',
  'SOAP-20': 'it takes an upload of 50 MB',
  'SOAP-23': 'it takes an org without API',
};
