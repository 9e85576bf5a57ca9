import { expect } from 'chai';
import { parseIpRange, parseRefreshToken } from '../../src/app/typed-settings.ts';
import { thrownBy } from '../io/thrown.ts';

describe('app/typed-settings', () => {
  const policies: Array<[text: string, policy: unknown]> = [
    ['zero', { kind: 'zero' }],
    ['Infinite', { kind: 'infinite' }],
    ['lifetime:4:hours', { kind: 'lifetime', period: 4, unit: 'hours' }],
    ['INACTIVITY:30:Days', { kind: 'inactivity', period: 30, unit: 'days' }],
    ['lifetime:6:months', { kind: 'lifetime', period: 6, unit: 'months' }],
  ];
  for (const [text, policy] of policies) {
    it(`reads the refresh token policy ${text}`, () => {
      expect(parseRefreshToken(text)).to.deep.equal(policy);
    });
  }

  for (const text of ['', 'never', 'zero:1:days', 'lifetime', 'lifetime:0:days', 'lifetime:-1:days']) {
    it(`refuses the refresh token policy "${text}"`, async () => {
      expect((await thrownBy(() => parseRefreshToken(text))).name).to.equal('RefreshTokenInvalidError');
    });
  }
  for (const text of ['lifetime:4:years', 'lifetime:4:hours:x', 'lifetime:4.5:hours', 'inactivity:4']) {
    it(`refuses the refresh token policy "${text}"`, async () => {
      expect((await thrownBy(() => parseRefreshToken(text))).name).to.equal('RefreshTokenInvalidError');
    });
  }

  const ranges: Array<[text: string, start: string, end: string]> = [
    ['198.51.100.7', '198.51.100.7', '198.51.100.7'],
    ['198.51.100.0-198.51.100.255', '198.51.100.0', '198.51.100.255'],
    ['198.51.100.0 - 198.51.101.1', '198.51.100.0', '198.51.101.1'],
    ['198.51.100.77/24', '198.51.100.0', '198.51.100.255'],
    ['10.1.2.3/32', '10.1.2.3', '10.1.2.3'],
    ['10.1.2.3/31', '10.1.2.2', '10.1.2.3'],
    ['192.168.3.4/9', '192.128.0.0', '192.255.255.255'],
    ['1.2.3.4/0', '0.0.0.0', '255.255.255.255'],
    ['2001:db8::-2001:db8::ff', '2001:db8::', '2001:db8::ff'],
  ];
  for (const [text, start, end] of ranges) {
    it(`reads the range ${text}`, () => {
      expect(parseIpRange(text)).to.deep.equal({ start, end });
    });
  }

  const wrong = [
    '',
    '1.2.3',
    '1.2.3.4-',
    '1.2.3.4-1.2.3.3',
    '1.2.3.4/33',
    '1.2.3.4-::1',
    'a-b',
    '1.2.3.4-1.2.3.5-1.2.3.6',
  ];
  for (const text of wrong) {
    it(`refuses the range "${text}"`, async () => {
      expect((await thrownBy(() => parseIpRange(text))).name).to.equal('IpRangeInvalidError');
    });
  }
});
