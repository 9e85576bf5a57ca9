import { Messages } from '@salesforce/core/messages';
import { textOf, type ComponentRecord } from './app-kind.ts';
import { scopesOf } from './scopes.ts';
import type { AppSettings } from './settings.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'app-migrate');

/** Scopes of a Connected App that an External Client App calls otherwise (Metadata API 67.0, both lists of scopes). */
const renamedScopes: Readonly<Record<string, string>> = { SFAP: 'SFApiPlatform' };

/** The scopes by the names that an External Client App has for them. Throws `ScopeNotMigratedError` for one that it has not. */
function migrateScopes(scopes: readonly string[]): string[] {
  return scopes.map((scope) => {
    const name = renamedScopes[scope] ?? scope;
    if (scopesOf['external-client-app'].includes(name)) return name;
    throw messages.createError('error.ScopeNotMigrated', [scope, scopesOf['external-client-app'].join(', ')]);
  });
}

/** Who may use the new app: API names of permission sets, shown names of profiles. */
export type Admitted = Pick<AppSettings, 'permissionSets' | 'profiles'>;

/**
 * The settings of the External Client App for those of a Connected App. It admits approved users alone: a user's own approval
 * of the old app does not hold for another one, and without an approval every JWT login is refused.
 */
export function migrateSettings(old: AppSettings, admitted: Admitted): AppSettings {
  return { ...old, ...admitted, scopes: migrateScopes(old.scopes), permittedUsers: 'admin-approved' };
}

/** Elements of a Connected App that our settings hold, or that are set alike in every new app. */
const carried: ReadonlyArray<string | RegExp> = [
  '$',
  'fullName',
  'label',
  'contactEmail',
  'description',
  'ipRanges',
  'permissionSetName',
  'profileName',
  /^oauthConfig\.(callbackUrl|certificate|consumerKey|consumerSecret|scopes)$/,
  /^oauthConfig\.(isAdminApproved|isNamedUserJwtEnabled)$/,
  // of flows that use the consumer secret, which the new app has one of its own of
  /^oauthConfig\.(isConsumerSecretOptional|isPkceRequired|isSecretRequiredForRefreshToken)$/,
  /^oauthPolicy\.(ipRelaxation|refreshTokenPolicy)$/,
  /^sessionPolicy\.(sessionLevel|sessionTimeout)$/,
  // that a session has to be raised is what the level says
  /^sessionPolicy\.policyAction=RaiseSessionLevel$/,
];

/** Groups of elements that are looked into. */
const GROUPS = ['oauthConfig', 'oauthPolicy', 'sessionPolicy'];

/** What of a Connected App the new app will not have: elements that say something, by their paths in its metadata. */
export function findNotCarried(record: ComponentRecord): string[] {
  const paths = Object.entries(record).flatMap(([name, value]) =>
    GROUPS.includes(name)
      ? Object.entries(value as ComponentRecord).map(([inner, text]) => [`${name}.${inner}`, text] as const)
      : [[name, value] as const],
  );
  return paths.filter(([path, value]) => saysSomething(path, value)).map(([path]) => path);
}

function saysSomething(path: string, value: unknown): boolean {
  return !isNothing(value) && !isCarried(path) && !isCarried(`${path}=${textOf(value)}`);
}

/** Also attributes of the element alone, such as its type, or that it is nil. */
function isNothing(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).every((name) => name === '$');
  return [null, undefined, '', 'false', false].includes(value as string);
}

const isCarried = (path: string): boolean =>
  carried.some((known) => (typeof known === 'string' ? known === path : known.test(path)));
