import { expect } from 'chai';
import { resolveProfiles } from '../../src/access/profiles.ts';
import { planGrant, type GrantPlan, type GrantRequest } from '../../src/access/plan.ts';
import { assignmentQuery, heldQuery, quoteList, quoteSoql, type HeldRow } from '../../src/access/queries.ts';
import { permissionsOf } from '../../src/access/permissions.ts';
import type { AssignmentRow } from '../../src/access/rows.ts';
import { runQueries } from '../../src/io/composite.ts';
import {
  addPermissionSet,
  assignPermissionSet,
  freezeUser,
  withdrawPermission,
} from '../../src/simulator/org-changes.ts';
import type { SimulatorOptions } from '../../src/simulator/server.ts';
import { thrownBy } from '../io/thrown.ts';
import { ADMIN, DEPLOY, grantRequest, openAccessOrg, type AccessOrg } from './access-org.ts';

describe('access/queries', () => {
  it('quotes what people type', () => {
    expect(quoteSoql("o'brien\\")).to.equal(String.raw`'o\'brien\\'`);
    expect(quoteList(['a', "b'"])).to.equal(String.raw`('a','b\'')`);
    expect(quoteList([])).to.equal("('')");
  });

  describe('asked of a simulated org', () => {
    let org: AccessOrg;
    const begin = async (options: SimulatorOptions = {}): Promise<AccessOrg> =>
      (org = await openAccessOrg(options));
    afterEach(async () => org.close());

    async function plan(changes: Partial<GrantRequest>): Promise<GrantPlan> {
      const request = grantRequest(changes);
      const access = await org.readAccess(request.usernames);
      return planGrant(request, access, await org.readGrantRows(request.permissionSets, request.usernames));
    }

    it('gives users with profile and licence', async () => {
      await begin();
      const { users } = await org.readAccess(['ADMIN@simulator.example', DEPLOY, 'nobody@example.com']);
      const seen = users.map(({ Username, IsActive, UserType, Profile }) => [
        Username,
        IsActive,
        UserType,
        Profile?.Name,
        Profile?.UserLicense?.Name,
      ]);
      expect(seen).to.deep.equal([
        [ADMIN, true, 'Standard', 'System Administrator', 'Salesforce'],
        [DEPLOY, true, 'Standard', 'Minimum Access - API Only Integrations', 'Salesforce Integration'],
      ]);
    });

    it('gives what a user holds, with what it permits', async () => {
      await begin();
      addPermissionSet(org.simulator.org, 'Pipeline', 'The pipeline', ['ModifyMetadata']);
      assignPermissionSet(org.simulator.org, DEPLOY, 'Pipeline');
      const { assignments } = await org.readAccess([DEPLOY]);
      expect(assignments.map(({ PermissionSet }) => PermissionSet?.IsOwnedByProfile)).to.deep.equal([
        true,
        false,
      ]);
      expect(assignments[1]?.PermissionSet).to.include({
        Name: 'Pipeline',
        NamespacePrefix: null,
        Label: 'The pipeline',
        HasActivationRequired: false,
        PermissionsModifyMetadata: true,
        PermissionsApiEnabled: false,
      });
      expect(permissionsOf(assignments, DEPLOY, new Date())).to.deep.equal({
        ApiEnabled: true,
        AssignPermissionSets: false,
        CustomizeApplication: false,
        ExternalClientAppAdmin: false,
        ExternalClientAppDeveloper: false,
        ManageProfilesPermissionsets: false,
        ManageRemoteAccess: false,
        ModifyAllData: false,
        ModifyMetadata: true,
      });
    });

    it('gives what a user holds without what it permits, where the org does not know a permission', async () => {
      await begin();
      const { rows } = await runQueries(org.connection, { rows: assignmentQuery([ADMIN], []) });
      const assignments = rows as unknown as AssignmentRow[];
      expect(assignments.map(({ Assignee }) => Assignee.Username)).to.deep.equal([ADMIN]);
      expect(permissionsOf(assignments, ADMIN, new Date())).to.deep.equal({});
    });

    it('gives permission sets by their names, in any case, none of a profile', async () => {
      await begin({ permissionSets: [{ name: 'One', label: 'First' }, { name: 'Two' }, { name: 'Three' }] });
      const { permissionSets } = await org.readGrantRows(['ONE', 'Two', 'pkg__Three', 'Four'], [ADMIN]);
      expect(permissionSets.map(({ Name, Label, LicenseId }) => [Name, Label, LicenseId])).to.deep.equal([
        ['One', 'First', null],
        ['Two', 'Two', null],
        ['Three', 'Three', null],
      ]);
    });

    it("gives every profile under the org's name for it", async () => {
      await begin({ profiles: ['Systeembeheerder'] });
      const { profiles } = await org.readGrantRows([], [ADMIN]);
      expect(profiles.map(({ Name, UserLicense }) => [Name, UserLicense?.Name])).to.deep.equal([
        ['Minimum Access - API Only Integrations', 'Salesforce Integration'],
        ['Standard User', 'Salesforce'],
        ['Systeembeheerder', 'Salesforce'],
        ['System Administrator', 'Salesforce'],
      ]);
      expect(resolveProfiles(['systeemBEHEERDER', profiles[1]?.Id ?? ''], profiles, ADMIN)).to.deep.equal([
        'Systeembeheerder',
        'Standard User',
      ]);
    });

    it('gives more rows than an org answers at once', async () => {
      const users = Array.from({ length: 2100 }, (_, index) => ({
        username: `user${String(index)}@example.com`,
      }));
      await begin({ users });
      const { rows } = await runQueries(org.connection, { rows: 'SELECT Username FROM User' });
      expect(new Set(rows.map(({ Username }) => Username)).size).to.equal(2103);
    });

    it('tells who holds a permission set by now', async () => {
      await begin({ permissionSets: [{ name: 'One' }] });
      assignPermissionSet(org.simulator.org, DEPLOY, 'One');
      const { users } = await org.readAccess([ADMIN, DEPLOY]);
      const { permissionSets } = await org.readGrantRows(['One'], []);
      const ids = permissionSets.map(({ Id }) => Id);
      const soql = heldQuery(
        users.map(({ Id }) => Id),
        ids,
      );
      const rows = (await runQueries(org.connection, { rows: soql })).rows as unknown as HeldRow[];
      const deploy = users.find(({ Username }) => Username === DEPLOY);
      expect(rows.map(({ AssigneeId, PermissionSetId }) => [AssigneeId, PermissionSetId])).to.deep.equal([
        [deploy?.Id, ids[0]],
      ]);
    });

    it('sees a frozen user before anything is written', async () => {
      await begin();
      freezeUser(org.simulator.org, DEPLOY);
      expect((await thrownBy(() => plan({ usernames: [ADMIN, DEPLOY] }))).name).to.equal('UserFrozenError');
    });

    it('sees none where the user may not look, and goes on', async () => {
      await begin();
      freezeUser(org.simulator.org, DEPLOY);
      withdrawPermission(org.simulator.org, ADMIN, 'ManageUsers');
      expect((await org.readGrantRows([], [DEPLOY])).userLogins).to.equal(undefined);
      expect((await plan({ usernames: [DEPLOY] })).assign).to.have.length(1);
    });

    it('sees a user without API access, and lets a new permission set grant it', async () => {
      await begin();
      withdrawPermission(org.simulator.org, DEPLOY, 'ApiEnabled');
      const error = await thrownBy(() => plan({ usernames: [DEPLOY] }));
      expect(error.name).to.equal('UserLacksApiAccessError');
      const { create } = await plan({ usernames: [DEPLOY], grantApiAccess: true });
      expect(create.map(({ grantsApiAccess }) => grantsApiAccess)).to.deep.equal([true]);
    });

    // as help article 001453686 tells integration users
    it('sees a permission set that holds no apps, and one of another licence', async () => {
      await begin();
      const { records } = org.simulator.org;
      addPermissionSet(org.simulator.org, 'Integration').licenseId =
        records.permissionSetLicenses[0]?.id ?? null;
      addPermissionSet(org.simulator.org, 'Salesforce').licenseId = records.userLicenses[0]?.id ?? null;
      const noApps = await thrownBy(() => plan({ usernames: [DEPLOY], permissionSets: ['Integration'] }));
      expect(noApps.name).to.equal('PermissionSetHoldsNoAppsError');
      expect(noApps.message).to.include('"Salesforce API Integration"');
      const other = await thrownBy(() => plan({ usernames: [DEPLOY], permissionSets: ['Salesforce'] }));
      expect(other.name).to.equal('PermissionSetOfOtherLicenseError');
      expect(other.message)
        .to.include('"Salesforce", and the user')
        .and.to.include('"Salesforce Integration"');
      expect((await plan({ permissionSets: ['Salesforce'] })).assign).to.have.length(1);
    });
  });
});
