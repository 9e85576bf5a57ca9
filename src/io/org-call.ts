import type { Connection } from '@salesforce/core';
import { Messages } from '@salesforce/core/messages';
import type { SfError } from '@salesforce/core/sfError';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'org');

/** An org that `sf` is authorised to, as the user it is authorised as. */
export type OrgConnection = Connection;

export const hostOf = (connection: OrgConnection): string => new URL(connection.instanceUrl).host;

/** Gives the faults of an admin's connection a name and a next step; mistakes of our own pass as they are. */
export async function explained<T>(connection: OrgConnection, call: () => PromiseLike<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const { name, message, code } = error as SfError;
    const username = connection.getUsername() ?? '';
    // jsforce's own words, before it sends anything
    if (message.startsWith('SOAP API does not support JWT-based access tokens')) {
      throw messages.createError(
        'error.SoapRefusesToken',
        [hostOf(connection), username],
        [connection.instanceUrl],
      );
    }
    if (/INVALID_SESSION_ID/.test(`${name} ${message}`)) {
      throw messages.createError('error.OrgSessionEnded', [username, message], [connection.instanceUrl]);
    }
    if (
      /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ECONNRESET|ETIMEDOUT|fetch failed/.test(`${name} ${code} ${message}`)
    ) {
      throw messages.createError('error.OrgUnreachable', [hostOf(connection), username], [username]);
    }
    const { errorCode } = error as { errorCode?: string };
    if (!errorCode) throw error;
    const failed = messages.createError(
      'error.OrgCallFailed',
      [hostOf(connection), message, errorCode],
      [username],
    );
    throw Object.assign(failed, { data: { errorCode } });
  }
}
