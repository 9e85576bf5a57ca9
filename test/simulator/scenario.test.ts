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
  ];
  for (const [fact, file, problem] of refused) {
    it(`${fact} is refused with the place and the reason`, () => {
      const result = readScenario(file);
      expect(result).to.have.property('problems');
      expect((result as { problems: string[] }).problems.join('\n')).to.match(problem);
    });
  }
});
