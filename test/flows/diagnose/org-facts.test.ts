import { expect } from 'chai';
import type { AppFact } from '../../../src/diagnosis/facts.ts';
import {
  assignPermissionSet,
  expireSessions,
  withdrawPermission,
} from '../../../src/simulator/org-changes.ts';
import { describeOrgApp, readOrgApp } from '../../../src/flows/diagnose/org-app.ts';
import { readOrgFacts } from '../../../src/flows/diagnose/org-facts.ts';
import { readOrgUser } from '../../../src/flows/diagnose/org-user.ts';
import { startFaultyFront } from '../../faulty-front.ts';
import { CONSUMER_KEY } from '../../simulator/app-files.ts';
import { accessToken, addJwtApp, logIn } from '../../simulator/org-client.ts';
import { closeOrgs, NOW } from '../app/many-apps.ts';
import { ADMIN, DEPLOY, openToldOrg, testCertificate, type ToldOrg } from './told-org.ts';

const COMPOSITE = 'POST /services/data/v67.0/composite';
const SOAP = 'POST /services/Soap/m/67.0';
const TOOLING = 'GET /services/data/v67.0/tooling/query';

const withoutFingerprints = ({ certificate, ...app }: AppFact): object => ({
  ...app,
  certificate: certificate && certificate.notAfter,
});

describe('what an administrator’s org tells of a login', () => {
  let org: ToldOrg;
  afterEach(closeOrgs);

  it('is all that decides about it, in six requests', async () => {
    org = await openToldOrg();
    expect((await logIn(org.simulator)).status).to.equal(200);
    org.forget();
    const { app, user, orgId, host, ...facts } = await org.read({ username: DEPLOY.toUpperCase() });
    expect(org.requestLines().sort()).to.deep.equal([TOOLING, COMPOSITE, COMPOSITE, SOAP, SOAP, SOAP].sort());
    expect([orgId, host]).to.deep.equal([org.simulator.orgId, org.simulator.origin.origin]);
    expect(facts).to.deep.equal({
      targetOrg: ADMIN,
      isSandbox: false,
      appsOfKey: [],
      nearUsers: [],
      logins: [
        {
          at: '2026-11-25T12:00:00.000Z',
          status: 'Success',
          application: 'Jwt_CI app',
          sourceIp: '127.0.0.1',
        },
      ],
    });
    expect(app && withoutFingerprints(app)).to.deep.equal({
      name: 'Jwt_CI',
      type: 'external-client-app',
      isEnabled: true,
      certificate: testCertificate().validToDate.toISOString(),
      scopes: ['Api', 'Web', 'RefreshToken'],
      permittedUsers: 'admin-approved',
      permissionSets: ['Jwt_CI_Access'],
      profiles: [],
      admitsUser: true,
      ipRelaxation: 'enforce',
      sessionLevel: 'standard',
      issuesJwtTokens: false,
      changedAt: '2026-11-25T12:00:00.000Z',
    });
    const { id, userLoginId, ...known } = user || expect.fail();
    expect([id.slice(0, 3), userLoginId?.slice(0, 3)]).to.deep.equal(['005', '0Yw']);
    expect(known).to.deep.equal({
      username: DEPLOY,
      isActive: true,
      isFrozen: false,
      hasApiAccess: true,
      userType: 'Standard',
      profile: 'Minimum Access - API Only Integrations',
      license: 'Salesforce Integration',
      isInLoginHours: true,
      loginIpRanges: [],
    });
  });

  it('names the org as the caller does, and knows a sandbox', async () => {
    org = await openToldOrg({}, { type: 'sandbox' });
    const question = { clientId: CONSUMER_KEY, username: DEPLOY, publicKeySha256: null };
    const facts = await readOrgFacts(org.connection, question, NOW, { targetOrg: 'staging' });
    expect([facts.targetOrg, facts.isSandbox]).to.deep.equal(['staging', true]);
  });

  describe('to who may not see all', () => {
    beforeEach(async () => {
      org = await openToldOrg();
    });

    it('is no account and no logins of others without the permissions for users', async () => {
      expect((await logIn(org.simulator)).status).to.equal(200);
      for (const permission of ['ManageUsers', 'MonitorLoginHistory'] as const)
        withdrawPermission(org.state, ADMIN, permission);
      const { user, logins, app } = await org.read();
      expect(user).to.deep.include({ isActive: true, isFrozen: null, userLoginId: null, hasApiAccess: true });
      expect(logins).to.equal(null);
      expect(app).to.deep.include({ admitsUser: true });
      expect((await org.read({ username: ADMIN })).logins).to.deep.equal([]);
    });

    it('is nothing of Setup without View Setup', async () => {
      for (const permission of [
        'ViewSetup',
        'AssignPermissionSets',
        'ManageProfilesPermissionsets',
        'ManageUsers',
      ] as const)
        withdrawPermission(org.state, ADMIN, permission);
      const { user, app } = await org.read();
      expect(user).to.deep.include({
        hasApiAccess: null,
        isInLoginHours: null,
        loginIpRanges: null,
        profile: 'Minimum Access - API Only Integrations',
      });
      expect(app).to.deep.include({
        admitsUser: null,
        permittedUsers: 'admin-approved',
        scopes: ['Api', 'Web', 'RefreshToken'],
      });
    });

    it('is no app without metadata permissions', async () => {
      for (const permission of ['ModifyAllData', 'ModifyMetadata'] as const)
        withdrawPermission(org.state, ADMIN, permission);
      expect(await org.read()).to.deep.include({ app: null, appsOfKey: [] });
      expect(await org.readUser()).to.deep.include({ isActive: true, isFrozen: false });
    });

    it('is no app in a session in JWT format, which SOAP refuses, and everything of the user', async () => {
      await addJwtApp(org.simulator, {
        consumerKey: undefined,
        globalExtra: '<isNamedUserJwtEnabled>true</isNamedUserJwtEnabled>',
      });
      assignPermissionSet(org.state, ADMIN, 'Jwt_CI_Access');
      org.connection.accessToken = await accessToken(org.simulator, { sub: ADMIN });
      expect(org.connection.accessToken).to.match(/^eyJ/);
      org.forget();
      expect(await org.read()).to.deep.include({ app: null });
      expect(org.requestLines().sort()).to.deep.equal([TOOLING, COMPOSITE, COMPOSITE].sort());
      expect(await org.readUser()).to.deep.include({ isActive: true, isFrozen: false, isInLoginHours: true });
    });

    async function refuse<T>(queries: string, reading: () => Promise<T>): Promise<T> {
      const refusal = [{ errorCode: 'INVALID_TYPE', message: "sObject type 'X' is not supported" }];
      const compositeResponse = queries.split(' ').map((referenceId) => {
        return { referenceId, httpStatusCode: 400, httpHeaders: {}, body: refusal };
      });
      const front = await startFaultyFront(
        {
          path: '/services/data/v67.0/composite',
          times: 1,
          status: 200,
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ compositeResponse }),
        },
        () => org.simulator,
      );
      org.connection.instanceUrl = front.origin.origin;
      return reading().finally(front.close);
    }

    it('is what the Metadata API knows of the app where the org refuses each query', async () => {
      const question = { clientId: CONSUMER_KEY, keySha256: null };
      const { app } = await refuse('apps policies switches grants', async () =>
        readOrgApp(org.connection, question),
      );
      expect(app && describeOrgApp(app, [], NOW)).to.deep.include({
        name: 'Jwt_CI',
        isEnabled: null,
        scopes: ['Api', 'Web', 'RefreshToken'],
        permittedUsers: 'admin-approved',
        permissionSets: ['Jwt_CI_Access'],
        admitsUser: null,
      });
    });

    it('is nothing of the user where the org refuses each query', async () => {
      const told = await refuse('users assignments userLogins logins organization', async () =>
        readOrgUser(org.connection, DEPLOY, NOW),
      );
      expect(told).to.deep.equal({
        user: null,
        nearUsers: [],
        logins: null,
        assignments: undefined,
        isSandbox: null,
      });
    });

    it('is an error where the session has ended', async () => {
      expireSessions(org.simulator.org);
      const error = await org.read().then(
        () => expect.fail('the org told'),
        (failure: unknown) => failure as Error,
      );
      expect(error.name).to.equal('OrgSessionEndedError');
    });
  });
});
