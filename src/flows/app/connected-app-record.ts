import { Messages } from '@salesforce/core/messages';
import type { ComponentRecord } from '../../app/app-kind.ts';
import { listComponents, readComponent } from '../../io/metadata-api.ts';
import type { OrgConnection } from '../../io/org-call.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'app');

/**
 * A Connected App as the Metadata API returns it; `undefined` where there is none. Throws `AppUnreadableError` for one that the
 * org lists and cannot read: another org's, which users here have authorised.
 */
export async function readConnectedRecord(
  connection: OrgConnection,
  name: string,
): Promise<ComponentRecord | undefined> {
  const read = async (): Promise<ComponentRecord> => readComponent(connection, 'ConnectedApp', name);
  const record = await read().catch(async (error: unknown) => {
    if (!['OrgCallFailedError', 'OrgFailedError'].includes((error as Error).name)) throw error;
    const { ConnectedApp } = await listComponents(connection, ['ConnectedApp']);
    if (!ConnectedApp.includes(name)) throw error;
    // a fault that passes is no property of the app
    return read().catch(() => {
      throw messages.createError('error.AppUnreadable', [name, (error as Error).message]);
    });
  });
  return record['fullName'] === undefined ? undefined : record;
}
