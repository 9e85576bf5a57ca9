import { expect } from 'chai';
import { readScenario } from '../../src/simulator/scenario.ts';

describe('a scenario file', () => {
  const refused: [fact: string, file: string, problem: RegExp][] = [
    ['that is no JSON', '{', /JSON/],
    ['without orgs', '{"orgs":[]}', /^orgs: /],
    ['with an unknown member', '{"orgs":[{"name":"a","typ":"sandbox"}]}', /^orgs\.0: .*typ/],
    ['with an unknown type', '{"orgs":[{"name":"a","type":"trial"}]}', /^orgs\.0\.type: /],
    ['with a name that cannot be an alias', '{"orgs":[{"name":"a b"}]}', /^orgs\.0\.name: must begin/],
    ['with two orgs of one name', '{"orgs":[{"name":"a"},{"name":"A"}]}', /^two orgs are named a$/m],
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
