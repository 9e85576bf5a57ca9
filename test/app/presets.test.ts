// What a preset chooses, and that docs/apps.md, where the reasons are, says the same.
import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { presets, type PresetName } from '../../src/app/presets.ts';
import { scopesOf, withRefreshToken } from '../../src/app/scopes.ts';
import { ROOT } from '../terminal.ts';

const page = readFileSync(join(ROOT, 'docs', 'apps.md'), 'utf8');

/** The cells of the page's row, one for each preset. */
function documented(setting: string): Record<PresetName, string> {
  const cellsOf = (start: string): string[] =>
    page
      .split('\n')
      .find((line) => line.startsWith(`| ${start} |`))!
      .split('|')
      .slice(2, -1)
      .map((cell) => cell.replaceAll('`', '').trim());
  const names = cellsOf('setting') as PresetName[];
  return Object.fromEntries(cellsOf(setting).map((cell, index) => [names[index]!, cell])) as Record<
    PresetName,
    string
  >;
}

describe('app/presets', () => {
  it('are these', () => {
    expect(presets).to.deep.equal({
      deploy: {
        scopes: ['Api', 'Web', 'RefreshToken'],
        refreshToken: { kind: 'zero' },
        ipRelaxation: 'enforce',
      },
      integration: {
        scopes: ['Api', 'RefreshToken'],
        refreshToken: { kind: 'zero' },
        ipRelaxation: 'enforce',
      },
      devhub: {
        scopes: ['Api', 'Web', 'RefreshToken'],
        refreshToken: { kind: 'lifetime', period: 90, unit: 'days' },
        ipRelaxation: 'enforce',
        sessionTimeoutMinutes: 15,
      },
    });
  });

  for (const [name, { scopes, refreshToken, ipRelaxation, sessionTimeoutMinutes }] of Object.entries(
    presets,
  )) {
    const preset = name as PresetName;

    it(`${name} has scopes that both kinds of app know, what a login needs among them, and not everything`, () => {
      for (const known of Object.values(scopesOf)) expect(known).to.include.members(scopes);
      expect(withRefreshToken(scopes)).to.deep.equal(scopes);
      expect(scopes).not.to.include('Full');
    });

    it(`${name} is documented as it is`, () => {
      expect(documented('scopes')[preset]).to.equal(scopes.join(', '));
      expect(documented('refresh token')[preset]).to.equal(Object.values(refreshToken).join(':'));
      expect(documented('IP relaxation')[preset]).to.equal(ipRelaxation);
      const timeout =
        sessionTimeoutMinutes === undefined ? 'as the profile says' : `${sessionTimeoutMinutes} minutes`;
      expect(documented('session timeout')[preset]).to.equal(timeout);
    });
  }

  it('are documented with a reason for each scope', () => {
    for (const scope of new Set([...Object.values(presets).flatMap(({ scopes }) => scopes), 'Full']))
      expect(page).to.match(new RegExp(`^- \\*\\*\`${scope}\`\\*\\*`, 'm'));
  });
});
