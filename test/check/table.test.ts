import { expect } from 'chai';
import { judgeEntry } from '../../src/check/entry-check.ts';
import { renderTable } from '../../src/check/table.ts';
import { endingIn, fileFacts, goodFacts, KEY, resultOf } from './check-samples.ts';

describe('the table of a check', () => {
  it('has a row for each org, what was found with its command, and a line that counts', () => {
    const entries = [
      judgeEntry(goodFacts),
      judgeEntry(endingIn('uat', 9)),
      judgeEntry({
        ...endingIn('ci', 90),
        recorded: { admin: 'ci-admin' },
        certificate: null,
        key: null,
        stored: null,
      }),
    ];
    expect(renderTable(resultOf(entries))).to.deep.equal([
      'Org         Certificate ends          Key  sf-jwt.json  sf  App',
      'production  2027-11-25 (in 365 days)  ok   ok           ok  ok',
      'uat         2026-12-04 (in 9 days)    ok   ok           ok  -',
      'ci          unknown                   -    x            -   -',
      '',
      'uat: The certificate ends in 9 days, on 2026-12-04.',
      '  sf jwt app rotate --org uat',
      '',
      'ci: The project file does not say yet: username, clientId, instanceUrl.',
      '  sf jwt setup --org ci',
      '',
      '3 orgs: 1 good, 1 with a certificate that ends, 1 that could not be checked.',
    ]);
  });

  it('of files alone shows what there is of them', () => {
    const { key } = goodFacts;
    const entries = [judgeEntry({ ...fileFacts, key: { ...key, sha256: KEY } })];
    expect(renderTable(resultOf(entries, { projectFile: null }))).to.deep.equal([
      'File        Certificate ends          Key',
      'server.crt  2027-11-25 (in 365 days)  ok',
      '',
      '1 certificate: 1 good.',
    ]);
  });
});
