import { resolve } from 'node:path';
import { Messages } from '@salesforce/core/messages';
import { readStoredLogin } from '../io/auth-store.ts';
import type { SecretLocation } from '../io/secret-input.ts';
import type { PrivateKeyLocation } from './private-key.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'login-input');

/** Where a login's parts come from: typed, or an org that `sf` is authorised to by JWT (what is typed as well wins). */
export type LoginInput = {
  targetOrg?: string;
  clientId?: string;
  username?: string;
  privateKey?: PrivateKeyLocation;
  instanceUrl?: URL;
  audience?: string;
};

export type CompleteInput = Required<Omit<LoginInput, 'targetOrg' | 'audience'>>;

/** Fills up what was not typed, without a request. `command` is what a person would type again, for the error. */
export async function completeInput(
  { targetOrg, clientId, username, privateKey, instanceUrl }: LoginInput,
  command: string,
): Promise<CompleteInput> {
  if (clientId !== undefined && username !== undefined && privateKey !== undefined) {
    return {
      clientId,
      username,
      privateKey,
      instanceUrl: instanceUrl ?? new URL('https://login.salesforce.com'),
    };
  }
  const missing = Object.entries({
    '--client-id': clientId,
    '--username': username,
    '--jwt-key-file': privateKey,
  })
    .filter(([, value]) => value === undefined)
    .map(([flag]) => flag);
  // parts of the default org's login are never mixed silently with typed ones
  if (targetOrg === undefined && missing.length < 3) {
    throw messages.createError('error.LoginIncomplete', [missing.join(', ')], [command, command], 2);
  }
  const stored = await readStoredLogin(targetOrg);
  return {
    clientId: clientId ?? stored.clientId,
    username: username ?? stored.username,
    privateKey: privateKey ?? { key: { file: stored.privateKeyFile } },
    instanceUrl: instanceUrl ?? new URL(stored.loginUrl),
  };
}

/** The flags that say the same login again, wherever it came from. */
export function loginFlags({ clientId, username, privateKey, instanceUrl }: CompleteInput): string {
  return [
    `--client-id ${clientId} --username ${username}`,
    ...flagOf('--jwt-key', privateKey.key),
    ...flagOf('--passphrase', privateKey.passphrase),
    `--instance-url ${instanceUrl.origin}`,
  ].join(' ');
}

/** A path is absolute, so that it holds in any folder; `-` stays standard input. */
function flagOf(name: string, location: SecretLocation | undefined): string[] {
  if (!location) return [];
  if ('variable' in location) return [`${name}-env ${location.variable}`];
  return [`${name}-file ${location.file === '-' ? '-' : `"${resolve(location.file)}"`}`];
}
