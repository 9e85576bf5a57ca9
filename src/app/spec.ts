import { randomInt, type X509Certificate } from 'node:crypto';
import { Messages } from '@salesforce/core/messages';
import type { AppType } from './app-type.ts';
import { isDeveloperName } from './developer-name.ts';
import { scopesOf, withRefreshToken } from './scopes.ts';
import { defaultSettings, type AppSettings, type SettingName } from './settings.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'app');

/** What a person asks for: `typed` alone is changed in an app that is there. */
export type AppRequest = {
  type: AppType;
  name: string;
  /** Of a new app; an app that is there keeps its own. */
  consumerKey?: string;
  certificate: X509Certificate;
  typed: Partial<AppSettings>;
};

/** Throws a named error for the first thing that an org would refuse, before anything is asked of one. */
export function checkRequest({ type, name, consumerKey, typed }: Omit<AppRequest, 'certificate'>): void {
  if (!isDeveloperName(name)) throw messages.createError('error.AppNameInvalid', [name]);
  if (consumerKey !== undefined && !/^[A-Za-z0-9]{8,256}$/.test(consumerKey))
    throw messages.createError('error.ConsumerKeyInvalid', [consumerKey.length]);
  checkSettings(type, typed);
}

/** Throws a named error for the first setting that no app of the kind can have. */
export function checkSettings(type: AppType, typed: Partial<AppSettings>): void {
  for (const check of Object.values(checks)) check(typed, type);
}

type Check = (typed: Partial<AppSettings>, type: AppType) => void;

const checks: Partial<Record<SettingName, Check>> = {
  label: ({ label }) => {
    if (label !== undefined && (/\p{Cc}/u.test(label) || label.trim() === ''))
      throw messages.createError('error.AppLabelInvalid');
  },
  contactEmail: ({ contactEmail = 'org@user' }) => {
    if (!/^[^\s@]+@[^\s@]+$/.test(contactEmail))
      throw messages.createError('error.ContactEmailInvalid', [contactEmail]);
  },
  callbackUrls: ({ callbackUrls = [] }) => {
    const wrong = callbackUrls.find((url) => !URL.canParse(url));
    if (wrong !== undefined) throw messages.createError('error.CallbackUrlInvalid', [wrong]);
  },
  scopes: ({ scopes = [] }, type) => {
    const unknown = scopes.find((scope) => !scopesOf[type].includes(scope));
    if (unknown === undefined) return;
    throw messages.createError('error.ScopeUnknown', [unknown, type, scopesOf[type].join(', ')]);
  },
  permissionSets: ({ permissionSets = [] }) => {
    const wrong = permissionSets.find((name) => !isDeveloperName(name));
    if (wrong !== undefined) throw messages.createError('error.PermissionSetNameInvalid', [wrong]);
  },
  sessionLevel: ({ sessionLevel }, type) => {
    if (sessionLevel === 'low' && type === 'connected-app')
      throw messages.createError('error.SessionLevelUnknown');
  },
};

/** Every setting of a new app; `contactEmail` is that of the org's own user. */
export function newSettings({ name, certificate, typed }: AppRequest, contactEmail: string): AppSettings {
  const { profiles = [], permissionSets } = typed;
  return {
    label: name,
    contactEmail,
    ...defaultSettings,
    ...typed,
    certificate,
    scopes: withRefreshToken(typed.scopes ?? defaultSettings.scopes),
    permittedUsers: 'admin-approved',
    permissionSets: permissionSets ?? (profiles.length > 0 ? [] : [defaultPermissionSet(name)]),
  };
}

/**
 * What an app that is there should have: what was typed, and what a login cannot do without: the certificate, the scope
 * RefreshToken, and admission of approved users. Permission sets and profiles are added to those that it admits.
 */
export function wantedSettings(
  { name, certificate, typed }: AppRequest,
  found: AppSettings,
): Partial<AppSettings> {
  const profiles = union(found.profiles, typed.profiles ?? []);
  const sets = union(found.permissionSets, typed.permissionSets ?? []);
  const admitsNobody = profiles.length === 0 && sets.length === 0;
  return {
    ...typed,
    certificate,
    scopes: withRefreshToken(typed.scopes ?? found.scopes),
    permittedUsers: 'admin-approved',
    permissionSets: admitsNobody ? [defaultPermissionSet(name)] : sets,
    profiles,
  };
}

const union = (one: readonly string[], other: readonly string[]): string[] => [
  ...new Set([...one, ...other]),
];

/** `<Name>_Access`, cut so that it stays an API name of at most 80 characters. */
export function defaultPermissionSet(name: string): string {
  return `${name.slice(0, 73)}_Access`.replace('__', '_');
}

const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/**
 * 64 letters and digits: within the documented rule for consumer keys (8 to 256 alphanumeric characters, unique across all
 * orgs). We choose it, so that no further call has to read it back.
 */
export function randomConsumerKey(): string {
  return Array.from({ length: 64 }, () => ALPHANUMERIC.charAt(randomInt(ALPHANUMERIC.length))).join('');
}
