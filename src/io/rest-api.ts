import { readBusy, send, type Busy } from './http.ts';

/** Every org that External Client Apps work in has this version; it is retired years from now. */
export const API_VERSION = '66.0';

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
  const url = new URL(`/services/data/v${API_VERSION}/`, instanceUrl);
  const headers = { authorization: `Bearer ${accessToken}` };
  const answer = await send({ url, method: 'GET', headers }, signal);
  if (answer.status === 200) return { kind: 'proven' };
  const busy = readBusy(answer);
  if (busy) return busy;
  const [error] = readErrors(answer.text);
  return { kind: 'refused', status: answer.status, errorCode: '', message: '', ...error };
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
