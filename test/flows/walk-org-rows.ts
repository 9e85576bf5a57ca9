// What can be wrong in an org, in its app and with its user.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildCertificate, validityFrom } from '../../src/certificates/build.ts';
import { commonNameSubject } from '../../src/certificates/subject.ts';
import { createApp } from '../../src/flows/app/create.ts';
import { generateKeyPair, exportPrivateKey } from '../../src/keys/generate.ts';
import * as change from '../../src/simulator/org-changes.ts';
import * as repair from '../../src/simulator/org-repairs.ts';
import { hoursOfEachDay } from '../../src/simulator/login-restrictions.ts';
import { addUser } from '../../src/simulator/org-state.ts';
import { APP, PERMISSION_SET, USER, type WalkRow } from './diagnose-walk.ts';

const nothing = undefined;

export const accessRows: readonly WalkRow[] = [
  {
    cause: 'UserNotAdmitted',
    when: 'the permission set was taken from the user',
    by: ['unassignPermissionSet'],
    provoke: ({ org }) => {
      const username = 'person@simulator.example';
      addUser(org, { username, lastName: 'Person', profile: 'Standard User' });
      change.assignPermissionSet(org, username, PERMISSION_SET);
      change.unassignPermissionSet(org, username, PERMISSION_SET);
      return { username };
    },
  },
  {
    cause: 'NobodyAdmitted',
    when: 'the policy lost its list of permission sets',
    app: { permissionSets: [] },
    provoke: () => nothing,
  },
  {
    cause: 'UserNotAdmitted',
    when: 'the user is for integrations and not admitted',
    provoke: ({ org }) => change.unassignPermissionSet(org, USER, PERMISSION_SET),
  },
  {
    cause: 'UserUnknown',
    when: 'the username is that of a sandbox',
    provoke: () => ({ username: `${USER}.dev` }),
  },
  {
    cause: 'UserUnknown',
    when: 'nobody has a name like it',
    provoke: () => ({ username: 'nobody@nowhere.example' }),
    mend: () => ({ username: USER }),
  },
  {
    cause: 'OnlyRefreshScope',
    when: 'the app has no other scope',
    app: { scopes: ['RefreshToken'] },
    provoke: () => nothing,
  },
  {
    cause: 'SelfAuthorized',
    when: 'the user has not approved the app',
    app: { permittedUsers: 'self-authorized' },
    provoke: () => nothing,
  },
  {
    cause: 'ApprovalDamaged',
    when: 'the approval of the user does not work any more',
    by: ['approveApp', 'damageApproval'],
    app: { permittedUsers: 'self-authorized' },
    provoke: ({ org }) => {
      change.approveApp(org, USER, APP);
      change.damageApproval(org, USER, APP);
      return nothing;
    },
  },
  {
    cause: 'ChangeNotTakenOver',
    when: 'the user was admitted a moment ago',
    by: ['setPropagation', 'assignPermissionSet'],
    provoke: ({ org }) => {
      change.unassignPermissionSet(org, USER, PERMISSION_SET);
      change.setPropagation(org, 'grant', 600);
      change.assignPermissionSet(org, USER, PERMISSION_SET);
      return nothing;
    },
    mend: ({ org }) => change.setPropagation(org, 'grant', 0),
  },
  {
    cause: 'HostOfOtherOrg',
    when: 'nobody can tell whose host was asked, and all else is excluded',
    candidates: ['HostOfOtherOrg'],
    provoke: ({ front }) =>
      front({ body: { error: 'invalid_grant', error_description: "user hasn't approved this consumer" } }),
  },
  {
    cause: 'UserInactive',
    when: 'the user was deactivated',
    by: ['deactivateUser'],
    provoke: ({ org }) => change.deactivateUser(org, USER),
  },
  {
    cause: 'UserFrozen',
    when: 'the user was frozen',
    by: ['freezeUser'],
    provoke: ({ org }) => change.freezeUser(org, USER),
  },
  {
    cause: 'LoginRateExceeded',
    when: 'the user has logged in too often',
    by: ['exhaustLogins'],
    provoke: ({ org }) => change.exhaustLogins(org, USER),
    mend: ({ org }) => repair.forgetLogins(org, USER),
  },
  {
    cause: 'ProfileIpRanges',
    when: 'the profile holds its users to other addresses',
    by: ['restrictUserIp'],
    provoke: ({ org }) => change.restrictUserIp(org, USER),
    mend: ({ org }) => change.restrictUserIp(org, USER, false),
  },
  {
    cause: 'ProfileIpRanges',
    when: 'the range of the profile ends before this address',
    by: ['setLoginIpRanges'],
    provoke: ({ org }) => change.setLoginIpRanges(org, USER, [{ start: '10.0.0.1', end: '127.0.0.0' }]),
    mend: ({ org }) => change.setLoginIpRanges(org, USER, [{ start: '10.0.0.1', end: '127.0.0.1' }]),
  },
  {
    cause: 'AppIpRanges',
    when: 'the org speaks of addresses, and the profile has none',
    candidates: ['AppIpRanges'],
    provoke: ({ front }) => front({ body: { error: 'invalid_grant', error_description: 'ip restricted' } }),
  },
  {
    cause: 'LoginHours',
    when: 'the profile lets nobody in at any hour',
    by: ['closeLoginHours'],
    provoke: ({ org }) => change.closeLoginHours(org, USER),
    mend: ({ org }) => change.closeLoginHours(org, USER, false),
  },
  {
    cause: 'LoginHours',
    when: 'its hours are of no length',
    by: ['setLoginHours'],
    provoke: ({ org }) => change.setLoginHours(org, USER, hoursOfEachDay(60, 60)),
    mend: ({ org }) => change.setLoginHours(org, USER, hoursOfEachDay(0, 1440)),
  },
  {
    cause: 'OrgLocked',
    when: 'the org is locked',
    by: ['lockOrg'],
    provoke: ({ org }) => change.lockOrg(org),
    mend: ({ org }) => change.lockOrg(org, false),
  },
  {
    cause: 'ReasonNotTold',
    when: 'the org gives no reason',
    candidates: ['ReasonNotTold'],
    by: ['failAuthentication'],
    provoke: ({ org }) => change.failAuthentication(org, USER),
    mend: ({ org }) => change.failAuthentication(org, USER, false),
  },
];

export const appRows: readonly WalkRow[] = [
  {
    cause: 'ConsumerKeyMistyped',
    when: 'the consumer key lacks its last letter',
    provoke: ({ login }) => ({ clientId: login.clientId?.slice(0, -1) }),
    mend: ({ login }) => ({ clientId: login.clientId }),
  },
  {
    cause: 'AppMissing',
    when: 'the app was deleted',
    by: ['deleteApp'],
    provoke: ({ org }) => change.deleteApp(org, APP),
  },
  {
    cause: 'AppMissing',
    when: 'the sandbox was refreshed, and another org has the consumer key',
    by: ['refreshSandbox'],
    options: { type: 'sandbox' },
    provoke: async ({ org, opened }) => {
      change.refreshSandbox(org);
      await opened.reconnect();
    },
    mend: async ({ opened: { connection }, keys }) => {
      const { consumerKey } = await createApp(
        {
          connection,
          type: 'external-client-app',
          name: 'Jwt_Cli_New',
          certificateFile: keys.certificateFile,
          typed: {},
          assignTo: [USER],
          waitMinutes: 1,
          again: '',
        },
        new Date(),
        {},
      );
      return { clientId: consumerKey ?? '' };
    },
  },
  {
    cause: 'RefreshScopeMissing',
    when: 'the app lacks the scope',
    app: { scopes: ['Api'] },
    provoke: () => nothing,
  },
  {
    cause: 'KeyNotOfApp',
    when: 'the app has the certificate of another key',
    by: ['replaceCertificate'],
    provoke: ({ org, otherKeys }) =>
      change.replaceCertificate(org, APP, readFileSync(otherKeys.certificateFile, 'utf8')),
  },
  {
    cause: 'AppWithoutCertificate',
    when: 'a deploy took the certificate away',
    by: ['removeCertificate'],
    provoke: ({ org }) => change.removeCertificate(org, APP),
  },
  {
    cause: 'CertificateEnded',
    when: 'the org refuses a certificate that has ended',
    candidates: ['CertificateEnded'],
    options: { assume: ['expired-certificate-refused'] },
    provoke: async ({ org, otherKeys: { folder } }) => {
      const pair = await generateKeyPair(2048);
      const ended = validityFrom(new Date(Date.now() - 9 * 86_400_000), 3);
      const certificate = await buildCertificate(pair, commonNameSubject('ended'), ended);
      const file = join(folder, 'ended.key');
      writeFileSync(file, exportPrivateKey(pair.privateKey), { mode: 0o600 });
      change.replaceCertificate(org, APP, certificate);
      return { privateKey: { key: { file } } };
    },
    mend: ({ org, keys }) => {
      change.replaceCertificate(org, APP, readFileSync(keys.certificateFile, 'utf8'));
      return { privateKey: keys.location };
    },
  },
  {
    cause: 'AppDisabled',
    when: 'the app is switched off',
    by: ['disableApp'],
    provoke: ({ org }) => change.disableApp(org, APP),
    mend: ({ org }) => change.disableApp(org, APP, false),
  },
  {
    cause: 'AppBlocked',
    when: 'an administrator blocked the app',
    by: ['blockApp'],
    provoke: ({ org }) => change.blockApp(org, APP),
    mend: ({ org }) => change.unblockApp(org, APP),
  },
  {
    cause: 'AppHighAssurance',
    when: 'the app demands high assurance at the login',
    options: { assume: ['high-assurance-at-login'] },
    app: { sessionLevel: 'high-assurance' },
    provoke: () => nothing,
  },
  {
    cause: 'AppHighAssurance',
    when: 'the app demands high assurance at the API',
    app: { sessionLevel: 'high-assurance' },
    provoke: () => nothing,
  },
  {
    cause: 'ApiScopeMissing',
    when: 'the app lacks the scope for the API',
    app: { scopes: ['Web', 'RefreshToken'] },
    provoke: () => nothing,
  },
  {
    cause: 'UserWithoutApi',
    when: 'the user may not use the API',
    by: ['disableUserApi', 'withdrawPermission'],
    provoke: ({ org }) => change.disableUserApi(org, USER),
    mend: ({ org }) => repair.enableUserApi(org, USER),
  },
  {
    cause: 'OrgWithoutApi',
    when: 'the org has no API, for administrators either',
    candidates: ['OrgWithoutApi', 'OrgNotReady'],
    by: ['disableRestApi'],
    provoke: ({ org }) => change.disableRestApi(org),
    mend: ({ org }) => repair.enableRestApi(org),
  },
  {
    cause: 'OrgRequestsUsedUp',
    when: 'the requests of the day are used up, for administrators either',
    candidates: ['OrgRequestsUsedUp', 'AppRequestsUsedUp'],
    by: ['exhaustApiRequests'],
    provoke: ({ org }) => change.exhaustApiRequests(org),
    mend: ({ org }) => repair.renewApiRequests(org),
  },
  {
    cause: 'AppRequestsUsedUp',
    when: 'the app has used up what it was given',
    by: ['limitAppRequests'],
    provoke: ({ org }) => change.limitAppRequests(org, APP, 0),
    mend: ({ org }) => change.limitAppRequests(org, APP, 1000),
  },
];
