import { Messages } from '@salesforce/core/messages';
import type { AppType } from '../../app/app-type.ts';
import { hostOf, type OrgConnection } from '../../io/org-call.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'app');

/** The error for an app that the org does not have; it may have one of the other kind. */
export function appNotFound(
  connection: OrgConnection,
  { type, name }: { type: AppType; name: string },
): Error {
  const other = type === 'connected-app' ? 'external-client-app' : 'connected-app';
  return messages.createError(
    'error.AppNotFound',
    [hostOf(connection), type, name],
    [other, connection.getUsername()],
  );
}
