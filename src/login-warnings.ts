import { Messages } from '@salesforce/core/messages';
import type { Talking } from './talking.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'login-warnings');
const ofSetup = Messages.loadMessages('sf-plugin-jwt', 'jwt.setup');

type Warning = ReturnType<typeof messages.createWarning>;

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

type Replaced = {
  username: string;
  instanceUrl: string;
  alias: string | null | undefined;
  isDevHub: boolean;
};

/** Of a login in a browser that one by JWT took the place of: no command can do it again. */
export function warningOfReplaced({ username, instanceUrl, alias, isDevHub }: Replaced): Warning {
  const named = alias ? ` --alias ${alias}` : '';
  const undo = `sf org login web --instance-url ${instanceUrl}${named}`;
  return messages.createWarning(
    `warning.${isDevHub ? 'HubLoginReplaced' : 'WebLoginReplaced'}`,
    [username],
    [undo],
  );
}

/** What a set-up has to tell, of one org or of many. */
export function warningOfSetup({ name, values }: { name: string; values: string[] }): Warning {
  const isHub = name === 'HubLoginReplaced';
  if (!isHub && name !== 'WebLoginReplaced') return ofSetup.createWarning(`warning.${name}`, values);
  const [username = '', instanceUrl = '', alias] = values;
  return warningOfReplaced({ username, instanceUrl, alias, isDevHub: isHub });
}

export const directionOf = (aheadSeconds: number): 'ahead' | 'behind' =>
  aheadSeconds < 0 ? 'behind' : 'ahead';
