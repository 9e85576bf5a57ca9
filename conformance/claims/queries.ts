import type { FactId } from '../../src/simulator/facts/facts.ts';
import { type Claim, type Expected, judge, restError, seenIn } from '../claim.ts';
import { jsonOf, listAt, valueAt } from '../http.ts';
import { requireLogin } from '../logins.ts';
import { callRest, query, type Trial } from '../trial.ts';

function queried(
  facts: Claim['facts'],
  says: string,
  soql: string | ((trial: Trial) => string),
  expected: Expected,
  resource?: string,
): Claim {
  return {
    facts,
    says,
    run: async (trial) =>
      judge(seenIn(await query(trial, typeof soql === 'string' ? soql : soql(trial), resource)), expected),
  };
}

const UNFILTERABLE = [
  'Status',
  'Application',
  'Browser',
  'Platform',
  'ApiType',
  'ApiVersion',
  'ClientVersion',
];

type Mistake = [fact: FactId, says: string, soql: string, errorCode: string, message: RegExp];

const mistakes: Mistake[] = [
  [
    'SOQL-08',
    'a mistake in a query is shown in its line, with row and column',
    'SELECT Nothing FROM User',
    'INVALID_FIELD',
    /\nSELECT Nothing FROM User\n +\^\nERROR at Row:1:Column:8\n/,
  ],
  [
    'SOQL-11',
    'an unknown relationship is not understood',
    'SELECT Nothing.Name FROM User',
    'INVALID_FIELD',
    /Didn't understand relationship 'Nothing' in field path/,
  ],
  [
    'SOQL-12',
    'a text is no time',
    "SELECT Id FROM User WHERE CreatedDate = '2020-01-01'",
    'INVALID_FIELD',
    /value of filter criterion for field 'CreatedDate' must be of type dateTime and should not be enclosed in quotes/,
  ],
  [
    'SOQL-13',
    'a text that has not the form of an id is no id',
    "SELECT Id FROM User WHERE Id = 'abc'",
    'INVALID_QUERY_FILTER_OPERATOR',
    /invalid ID field: abc/,
  ],
  [
    'SOQL-13',
    'an id cannot be compared by LIKE',
    "SELECT Id FROM User WHERE Id LIKE '005%'",
    'INVALID_OPERATOR',
    /invalid operator on id field/,
  ],
  [
    'SOQL-15',
    'a query inside IN has one field',
    'SELECT Id FROM User WHERE ProfileId IN (SELECT Id, Name FROM Profile)',
    'MALFORMED_QUERY',
    /can only query one field/,
  ],
  [
    'SOQL-15',
    'a query inside IN has none inside itself',
    'SELECT Id FROM User WHERE Id IN (SELECT AssigneeId FROM PermissionSetAssignment WHERE PermissionSetId IN (SELECT ParentId FROM SetupEntityAccess))',
    'MALFORMED_QUERY',
    /Nesting of semi join sub-selects is not supported/,
  ],
  [
    'SOQL-15',
    'a query inside IN does not stand beside OR',
    'SELECT Id FROM User WHERE IsActive = true OR ProfileId IN (SELECT Id FROM Profile)',
    'MALFORMED_QUERY',
    /Semi join sub-selects are not allowed with the 'OR' operator/,
  ],
  [
    'SOQL-17',
    'the offset is at most 2000',
    'SELECT Id FROM User OFFSET 2001',
    'NUMBER_OUTSIDE_VALID_RANGE',
    /Maximum SOQL offset allowed is 2000/,
  ],
  [
    'SOQL-18',
    'a field beside a sum must be grouped',
    'SELECT Name, COUNT(Id) FROM Profile',
    'MALFORMED_QUERY',
    /Field must be grouped or aggregated: Name/,
  ],
  [
    'SOQL-19',
    'FIELDS(ALL) needs a limit',
    'SELECT FIELDS(ALL) FROM Profile',
    'MALFORMED_QUERY',
    /The SOQL FIELDS function must have a LIMIT of at most 200/,
  ],
];

/** Queries. */
export const queryClaims: Claim[] = [
  queried(
    ['SOQL-01'],
    'a query answers totalSize, done and records with attributes',
    ({ org }) => `SELECT Id, Username FROM User WHERE Id = '${org.userId}'`,
    {
      status: 200,
      values: { totalSize: 1, done: true, 'records.0.attributes.type': 'User' },
      members: 'records.0.attributes.url records.0.Id records.0.Username',
    },
  ),
  queried(['SOQL-01'], 'COUNT() answers in totalSize alone', 'SELECT COUNT() FROM Organization', {
    status: 200,
    values: { totalSize: 1, done: true },
    members: 'records',
  }),
  queried(['SOQL-01'], 'COUNT(Id) answers one AggregateResult', 'SELECT COUNT(Id) FROM Organization', {
    status: 200,
    values: { 'records.0.attributes.type': 'AggregateResult', 'records.0.expr0': 1 },
  }),
  queried(
    ['SOQL-21'],
    'the licence of a permission set has a name, whichever object it belongs to',
    'SELECT License.Name FROM PermissionSet WHERE IsOwnedByProfile = true AND LicenseId != null LIMIT 1',
    {
      status: 200,
      values: {
        'records.0.License.attributes.type': /^(?:UserLicense|PermissionSetLicense)$/,
        'records.0.License.Name': /./,
      },
    },
  ),
  queried(['SOQL-02'], 'an unknown object is an invalid type', 'SELECT Id FROM Nothing_Like_This', {
    ...restError(400, 'INVALID_TYPE', /sObject type 'Nothing_Like_This' is not supported\./),
  }),
  queried(
    ['SOQL-02', 'SOQL-20'],
    'the Tooling API does not know External Client Apps',
    'SELECT Id FROM ExternalClientApplication',
    restError(400, 'INVALID_TYPE', /sObject type 'ExternalClientApplication' is not supported\./),
    '/tooling/query',
  ),
  queried(
    ['SOQL-22'],
    'the metadata of profiles is given one by one',
    'SELECT FullName FROM Profile',
    restError(400, 'MALFORMED_QUERY', /must specify no more than one row for retrieval/),
    '/tooling/query',
  ),
  queried(
    ['SOQL-22'],
    'the metadata of a profile has its login hours and IP ranges',
    'SELECT FullName, Metadata FROM Profile LIMIT 1',
    {
      status: 200,
      members: 'records.0.FullName records.0.Metadata.loginHours records.0.Metadata.loginIpRanges',
    },
    '/tooling/query',
  ),
  queried(
    ['SOQL-03'],
    'an unknown field is an invalid field',
    'SELECT Nothing FROM User',
    restError(400, 'INVALID_FIELD', /No such column 'Nothing' on entity 'User'\./),
  ),
  queried(
    ['SOQL-03'],
    'a consumer key cannot be queried',
    'SELECT ConsumerKey FROM ConnectedApplication',
    restError(400, 'INVALID_FIELD', /No such column 'ConsumerKey'/),
  ),
  ...UNFILTERABLE.map((field) =>
    queried(
      ['SOQL-04'],
      `LoginHistory cannot be filtered by ${field}`,
      `SELECT Id FROM LoginHistory WHERE ${field} = 'x' LIMIT 1`,
      restError(400, 'INVALID_FIELD', new RegExp(`field '${field}' can not be filtered in a query call`)),
    ),
  ),
  queried(
    ['SOQL-05'],
    'text that is no SOQL is a malformed query',
    'SELECT FROM',
    restError(400, 'MALFORMED_QUERY'),
  ),
  {
    facts: ['SOQL-06'],
    says: 'columns=true describes the columns of a query',
    run: async (trial) =>
      judge(
        seenIn(
          await callRest(
            trial,
            `/query?columns=true&q=${encodeURIComponent('SELECT Id, IsActive FROM User')}`,
          ),
        ),
        {
          status: 200,
          values: {
            entityName: 'User',
            keyPrefix: '005',
            'columnMetadata.0.columnName': 'Id',
            'columnMetadata.1.apexType': 'Boolean',
          },
          members: 'groupBy idSelected',
        },
      ),
  },
  {
    facts: ['SOQL-07'],
    says: 'a login leaves a row in LoginHistory, of the type Remote Access 2.0 and without a subtype',
    apps: ['good'],
    run: async (trial) => {
      await requireLogin(trial, 'good');
      const soql = `SELECT LoginType, LoginSubType, Status, Application FROM LoginHistory WHERE UserId = '${trial.org.userId}' ORDER BY LoginTime DESC LIMIT 20`;
      const answer = await query(trial, soql);
      const rows = listAt(jsonOf(answer), 'records');
      const row = rows.find((item) => valueAt(item, 'Application') === `${trial.prefix}_good`);
      return judge(
        { ...seenIn(answer), value: row },
        {
          status: 200,
          values: { LoginType: 'Remote Access 2.0', LoginSubType: null, Status: 'Success' },
        },
      );
    },
  },
  ...mistakes.map(([fact, says, soql, errorCode, message]) =>
    queried([fact], says, soql, restError(400, errorCode, message)),
  ),
  {
    facts: ['SOQL-14'],
    says: 'a locator that names no cursor is an invalid query locator',
    run: async (trial) =>
      judge(
        seenIn(await callRest(trial, '/query/01g000000000001AAA-2000')),
        restError(400, 'INVALID_QUERY_LOCATOR', /invalid query locator/),
      ),
  },
];
