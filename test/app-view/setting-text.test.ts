import { expect } from 'chai';
import { nameSetting, showSetting } from '../../src/app-view/setting-text.ts';
import { plainSettings } from '../../src/app/differences.ts';
import { defaultSettings, type SettingName } from '../../src/app/settings.ts';

describe('the text of a setting', () => {
  const rows: Array<[name: SettingName, value: unknown, text: string]> = [
    ['label', 'Jwt Cli', 'Jwt Cli'],
    ['label', 'Jwt\u001b[31m', 'Jwt\\u001b[31m'],
    ['description', null, 'none'],
    ['scopes', ['Api', 'RefreshToken'], 'Api, RefreshToken'],
    ['profiles', [], 'none'],
    ['permittedUsers', 'admin-approved', 'admin-approved'],
    ['certificate', null, 'none'],
    [
      'certificate',
      { sha256: 'AA:BB', notAfter: '2026-12-01T10:00:00.000Z' },
      'SHA-256 AA:BB, ends 2026-12-01',
    ],
    ['refreshToken', { kind: 'zero' }, 'zero'],
    ['refreshToken', { kind: 'lifetime', period: 4, unit: 'hours' }, 'lifetime:4:hours'],
    [
      'ipRanges',
      [
        { start: '198.51.100.0', end: '198.51.100.255', description: 'office' },
        { start: '203.0.113.7', end: '203.0.113.7' },
      ],
      '198.51.100.0-198.51.100.255 (office), 203.0.113.7',
    ],
    ['sessionTimeoutMinutes', 30, '30 minutes'],
    ['sessionTimeoutMinutes', null, 'as the profile says'],
    ['issuesJwtTokens', false, 'no'],
    ['issuesJwtTokens', true, 'yes'],
  ];
  for (const [name, value, text] of rows) {
    it(`of ${name} is ${text}`, () => expect(showSetting(name, value)).to.equal(text));
  }

  it('has a name and a value for each setting there is', () => {
    const plain = plainSettings({
      ...defaultSettings,
      label: 'Jwt Cli',
      contactEmail: 'ops@example.com',
      certificate: undefined,
      permissionSets: [],
    });
    const names = Object.keys(plain) as SettingName[];
    expect(names).to.have.length(15);
    for (const name of names) {
      expect(nameSetting(name)).to.match(/^[A-Z]/);
      expect(showSetting(name, plain[name])).to.match(/./);
    }
  });
});
