// The same of what an org tells.
import { goodFacts, KEY, OTHER_CERTIFICATE, OTHER_KEY } from './check-samples.ts';
import type { FindingCase } from './local-cases.ts';

const { org } = goodFacts;
const trouble = { name: 'NamedOrgNotFoundError', message: 'No such org.', actions: [] };
const offline = { ...goodFacts, org: null };

export const appCases: FindingCase[] = [
  [
    'LoginRefused',
    {
      ...offline,
      orgTrouble: {
        name: 'AssertionInvalidError',
        message: 'It said no.\nCauses:',
        actions: [],
        isRefusal: true,
      },
    },
    'sf jwt diagnose --org production --target-org prod-admin',
    /^It said no\.$/,
  ],
  [
    'OrgNotAsked',
    { ...offline, adminOrg: 'other', orgTrouble: { ...trouble, isRefusal: false } },
    'sf org display --target-org other',
    /could not be asked\. No such org\.$/,
  ],
  [
    'OrgNotAsked',
    { ...offline, orgTrouble: { ...trouble, isRefusal: false } },
    'sf jwt diagnose --org production --target-org prod-admin',
    /could not be asked\. No such org\.$/,
  ],
  [
    'OrgIsAnother',
    { ...goodFacts, org: { ...org, orgId: '00D000000000009EAA', host: 'https://other.my.salesforce.com' } },
    'sf jwt check --org production --target-org ADMIN_ORG',
    /The org of prod-admin is another one \(00D000000000009EAA\)/,
  ],
  [
    'OrgRefreshed',
    { ...goodFacts, org: { ...org, orgId: '00D000000000009EAA' } },
    'sf jwt setup --org production',
    /no longer 00D000000000001EAA, but 00D000000000009EAA/,
  ],
  [
    'OrgRefreshed',
    { ...goodFacts, org: { ...org, orgId: '00D000000000009EAA', targetOrg: null, app: null } },
    'sf jwt login --org production',
    /no longer/,
  ],
  [
    'AppNotTold',
    { ...goodFacts, org: { ...org, app: null } },
    'sf jwt diagnose --org production --target-org prod-admin',
    /does not show prod-admin the app/,
  ],
  [
    'AppGone',
    { ...goodFacts, org: { ...org, app: false } },
    'sf jwt setup --org production',
    /no app with the consumer key 3MVG9EXAMPLEkey0123456789\.$/,
  ],
  [
    'AppRenamed',
    { ...goodFacts, org: { ...org, app: { ...org.app, name: 'New_Name' } } },
    'sf jwt setup --org production --name New_Name --type external-client-app',
    /is "New_Name" \(external-client-app\); the project file names "Jwt_Cli" \(external-client-app\)\.$/,
  ],
  [
    'AppOff',
    { ...goodFacts, org: { ...org, app: { ...org.app, isEnabled: false } } },
    'sf jwt diagnose --org production --target-org prod-admin',
    /"Jwt_Cli" is switched off/,
  ],
  [
    'AppHasNoCertificate',
    { ...goodFacts, org: { ...org, app: { ...org.app, certificate: false } } },
    'sf jwt diagnose --org production --target-org prod-admin',
    /has no certificate/,
  ],
  [
    'AppOfOtherKey',
    {
      ...goodFacts,
      org: {
        ...org,
        app: { ...org.app, certificate: { ...org.app.certificate, publicKeySha256: OTHER_KEY } },
      },
    },
    'sf jwt diagnose --org production --target-org prod-admin',
    /has the certificate of another private key than \/project\/certs\/production\.key\.$/,
  ],
  [
    'AppHasOtherCertificate',
    {
      ...goodFacts,
      adminOrg: 'me',
      org: {
        ...org,
        app: {
          ...org.app,
          certificate: {
            sha256: OTHER_CERTIFICATE,
            publicKeySha256: KEY,
            notAfter: '2027-06-01T00:00:00.000Z',
          },
        },
      },
    },
    'sf jwt app create --target-org me --name Jwt_Cli --certificate-file /project/certs/production.crt',
    /ends on 2027-06-01; \/project\/certs\/production\.crt ends on 2027-11-25\.$/,
  ],
];
