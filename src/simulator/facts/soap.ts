import type { FactRow } from './fact-row.ts';

/** Of the SOAP Metadata API. */
export const soapFacts = {
  'SOAP-01': {
    says: "`readMetadata` answers components with the consumer key and without the secret (but see APP-30), and leaves out elements that the version does not have. A Connected App's certificate is one line of base64; for External Client Apps the form is unknown, and the same here.",
    confidence: ['observed', 'choice'],
    source: '`github.com/sarahroadrebel/VoyajerWiki`; sf-pi',
  },
  'SOAP-02': {
    says: 'A component that is not there is an empty record.',
    confidence: ['documented', 'official source code'],
    source: 'Metadata guide, readMetadata; jsforce',
  },
  'SOAP-03': {
    says: 'A dead session is HTTP 500 with the fault `sf:INVALID_SESSION_ID`; so is a JWT-format token below version 68.0.',
    confidence: ['official source code', 'observed'],
    source: 'jsforce, `soap.ts`',
  },
  'SOAP-04': {
    says: 'A type that there is not is `INVALID_TYPE`, `Unknown type:X`; one that the version does not have, `Cannot use: X in this version`. Lists of types that are not modelled are empty.',
    confidence: ['observed', 'choice'],
    source: 'cli#2858; `github.com/certinia/apex-mdapi` issue 202',
  },
  'SOAP-05': {
    says: 'At most ten components are read, written or deleted in a call; code and words are ours.',
    confidence: ['documented', 'choice'],
    source: 'Metadata guide, readMetadata',
  },
  'SOAP-06': {
    says: '`listMetadata` answers file properties for up to three queries; the words for more are ours.',
    confidence: ['documented', 'choice'],
    source: 'Metadata guide, listMetadata',
  },
  'SOAP-07': {
    says: '`describeMetadata` answers folders and suffixes, here of eight types.',
    confidence: ['documented', 'choice'],
    source: 'Metadata guide, describeMetadata',
  },
  'SOAP-08': {
    says: '`deploy` takes a base64 zip and answers an id.',
    confidence: ['documented'],
    source: 'Metadata guide, deploy',
  },
  'SOAP-09': {
    says: 'An unknown deploy id faults with `INVALID_CROSS_REFERENCE_KEY`.',
    confidence: ['inferred'],
    source: 'SOAP guide, exception codes',
  },
  'SOAP-10': {
    says: 'A call that the simulator does not know, or no envelope, faults with words of ours.',
    confidence: ['choice'],
    source: 'none',
  },
  'SOAP-11': {
    says: '`createMetadata` of a name in use: `DUPLICATE_DEVELOPER_NAME`. Words are ours.',
    confidence: ['observed', 'choice'],
    source: 'public code for Connected Apps',
  },
  'SOAP-12': {
    says: 'Updating or deleting what is not there: `INVALID_CROSS_REFERENCE_KEY`.',
    confidence: ['documented', 'inferred'],
    source: 'Metadata guide',
  },
  'SOAP-13': {
    says: 'Create, update and upsert write whole components and answer a result each. A fault without a code of its own is shown as `FIELD_INTEGRITY_EXCEPTION`.',
    confidence: ['documented', 'choice'],
    source: 'Metadata guide; `github.com/jfwberg/lightweight-soap-util`',
  },
  'SOAP-14': {
    says: '`deleteMetadata` works for all types of apps.',
    confidence: ['observed'],
    source: 'sf-pi; `github.com/fransflippo/sfdx-ci-plugin`',
  },
  'SOAP-15': {
    says: '`retrieve` answers an id, `checkRetrieveStatus` the state and, once, the zip (`includeZip` false leaves it for later): `package.xml` and the files below `unpackaged/`, or at the root with `singlePackage`. Dates and authors of components are not kept, and the names in its package.xml are those that were found.',
    confidence: ['documented', 'official source code', 'choice'],
    source: 'Metadata guide, retrieve; source-deploy-retrieve, `retrieveExtract.ts`',
  },
  'SOAP-16': {
    says: 'What a retrieve does not find becomes a message, and the rest comes: `Entity of type X named Y cannot be found`, `Entity type: X is unknown`, `Entity type X is not available in this api version`. The names stand in quotes.',
    confidence: ['observed'],
    source: 'cli#7; `github.com/solenopsis/Solenopsis` issue 266',
  },
  'SOAP-17': {
    says: 'A whole retrieve fails for a package that is not there (`INVALID_CROSS_REFERENCE_KEY: No package named X found`, status code UNKNOWN_EXCEPTION) and for too many members (`LIMIT_EXCEEDED: Too many files in retrieve call, limit is: 10000`).',
    confidence: ['documented', 'observed'],
    source:
      '`github.com/SFDO-Tooling/CumulusCI`, a recorded answer; `github.com/alan-morey/force-meta-backup` issue 23',
  },
  'SOAP-18': {
    says: 'An app of another org is listed, but a retrieve says `Metadata API received improper input. Please ensure file name and capitalization is correct. Load of metadata from db failed for metadata of type:ConnectedApp and file name:X.`, and `readMetadata` fails as a whole; the words of that fault are ours. A wildcard passes over it.',
    confidence: ['observed', 'choice'],
    source: '`github.com/hardisgroupcom/sfdx-hardis` pull 2070; jsforce#621',
  },
  'SOAP-19': {
    says: "A version above the org's in the URL is `UNSUPPORTED_API_VERSION`, `Invalid Api version specified on URL`. So is a retired one (REST-04); that it has the same words is assumed.",
    confidence: ['documented', 'observed', 'inferred'],
    source:
      'Metadata guide, API end-of-life; help articles 000354473 and 005321531; public set-up guides that quote it',
  },
  'SOAP-20': {
    says: 'An envelope of more than 50 MB is `EXCEEDED_MAX_SIZE_REQUEST`, `Maximum size of request reached. Maximum size of request is 52428800 bytes.`; by REST it is 413, with words of ours.',
    confidence: ['documented', 'observed', 'choice'],
    source: 'SOAP guide, exception codes; `github.com/salto-io/salto`',
  },
  'SOAP-21': {
    says: 'With `AllOrNoneHeader` the components of a call are written together or not at all; the innocent ones get `ALL_OR_NONE_OPERATION_ROLLED_BACK`, with the words of the data API.',
    confidence: ['documented', 'inferred'],
    source: 'Metadata guide, AllOrNoneHeader',
  },
  'SOAP-22': {
    says: 'The components of a call are of one type; code and words are ours.',
    confidence: ['documented', 'choice'],
    source: 'Metadata guide, createMetadata',
  },
  'SOAP-23': {
    says: 'In an org without API a call is `API_DISABLED_FOR_ORG`, `API is not enabled for this Organization or Partner`. Calls count for the daily limit, and need API Enabled; they are refused in the words of REST-15 and REST-16.',
    confidence: ['documented', 'observed', 'inferred'],
    source: 'SOAP guide, exception codes',
  },
} satisfies Record<string, FactRow>;
