import { type Answer, answerRestError } from './answer.ts';
import { answerFault } from './handlers/soap-envelope.ts';
import { OWN_WORDING } from './refusals.ts';

/** What the platform takes at most in one request, in bytes (SOAP-20). */
const MOST_BYTES = 52_428_800;

/** The body of a request; undefined for one that is too large, which is read to its end without being kept. */
export async function readBody(request: Request): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body ?? []) {
    const bytes = chunk as Uint8Array;
    length += bytes.length;
    if (length <= MOST_BYTES) chunks.push(bytes);
    else chunks.length = 0;
  }
  return length <= MOST_BYTES ? Buffer.concat(chunks) : undefined;
}

/** The answer to a request whose body is too large. */
export function refuseSize(path: string): Answer {
  const limit = `Maximum size of request is ${MOST_BYTES} bytes.`;
  if (path.startsWith('/services/Soap/')) {
    return answerFault('SOAP-20', 'EXCEEDED_MAX_SIZE_REQUEST', `Maximum size of request reached. ${limit}`);
  }
  const error = { message: `${limit} ${OWN_WORDING}`, errorCode: 'REQUEST_ENTITY_TOO_LARGE' };
  return answerRestError(413, 'SOAP-20', error);
}
