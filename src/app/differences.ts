import type { X509Certificate } from 'node:crypto';
import type { AppSettings, IpRange, SettingName } from './settings.ts';

/** A setting that the org has otherwise than asked for; both sides as JSON can hold them. */
export type Difference = { setting: SettingName; from: unknown; to: unknown };

/** What of `wanted` differs from what there is. */
export function findDifferences(found: AppSettings, wanted: Partial<AppSettings>): Difference[] {
  return (Object.keys(wanted) as SettingName[])
    .filter((name) => !isSame(name, found[name], wanted[name]))
    .map((setting) => ({
      setting,
      from: plainValue(setting, found[setting]),
      to: plainValue(setting, wanted[setting]),
    }));
}

/** Only what differs, to be written. */
export function pickDifferent(found: AppSettings, wanted: Partial<AppSettings>): Partial<AppSettings> {
  const entries = Object.entries(wanted) as Array<[SettingName, unknown]>;
  return Object.fromEntries(entries.filter(([name, value]) => !isSame(name, found[name], value)));
}

/** Everything of an app in a form that JSON can hold. */
export function plainSettings(settings: AppSettings): Record<SettingName, unknown> {
  const entries = Object.entries(settings) as Array<[SettingName, unknown]>;
  return Object.fromEntries(entries.map(([name, value]) => [name, plainValue(name, value)])) as Record<
    SettingName,
    unknown
  >;
}

/** Lists in which the order says nothing. */
const UNORDERED: readonly SettingName[] = ['scopes', 'permissionSets', 'profiles'];

function isSame(name: SettingName, one: unknown, other: unknown): boolean {
  return JSON.stringify(comparable(name, one)) === JSON.stringify(comparable(name, other));
}

function comparable(name: SettingName, value: unknown): unknown {
  if (name === 'scopes') return [...new Set((value as string[]).map(sameScope))].sort();
  if (UNORDERED.includes(name)) return [...(value as string[])].sort();
  if (name === 'ipRanges') return (value as IpRange[]).map(({ start, end }) => `${start}-${end}`).sort();
  // an address is the same in any case
  if (name === 'contactEmail') return String(value).toLowerCase();
  return plainValue(name, value);
}

/**
 * The Connected App reference says so of the first; the four claims about a user come back as `Basic` (Metadata guide,
 * ConnectedAppOauthAccessScope).
 */
function sameScope(scope: string): string {
  if (scope === 'OfflineAccess') return 'RefreshToken';
  return ['Address', 'Email', 'Phone', 'Profile'].includes(scope) ? 'Basic' : scope;
}

function plainValue(name: SettingName, value: unknown): unknown {
  if (value === undefined || value === '') return null;
  if (name !== 'certificate') return value;
  const { fingerprint256, validToDate } = value as X509Certificate;
  return { sha256: fingerprint256, notAfter: validToDate.toISOString() };
}
