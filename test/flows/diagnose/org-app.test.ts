import { expect } from 'chai';
import {
  addForeignApp,
  assignPermissionSet,
  disableApp,
  removeCertificate,
  unassignPermissionSet,
} from '../../../src/simulator/org-changes.ts';
import { publicKeySha256 } from '../../../src/keys/fingerprint.ts';
import { connectedApp, CONSUMER_KEY } from '../../simulator/app-files.ts';
import { addJwtApp } from '../../simulator/org-client.ts';
import { appOfParts, certificateFor, closeOrgs, NOW } from '../app/many-apps.ts';
import { DEPLOY, openToldOrg, type ToldOrg } from './told-org.ts';

describe('what an org tells of the app of a login', () => {
  let org: ToldOrg;
  afterEach(closeOrgs);

  it('is the same of a Connected App, in six requests, with permission sets by API name', async () => {
    org = await openToldOrg(null);
    const { body, certificate } = await certificateFor(10);
    const { simulator } = org;
    await addJwtApp(simulator, { name: 'Other', consumerKey: undefined, certificate: undefined });
    const extra =
      '<oauthPolicy><ipRelaxation>BYPASS</ipRelaxation><refreshTokenPolicy>zero</refreshTokenPolicy></oauthPolicy><sessionPolicy><policyAction>RaiseSessionLevel</policyAction><sessionLevel>HIGH_ASSURANCE</sessionLevel></sessionPolicy>';
    await org.add(
      connectedApp({
        certificate: body,
        consumerKey: CONSUMER_KEY,
        permissionSet: 'Jwt_CI_Access',
        scopes: 'Api',
        extra,
      }),
    );
    org.forget();
    const app = await org.readApp();
    expect(org.requestLines()).to.have.length(6);
    expect(app).to.deep.equal({
      name: 'Jwt_Old',
      type: 'connected-app',
      isEnabled: null,
      certificate: {
        sha256: certificate.fingerprint256,
        publicKeySha256: publicKeySha256(certificate.publicKey),
        notAfter: '2026-12-05T12:00:00.000Z',
      },
      scopes: ['Api'],
      permittedUsers: 'admin-approved',
      permissionSets: ['Jwt_CI_Access'],
      profiles: [],
      admitsUser: true,
      ipRelaxation: 'bypass',
      sessionLevel: 'high-assurance',
      issuesJwtTokens: false,
      changedAt: '2026-11-25T12:00:00.000Z',
    });
  });

  it('is whether it is switched off, and whether it has a certificate', async () => {
    org = await openToldOrg();
    disableApp(org.state, 'Jwt_CI');
    removeCertificate(org.state, 'Jwt_CI');
    expect(await org.readApp()).to.deep.include({ isEnabled: false, certificate: false });
  });

  it('is whom it admits now: by a permission set that is in effect, or by the profile', async () => {
    org = await openToldOrg();
    const { state } = org;
    unassignPermissionSet(state, DEPLOY, 'Jwt_CI_Access');
    expect(await org.readApp()).to.deep.include({ admitsUser: false, permissionSets: ['Jwt_CI_Access'] });
    assignPermissionSet(state, DEPLOY, 'Jwt_CI_Access');
    const [assignment = expect.fail()] = state.records.assignments.slice(-1);
    assignment.expiresAt = NOW;
    expect(await org.readApp()).to.deep.include({ admitsUser: false });
    assignment.expiresAt = new Date(NOW.getTime() + 1000);
    expect(await org.readApp()).to.deep.include({ admitsUser: true });
    unassignPermissionSet(state, DEPLOY, 'Jwt_CI_Access');
    await addJwtApp(org.simulator, {
      consumerKey: undefined,
      policyExtra: '<commaSeparatedProfile>Minimum Access - API Only Integrations</commaSeparatedProfile>',
    });
    expect(await org.readApp()).to.deep.include({
      admitsUser: true,
      profiles: ['Minimum Access - API Only Integrations'],
    });
  });

  it('is what each user approves, and tokens in JWT format', async () => {
    org = await openToldOrg({
      policyType: 'AllSelfAuthorized',
      globalExtra: '<isNamedUserJwtEnabled>true</isNamedUserJwtEnabled>',
      policyExtra: '<requiredSessionLevel>HIGH_ASSURANCE</requiredSessionLevel>',
    });
    expect(await org.readApp()).to.deep.include({
      permittedUsers: 'self-authorized',
      issuesJwtTokens: true,
      sessionLevel: 'high-assurance',
    });
  });

  it('is when it changed last, also by an assignment', async () => {
    let now = NOW;
    org = await openToldOrg(null, { now: () => now });
    await addJwtApp(org.simulator);
    now = new Date('2026-11-25T12:10:00Z');
    expect((await org.readApp()).changedAt).to.equal('2026-11-25T12:00:00.000Z');
    unassignPermissionSet(org.state, DEPLOY, 'Jwt_CI_Access');
    assignPermissionSet(org.state, DEPLOY, 'Jwt_CI_Access');
    expect((await org.readApp()).changedAt).to.equal('2026-11-25T12:10:00.000Z');
  });

  it('is that there is none with the key, and which have a certificate of the private key', async () => {
    org = await openToldOrg();
    expect(await org.read({ clientId: 'nothing' })).to.deep.include({ app: false, appsOfKey: ['Jwt_CI'] });
    const other = await org.read({ clientId: 'nothing', publicKeySha256: null });
    expect(other).to.deep.include({ app: false, appsOfKey: [] });
    // what comes with another org's app is nobody's here
    addForeignApp(org.state, 'CPQIntegrationUserApp');
    expect(await org.read({ clientId: 'nothing' })).to.deep.include({ app: false });
  });

  it('is the same where its parts have names of their own, in a few more requests', async () => {
    org = await openToldOrg(null);
    const names = { global: 'X_consumer', oauth: 'X_settings', policy: 'X_policy' };
    await org.add(...appOfParts('Setup_Made', { names, scopes: 'Api, Full' }));
    const [global = expect.fail()] = org.simulator.org.records.components.filter(
      ({ fullName }) => fullName === 'X_consumer',
    );
    const key = global.elements.find(({ name }) => name === 'consumerKey')?.text ?? '';
    org.forget();
    const { app } = await org.read({ clientId: key });
    expect(app).to.deep.include({ name: 'Setup_Made', scopes: ['Api', 'Full'], certificate: false });
    expect(org.requestLines().length).to.be.within(7, 12);
  });
});
