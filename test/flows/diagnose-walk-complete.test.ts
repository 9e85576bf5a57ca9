// What the walk meets, and what it cannot: each cause, each fault and each change of a simulated org is in one of the lists.
import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { apiRefusalRules, unknownApiRefusal } from '../../src/diagnosis/api-refusals.ts';
import { refusalRules, unknownRefusal } from '../../src/diagnosis/refusals.ts';
import { troubleNames } from '../../src/diagnosis/troubles.ts';
import { faultNames } from '../../src/simulator/faults.ts';
import * as orgChanges from '../../src/simulator/org-changes.ts';
import { ROOT } from '../terminal.ts';
import { hostRows } from './walk-host-rows.ts';
import { localRows } from './walk-local-rows.ts';
import { accessRows, appRows } from './walk-org-rows.ts';
import { wayRows } from './walk-way-rows.ts';

const rows = [...accessRows, ...appRows, ...wayRows, ...localRows];

/** Failures that the walk does not provoke → the test that does, and names their errors. */
const elsewhere: Record<string, string[]> = {
  // certificates of a trusted authority that are not good all the same
  'test/io/tls-certificates.test.ts': ['TlsCertificateEnded', 'TlsCertificateNotBegun', 'TlsWrongHost'],
  'test/io/proxy.test.ts': ['ProxyFailed'],
  // made by other programs, or sealed with much work
  'test/keys/protected.test.ts': ['KeyProtectionTooCostly'],
  'test/keys/pkcs12-read.test.ts': ['KeyNotInside'],
  'test/keys/sealed.test.ts': [
    ...['SealedKeyDamaged', 'SealedKeyWeak', 'SealedKeyTooCostly', 'SealedContentsNotKey'],
  ],
  // root may read everything
  'test/io/input-file.test.ts': ['FileUnreadable'],
  // of standard input and of arguments, which a process of its own has
  'test/key-input.test.ts': ['InputIsTerminal', 'InputTooLarge', 'StandardInputTwice', 'SecretForFile'],
};

/** Its answer takes half a minute: the walk through hosts has it at its end. */
const slow = 'NoAnswerInTime';

/** Faults that stop no login → why. */
const harmlessFaults: Record<string, string> = {
  latency: 'of less than half a minute; of more, it is in the walk through hosts',
  'wrong-content-type': 'the answer is right, and read',
  'clock-behind': 'an org takes assertions that end later than it thinks',
  'deploy-stuck': 'of deploys alone',
  'deploy-half-failed': 'of deploys alone',
  'transient-404': 'of the Metadata API alone',
};

/** Changes that stop no login → why. */
const harmlessChanges: Record<string, string> = {
  activateUser: 'a repair',
  unblockApp: 'a repair',
  expireSessions: 'ends what was logged in before',
  renameProfile: 'ids count',
  addPermissionSet: 'gives nobody anything',
  addForeignApp: 'another app',
};

describe('the walk through causes', () => {
  it('provokes each cause, or names the test that does', () => {
    const rules = [...refusalRules, unknownRefusal, ...apiRefusalRules, unknownApiRefusal];
    const all = new Set([
      ...rules.flatMap(({ causes }) => causes.map(({ name }) => name)),
      ...Object.values(troubleNames).flat(),
      'CertificateNotOfKey',
    ]);
    const met = new Set([
      ...rows.flatMap(({ cause, candidates = [] }) => [cause, ...candidates]),
      ...hostRows.map(({ cause }) => cause),
      slow,
    ]);
    const named = Object.values(elsewhere).flat();
    expect([...all].filter((name) => !met.has(name) && !named.includes(name))).to.deep.equal([]);
    expect([...met].filter((name) => !all.has(name))).to.deep.equal([]);
    expect(named.filter((name) => !all.has(name))).to.deep.equal([]);
    expect(all.size).to.be.greaterThan(100);
    for (const [file, names] of Object.entries(elsewhere)) {
      const text = readFileSync(join(ROOT, file), 'utf8');
      for (const name of names) expect(text, file).to.contain(name);
    }
  });

  const metBy = rows.flatMap(({ by = [] }) => by) as string[];
  const lists: Array<[what: string, all: string[], harmless: Record<string, string>]> = [
    ['fault', faultNames, harmlessFaults],
    ['change', Object.keys(orgChanges), harmlessChanges],
  ];
  for (const [what, all, harmless] of lists) {
    it(`meets each ${what} of a simulated org that can stop a login`, () => {
      expect(all.filter((name) => !metBy.includes(name) && !(name in harmless))).to.deep.equal([]);
      expect(
        Object.keys(harmless).filter((name) => !all.includes(name) || metBy.includes(name)),
      ).to.deep.equal([]);
    });
  }
});
