import { Messages } from '@salesforce/core/messages';
import type { IpRange, RefreshTokenPolicy, SettingName } from '../app/settings.ts';
import { printable } from '../inspection/printable.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'app-settings-text');

/** What a person calls a setting. */
export const nameSetting = (name: SettingName): string => messages.getMessage(`name.${name}`);

/**
 * The value of a setting in a line, in the form in which one types it where there is one: what `plainSettings` and
 * `findDifferences` give. Texts come from the org, and are made printable.
 */
export function showSetting(name: SettingName, value: unknown): string {
  if (isNothing(value))
    return messages.getMessage(name === 'sessionTimeoutMinutes' ? 'timeout.profile' : 'nothing');
  return printable((shows[name] ?? showPlain)(value));
}

const isNothing = (value: unknown): boolean =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);

type Show = (value: unknown) => string;

/** Settings that are no text or list of texts. */
const shows: Partial<Record<SettingName, Show>> = {
  certificate: (value) => {
    const { sha256, notAfter } = value as { sha256: string; notAfter: string };
    return messages.getMessage('certificate', [sha256, notAfter.slice(0, 10)]);
  },
  ipRanges: (value) => (value as IpRange[]).map(showRange).join(', '),
  refreshToken: (value) => {
    const { kind, ...rest } = value as RefreshTokenPolicy;
    return 'period' in rest ? [kind, rest.period, rest.unit].join(':') : kind;
  },
  sessionTimeoutMinutes: (value) => messages.getMessage('minutes', [Number(value)]),
  issuesJwtTokens: (value) => messages.getMessage(value === true ? 'yes' : 'no'),
};

const showPlain: Show = (value) => [value].flat().join(', ');

function showRange({ start, end, description }: IpRange): string {
  const range = start === end ? start : `${start}-${end}`;
  return description === undefined ? range : messages.getMessage('range.described', [range, description]);
}
