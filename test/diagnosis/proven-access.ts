// One fact changed → the one cause that it proves: who may log in, where, by which app.
import { findSymptom } from '../../src/diagnosis/symptoms.ts';
import { CLIENT_ID, orgWith, OTHER } from './facts.ts';
import {
  notApproved,
  notAdminApproved,
  unknownKey,
  noScope,
  invalid,
  notInstalled,
  at,
  TO,
  create,
  APPROVE,
  AGAIN,
  WAIT,
  ACTIVATE,
  UNFREEZE,
  type Row,
} from './refused.ts';

export const provenAccess: readonly Row[] = [
  {
    symptom: 'UserNotApproved',
    cause: 'UserNotAdmitted',
    facts: notApproved(orgWith({ app: { admitsUser: false } })),
    fix: APPROVE,
  },
  {
    symptom: 'UserNotAdminApproved',
    cause: 'UserNotAdmitted',
    facts: notAdminApproved(orgWith({ app: { admitsUser: false } })),
    fix: APPROVE,
  },
  {
    symptom: 'UserNotAdminApproved',
    cause: 'NobodyAdmitted',
    facts: notAdminApproved(orgWith({ app: { admitsUser: false, permissionSets: [] } })),
    fix: APPROVE,
  },
  {
    symptom: 'UserNotApproved',
    cause: 'NobodyAdmitted',
    facts: notApproved(orgWith({ app: { admitsUser: false, permissionSets: [] } })),
    fix: APPROVE,
  },
  {
    symptom: 'UserNotAdminApproved',
    cause: 'UserNotAdmitted',
    facts: notAdminApproved(
      orgWith({ app: { admitsUser: false }, user: { license: 'Salesforce Integration' } }),
    ),
    fix: APPROVE,
  },
  {
    symptom: 'UserNotApproved',
    cause: 'UserNotAdmitted',
    facts: notApproved(orgWith({ app: { admitsUser: false }, user: { license: 'Salesforce Integration' } })),
    fix: APPROVE,
  },
  {
    symptom: 'UserNotApproved',
    cause: 'UserUnknown',
    facts: notApproved(orgWith({ user: false, app: { admitsUser: null } })),
    fix: null,
  },
  {
    symptom: 'UserNotApproved',
    cause: 'UserUnknown',
    facts: notApproved(
      orgWith({ user: false, app: { admitsUser: null }, nearUsers: ['deploy@acme.example.dev'] }),
    ),
    fix: AGAIN.replace('deploy@acme.example', 'deploy@acme.example.dev'),
  },
  {
    symptom: 'UserNotApproved',
    cause: 'HostOfOtherOrg',
    facts: notApproved({ ...at('https://globex.my.salesforce.com') }),
    fix: AGAIN,
  },
  {
    symptom: 'UserNotApproved',
    cause: 'HostOfOtherOrg',
    facts: notApproved({ ...at('https://test.salesforce.com') }),
    fix: AGAIN,
  },
  {
    symptom: 'UserNotApproved',
    cause: 'OnlyRefreshScope',
    facts: notApproved(orgWith({ app: { scopes: ['RefreshToken'] } })),
    fix: create(' --scopes Api,RefreshToken'),
  },
  {
    symptom: 'UserNotApproved',
    cause: 'SelfAuthorized',
    facts: notApproved(orgWith({ app: { permittedUsers: 'self-authorized', admitsUser: null } })),
    fix: create(),
  },
  {
    symptom: 'UserNotApproved',
    cause: 'ConsumerKeyMistyped',
    facts: notApproved(orgWith({ app: false, appsOfKey: ['Other_App'] })),
    fix: null,
  },
  { symptom: 'UserNotApproved', cause: 'AppMissing', facts: notApproved(orgWith({ app: false })), fix: null },
  {
    symptom: 'UserNotApproved',
    cause: 'UserInactive',
    facts: notApproved(orgWith({ user: { isActive: false } })),
    fix: ACTIVATE,
  },
  {
    symptom: 'UserNotApproved',
    cause: 'UserFrozen',
    facts: notApproved(orgWith({ user: { isFrozen: true } })),
    fix: UNFREEZE,
  },
  {
    symptom: 'UserNotApproved',
    cause: 'ChangeNotTakenOver',
    facts: notApproved(orgWith({ app: { changedAt: '2026-11-25T11:53:00.000Z' } })),
    fix: WAIT,
  },
  {
    symptom: 'ConsumerKeyUnknown',
    cause: 'ConsumerKeyMistyped',
    facts: unknownKey(orgWith({ app: false, appsOfKey: ['Other_App'] })),
    fix: null,
  },
  {
    symptom: 'ConsumerKeyUnknown',
    cause: 'AppMissing',
    facts: unknownKey(orgWith({ app: false })),
    fix: `jwt app create --name Jwt_Cli_E5F6G7H8 --client-id ${CLIENT_ID} --certificate-file /keys/server.crt --assign-to deploy@acme.example ${TO}`,
  },
  {
    symptom: 'ConsumerKeyUnknown',
    cause: 'HostOfOtherOrg',
    facts: unknownKey(at('https://globex.my.salesforce.com')),
    fix: AGAIN,
  },
  {
    symptom: 'RefreshTokenScopeMissing',
    cause: 'RefreshScopeMissing',
    facts: noScope(orgWith({ app: { scopes: ['Api'] } })),
    fix: create(),
  },
  {
    symptom: 'RefreshTokenScopeMissing',
    cause: 'SelfAuthorized',
    facts: noScope(orgWith({ app: { permittedUsers: 'self-authorized', admitsUser: null } })),
    fix: create(),
  },
  {
    symptom: 'AssertionInvalid',
    cause: 'KeyNotOfApp',
    facts: invalid(
      orgWith({
        app: { certificate: { sha256: 'B', publicKeySha256: OTHER, notAfter: '2027-01-01T00:00:00.000Z' } },
      }),
    ),
    fix: create(),
  },
  {
    symptom: 'AssertionInvalid',
    cause: 'AppWithoutCertificate',
    facts: invalid(orgWith({ app: { certificate: false } })),
    fix: create(),
  },
];

/** Young changes, proven by elimination, behind each refusal that they are told for. */
export const young: readonly Row[] = [notAdminApproved, unknownKey, noScope, invalid, notInstalled].map(
  (facts) => {
    const changed = facts(orgWith({ app: { changedAt: '2026-11-25T11:53:00.000Z' } }));
    return {
      symptom: findSymptom(changed)?.name ?? '',
      cause: 'ChangeNotTakenOver',
      facts: changed,
      fix: WAIT,
    };
  },
);
