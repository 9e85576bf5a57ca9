// The last remedy of each error is a command that can be pasted: here the released `sf` runs them all, typed into a shell, in the
// org that provoked the error.
import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SfError } from '@salesforce/core/sfError';
import { checkDeployer } from '../../src/access/permissions.ts';
import { planGrant, planRevoke, type GrantRequest } from '../../src/access/plan.ts';
import { resolveProfiles } from '../../src/access/profiles.ts';
import { deleteGrant, revokeAssignments, writeGrant } from '../../src/io/access-records.ts';
import {
  addPermissionSet,
  assignPermissionSet,
  freezeUser,
  withdrawPermission,
} from '../../src/simulator/org-changes.ts';
import { thrownBy } from '../io/thrown.ts';
import { storeSessionIn } from '../stored-session.ts';
import { openTerminal, RELEASED_SF, ROOT, type Run, type Terminal } from '../terminal.ts';
import { ADMIN, DEPLOY, grantRequest, openAccessOrg, type AccessOrg } from './access-org.ts';

const INACTIVE = 'inactive@simulator.example';
const quote = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

describe('the remedies of access', function () {
  this.timeout(120_000);
  let terminal: Terminal;
  let org: AccessOrg;

  beforeEach(async () => {
    terminal = openTerminal();
    org = await openAccessOrg();
    await storeSessionIn(terminal, org.simulator);
  });
  afterEach(async () => {
    await org.close();
    await terminal.close();
  });

  const provoke: Record<string, () => Promise<unknown>> = {
    UserNotFound: async () => grant({ usernames: ['nobody@simulator.example'] }),
    UserInactive: async () => grant({ usernames: [INACTIVE] }),
    UserFrozen: async () => {
      freezeUser(org.simulator.org, DEPLOY);
      return grant({ usernames: [DEPLOY] });
    },
    UserLacksApiAccess: async () => {
      withdrawPermission(org.simulator.org, DEPLOY, 'ApiEnabled');
      return grant({ usernames: [DEPLOY] });
    },
    UserNotAdmitted: async () => grant({ permissionSets: [], profiles: ['Standard User'] }),
    UserStaysAdmitted: async () => revoke({ profiles: ['System Administrator'] }),
    PermissionSetHoldsNoApps: async () => {
      addSet().licenseId = org.simulator.org.records.permissionSetLicenses[0]?.id ?? null;
      return grant();
    },
    PermissionSetNeedsActivation: async () => {
      addSet().hasActivationRequired = true;
      return grant();
    },
    PermissionSetOfOtherLicense: async () => {
      addSet().licenseId = org.simulator.org.records.userLicenses[1]?.id ?? null;
      return grant();
    },
    AssignmentExpired: async () => {
      addSet();
      assignPermissionSet(org.simulator.org, ADMIN, 'Jwt_Access');
      const held = org.simulator.org.records.assignments.at(-1);
      if (held) held.expiresAt = new Date(Date.now() - 1000);
      return grant();
    },
    ProfileNotFound: async () =>
      resolveProfiles(['Beheerder'], (await org.readGrantRows([], [])).profiles, ADMIN),
    PermissionMissing: async () => {
      withdrawPermission(org.simulator.org, ADMIN, 'AssignPermissionSets');
      const { assignments } = await org.readAccess([ADMIN]);
      checkDeployer(['assign-permission-set'], assignments, ADMIN, new Date());
    },
    PermissionSetNotAssignable: async () => {
      addPermissionSet(org.simulator.org, 'Jwt_Access', 'Jwt_Access', ['ModifyAllData']);
      return grant({ usernames: [DEPLOY] });
    },
    GrantLeft: async () => {
      const written = await grant();
      await grant({ usernames: [DEPLOY] });
      await deleteGrant(org.connection, written);
    },
    RevokeIncomplete: async () => {
      await grant();
      withdrawPermission(org.simulator.org, ADMIN, 'AssignPermissionSets');
      await revoke();
    },
  };

  /** Where the command is the cure, and not a look at what is wrong: who can be given the permission set afterwards. */
  const mended: Record<string, string[]> = { UserFrozen: [DEPLOY], AssignmentExpired: [ADMIN] };

  const addSet = () => addPermissionSet(org.simulator.org, 'Jwt_Access');
  async function grant(changes: Partial<GrantRequest> = {}) {
    const request = grantRequest(changes);
    const access = await org.readAccess(request.usernames);
    const rows = await org.readGrantRows(request.permissionSets, request.usernames);
    return writeGrant(org.connection, planGrant(request, access, rows));
  }
  async function revoke(changes: Partial<GrantRequest> = {}): Promise<void> {
    const request = grantRequest(changes);
    await revokeAssignments(org.connection, planRevoke(request, await org.readAccess(request.usernames)));
  }

  /** What stands behind the last colon and space before `sf`, in a shell that knows the released `sf` by that name. */
  async function paste(action = ''): Promise<Run> {
    const command = action.slice(action.indexOf(': sf ') + 2);
    return terminal.run(['bash'], ['-c', `sf() { ${RELEASED_SF.map(quote).join(' ')} "$@"; }; ${command}`]);
  }

  it('are of errors that are all provoked here', () => {
    const texts = readFileSync(join(ROOT, 'messages', 'access.md'), 'utf8');
    const names = [...texts.matchAll(/^# error\.(\w+)$/gm)].map(([, name]) => name);
    expect(Object.keys(provoke)).to.have.members(names);
  });

  for (const [name, call] of Object.entries(provoke))
    it(`end in a command that runs: ${name}`, async () => {
      const error: SfError = await thrownBy(call);
      expect(error.name).to.equal(`${name}Error`);
      const { code, stdout, stderr } = await paste(error.actions?.at(-1));
      expect(code, stdout + stderr).to.equal(0);
      const usernames = mended[name];
      if (usernames) expect((await grant({ usernames })).assignments).to.have.length(1);
    });
});
