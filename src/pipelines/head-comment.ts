import { Messages } from '@salesforce/core/messages';
import { comment } from './layout.ts';
import type { Pipeline, ProviderName } from './pipeline.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'pipelines');

/** What the first lines of a pipeline file say: what it needs, by exact name, and that no secret is in it. */
export function headComment(provider: ProviderName, { secrets }: Pipeline, sign: '#' | '//'): string {
  const needed = secrets.map(
    ({ name, orgs }) => `  ${messages.getMessage('head.secret', [name, listOf(orgs)])}`,
  );
  const texts = [messages.getMessage('head'), ...needed, messages.getMessage(`head.${provider}`)];
  return comment(texts.join('\n'), sign);
}

const SHOWN = 5;

/** The first ones of many. */
export function listOf(names: readonly string[]): string {
  if (names.length <= SHOWN) return names.join(', ');
  return messages.getMessage('andMore', [names.slice(0, SHOWN).join(', '), names.length - SHOWN]);
}

/** A sentence inside of a pipeline file. */
export const note = (name: string): string => messages.getMessage(`note.${name}`);
