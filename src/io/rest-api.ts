import { Messages } from '@salesforce/core/messages';
import { readBusy, send, type Busy } from './http.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'rest-api');

/** Every org that External Client Apps work in has this version; it is retired years from now. */
export const API_VERSION = '66.0';

/**
 * Proves an access token with an authenticated call, `GET /services/data/vNN.0/`. Throws a named error with the org's own
 * words when the org grants a token and then does not take it.
 */
export async function proveToken(
  instanceUrl: string,
  accessToken: string,
  signal?: AbortSignal,
): Promise<{ kind: 'proven' } | Busy> {
  const url = new URL(`/services/data/v${API_VERSION}/`, instanceUrl);
  const headers = { authorization: `Bearer ${accessToken}` };
  const answer = await send({ url, method: 'GET', headers }, signal);
  if (answer.status === 200) return { kind: 'proven' };
  const busy = readBusy(answer);
  if (busy) return busy;
  throw explain(answer.status, readErrors(answer.text), url.host);
}

type ApiError = { errorCode: string; message: string };

function explain(status: number, [error]: ApiError[], host: string): Error {
  if (!error) return messages.createError('error.TokenNotProven', [host, status, 'nothing that can be read']);
  const quote = `"${error.message}" (${error.errorCode})`;
  if (error.message.includes('not valid for use with the REST API')) {
    return messages.createError('error.TokenNotForApi', [host, quote]);
  }
  if (/^API_(CURRENTLY_DISABLED|DISABLED_FOR_ORG)$/.test(error.errorCode)) {
    return messages.createError('error.ApiNotEnabled', [host, quote]);
  }
  return messages.createError('error.TokenNotProven', [host, status, quote]);
}

function readErrors(text: string): ApiError[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value)
      ? (value as ApiError[]).filter(({ errorCode, message }) => errorCode && message)
      : [];
  } catch {
    return [];
  }
}
