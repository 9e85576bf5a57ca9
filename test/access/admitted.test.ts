import { expect } from 'chai';
import { admitsNobody, findAdmitted, findLosing, type Admitted } from '../../src/access/admitted.ts';
import { holderQuery, profileUsersQuery, tokenQuery } from '../../src/access/queries.ts';
import type { HolderRow } from '../../src/access/rows.ts';
import { runQueries } from '../../src/io/composite.ts';
import { addPermissionSet, assignPermissionSet, deactivateUser } from '../../src/simulator/org-changes.ts';
import { ADMIN, DEPLOY, openAccessOrg, type AccessOrg } from './access-org.ts';
import { NOW } from './rows.ts';

const holder = (user: string, set: string, changes: Partial<HolderRow> = {}): HolderRow => ({
  Id: `0Pa${user}${set}`.padEnd(15, '0').slice(0, 15),
  ExpirationDate: null,
  Assignee: { Username: `${user}@example.com`, Profile: { Name: 'Standard User' } },
  PermissionSet: {
    Name: set,
    NamespacePrefix: null,
    IsOwnedByProfile: false,
    HasActivationRequired: false,
  },
  ...changes,
});

const holders = [
  holder('ann', 'One'),
  holder('ann', 'Two'),
  holder('bob', 'Two'),
  holder('cid', 'Two', { ExpirationDate: '2026-09-15T11:59:59.000+0000' }),
  holder('dan', 'Elsewhere'),
];
const rows = {
  holders,
  profileUsers: [
    { profileName: 'Standard User', userCount: 4 },
    { profileName: 'Systeembeheerder', userCount: 2 },
    // users of the platform itself
    { profileName: null, userCount: 3 },
  ],
};
const both = { permissionSets: ['One', 'two'], profiles: ['systeembeheerder', 'Nobody'] };

describe('access/admitted', () => {
  it('counts who holds a permission set of the app in effect, once, and the users of its profiles', () => {
    expect(findAdmitted(both, rows, NOW)).to.deep.equal({
      usernames: ['ann@example.com', 'bob@example.com'],
      profiles: [
        { name: 'systeembeheerder', userCount: 2 },
        { name: 'Nobody', userCount: 0 },
      ],
    });
  });

  it('leaves out assignments that go', () => {
    const gone = [{ id: holders[0]?.Id ?? '' }, { id: `${holders[2]?.Id ?? ''}AAA` }];
    expect(findAdmitted(both, rows, NOW, gone).usernames).to.deep.equal(['ann@example.com']);
  });

  it('names who loses the app, and not who has another way in', () => {
    const before = findAdmitted(both, rows, NOW);
    const losing = (access: typeof both): Admitted =>
      findLosing(before, findAdmitted(access, rows, NOW), rows);
    expect(losing({ permissionSets: ['One'], profiles: ['Nobody'] })).to.deep.equal({
      usernames: ['bob@example.com'],
      profiles: [{ name: 'systeembeheerder', userCount: 2 }],
    });
    expect(losing({ permissionSets: ['One'], profiles: ['STANDARD USER'] }).usernames).to.deep.equal([]);
  });

  it('knows an app that admits nobody: nobody holds what it admits, and nobody has its profiles', () => {
    expect(admitsNobody({ usernames: [], profiles: [] })).to.equal(true);
    expect(admitsNobody({ usernames: [], profiles: [{ name: 'Empty', userCount: 0 }] })).to.equal(true);
    expect(admitsNobody({ usernames: [], profiles: [{ name: 'Used', userCount: 1 }] })).to.equal(false);
    expect(admitsNobody({ usernames: ['ann@example.com'], profiles: [] })).to.equal(false);
  });

  describe('asked of a simulated org', () => {
    let org: AccessOrg;
    beforeEach(async () => (org = await openAccessOrg()));
    afterEach(async () => org.close());

    it('tells the active holders with their profiles, and how many users each profile has', async () => {
      addPermissionSet(org.simulator.org, 'Pipeline');
      for (const username of [ADMIN, DEPLOY, 'inactive@simulator.example'])
        assignPermissionSet(org.simulator.org, username, 'Pipeline');
      const found = await runQueries(org.connection, {
        holders: holderQuery(['ns__Pipeline']),
        profileUsers: profileUsersQuery(),
      });
      const seen = (found.holders as unknown as HolderRow[]).map(({ Assignee }) => [
        Assignee.Username,
        Assignee.Profile?.Name,
      ]);
      expect(seen).to.have.deep.members([
        [ADMIN, 'System Administrator'],
        [DEPLOY, 'Minimum Access - API Only Integrations'],
      ]);
      expect(
        found.profileUsers.map(({ profileName, userCount }) => [profileName, userCount]),
      ).to.deep.include.members([
        ['System Administrator', 1],
        ['Minimum Access - API Only Integrations', 1],
      ]);
      deactivateUser(org.simulator.org, DEPLOY);
      const { later } = await runQueries(org.connection, { later: profileUsersQuery() });
      expect(later.map(({ profileName }) => profileName)).to.deep.equal(['System Administrator']);
    });

    it('quotes the label of an app whose tokens it asks for', async () => {
      const { tokens } = await runQueries(org.connection, { tokens: tokenQuery("Ann's app") });
      expect(tokens).to.deep.equal([]);
    });
  });
});
