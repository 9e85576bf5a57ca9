import { Messages } from '@salesforce/core/messages';
import { readBusy, send, type Busy } from './http.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'rest-api');

/** Every org that External Client Apps work in has this version; it is retired years from now. */
const PROOF_VERSION = '66.0';

/** The API's "no": `errorCode` and `message` are the org's own, and empty when nothing of the answer could be read. */
export type ApiRefusal = { kind: 'refused'; status: number; errorCode: string; message: string };

/**
 * Tries an access token with an authenticated call, `GET /services/data/vNN.0/`, once. A refusal is a result; silence is an
 * error.
 */
export async function callApi(
  instanceUrl: string,
  accessToken: string,
  signal?: AbortSignal,
): Promise<{ kind: 'proven' } | ApiRefusal | Busy> {
  const url = new URL(`/services/data/v${PROOF_VERSION}/`, instanceUrl);
  const headers = { authorization: `Bearer ${accessToken}` };
  const answer = await send({ url, method: 'GET', headers }, signal);
  if (answer.status === 200) return { kind: 'proven' };
  const busy = readBusy(answer);
  if (busy) return busy;
  const [error] = readErrors(answer.text);
  return { kind: 'refused', status: answer.status, errorCode: '', message: '', ...error };
}

/** The same for who cannot go on without: throws a named error with the org's own words when the org refuses its own token. */
export async function proveToken(
  instanceUrl: string,
  accessToken: string,
  signal?: AbortSignal,
): Promise<{ kind: 'proven' } | Busy> {
  const outcome = await callApi(instanceUrl, accessToken, signal);
  if (outcome.kind === 'refused') throw explain(outcome, new URL(instanceUrl).host);
  return outcome;
}

function explain({ status, errorCode, message }: ApiRefusal, host: string): Error {
  if (errorCode === '')
    return messages.createError('error.TokenNotProven', [host, status, 'nothing that can be read']);
  const quote = `"${message}" (${errorCode})`;
  if (message.includes('not valid for use with the REST API')) {
    return messages.createError('error.TokenNotForApi', [host, quote]);
  }
  if (/^API_(CURRENTLY_DISABLED|DISABLED_FOR_ORG)$/.test(errorCode)) {
    return messages.createError('error.ApiNotEnabled', [host, quote]);
  }
  return messages.createError('error.TokenNotProven', [host, status, quote]);
}

type ApiError = { errorCode: string; message: string };

function readErrors(text: string): ApiError[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value)
      ? (value as ApiError[])
          .filter(({ errorCode, message }) => errorCode && message)
          .map(({ errorCode, message }) => ({ errorCode, message }))
      : [];
  } catch {
    return [];
  }
}
