import { expect } from 'chai';
import { expectError, query, startOrg, stopOrgs } from './org-client.ts';

describe('SOQL that is refused', () => {
  afterEach(stopOrgs);

  const faults: [soql: string, code: string, message: string][] = [
    ['SELECT Id FROM ScratchOrgInfo', 'INVALID_TYPE', "sObject type 'ScratchOrgInfo' is not supported"],
    ['SELECT Id FROM Account', 'INVALID_TYPE', "sObject type 'Account' is not supported"],
    ['SELECT Salary FROM User', 'INVALID_FIELD', "No such column 'Salary' on entity 'User'"],
    ["SELECT Id FROM User WHERE Salary = '1'", 'INVALID_FIELD', "No such column 'Salary' on entity 'User'"],
    ['SELECT Boss.Name FROM User', 'INVALID_FIELD', "Didn't understand relationship 'Boss' in field path."],
    ['SELECT ConsumerKey FROM ConnectedApplication', 'INVALID_FIELD', "No such column 'ConsumerKey'"],
    [
      "SELECT Id FROM LoginHistory WHERE Application = 'x'",
      'INVALID_FIELD',
      "field 'Application' can not be filtered",
    ],
    ['SELECT FROM User', 'MALFORMED_QUERY', "unexpected token: 'FROM'"],
    ['SELECT Id FROM User WHERE', 'MALFORMED_QUERY', "unexpected token: '<EOF>'"],
    ['SELECT * FROM User', 'MALFORMED_QUERY', "unexpected token: '*'"],
    ['DELETE FROM User', 'MALFORMED_QUERY', "unexpected token: 'DELETE'"],
    ['', 'MALFORMED_QUERY', 'A query string has to be specified'],
    ["SELECT Id FROM User WHERE Name = 'a", 'MALFORMED_QUERY', "mismatched character '<EOF>' expecting '''"],
    ['SELECT Id FROM User WHERE Name = \u201cx\u201d', 'MALFORMED_QUERY', 'line 1:33 no viable alternative'],
    ['SELECT (SELECT Id FROM Nothing) FROM Profile', 'INVALID_TYPE', 'in FROM part of query call'],
    ['SELECT TYPEOF Owner WHEN User THEN Id END FROM User', 'MALFORMED_QUERY', 'The simulator does not know'],
    ["SELECT Id FROM User WHERE Id = 'abc'", 'INVALID_QUERY_FILTER_OPERATOR', 'invalid ID field: abc'],
    ["SELECT Id FROM User WHERE Id LIKE '005%'", 'INVALID_OPERATOR', 'invalid operator on id field'],
    [
      "SELECT Id FROM User WHERE IsActive = 'true'",
      'INVALID_FIELD',
      "value of filter criterion for field 'IsActive' must be of type boolean and should not be enclosed in quotes",
    ],
    [
      'SELECT Id FROM User WHERE CreatedDate > 2026-01-01',
      'INVALID_FIELD',
      "value of filter criterion for field 'CreatedDate' must be of type dateTime",
    ],
    ['SELECT Id FROM User WHERE Name = 5', 'INVALID_FIELD', 'must be of type string and should be enclosed'],
    [
      'SELECT Id FROM User WHERE Id IN (SELECT Id FROM User)',
      'MALFORMED_QUERY',
      'The inner and outer selects should not be on the same object type',
    ],
    [
      'SELECT Id FROM User WHERE ProfileId IN (SELECT Id, Name FROM Profile)',
      'MALFORMED_QUERY',
      'can only query one field',
    ],
    [
      'SELECT Id FROM User WHERE Id IN (SELECT AssigneeId FROM PermissionSetAssignment WHERE PermissionSetId IN (SELECT ParentId FROM SetupEntityAccess))',
      'MALFORMED_QUERY',
      'Nesting of semi join sub-selects is not supported',
    ],
    [
      'SELECT Id FROM User WHERE IsActive = true OR ProfileId IN (SELECT Id FROM Profile)',
      'MALFORMED_QUERY',
      "Semi join sub-selects are not allowed with the 'OR' operator",
    ],
    [
      'SELECT Id FROM User WHERE ProfileId IN (SELECT Id FROM Profile) AND Id IN (SELECT UserId FROM UserLogin) AND Id NOT IN (SELECT AssigneeId FROM PermissionSetAssignment)',
      'EXCEEDED_MAX_SEMIJOIN_SUBSELECTS',
      'at most 2 semi joins',
    ],
    ['SELECT Id n FROM User', 'MALFORMED_QUERY', 'only aggregate expressions use field aliasing'],
    ['SELECT Name, COUNT(Id) FROM User', 'MALFORMED_QUERY', 'Field must be grouped or aggregated: Name'],
    [
      'SELECT ProfileId FROM User GROUP BY ProfileId ORDER BY Name',
      'MALFORMED_QUERY',
      'Ordered field must be grouped or aggregated: Name',
    ],
    [
      'SELECT COUNT(Id) FROM User LIMIT 1',
      'MALFORMED_QUERY',
      'Non-grouped query that uses overall aggregate functions cannot also use LIMIT',
    ],
    ['SELECT SUM(Name) FROM User', 'INVALID_FIELD', 'field Name does not support aggregate operator SUM'],
    [
      'SELECT Profile.Name, Name FROM User GROUP BY Profile.Name, Name',
      'MALFORMED_QUERY',
      'duplicate alias: Name',
    ],
    [
      'SELECT Id FROM LoginHistory ORDER BY Status',
      'INVALID_FIELD',
      "field 'Status' can not be sorted in a query call",
    ],
    ['SELECT Id FROM User OFFSET 2001', 'NUMBER_OUTSIDE_VALID_RANGE', 'Maximum SOQL offset allowed is 2000'],
    ['SELECT FIELDS(ALL) FROM User', 'MALFORMED_QUERY', 'must have a LIMIT of at most 200'],
  ];
  for (const [soql, code, message] of faults) {
    it(`refuses "${soql}" with ${code}`, async () => {
      const reply = await query(await startOrg(), soql);
      expectError(reply, 400, code);
      expect(reply.text).to.contain(message);
    });
  }

  it('is not one with OR elsewhere than beside a semi-join', async () => {
    const soql =
      "SELECT Id FROM User WHERE (IsActive = true OR Name = 'x') AND ProfileId IN (SELECT Id FROM Profile)";
    expect((await query(await startOrg(), soql)).status).to.equal(200);
  });

  const places: [soql: string, shown: string][] = [
    [
      'SELECT Id, Salary FROM User',
      '\nSELECT Id, Salary FROM User\n           ^\nERROR at Row:1:Column:12\nNo such column',
    ],
    [
      'SELECT Id FROM Nothing',
      "\nSELECT Id FROM Nothing\n               ^\nERROR at Row:1:Column:16\nsObject type 'Nothing'",
    ],
    [
      'SELECT Id\nFROM User\nWHERE Salary = 1',
      "\nWHERE Salary = 1\n      ^\nERROR at Row:3:Column:7\nNo such column 'Salary'",
    ],
    [
      'SELECT Username, FirstName, LastName, Salary, LanguageLocaleKey, LocaleSidKey, TimeZoneSidKey FROM User',
      '\nUsername, FirstName, LastName, Salary, LanguageLocaleKey, LocaleSidKey\n' +
        '                               ^\nERROR at Row:1:Column:39\n',
    ],
  ];
  for (const [soql, shown] of places) {
    it(`points at the mistake in ${JSON.stringify(soql.slice(0, 30))}`, async () => {
      const { text } = await query(await startOrg(), soql);
      const [error] = JSON.parse(text) as { message: string }[];
      expect(error?.message.slice(0, shown.length)).to.equal(shown);
    });
  }
});
