import type { IpRelaxation, RefreshTokenPolicy } from './settings.ts';

/** What a preset decides. */
export type PresetSettings = {
  scopes: string[];
  refreshToken: RefreshTokenPolicy;
  ipRelaxation: IpRelaxation;
  sessionTimeoutMinutes?: number;
};

export type PresetName = 'deploy' | 'integration' | 'devhub';

/**
 * The least that each use of an app takes; docs/apps.md gives the reason of each value. `RefreshToken` is in all of them
 * because an org refuses every JWT login of an app without it; no refresh token is issued for one.
 */
export const presets: Record<PresetName, PresetSettings> = {
  // `sf` and pipelines: `Web` is what `sf org open` needs
  deploy: {
    scopes: ['Api', 'Web', 'RefreshToken'],
    refreshToken: { kind: 'zero' },
    ipRelaxation: 'enforce',
  },
  // a program that calls APIs and opens no page
  integration: {
    scopes: ['Api', 'RefreshToken'],
    refreshToken: { kind: 'zero' },
    ipRelaxation: 'enforce',
  },
  // as the Salesforce DX guide has it: orgs that are made are logged in to with the same app, not always by JWT
  devhub: {
    scopes: ['Api', 'Web', 'RefreshToken'],
    refreshToken: { kind: 'lifetime', period: 90, unit: 'days' },
    ipRelaxation: 'enforce',
    sessionTimeoutMinutes: 15,
  },
};
