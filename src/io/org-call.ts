import type { Connection } from '@salesforce/core';
import { Messages } from '@salesforce/core/messages';
import { pause } from './http.ts';
import { OrgFault, oneLine } from './org-fault.ts';
import { refusals, type Refusal, type Seen } from './org-refusals.ts';
import { useOwnTransport } from './org-transport.ts';
import { delayAfter, MAXIMUM_TRIES } from './retry-delay.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'org');

/** An org that `sf` is authorised to, as the user it is authorised as. */
export type OrgConnection = Connection;

export const hostOf = (connection: OrgConnection): string => new URL(connection.instanceUrl).host;

/** `isRead`: the call changes nothing, so it may be sent again. `signal` ends the waiting between tries. */
export type CallOptions = { isRead?: boolean; signal?: AbortSignal };

/**
 * Runs a call of an org, and gives what it ends with a name and a next step; mistakes of our own pass as they are. What only
 * reads is tried up to three times; what writes is sent once, and `isOutcomeUnknown` says whether the org may have done it.
 */
export async function explained<T>(
  connection: OrgConnection,
  call: () => PromiseLike<T>,
  { isRead = false, signal }: CallOptions = {},
): Promise<T> {
  useOwnTransport(connection);
  try {
    return await (isRead ? retrying(call, signal) : call());
  } catch (error) {
    throw explain(connection, error, isRead);
  }
}

const unknownOutcomes = new WeakSet<Error>();

/** Whether an error of `explained` leaves open if the org did what it was asked. */
export const isOutcomeUnknown = (error: unknown): boolean =>
  error instanceof Error && unknownOutcomes.has(error);

/** The error for an answer that says less than it has to. */
export function unreadableAnswer(connection: OrgConnection, { isRead = false }: CallOptions): Error {
  return explain(connection, new OrgFault('unreadable', 'an answer of another form'), isRead) as Error;
}

async function retrying<T>(call: () => PromiseLike<T>, signal?: AbortSignal): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await call();
    } catch (error) {
      if (tries === MAXIMUM_TRIES || !findRefusal(see(error))?.isPassing) throw error;
      await pause(delayAfter(tries, (error as Partial<OrgFault>).retryAfterSeconds), signal);
    }
  }
}

function explain(connection: OrgConnection, error: unknown, isRead: boolean): unknown {
  const seen = see(error);
  const refusal = findRefusal(seen);
  if (!refusal && !seen.isOfApi) return error;
  const { error: name, leavesUnknown, names }: Refusal = refusal ?? { error: 'OrgCallFailed' };
  const target = names === 'origin' ? originFor(connection, seen) : (connection.getUsername() ?? 'ORG');
  const explanation = messages.createError(`error.${name}`, [hostOf(connection), wordsOf(seen)], [target]);
  if (leavesUnknown && !isRead) unknownOutcomes.add(explanation);
  return explanation;
}

/** Codes of the API are worth a search; those of ours are in the error's name already. */
const wordsOf = ({ code, said }: Seen): string =>
  /^[A-Z][A-Z0-9_]+$/.test(code) ? `${said} (${code})`.trim() : said;

function findRefusal({ code, said }: Seen): Refusal | undefined {
  return refusals.find(({ codes, says }) => (codes?.includes(code) ?? true) && (says?.test(said) ?? true));
}

/** An org that moved says where to. */
const originFor = (connection: OrgConnection, { code, said }: Seen): string =>
  code === 'redirected' && said ? said : new URL(connection.instanceUrl).origin;

/** Brings what our transport, `send` and jsforce throw into one form. */
function see(error: unknown): Seen {
  if (error instanceof OrgFault) return { code: error.kind, said: error.message, isOfApi: true };
  if (!(error instanceof Error)) return { code: '', said: '', isOfApi: false };
  const { name, message, errorCode, data } = error as Error & { errorCode?: string; data?: unknown };
  // jsforce hides the words of several errors, and of none
  if (errorCode === 'MULTIPLE_API_ERRORS') return seeFirst(data);
  const code = (errorCode ?? name).replace(/^\w+:/, '');
  // the words of SOAP begin with the code
  const said = message.startsWith(`${code}: `) ? message.slice(code.length + 2) : message;
  return { code, said: oneLine(said), isOfApi: errorCode !== undefined };
}

function seeFirst(data: unknown): Seen {
  const [first] = [data ?? []].flat() as Array<{ errorCode?: string; message?: string } | undefined>;
  const { errorCode: code = 'MULTIPLE_API_ERRORS', message: said = '' } = first ?? {};
  return { code, said: oneLine(said), isOfApi: true };
}
