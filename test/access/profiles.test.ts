import { expect } from 'chai';
import { resolveProfiles } from '../../src/access/profiles.ts';
import type { ProfileRow } from '../../src/access/rows.ts';
import { shownBy, thrownBy } from '../io/thrown.ts';

const row = (Id: string, Name: string): ProfileRow => ({
  Id,
  Name,
  UserLicenseId: '100000000000001AAA',
  UserLicense: { Name: 'Salesforce' },
});
const english = [
  row('00e000000000001AAA', 'System Administrator'),
  row('00e000000000002AAA', 'Standard User'),
  row('00e000000000003AAA', 'Minimum Access - API Only Integrations'),
];
const dutch = [
  row('00e000000000001AAA', 'Systeembeheerder'),
  row('00e000000000002AAA', 'Standaardgebruiker'),
];
const others = [
  row('00e000000000001AAA', 'Administrateur système'),
  row('00e000000000002AAA', 'システム管理者'),
  row('00e000000000003AAA', 'ΔΙΑΧΕΙΡΙΣΤΉΣ'),
];

describe('access/profiles', () => {
  const rows: Array<[string, string[], ProfileRow[], string[]]> = [
    ['a display name', ['Standard User'], english, ['Standard User']],
    ['one in other letters', ['system ADMINISTRATOR'], english, ['System Administrator']],
    ['one with spaces around it', [' Standard User '], english, ['Standard User']],
    ['an Id of 18 characters', ['00e000000000003AAA'], english, ['Minimum Access - API Only Integrations']],
    ['an Id of 15 characters', ['00e000000000001'], dutch, ['Systeembeheerder']],
    ['a name of a Dutch org', ['systeembeheerder'], dutch, ['Systeembeheerder']],
    ['accents in parts', ['administrateur syste\u0300me'], others, ['Administrateur système']],
    ['letters without case', ['システム管理者'], others, ['システム管理者']],
    ['Greek in small letters', ['διαχειριστής'], others, ['ΔΙΑΧΕΙΡΙΣΤΉΣ']],
    ['one profile twice, once', ['Standard User', '00e000000000002AAA'], english, ['Standard User']],
    [
      'several, in their order',
      ['standard user', 'System Administrator'],
      english,
      ['Standard User', 'System Administrator'],
    ],
    ['none', [], english, []],
    [
      'of two names that differ in case alone, the one as it was typed',
      ['API'],
      [row('00e000000000001AAA', 'Api'), row('00e000000000002AAA', 'API')],
      ['API'],
    ],
  ];
  for (const [what, typed, profiles, expected] of rows)
    it(`takes ${what}`, () => {
      expect(resolveProfiles(typed, profiles, 'admin')).to.deep.equal(expected);
    });

  const many = Array.from({ length: 40 }, (_, index) =>
    row(`00e0000000000${String(index + 10)}AAA`, `Team ${String(index + 10)}`),
  );
  const unknown: Array<[string, string, ProfileRow[], string]> = [
    [
      'an English name in a Dutch org: all names',
      'System Administrator',
      dutch,
      '"Standaardgebruiker", "Systeembeheerder"',
    ],
    ['a name with a word that others have: those', 'Standard Users', english, '"Standard User"'],
    [
      'one like nothing, in an org with many: some of them',
      'Beheerder',
      many,
      `${Array.from({ length: 15 }, (_, index) => `"Team ${String(index + 10)}"`).join(', ')} and 25 more`,
    ],
    [
      'an Id that names nothing',
      '00e000000000009AAA',
      english,
      '"Minimum Access - API Only Integrations", "Standard User", "System Administrator"',
    ],
    [
      'an Id in letters of another case',
      '00E000000000001AAA',
      dutch,
      '"Standaardgebruiker", "Systeembeheerder"',
    ],
  ];
  for (const [what, typed, profiles, names] of unknown)
    it(`names for ${what}`, async () => {
      const error = await thrownBy(() => resolveProfiles([typed], profiles, 'admin@example.com'));
      expect(error.name).to.equal('ProfileNotFoundError');
      expect(error.message).to.equal(
        `The org has no profile "${typed}". An org displays its profiles in its own language: ${names}. Nothing was changed.`,
      );
      expect(error.actions?.at(-1)).to.equal(
        'See all of them: sf data query --query "SELECT Id, Name FROM Profile ORDER BY Name" --target-org admin@example.com',
      );
      expect(shownBy(error)).not.to.match(/%[sdj]|undefined/);
    });
});
