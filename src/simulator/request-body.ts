import type { IncomingMessage } from 'node:http';
import { type Answer, answerJson, answerRestError } from './answer.ts';
import { answerFault } from './handlers/soap-envelope.ts';
import { OWN_WORDING } from './refusals.ts';

/** What the platform takes at most in one request, in bytes (SOAP-20). */
const MOST_BYTES = 52_428_800;
/** No assertion comes near it (OAUTH-20). */
const MOST_OAUTH_BYTES = 1_000_000;

function mostBytesAt(path: string): number {
  return path.includes('/services/oauth2/') ? MOST_OAUTH_BYTES : MOST_BYTES;
}

/**
 * The body of a request. One that is too large is known as such as soon as it says so or has become so; what still
 * comes of it is read and not kept. A client may also go away in the middle.
 */
export function readBody(incoming: IncomingMessage): Promise<Buffer | 'too large' | 'cut off'> {
  const most = mostBytesAt(incoming.url ?? '');
  const chunks: Buffer[] = [];
  let length = 0;
  return new Promise((resolve) => {
    if (Number(incoming.headers['content-length']) > most) resolve('too large');
    incoming.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= most) chunks.push(chunk);
      else chunks.length = 0;
      if (length > most) resolve('too large');
    });
    incoming.on('end', () => resolve(Buffer.concat(chunks)));
    incoming.on('error', () => resolve('cut off'));
  });
}

/** The answer to a request whose body is too large. */
export function refuseSize(path: string): Answer {
  const limit = `Maximum size of request is ${mostBytesAt(path)} bytes.`;
  if (path.startsWith('/services/Soap/')) {
    return answerFault('SOAP-20', 'EXCEEDED_MAX_SIZE_REQUEST', `Maximum size of request reached. ${limit}`);
  }
  const message = `${limit} ${OWN_WORDING}`;
  if (mostBytesAt(path) === MOST_OAUTH_BYTES) {
    return answerJson(413, 'OAUTH-20', { error: 'invalid_request', error_description: message });
  }
  return answerRestError(413, 'SOAP-20', { message, errorCode: 'REQUEST_ENTITY_TOO_LARGE' });
}
