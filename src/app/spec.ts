import { randomInt, type X509Certificate } from 'node:crypto';
import { Messages } from '@salesforce/core/messages';
import type { AppType } from './app-type.ts';
import { scopesOf, withRefreshToken } from './scopes.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'app');

/** Everything that the org is told about an app, checked. */
export type AppSpec = {
  type: AppType;
  name: string;
  label: string;
  contactEmail: string;
  callbackUrl: string;
  scopes: string[];
  /** API name. */
  permissionSet: string;
  permissionSetLabel: string;
  certificate: X509Certificate;
  consumerKey: string;
};

/** A spec before the org was asked for the contact and the permission set. */
export type AppDraft = Omit<AppSpec, 'contactEmail' | 'permissionSetLabel'> & { contactEmail?: string };

export type AppInput = Omit<AppDraft, 'label' | 'permissionSet' | 'consumerKey'> & {
  label?: string;
  permissionSet?: string;
};

/** Checks what a person typed and fills in the rest. Throws a named error for the first thing that an org would refuse. */
export function draftApp(input: AppInput): AppDraft {
  const { name } = input;
  const spec = {
    ...input,
    label: input.label ?? name,
    scopes: withRefreshToken(input.scopes),
    permissionSet: input.permissionSet ?? defaultPermissionSet(name),
    consumerKey: randomConsumerKey(),
  };
  if (!isDeveloperName(name)) throw messages.createError('error.AppNameInvalid', [name]);
  if (!isDeveloperName(spec.permissionSet))
    throw messages.createError('error.PermissionSetNameInvalid', [spec.permissionSet]);
  if (/\p{Cc}/u.test(spec.label) || spec.label.trim() === '')
    throw messages.createError('error.AppLabelInvalid');
  if (!/^[^\s@]+@[^\s@]+$/.test(spec.contactEmail ?? 'org@user')) {
    throw messages.createError('error.ContactEmailInvalid', [spec.contactEmail]);
  }
  if (!URL.canParse(spec.callbackUrl))
    throw messages.createError('error.CallbackUrlInvalid', [spec.callbackUrl]);
  const unknown = spec.scopes.find((scope) => !scopesOf[spec.type].includes(scope));
  if (unknown !== undefined) {
    throw messages.createError('error.ScopeUnknown', [unknown, spec.type, scopesOf[spec.type].join(', ')]);
  }
  return spec;
}

/** `<Name>_Access`, cut so that it stays an API name of at most 80 characters. */
function defaultPermissionSet(name: string): string {
  return `${name.slice(0, 73)}_Access`.replace('__', '_');
}

/** API names: a letter first; letters, digits and single underscores; no underscore last; at most 80 characters. */
function isDeveloperName(name: string): boolean {
  return /^[A-Za-z](?:_?[A-Za-z0-9])*$/.test(name) && name.length <= 80;
}

const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/**
 * 64 letters and digits: within the documented rule for consumer keys (8 to 256 alphanumeric characters, unique across all
 * orgs). We choose it, so that no further call has to read it back.
 */
function randomConsumerKey(): string {
  return Array.from({ length: 64 }, () => ALPHANUMERIC.charAt(randomInt(ALPHANUMERIC.length))).join('');
}
