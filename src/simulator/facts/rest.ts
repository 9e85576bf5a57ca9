import type { FactRow } from './fact-row.ts';

/** Of the REST API, and of the orgs themselves. */
export const restFacts = {
  'REST-01': {
    says: '`GET /services/data` lists the versions, oldest first, without a session and without a usage header. The simulator lists only a few; it also serves older ones from 31.0 on.',
    confidence: ['documented', 'choice'],
    source: 'REST guide, "List available REST API versions"',
  },
  'REST-02': {
    says: "`GET /services/data/vNN.0` names the resources, and the caller's identity URL.",
    confidence: ['documented'],
    source: 'REST guide, "Resources by version"',
  },
  'REST-03': {
    says: "`…/limits` shows the day's API requests and other limits to users with View Setup and Configuration; the answer to others is ours. Every REST answer but the list of versions has `Sforce-Limit-Info: api-usage=used/limit`. The values are samples.",
    confidence: ['documented', 'choice'],
    source: 'REST guide, limits and `Sforce-Limit-Info`',
  },
  'REST-04': {
    says: "Versions up to 20.0 were retired with Summer '22, up to 30.0 with Summer '25; 31.0 to 40.0 are to be deprecated with Summer '27 and retired with Summer '28. A retired version is 410; a deprecated one has the header `Warning: 299 …`. The release of an org is that of its newest version; the words are ours.",
    confidence: ['documented', 'choice'],
    source: 'REST guide, API end-of-life and Warning header; help articles 000354473 and 005321531',
  },
  'REST-05': {
    says: 'Slashes before the path count as one: after `sf org login access-token` the CLI asks for `//services/data`, and works with real orgs.',
    confidence: ['official source code', 'inferred'],
    source: 'core (`authInfo.ts`), seen with the released CLI',
  },
  'REST-10': {
    says: 'A missing, unknown, expired or revoked token is 401 `INVALID_SESSION_ID`, `Session expired or invalid`.',
    confidence: ['documented', 'observed'],
    source: 'REST guide, status codes',
  },
  'REST-11': {
    says: 'A token that may not use the API (no scope `api` or `full`, high assurance missing) is 401 `INVALID_SESSION_ID`, `This session is not valid for use with the REST API`.',
    confidence: ['observed', 'official source code'],
    source: 'jsforce pull 1301',
  },
  'REST-12': {
    says: 'A header that is neither Bearer nor OAuth is 401 `INVALID_AUTH_HEADER`, `INVALID_HEADER_TYPE`.',
    confidence: ['observed'],
    source: '`github.com/restforce/restforce` issue 811',
  },
  'REST-13': {
    says: 'A damaged JWT as token is 401 `INVALID_AUTH_HEADER`, `INVALID_JWT_FORMAT`.',
    confidence: ['observed'],
    source: '`github.com/airbytehq/airbyte` issue 71024',
  },
  'REST-14': {
    says: 'An org without API is 403 `API_DISABLED_FOR_ORG`, `The REST API is not enabled for this Organization.`',
    confidence: ['documented', 'observed'],
    source: 'REST guide, status codes',
  },
  'REST-15': {
    says: 'A user without "API Enabled" is 403 `API_CURRENTLY_DISABLED`, `API is disabled for this User`.',
    confidence: ['documented', 'observed'],
    source: 'REST guide, status codes',
  },
  'REST-16': {
    says: 'A spent daily limit is 403 `REQUEST_LIMIT_EXCEEDED`, `TotalRequests Limit exceeded.`',
    confidence: ['documented', 'observed'],
    source: 'REST guide, status codes',
  },
  'REST-17': {
    says: 'A resource, version or record that is not there is 404 `NOT_FOUND`, `The requested resource does not exist`.',
    confidence: ['observed'],
    source: 'public repositories that quote the answer',
  },
  'REST-18': {
    says: 'A body that is not the expected JSON is 400 `JSON_PARSER_ERROR`, with words of ours.',
    confidence: ['documented', 'choice'],
    source: 'REST guide, composite',
  },
  'REST-19': {
    says: "A method that a resource does not have is 405 `METHOD_NOT_ALLOWED`, `HTTP Method 'POST' not allowed. Allowed are HEAD,GET`; so is a write that an object does not support.",
    confidence: ['observed'],
    source: 'error messages quoted in public repositories',
  },
  'REST-20': {
    says: 'Answers of the REST API forbid to store them and to guess their type, as captured answers did; their cookies, and their order to use https alone (`strict-transport-security`), are left out.',
    confidence: ['observed'],
    source: 'captured answers that were published',
  },
  'REST-21': {
    says: 'An app with a quota has it in the header: `api-usage=25/5000; per-app-api-usage=17/250(appName=sample-connected-app)`. What a spent quota answers is our guess: the same as a spent day.',
    confidence: ['documented', 'choice'],
    source: 'REST guide, `Sforce-Limit-Info`',
  },
  'REST-22': {
    says: 'A body that is not declared as JSON is 415 `UNSUPPORTED_MEDIA_TYPE`, `Unsupported Media Type`; a real org also takes XML.',
    confidence: ['documented', 'observed', 'choice'],
    source: 'REST guide, status codes; error messages quoted in public repositories',
  },
  'ORG-01': {
    says: 'A simulator has the org id `00DSIMULATED…`, three profiles, an administrator, a deploy user of the profile for API integrations and an inactive user; names and sample values are ours.',
    confidence: ['choice'],
    source: 'none',
  },
  'ORG-02': {
    says: 'Ids have 15 characters and a checksum of three; both forms name the same record. Prefixes: 005 user, 00D org, 00e profile, 0PS permission set, 0Pa assignment, 0J0 SetupEntityAccess, 0H4 Connected App, 0PL permission set licence, 100 user licence, 2LA its assignment, 0Yw user login, 0Ak session, 01g query cursor, 0xI External Client App, 0Af deploy, 0Ya login, 09S retrieve, 0DS app menu item, 888 OAuth consumer; the others (0xS, 0xG, 0xO, 0xP, 0xE, 0xC, 0CQ) are ours.',
    confidence: ['documented', 'choice'],
    source: 'Object reference; help article on 15- and 18-character ids',
  },
  'ORG-03': {
    says: "A user has the system permissions of the profile and of the permission sets that are assigned. The simulator knows those that something here asks for. What each profile grants is partly our guess: the administrator's everything, Standard User `ApiEnabled` and `ViewSetup`, the profile for API integrations `ApiEnabled` and `ApiUserOnly`, another one `ApiEnabled`.",
    confidence: ['documented', 'choice'],
    source: 'Object reference, PermissionSet; help on profiles',
  },
  'ORG-04': {
    says: 'Every profile owns a hidden permission set, which a grant to the profile names as its parent, and which its users are assigned to.',
    confidence: ['documented'],
    source:
      'Object reference, PermissionSet (`IsOwnedByProfile`) and SetupEntityAccess; help article 000394118',
  },
  'ORG-20': {
    says: 'The profile for API integrations belongs to the user licence Salesforce Integration, which alone allows API Enabled and API Only User; the permission set licence Salesforce API Integration (`SalesforceAPIIntegrationPsl`) allows more, here all but what manages users and permissions. Numbers of licences, and the key of the user licence, are ours.',
    confidence: ['documented', 'observed', 'choice'],
    source: 'developer blog on integration users (2024); error messages quoted in public repositories',
  },
  'ORG-21': {
    says: 'A permission set that requires activation grants nothing to a session that did not activate it, and nothing here activates one. That the same holds for the apps that it opens is inferred.',
    confidence: ['documented', 'inferred'],
    source: 'Object reference, PermissionSet (`HasActivationRequired`)',
  },
  'ORG-22': {
    says: 'Standard profiles have other names in other languages (`Systeembeheerder` for System Administrator): queries and apps take and give the shown name, and queries those of the language of the user who asks. The simulator has one name for all users, which a scenario can choose.',
    confidence: ['observed', 'choice'],
    source:
      '`github.com/Flow-Scanner/lightning-flow-scanner-app`; `salesforce.stackexchange.com/questions/156802`',
  },
  'ORG-08': {
    says: "`Date` of every answer is the org's own time, so that a client can see how far its clock is off.",
    confidence: ['inferred'],
    source: 'RFC 9110, section 6.6.1',
  },
  'ORG-09': {
    says: 'A fault of the simulator itself is 500 with a stack in plain text.',
    confidence: ['choice'],
    source: 'none',
  },
  'ORG-10': {
    says: 'A path of more than 16384 bytes is 414, path and headers of more are 431. That these answers have no body, and that what is no HTTP request or names no host is 400, and an expectation 417, is ours.',
    confidence: ['documented', 'choice'],
    source: 'REST guide, status codes; help article 000386264',
  },
  'ORG-11': {
    says: 'The page at `/simulator/`, under a loopback name, is the simulator itself; an org has nothing there.',
    confidence: ['choice'],
    source: 'none',
  },
  'ORG-23': {
    says: "A profile has login hours for each day, or none, and login IP ranges, or none. On a day that begins when it ends nobody logs in. Hours are in the time zone that was the org's default when they were first set, wherever the user is; here that is America/Los_Angeles. That the APIs tell them in the same zone is our choice.",
    confidence: ['documented', 'choice'],
    source: 'help `login_hours`; security guide, login hours; Metadata guide, Profile',
  },
  'ORG-30': {
    says: 'With a state file, an answer goes out when all that it tells of is in the file. While the file cannot be written, every request is 500 in plain text that names the file and the fault; what such a request did takes effect as soon as a write works again.',
    confidence: ['choice'],
    source: 'none',
  },
  'ORG-40': {
    says: 'An org shows the newest 20000 rows of LoginHistory; the simulator forgets older ones when it has 22000. It also forgets dead sessions when there are many. When an org does either is unknown.',
    confidence: ['documented', 'choice'],
    source: 'help, "Monitor Login History"',
  },
  'ORG-05': {
    says: 'Who calls by a name of the world (`login.salesforce.com`, a My Domain) is answered with such names over https, whoever calls a loopback port with loopback origins: nothing in an answer ever leads to a real host.',
    confidence: ['choice'],
    source: 'none',
  },
  'ORG-06': {
    says: 'A My Domain is `X.my.salesforce.com`, of a sandbox `X--dev.sandbox.my.salesforce.com`, of a scratch org `X.scratch.my.salesforce.com`, of a Developer Edition `X-dev-ed.develop.my.salesforce.com`. Sandbox and scratch orgs belong to test, the others to login.',
    confidence: ['documented'],
    source: 'help, OAuth endpoints (`remoteaccess_oauth_endpoints`)',
  },
  'ORG-07': {
    says: 'A scratch org is a sandbox with a trial expiration date, here seven days after its creation; editions are samples.',
    confidence: ['official source code', 'choice'],
    source: 'core (`determineOrg`)',
  },
} satisfies Record<string, FactRow>;
