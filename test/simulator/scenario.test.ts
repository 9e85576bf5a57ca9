import { expect } from 'chai';
import { readScenario } from '../../src/simulator/scenario.ts';

describe('a scenario file', () => {
  const refused: [fact: string, file: string, problem: RegExp][] = [
    ['that is no JSON', '{', /^the file is no JSON: /],
    ['that would speak to the terminal', '\u001b[2J\n', /^the file is no JSON: [^\p{Cc}]+$/u],
    ['that is empty', '\n', /^the file is empty$/],
    ['that is no object', '[]', /^the file: must be an object, in { }$/],
    ['without the list of orgs', '{}', /^orgs: is missing$/],
    ['without orgs', '{"orgs":[]}', /^orgs: must not be empty$/],
    [
      'with an unknown member',
      '{"orgs":[{"name":"a","typ":"sandbox"}]}',
      /^orgs\.0: there is no "typ" to be set$/,
    ],
    [
      'with an unknown type',
      '{"orgs":[{"name":"a","type":"trial"}]}',
      /^orgs\.0\.type: must be one of production, sandbox, scratch, developer$/,
    ],
    [
      'with a text for yes',
      '{"orgs":[{"name":"a","isDevHub":"yes"}]}',
      /^orgs\.0\.isDevHub: must be true or false$/,
    ],
    [
      'with a text for a number',
      '{"orgs":[{"name":"a","propagationSeconds":"5"}]}',
      /^orgs\.0\.propagationSeconds: must be a number$/,
    ],
    [
      'with a time before now',
      '{"orgs":[{"name":"a","propagationSeconds":-1}]}',
      /^orgs\.0\.propagationSeconds: must be 0 or more$/,
    ],
    [
      'with days of waiting',
      '{"orgs":[{"name":"a","deploySeconds":90000}]}',
      /^orgs\.0\.deploySeconds: must be 86400 or less$/,
    ],
    ['with a name that cannot be an alias', '{"orgs":[{"name":"a b"}]}', /^orgs\.0\.name: must begin/],
    ['with two orgs of one name', '{"orgs":[{"name":"a"},{"name":"A"}]}', /^two orgs are named a$/],
    [
      'with one username twice in the world',
      '{"orgs":[{"name":"a","users":[{"username":"u@x.example"}]},{"name":"b","users":[{"username":"U@x.example"}]}]}',
      /^two users are named u@x\.example; usernames are unique in the world$/,
    ],
    [
      'whose user has a site that the org does not have',
      '{"orgs":[{"name":"a","users":[{"username":"u@x.example","site":"no.my.site.com"}]}]}',
      /^u@x\.example: a has no site no\.my\.site\.com$/,
    ],
    [
      'whose user has a permission set that the org does not have',
      '{"orgs":[{"name":"a","users":[{"username":"u@x.example","permissionSets":["No"]}]}]}',
      /^u@x\.example: a has no permission set No$/,
    ],
    [
      'whose user has a profile that the org does not have',
      '{"orgs":[{"name":"a","users":[{"username":"u@x.example","profile":"No"}]}]}',
      /^u@x\.example: a has no profile No$/,
    ],
    [
      'with two hosts of one name',
      '{"orgs":[{"name":"a","myDomain":"a.example"},{"name":"b","sites":["a.example"]}]}',
      /^two hosts/,
    ],
    [
      "with the first name of an org's own user taken",
      '{"orgs":[{"name":"a","users":[{"username":"admin@a.example"}]}]}',
      /^two users/,
    ],
    [
      'with a host of the platform',
      '{"orgs":[{"name":"a","myDomain":"login.salesforce.com"}]}',
      /^two hosts/,
    ],
    [
      'with another name for a profile that not every org has',
      '{"orgs":[{"name":"a","profileNames":{"Marketing":"x"}}]}',
      /^orgs\.0\.profileNames: there is no "Marketing" to be set$/,
    ],
    [
      'with a profile without name',
      '{"orgs":[{"name":"a","profiles":[{"license":"Salesforce"}]}]}',
      /^orgs\.0\.profiles\.0: name: is missing$/,
    ],
    [
      'with a profile that is a number',
      '{"orgs":[{"name":"a","profiles":[1]}]}',
      /^orgs\.0\.profiles\.0: must be a name, in quotes, or an object, in { }$/,
    ],
    [
      'with a profile of a licence that orgs do not have',
      '{"orgs":[{"name":"a","profiles":[{"name":"p","license":"Nothing"}]}]}',
      /^orgs\.0\.profiles\.0: license: must be one of Salesforce, Salesforce Integration/,
    ],
    [
      'with a permission that the simulator does not know',
      '{"orgs":[{"name":"a","permissionSets":[{"name":"p","permissions":["Fly"]}]}]}',
      /^orgs\.0\.permissionSets\.0\.permissions\.0: must be one of .*ApiEnabled/,
    ],
    [
      'with a permission set of a licence that orgs do not have',
      '{"orgs":[{"name":"a","permissionSets":[{"name":"p","license":"Nothing"}]}]}',
      /^orgs\.0\.permissionSets\.0\.license: must be one of .*Salesforce API Integration/,
    ],
    [
      'with two profiles of one name',
      '{"orgs":[{"name":"a","profileNames":{"Standard User":"x"},"profiles":["X"]}]}',
      /^a: two profiles are named x$/,
    ],
    [
      'whose user has a profile by the name that the org does not show',
      '{"orgs":[{"name":"a","profileNames":{"Standard User":"x"},"users":[{"username":"u@x.example","profile":"Standard User"}]}]}',
      /^u@x\.example: a has no profile Standard User$/,
    ],
  ];
  for (const [fact, file, problem] of refused) {
    it(`${fact} is refused with the place and the reason`, () => {
      const result = readScenario(file);
      expect(result).to.have.property('problems');
      expect((result as { problems: string[] }).problems.join('\n')).to.match(problem);
    });
  }
});
