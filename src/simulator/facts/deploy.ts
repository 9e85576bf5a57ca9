import type { FactRow } from './fact-row.ts';

/** Of metadata deploys. */
export const deployFacts = {
  'DEPLOY-01': {
    says: 'A deploy starts by a multipart POST with a zip in `file` and options in `json` (guide) or `entity_content` (jsforce), in any order: 201, status Pending.',
    confidence: ['documented', 'official source code'],
    source: 'Metadata guide, REST deploy; jsforce, `deployRest`',
  },
  'DEPLOY-02': {
    says: 'Its end shows status, counts and a message per component; `package.xml` is among the successes, without a type.',
    confidence: ['documented'],
    source: 'Metadata guide, DeployResult',
  },
  'DEPLOY-03': {
    says: 'An element that the type does not have: `Error parsing file: Element {http://soap.sforce.com/2006/04/metadata}X invalid at this location in type Y`. Not every report shows the beginning. Their order does not matter.',
    confidence: ['observed'],
    source: 'public deploy logs; `github.com/jfwberg/lightweight-soap-util` for the order',
  },
  'DEPLOY-04': {
    says: "An element that the package version does not have: `Property 'X' not valid in version 64.0`. `isNamedUserJwtEnabled` of the global settings is documented from 61.0, but an org refused it at 64.0; the simulator follows the org.",
    confidence: ['observed', 'documented'],
    source: 'public deploy logs; Metadata guide',
  },
  'DEPLOY-05': {
    says: "A value outside an enum: `'X' is not a valid value for the enum 'Y'`. Names of enums other than PermittedUsersPolicyType are partly ours. `Enforce_RelaxRefresh` is taken in both published spellings.",
    confidence: ['observed', 'inferred'],
    source: 'public deploy logs; WSDL types in `@salesforce/types`',
  },
  'DEPLOY-06': {
    says: 'Required by the server: `contactEmail` of both app types, `label` of a Connected App and of a permission set, `callbackUrl`, `isEnabled`, `externalClientApplication`. The words `Required field is missing: X` are the general ones.',
    confidence: ['documented', 'observed'],
    source: 'Metadata guide; public deploy logs',
  },
  'DEPLOY-07': {
    says: "A member without a file: `An object 'X' of type Y was named in package.xml, but was not found in zipped directory`; `allowMissingFiles` lets it pass.",
    confidence: ['observed', 'documented'],
    source: 'public deploy logs; Metadata guide, DeployOptions',
  },
  'DEPLOY-08': {
    says: 'A file that package.xml does not name is not deployed, and a warning `Not in package.xml`. That it is a warning is ours.',
    confidence: ['observed', 'choice'],
    source: 'cli#1133',
  },
  'DEPLOY-09': {
    says: 'A zip without package.xml, or one that cannot be read, fails the deploy; `No package.xml found`. With `singlePackage` it lies at the root, without in a folder for each package (here only the first is read).',
    confidence: ['observed', 'choice'],
    source: 'public deploy logs',
  },
  'DEPLOY-10': {
    says: 'Deleting what is not there is a warning, `No X named: Y found`; the rest of the deletions is attempted.',
    confidence: ['documented', 'observed'],
    source: 'Metadata guide, deleting components; public deploy logs',
  },
  'DEPLOY-11': {
    says: 'Until its end a deploy is Pending, then InProgress, then, unless it only checks, FinalizingDeploy; how the time is divided is ours.',
    confidence: ['documented', 'choice'],
    source: 'Metadata guide, DeployStatus',
  },
  'DEPLOY-12': {
    says: 'A PATCH with the status Canceling is 202, and shows Canceling or Canceled. A deploy that still waits is cancelled at once, and `cancelDeploy` then answers `done` true.',
    confidence: ['documented'],
    source: 'Metadata guide, REST cancel and CancelDeployResult',
  },
  'DEPLOY-13': {
    says: '`cancelDeploy` of a deploy that is over is `INVALID_ID_FIELD`, `Deployment already completed`, of an unknown one `Invalid deploy ID`. That REST says the same is assumed.',
    confidence: ['documented', 'inferred'],
    source: 'Metadata guide, cancelDeploy',
  },
  'DEPLOY-14': {
    says: '`checkOnly` writes nothing. `rollbackOnError` makes a deploy all or nothing; production requires it, so a production org here does it whatever it is told; elsewhere it is off unless asked for. Without it the status can be SucceededPartial.',
    confidence: ['documented', 'choice'],
    source: 'Metadata guide, DeployOptions',
  },
  'DEPLOY-15': {
    says: 'An unknown deploy id is 404.',
    confidence: ['inferred'],
    source: 'REST guide, status codes',
  },
  'DEPLOY-16': {
    says: 'XML that is not well-formed, or has another root element, fails its component; words are ours after `Error parsing file:`.',
    confidence: ['observed', 'choice'],
    source: 'public deploy logs',
  },
  'DEPLOY-17': {
    says: 'A warning fails its component unless `ignoreWarnings` is set.',
    confidence: ['documented'],
    source: 'Metadata guide, DeployOptions',
  },
  'DEPLOY-18': {
    says: 'A request without zip or options, or a change that is no cancellation, is 400 with words of ours.',
    confidence: ['choice'],
    source: 'none',
  },
  'DEPLOY-19': {
    says: 'A type in package.xml that does not exist fails, with words of ours. The simulator knows eight types.',
    confidence: ['inferred', 'choice'],
    source: 'Metadata guide',
  },
  'DEPLOY-20': {
    says: "A package version above the org's is refused; words are ours.",
    confidence: ['inferred', 'choice'],
    source: 'Metadata guide',
  },
  'DEPLOY-21': {
    says: 'Flags and numbers must be such, an id token is valid for 1 to 720 minutes, and there are at most 128 attributes and address ranges; words are ours.',
    confidence: ['documented', 'choice'],
    source: 'WSDL types in `@salesforce/types`',
  },
  'DEPLOY-23': {
    says: 'An element that comes twice, or a list whose elements do not stand together: `Error parsing file: Element X is duplicated at this location in type Y`.',
    confidence: ['observed'],
    source: 'public deploy logs (of flows; the parser is the same)',
  },
  'DEPLOY-22': {
    says: 'Files are named by folder and suffix, with or without `-meta.xml`; `*` in package.xml names all of a type.',
    confidence: ['documented', 'observed'],
    source: 'Metadata guide; sf-pi; `github.com/Flow-Scanner/lightning-flow-scanner-app`',
  },
  'DEPLOY-24': {
    says: 'A zip of more than 10000 entries, folders counted, is not even queued: `INVALID_OPERATION`, `Too many files in zip`. SOAP answers so; for REST it is assumed.',
    confidence: ['documented', 'observed', 'inferred'],
    source: 'cli#1466; source-deploy-retrieve, `metadataApiDeploy.ts`',
  },
  'DEPLOY-25': {
    says: 'A zip of more than 39 MB (39000000 bytes), or of about 600 MB unpacked, is refused; code and words are ours.',
    confidence: ['documented', 'choice'],
    source: 'Metadata guide, limits; source-deploy-retrieve, `metadataApiDeploy.ts`',
  },
  'DEPLOY-26': {
    says: 'A path in a zip that is absolute, has a drive letter or a backslash, or the segments `.` or `..`, is refused before anything is unpacked. What an org says is unknown.',
    confidence: ['choice'],
    source: 'none',
  },
  'DEPLOY-27': {
    says: 'The simulator unpacks only what it reads, at most 5 million bytes of XML in a package or an envelope, nested at most 100 deep, and takes no document type, so that no entity is expanded. Words are ours.',
    confidence: ['choice'],
    source: 'none',
  },
  'DEPLOY-28': {
    says: '`testLevel` is NoTestRun, RunSpecifiedTests, RunLocalTests, RunAllTestsInOrg, or from 66.0 RunRelevantTests; words for another are ours. There are no tests in the simulated org, so none fails.',
    confidence: ['documented', 'choice'],
    source: 'Metadata guide, DeployOptions',
  },
  'DEPLOY-29': {
    says: 'A quick deploy (`validatedDeployRequestId` by REST, `deployRecentValidation` by SOAP) deploys what was validated, under a new id.',
    confidence: ['documented', 'official source code'],
    source: 'Metadata guide, deployRecentValidation; jsforce, `metadata.ts`',
  },
  'DEPLOY-30': {
    says: 'It needs a successful validation of the last ten days whose tests passed; here: one with a testLevel other than NoTestRun. Code and words are ours.',
    confidence: ['documented', 'choice'],
    source: 'Metadata guide, deployRecentValidation; cli#2727',
  },
  'DEPLOY-31': {
    says: 'From 65.0 on a deploy with the status FinalizingDeploy cannot be cancelled; code and words are ours. Below, the outcome is open, and here the cancellation wins.',
    confidence: ['documented', 'choice'],
    source: 'Metadata guide, cancelDeploy',
  },
  'DEPLOY-32': {
    says: 'A type that the package version does not have: `Entity type X is not available in this api version`, with the name in quotes. The words are those of a retrieve.',
    confidence: ['observed', 'inferred'],
    source: '`github.com/solenopsis/Solenopsis` issue 266',
  },
  'DEPLOY-33': {
    says: '`performRetrieve` answers, with the details, what a retrieve of the package brings after the deploy.',
    confidence: ['documented'],
    source: 'Metadata guide, DeployOptions',
  },
  'DEPLOY-34': {
    says: 'A problem with one element comes with its `lineNumber` and `columnNumber`, which the CLI shows in brackets. That the column is the one behind the start tag is assumed.',
    confidence: ['documented', 'observed', 'inferred'],
    source: 'Metadata guide, DeployMessage; public deploy logs',
  },
  'DEPLOY-35': {
    says: 'The Metadata API wants Modify Metadata Through Metadata API Functions or Modify All Data: `INSUFFICIENT_ACCESS`, `use of the Metadata API requires a user with the ModifyAllData or ModifyMetadata permissions`. Seen by SOAP; that REST says it, with 403, and that it goes for every call, is assumed.',
    confidence: ['documented', 'observed', 'inferred'],
    source: 'Metadata guide; public notes on `sf org list metadata`',
  },
  'DEPLOY-36': {
    says: 'A permission set is replaced as a whole. Only `userPermissions` that the simulator models are kept; other parts are taken and dropped, where an org would name what it does not know.',
    confidence: ['documented', 'choice'],
    source: 'Metadata guide, PermissionSet',
  },
  'DEPLOY-37': {
    says: 'A manifest of deletions may name the parts of an app in any order: those that name others go first, so that none is missed because it went along with another.',
    confidence: ['inferred'],
    source:
      '`github.com/salesforce/sf-pi` names the policy first and the header last; others name the header alone',
  },
} satisfies Record<string, FactRow>;
