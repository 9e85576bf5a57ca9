import { expect } from 'chai';
import {
  exitCodeOf,
  judgeEntry,
  sortByUrgency,
  worstOf,
  type CheckVerdict,
} from '../../src/check/entry-check.ts';
import { findingRows } from '../../src/check/finding-rows.ts';
import { appCases } from './app-cases.ts';
import { CERTIFICATE, endingIn, goodFacts } from './check-samples.ts';
import { localCases } from './local-cases.ts';

const { stored, org } = goodFacts;
const offline = { ...goodFacts, org: null };
const rows = [...localCases, ...appCases];

describe('the check of an entry', () => {
  it('finds nothing where all agrees', () => {
    expect(judgeEntry(goodFacts)).to.deep.equal({
      entry: 'production',
      username: 'deploy@acme.example',
      instanceUrl: 'https://acme.my.salesforce.com',
      app: 'Jwt_Cli',
      verdict: 'good',
      certificate: {
        from: 'app',
        sha256: CERTIFICATE,
        notBefore: '2026-11-01T12:00:00.000Z',
        notAfter: '2027-11-25T12:00:00.000Z',
        daysLeft: 365,
      },
      looks: { certificate: 'good', key: 'good', 'project-file': 'good', sf: 'good', app: 'good' },
      findings: [],
    });
  });

  it('takes a checkout without key and certificate for what it is', () => {
    const {
      verdict,
      certificate: shown,
      looks,
    } = judgeEntry({ ...offline, key: null, certificate: null, stored: null });
    expect(verdict).to.equal('good');
    expect(shown).to.include({ from: 'project-file', notBefore: null, daysLeft: 365 });
    expect(looks).to.deep.equal({
      certificate: 'good',
      key: 'not-there',
      'project-file': 'not-there',
      sf: 'not-there',
      app: 'not-asked',
    });
  });

  for (const [name, facts, command, text] of rows) {
    it(`tells ${name}: ${command}`, () => {
      const { findings } = judgeEntry(facts);
      expect(findings.map((each) => each.name)).to.deep.equal([name]);
      expect(findings[0]).to.include({ command });
      expect(findings[0]?.text).to.match(text);
    });
  }

  it('has facts for each row', () => {
    const names = findingRows.map(({ name }) => name);
    expect([...new Set(rows.map(([name]) => name))]).to.have.members(names);
  });

  it('lets a certificate end soon on the second', () => {
    const at = (seconds: number): CheckVerdict =>
      judgeEntry({
        ...endingIn('production', 30),
        now: new Date(Date.parse('2026-11-25T12:00:00Z') + seconds * 1000).toISOString(),
      }).verdict;
    expect([at(0), at(1)]).to.deep.equal(['good', 'ends-soon']);
  });

  it('shows no control character of a project file', () => {
    const { findings } = judgeEntry({
      ...goodFacts,
      org: { ...org, app: { ...org.app, name: 'A\u001b[31m' } },
    });
    expect(findings[0]?.text).to.contain(String.raw`"A\u001b[31m"`);
  });
});

describe('the verdict of several entries', () => {
  const expected: Array<[CheckVerdict[], CheckVerdict, number]> = [
    [[], 'good', 0],
    [['good', 'good'], 'good', 0],
    [['good', 'unknown'], 'unknown', 1],
    [['unknown', 'ends-soon', 'good'], 'ends-soon', 10],
    [['ends-soon', 'drift', 'unknown'], 'drift', 11],
  ];
  for (const [verdicts, worst, code] of expected) {
    it(`of ${verdicts.join(', ') || 'none'} is ${worst}, exit code ${code}`, () => {
      expect(worstOf(verdicts)).to.equal(worst);
      expect(exitCodeOf(worst)).to.equal(code);
    });
  }

  it('puts the worst first, and of those what ends first', () => {
    const checks = [
      judgeEntry(endingIn('late', 300)),
      judgeEntry(endingIn('soon', 9)),
      judgeEntry({ ...goodFacts, name: 'drifting', stored: { ...stored, clientId: 'x' } }),
      judgeEntry(endingIn('sooner', 2)),
    ];
    expect(sortByUrgency(checks).map(({ entry }) => entry)).to.deep.equal([
      'drifting',
      'sooner',
      'soon',
      'late',
    ]);
  });
});
