import { Flags } from '@salesforce/sf-plugins-core';
import { Messages } from '@salesforce/core/messages';
import { presets, type PresetName } from './app/presets.ts';
import type { AppSettings, IpRange, RefreshTokenPolicy } from './app/settings.ts';
import { parseIpRange, parseRefreshToken } from './app/typed-settings.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'app-setting-flags');

const summary = (name: string): { summary: string } => ({ summary: messages.getMessage(`${name}.summary`) });
const described = (name: string): { summary: string; description: string } => ({
  ...summary(name),
  description: messages.getMessage(`${name}.description`),
});

/** The settings of an app, none with a default: what is not typed has one in a new app, and stays in one that is there. */
export const settingFlags = {
  preset: Flags.option({
    options: ['deploy', 'integration', 'devhub'] as const,
    ...described('preset'),
  })(),
  label: Flags.string(summary('label')),
  description: Flags.string(summary('description')),
  'contact-email': Flags.string(summary('contact-email')),
  scopes: Flags.string({ multiple: true, delimiter: ',', ...described('scopes') }),
  'callback-url': Flags.string({ multiple: true, helpValue: '<url>', ...described('callback-url') }),
  'permission-set': Flags.string({ multiple: true, ...described('permission-set') }),
  profile: Flags.string({ multiple: true, ...described('profile') }),
  'refresh-token-policy': Flags.custom<RefreshTokenPolicy>({
    ...described('refresh-token-policy'),
    helpValue: 'zero|infinite|lifetime:N:UNIT|inactivity:N:UNIT',
    parse: async (text) => Promise.resolve(parseRefreshToken(text)),
  })(),
  'ip-relaxation': Flags.option({
    options: ['enforce', 'bypass', 'bypass-2factor', 'enforce-relax-refresh'] as const,
    ...described('ip-relaxation'),
  })(),
  'ip-range': Flags.custom<IpRange>({
    ...described('ip-range'),
    helpValue: '<from-to>',
    parse: async (text) => Promise.resolve(parseIpRange(text)),
  })({ multiple: true }),
  'session-timeout': Flags.integer({
    min: 1,
    max: 1440,
    helpValue: '<minutes>',
    ...summary('session-timeout'),
  }),
  'session-level': Flags.option({
    options: ['low', 'standard', 'high-assurance'] as const,
    ...described('session-level'),
  })(),
};

type SettingFlags = {
  preset?: PresetName;
  label?: string;
  description?: string;
  'contact-email'?: string;
  scopes?: string[];
  'callback-url'?: string[];
  'permission-set'?: string[];
  profile?: string[];
  'refresh-token-policy'?: RefreshTokenPolicy;
  'ip-relaxation'?: AppSettings['ipRelaxation'];
  'ip-range'?: IpRange[];
  'session-timeout'?: number;
  'session-level'?: AppSettings['sessionLevel'];
};

/** Only what was typed; a preset counts as typed, and what is typed beside it wins. */
export function readSettingFlags(flags: SettingFlags): Partial<AppSettings> {
  const settings = {
    label: flags.label,
    description: flags.description,
    contactEmail: flags['contact-email'],
    scopes: flags.scopes,
    callbackUrls: flags['callback-url'],
    permissionSets: flags['permission-set'],
    profiles: flags.profile,
    refreshToken: flags['refresh-token-policy'],
    ipRelaxation: flags['ip-relaxation'],
    ipRanges: flags['ip-range'],
    sessionTimeoutMinutes: flags['session-timeout'],
    sessionLevel: flags['session-level'],
  };
  const typed = Object.entries(settings).filter(([, value]) => value !== undefined);
  return { ...(flags.preset && presets[flags.preset]), ...Object.fromEntries(typed) };
}
