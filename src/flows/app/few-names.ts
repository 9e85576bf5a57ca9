import { Messages } from '@salesforce/core/messages';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'access');

const MOST_SHOWN = 10;

/** The names in a line of a screen; of many, the first ones and how many more. */
export function fewNames(names: readonly string[]): string {
  const shown = names.slice(0, MOST_SHOWN).join(', ');
  const rest = names.length - MOST_SHOWN;
  return rest > 0 ? messages.getMessage('namesAndMore', [shown, rest]) : shown;
}
