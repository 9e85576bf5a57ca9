import { expect } from 'chai';
import { planGrant, planRevoke, type GrantRequest } from '../../src/access/plan.ts';
import {
  deleteGrant,
  revokeAssignments,
  writeGrant,
  type WrittenGrant,
} from '../../src/io/access-records.ts';
import {
  addPermissionSet,
  assignPermissionSet,
  deactivateUser,
  expireSessions,
  unassignPermissionSet,
  withdrawPermission,
} from '../../src/simulator/org-changes.ts';
import type { SimulatorOptions } from '../../src/simulator/server.ts';
import {
  ADMIN,
  DEPLOY,
  grantRequest,
  openAccessOrg,
  usernames,
  withUsers,
  type AccessOrg,
} from '../access/access-org.ts';
import { startFaultyFront } from '../faulty-front.ts';
import { shownBy, thrownBy } from './thrown.ts';

const COMPOSITE = '/services/data/v67.0/composite';
const DESCRIPTION = 'Lets its users log in with the app "Jwt_Cli". Made by sf jwt.';

describe('io/access-records', () => {
  let org: AccessOrg;
  const begin = async (options: SimulatorOptions = {}): Promise<AccessOrg> =>
    (org = await openAccessOrg(options));
  afterEach(async () => org.close());

  const write = async (changes: Partial<GrantRequest> = {}): Promise<WrittenGrant> =>
    writeGrant(org.connection, await org.plan(changes));
  const composites = (): number =>
    org.simulator.requests.filter(({ method, path }) => method === 'POST' && path === COMPOSITE).length;
  async function failure(changes: Partial<GrantRequest>, between: () => void = () => undefined) {
    const plan = await org.plan(changes);
    between();
    const error = await thrownBy(() => writeGrant(org.connection, plan));
    expect(shownBy(error)).not.to.match(/%[sdj]|undefined/);
    return error;
  }

  describe('a grant', () => {
    it('creates the permission set under its name, with what it is for, and assigns it, in one request', async () => {
      await begin();
      const plan = await org.plan({ usernames: [ADMIN, DEPLOY] });
      org.simulator.requests.length = 0;
      const written = await writeGrant(org.connection, plan);
      expect(composites()).to.equal(1);
      expect(written.permissionSets).to.have.length(1);
      expect(
        written.assignments.map(({ username, permissionSet }) => [username, permissionSet]),
      ).to.deep.equal([
        [ADMIN, 'Jwt_Access'],
        [DEPLOY, 'Jwt_Access'],
      ]);
      const [set] = await org.sets();
      expect(set).to.include({
        Name: 'Jwt_Access',
        Label: 'Jwt_Access',
        Description: DESCRIPTION,
        PermissionsApiEnabled: false,
      });
      expect(await org.holders()).to.deep.equal([ADMIN, DEPLOY]);
    });

    it('lets a user who had no API access use the API', async () => {
      await begin();
      withdrawPermission(org.simulator.org, DEPLOY, 'ApiEnabled');
      expect((await thrownBy(() => write({ usernames: [DEPLOY] }))).name).to.equal('UserLacksApiAccessError');
      await write({ usernames: [DEPLOY], grantApiAccess: true });
      const access = await org.readAccess([DEPLOY]);
      const request = grantRequest({ usernames: [DEPLOY] });
      const again = planGrant(request, access, await org.readGrantRows(['Jwt_Access'], [DEPLOY]));
      expect(again.assign).to.deep.equal([]);
      expect((await org.sets()).map(({ PermissionsApiEnabled }) => PermissionsApiEnabled)).to.deep.equal([
        true,
      ]);
    });

    it('writes nothing and asks nothing when there is nothing to write', async () => {
      await begin();
      await write();
      const plan = await org.plan();
      org.simulator.requests.length = 0;
      expect(await writeGrant(org.connection, plan)).to.deep.equal({ permissionSets: [], assignments: [] });
      expect(org.simulator.requests).to.have.length(0);
    });

    it('assigns any number of users, in requests of 25', async () => {
      await begin(withUsers(60));
      const plan = await org.plan({ usernames: usernames(60) });
      org.simulator.requests.length = 0;
      const written = await writeGrant(org.connection, plan);
      expect(composites()).to.equal(3);
      expect(written.assignments).to.have.length(60);
      expect(await org.holders()).to.have.length(60);
      await deleteGrant(org.connection, written);
      expect(await org.holders()).to.deep.equal([]);
      expect(await org.sets()).to.deep.equal([]);
    });

    it('takes all back when a later request is refused', async () => {
      await begin(withUsers(40));
      const error = await failure({ usernames: usernames(40) }, () =>
        deactivateUser(org.simulator.org, 'user35@simulator.example'),
      );
      expect(error.name).to.equal('OrgRefusedError');
      expect(error.message).to.include('operation performed with inactive user');
      expect(error.message).to.match(/\nWhat was given before that was taken back\.$/);
      expect(await org.holders()).to.deep.equal([]);
      expect(await org.sets()).to.deep.equal([]);
    });

    it('leaves alone what was there when it takes back', async () => {
      await begin(withUsers(40));
      await write({ usernames: [DEPLOY] });
      await failure({ usernames: usernames(40) }, () =>
        deactivateUser(org.simulator.org, 'user35@simulator.example'),
      );
      expect(await org.holders()).to.deep.equal([DEPLOY]);
      expect(await org.sets()).to.have.length(1);
    });

    it('says what it could not take back', async () => {
      await begin(withUsers(30));
      const plan = await org.plan({ usernames: usernames(30) });
      // the first request is taken, and nothing after it
      const fault = { path: COMPOSITE, after: 1, times: 99, status: 503, body: '[]' };
      const front = await startFaultyFront(fault, () => org.simulator);
      const { instanceUrl } = org.connection;
      org.connection.instanceUrl = front.origin.origin;
      try {
        const error = await thrownBy(() => writeGrant(org.connection, plan));
        expect(error.message).to.include('Not all that was given could be taken back.');
        expect(error.message).to.include('\n- "Jwt_Access" of the user "user1@simulator.example".');
        expect(error.message).to.include('\n- the permission set "Jwt_Access".');
        expect(error.message).to.match(/Whether the org has taken the last part is not known/);
        expect(error.message.match(/of the user/g)).to.have.length(24);
        expect(await org.holders()).to.have.length(24);
      } finally {
        org.connection.instanceUrl = instanceUrl;
        front.close();
      }
      // and running it again goes on from there
      expect((await write({ usernames: usernames(30) })).assignments).to.have.length(6);
      expect(await org.holders()).to.have.length(30);
    });
  });

  describe('what the licence of a user forbids', () => {
    it("keeps the org's sentence, and names user and permission set", async () => {
      await begin();
      addPermissionSet(org.simulator.org, 'Powerful', 'Powerful', ['ModifyAllData']);
      const error = await failure({ usernames: [ADMIN, DEPLOY], permissionSets: ['Powerful'] });
      expect(error.name).to.equal('PermissionSetNotAssignableError');
      expect(error.message).to.equal(
        'The org does not let the user "deploy@simulator.example" hold the permission set "Powerful". The org said: ' +
          "Can't assign permission set Powerful to user Simulated Deploy. The user license doesn't allow the permission: Modify All Data",
      );
      expect(error.actions?.at(-1)).to.equal(
        "See the user's licence: sf data query --query \"SELECT Username, Profile.Name, Profile.UserLicense.Name FROM User WHERE Username = 'deploy@simulator.example'\" --target-org admin@simulator.example",
      );
      expect(await org.holders('Powerful')).to.deep.equal([]);
    });

    it('says so when no licence is left', async () => {
      await begin(withUsers(6));
      const { org: state } = org.simulator;
      addPermissionSet(state, 'Licensed').licenseId = state.records.permissionSetLicenses[0]?.id ?? null;
      const plan = await org.plan({
        usernames: usernames(6),
        permissionSets: [],
        profiles: ['Minimum Access - API Only Integrations'],
      });
      const [set] = await org.query<{ Id: string }>("SELECT Id FROM PermissionSet WHERE Name = 'Licensed'");
      const { users } = await org.readAccess(usernames(6));
      const assign = users.map(({ Id, Username }) => ({
        userId: Id,
        username: Username,
        permissionSet: 'Licensed',
      }));
      const existing = [{ name: 'Licensed', label: 'Licensed', id: set?.Id ?? '' }];
      const error = await thrownBy(() => writeGrant(org.connection, { ...plan, existing, assign }));
      expect(error.name).to.equal('PermissionSetNotAssignableError');
      expect(error.message).to.include('"user6@simulator.example"').and.to.include('are in use');
      expect(await org.holders('Licensed')).to.deep.equal([]);
    });
  });

  describe('two at once', () => {
    it('end with one permission set that each user holds once, and each knows what it wrote', async () => {
      await begin(withUsers(30));
      const plans = await Promise.all([
        org.plan({ usernames: usernames(30) }),
        org.plan({ usernames: [...usernames(10), ADMIN] }),
        org.plan({ usernames: usernames(30).toReversed() }),
      ]);
      const written = await Promise.all(plans.map(async (plan) => writeGrant(org.connection, plan)));
      expect(await org.sets()).to.have.length(1);
      expect(await org.holders()).to.have.members([...usernames(30), ADMIN]);
      expect(written.flatMap(({ permissionSets }) => permissionSets)).to.have.length(1);
      const ids = written.flatMap(({ assignments }) => assignments.map(({ id }) => id));
      expect(ids).to.have.length(31);
      expect(new Set(ids).size).to.equal(31);
    });

    it('use a permission set that appeared meanwhile, and do not take it back', async () => {
      await begin();
      const plan = await org.plan({ usernames: [DEPLOY] });
      addPermissionSet(org.simulator.org, 'Jwt_Access');
      const written = await writeGrant(org.connection, plan);
      expect(written.permissionSets).to.deep.equal([]);
      expect(written.assignments).to.have.length(1);
      await deleteGrant(org.connection, written);
      expect(await org.sets()).to.have.length(1);
      expect(await org.holders()).to.deep.equal([]);
    });

    it('use an assignment that appeared meanwhile, and do not take it back', async () => {
      await begin();
      addPermissionSet(org.simulator.org, 'Jwt_Access');
      const plan = await org.plan({ usernames: [ADMIN, DEPLOY] });
      assignPermissionSet(org.simulator.org, DEPLOY, 'Jwt_Access');
      const written = await writeGrant(org.connection, plan);
      expect(written.assignments.map(({ username }) => username)).to.deep.equal([ADMIN]);
      await deleteGrant(org.connection, written);
      expect(await org.holders()).to.deep.equal([DEPLOY]);
    });

    it('do not use one that lacks the API access that was asked for', async () => {
      await begin();
      const error = await failure({ grantApiAccess: true }, () =>
        addPermissionSet(org.simulator.org, 'Jwt_Access'),
      );
      expect(error.name).to.equal('OrgRefusedError');
      expect(error.message).to.match(/DUPLICATE_(DEVELOPER_NAME|MASTER_LABEL)/);
      expect(await org.holders()).to.deep.equal([]);
    });

    it('keep a permission set that the other one needs, and say so', async () => {
      await begin();
      const written = await write({ usernames: [ADMIN] });
      await write({ usernames: [DEPLOY] });
      const error = await thrownBy(() => deleteGrant(org.connection, written));
      expect(error.name).to.equal('GrantLeftError');
      expect(error.message).to.match(
        /\n- the permission set "Jwt_Access"\. The org said: .*assigned to users/,
      );
      expect(error.message).not.to.include(ADMIN);
      expect(error.actions?.at(-1)).to.match(/IN \('Jwt_Access'\)" --target-org admin@simulator\.example$/);
      expect(await org.holders()).to.deep.equal([DEPLOY]);
    });
  });

  describe('a revocation', () => {
    const revoke = async (names: string[]): Promise<void> => {
      const request = { ...grantRequest(), usernames: names };
      await revokeAssignments(org.connection, planRevoke(request, await org.readAccess(names)));
    };

    it('takes the permission set from any number of users', async () => {
      await begin(withUsers(30));
      await write({ usernames: usernames(30) });
      org.simulator.requests.length = 0;
      await revoke(usernames(28));
      expect(composites()).to.equal(3);
      expect(await org.holders()).to.deep.equal(['user29@simulator.example', 'user30@simulator.example']);
    });

    it('does not mind what somebody else has taken meanwhile', async () => {
      await begin();
      await write({ usernames: [ADMIN, DEPLOY] });
      const plan = planRevoke(
        { ...grantRequest(), usernames: [ADMIN, DEPLOY] },
        await org.readAccess([ADMIN, DEPLOY]),
      );
      unassignPermissionSet(org.simulator.org, ADMIN, 'Jwt_Access');
      await revokeAssignments(org.connection, plan);
      expect(await org.holders()).to.deep.equal([]);
    });

    it('says what is left to somebody who may not take it', async () => {
      await begin();
      await write({ usernames: [ADMIN, DEPLOY] });
      withdrawPermission(org.simulator.org, ADMIN, 'AssignPermissionSets');
      const error = await thrownBy(() => revoke([DEPLOY]));
      expect(error.name).to.equal('RevokeIncompleteError');
      expect(error.message).to.include(
        '\n- "Jwt_Access" of the user "deploy@simulator.example". The org said: insufficient access rights on object id (INSUFFICIENT_ACCESS_OR_READONLY)',
      );
      expect(error.actions?.at(-1)).to.match(/IN \('Jwt_Access'\)" --target-org admin@simulator\.example$/);
      expect(shownBy(error)).not.to.match(/%[sdj]|undefined/);
    });

    it('says what is left when the session has ended', async () => {
      await begin();
      await write({ usernames: [DEPLOY] });
      const plan = planRevoke({ ...grantRequest(), usernames: [DEPLOY] }, await org.readAccess([DEPLOY]));
      expireSessions(org.simulator.org);
      const error = await thrownBy(() => revokeAssignments(org.connection, plan));
      expect(error.name).to.equal('RevokeIncompleteError');
      expect(error.message).to.include('no longer accepts the login');
    });
  });
});
