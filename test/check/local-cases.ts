// Facts by which one thing is found, and nothing else, with the command that is told and the text.
import type { CheckFacts } from '../../src/check/check-facts.ts';
import { endingIn, fileFacts, goodFacts, OTHER_CERTIFICATE, OTHER_KEY } from './check-samples.ts';

const { recorded, key, certificate, stored } = goodFacts;
const trouble = { name: 'KeyNotRecognizedError', message: 'No key.', actions: [] };
const offline = { ...goodFacts, org: null };

/** Name, facts, command, text. */
export type FindingCase = [name: string, facts: CheckFacts, command: string, text: RegExp];

/** Of this machine's files. */
export const localCases: FindingCase[] = [
  [
    'EntryNotSetUp',
    { ...offline, recorded: { admin: 'prod-admin' }, key: null, certificate: null, stored: null },
    'sf jwt setup --org production',
    /does not say yet: username, clientId, instanceUrl\.$/,
  ],
  [
    'CertificateEnded',
    endingIn('production', -3),
    'sf jwt app rotate --org production',
    /ended 3 days ago, on 2026-11-22\.$/,
  ],
  [
    'CertificateEndsSoon',
    { ...endingIn('uat', 12), recorded: { ...endingIn('uat', 12).recorded, admin: undefined } },
    'sf jwt app rotate --org uat --target-org ADMIN_ORG',
    /ends in 12 days, on 2026-12-07\.$/,
  ],
  [
    'CertificateEndsSoon',
    { ...fileFacts, expiresInDays: 400 },
    'sf jwt app rotate --target-org ADMIN_ORG --name APP_NAME --jwt-key-file server.key --certificate-file server.crt',
    /ends in 365 days/,
  ],
  [
    'CertificateNotBegun',
    { ...goodFacts, certificate: { ...certificate, notBefore: '2026-11-27T12:00:00.000Z' } },
    'sf jwt inspect /project/certs/production.crt',
    /begins in 2 days\.$/,
  ],
  [
    'CertificateUnknown',
    { ...offline, recorded: { ...recorded, certificate: undefined }, certificate: null },
    'sf jwt setup --org production',
    /not beside the key/,
  ],
  [
    'CertificateUnknown',
    { ...offline, recorded: { ...recorded, certificate: undefined }, certificate: null, key: null },
    'sf jwt check --org production --target-org prod-admin',
    /not beside the key/,
  ],
  [
    'CertificateNotRead',
    {
      ...fileFacts,
      certificate: {
        source: '/c.crt',
        path: '/c.crt',
        trouble: { name: 'FileNotFoundError', message: 'No file.', actions: [] },
      },
    },
    'sf jwt inspect /c.crt',
    /could not be read\. No file\.$/,
  ],
  [
    'CertificateUnusable',
    { ...goodFacts, certificate: { source: '/c.crt', path: '/c.crt', trouble } },
    'sf jwt inspect /c.crt',
    /cannot be used\. No key\.$/,
  ],
  [
    'RotationBrokenOff',
    { ...goodFacts, rotation: { state: 'staged', previousSha256: null } },
    'sf jwt app rotate --org production',
    /production\.key has begun and not ended/,
  ],
  [
    'RotationBrokenOff',
    {
      ...goodFacts,
      rotation: { state: 'half-switched', previousSha256: null },
      key: { ...key, sha256: OTHER_KEY },
      stored: null,
    },
    'sf jwt app rotate --org production',
    /has begun and not ended/,
  ],
  [
    'KeyNotOpened',
    {
      ...goodFacts,
      key: { source: '$JWT_KEY', path: null, trouble: { ...trouble, name: 'KeyIsEncryptedError' } },
    },
    'sf jwt check --org production --passphrase-env SF_JWT_PASSPHRASE',
    /\$JWT_KEY was not compared/,
  ],
  [
    'KeyNotRead',
    {
      ...goodFacts,
      key: {
        source: '/a b.key',
        path: '/a b.key',
        trouble: { name: 'FileIsDirectoryError', message: 'A folder.', actions: [] },
      },
    },
    'sf jwt inspect "/a b.key"',
    /could not be read\. A folder\.$/,
  ],
  [
    'KeyUnusable',
    { ...goodFacts, key: { source: '$JWT_KEY', path: null, trouble } },
    'sf jwt inspect --env JWT_KEY',
    /cannot be used/,
  ],
  [
    'KeyUnusable',
    { ...goodFacts, key: { source: '/a b.key', path: '/a b.key', trouble } },
    'sf jwt inspect "/a b.key"',
    /cannot be used/,
  ],
  [
    'KeyNotOfCertificate',
    { ...offline, certificate: { ...certificate, publicKeySha256: OTHER_KEY } },
    'sf jwt diagnose --org production --target-org prod-admin',
    /production\.key does not belong to the certificate \/project\/certs\/production\.crt\.$/,
  ],
  [
    'RecordUnreadable',
    { ...goodFacts, recorded: { ...recorded, certificate: { sha256: 'x', notAfter: 'never' } } },
    'sf jwt setup --org production',
    /no fingerprint/,
  ],
  [
    'RecordBehindRotation',
    {
      ...goodFacts,
      recorded: { ...recorded, certificate: { ...recorded.certificate, sha256: OTHER_CERTIFICATE } },
      rotation: { state: 'switched', previousSha256: OTHER_CERTIFICATE },
    },
    'sf jwt setup --org production',
    /before the rotation/,
  ],
  [
    'RecordOfOtherCertificate',
    {
      ...offline,
      recorded: { ...recorded, certificate: { ...recorded.certificate, sha256: OTHER_CERTIFICATE } },
    },
    'sf jwt check --org production --target-org prod-admin',
    /names another certificate \(SHA-256 DD:.* than \/project\/certs\/production\.crt is \(BB:/,
  ],
  [
    'RecordOfOtherCertificate',
    {
      ...goodFacts,
      recorded: { ...recorded, certificate: { ...recorded.certificate, sha256: OTHER_CERTIFICATE } },
      certificate: null,
    },
    'sf jwt setup --org production',
    /than the app is \(BB:/,
  ],
  [
    'RecordOfOtherEnd',
    {
      ...goodFacts,
      recorded: { ...recorded, certificate: { ...recorded.certificate, notAfter: '2030-01-01T00:00:00Z' } },
    },
    'sf jwt setup --org production',
    /says that the certificate ends at 2030-01-01T00:00:00.000Z; it ends at 2027-11-25T12:00:00.000Z\.$/,
  ],
  [
    'StoredLoginOfOtherApp',
    { ...goodFacts, stored: { ...stored, clientId: '3MVG9OTHER' } },
    'sf jwt login --org production',
    /as deploy@acme\.example by another app, with the consumer key 3MVG9OTHER\.$/,
  ],
  [
    'StoredLoginOfOtherOrg',
    { ...goodFacts, stored: { ...stored, orgId: '00D000000000002EAA' } },
    'sf jwt login --org production',
    /another org, 00D000000000002EAA\.$/,
  ],
  [
    'StoredKeyGone',
    { ...goodFacts, stored: { ...stored, isKeyThere: false, keySha256: null, keyFile: '/old.key' } },
    'sf jwt login --org production',
    /there is no file \/old\.key\.$/,
  ],
  [
    'StoredKeyGone',
    { ...goodFacts, key: null, stored: { ...stored, isKeyThere: false, keySha256: null } },
    'sf jwt login --repair --username deploy@acme.example',
    /is gone/,
  ],
  [
    'StoredLoginOfOtherKey',
    { ...goodFacts, stored: { ...stored, keySha256: OTHER_KEY, keyFile: '/old.key' } },
    'sf jwt login --org production',
    /another private key, \/old\.key, than \/project\/certs\/production\.key\.$/,
  ],
];
