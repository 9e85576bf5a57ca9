import { Messages } from '@salesforce/core/messages';
import type { AppType } from '../../app/app-type.ts';
import { hostOf, type OrgConnection } from '../../io/org-call.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'app');

/** The error for an app that the org does not have; it may have one of the other kind, for a command that takes `--type`. */
export function appNotFound(
  connection: OrgConnection,
  { type, name }: { type: AppType; name: string },
  { takesType = true }: { takesType?: boolean } = {},
): Error {
  const other = type === 'connected-app' ? 'external-client-app' : 'connected-app';
  const [target, values] = [connection.getUsername(), [hostOf(connection), type, name]];
  const error = messages.createError('error.AppNotFound', values, [target]);
  if (takesType) error.actions?.unshift(messages.getMessage('otherKind', [other]));
  return error;
}
