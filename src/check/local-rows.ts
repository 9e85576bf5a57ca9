import { formatDistance } from '../inspection/moments.ts';
import { missingMembers } from '../project/entry.ts';
import type { CheckFacts } from './check-facts.ts';
import {
  checkWithOrg,
  diagnoseEntry,
  inspectFile,
  logInAgain,
  rotate,
  setUpAgain,
  type FindingRow,
  type Found,
} from './finding-row.ts';
import {
  appCertificateOf,
  certificateInUse,
  DAY_MILLISECONDS,
  isRotating,
  readCertificateOf,
  readKeyOf,
  recordedCertificate,
} from './looks.ts';

/** What the files of this machine tell. */
export const localRows: readonly FindingRow[] = [
  { name: 'EntryNotSetUp', about: 'project-file', verdict: 'unknown', find: findMissingMembers },
  {
    name: 'CertificateEnded',
    about: 'certificate',
    verdict: 'ends-soon',
    find: (facts) => findEnd(facts, (left) => left <= 0),
  },
  {
    name: 'CertificateEndsSoon',
    about: 'certificate',
    verdict: 'ends-soon',
    find: (facts) => findEnd(facts, (left) => left > 0 && left < facts.expiresInDays * DAY_MILLISECONDS),
  },
  { name: 'CertificateNotBegun', about: 'certificate', verdict: 'drift', find: findEarly },
  { name: 'CertificateUnknown', about: 'certificate', verdict: 'unknown', find: findNoCertificate },
  { name: 'CertificateNotRead', about: 'certificate', verdict: 'unknown', find: findUnreadCertificate },
  { name: 'CertificateUnusable', about: 'certificate', verdict: 'drift', find: findBadCertificate },
  { name: 'RotationBrokenOff', about: 'key', verdict: 'drift', find: findRotation },
  { name: 'KeyNotOpened', about: 'key', verdict: 'unknown', find: findLockedKey },
  { name: 'KeyNotRead', about: 'key', verdict: 'unknown', find: findUnreadKey },
  { name: 'KeyUnusable', about: 'key', verdict: 'drift', find: findBadKey },
  { name: 'KeyNotOfCertificate', about: 'key', verdict: 'drift', find: findOtherPair },
  { name: 'RecordUnreadable', about: 'project-file', verdict: 'drift', find: findBadRecord },
  { name: 'RecordBehindRotation', about: 'project-file', verdict: 'drift', find: findOldRecord },
  { name: 'RecordOfOtherCertificate', about: 'project-file', verdict: 'drift', find: findOtherRecord },
  { name: 'RecordOfOtherEnd', about: 'project-file', verdict: 'drift', find: findOtherEnd },
  { name: 'StoredLoginOfOtherApp', about: 'sf', verdict: 'drift', find: findOtherStoredApp },
  { name: 'StoredLoginOfOtherOrg', about: 'sf', verdict: 'drift', find: findOtherStoredOrg },
  { name: 'StoredKeyGone', about: 'sf', verdict: 'drift', find: findGoneStoredKey },
  { name: 'StoredLoginOfOtherKey', about: 'sf', verdict: 'drift', find: findOtherStoredKey },
];

function findMissingMembers(facts: CheckFacts): Found | undefined {
  const missing = facts.recorded ? missingMembers(facts.recorded) : [];
  if (missing.length === 0) return undefined;
  return { values: [missing.join(', ')], command: setUpAgain(facts) };
}

function findEnd(facts: CheckFacts, isMeant: (leftMilliseconds: number) => boolean): Found | undefined {
  const certificate = certificateInUse(facts);
  if (!certificate) return undefined;
  const [end, now] = [new Date(certificate.notAfter), new Date(facts.now)];
  if (!isMeant(end.getTime() - now.getTime())) return undefined;
  return { values: [formatDistance(end, now), dayOf(certificate.notAfter)], command: rotate(facts) };
}

const dayOf = (moment: string): string => moment.slice(0, 10);

function findEarly(facts: CheckFacts): Found | undefined {
  const { notBefore } = certificateInUse(facts) ?? { notBefore: null };
  if (notBefore === null || notBefore <= facts.now) return undefined;
  return {
    values: [formatDistance(new Date(notBefore), new Date(facts.now))],
    command: certificateCommand(facts),
  };
}

function certificateCommand({ certificate, name }: CheckFacts): string[] {
  return inspectFile(certificate?.path ?? name);
}

/** An entry that is not set up has none yet. */
function findNoCertificate(facts: CheckFacts): Found | undefined {
  const { recorded, certificate } = facts;
  if (!recorded || missingMembers(recorded).length > 0 || certificate || certificateInUse(facts))
    return undefined;
  // the set-up takes it from the app and writes it down; without the key, it could only make a new one
  return { values: [], command: readKeyOf(facts) ? setUpAgain(facts) : checkWithOrg(facts) };
}

const troubleOfCertificate = ({ certificate }: CheckFacts) =>
  certificate && 'trouble' in certificate ? certificate.trouble : undefined;

/** Errors of reading a file, whatever is in it. */
const UNREAD = /^File(?:NotFound|Unreadable|IsDirectory|NotRegular|TooLarge)Error$/;

function findUnreadCertificate(facts: CheckFacts): Found | undefined {
  const trouble = troubleOfCertificate(facts);
  return trouble && UNREAD.test(trouble.name)
    ? { values: [trouble.message], command: certificateCommand(facts) }
    : undefined;
}

function findBadCertificate(facts: CheckFacts): Found | undefined {
  const trouble = troubleOfCertificate(facts);
  return trouble && !UNREAD.test(trouble.name)
    ? { values: [trouble.message], command: certificateCommand(facts) }
    : undefined;
}

function findRotation(facts: CheckFacts): Found | undefined {
  return isRotating(facts) ? { values: [facts.keyPath ?? ''], command: rotate(facts) } : undefined;
}

const troubleOfKey = ({ key }: CheckFacts) => (key && 'trouble' in key ? key.trouble : undefined);

/** Without its passphrase, nothing of a key can be compared. */
const LOCKED = ['KeyIsEncryptedError', 'KeyFileIsSealedError'];

function findLockedKey(facts: CheckFacts): Found | undefined {
  const trouble = troubleOfKey(facts);
  if (!trouble || !LOCKED.includes(trouble.name)) return undefined;
  const again = facts.recorded
    ? ['--org', facts.name]
    : ['--certificate-file', facts.name, '--jwt-key-file', facts.keyPath ?? ''];
  return {
    values: [facts.key?.source ?? ''],
    command: ['jwt', 'check', ...again, '--passphrase-env', 'SF_JWT_PASSPHRASE'],
  };
}

function findUnreadKey(facts: CheckFacts): Found | undefined {
  const trouble = troubleOfKey(facts);
  return trouble && UNREAD.test(trouble.name)
    ? { values: [trouble.message], command: inspectKey(facts) }
    : undefined;
}

function findBadKey(facts: CheckFacts): Found | undefined {
  const trouble = troubleOfKey(facts);
  if (!trouble || UNREAD.test(trouble.name) || LOCKED.includes(trouble.name)) return undefined;
  return { values: [trouble.message], command: inspectKey(facts) };
}

function inspectKey({ key }: CheckFacts): string[] {
  const variable = key?.source.startsWith('$') ? ['--env', key.source.slice(1)] : undefined;
  return variable ? ['jwt', 'inspect', ...variable] : inspectFile(key?.path ?? '');
}

function findOtherPair(facts: CheckFacts): Found | undefined {
  const [key, certificate] = [readKeyOf(facts), readCertificateOf(facts)];
  if (!key || !certificate || isRotating(facts) || key.sha256 === certificate.publicKeySha256)
    return undefined;
  const command = facts.recorded
    ? diagnoseEntry(facts)
    : ['jwt', 'inspect', certificate.path ?? '', '--key-file', key.path ?? ''];
  return { values: [key.source, certificate.source], command };
}

function findBadRecord(facts: CheckFacts): Found | undefined {
  if (facts.recorded?.certificate === undefined || recordedCertificate(facts)) return undefined;
  return { values: [], command: setUpAgain(facts) };
}

/** What the file, else the app, is held against. */
function recordedAndTrue(facts: CheckFacts) {
  const [recorded, file] = [recordedCertificate(facts), readCertificateOf(facts)];
  const isTrue = file ?? appCertificateOf(facts);
  return recorded && isTrue && { recorded, isTrue, source: file?.source };
}

function findOldRecord(facts: CheckFacts): Found | undefined {
  const both = recordedAndTrue(facts);
  if (both?.source === undefined || both.recorded.sha256 === both.isTrue.sha256) return undefined;
  if (both.recorded.sha256 !== facts.rotation?.previousSha256) return undefined;
  return { values: [both.source], command: setUpAgain(facts) };
}

/** The org decides which is right; where it was asked, what it has is told by a row of its own. */
function findOtherRecord(facts: CheckFacts): Found | undefined {
  const both = recordedAndTrue(facts);
  if (!both || both.recorded.sha256 === both.isTrue.sha256 || findOldRecord(facts)) return undefined;
  const app = appCertificateOf(facts);
  const { recorded, isTrue, source } = both;
  return {
    values: [recorded.sha256, source ?? 'the app', isTrue.sha256],
    command: app ? setUpAgain(facts) : checkWithOrg(facts),
  };
}

/** Whole seconds: nothing in a certificate is finer. */
function findOtherEnd(facts: CheckFacts): Found | undefined {
  const both = recordedAndTrue(facts);
  if (!both || both.recorded.sha256 !== both.isTrue.sha256) return undefined;
  const [said, isTrue] = [both.recorded.notAfter, both.isTrue.notAfter].map((end) => end.slice(0, 19));
  if (said === isTrue) return undefined;
  return { values: [both.recorded.notAfter, both.isTrue.notAfter], command: setUpAgain(facts) };
}

function findOtherStoredApp(facts: CheckFacts): Found | undefined {
  const { stored, recorded } = facts;
  if (!stored || recorded?.clientId === undefined || stored.clientId === recorded.clientId) return undefined;
  return { values: [recorded.username ?? '', stored.clientId], command: logInAgain(facts) };
}

/** Ids have 15 characters, or 18. */
const isOtherOrg = (one: string | undefined, other: string): boolean =>
  one !== undefined && other !== '' && one.slice(0, 15) !== other.slice(0, 15);

function findOtherStoredOrg(facts: CheckFacts): Found | undefined {
  const { stored, recorded } = facts;
  if (!stored || !isOtherOrg(recorded?.orgId, stored.orgId)) return undefined;
  return { values: [recorded?.username ?? '', stored.orgId], command: logInAgain(facts) };
}

function findGoneStoredKey(facts: CheckFacts): Found | undefined {
  const { stored, recorded, key } = facts;
  if (!stored || stored.isKeyThere) return undefined;
  return {
    values: [recorded?.username ?? '', stored.keyFile],
    command: key ? logInAgain(facts) : ['jwt', 'login', '--repair', '--username', recorded?.username ?? ''],
  };
}

function findOtherStoredKey(facts: CheckFacts): Found | undefined {
  const { stored, recorded } = facts;
  const key = readKeyOf(facts);
  if (!key || !stored || stored.keySha256 === null || stored.keySha256 === key.sha256) return undefined;
  return { values: [recorded?.username ?? '', stored.keyFile, key.source], command: logInAgain(facts) };
}
