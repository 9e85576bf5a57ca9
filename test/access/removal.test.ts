import { expect } from 'chai';
import { appOfSet, removalQueries, sortSets, type RemovableSetRow } from '../../src/access/removal.ts';

const MADE = 'Lets its users log in with the app "Jwt_Cli". Made by sf jwt.';

const row = (Name: string, Description: string | null): RemovableSetRow => ({
  Id: `0PS_${Name}`,
  Name,
  Label: Name,
  Description,
});

const opens = (name: string, ...apps: string[]): Array<{ ParentId: string; SetupEntityId: string }> =>
  apps.map((SetupEntityId) => ({ ParentId: `0PS_${name}`, SetupEntityId }));

describe('permission sets that were made for an app', () => {
  const descriptions: Array<[what: string, description: string | null, appName: string | undefined]> = [
    ['the text that is written', MADE, 'Jwt_Cli'],
    ['that text with more around it', `Team A. ${MADE} Asked for by B.`, 'Jwt_Cli'],
    ['none', null, undefined],
    ['another', 'Users of the pipeline', undefined],
    ['a part of the text', 'Lets its users log in with the app "Jwt_Cli".', undefined],
  ];
  for (const [what, Description, appName] of descriptions) {
    it(`are told by their description: ${what}`, () => expect(appOfSet({ Description })).to.equal(appName));
  }

  it('are looked for by that text', () =>
    expect(removalQueries('Jwt_Cli', []).sets).to.contain(
      'Description LIKE \'%Lets its users log in with the app \\"Jwt_Cli\\". Made by sf jwt.%\'',
    ));
});

describe('what becomes of permission sets when an app goes', () => {
  const used = ['Set'];
  const app = { appName: 'Jwt_Cli', used };
  const ofOther = MADE.replace('Jwt_Cli', 'Other');
  type Row = [what: string, description: string | null, apps: string[], app: typeof app, becomes: string];
  const rows: Row[] = [
    ['made for the app', MADE, ['A'], app, 'goes'],
    ['made for the app, and opens another', MADE, ['A', 'B'], app, 'opens-more'],
    ['made for an app that it no longer opens', ofOther, ['A'], app, 'goes'],
    ['made for another app that it opens as well', ofOther, ['A', 'B'], app, 'opens-more'],
    ['made by somebody else', 'Users of the pipeline', ['A'], app, 'not-ours'],
    ['without a description', null, ['A'], app, 'not-ours'],
    ['left from an app that is gone', MADE, [], { ...app, used: [] }, 'goes'],
    ['left from an app that is gone, and opens another', MADE, ['B'], { ...app, used: [] }, 'opens-more'],
    [
      'made for an app of a longer name',
      MADE.replace('Jwt_Cli', 'Jwt_Cli_2'),
      [],
      { ...app, used: [] },
      'nothing',
    ],
    ['of nobody that asked', 'Users of the pipeline', ['B'], { ...app, used: [] }, 'nothing'],
  ];
  for (const [what, description, apps, request, becomes] of rows) {
    it(`${what}: ${becomes}`, () => {
      const { going, staying } = sortSets([row('Set', description)], opens('Set', ...apps), request);
      expect([...going.map(() => 'goes'), ...staying.map(({ reason }) => reason)]).to.deep.equal(
        becomes === 'nothing' ? [] : [becomes],
      );
    });
  }
});
