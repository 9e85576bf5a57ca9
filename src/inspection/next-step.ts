import { Messages } from '@salesforce/core/messages';
import type { Inspection, JudgedItem } from './inspection.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'inspection-text');

/** The command to type next; undefined where the problems' own remedies are the next steps. */
export function nextStep({ source, path, items, checks }: Inspection): string | undefined {
  const [first] = items;
  if (!first || checks.some(({ holds }) => !holds)) return undefined;
  const file = path === undefined ? undefined : `"${path}"`;
  const flag = file === undefined ? keyFlagFor(source) : `--jwt-key-file ${file}`;
  return stepFor(
    items.find(({ kind }) => kind === 'private-key') ?? first,
    file ?? '-',
    flag,
    checks.length > 0,
  );
}

const keyFlagFor = (source: string): string =>
  source.startsWith('$') ? `--jwt-key-env ${source.slice(1)}` : '--jwt-key-file KEY_FILE';

function stepFor(item: JudgedItem, file: string, flag: string, isChecked: boolean): string | undefined {
  switch (item.kind) {
    case 'private-key':
      if (item.isUsable === undefined) return messages.getMessage('next.passphrase', [file]);
      return item.isUsable ? messages.getMessage('next.privateKey', [flag]) : undefined;
    case 'certificate':
      return item.isUsable ? messages.getMessage('next.certificate', [file]) : undefined;
    case 'jwt':
    case 'jwt-access-token':
      return isChecked || item.kind !== 'jwt' || !item.isUsable
        ? undefined
        : messages.getMessage('next.jwt', [file]);
    default:
      return undefined;
  }
}
