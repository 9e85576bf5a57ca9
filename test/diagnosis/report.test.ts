// What a person reads of a diagnosis, and sends on.
import { expect } from 'chai';
import type { Check, Diagnosis } from '../../src/diagnosis/diagnosis.ts';
import { renderChanges, renderReport } from '../../src/diagnosis/report.ts';
import { healthy } from './facts.ts';

const checks: Check[] = [
  { name: 'key-file', state: 'passed', evidence: '/home/me/ci/server.key can be read.' },
  { name: 'app-age', state: 'warning', evidence: 'Changed 2 minutes ago.' },
  { name: 'token-endpoint', state: 'failed', evidence: 'It refused the login.' },
  { name: 'app', state: 'unknown', evidence: 'Nobody told.' },
  { name: 'login-history', state: 'skipped', evidence: 'first\nsecond' },
];

const diagnosis = (changes: Partial<Diagnosis> = {}): Diagnosis => ({
  isHealthy: false,
  symptom: 'AssertionInvalid',
  cause: null,
  candidates: [],
  decide: null,
  checks,
  ...changes,
});

const render = (changes: Partial<Diagnosis>, home = '/home/me'): string =>
  renderReport(diagnosis(changes), healthy, home).join('\n');

describe('diagnosis/report', () => {
  it('tells the checks in their order, by signs that need no colour, with the evidence in one column', () => {
    expect(render({ isHealthy: true })).to.equal(
      [
        'Login of deploy@acme.example at https://acme.my.salesforce.com',
        'Consumer key A1B2C3D4E5F6G7H8, audience https://acme.my.salesforce.com',
        '',
        '  ok key file        ~/ci/server.key can be read.',
        '  !  app age         Changed 2 minutes ago.',
        '  x  token endpoint  It refused the login.',
        '  ?  app             Nobody told.',
        '  -  login history   first',
        '                     second',
        '',
        'The login works.',
      ].join('\n'),
    );
  });

  it('ends with the one cause and the one command', () => {
    const command = ['jwt', 'app', 'approve', '--name', 'Example_App', '--assign-to', 'deploy@acme.example'];
    const cause = {
      name: 'UserNotAdmitted',
      message: 'Not admitted.',
      fix: { text: 'Let the user in:', command },
    };
    expect(render({ cause })).to.match(
      /\n\nCause: Not admitted\. \(UserNotAdmitted\)\nTo mend it:\n {2}Let the user in:\n {4}sf jwt app approve --name Example_App --assign-to deploy@acme\.example$/,
    );
  });

  it('ends with the candidates in order and what decides, each line to paste on its own', () => {
    const candidates = [
      { name: 'First', message: 'This.', fix: { text: 'Do that: sf jwt keygen --name X', command: null } },
      { name: 'Second', message: 'Or this.', fix: null },
    ];
    const decide = { text: 'ask.', command: ['jwt', 'diagnose', '--target-org', 'ADMIN_ORG'] };
    expect(render({ candidates, decide })).to.contain(
      [
        'Possible causes, the most likely first:',
        '  1. This. (First)',
        '     Do that:',
        '       sf jwt keygen --name X',
        '  2. Or this. (Second)',
        'To know which it is, ask.',
        '  sf jwt diagnose --target-org ADMIN_ORG',
      ].join('\n'),
    );
  });

  it('names no home folder, and what a shell makes of it where the line is pasted', () => {
    const files = ['/home/me/a.key', '/home/me/with blank.key', '/home/metoo/b.key'];
    const cause = { name: 'X', message: files.join(', '), fix: { text: 'Do:', command: ['jwt', ...files] } };
    const shown = render({ cause });
    expect(shown).to.contain('Cause: ~/a.key, ~/with blank.key, /home/metoo/b.key');
    expect(shown).to.contain('sf jwt ~/a.key "$HOME/with blank.key" /home/metoo/b.key');
    expect(render({ cause }, '/')).to.contain('/home/me/a.key');
  });

  it('tells what is another way than it was', () => {
    const after = checks.map((check) =>
      check.name === 'token-endpoint'
        ? { ...check, state: 'passed' as const, evidence: 'It gave\na token.' }
        : check,
    );
    const added: Check = { name: 'api-call', state: 'passed', evidence: 'It took it.' };
    expect(renderChanges(checks, [...after, added], '/home/me')).to.deep.equal([
      '  x  -> ok token endpoint  It gave\n                           a token.',
      '  -  -> ok api call        It took it.',
    ]);
  });
});
