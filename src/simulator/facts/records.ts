import type { FactRow } from './fact-row.ts';

/** Of SOQL and of records. */
export const recordsFacts = {
  'SOQL-01': {
    says: 'A query answers `totalSize`, `done` and `records`, each with `attributes`; `COUNT()` answers in `totalSize` alone, `COUNT(Id)` with one AggregateResult.',
    confidence: ['documented'],
    source: 'REST guide, query; SOQL guide',
  },
  'SOQL-02': {
    says: "An unknown object is 400 `INVALID_TYPE`, `sObject type 'X' is not supported…`: ScratchOrgInfo in an org that is no Dev Hub, and External Client Apps in the Tooling API.",
    confidence: ['documented', 'observed'],
    source: 'core (Dev Hub probe); public reports on `/tooling/query`',
  },
  'SOQL-03': {
    says: "An unknown field is 400 `INVALID_FIELD`, `No such column 'X' on entity 'Y'…`; the consumer key cannot be queried.",
    confidence: ['documented', 'observed'],
    source: 'SOQL guide; Object reference, ConnectedApplication',
  },
  'SOQL-04': {
    says: "Of LoginHistory, `Status`, `Application`, `Browser`, `Platform`, `ApiType`, `ApiVersion` and `ClientVersion` cannot be filtered: 400 `INVALID_FIELD`, `field 'Status' can not be filtered in a query call`.",
    confidence: ['documented', 'observed'],
    source: 'Object reference, LoginHistory; public notes that quote the answer',
  },
  'SOQL-05': {
    says: "Text that is no SOQL is 400 `MALFORMED_QUERY`; the words are the parser's. So are GROUP BY and child queries here, which the simulator does not know.",
    confidence: ['documented', 'choice'],
    source: 'SOQL guide',
  },
  'SOQL-06': {
    says: '`columns=true` describes the columns of a query. The shape is what the CLI reads.',
    confidence: ['official source code'],
    source: '`github.com/salesforcecli/plugin-data`',
  },
  'SOQL-07': {
    says: 'LoginHistory has a row for each success and each refusal of a known user, with `LoginType` Remote Access 2.0 and no `LoginSubType`; an assertion that fails before its user is looked up leaves none. Status texts: `Success`, `Failed: Not approved for access`, `User is inactive`, `Login Rate Exceeded`, `Restricted IP`. Which refusal has which text is partly our guess.',
    confidence: ['documented', 'observed', 'inferred'],
    source: 'Object reference, LoginHistory; list of login statuses',
  },
  'DATA-01': {
    says: '`GET …/sobjects/<object>/<id>` answers the record, with `fields` only the named ones.',
    confidence: ['documented'],
    source: 'REST guide, sObject rows',
  },
  'DATA-02': {
    says: 'A created record is 201 with `id`, `success`, `errors`; a deleted one 204.',
    confidence: ['documented'],
    source: 'REST guide, sObject rows',
  },
  'DATA-03': {
    says: 'A missing field is 400 `REQUIRED_FIELD_MISSING`, `Required fields are missing: [X]`.',
    confidence: ['documented', 'observed'],
    source: 'REST guide, status codes',
  },
  'DATA-04': {
    says: 'An id that names nothing is 400 `INVALID_CROSS_REFERENCE_KEY`, `invalid cross reference id`.',
    confidence: ['documented', 'observed'],
    source: 'SOAP guide, exception codes',
  },
  'DATA-05': {
    says: "An unknown field in a body is 400 `INVALID_FIELD`, `No such column 'X' on sobject of type Y`.",
    confidence: ['documented', 'observed'],
    source: 'SOAP guide, exception codes',
  },
  'DATA-06': {
    says: "A permission set's Name begins with a letter and has letters, digits and single underscores. Code and words of the refusal are ours.",
    confidence: ['documented', 'choice'],
    source: 'Object reference, PermissionSet',
  },
  'DATA-07': {
    says: "A permission set's Name is unique: `DUPLICATE_DEVELOPER_NAME`. That this code is used, and the words, are ours.",
    confidence: ['documented', 'choice'],
    source: 'Object reference, PermissionSet; SOAP guide, exception codes',
  },
  'DATA-08': {
    says: 'A second assignment is 400 `DUPLICATE_VALUE`, `Duplicate PermissionSetAssignment. Assignee: …; Permission Set: …`.',
    confidence: ['observed'],
    source: '`github.com/salesforcecli/plugin-user` (tests)',
  },
  'DATA-09': {
    says: 'A permission set that is assigned cannot be deleted: `DELETE_FAILED` here, with words of ours; by deploy likewise.',
    confidence: ['documented', 'choice'],
    source: 'help article 000386289',
  },
  'DATA-10': {
    says: 'Nothing can be assigned to an inactive user: `INACTIVE_OWNER_OR_USER`, `operation performed with inactive user`. Code and words were seen at other objects; that this one is refused at all is a guess.',
    confidence: ['choice'],
    source: '`github.com/SalesforceLabs/Milestones-PM` issue 26',
  },
  'DATA-11': {
    says: 'A second SetupEntityAccess for the same pair is `DUPLICATE_VALUE` with words of ours.',
    confidence: ['choice'],
    source: 'none',
  },
  'DATA-12': {
    says: 'The simulator writes PermissionSet, PermissionSetAssignment and SetupEntityAccess only; others are 405.',
    confidence: ['choice'],
    source: 'none',
  },
  'DATA-13': {
    says: 'A composite request runs its subrequests in order; `@{ref.path}` takes a value from an earlier answer. Known subrequests: query, and read, create, delete of records.',
    confidence: ['documented'],
    source: 'REST guide, composite',
  },
  'DATA-14': {
    says: 'With `allOrNone` one failure undoes all, and the others answer `PROCESSING_HALTED`, `The transaction was rolled back since another operation in the same transaction failed.`; without it, what refers to a failure is halted.',
    confidence: ['documented', 'observed'],
    source: 'REST guide, composite',
  },
} satisfies Record<string, FactRow>;
