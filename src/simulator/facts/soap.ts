import type { FactRow } from './fact-row.ts';

/** Of the SOAP Metadata API. */
export const soapFacts = {
  'SOAP-01': {
    says: "`readMetadata` answers components with the consumer key and without the secret. A Connected App's certificate is one line of base64; for External Client Apps the form is unknown, and the same here.",
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
    says: 'An unknown type is `INVALID_TYPE`; words are ours.',
    confidence: ['documented', 'choice'],
    source: 'Metadata guide',
  },
  'SOAP-05': {
    says: 'At most ten components are read at once; code and words are ours.',
    confidence: ['documented', 'choice'],
    source: 'Metadata guide, readMetadata',
  },
  'SOAP-06': {
    says: '`listMetadata` answers file properties.',
    confidence: ['documented'],
    source: 'Metadata guide, listMetadata',
  },
  'SOAP-07': {
    says: '`describeMetadata` answers folders and suffixes, here of seven types.',
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
    says: 'A call that the simulator does not know (`retrieve` among them), or no envelope, faults with words of ours.',
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
} satisfies Record<string, FactRow>;
