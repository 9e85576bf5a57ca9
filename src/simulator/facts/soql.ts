import type { FactRow } from './fact-row.ts';

/** Of SOQL. */
export const soqlFacts = {
  'SOQL-01': {
    says: 'A query answers `totalSize`, `done` and `records`, each with `attributes`; `COUNT()` answers in `totalSize` alone.',
    confidence: ['documented'],
    source: 'REST guide, query; SOQL guide',
  },
  'SOQL-02': {
    says: "An unknown object is 400 `INVALID_TYPE`, `sObject type 'X' is not supported…`: ScratchOrgInfo in an org that is no Dev Hub, for example.",
    confidence: ['documented', 'observed'],
    source: 'core (Dev Hub probe); public reports on `/tooling/query`',
  },
  'SOQL-03': {
    says: "An unknown field is 400 `INVALID_FIELD`, `No such column 'X' on entity 'Y'…`; the consumer key cannot be queried.",
    confidence: ['documented', 'observed'],
    source: 'SOQL guide; Object reference, ConnectedApplication',
  },
  'SOQL-04': {
    says: "Of LoginHistory, `Status`, `Application`, `Browser`, `Platform`, `ApiType`, `ApiVersion` and `ClientVersion` cannot be filtered: 400 `INVALID_FIELD`, `field 'Status' can not be filtered in a query call`; that they cannot be sorted either is inferred.",
    confidence: ['documented', 'observed'],
    source: 'Object reference, LoginHistory; public notes that quote the answer',
  },
  'SOQL-05': {
    says: "Text that is no SOQL is 400 `MALFORMED_QUERY`: `unexpected token: 'FROM'`, `unexpected token: '<EOF>'`, `line 1:33 no viable alternative at character '…'`, `A query string has to be specified`. Which of them a mistake gets, and the place that a token's message points at, are the simulator's guess. What it does not know of SOQL (TYPEOF, ROLLUP, geolocation, `FORMAT()`) it refuses with words of its own.",
    confidence: ['documented', 'observed', 'choice'],
    source: 'SOQL guide; error messages quoted in public repositories',
  },
  'SOQL-06': {
    says: "`columns=true` describes the columns of a query: a relationship is a column with those of its fields in `joinColumns`, a child query and a function have `aggregate` true, a function's `displayName` is like `avg(Amount)`.",
    confidence: ['official source code'],
    source: '`github.com/salesforcecli/plugin-data` (query, exemplars of its tests)',
  },
  'SOQL-07': {
    says: 'LoginHistory has a row for each success and each refusal of a known user, with `LoginType` Remote Access 2.0 and no `LoginSubType`; an assertion that fails before its user is looked up leaves none. Status texts: `Success`, `Failed: Not approved for access`, `User is inactive`, `Login Rate Exceeded`, `Restricted IP`. Which refusal has which text is partly our guess. Logins beyond the limit leave few rows, at least one; that it is one an hour is ours. `OptionsIsPost` is true, as is inferred; `ForwardedForIp` is never filled.',
    confidence: ['documented', 'observed', 'inferred', 'choice'],
    source: 'Object reference, LoginHistory; list of login statuses; help articles 000381578, 000233559',
  },
  'SOQL-08': {
    says: 'The message for a mistake in a query shows the line around it, cut at the ends of words some 30 characters away, a caret below the mistake, `ERROR at Row:1:Column:12` and the reason. How much of the line is shown is read off three captures.',
    confidence: ['observed', 'inferred'],
    source: 'error messages quoted in public repositories',
  },
  'SOQL-09': {
    says: 'A query has at most 100000 characters; the words of the refusal are ours. One that is nested too deep is 400 `QUERY_TOO_COMPLICATED`, `Query is either selecting too many fields or the filter conditions are too complicated.`',
    confidence: ['documented', 'observed', 'choice'],
    source: 'SOQL guide, limits; `github.com/simple-salesforce/simple-salesforce` issue 179',
  },
  'SOQL-10': {
    says: "Date literals mean periods in the time zone of the user: `TODAY`, `LAST_N_DAYS:n` (to the end of today), `LAST_N_WEEKS:n` (the weeks before this one), `N_DAYS_AGO:n` and their kin. Weeks begin on Sunday and fiscal years in January; a real org's settings say.",
    confidence: ['documented', 'choice'],
    source: 'SOQL guide, date formats and date literals',
  },
  'SOQL-11': {
    says: "An unknown relationship is 400 `INVALID_FIELD`, `Didn't understand relationship 'X' in field path…`; in a child query `INVALID_TYPE` and `… in FROM part of query call`.",
    confidence: ['observed'],
    source: 'error messages quoted in public repositories',
  },
  'SOQL-12': {
    says: "A literal of another type than the field's is 400 `INVALID_FIELD`, `value of filter criterion for field 'CreatedDate' must be of type dateTime and should not be enclosed in quotes`; a plain date for a time likewise.",
    confidence: ['observed'],
    source: 'error messages quoted in public repositories',
  },
  'SOQL-13': {
    says: 'A text that has not the form of an id, compared with an id field, is 400 `INVALID_QUERY_FILTER_OPERATOR`, `invalid ID field: abc`; LIKE on an id is `INVALID_OPERATOR`, `invalid operator on id field`. The codes are partly our guess.',
    confidence: ['observed', 'inferred'],
    source: 'error messages quoted in public repositories',
  },
  'SOQL-14': {
    says: 'A query answers at most 2000 records at once, or as many as `Sforce-Query-Options: batchSize=` says (200 to 2000), and `nextRecordsUrl` with a locator such as `01g…-2000`; the last page has `done` true. OauthToken gives 500 rows at once and 2500 at all. A user has ten cursors, for two days; a locator that names none is 400 `INVALID_QUERY_LOCATOR`, `invalid query locator`. A page is exactly as large as asked, without counting child records.',
    confidence: ['documented', 'observed', 'choice'],
    source: 'REST guide, query and query options; Object reference, OauthToken; help article 000323582',
  },
  'SOQL-15': {
    says: "`IN (SELECT …)` takes one id field of another object. A second one within it is `Nesting of semi join sub-selects is not supported`, beside OR it is `Semi join sub-selects are not allowed with the 'OR' operator` (both `MALFORMED_QUERY`), and a third one `EXCEEDED_MAX_SEMIJOIN_SUBSELECTS`. The words for what else breaks these rules are partly ours.",
    confidence: ['documented', 'observed', 'choice'],
    source: 'SOQL guide, semi-joins and anti-joins; error messages quoted in public repositories',
  },
  'SOQL-16': {
    says: 'ORDER BY puts nulls first unless NULLS LAST is given, and does not mind the case of text.',
    confidence: ['documented', 'choice'],
    source: 'SOQL guide, ORDER BY',
  },
  'SOQL-17': {
    says: 'OFFSET is at most 2000: `NUMBER_OUTSIDE_VALID_RANGE`, `Maximum SOQL offset allowed is 2000`.',
    confidence: ['documented', 'observed'],
    source: 'SOQL guide, OFFSET',
  },
  'SOQL-18': {
    says: 'GROUP BY, HAVING and the functions COUNT, COUNT_DISTINCT, SUM, AVG, MIN, MAX answer records of type AggregateResult, unnamed values as `expr0`. `Field must be grouped or aggregated: X`, `Ordered field must be grouped or aggregated: X`, `only aggregate expressions use field aliasing` are `MALFORMED_QUERY`; more than 2000 groups are `EXCEEDED_ID_LIMIT`, `Aggregate query does not support queryMore()…`.',
    confidence: ['documented', 'observed', 'inferred'],
    source: 'SOQL guide, GROUP BY; error messages quoted in public repositories',
  },
  'SOQL-20': {
    says: '`ExternalClientApplication` is `INVALID_TYPE` in the Tooling API by two reports. Newer tools ask for it there, and the types that Salesforce publishes from the WSDL of that API have it. The simulator does not know it there, unless `external-apps-in-tooling` is assumed.',
    confidence: ['observed', 'official source code', 'choice'],
    source: 'public repositories that query it; `@salesforce/types` 1.9.0, `tooling.d.ts`',
  },
  'SOQL-21': {
    says: 'A relationship that leads to several objects, such as `License` of PermissionSet, shows of each the fields of `Name` (here `Id`, `Name`, `Type`), and `attributes` of the record itself. That the name of a permission set licence is its MasterLabel is inferred.',
    confidence: ['documented', 'observed', 'inferred'],
    source: 'SOQL guide, polymorphic relationships; public tools that query `License.Name`',
  },
  'SOQL-22': {
    says: 'The Tooling API has profiles with `FullName` and `Metadata`, which a query may ask for of one row alone: else 400 `MALFORMED_QUERY`, `When retrieving results with Metadata or FullName fields, the query qualifications must specify no more than one row for retrieval. Result size: 3`. In `Metadata`, `loginHours` is null or has `mondayStart`, `mondayEnd` and so on, in minutes; `loginIpRanges` is a list of `startAddress` and `endAddress`. Of all else in it the simulator has a few members; that minutes are text follows the WSDL.',
    confidence: ['documented', 'observed', 'choice'],
    source:
      'Tooling API guide, Profile; `salesforce.stackexchange.com/questions/216627`; `github.com/SalesforceLabs/OrgCheck`; `github.com/sorenkrabbe/Chrome-Salesforce-inspector` issue 39',
  },
  'SOQL-19': {
    says: '`FIELDS(ALL)` and `FIELDS(CUSTOM)` need a LIMIT of at most 200: `MALFORMED_QUERY`, `The SOQL FIELDS function must have a LIMIT of at most 200`.',
    confidence: ['documented'],
    source: 'SOQL guide, FIELDS()',
  },
} satisfies Record<string, FactRow>;
