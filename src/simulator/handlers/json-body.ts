import { type Answer, answerRestError, type OrgRequest } from '../answer.ts';
import { type JsonObject, parseJsonObject } from '../json-values.ts';
import { OWN_WORDING } from '../refusals.ts';

/** The JSON object in a request's body, or the refusal of another content type or another body. */
export function readJsonBody(request: OrgRequest): { body: JsonObject } | { refusal: Answer } {
  const contentType = request.headers['content-type'] ?? '';
  if (!/\bjson\b/i.test(contentType)) {
    const error = { message: 'Unsupported Media Type', errorCode: 'UNSUPPORTED_MEDIA_TYPE' };
    return { refusal: answerRestError(415, 'REST-22', error) };
  }
  const body = parseJsonObject(request.body.toString('utf8'));
  if (body !== undefined) return { body };
  const error = { message: `The body is no JSON object ${OWN_WORDING}`, errorCode: 'JSON_PARSER_ERROR' };
  return { refusal: answerRestError(400, 'REST-18', error) };
}
