import { expect } from 'chai';
import {
  assignPermissionSet,
  closeLoginHours,
  deactivateUser,
  disableUserApi,
  freezeUser,
  restrictUserIp,
  setLoginHours,
  unassignPermissionSet,
} from '../../../src/simulator/org-changes.ts';
import { hoursOfEachDay, noHours } from '../../../src/simulator/login-restrictions.ts';
import { addUser } from '../../../src/simulator/org-state.ts';
import { logIn } from '../../simulator/org-client.ts';
import { closeOrgs } from '../app/many-apps.ts';
import { ADMIN, DEPLOY, openToldOrg, type ToldOrg } from './told-org.ts';

describe('what an org tells of the user of a login', () => {
  let org: ToldOrg;
  afterEach(closeOrgs);

  beforeEach(async () => {
    org = await openToldOrg();
  });

  it('is what stops them', async () => {
    const { state } = org;
    deactivateUser(state, DEPLOY);
    freezeUser(state, DEPLOY);
    disableUserApi(state, DEPLOY);
    restrictUserIp(state, DEPLOY);
    closeLoginHours(state, DEPLOY);
    expect(await org.readUser()).to.deep.include({
      isActive: false,
      isFrozen: true,
      hasApiAccess: false,
      isInLoginHours: false,
      loginIpRanges: [{ start: '10.0.0.0', end: '10.255.255.255' }],
    });
  });

  it('is unknown of login hours where it takes the time zone to tell', async () => {
    const { state } = org;
    // it is Wednesday, noon in UTC and four in the morning in Los Angeles
    const hours: [start: number, end: number, isIn: boolean | null][] = [
      [0, 1440, true],
      [240, 721, true],
      [241, 1440, null],
      [0, 720, null],
      [241, 720, false],
      [0, 240, false],
    ];
    for (const [start, end, isIn] of hours) {
      setLoginHours(state, DEPLOY, { ...noHours, wednesday: { start, end } });
      expect((await org.readUser()).isInLoginHours, `${start}-${end}`).to.equal(isIn);
    }
    setLoginHours(state, DEPLOY, { ...hoursOfEachDay(0, 1440), wednesday: { start: 0, end: 0 } });
    expect((await org.readUser()).isInLoginHours).to.equal(false);
  });

  it('is the newest five of their logins, and not those of others', async () => {
    const { state } = org;
    assignPermissionSet(state, ADMIN, 'Jwt_CI_Access');
    for (let count = 0; count < 4; count += 1) await logIn(org.simulator);
    unassignPermissionSet(state, DEPLOY, 'Jwt_CI_Access');
    for (let count = 0; count < 3; count += 1) await logIn(org.simulator);
    await logIn(org.simulator, { sub: ADMIN });
    const { logins } = await org.read();
    const refused = 'Failed: Not approved for access';
    // all at the same moment
    expect(logins).to.have.length(5);
    expect(new Set(logins?.map(({ status }) => status))).to.deep.equal(new Set(['Success', refused]));
    expect((await org.read({ username: ADMIN })).logins?.map(({ status }) => status)).to.deep.equal([
      'Success',
    ]);
  });

  it('is who is meant perhaps, where there is none: by e-mail address, by a name elsewhere, by a slip', async () => {
    const { state } = org;
    addUser(state, { username: 'pat@other.example' }).email = 'pat.doe@simulator.example';
    addUser(state, { username: 'ci_50%@simulator.example' });
    const meant: [typed: string, near: string[]][] = [
      ['pat.doe@simulator.example', ['pat@other.example']],
      ['deploy@simulator.example.uat', [DEPLOY]],
      ['deploy@elsewhere.example', [DEPLOY]],
      ['dpeloy@simulator.example', [DEPLOY]],
      ['ci_50%@simulator.example.dev', ['ci_50%@simulator.example']],
      ["o'neil", []],
    ];
    for (const [username, near] of meant) {
      org.forget();
      const { user, nearUsers, logins } = await org.read({ username });
      expect([user, logins], username).to.deep.equal([false, null]);
      if (near.length === 0) expect(nearUsers, username).to.deep.equal([]);
      else expect(nearUsers, username).to.include.members(near);
      expect(org.requestLines(), username).to.have.length(6);
    }
  });
});
