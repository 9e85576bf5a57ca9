// Facts of an org on which nothing is wrong, and results as renderers get them.
import type { CheckFacts } from '../../src/check/check-facts.ts';
import type { CheckResult } from '../../src/check/check-result.ts';
import { judgeEntry, worstOf, type EntryCheck } from '../../src/check/entry-check.ts';

export const NOW = '2026-11-25T12:00:00.000Z';

const pairs = (byte: string): string => Array.from({ length: 32 }, () => byte).join(':');

/** Fingerprints: of the key, of its certificate, and of others. */
export const [KEY, CERTIFICATE, OTHER_KEY, OTHER_CERTIFICATE] = ['AA', 'BB', 'CC', 'DD'].map(pairs) as [
  string,
  string,
  string,
  string,
];

const END = '2027-11-25T12:00:00.000Z';

export const goodFacts = {
  now: NOW,
  expiresInDays: 30,
  name: 'production',
  recorded: {
    admin: 'prod-admin',
    username: 'deploy@acme.example',
    clientId: '3MVG9EXAMPLEkey0123456789',
    instanceUrl: 'https://acme.my.salesforce.com',
    orgId: '00D000000000001EAA',
    key: { file: 'certs/production.key' },
    app: { name: 'Jwt_Cli', type: 'external-client-app' },
    certificate: { sha256: CERTIFICATE, notAfter: END },
  },
  keyPath: '/project/certs/production.key',
  key: {
    source: '/project/certs/production.key',
    path: '/project/certs/production.key',
    bits: 2048,
    sha256: KEY,
    isOpenToOthers: false,
  },
  certificate: {
    source: '/project/certs/production.crt',
    path: '/project/certs/production.crt',
    sha256: CERTIFICATE,
    publicKeySha256: KEY,
    notBefore: '2026-11-01T12:00:00.000Z',
    notAfter: END,
  },
  rotation: { state: 'current', previousSha256: null },
  stored: {
    clientId: '3MVG9EXAMPLEkey0123456789',
    orgId: '00D000000000001EAA',
    keyFile: '/project/certs/production.key',
    isKeyThere: true,
    keySha256: KEY,
  },
  adminOrg: null,
  org: {
    orgId: '00D000000000001EAA',
    host: 'https://acme.my.salesforce.com',
    targetOrg: 'prod-admin',
    app: {
      name: 'Jwt_Cli',
      type: 'external-client-app',
      isEnabled: true,
      certificate: { sha256: CERTIFICATE, publicKeySha256: KEY, notAfter: END },
    },
    appsOfKey: [],
  },
  orgTrouble: null,
} satisfies CheckFacts;

/** A certificate file alone, without its key. */
export const fileFacts: CheckFacts = {
  ...goodFacts,
  name: 'server.crt',
  recorded: null,
  keyPath: null,
  key: null,
  certificate: { ...goodFacts.certificate, source: '/project/server.crt', path: '/project/server.crt' },
  rotation: null,
  stored: null,
  org: null,
};

export function resultOf(entries: EntryCheck[], changes: Partial<CheckResult> = {}): CheckResult {
  return {
    checkedAt: NOW,
    expiresInDays: 30,
    verdict: worstOf(entries.map(({ verdict }) => verdict)),
    projectFile: '/project/sf-jwt.json',
    entries,
    ...changes,
  };
}

const DAY_MILLISECONDS = 86_400_000;

/** An org whose certificate ends so many days after now, and lasts so many. */
export function endingIn(name: string, days: number, lifetime = 365): CheckFacts {
  const end = new Date(new Date(NOW).getTime() + days * DAY_MILLISECONDS);
  const notAfter = end.toISOString();
  const notBefore = new Date(end.getTime() - lifetime * DAY_MILLISECONDS).toISOString();
  const { recorded, certificate } = goodFacts;
  return {
    ...goodFacts,
    name,
    recorded: {
      ...recorded,
      username: `deploy@acme.example.${name}`,
      instanceUrl: `https://acme--${name}.sandbox.my.salesforce.com`,
      certificate: { sha256: CERTIFICATE, notAfter },
    },
    certificate: { ...certificate, notBefore, notAfter },
    org: null,
  };
}

/** A fleet of so many orgs: nearly all good, some that end, some that do not agree, some of which nobody knows. */
export function fleetOf(size: number): CheckResult {
  const entries = Array.from({ length: size }, (_, index) => {
    const name = `org-${String(index + 1).padStart(3, '0')}`;
    const facts = endingIn(name, 45 + ((index * 37) % 690), index % 9 === 0 ? 1095 : 730);
    const { stored, recorded } = goodFacts;
    if (index % 50 === 7) return judgeEntry(endingIn(name, (index % 7) * 4 + 1));
    if (index % 90 === 11) return judgeEntry(endingIn(name, -12));
    if (index % 70 === 21)
      return judgeEntry({ ...facts, stored: { ...stored, clientId: '3MVG9OTHERkey0123456789' } });
    if (index % 80 === 31)
      return judgeEntry({
        ...facts,
        certificate: null,
        recorded: { ...facts.recorded, certificate: undefined },
      });
    if (index % 110 === 41) return judgeEntry({ ...facts, recorded: { admin: recorded.admin } });
    if (index % 12 === 5) return judgeEntry({ ...facts, certificate: null, key: null });
    return judgeEntry(facts);
  });
  return resultOf(entries);
}
