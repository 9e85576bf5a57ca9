import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { formatDistance, formatDuration } from '../../src/inspection/moments.ts';
import { ROOT } from '../terminal.ts';

const now = new Date('2026-11-24T12:34:56.000Z');
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('inspection/moments', () => {
  const distances: Array<[number, string]> = [
    [0, 'in 0 seconds'],
    [SECOND, 'in 1 second'],
    [-SECOND, '1 second ago'],
    [119 * SECOND, 'in 119 seconds'],
    [2 * MINUTE, 'in 2 minutes'],
    [119 * MINUTE, 'in 119 minutes'],
    [-2 * HOUR, '2 hours ago'],
    [47 * HOUR, 'in 47 hours'],
    [2 * DAY, 'in 2 days'],
    [13 * DAY - 1, 'in 12 days'],
    [-3 * DAY - 1, '3 days ago'],
    [730 * DAY, 'in 730 days'],
    [3660 * DAY, 'in 10 years'],
  ];
  for (const [milliseconds, text] of distances) {
    it(`says "${text}" of ${milliseconds} ms`, () => {
      expect(formatDistance(new Date(now.getTime() + milliseconds), now)).to.equal(text);
    });
  }

  it('says how long something lasts', () => {
    expect(formatDuration(SECOND)).to.equal('1 second');
    expect(formatDuration(3 * MINUTE)).to.equal('3 minutes');
    expect(formatDuration(365 * DAY)).to.equal('365 days');
  });

  const zones: Array<[string, string, string]> = [
    ['UTC', '2026-12-07T11:00:12Z', '2026-12-07 11:00:12 +00:00 (in 12 days)'],
    ['Europe/Berlin', '2026-12-07T11:00:12Z', '2026-12-07 12:00:12 +01:00 (in 12 days)'],
    ['Europe/Berlin', '2027-07-01T22:30:00Z', '2027-07-02 00:30:00 +02:00 (in 219 days)'],
    ['America/St_Johns', '2026-12-07T11:00:12Z', '2026-12-07 07:30:12 -03:30 (in 12 days)'],
    ['Asia/Kathmandu', '2026-12-07T11:00:12Z', '2026-12-07 16:45:12 +05:45 (in 12 days)'],
    ['UTC', '9999-12-31T23:59:59Z', '9999-12-31 23:59:59 +00:00 (in 7972 years)'],
    ['UTC', '1969-12-31T23:59:59Z', '1969-12-31 23:59:59 +00:00 (56 years ago)'],
  ];
  for (const [zone, moment, text] of zones) {
    it(`writes ${moment} for a machine in ${zone}`, () => {
      const script = `import { formatMoment } from ${JSON.stringify(join(ROOT, 'src', 'inspection', 'moments.ts'))};
        console.log(formatMoment(new Date('${moment}'), new Date('${now.toISOString()}')));`;
      const args = ['--input-type=module', '-e', script];
      expect(execFileSync(process.execPath, args, { env: { TZ: zone }, encoding: 'utf8' }).trim()).to.equal(
        text,
      );
    });
  }
});
