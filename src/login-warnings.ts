import { Messages } from '@salesforce/core/messages';
import type { Talking } from './talking.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'login-warnings');

/** A clock that is further off is worth a word: at three minutes slow, orgs refuse what it signs. */
const SKEW_SECONDS = 60;

type Granted = { clockAheadSeconds: number | null; tokenFormat: 'opaque' | 'jwt'; host: string };

/** Warns of a login that worked, and of what may not: a clock that is off, and a token that much of `sf` cannot use. */
export function warnOfLogin(
  command: Talking,
  { clockAheadSeconds: ahead, tokenFormat, host }: Granted,
): void {
  if (ahead !== null && Math.abs(ahead) >= SKEW_SECONDS)
    command.warn(messages.createWarning(`warning.Clock.${directionOf(ahead)}`, [Math.abs(ahead), host]));
  if (tokenFormat === 'jwt') command.warn(messages.createWarning('warning.JwtToken'));
}

type Replacing = { username: string; instanceUrl: string; alias: string | null; isDevHub: boolean };

/** Warns that a login took the place of one in a browser: what a person did there cannot be done again by a command. */
export function warnOfReplaced(
  command: Talking,
  { username, instanceUrl, alias, isDevHub }: Replacing,
): void {
  const named = alias === null ? '' : ` --alias ${alias}`;
  const undo = `sf org login web --instance-url ${instanceUrl}${named}`;
  const name = isDevHub ? 'HubLoginReplaced' : 'WebLoginReplaced';
  command.warn(messages.createWarning(`warning.${name}`, [username], [undo]));
}

export const directionOf = (aheadSeconds: number): 'ahead' | 'behind' =>
  aheadSeconds < 0 ? 'behind' : 'ahead';
