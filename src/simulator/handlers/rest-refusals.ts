import { type Answer, answerRestError } from '../answer.ts';
import { OWN_WORDING } from '../refusals.ts';

/** The answer for what is not there: a path, a record, a version that is still to come. */
export function answerNotFound(): Answer {
  const error = { message: 'The requested resource does not exist', errorCode: 'NOT_FOUND' };
  return answerRestError(404, 'REST-17', error);
}

const ORDER = ['HEAD', 'GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Says which methods a resource has instead (REST-19); what can be read has HEAD, too. */
export function refuseMethod(method: string, allowed: string[]): Answer {
  const all = allowed.includes('GET') ? ['HEAD', ...allowed] : allowed;
  const names = [...new Set(all)].sort((one, other) => ORDER.indexOf(one) - ORDER.indexOf(other));
  const message = `HTTP Method '${method}' not allowed. Allowed are ${names.join(',')}`;
  return answerRestError(405, 'REST-19', { message, errorCode: 'METHOD_NOT_ALLOWED' });
}

/** For users who may not see what the setup of the org shows (REST-03). */
export function refuseWithoutSetup(): Answer {
  const message = `This resource needs the permission View Setup and Configuration ${OWN_WORDING}`;
  return answerRestError(403, 'REST-03', { message, errorCode: 'INSUFFICIENT_ACCESS' });
}
