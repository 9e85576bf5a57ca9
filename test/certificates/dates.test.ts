import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exactValidity } from '../../src/certificates/build.ts';
import { parseNotBefore, RELEASE_YEAR, validityWarnings } from '../../src/certificates/dates.ts';
import { shownBy, thrownBy } from '../io/thrown.ts';
import { ROOT } from '../terminal.ts';

describe('certificates/dates', () => {
  const read: Array<[string, string]> = [
    ['2027-01-01', '2027-01-01T00:00:00.000Z'],
    ['2028-02-29', '2028-02-29T00:00:00.000Z'],
    ['2027-01-01T08:30Z', '2027-01-01T08:30:00.000Z'],
    ['2027-01-01T08:30:59Z', '2027-01-01T08:30:59.000Z'],
    ['2027-01-01T08:30:59.999Z', '2027-01-01T08:30:59.000Z'],
    ['2027-01-01T00:30+01:00', '2026-12-31T23:30:00.000Z'],
    ['2026-12-31T20:00:00-05:30', '2027-01-01T01:30:00.000Z'],
    ['1950-01-01', '1950-01-01T00:00:00.000Z'],
    ['9999-12-30', '9999-12-30T00:00:00.000Z'],
  ];
  for (const [text, moment] of read)
    it(`reads ${text} as ${moment}`, () => expect(parseNotBefore(text).toISOString()).to.equal(moment));

  const unreadable = [
    '',
    'tomorrow',
    'now',
    '2027',
    '2027-1-1',
    '01.02.2027',
    '1/2/2027',
    '20270101',
    '1767225600',
  ];
  unreadable.push('2027-02-29', '2027-02-30', '2027-04-31', '2027-13-01', '2027-00-10', '2027-01-00');
  unreadable.push('2027-01-01T25:00Z', '2027-01-01T10:60Z', '2027-01-01T10:00:60Z', '2027-01-01T10:00+25:00');
  unreadable.push('2027-01-01 10:00Z', '2027-01-01T10Z', '2027-01-01Z', ' 2027-01-01', '2027-01-01\n');
  unreadable.push(
    '1949-12-31',
    '0000-01-01',
    '12027-01-01',
    '+012027-01-01',
    '-000001-01-01',
    '２０２７-01-01',
  );
  for (const text of unreadable) {
    it(`refuses ${JSON.stringify(text)}: NotBeforeUnreadableError`, async () => {
      const error = await thrownBy(() => parseNotBefore(text));
      expect(error.name).to.equal('NotBeforeUnreadableError');
      expect(error.message).to.include(`"${text}"`);
    });
  }

  it('refuses a time without its offset, and shows how to give it', async () => {
    const error = await thrownBy(() => parseNotBefore('2027-01-01T08:00'));
    expect(error.name).to.equal('NotBeforeWithoutOffsetError');
    const [, advised = ''] = /--not-before (\S+)/.exec(error.actions?.at(-1) ?? '') ?? [];
    expect(parseNotBefore(advised).toISOString()).to.equal('2027-01-01T08:00:00.000Z');
    expect(shownBy(error)).not.to.include('%s');
  });

  const names = (begin: string, days: number, now: string): string[] =>
    validityWarnings(exactValidity(new Date(begin), days), new Date(now)).map(({ name }) => name);

  it('warns of a clock that says a year before the newest release, and of none that may be right', () => {
    expect(names('2030-01-01', 1, `${RELEASE_YEAR - 1}-12-31T23:59:59Z`)).to.deep.equal([
      'ClockBehindWarning',
    ]);
    expect(names('2030-01-01', 1, `${RELEASE_YEAR}-01-01T00:00:00Z`)).to.deep.equal([]);
  });

  it('warns of a certificate that has ended already, to the second', () => {
    expect(names('2026-01-01', 31, '2026-02-01T00:00:01Z')).to.deep.equal(['CertificateEndedWarning']);
    expect(names('2026-01-01', 31, '2026-02-01T00:00:00Z')).to.deep.equal([]);
  });

  it('knows the year of the newest release of the change log, and no later one', () => {
    const [, released] =
      /^## \[?\d+\.\d+\.\d+.*?(\d{4})-\d\d-\d\d/m.exec(readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8')) ??
      [];
    if (released !== undefined) expect(RELEASE_YEAR).to.equal(Number(released));
    expect(RELEASE_YEAR).to.be.at.most(new Date().getFullYear());
  });
});
